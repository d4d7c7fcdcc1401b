"""Checks of mentions' and entities' labels: types, levels, one type for one entity."""

from collections.abc import Iterator

from dateline.document import Mention
from dateline.errors import nearest
from dateline.validation.check import Fault, error, warning
from dateline.validation.subject import Subject

DESCRIBED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"})
"""The types that nominals and pronouns may have."""

METONYMIC = frozenset({"GPE", "ORG", "LOC", "FAC"})
"""The types that may replace one another: a place that acts, a building for the body inside it."""


@error
def unknown_mention_type(document: Subject) -> Iterator[Fault]:
    """A mention's type is in the ontology."""
    known = frozenset(document.ontology.entity_types)
    for line, mention in enumerate(document.mentions, start=1):
        if mention.type not in known:
            yield Fault("mentions", line, "type", f"unknown type {mention.type!r}", nearest(mention.type, known))


@error
def unknown_entity_type(document: Subject) -> Iterator[Fault]:
    """An entity's type is in the ontology, and is not one of the value types."""
    known = frozenset(document.ontology.entity_types) - document.ontology.value_types
    for line, entity in enumerate(document.entities, start=1):
        if entity.type not in known:
            yield Fault("entities", line, "type", f"no type of entities: {entity.type!r}", nearest(entity.type, known))


@error
def bad_mention_level(document: Subject) -> Iterator[Fault]:
    """Mentions of the value types, and no others, have the level value; only six types have nominals and pronouns."""
    for line, mention in enumerate(document.mentions, start=1):
        if mention.type not in document.ontology.entity_types:
            continue
        if mention.type in document.ontology.value_types:
            allowed = ["value"]
        else:
            allowed = ["name", "nominal", "pronoun"] if mention.type in DESCRIBED else ["name"]
        if mention.level not in allowed:
            message = f"{mention.type} mentions have no level {mention.level!r}"
            yield Fault("mentions", line, "level", message, " or ".join(allowed))


@error
def bad_value_entity(document: Subject) -> Iterator[Fault]:
    """A value has no entity."""
    for line, mention in enumerate(document.mentions, start=1):
        if mention.level == "value" and mention.entity is not None:
            yield Fault("mentions", line, "entity", "values are in no entity", "leave the field out")


@error
def missing_entity(document: Subject) -> Iterator[Fault]:
    """A mention that is no value has an entity."""
    for line, mention in enumerate(document.mentions, start=1):
        if mention.level != "value" and mention.entity is None:
            hint = "an entity mentioned once has an id too"
            yield Fault("mentions", line, "entity", f"the {mention.level} is in no entity", hint)


@error
def bad_mention_type(document: Subject) -> Iterator[Fault]:
    """A mention has its entity's type, metonymy among GPE, ORG, LOC and FAC aside."""
    yield from _differing(document, metonymy=False)


@warning
def bad_mention_metonymy(document: Subject) -> Iterator[Fault]:
    """A mention of another type than its entity is metonymy indeed."""
    yield from _differing(document, metonymy=True)


def _by_rule(mention: Mention, entity_type: str) -> bool:
    """Tell metonymy of the guidelines: place names of teams, governments that act as the state, buildings of bodies."""
    of_places = ("GPE", "ORG") if mention.level == "name" else ("ORG", "GPE")
    return (mention.type, entity_type) == of_places or {mention.type, entity_type} == {"FAC", "ORG"}


def _differing(document: Subject, *, metonymy: bool) -> Iterator[Fault]:
    types = frozenset(document.ontology.entity_types) - document.ontology.value_types
    for line, mention in enumerate(document.mentions, start=1):
        entity = document.entity.get(mention.entity or "")
        if entity is None or mention.type == entity.type or not {mention.type, entity.type} <= types:
            continue
        if metonymy and _by_rule(mention, entity.type):
            continue
        if ({mention.type, entity.type} <= METONYMIC) == metonymy:
            message = f"the mention is {mention.type}, its entity {entity.id!r} is {entity.type}"
            yield Fault("mentions", line, "type", message, "one entity has one type")
