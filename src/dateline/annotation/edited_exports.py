"""Take the edit out of a file that holds less than the gold: the gold changes where the file was changed."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from dateline.document import Document, Layer, Quote

Key = tuple[tuple[int, int], ...]


def merged(layer: Layer, gold: Document, unedited: Document, edited: Document) -> tuple[Any, ...]:
    """Apply to a layer of the gold what differs between two readings of a format.

    Args:
        layer: the layer.
        gold: the document with its gold.
        unedited: the gold as the format gives it back.
        edited: the file as it was edited.

    Returns:
        The records with the gold's ids of mentions, entities and events; new records have ids that no other has.
    """
    records = {key_of(record): record for record in getattr(gold, layer)}
    was = {key_of(record): record for record in _in_terms_of(gold, unedited, layer)}
    now = {key_of(record): record for record in _in_terms_of(gold, edited, layer)}
    result = [record for key, record in records.items() if key not in was and key not in now]
    for key, record in now.items():
        if key not in records or key not in was:
            result.append(msgspec.structs.replace(record, id=f"new-{record.id}"))
            continue
        changed = {
            name: getattr(record, name)
            for name in record.__struct_fields__
            if name != "id" and getattr(record, name) != getattr(was[key], name)
        }
        result.append(msgspec.structs.replace(records[key], **changed))
    return tuple(result)


def key_of(record: Any) -> Key:  # noqa: ANN401 - a record of a layer
    """Return the spans that a record is known by."""
    return tuple(span.key for span in record.content) if isinstance(record, Quote) else (record.key,)


def _in_terms_of(gold: Document, read: Document, layer: Layer) -> Sequence[Any]:
    """Name mentions, entities, events and quotes as the gold does."""
    entities = _aligned(gold.mentions, read.mentions, lambda mention: mention.entity)
    spans = {mention.key: mention.id for mention in gold.mentions}
    mentions = {mention.id: spans.get(mention.key) for mention in read.mentions}
    if layer == "mentions":
        return [_replaced(one, entity=entities.get(one.entity, one.entity)) for one in read.mentions]
    same = {mention.id for mention in gold.mentions}

    def follow(filler: Any) -> Any:  # noqa: ANN401 - a filler or an argument
        own = mentions.get(filler.mention) or (filler.mention if filler.mention in same else None)
        return _replaced(filler, mention=own or spans.get(filler.key))

    if layer == "events":
        events = _aligned(gold.events, read.events, lambda event: event.event)
        return [
            _replaced(one, event=events.get(one.event, one.event), arguments=tuple(map(follow, one.arguments)))
            for one in read.events
        ]
    quotes = {key_of(quote): quote.id for quote in gold.quotes}
    names = {quote.id: quotes.get(key_of(quote), f"new-{quote.id}") for quote in read.quotes}
    entity = {mention.id: mention.entity for mention in gold.mentions}
    made = []
    for one in read.quotes:
        sources = tuple(map(follow, one.sources))
        named = tuple(dict.fromkeys(name for source in sources if (name := entity.get(source.mention or ""))))
        speakers = tuple(entities.get(name, name) for name in one.speakers) or named
        made.append(_replaced(one, sources=sources, speakers=speakers, nested_in=names.get(one.nested_in or "")))
    return made


def _replaced(record: Any, **facts: object) -> Any:  # noqa: ANN401 - a record
    return msgspec.structs.replace(record, **facts)


def _aligned(
    gold: Sequence[Any], read: Sequence[Any], cluster: Callable[[Any], str | None]
) -> Mapping[str | None, str]:
    """Pair clusters by the spans that they share, those with most first; others keep names that the gold hasn't."""
    known = {record.key: cluster(record) for record in gold}
    shared = Counter((own, there) for record in read if (own := cluster(record)) and (there := known.get(record.key)))
    found: dict[str | None, str] = {}
    for (own, there), _ in sorted(shared.items(), key=lambda one: (-one[1], one[0])):
        if own not in found and there not in found.values():
            found[own] = there
    taken = {name for name in known.values() if name}
    for own in (cluster(record) for record in read):
        if own and own not in found:
            found[own] = own if own not in taken else f"{own}-new"
    return found
