"""Checks across documents: the catalogue, and the events of a story."""

from collections.abc import Iterator

from dateline.errors import nearest
from dateline.paths import CATALOGUE, GOLD
from dateline.validation.check import Fault, error, warning
from dateline.validation.project import Project


@error
def repeated_catalogue_id(project: Project) -> Iterator[Fault]:
    """No two catalogue entries share an id."""
    seen: dict[str, int] = {}
    for line, entry in enumerate(project.catalogue or (), start=1):
        first = seen.setdefault(entry.id, line)
        if first != line:
            yield Fault(CATALOGUE, line, "id", f"{entry.id!r} is the id of line {first}")


@error
def unknown_catalogue_type(project: Project) -> Iterator[Fault]:
    """A catalogue entry's type is in the ontology, and is not one of the value types."""
    known = frozenset(project.ontology.entity_types) - project.ontology.value_types
    for line, entry in enumerate(project.catalogue or (), start=1):
        if entry.type not in known:
            yield Fault(CATALOGUE, line, "type", f"no type of entities: {entry.type!r}", nearest(entry.type, known))


@error
def repeated_alias(project: Project) -> Iterator[Fault]:
    """No alias of a catalogue entry is given twice, or is its name."""
    for line, entry in enumerate(project.catalogue or (), start=1):
        for index, alias in enumerate(entry.aliases):
            if alias in {entry.name, *entry.aliases[:index]}:
                yield Fault(CATALOGUE, line, f"aliases[{index}]", f"{alias!r} is given already")


@warning
def bad_catalogue_entry(project: Project) -> Iterator[Fault]:
    """A catalogue entry is an entity of some document (when all can be read)."""
    if len(project.documents) < len(project.expected):
        return
    used = {entity.catalogue for document in project.documents.values() for entity in document.entities}
    for line, entry in enumerate(project.catalogue or (), start=1):
        if entry.id not in used:
            yield Fault(CATALOGUE, line, "id", f"no document has an entity {entry.id!r}")


@error
def bad_story_event_type(project: Project) -> Iterator[Fault]:
    """An event of a story has one type in all documents."""
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for folder, document in project.documents.items():
        for line, event in enumerate(document.events, start=1):
            if event.story_event is None:
                continue
            key = document.article.story, event.story_event
            first, where = seen.setdefault(key, (event.type, folder))
            # Within one document it is the clusters that tell.
            if first != event.type and where != folder:
                message = f"{event.type}, but {event.story_event!r} is {first} in {where}"
                yield Fault(f"{GOLD}/{folder}/events.jsonl", line, "type", message)
