"""Families of tasks: which records they predict, how the gold is seen, how it is counted, which metrics there are.

A task file names its family; a new task of a known family needs no code.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dateline import views
from dateline.checks import CLOSED_LABELS, QUOTE_TYPES, DocumentFacts
from dateline.model import Document
from dateline.ontology import Ontology, ontology
from dateline.records import AttributionRecord, CorefRecord, EventsRecord, NerRecord, QuotesRecord
from dateline.scoring import attribution, clusters, events, quotes, spans
from dateline.scoring.counts import Counts, Metric

Triple = tuple[str, Any, Any]
"""A document's name, its gold record and its predicted record (None where there is none)."""
Labels = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Context:
    """What counting may need besides the records.

    Attributes:
        settings: those of the task.
        types: the labels that occur, in order; those of the ontology unless a crosswalk changed them.
        facts: facts of the documents, by id.
        stories: the story of each document, by id.
        entities: the entity of each mention span, by document.
    """

    settings: Mapping[str, Any]
    types: tuple[str, ...] = ()
    facts: Mapping[str, DocumentFacts] = field(default_factory=dict)
    stories: Mapping[str, str] = field(default_factory=dict)
    entities: Mapping[str, Mapping[tuple[int, int], str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One way of scoring.

    Attributes:
        record: the record class of predictions.
        view: the gold record of a document, under a task's settings.
        types: the labels of the ontology that the family scores, in order.
        labels: the labels that a prediction may use, by field, given the types.
        count: the counts of units.
        metrics: all metrics by name, given the types.
        breakdown: the metric of each label, as a pattern with one {}; None where there are no labels.
        flat: whether spans may not overlap.
        unit: what a row of the counts is.
    """

    record: Any
    view: Callable[[Document, Mapping[str, Any]], Any]
    types: Callable[[Ontology], tuple[str, ...]]
    labels: Callable[[tuple[str, ...]], Labels]
    count: Callable[[Iterable[Triple], Context], Counts]
    metrics: Callable[[tuple[str, ...]], Mapping[str, Metric]]
    breakdown: str | None = None
    flat: bool = False
    unit: str = "documents"


def _entity_types(scheme: Ontology) -> tuple[str, ...]:
    return tuple(scheme.entity_types)


def _event_types(scheme: Ontology) -> tuple[str, ...]:
    return tuple(scheme.event_types)


def _no_types(_: Ontology) -> tuple[str, ...]:
    return ()


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


def _listed(triples: Iterable[Triple], field_name: str) -> Iterator[Triple]:
    for name, gold, predicted in triples:
        yield name, getattr(gold, field_name), getattr(predicted, field_name) if predicted is not None else ()


def _count_clusters(triples: Iterable[Triple], context: Context) -> Counts:
    units = _listed(triples, "clusters")
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


def _count_arguments(triples: Iterable[Triple], context: Context) -> Counts:
    entities = context.entities if context.settings.get("fillers") == "coreferent" else None
    return events.count_arguments(_listed(triples, "events"), context.types, entities)


def _count_stories(triples: Iterable[Triple], context: Context) -> Counts:
    return clusters.count(events.story_clusters(_listed(triples, "events"), context.stories))


def _count_speakers(triples: Iterable[Triple], _: Context) -> Counts:
    def units() -> Iterator[Triple]:
        for name, gold, predicted in _listed(triples, "quotes"):
            # Reading has refused offsets of an unknown content; what is left was quoted and anchored elsewhere.
            given = {tuple(sorted(quote.content)) for quote in gold}
            yield name, gold, [quote for quote in predicted if tuple(sorted(quote.content)) in given]

    return attribution.count(units())


FAMILIES: dict[str, Family] = {
    "spans": Family(
        record=NerRecord,
        view=lambda document, settings: views.typed_spans(document, settings["levels"]),
        types=_entity_types,
        labels=lambda types: {"type": frozenset(types)},
        count=lambda triples, context: spans.count(_listed(triples, "entities"), context.types),
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
    "triggers": Family(
        record=EventsRecord,
        view=lambda document, _: views.events(document),
        types=_event_types,
        labels=_event_labels,
        count=lambda triples, context: events.count_triggers(_listed(triples, "events"), context.types),
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
    "quotes": Family(
        record=QuotesRecord,
        view=lambda document, _: views.quotes(document),
        types=_no_types,
        labels=lambda _: {"type": QUOTE_TYPES},
        count=lambda triples, _: quotes.count(_listed(triples, "quotes")),
        metrics=lambda _: quotes.metrics(),
    ),
    "attribution": Family(
        record=AttributionRecord,
        view=lambda document, _: views.speakers(document),
        types=_no_types,
        labels=lambda _: {},
        count=_count_speakers,
        metrics=lambda _: attribution.metrics(),
    ),
}
