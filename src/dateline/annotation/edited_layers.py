"""Put edited records into a gold layer: they keep the ids of what they were, and what names mentions follows them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from dateline.corpus.gold import ORDER, Annotation, entities_of
from dateline.document import CatalogueEntry, Entity, Event, Filler, Layer, Mention, Quote

Key = tuple[tuple[int, int], ...]


def kept(layer: Layer, gold: Sequence[Any], edited: Sequence[Any]) -> tuple[Any, ...]:
    """Give edited records the ids of the gold records that they are, and new ids to new ones.

    A record is the same where its spans are; of the others, where spans overlap and no other record has them. Links
    across documents, which the working format leaves out, stay with the records.
    """
    same = {_spans(record): record for record in gold}
    was = {index: same.pop(_spans(record)) for index, record in enumerate(edited) if _spans(record) in same}
    left = list(same.values())
    for index, record in enumerate(edited):
        if index not in was and (found := _nearest(record, left)):
            was[index] = found
            left.remove(found)
    numbers = [int(number) for record in gold for number in re.findall(r"\d+$", record.id)]
    fresh = iter(range(max(numbers, default=0) + 1, max(numbers, default=0) + 1 + len(edited)))
    ids = {
        record.id: was[index].id if index in was else f"{layer[0]}{next(fresh)}" for index, record in enumerate(edited)
    }
    story = {event.event: event.story_event for event in gold if isinstance(event, Event)}
    return tuple(sorted((_renamed(record, ids, story) for record in edited), key=ORDER[layer]))


def _renamed(record: Any, ids: Mapping[str, str], story: Mapping[str, str | None]) -> Any:  # noqa: ANN401 - a record
    if isinstance(record, Quote):
        outer = ids.get(record.nested_in or "")
        return msgspec.structs.replace(record, id=ids[record.id], nested_in=outer)
    if isinstance(record, Event):
        return msgspec.structs.replace(record, id=ids[record.id], story_event=story.get(record.event))
    return msgspec.structs.replace(record, id=ids[record.id])


def _spans(record: Any) -> Key:  # noqa: ANN401 - a record of a layer
    return tuple(span.key for span in record.content) if isinstance(record, Quote) else (record.key,)


def _nearest(record: Any, left: Sequence[Any]) -> Any:  # noqa: ANN401 - records of one layer
    """Return the gold record with the largest overlap; None where none overlaps."""
    shared = [(_overlap(_spans(record), _spans(other)), -index) for index, other in enumerate(left)]
    most, index = max(shared, default=(0, 0))
    return left[-index] if most else None


def _overlap(one: Key, other: Key) -> int:
    return sum(max(0, min(e, f) - max(s, t)) for s, e in one for t, f in other)


def with_mentions(
    gold: Annotation,
    mentions: Sequence[Mention],
    entities: Iterable[Entity],
    catalogue: Mapping[str, CatalogueEntry],
) -> Annotation:
    """Put edited mentions into the gold, and let entities, arguments, sources and speakers follow.

    Args:
        gold: the gold of the document.
        mentions: the edited mentions, with their ids.
        entities: the entities that they imply.
        catalogue: the corpus-wide entities; a new entity with such an id is linked to it.
    """
    by_id = {mention.id: mention for mention in mentions}
    by_span = {mention.key: mention for mention in mentions}
    entity = {mention.id: mention.entity for mention in mentions}

    def follow(filler: Filler) -> Any:  # noqa: ANN401 - a filler or an argument, as it was
        found = by_id.get(filler.mention or "") or by_span.get(filler.key)
        if found is None:
            return msgspec.structs.replace(filler, mention=None)
        return msgspec.structs.replace(filler, mention=found.id, start=found.start, end=found.end)

    def spoken(quote: Quote) -> Quote:
        sources = tuple(follow(source) for source in quote.sources)
        named = [entity.get(source.mention) for source in sources]
        return msgspec.structs.replace(
            quote, sources=sources, speakers=tuple(dict.fromkeys(name for name in named if name))
        )

    def happened(event: Event) -> Event:
        return msgspec.structs.replace(event, arguments=tuple(follow(argument) for argument in event.arguments))

    known = {one.id: one for one in gold.entities or ()}
    voted = {entity.id: entity.type for entity in entities_of(gold.mentions or ())}
    joined = [_entity(one, known.get(one.id), voted.get(one.id), catalogue) for one in entities]
    return msgspec.structs.replace(
        gold,
        mentions=tuple(mentions),
        entities=tuple(sorted(joined, key=ORDER["entities"])),
        events=None if gold.events is None else tuple(map(happened, gold.events)),
        quotes=None if gold.quotes is None else tuple(map(spoken, gold.quotes)),
    )


def _entity(new: Entity, old: Entity | None, voted: str | None, catalogue: Mapping[str, CatalogueEntry]) -> Entity:
    """Keep an entity's link, and its type too unless its mentions now speak for another one."""
    if old is None:
        return msgspec.structs.replace(new, catalogue=new.id if new.id in catalogue else None)
    return old if new.type == voted else msgspec.structs.replace(old, type=new.type)
