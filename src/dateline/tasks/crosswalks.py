"""Label crosswalks: scoring a system that knows the labels of another scheme.

Both sides, gold and predicted, are mapped to the coarser of the two schemes. Labels of own and other that correspond,
directly or through one another, make one class: if our Travel and Displace both correspond to their Transport, a
prediction can't be asked to tell them apart. What has no counterpart is left out on both sides, and `left_out` counts
it by label.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from dateline.errors import nearest, refuse
from dateline.ontology import Ontology
from dateline.records import EventsRecord, NerRecord

Classes = Mapping[str, str]
ALIASES: Mapping[str, str] = {"ace": "ace2005", "ere": "rich_ere", "conll": "conll03"}
OWN = frozenset({"ontonotes", "dateline"})
"""Names for our own labels, which are those of OntoNotes 5: nothing is mapped."""


@dataclass(frozen=True, slots=True)
class Side:
    """How the labels of one side (own, or other) are called after mapping; a label that is absent has no counterpart.

    Attributes:
        types: class by entity or event type.
        roles: class by role, for each class of event types.
    """

    types: Classes
    roles: Mapping[str, Classes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """A named crosswalk: one mapping for the gold, one for the predictions."""

    name: str
    own: Side
    other: Side


def entity_crosswalk(ontology: Ontology, name: str) -> Crosswalk:
    """Return the crosswalk of entity types to a scheme.

    Raises:
        InputError: there is no crosswalk of this name.
    """
    name = _known(name, {key for label in ontology.entity_types.values() for key in label.crosswalk})
    if name in OWN:
        same = Side({label: label for label in ontology.entity_types})
        return Crosswalk(name, same, same)
    types = ontology.entity_types.items()
    return Crosswalk(name, *map(Side, classes({own: _listed(label.crosswalk, name) for own, label in types})))


def event_crosswalk(ontology: Ontology, name: str) -> Crosswalk:
    """Return the crosswalk of event types and roles to a scheme.

    Raises:
        InputError: there is no crosswalk of this name.
    """
    events = ontology.event_types
    name = _known(name, {key for label in events.values() for key in label.crosswalk})
    if name in OWN:
        roles = {label: {role: role for role in event.roles} for label, event in events.items()}
        same = Side({label: label for label in events}, roles)
        return Crosswalk(name, same, same)
    own, other = classes({label: _listed(event.crosswalk, name) for label, event in events.items()})
    links: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for label, together in own.items():
        for role, entry in events[label].roles.items():
            links[together][role].update(_listed(entry.crosswalk, name))
    by_class = {together: classes(roles) for together, roles in links.items()}
    our_roles = {together: pair[0] for together, pair in by_class.items()}
    their_roles = {together: pair[1] for together, pair in by_class.items()}
    return Crosswalk(name, Side(own, our_roles), Side(other, their_roles))


def classes(links: Mapping[str, Iterable[str]]) -> tuple[Classes, Classes]:
    """Join labels that correspond, directly or through others, to classes.

    Args:
        links: the labels of other to which each of own corresponds.

    Returns:
        The class of each of own that has a counterpart, and of each of other. A class is named after the labels of
        other in it, joined by `+`.
    """
    group: dict[str, set[str]] = {}
    for other in links.values():
        joined = {name for label in other for name in group.get(label, {label})}
        group.update(dict.fromkeys(joined, joined))
    named = {label: "+".join(sorted(joined)) for label, joined in group.items()}
    return {own: named[label] for own, other in links.items() for label in list(other)[:1]}, named


def map_ner(record: NerRecord, side: Side) -> NerRecord:
    """Map the types of a record, and leave out the spans without a counterpart."""
    types = side.types
    kept = [msgspec.structs.replace(span, type=types[span.type]) for span in record.entities if span.type in types]
    return NerRecord(record.id, kept)


def map_events(record: EventsRecord, side: Side) -> EventsRecord:
    """Map the types and roles of a record, and leave out the events and arguments without a counterpart.

    Equal arguments that roles mapped to one class leave behind are kept once.
    """
    events = []
    for event in record.events:
        together = side.types.get(event.type)
        if together is None:
            continue
        roles = side.roles.get(together, {})
        mapped = [msgspec.structs.replace(a, role=roles[a.role]) for a in event.arguments if a.role in roles]
        unique = list({(argument.start, argument.end, argument.role): argument for argument in mapped}.values())
        events.append(msgspec.structs.replace(event, type=together, arguments=unique))
    unique_events = list({(event.start, event.end, event.type): event for event in reversed(events)}.values())
    return EventsRecord(record.id, unique_events[::-1])


def map_labels(record: Any, side: Side) -> Any:  # noqa: ANN401 - a record of a task with labels
    """Map the labels of a record."""
    return map_ner(record, side) if isinstance(record, NerRecord) else map_events(record, side)


def left_out(records: Iterable[NerRecord | EventsRecord], side: Side) -> Counter[str]:
    """Count by label the spans and events that have no counterpart, and the arguments as `type/role`."""
    lost: Counter[str] = Counter()
    for record in records:
        items = record.entities if isinstance(record, NerRecord) else record.events
        lost.update(item.type for item in items if item.type not in side.types)
        if isinstance(record, EventsRecord):
            for event in record.events:
                roles = side.roles.get(side.types.get(event.type, ""), {})
                known = [a for a in event.arguments if event.type in side.types and a.role not in roles]
                lost.update(f"{event.type}/{argument.role}" for argument in known)
    return lost


def _listed(crosswalk: Mapping[str, str] | Mapping[str, tuple[str, ...]], name: str) -> tuple[str, ...]:
    labels = crosswalk.get(name, ())
    return (labels,) if isinstance(labels, str) else labels


def _known(name: str, names: set[str]) -> str:
    name = ALIASES.get(name, name)
    if name not in names | OWN:
        options = frozenset(names | OWN | ALIASES.keys())
        raise refuse("unknown-crosswalk", message=f"no crosswalk {name!r}", hint=nearest(name, options))
    return name
