"""Changes of labels in words: one sentence a change, for people; as rows of a table too.

Spans are quoted where the text is there; of masked text their offsets are given.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from dateline.corpus.diff import Change
from dateline.document import Document, Span

_LONGEST = 60  # characters of a quoted span
_THINGS = {
    "document": "document",
    "entities": "entity",
    "mentions": "mention",
    "events": "event",
    "quotes": "quotation",
}
_NAMES = {
    "annotated_layers": "annotated layers",
    "catalogue": "catalogue entry",
    "event": "event of the document",
    "nested_in": "enclosing quotation",
    "story_event": "event of the story",
    "sha256": "text",
}
_SPANS = frozenset({"cue", "sources", "nested_in"})
HEADER = ("document", "what", "where", "change")


def sentences(changes: Iterable[Change], documents: Mapping[str, Document]) -> Iterator[str]:
    """Say each change in a sentence.

    Args:
        changes: what changed.
        documents: the documents by id, of either version: their text is the same.
    """
    for document, what, where, change in rows(changes, documents):
        yield f"{document}: the {what}{f' {where}' if where else ''} {change}."


def rows(changes: Iterable[Change], documents: Mapping[str, Document]) -> Iterator[tuple[str, str, str, str]]:
    """Give each change as a row: document, what changed, where it is, and how it changed."""
    for change in changes:
        show = _quoting(documents.get(change.document))
        where = change.id if change.layer == "entities" else " ... ".join(map(show, change.spans))
        yield change.document, _THINGS[change.layer], _placed(where or "", change, documents), _told(change, show)


def _placed(where: str, change: Change, documents: Mapping[str, Document]) -> str:
    document = documents.get(change.document)
    if document is None or not change.spans:
        return where
    start = change.spans[0][0]
    number = next((n for n, p in enumerate(document.paragraphs, start=1) if p.start <= start < p.end), None)
    return f"{where} in paragraph {number}" if number else where


def _quoting(document: Document | None) -> Callable[[Iterable[int]], str]:
    def show(pair: Iterable[int]) -> str:
        span = Span(*pair)
        if document is None or document.masked:
            return f"at characters {span.start} to {span.end}"
        words = " ".join(document.span_text(span).split())
        if len(words) > _LONGEST:
            words = f"{words[: _LONGEST // 2].rstrip()} [...] {words[-_LONGEST // 2 :].lstrip()}"
        return f"\N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}"

    return show


def _told(change: Change, show: Callable[[Iterable[int]], str]) -> str:
    if change.change == "changed":
        fields = change.before.keys() | change.after.keys()
        parts = [_field(name, change.before.get(name), change.after.get(name), show) for name in sorted(fields)]
        return "; ".join(parts)
    facts = change.before if change.change == "removed" else change.after
    listed = ", ".join(
        f"{_NAMES.get(name, name)} {_value(name, value, show)}"
        for name, value in facts.items()
        if value not in (None, [], ())
    )
    return f"was {change.change}{f' ({listed})' if listed else ''}"


def _field(name: str, before: Any, after: Any, show: Callable[[Iterable[int]], str]) -> str:  # noqa: ANN401 - labels
    """Say how one field changed; of a list, what left it and what came."""
    called = _NAMES.get(name, name)
    if name == "sha256":
        return "has another text"
    if isinstance(before, list | tuple) and isinstance(after, list | tuple) and name not in {"cue", "nested_in"}:
        old, new = ([_value(name, [item], show) for item in found] for found in (before, after))
        gone = [item for item in old if item not in new]
        came = [item for item in new if item not in old]
        parts = [f"lost {', '.join(gone)}"] if gone else []
        parts += [f"got {', '.join(came)}"] if came else []
        return f"{' and '.join(parts) or 'has another order'} among its {called}"
    return f"has {called} {_value(name, after, show)} instead of {_value(name, before, show)}"


def _value(name: str, value: Any, show: Callable[[Iterable[int]], str]) -> str:  # noqa: ANN401 - a label or spans
    if value is None or value in ([], ()):
        return "none"
    if name == "arguments":
        return ", ".join(f"{role} {show((start, end))}" for role, start, end in value)
    if name == "cue":
        return show(value)
    if name in _SPANS:
        return ", ".join(map(show, value))
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
