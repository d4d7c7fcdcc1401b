"""Task type `triggers`: typed event triggers with polarity and realis."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dateline.document import Document
from dateline.records import EventsRecord, TypedSpan
from dateline.scoring import events
from dateline.tasks import event_records, views
from dateline.tasks.answers import items_of
from dateline.tasks.outcomes import span_outcomes
from dateline.tasks.task_type import Case, Tables, TaskType, listed


def labelled(record: EventsRecord) -> list[TypedSpan]:
    """Return the triggers with their types."""
    return [TypedSpan(event.start, event.end, event.type) for event in record.events]


def _outcomes(
    documents: Sequence[Document], predictions: Sequence[EventsRecord], _: Mapping[str, Any]
) -> Iterator[Case]:
    for document, predicted in zip(documents, predictions, strict=True):
        yield from span_outcomes(document.id, labelled(views.events(document)), labelled(predicted))


TASK_TYPE = TaskType(
    record=EventsRecord,
    view=event_records.view,
    types=event_records.types,
    labels=event_records.labels,
    count=lambda triples, context: events.count_triggers(listed(triples, "events"), context.types),
    tables=Tables(
        lambda names, gold, found, context, _: events.count_tables("triggers", names, gold, found, context.types),
        ("type", *events.ATTRIBUTES),
    ),
    metrics=lambda types: events.trigger_metrics(event_records.groups(types)),
    breakdown="classification_f1:{}",
    outcomes=_outcomes,
    labelled=labelled,
    annotation=event_records.annotation,
    not_asked=frozenset({"arguments", "event"}),
    answer=items_of(EventsRecord),
    prompt="event-triggers",
    prompt_labels=event_records.prompt_types,
)
