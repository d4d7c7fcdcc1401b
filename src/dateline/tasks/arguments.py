"""Task type `arguments`: events with the fillers of their roles."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from dateline.document import Document
from dateline.ontology import Ontology
from dateline.records import EventsRecord, TypedSpan
from dateline.scoring import events
from dateline.scoring.counts import Counts
from dateline.scoring.tables.events import EventTable
from dateline.tasks import event_records, views
from dateline.tasks.answers import items_of
from dateline.tasks.outcomes import span_outcomes
from dateline.tasks.task_type import Again, Case, Context, Part, Setting, Tables, TaskType, Triple, listed
from dateline.tasks.triggers import labelled

_COMMON = frozenset({"place", "time"})


def _count(triples: Iterable[Triple], context: Context) -> Counts:
    entities = context.entities if context.settings["fillers"] == "coreferent" else None
    units = event_records.with_given(listed(triples, "events"), context.settings)
    return events.count_arguments(units, context.types, entities)


def _count_tables(
    names: Sequence[str], gold: EventTable, predicted: EventTable, context: Context, _: Again
) -> Counts | None:
    if context.settings["fillers"] != "exact" or context.settings["given"] != "text":
        return None
    return events.count_tables("arguments", names, gold, predicted, context.types)


def _roles(record: EventsRecord) -> list[TypedSpan]:
    return [TypedSpan(one.start, one.end, one.role) for event in record.events for one in event.arguments]


def _outcomes(
    documents: Sequence[Document], predictions: Sequence[EventsRecord], _: Mapping[str, Any]
) -> Iterator[Case]:
    for document, predicted in zip(documents, predictions, strict=True):
        gold = views.events(document)
        triggers = _triggers(document.id, gold, "gold"), _triggers(document.id, predicted, "predicted")
        for case in span_outcomes(document.id, _roles(gold), _roles(predicted)):
            keys = (case.gold, case.label), (case.predicted, case.predicted_label)
            parts = [found[key] for found, key in zip(triggers, keys, strict=True) if key in found]
            yield case._replace(parts=tuple(parts))


def _triggers(
    document: str, record: EventsRecord, side: Literal["gold", "predicted"]
) -> dict[tuple[tuple[int, int] | None, str | None], Part]:
    """Return the trigger that an argument belongs to, by its span and role; the first of several."""
    found: dict[tuple[tuple[int, int] | None, str | None], Part] = {}
    for event in record.events:
        trigger = Part("trigger", side, document, event.start, event.end)
        for one in event.arguments:
            found.setdefault(((one.start, one.end), one.role), trigger)
    return found


def _prompt_labels(scheme: Ontology) -> str:
    return "; ".join(
        f"{name} ({', '.join(role for role in kind.roles if role not in _COMMON)})"
        for name, kind in scheme.event_types.items()
    )


TASK_TYPE = TaskType(
    record=EventsRecord,
    view=event_records.view,
    types=event_records.types,
    labels=event_records.labels,
    count=_count,
    tables=Tables(_count_tables, ("type", "role")),
    metrics=lambda types: events.argument_metrics(event_records.groups(types)),
    breakdown="ac_plus_f1:{}",
    outcomes=_outcomes,
    labelled=labelled,
    annotation=event_records.annotation,
    given=event_records.given,
    not_asked=frozenset({"polarity", "realis", "event"}),
    answer=items_of(EventsRecord),
    prompt="event-arguments",
    prompt_labels=_prompt_labels,
    settings={
        "fillers": Setting(
            "which fillers are correct: the gold span, or any mention of its entity",
            ("exact", "coreferent"),
            needs={"coreferent": "entities"},
            analysed=False,
        ),
        "given": event_records.GIVEN,
    },
)
