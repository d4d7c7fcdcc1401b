"""Task type `story-clusters`: clusters of event triggers across the documents of a story."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from dateline.document import Document
from dateline.records import EventsRecord
from dateline.scoring import clusters, events
from dateline.scoring.counts import Counts
from dateline.tasks import event_records, views
from dateline.tasks.answers import items_of
from dateline.tasks.outcomes import Place, link_outcomes
from dateline.tasks.task_type import Case, Context, TaskType, Triple, listed
from dateline.tasks.triggers import labelled


def _count(triples: Iterable[Triple], context: Context) -> Counts:
    return clusters.count(events.story_clusters(listed(triples, "events"), context.stories))


def _outcomes(
    documents: Sequence[Document], predictions: Sequence[EventsRecord], _: Mapping[str, Any]
) -> Iterator[Case]:
    gold: dict[Place, Hashable] = {}
    found: dict[Place, Hashable] = {}
    for number, (document, predicted) in enumerate(zip(documents, predictions, strict=True)):
        for into, record in ((gold, views.events(document)), (found, predicted)):
            for place, event in enumerate(record.events):
                own = event.cluster or f"{document.id}/{place}"
                into[number, event.start, event.end] = (document.story, own)
    rows: dict[Place, str] = {}
    last: dict[Hashable, int] = {}
    for key in sorted(gold):
        before = last.get(gold[key])
        again = "again in the article" if before == key[0] else "again in another article"
        rows[key] = "first trigger of its event" if before is None else again
        last[gold[key]] = key[0]
    yield from link_outcomes([document.id for document in documents], gold, found, rows)


TASK_TYPE = TaskType(
    record=EventsRecord,
    view=event_records.view,
    types=event_records.types,
    labels=event_records.labels,
    count=_count,
    metrics=lambda _: clusters.METRICS,
    unit="stories",
    outcomes=_outcomes,
    labelled=labelled,
    annotation=event_records.annotation,
    not_asked=frozenset({"polarity", "realis", "arguments"}),
    answer=items_of(EventsRecord),
    prompt="event-coref",
    prompt_labels=event_records.prompt_types,
    settings={"given": event_records.GIVEN},
)
