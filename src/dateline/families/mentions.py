"""Families over mentions: flat spans, and clusters."""

from collections.abc import Callable, Iterable

from dateline import views
from dateline.checks import DocumentFacts
from dateline.families.family import Context, Family, Triple, listed
from dateline.ontology import Ontology
from dateline.records import CorefRecord, NerRecord
from dateline.scoring import clusters, spans
from dateline.scoring.counts import Counts


def _entity_types(scheme: Ontology) -> tuple[str, ...]:
    return tuple(scheme.entity_types)


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
    "spans": Family(
        record=NerRecord,
        view=lambda document, settings: views.typed_spans(document, settings["levels"]),
        types=_entity_types,
        labels=lambda types: {"type": frozenset(types)},
        count=lambda triples, context: spans.count(listed(triples, "entities"), context.types),
        metrics=spans.metrics,
        breakdown="strict_f1:{}",
        flat=True,
    ),
    "clusters": Family(
        record=CorefRecord,
        view=lambda document, _: views.clusters(document),
        types=_no_types,
        labels=lambda _: {},
        count=_count_clusters,
        metrics=lambda _: clusters.METRICS,
    ),
}
