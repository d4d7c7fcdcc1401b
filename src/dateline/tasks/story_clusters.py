"""Task type `story-clusters`: clusters of event triggers across the documents of a story."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from dateline.document import Document
from dateline.records import EventsRecord
from dateline.scoring import clusters, stories
from dateline.scoring.counts import Counts
from dateline.scoring.tables.events import EventTable
from dateline.tasks import event_records, views
from dateline.tasks.answers import items_of
from dateline.tasks.outcomes import Place, link_outcomes
from dateline.tasks.task_type import Again, Case, Context, Tables, TaskType, Triple, listed
from dateline.tasks.triggers import labelled


def _count(triples: Iterable[Triple], context: Context) -> Counts:
    units = event_records.with_given(listed(triples, "events"), context.settings, complete=True)
    return stories.count_stories(units, context.stories)


def _count_tables(
    names: Sequence[str], gold: EventTable, predicted: EventTable, context: Context, _: Again
) -> Counts | None:
    given = context.settings["given"]
    return stories.count_tables(names, gold, predicted, context.stories) if given == "text" else None


def _outcomes(
    documents: Sequence[Document], predictions: Sequence[EventsRecord], _: Mapping[str, Any]
) -> Iterator[Case]:
    gold: dict[Place, Hashable] = {}
    found: dict[Place, Hashable] = {}
    for number, (document, predicted) in enumerate(zip(documents, predictions, strict=True)):
        sides = views.events(document).events, predicted.events
        for into, record, names in zip((gold, found), sides, stories.keys(document.id, *sides), strict=True):
            for event, name in zip(record, names, strict=True):
                into[number, *name[1:]] = (document.story, event.cluster or name)
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
    tables=Tables(_count_tables, ("cluster",)),
    metrics=lambda _: clusters.METRICS,
    unit="stories",
    outcomes=_outcomes,
    labelled=labelled,
    annotation=event_records.annotation,
    given=event_records.given,
    not_asked=frozenset({"polarity", "realis", "arguments"}),
    answer=items_of(EventsRecord),
    prompt="event-coref",
    prompt_labels=event_records.prompt_types,
    settings={"given": event_records.GIVEN},
)
