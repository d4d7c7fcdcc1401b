"""The family of mention clusters inside a document."""

from collections.abc import Callable, Iterable

from dateline.formats.checks import DocumentFacts
from dateline.ontology import Ontology
from dateline.records import CorefRecord
from dateline.scoring import clusters
from dateline.scoring.counts import Counts
from dateline.tasks import views
from dateline.tasks.task_type import Context, Family, Triple, listed


def _no_types(_: Ontology) -> tuple[str, ...]:
    return ()


def _count_clusters(triples: Iterable[Triple], context: Context) -> Counts:
    units = listed(triples, "clusters")
    if context.settings.get("singletons") == "drop":
        drop = clusters.drop_singletons
        units = ((name, drop(gold), drop(predicted)) for name, gold, predicted in units)
    if context.settings.get("match") == "head":
        units = (
            (name, gold, clusters.match_heads(gold, predicted, _head_of(context.facts[name])))
            for name, gold, predicted in units
        )
    return clusters.count(units)


def _head_of(facts: DocumentFacts) -> Callable[[tuple[int, int]], object]:
    """Take the last token of a mention as its head: in this scheme a nominal ends at its head noun."""
    starts = {end: start for start, end in facts.tokens}
    return lambda mention: starts.get(mention[1], mention)


FAMILIES: dict[str, Family] = {
    "clusters": Family(
        record=CorefRecord,
        view=lambda document, _: views.clusters(document),
        types=_no_types,
        labels=lambda _: {},
        count=_count_clusters,
        metrics=lambda _: clusters.METRICS,
    ),
}
