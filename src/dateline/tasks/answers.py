"""What a language model answered, as a record with quoted text."""

from collections.abc import Callable
from typing import Any

import msgspec

from dateline.document import Document
from dateline.formats.quoted import QUOTED


class AnswerError(ValueError):
    """An answer that can't be used; the message says why, so that the model can be asked again."""


def items_of(record: type) -> Callable[[Document, Any], Any]:
    """Return the reader of answers that hold one list of quoted items, as the record does; repetitions are dropped."""

    def answer(document: Document, found: Any) -> Any:  # noqa: ANN401 - decoded JSON to a quoted record
        if not isinstance(found, dict):
            message = "the answer is not a JSON object"
            raise AnswerError(message)
        items = {key: _distinct(value) if isinstance(value, list) else value for key, value in found.items()}
        return msgspec.convert({**items, "id": document.id}, QUOTED[record])

    return answer


def _distinct(items: list[Any]) -> list[Any]:
    """Drop repetitions: an answer that loops says the same thing again and again."""
    seen: dict[bytes, Any] = {}
    for item in items:
        seen.setdefault(msgspec.json.encode(item), item)
    return list(seen.values())
