"""Checks of records against the documents they speak of.

`faults` finds every fault of one record, slowly and exactly; `dateline.formats.checks.quick` says quickly that records
laid out as arrays have none, so that the slow way is gone only where something is wrong.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeAlias, TypeVar, get_args

import msgspec

from dateline.document import Document, Polarity, QuoteType, Realis
from dateline.errors import Level, Problem, nearest
from dateline.records import AttributionRecord, CorefRecord, EventsRecord, NerRecord, QuotesRecord

Record: TypeAlias = NerRecord | CorefRecord | EventsRecord | QuotesRecord | AttributionRecord
R = TypeVar("R", NerRecord, CorefRecord, EventsRecord, QuotesRecord, AttributionRecord)
Pair: TypeAlias = tuple[int, int]
TagPolicy = Literal["conlleval", "strict"]

STRIDE = 1 << 40
"""Above any offset, so that the spans of many documents lie on one line without touching."""

CLOSED_LABELS: Mapping[str, frozenset[str]] = {
    "polarity": frozenset(get_args(Polarity)),
    "realis": frozenset(get_args(Realis)),
}
QUOTE_TYPES: frozenset[str] = frozenset(get_args(QuoteType))


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """What a record is checked against.

    Attributes:
        length: code points of the text; None where it is not known, and offsets then have no upper bound.
        text: the real text; None where it is masked or not available.
        tokens: `(start, end)` of every token, in order.
        paragraphs: `(start, end)` of every paragraph, in order.
        contents: the gold contents that task `attribution` gives, each as often as it is quoted; None where they are
            not checked.
        triggers: the gold triggers (start, end, type) that a task gives; None where it gives none.
    """

    length: int | None = None
    text: str | None = None
    tokens: Sequence[Pair] = ()
    paragraphs: Sequence[Pair] = ()
    contents: Collection[tuple[Pair, ...]] | None = None
    triggers: frozenset[tuple[int, int, str]] | None = None


def facts_of(document: Document) -> DocumentFacts:
    """Take the facts of a document of the corpus."""
    return DocumentFacts(
        length=len(document.text),
        text=None if document.masked else document.text,
        tokens=tuple(token.key for token in document.tokens),
        paragraphs=tuple(paragraph.key for paragraph in document.paragraphs),
        contents=tuple(tuple(span.key for span in quote.content) for quote in document.quotes),
    )


@dataclass(frozen=True, slots=True)
class Expected(Generic[R]):
    """What a file must hold.

    Attributes:
        record: the record class of the task.
        documents: facts by document id; None accepts any id (a gold file of another corpus).
        labels: allowed values by field name (`type`, `role`, `polarity`, `realis`); a field not named takes any.
        flat: spans of `ner` may not overlap.
        allow_missing: documents may be absent.
        tags: what to do with invalid tag sequences of CoNLL columns: `conlleval` repairs them, `strict` refuses.
        limit: problems listed before the rest is only counted.
    """

    record: type[R]
    documents: Mapping[str, DocumentFacts] | None = None
    labels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    flat: bool = True
    allow_missing: bool = False
    tags: TagPolicy = "conlleval"
    limit: int = 50


def faults(
    record: Record, facts: DocumentFacts | None, expected: Expected[R], *, anchored: bool = False
) -> Iterator[Problem]:
    """Yield every fault of a record, with its field; file and line are for the caller to add.

    Args:
        record: the record to check.
        facts: the facts of its document, where they are known.
        expected: what the file must hold.
        anchored: the spans were anchored from quoted text: in range, or behind the text where nothing was found.
    """
    for path, value in _leaves(record, ""):
        if isinstance(value, str):
            allowed = expected.labels.get(path.rpartition(".")[2])
            if allowed is not None and value not in allowed:
                message = f"unknown label {value!r}"
                yield Problem(id="unknown-label", message=message, field=path, hint=nearest(value, allowed))
        elif not anchored:
            yield from _span_faults(path, value, facts)
    yield from _repeats(record, facts, flat=expected.flat)
    if facts is not None:
        # What was quoted may have been anchored elsewhere: it is left out of what is counted.
        yield from _unknown_given(record, facts, level="warning" if anchored else "error")


def _unknown_given(record: Record, facts: DocumentFacts, level: Level) -> Iterator[Problem]:
    """Yield what a record says of contents or triggers that are not those given."""
    if isinstance(record, AttributionRecord) and facts.contents is not None:
        left = Counter(tuple(sorted(content)) for content in facts.contents)
        given = frozenset(left)
        for index, quote in enumerate(record.quotes):
            place, content = f"quotes[{index}].content", tuple(sorted(quote.content))
            left[content] -= 1
            if content not in given:
                message = "this content is not one of those given"
                hint = "copy the gold contents of the document unchanged"
                yield Problem(id="unknown-content", message=message, field=place, hint=hint, level=level)
            elif left[content] < 0:
                message = "this content has more speakers than quotes"
                yield Problem(id="repeated-content", message=message, field=place, hint="one speaker a quote")
    elif isinstance(record, EventsRecord) and facts.triggers is not None:
        types = {(start, end): kind for start, end, kind in facts.triggers}
        for index, event in enumerate(record.events):
            if (event.start, event.end, event.type) not in facts.triggers:
                message = f"[{event.start}, {event.end}) {event.type} is not one of the gold triggers, which are given"
                there = types.get((event.start, event.end))
                hint = f"the gold trigger there is {there}" if there else "copy span and type of the gold triggers"
                yield Problem(id="unknown-trigger", message=message, field=f"events[{index}]", hint=hint, level=level)


def _leaves(value: object, path: str) -> Iterator[tuple[str, Pair | str]]:
    """Walk a record: every span as `(path, (start, end))` and every string as `(path, string)`.

    The path of a span ends in `{}`, a placeholder for the name or index of its start or end.
    """
    if isinstance(value, msgspec.Struct):
        start, end = getattr(value, "start", None), getattr(value, "end", None)
        if start is not None and end is not None:
            yield f"{path}.{{}}", (start, end)
        for name in value.__struct_fields__:
            yield from _leaves(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}[{index}]")
    elif isinstance(value, tuple):
        yield f"{path}[{{}}]", value
    elif isinstance(value, str):
        yield path, value


def _span_faults(path: str, span: Pair, facts: DocumentFacts | None) -> Iterator[Problem]:
    start, end = span
    first, last = (path.format(name) for name in (("start", "end") if path.endswith(".{}") else (0, 1)))
    if start < 0:
        yield Problem(id="bad-offset", message=f"offset {start} is negative", field=first, hint="0 or more")
    elif end < start:
        hint = "start and end are half-open code points, the end behind the last character"
        yield Problem(id="bad-span-order", message=f"end {end} is before start {start}", field=last, hint=hint)
    elif end == start:
        hint = "the end is exclusive: a span of one character ends one behind its start"
        yield Problem(id="bad-span-length", message=f"start and end are both {start}", field=last, hint=hint)
    if max(start, end) >= STRIDE:
        yield Problem(id="bad-offset-range", message=f"offset {max(start, end)} is in no text", field=last)
        return
    if facts is None:
        return
    if facts.length is not None and max(start, end) > facts.length:
        where, offset = (last, end) if end > facts.length else (first, start)
        hint = f"the text has {facts.length} code points (not bytes, not UTF-16 units)"
        yield Problem(id="bad-offset-range", message=f"offset {offset} is beyond the text", field=where, hint=hint)
    elif facts.text is not None and 0 <= start < end and facts.text[start:end] != facts.text[start:end].strip():
        message = "the span starts or ends on white space, as no gold span does"
        yield Problem(id="bad-span-edge", message=message, field=first, level="warning")


def _repeats(record: Record, facts: DocumentFacts | None, *, flat: bool) -> Iterator[Problem]:
    """Yield what occurs twice where each may occur once, what overlaps where nothing may, what is empty."""
    match record:
        case NerRecord(entities=entities):
            if flat:
                yield from _overlaps([(e.start, e.end, f"entities[{i}]") for i, e in enumerate(entities)])
            else:
                yield from _twice((f"entities[{i}]", (e.start, e.end, e.type)) for i, e in enumerate(entities))
        case CorefRecord(clusters=clusters):
            yield from _twice((f"clusters[{i}][{j}]", m) for i, c in enumerate(clusters) for j, m in enumerate(c))
            yield from (_empty(f"clusters[{i}]") for i, cluster in enumerate(clusters) if not cluster)
        case EventsRecord(events=events):
            yield from _twice((f"events[{i}]", (e.start, e.end, e.type)) for i, e in enumerate(events))
            for i, event in enumerate(events):
                path = f"events[{i}].arguments"
                yield from _twice((f"{path}[{j}]", (a.start, a.end, a.role)) for j, a in enumerate(event.arguments))
        case QuotesRecord(quotes=quotes):
            # One content may be attributed twice, to different sources.
            yield from _content_faults([(quote.content, frozenset(quote.sources)) for quote in quotes])
        case AttributionRecord(quotes=speakers):
            given = facts is not None and facts.contents is not None  # then it is known how often a content is quoted
            yield from _content_faults([(one.content, i if given else one.speaker) for i, one in enumerate(speakers)])


def _content_faults(quotes: list[tuple[list[Pair], object]]) -> Iterator[Problem]:
    """Yield empty contents, contents whose parts overlap, and those that are the same in content and in the rest."""
    keys = ((f"quotes[{i}].content", (*sorted(content), rest)) for i, (content, rest) in enumerate(quotes) if content)
    yield from _twice(keys)
    for i, (content, _) in enumerate(quotes):
        if not content:
            yield _empty(f"quotes[{i}].content")
        yield from _overlaps([(s, e, f"quotes[{i}].content[{j}]") for j, (s, e) in enumerate(content)])


def _empty(path: str) -> Problem:
    return Problem(id="missing-span", message="the list is empty", field=path, hint="at least one span")


def _twice(keys: Iterator[tuple[str, object]]) -> Iterator[Problem]:
    first: dict[object, str] = {}
    for path, key in keys:
        if first.setdefault(key, path) != path:
            yield Problem(id="repeated-span", message=f"the same is in {first[key]}", field=path)


def _overlaps(spans: list[tuple[int, int, str]]) -> Iterator[Problem]:
    """Yield the spans that overlap one that starts before them."""
    reach, previous = -STRIDE, (0, 0, "")
    for span in sorted(span for span in spans if span[0] < span[1]):
        start, end, path = span
        if span[:2] == previous[:2]:
            message = f"the same span is in {previous[2]}"
            yield Problem(id="repeated-span", message=message, field=path, hint="each span once, with one label")
        elif start < reach:
            hint = "spans are flat here; those of ner may nest with the setting nested=allow"
            message = f"the span [{start}, {end}) overlaps {previous[2]}, [{previous[0]}, {previous[1]})"
            yield Problem(id="bad-span-overlap", message=message, field=path, hint=hint)
        if end > reach:
            reach, previous = end, span
