"""An example of a task: a passage of the corpus with its gold, marked, and as a prediction that quotes its words."""

import json
from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

import msgspec

import dateline
from dateline.tasks.declarations import Task
from dateline.tasks.registry import task_type

SPLIT = "open/train"
_SHORT, _LONG = 180, 480  # characters of a passage
_MOST = 9  # marks in it


class Example(NamedTuple):
    """A passage, as HTML with marks, its gold as a record of the task, and the document that it is from."""

    document: str
    marked: str
    record: str


def example(task: Task) -> Example:
    """Take the passage whose gold shows most of a task.

    Raises:
        ValueError: no passage of the split has any.
    """
    (field, (shown, *_)), *_ = [(k, v) for k, v in json.loads(task.example).items() if k != "id"]
    kind = task_type(task.type)
    best: tuple[tuple[int, int], Example] | None = None
    for document in dateline.load(SPLIT):
        view = kind.predicted(document) if kind.predicted else kind.view(document, task.settings)
        items = msgspec.to_builtins(view)[field]
        for paragraph in document.paragraphs:
            start, end = paragraph.start, paragraph.end
            if paragraph.kind != "body" or not _SHORT <= end - start <= _LONG:
                continue
            inside = _inside(items, start, end, shown)
            places = list(_spans(inside))
            value = (len({_shape(item) for item in inside}), -abs(len(places) - 6))
            if inside and len(places) <= _MOST and (best is None or value > best[0]):
                text = document.text
                said = json.dumps({"id": document.id, field: _quoted(inside, text)}, ensure_ascii=False)
                best = value, Example(document.id, _marked(text, start, end, inside), said)
    if best is None:
        message = f"{SPLIT} has no passage with gold of {task.id}"
        raise ValueError(message)
    return best[1]


def _shape(item: Any) -> str:  # noqa: ANN401 - decoded JSON
    """Tell kinds of items apart: by type, or by how many parts they have."""
    return str(item.get("type", len(list(_spans(item))))) if isinstance(item, dict) else str(min(len(item), 3))


def _spans(value: Any) -> Iterator[tuple[int, int]]:  # noqa: ANN401 - decoded JSON
    """Find all spans in a record, pairs and objects alike."""
    if isinstance(value, dict):
        if "start" in value and "end" in value:
            yield value["start"], value["end"]
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        if len(value) == 2 and all(isinstance(one, int) for one in value):  # noqa: PLR2004 - a pair
            yield value[0], value[1]
        else:
            for one in value:
                yield from _spans(one)


def _inside(items: list[Any], start: int, end: int, shown: Any) -> list[Any]:  # noqa: ANN401 - decoded JSON
    """Take the items that lie in a passage, with the fields that the task asks for."""
    found: list[Any] = []
    for item in items:
        if isinstance(item, dict):
            kept = _fields(item, shown)
            if all(start <= a and b <= end for a, b in _spans(kept)) and list(_spans(kept)):
                found.append(kept)
        else:  # a cluster: its mentions in the passage
            part = [list(pair) for pair in item if start <= pair[0] and pair[1] <= end]
            found += [part] if len(part) > 1 else []
    return found


def _fields(item: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in item.items() if name in shown and (value or name == "speaker")}
    if "arguments" in kept:
        kept["arguments"] = [{k: v for k, v in one.items() if v is not None} for one in kept["arguments"]]
    return kept


def _quoted(value: Any, text: str) -> Any:  # noqa: ANN401 - decoded JSON
    """Put words in the place of offsets: the form that language models answer in."""
    if isinstance(value, dict):
        if "start" in value and "end" in value:
            rest = {k: _quoted(v, text) for k, v in value.items() if k not in {"start", "end"}}
            return {"text": text[value["start"] : value["end"]], **rest}
        return {k: _quoted(v, text) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        if len(value) == 2 and all(isinstance(one, int) for one in value):  # noqa: PLR2004 - a pair
            return {"text": text[value[0] : value[1]]}
        return [_quoted(one, text) for one in value]
    return value


def _marked(text: str, start: int, end: int, items: list[Any]) -> str:
    """Mark the spans of a passage and name what they are; where some overlap the first is marked."""
    marks: dict[tuple[int, int], str] = {}
    for number, item in enumerate(items, start=1):
        for span, what in _labelled(item, number):
            marks.setdefault(span, what)
    parts, at = [], start
    for (a, b), what in sorted(marks.items(), key=lambda pair: (pair[0][0], -pair[0][1])):
        if a < at:
            continue
        parts += [escape(text[at:a]), f"<mark>{escape(text[a:b])}<small>{escape(what)}</small></mark>"]
        at = b
    return f'<blockquote class="example"><p>{"".join(parts)}{escape(text[at:end])}</p></blockquote>\n'


def _labelled(item: Any, number: int) -> Iterator[tuple[tuple[int, int], str]]:  # noqa: ANN401 - decoded JSON
    """Name the spans of an item: its type, its roles, or the number of its cluster."""
    if not isinstance(item, dict):
        yield from ((span, str(number)) for span in _spans(item))
        return
    if "start" in item:
        yield (item["start"], item["end"]), str(item.get("cluster") or item.get("type", number))
        for one in item.get("arguments", ()):
            yield (one["start"], one["end"]), one["role"]
        return
    for name, value in item.items():
        yield from ((span, name.rstrip("s") if name == "sources" else name) for span in _spans(value))
