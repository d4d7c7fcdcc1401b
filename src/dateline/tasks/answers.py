"""What a language model answered (decoded JSON), as a record with quoted text.

What is unambiguous is read: a bare list, fields that nobody asked for, repeated items. An item with a label that the
task does not have is dropped and counted, so that no file of answers is refused by the scorer later.
"""

import json
from collections import Counter
from collections.abc import Callable
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from dateline.document import Document
from dateline.tasks.task_type import Labels

Answer = tuple[Any, Counter[str]]
"""A quoted record, and what was dropped, by reason."""


class AnswerError(ValueError):
    """An answer that can't be used; the message says why, so that the model can be asked again."""


def items_of(record: type) -> Callable[[Document, Any, Labels], Answer]:
    """Return the reader of answers that hold one list of quoted items, as the record does."""

    def answer(document: Document, found: Any, labels: Labels) -> Answer:  # noqa: ANN401 - decoded JSON
        from dateline.formats.quoted import QUOTED

        quoted = QUOTED[record]
        (name,) = (field.name for field in msgspec.structs.fields(quoted) if field.name != "id")
        whole = {name: found} if isinstance(found, list) else found
        if not isinstance(whole, dict) or not isinstance(whole.get(name), list):
            message = f"expected one JSON object with the list {name!r}"
            raise AnswerError(message)
        dropped: Counter[str] = Counter()
        pruned = _pruned({"id": document.id, name: _distinct(whole[name])}, quoted, labels, dropped)
        return msgspec.convert(pruned, quoted), dropped

    return answer


def _distinct(items: list[Any]) -> list[Any]:
    """Drop repetitions: an answer that loops says the same thing again and again."""
    seen: dict[str, Any] = {}
    for item in items:
        seen.setdefault(json.dumps(item, sort_keys=True), item)
    return list(seen.values())


class _UnknownLabelError(ValueError):
    """A required field has a label that the task does not have."""


def _pruned(value: Any, wanted: Any, labels: Labels, dropped: Counter[str]) -> Any:  # noqa: ANN401
    """Leave out unknown fields, empty lists of spans, and items with unknown labels; count what is left out."""
    options = get_args(wanted) if isinstance(wanted, UnionType) or get_origin(wanted) is Union else (wanted,)
    if isinstance(value, dict):
        shape = next((one for one in options if isinstance(one, type) and issubclass(one, msgspec.Struct)), None)
        return value if shape is None else _object(value, shape, labels, dropped)
    if isinstance(value, list):
        (item, *_) = get_args(next((one for one in options if get_origin(one) is list), list[Any]))
        kept = []
        for one in value:
            try:
                kept.append(_pruned(one, item, labels, dropped))
            except _UnknownLabelError as error:
                dropped[str(error)] += 1
        return kept
    return value


def _object(value: dict[str, Any], shape: type[msgspec.Struct], labels: Labels, dropped: Counter[str]) -> Any:  # noqa: ANN401
    hints = get_type_hints(shape)
    kept = {}
    for field in msgspec.structs.fields(shape):
        if field.name not in value:
            continue
        given = value[field.name]
        allowed = labels.get(field.name)
        if allowed is not None and isinstance(given, str) and given not in allowed:
            if field.required:
                message = f"{field.name} {given[:40]!r}"
                raise _UnknownLabelError(message)
            dropped[f"{field.name} {given[:40]!r}"] += 1
            continue
        kept[field.name] = _pruned(given, hints[field.name], labels, dropped)
        if field.name == "content" and not kept["content"]:
            message = "empty content"
            raise _UnknownLabelError(message)
        if field.name == "clusters":
            dropped["empty cluster"] += sum(not cluster for cluster in kept["clusters"])
            kept["clusters"] = [cluster for cluster in kept["clusters"] if cluster]
    return kept
