"""Checks of ids: each is given once, and each that is named is there; entities and the catalogue agree."""

from collections.abc import Container, Iterator, Sequence

from dateline.document import Entity, Event, Mention, Quote
from dateline.validation.check import Fault, error, warning
from dateline.validation.subject import Subject


@error
def repeated_id(document: Subject) -> Iterator[Fault]:
    """No two records of a layer share an id."""
    layers: tuple[tuple[str, Sequence[Entity | Mention | Event | Quote]], ...] = (
        ("entities", document.entities),
        ("mentions", document.mentions),
        ("events", document.events),
        ("quotes", document.quotes),
    )
    for layer, records in layers:
        seen: dict[str, int] = {}
        for line, record in enumerate(records, start=1):
            first = seen.setdefault(record.id, line)
            if first != line:
                yield Fault(layer, line, "id", f"{record.id!r} is the id of line {first}")


@error
def unknown_id(document: Subject) -> Iterator[Fault]:
    """Every id that a record names is that of a record: entities, mentions, quotes, catalogue entries."""
    for name, what, known, layer, line, field in _references(document):
        if name is not None and name not in known:
            yield Fault(layer, line, field, f"there is no {what} {name!r}")


def _references(document: Subject) -> Iterator[tuple[str | None, str, Container[str], str, int, str]]:
    """Yield every id that a record names: it, what it is the id of, the ids there are, layer, line and field."""
    for line, mention in enumerate(document.mentions, start=1):
        yield mention.entity, "entity", document.entity, "mentions", line, "entity"
    for place, filler in document.fillers:
        yield filler.mention, "mention", document.mention, place.layer, place.line, place.field("mention")
    for line, quote in enumerate(document.quotes, start=1):
        for index, speaker in enumerate(quote.speakers):
            yield speaker, "entity", document.entity, "quotes", line, f"speakers[{index}]"
        yield quote.nested_in, "quote", document.quote, "quotes", line, "nested_in"
    if document.catalogue is not None:
        for line, entity in enumerate(document.entities, start=1):
            yield entity.catalogue, "catalogue entry", document.catalogue, "entities", line, "catalogue"


@error
def missing_mention(document: Subject) -> Iterator[Fault]:
    """Every entity has a mention."""
    mentioned = {mention.entity for mention in document.mentions}
    for line, entity in enumerate(document.entities, start=1):
        if entity.id not in mentioned:
            yield Fault("entities", line, "id", f"no mention is of {entity.id!r}")


@error
def missing_catalogue_id(document: Subject) -> Iterator[Fault]:
    """In the gold, every entity with a name is in the catalogue, save a group headed by a demonym."""
    if not document.gold:
        return
    named = {mention.entity for mention in document.mentions if mention.level == "name" and mention.type != "NORP"}
    for line, entity in enumerate(document.entities, start=1):
        if entity.catalogue is None and entity.id in named:
            yield Fault("entities", line, "catalogue", f"{entity.id!r} is named, and has no catalogue id")


@error
def repeated_entity(document: Subject) -> Iterator[Fault]:
    """No two entities of a document are the same catalogue entry."""
    seen: dict[str, str] = {}
    for line, entity in enumerate(document.entities, start=1):
        if entity.catalogue is not None:
            first = seen.setdefault(entity.catalogue, entity.id)
            if first != entity.id:
                message = f"{entity.catalogue!r} is the entity {first!r} already"
                yield Fault("entities", line, "catalogue", message, "one entity, or two catalogue entries")


@error
def bad_catalogue_type(document: Subject) -> Iterator[Fault]:
    """An entity has its catalogue entry's type."""
    for line, entity in enumerate(document.entities, start=1):
        entry = (document.catalogue or {}).get(entity.catalogue or "")
        if entry is not None and entry.type != entity.type:
            yield Fault("entities", line, "type", f"{entity.type}, but {entry.id!r} is {entry.type} in the catalogue")


LONG_NAME = 8
"""Names of so many words are not kept in the catalogue: the repository has no run of eight words of others' text."""


@warning
def unknown_name(document: Subject) -> Iterator[Fault]:
    """A name is the catalogue's name of its entity, or an alias there (with the real text; case is ignored)."""
    if document.article.masked:
        return
    for line, mention in enumerate(document.mentions, start=1):
        entity = document.entity.get(mention.entity or "")
        entry = (document.catalogue or {}).get(entity.catalogue or "") if entity else None
        if entry is None or mention.level != "name":
            continue
        text = " ".join(document.text_of(mention).split())
        if len(text.replace(".", " ").split()) >= LONG_NAME:
            continue
        if text.casefold() not in {name.casefold() for name in (entry.name, *entry.aliases)}:
            yield Fault("mentions", line, "entity", f"{text!r} is no name or alias of {entry.id!r}", "add the alias")
