"""Annotations as tools keep them: one span each, a label, features, and links to other annotations.

A document becomes a list of these, and is made of it again; the formats of tools only write them down. A quote stands
at the first span of its content; its other spans, its cue and its sources are links. What no mention covers as a whole
(a cue, an argument that is no mention) is an annotation of the kind `span`.
"""

from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from dateline.document import Document, Event, Layer, Mention, MentionLevel, Polarity, Quote, QuoteType, Realis, Span
from dateline.errors import refuse, text_needed

Kind = Literal["mention", "event", "quote", "span"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FEATURES: Mapping[Kind, tuple[str, ...]] = {
    "mention": ("level", "entity", "entity_type", "catalogue"),
    "event": ("polarity", "realis", "event", "story_event"),
    "quote": ("speakers",),
    "span": ("mention",),
}
"""The features of each kind, beside id and label; `entity_type` is given where it is not the mention's own type."""
VALUES: Mapping[str, tuple[str, ...]] = {
    "level": get_args(MentionLevel),
    "polarity": get_args(Polarity),
    "realis": get_args(Realis),
}
"""The features that have a fixed set of values."""
QUOTE_TYPES: tuple[str, ...] = get_args(QuoteType)
PARTS = ("content", "cue", "source", "nested_in")
"""The roles of a quote's links."""
LAYER: Mapping[Kind, Layer] = {"mention": "mentions", "event": "events", "quote": "quotes"}


class Link(msgspec.Struct, frozen=True):
    """A link in a role to another annotation, by its key."""

    role: str
    target: str


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """An annotation.

    Attributes:
        key: what names it in this file.
        kind: what it is.
        span: where it stands.
        id: its id in the corpus; None for a new one.
        label: its type; a `span` has none.
        features: the other features that it has, by name.
        links: its links, in order.
        line: its line in the file, where the format has lines.
    """

    key: str
    kind: Kind
    span: Span
    id: str | None = None
    label: str | None = None
    features: Mapping[str, str] = {}
    links: tuple[Link, ...] = ()
    line: int | None = None


def notes_of(document: Document) -> list[Note]:
    """Turn the layers that a document has into annotations.

    Raises:
        TextNeededError: the document's text is masked.
        InputError: an id is given twice, or a quote is nested in one that isn't there.
    """
    needs_text(document)
    there = document.annotated_layers
    notes = _mentions(document) if "mentions" in there else []
    keys = {note.id: note.key for note in notes}
    spans = {note.id: note.span for note in notes}
    loose: dict[tuple[int, int, str | None], Note] = {}

    def target(span: Span, mention: str | None = None) -> str:
        if mention is not None and spans.get(mention) == Span(span.start, span.end):
            return keys[mention]
        given = {} if mention is None else {"mention": mention}
        note = Note(key=f"span:{len(loose) + 1}", kind="span", span=Span(span.start, span.end), features=given)
        return loose.setdefault((span.start, span.end, mention), note).key

    if "events" in there:
        for event in document.events:
            links = tuple(Link(one.role, target(one, one.mention)) for one in event.arguments)
            facts = {name: getattr(event, name) for name in FEATURES["event"] if getattr(event, name) is not None}
            span = Span(event.start, event.end)
            notes.append(_note("event", event, span, facts, links))
    if "quotes" in there:
        for quote in document.quotes:
            links = tuple(Link("content", target(span)) for span in quote.content[1:])
            links += () if quote.cue is None else (Link("cue", target(quote.cue)),)
            links += tuple(Link("source", target(one, one.mention)) for one in quote.sources)
            links += () if quote.nested_in is None else (Link("nested_in", f"quote:{quote.nested_in}"),)
            facts = {"speakers": " ".join(quote.speakers)} if quote.speakers else {}
            notes.append(_note("quote", quote, quote.content[0], facts, links))
    return _linked([*notes, *loose.values()], document)


def needs_text(document: Document) -> None:
    """Refuse a masked document.

    Raises:
        TextNeededError: its text is masked.
    """
    if document.masked:
        raise text_needed(f"a file of an annotation tool for {document.id!r}")


def _linked(notes: list[Note], document: Document) -> list[Note]:
    keys = {note.key for note in notes}
    if len(keys) < len(notes):
        raise refuse("repeated-id", f"{document.id!r} has two records of a layer with one id")
    for note in notes:
        for link in note.links:
            if link.target not in keys:
                raise refuse("unknown-id", f"{note.id!r} of {document.id!r} names {link.target!r}, which isn't there")
    return notes


def _note(
    kind: Kind, record: Mention | Event | Quote, span: Span, features: Mapping[str, str], links: tuple[Link, ...] = ()
) -> Note:
    key = f"{kind}:{record.id}"
    return Note(key=key, kind=kind, span=span, id=record.id, label=record.type, features=features, links=links)


def _mentions(document: Document) -> list[Note]:
    entities = {entity.id: entity for entity in document.entities}
    notes = []
    for one in document.mentions:
        facts: dict[str, str] = {"level": one.level}
        if one.entity is not None:
            facts["entity"] = one.entity
            entity = entities.get(one.entity)
            if entity is not None and entity.type != one.type:
                facts["entity_type"] = entity.type
            if entity is not None and entity.catalogue is not None:
                facts["catalogue"] = entity.catalogue
        notes.append(_note("mention", one, Span(one.start, one.end), facts))
    return notes
