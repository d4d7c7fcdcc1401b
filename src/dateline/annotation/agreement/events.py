"""The agreement on events: triggers, their labels, their arguments and their clusters."""

from collections.abc import Iterator, Sequence

from dateline.annotation.agreement.coreference import Clustering, coreference
from dateline.annotation.agreement.disagreements import (
    Claim,
    Disagreement,
    Part,
    cluster_disagreements,
    field_disagreements,
    span_disagreements,
)
from dateline.annotation.agreement.figures import Breakdown, Figure, evaluate, kappa
from dateline.annotation.agreement.mentions import clustering as entities_of
from dateline.annotation.passes import Pair
from dateline.document import Event
from dateline.ontology import Ontology
from dateline.records import EventRecord, RoleSpan
from dateline.scoring import events as scorer

Sides = tuple[str, Sequence[Event], Sequence[Event]]  # document, events of a, events of b


def compare(pairs: Sequence[Pair], ontology: Ontology) -> tuple[dict[str, Figure], Breakdown]:
    """Compare triggers, labels, arguments and clusters.

    `ac_plus_f1` compares arguments by spans, as the task does; for `ac_plus_entity_f1` any adjudicated mention of the
    same entity will do; `ac_plus_matched_f1` looks only at triggers that both annotators have, with one type.
    """
    types = tuple(ontology.event_types)
    groups: dict[str, list[str]] = {}
    for name, event_type in ontology.event_types.items():
        groups.setdefault(event_type.group, []).append(name)
    of_trigger, of_argument = scorer.trigger_metrics(groups), scorer.argument_metrics(groups)
    sides = [_sides(pair) for pair in pairs]
    entities = {pair.document: entities_of(pair.gold.mentions or ()) for pair in pairs}
    matched = [both for _, a, b in sides for both in _matched(a, b)]
    typed = [(one, other) for one, other in matched if one.type == other.type]
    triggers = scorer.count_triggers(map(_unit, sides), types)
    arguments = scorer.count_arguments(map(_unit, sides), types)
    by_entity = scorer.count_arguments(map(_unit, sides), types, entities)
    attached = scorer.count_arguments(map(_unit, map(_common, sides)), types)
    figures = {
        **{name: evaluate(triggers, of_trigger[name]) for name in ("identification_f1", "classification_f1")},
        "type_kappa": kappa((one.type, other.type) for one, other in matched),
        "polarity_kappa": kappa((one.polarity, other.polarity) for one, other in typed),
        "realis_kappa": kappa((one.realis, other.realis) for one, other in typed),
        "ac_plus_f1": evaluate(arguments, of_argument["ac_plus_f1"]),
        "ac_plus_entity_f1": evaluate(by_entity, of_argument["ac_plus_f1"]),
        "ac_plus_matched_f1": evaluate(attached, of_argument["ac_plus_f1"]),
        **coreference([(name, clustering(a), clustering(b)) for name, a, b in sides]),
    }
    return figures, {
        "types": {
            kind: {
                "classification_f1": evaluate(triggers, of_trigger[f"classification_f1:{kind}"]),
                "ac_plus_f1": evaluate(arguments, of_argument[f"ac_plus_f1:{kind}"]),
            }
            for kind in types
        },
        "roles": {
            role: {
                "ac_plus_f1": evaluate(
                    scorer.count_arguments((_unit(side, role) for side in sides), types), of_argument["ac_plus_f1"]
                )
            }
            for role in dict.fromkeys(role for event_type in ontology.event_types.values() for role in event_type.roles)
        },
    }


def differ(pair: Pair) -> Iterator[Disagreement]:
    """Yield every trigger that only one pass has, or that they label, fill or group otherwise."""
    _, a, b = _sides(pair)
    yield from span_disagreements({event.key: event.type for event in a}, {event.key: event.type for event in b})
    for mine, theirs in _matched(a, b):
        yield from field_disagreements(mine, theirs, ("type", "polarity", "realis"))
        one, other = _fillers(mine), _fillers(theirs)
        if one != other:
            yield Disagreement(*mine.key, "arguments", _roles(one - other), _roles(other - one))
    yield from cluster_disagreements("event", clustering(a), clustering(b))


def clustering(events: Sequence[Event]) -> Clustering:
    """Give the cluster of each trigger."""
    return {event.key: event.event for event in events}


def _sides(pair: Pair) -> Sides:
    return pair.document, pair.a.events or (), pair.b.events or ()


def _matched(a: Sequence[Event], b: Sequence[Event]) -> list[tuple[Event, Event]]:
    one, other = ({event.key: event for event in side} for side in (a, b))
    return [(one[key], other[key]) for key in sorted(one.keys() & other.keys())]


def _common(sides: Sides) -> Sides:
    """Keep the triggers that both annotators have, with one type."""
    name, a, b = sides
    shared = {(event.key, event.type) for event in a} & {(event.key, event.type) for event in b}
    one, other = ([event for event in side if (event.key, event.type) in shared] for side in (a, b))
    return name, one, other


def _unit(sides: Sides, role: str | None = None) -> scorer.Unit:
    name, a, b = sides
    return name, [_record(event, role) for event in a], [_record(event, role) for event in b]


def _record(event: Event, role: str | None) -> EventRecord:
    arguments = [RoleSpan(one.start, one.end, one.role) for one in event.arguments if role in {None, one.role}]
    return EventRecord(event.start, event.end, event.type, event.polarity, event.realis, event.event, arguments)


def _fillers(event: Event) -> set[tuple[str, int, int]]:
    return {(argument.role, *argument.key) for argument in event.arguments}


def _roles(fillers: set[tuple[str, int, int]]) -> Claim:
    return tuple(Part(role, (start, end)) for role, start, end in sorted(fillers))
