"""The gold of each task, seen from a document: the same records that predictions are made of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from dateline.document import Document, Mention, Quote
from dateline.records import (
    CorefRecord,
    EventRecord,
    EventsRecord,
    GoldSpeaker,
    GoldSpeakers,
    NerRecord,
    QuoteRecord,
    QuotesRecord,
    RoleSpan,
    TypedSpan,
)


def typed_spans(document: Document, levels: Sequence[str] = ("name", "value"), *, nested: bool = False) -> NerRecord:
    """Return the mentions of the given levels as spans: all of them, or the outermost where they nest."""
    chosen = (mention for mention in document.mentions if mention.level in levels)
    return NerRecord(
        document.id, [TypedSpan(m.start, m.end, m.type) for m in (chosen if nested else outermost(chosen))]
    )


def outermost(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Yield, in order of text, the mentions that lie inside no other one."""
    reach = -1
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if mention.end > reach:
            reach = mention.end
            yield mention


def clusters(document: Document) -> CorefRecord:
    """Return the mentions of each entity, singletons included, in order of text; values belong to none."""
    found: dict[str, list[tuple[int, int]]] = {}
    for mention in document.mentions:
        if mention.entity is not None:
            found.setdefault(mention.entity, []).append(mention.key)
    return CorefRecord(document.id, list(found.values()))


def events(document: Document) -> EventsRecord:
    """Return the events with their arguments; the cluster is the story's event, or else the document's own."""
    records = [
        EventRecord(
            event.start,
            event.end,
            event.type,
            event.polarity,
            event.realis,
            event.story_event or f"{document.id}/{event.event}",
            [RoleSpan(argument.start, argument.end, argument.role) for argument in event.arguments],
        )
        for event in document.events
    ]
    return EventsRecord(document.id, records)


def quotes(document: Document) -> QuotesRecord:
    """Return the quotes with content, cue, sources and type."""
    records = [
        QuoteRecord(
            [span.key for span in quote.content],
            quote.cue.key if quote.cue else None,
            [source.key for source in quote.sources],
            quote.type,
        )
        for quote in document.quotes
    ]
    return QuotesRecord(document.id, records)


def speakers(document: Document) -> GoldSpeakers:
    """Return for each quote every mention and name of its speakers."""
    mentions: dict[str, set[tuple[int, int]]] = {}
    for mention in document.mentions:
        if mention.entity is not None:
            mentions.setdefault(mention.entity, set()).add(mention.key)
    names = {entity.id: entity.names for entity in document.entities}
    # A bare number that refers to a party, as in "one of them said", counts as a description, as text does.
    level = {mention.id: mention.level for mention in document.mentions if mention.level != "value"}
    return GoldSpeakers(document.id, [_speaker(quote, mentions, names, level) for quote in document.quotes])


def _speaker(
    quote: Quote,
    mentions: dict[str, set[tuple[int, int]]],
    names: dict[str, tuple[str, ...]],
    level: Mapping[str, str],
) -> GoldSpeaker:
    own = {source.key for source in quote.sources}
    wording = next((level.get(source.mention or "", "nominal") for source in quote.sources), "none")
    return msgspec.convert(
        {
            "content": tuple(span.key for span in quote.content),
            "mentions": own.union(*(mentions.get(speaker, set()) for speaker in quote.speakers)),
            "names": {name for speaker in quote.speakers for name in names.get(speaker, ())},
            "type": quote.type,
            "wording": wording,
        },
        GoldSpeaker,
    )
