"""From annotation to marks: what is written beside a span, what is highlighted with it, and where the sides differ."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import msgspec

from dateline.document import Document, Event, Quote, Span
from dateline.viewer.interleave import Mark
from dateline.viewer.view import Reading, Side

Group: TypeAlias = tuple[str, str]
"""What is highlighted together: an `entity`, an `event` mention, a `cluster` of them, or a `quote`, and its name."""


class Marked(msgspec.Struct, frozen=True):
    """A side with its marks.

    Attributes:
        side: the annotation.
        marks: all marks of the document.
        numbers: the number of each group, unique on a page.
        speakers: what a quote's speakers are called, by the quote's id.
    """

    side: Side
    marks: tuple[Mark, ...]
    numbers: Mapping[Group, int]
    speakers: Mapping[str, str]

    def events_within(self, paragraph: Span) -> list[Event]:
        """The events whose trigger is in a paragraph."""
        return [event for event in self.side.events if paragraph.start <= event.start < paragraph.end]

    def quotes_within(self, paragraph: Span) -> list[Quote]:
        """The quotes whose content starts in a paragraph."""
        return [quote for quote in self.side.quotes if paragraph.start <= quote.content[0].start < paragraph.end]


def marked(reading: Reading) -> tuple[Marked, ...]:
    """Mark every side; groups are numbered through."""
    sides: list[Marked] = []
    for index, side in enumerate(reading.sides):
        first = sum(len(earlier.numbers) for earlier in sides)
        numbers = {group: first + place for place, group in enumerate(dict.fromkeys(_groups(side)))}
        speakers = {quote.id: _speakers(quote, reading.document) for quote in side.quotes}
        marks = tuple(_marks(side, numbers, speakers, _notes(reading, index)))
        sides.append(Marked(side, marks, numbers, speakers))
    return tuple(sides)


def _groups(side: Side) -> Iterator[Group]:
    yield from (("entity", mention.entity) for mention in side.mentions if mention.entity is not None)
    for event in side.events:
        yield from (("event", event.id), ("cluster", event.event))
    yield from (("quote", quote.id) for quote in side.quotes)


def _marks(
    side: Side, numbers: Mapping[Group, int], speakers: Mapping[str, str], notes: Mapping[tuple[str, int, int], str]
) -> Iterator[Mark]:
    filled: dict[tuple[int, int], list[int]] = {}
    for event in side.events:
        for argument in event.arguments:
            filled.setdefault(argument.key, []).append(numbers["event", event.id])
    for quote in side.quotes:
        for source in quote.sources:
            filled.setdefault(source.key, []).append(numbers["quote", quote.id])
    for mention in side.mentions:
        entity = () if mention.entity is None else (numbers["entity", mention.entity],)
        label = " ".join(part for part in (mention.type, mention.entity) if part)
        note = notes.get(("mentions", *mention.key), "")
        yield Mark(
            *mention.key,
            kind="mention",
            label=label,
            type=mention.type,
            level=mention.level,
            note=note,
            points=entity,
            groups=(*entity, *filled.pop(mention.key, ())),
        )
    yield from (Mark(*span, kind="filler", groups=tuple(groups)) for span, groups in filled.items())
    for event in side.events:
        both = numbers["event", event.id], numbers["cluster", event.event]
        note = notes.get(("events", *event.key), "")
        yield Mark(*event.key, kind="trigger", label=event.type, type=event.type, note=note, points=both, groups=both)
    for quote in side.quotes:
        group = (numbers["quote", quote.id],)
        label = f"{quote.id} {speakers[quote.id]}".strip()
        reach = min(span.start for span in quote.content), max(span.end for span in quote.content)
        note = notes.get(("quotes", *reach), "")
        for span in quote.content:
            yield Mark(*span.key, kind="quote", label=label, type=quote.type, note=note, points=group, groups=group)
        if quote.cue:
            yield Mark(*quote.cue.key, kind="cue", groups=group, points=group)


def _notes(reading: Reading, side: int) -> Mapping[tuple[str, int, int], str]:
    found: dict[tuple[str, int, int], list[str]] = {}
    for layer, one in reading.disagreements:
        if one.difference in {"only in a", "only in b"}:
            if one.difference == ("only in a", "only in b")[side]:
                found.setdefault((layer, one.start, one.end), []).append("only here")
        else:
            span = one.other if side and one.other else (one.start, one.end)
            found.setdefault((layer, *span), []).append(one.difference)
    return {place: ", ".join(names) for place, names in found.items()}


def _speakers(quote: Quote, document: Document) -> str:
    """Name the speakers: by the catalogue, else by the source's own words."""
    names = {entity.id: entity.names[0] for entity in document.entities if entity.names}
    # Entities of a raw annotation have names of their own, so the document's say who is meant.
    entity_of = {mention.key: mention.entity for mention in document.mentions}
    return ", ".join(names.get(entity_of.get(source.key) or "", document.span_text(source)) for source in quote.sources)


def words(document: Document, spans: Iterable[Span]) -> str:
    """The words of spans, in the order given."""
    return " … ".join(document.span_text(span) for span in spans)
