"""From annotation to marks: what is written beside a span, what is highlighted with it, and where the sides differ."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import msgspec

from dateline.document import LAYERS, Document, Event, Layer, Mention, Quote, Span
from dateline.tasks.event_records import ABSENT
from dateline.viewer.colours import swatch
from dateline.viewer.interleave import Kind, Mark
from dateline.viewer.view import Reading, Side

Group: TypeAlias = tuple[str, str]
"""What is highlighted together: an `entity`, an `event` mention, a `cluster` of them, a `quote`, and its name."""
Offsets: TypeAlias = tuple[int, int]
KINDS_OF: Mapping[Layer, tuple[Kind, ...]] = {
    "mentions": ("mention",),
    "events": ("trigger", "filler", "mention"),
    "quotes": ("quote", "cue", "filler", "mention"),
}
"""The marks that a layer's differences can be about."""
USUAL = frozenset({ABSENT, "positive", "actual"})
"""What is not said of an event where labels are short."""


class Marked(msgspec.Struct, frozen=True):
    """A side with its marks.

    Attributes:
        side: the annotation.
        marks: all marks of the document.
        numbers: the number of each group, unique on a page.
        chains: the number of each entity with two mentions or more, from 1, by their first mentions.
        speakers: what a quote's speakers are called, by the quote's id.
    """

    side: Side
    marks: tuple[Mark, ...]
    numbers: Mapping[Group, int]
    chains: Mapping[str, int]
    speakers: Mapping[str, str]

    def events_within(self, paragraph: Span) -> list[tuple[int, Event]]:
        """The events whose trigger is in a paragraph, with their numbers."""
        return [(n, one) for n, one in enumerate(self.side.events, 1) if paragraph.start <= one.start < paragraph.end]

    def quotes_within(self, paragraph: Span) -> list[tuple[int, Quote]]:
        """The quotes whose content starts in a paragraph, with their numbers."""
        numbered = enumerate(self.side.quotes, 1)
        return [(n, one) for n, one in numbered if paragraph.start <= one.content[0].start < paragraph.end]


def marked(reading: Reading) -> tuple[Marked, ...]:
    """Mark every side; groups are numbered through."""
    sides: list[Marked] = []
    first = 0
    for index, side in enumerate(reading.sides):
        numbers = {group: first + place for place, group in enumerate(dict.fromkeys(_groups(side)))}
        first += len(numbers)
        chains = chains_in(side)
        speakers = {quote.id: _speakers(quote, reading.document) for quote in side.quotes}
        marks = tuple(_marks(side, numbers, chains, speakers, _notes(reading, index)))
        sides.append(Marked(side, marks, numbers, chains, speakers))
    return tuple(
        msgspec.structs.replace(side, marks=tuple(_with_differences(side, _differing(reading, index, first))))
        for index, side in enumerate(sides)
    )


def chains_in(side: Side) -> dict[str, int]:
    """Number the entities with two mentions or more, from 1, by their first mentions."""
    times = Counter(one.entity for one in sorted(side.mentions) if one.entity is not None)
    return {name: number for number, name in enumerate((name for name in times if times[name] > 1), start=1)}


def difference_group(sides: Sequence[Marked], index: int) -> int:
    """Return the number of the group of a difference: the marks that it is about, on both sides."""
    return sum(len(side.numbers) for side in sides) + index


def _differing(reading: Reading, side: int, first: int) -> Mapping[tuple[str, Offsets], list[int]]:
    """Say which differences a side's spans have part in: as what is judged, or as what it is linked to or filled by."""
    found: dict[tuple[str, Offsets], list[int]] = {}
    for index, (layer, one) in enumerate(reading.disagreements):
        itself = one.other if side and one.other else (one.start, one.end)
        claimed = (part.span for part in (one.b if side else one.a) if part.span is not None)
        for span in dict.fromkeys((itself, *claimed)):
            found.setdefault((layer, span), []).append(first + index)
    return found


def _with_differences(side: Marked, differing: Mapping[tuple[str, Offsets], list[int]]) -> Iterator[Mark]:
    for mark in side.marks:
        more = [
            number
            for layer in LAYERS
            if mark.kind in KINDS_OF[layer]
            for number in differing.get((layer, mark.key), ())
        ]
        yield msgspec.structs.replace(mark, groups=(*mark.groups, *more)) if more else mark


def _groups(side: Side) -> Iterator[Group]:
    yield from (("entity", mention.entity) for mention in side.mentions if mention.entity is not None)
    for event in side.events:
        yield from (("event", event.id), ("cluster", event.event))
    yield from (("quote", quote.id) for quote in side.quotes)


class _Filled(msgspec.Struct):
    """What a span fills: the groups, the roles with their events' numbers, and the quotes that it is the source of."""

    groups: list[int] = []
    roles: list[str] = []
    sources: list[str] = []

    @property
    def about(self) -> list[str]:
        """What it fills, in words."""
        return [f"{role} of event {number}" for number, _, role in (one.partition(" ") for one in self.roles)] + [
            one.replace(" ", " of quote ") for one in self.sources
        ]


def _fillers(side: Side, numbers: Mapping[Group, int]) -> dict[Offsets, _Filled]:
    filled: dict[Offsets, _Filled] = {}
    for number, event in enumerate(side.events, start=1):
        for argument in event.arguments:
            here = filled.setdefault(argument.key, _Filled())
            here.groups.append(numbers["event", event.id])
            here.roles.append(f"{number} {argument.role}")
    for number, quote in enumerate(side.quotes, start=1):
        for source in quote.sources:
            here = filled.setdefault(source.key, _Filled())
            here.groups.append(numbers["quote", quote.id])
            here.sources.append(f"speaker {number}")
    return filled


def _marks(
    side: Side,
    numbers: Mapping[Group, int],
    chains: Mapping[str, int],
    speakers: Mapping[str, str],
    notes: Mapping[tuple[str, int, int], str],
) -> Iterator[Mark]:
    filled = _fillers(side, numbers)
    for mention in side.mentions:
        entity = () if mention.entity is None else (numbers["entity", mention.entity],)
        note = notes.get(("mentions", *mention.key), "")
        chain = chains.get(mention.entity or "")
        yield _mention(mention, filled.pop(mention.key, _Filled()), entity, chain, note)
    for span, fills in filled.items():
        yield Mark(
            *span,
            kind="filler",
            about=", ".join(fills.about),
            roles=tuple(fills.roles),
            sources=tuple(fills.sources),
            groups=tuple(fills.groups),
        )
    for number, event in enumerate(side.events, start=1):
        both = numbers["event", event.id], numbers["cluster", event.event]
        said = [one for one in (event.polarity, event.realis, event.event) if one != ABSENT]
        unusual = [one for one in (event.polarity, event.realis) if one not in USUAL]
        cluster = [event.event] if event.event != ABSENT else []
        yield Mark(
            *event.key,
            kind="trigger",
            label=event.type,
            short=", ".join([f"{number} {event.type}", *unusual]),
            long=", ".join([f"{number} {event.type}", *unusual, *cluster]),
            about=", ".join([f"event {number}", event.type, *said]),
            type=event.type,
            note=notes.get(("events", *event.key), ""),
            points=both,
            groups=both,
        )
    for number, quote in enumerate(side.quotes, start=1):
        yield from _quote(number, quote, (numbers["quote", quote.id],), speakers[quote.id], notes)


def _mention(mention: Mention, fills: _Filled, entity: tuple[int, ...], chain: int | None, note: str) -> Mark:
    label = " ".join(part for part in (mention.type, mention.entity) if part)
    return Mark(
        *mention.key,
        kind="mention",
        label=label,
        short=swatch(mention.type).sign,
        long=label,
        about=", ".join(filter(None, (mention.type, mention.level, mention.entity, *fills.about))),
        type=mention.type,
        level=mention.level,
        chain=chain,
        roles=tuple(fills.roles),
        sources=tuple(fills.sources),
        note=note,
        points=entity,
        groups=(*entity, *fills.groups),
    )


def _quote(
    number: int, quote: Quote, group: tuple[int], speakers: str, notes: Mapping[tuple[str, int, int], str]
) -> Iterator[Mark]:
    reach = min(span.start for span in quote.content), max(span.end for span in quote.content)
    short = f"{number} {speakers}".strip()
    for span in quote.content:
        yield Mark(
            *span.key,
            kind="quote",
            label=f"{quote.id} {speakers}".strip(),
            short=short,
            long=f"{short}, {quote.type}",
            about=f"quote {number}, {quote.type}, by {speakers or 'nobody'}",
            type=quote.type,
            note=notes.get(("quotes", *reach), ""),
            points=group,
            groups=group,
        )
    if quote.cue:
        yield Mark(*quote.cue.key, kind="cue", about=f"cue of quote {number}", groups=group, points=group)


def _notes(reading: Reading, side: int) -> Mapping[tuple[str, int, int], str]:
    found: dict[tuple[str, int, int], list[str]] = {}
    for layer, one in reading.disagreements:
        if one.difference in {"only in a", "only in b"}:
            if one.difference == ("only in a", "only in b")[side]:
                found.setdefault((layer, one.start, one.end), []).append("only here")
        else:
            span = one.other if side and one.other else (one.start, one.end)
            found.setdefault((layer, *span), []).append(reading.called(one))
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
