"""Task type `clusters`: clusters of mentions inside a document."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from dateline.corpus.gold import Annotation
from dateline.document import Document, Mention
from dateline.formats.checks import DocumentFacts
from dateline.records import CorefRecord
from dateline.scoring import clusters
from dateline.scoring.counts import Counts
from dateline.scoring.tables.clusters import ClusterTable, count_tables
from dateline.tasks import views
from dateline.tasks.answers import items_of
from dateline.tasks.outcomes import link_outcomes
from dateline.tasks.task_type import Again, Case, Context, Setting, Tables, TaskType, Triple, listed


def _count(triples: Iterable[Triple], context: Context) -> Counts:
    units = listed(triples, "clusters")
    if context.settings["singletons"] == "drop":
        drop = clusters.drop_singletons
        units = ((name, drop(gold), drop(predicted)) for name, gold, predicted in units)
    if context.settings["match"] == "head":
        units = (
            (name, gold, clusters.match_heads(gold, predicted, _head_of(context.facts[name])))
            for name, gold, predicted in units
        )
    return clusters.count(units)


def _count_tables(
    names: Sequence[str], gold: ClusterTable, predicted: ClusterTable, context: Context, _: Again
) -> Counts | None:
    if context.settings["singletons"] != "keep" or context.settings["match"] != "exact":
        return None
    return count_tables(names, gold, predicted)


def _head_of(facts: DocumentFacts) -> Callable[[tuple[int, int]], object]:
    """Take the last token of a mention as its head: in this scheme a nominal ends at its head noun."""
    starts = {end: start for start, end in facts.tokens}
    return lambda mention: starts.get(mention[1], mention)


def _outcomes(
    documents: Sequence[Document], predictions: Sequence[CorefRecord], _: Mapping[str, Any]
) -> Iterator[Case]:
    names = [document.id for document in documents]
    for number, (document, predicted) in enumerate(zip(documents, predictions, strict=True)):
        mentions = [mention for mention in document.mentions if mention.entity is not None]
        gold = {(number, *mention.key): mention.entity for mention in mentions}
        rows = {(number, *mention.key): mention.level for mention in mentions}
        found = {(number, *span): index for index, cluster in enumerate(predicted.clusters) for span in cluster}
        yield from link_outcomes(names, gold, found, rows)


def _annotation(record: CorefRecord) -> Annotation:
    return Annotation(
        mentions=tuple(
            Mention(*span, id=f"m{number}.{order}", type="", level="name", entity=str(number))
            for number, cluster in enumerate(record.clusters, start=1)
            for order, span in enumerate(cluster, start=1)
        )
    )


TASK_TYPE = TaskType(
    record=CorefRecord,
    view=lambda document, _: views.clusters(document),
    count=_count,
    tables=Tables(_count_tables),
    metrics=lambda _: clusters.METRICS,
    outcomes=_outcomes,
    annotation=_annotation,
    answer=items_of(CorefRecord),
    prompt="coref",
    settings={
        "singletons": Setting("whether clusters of one mention are scored", ("keep", "drop"), analysed=False),
        "match": Setting(
            "how mentions are matched: by span, or by their head token",
            ("exact", "head"),
            needs={"head": "tokens"},
            analysed=False,
        ),
    },
)
