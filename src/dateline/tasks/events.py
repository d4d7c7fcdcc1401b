"""Families over events: triggers, arguments, and clusters across a story."""

from collections.abc import Iterable, Mapping

from dateline.formats.checks import CLOSED_LABELS
from dateline.ontology import Ontology, ontology
from dateline.records import EventsRecord
from dateline.scoring import clusters, events
from dateline.scoring.counts import Counts
from dateline.tasks import views
from dateline.tasks.task_type import Context, Family, Labels, Triple, listed


def _event_types(scheme: Ontology) -> tuple[str, ...]:
    return tuple(scheme.event_types)


def _event_labels(types: tuple[str, ...]) -> Labels:
    known = ontology().event_types
    roles = frozenset(role for name in types if name in known for role in known[name].roles)
    return {"type": frozenset(types), **({"role": roles} if roles else {}), **CLOSED_LABELS}


def _groups(types: tuple[str, ...]) -> Mapping[str, list[str]]:
    known = ontology().event_types
    found: dict[str, list[str]] = {}
    for name in types:
        found.setdefault(known[name].group if name in known else "Other", []).append(name)
    return found


def _count_arguments(triples: Iterable[Triple], context: Context) -> Counts:
    entities = context.entities if context.settings.get("fillers") == "coreferent" else None
    return events.count_arguments(listed(triples, "events"), context.types, entities)


def _count_stories(triples: Iterable[Triple], context: Context) -> Counts:
    return clusters.count(events.story_clusters(listed(triples, "events"), context.stories))


FAMILIES: dict[str, Family] = {
    "triggers": Family(
        record=EventsRecord,
        view=lambda document, _: views.events(document),
        types=_event_types,
        labels=_event_labels,
        count=lambda triples, context: events.count_triggers(listed(triples, "events"), context.types),
        metrics=lambda types: events.trigger_metrics(_groups(types)),
        breakdown="classification_f1:{}",
    ),
    "arguments": Family(
        record=EventsRecord,
        view=lambda document, _: views.events(document),
        types=_event_types,
        labels=_event_labels,
        count=_count_arguments,
        metrics=lambda types: events.argument_metrics(_groups(types)),
        breakdown="ac_plus_f1:{}",
    ),
    "story-clusters": Family(
        record=EventsRecord,
        view=lambda document, _: views.events(document),
        types=_event_types,
        labels=_event_labels,
        count=_count_stories,
        metrics=lambda _: clusters.METRICS,
        unit="stories",
    ),
}
