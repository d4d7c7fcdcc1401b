"""What changed in the labels between two versions of the corpus: the machine-readable changelog."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec

from dateline.document import LAYERS, Document


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change: a document or a record of a layer that was added, removed or changed.

    Attributes:
        document: its id.
        layer: `document`, `entities`, `mentions`, `events` or `quotes`.
        change: what happened to the record.
        spans: the record's own offsets, (start, end) each; empty for entities and documents.
        id: the id of an entity; None for records that are known by their spans.
        before: the fields that differ, as they were (all of them for a removed record).
        after: the fields that differ, as they are (all of them for an added record).
    """

    document: str
    layer: str
    change: Literal["added", "removed", "changed"]
    spans: tuple[tuple[int, int], ...] = ()
    id: str | None = None
    before: Mapping[str, Any] = {}
    after: Mapping[str, Any] = {}


def changes(before: Sequence[Document], after: Sequence[Document]) -> Iterator[Change]:
    """Yield every change of labels, by document and layer.

    Mentions and events are the same record where their span is the same, quotes where their contents are, entities
    where their id is; the running ids of records inside a document say nothing and are not compared.
    """
    old, new = ({document.id: document for document in documents} for documents in (before, after))
    for name in sorted(old.keys() | new.keys()):
        one, other = old.get(name), new.get(name)
        if one is None or other is None:
            yield Change(document=name, layer="document", change="removed" if other is None else "added")
            continue
        facts, later = _facts(one), _facts(other)
        if facts != later:
            yield _changed(name, "document", facts, later)
        for layer in ("entities", *LAYERS):
            yield from _layer(name, layer, _records(one, layer), _records(other, layer))


Key = tuple[str | None, tuple[tuple[int, int], ...]]
Records = Mapping[Key, Mapping[str, Any]]


def _layer(name: str, layer: str, old: Records, new: Records) -> Iterator[Change]:
    for key in sorted(old.keys() | new.keys(), key=lambda key: (key[1], key[0] or "")):
        one, other = old.get(key), new.get(key)
        if one == other:
            continue
        place: dict[str, Any] = {"document": name, "layer": layer, "id": key[0], "spans": key[1]}
        if other is None:
            yield Change(**place, change="removed", before=one or {})
        elif one is None:
            yield Change(**place, change="added", after=other)
        else:
            yield msgspec.structs.replace(_changed(name, layer, one, other), id=key[0], spans=key[1])


def _changed(name: str, layer: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Change:
    fields = sorted(field for field in old.keys() | new.keys() if old.get(field) != new.get(field))
    return Change(
        document=name,
        layer=layer,
        change="changed",
        before={field: old.get(field) for field in fields},
        after={field: new.get(field) for field in fields},
    )


def _facts(document: Document) -> dict[str, Any]:
    fields = ("part", "split", "story", "outlet", "genre", "topic", "date", "sha256", "annotated_layers")
    return {field: getattr(document, field) for field in fields}


def _records(document: Document, layer: str) -> dict[Key, Mapping[str, Any]]:
    if layer == "entities":
        return {(e.id, ()): {"type": e.type, "catalogue": e.catalogue} for e in document.entities}
    if layer == "mentions":
        return {(None, (m.key,)): {"type": m.type, "level": m.level, "entity": m.entity} for m in document.mentions}
    if layer == "events":
        return {
            (None, (e.key,)): {
                "type": e.type,
                "polarity": e.polarity,
                "realis": e.realis,
                "event": e.event,
                "story_event": e.story_event,
                "arguments": sorted((a.role, a.start, a.end) for a in e.arguments),
            }
            for e in document.events
        }
    contents = {quote.id: tuple(span.key for span in quote.content) for quote in document.quotes}
    return {
        (None, contents[q.id]): {
            "type": q.type,
            "cue": q.cue and q.cue.key,
            "sources": sorted(source.key for source in q.sources),
            "speakers": sorted(q.speakers),
            "nested_in": contents.get(q.nested_in or ""),
        }
        for q in document.quotes
    }
