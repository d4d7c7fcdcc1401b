"""Families of tasks: which records they predict, how the gold is seen, how it is counted, which metrics there are.

A task file names its family; a new task of a known family needs no code.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dateline.model import Document
from dateline.ontology import Ontology
from dateline.records import NerRecord
from dateline.scoring import spans
from dateline.scoring.counts import Counts, Metric
from dateline.views import typed_spans

Triple = tuple[str, Any, Any]
"""A unit's name, its gold record and its predicted record (None where there is none)."""
Figures = tuple[float | None, float | None, float | None, int, int]
"""Precision, recall, F1, gold and predicted of one label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One way of scoring.

    Attributes:
        record: the record class of gold and predictions.
        flat: whether spans may overlap.
        view: the gold record of a document, under a task's settings.
        labels: the labels that a prediction may use, by field.
        count: the counts of units.
        metrics: all metrics by name.
        per_label: figures of each label, from the counts.
    """

    record: Any
    view: Callable[[Document, Mapping[str, Any]], Any]
    labels: Callable[[Ontology], Mapping[str, frozenset[str]]]
    count: Callable[[Iterable[Triple], Ontology], Counts]
    metrics: Callable[[Ontology], Mapping[str, Metric]]
    per_label: Callable[[Counts, Ontology], Mapping[str, Figures]]
    flat: bool = False


def _spans_view(document: Document, settings: Mapping[str, Any]) -> NerRecord:
    return typed_spans(document, **settings)


def _spans_count(triples: Iterable[Triple], ontology: Ontology) -> Counts:
    units = ((name, gold.entities, predicted.entities if predicted else ()) for name, gold, predicted in triples)
    return spans.count(units, list(ontology.entity_types))


def _spans_per_label(counts: Counts, ontology: Ontology) -> Mapping[str, Figures]:
    known = spans.metrics(list(ontology.entity_types))
    figures = {}
    for label in ontology.entity_types:
        precision, recall, f1 = (known[f"strict_{name}:{label}"].of(counts) for name in ("precision", "recall", "f1"))
        gold, predicted = (int(counts.pick([f"{side}:{label}"]).sum()) for side in ("gold", "predicted"))
        figures[label] = (precision, recall, f1, gold, predicted)
    return figures


FAMILIES: dict[str, Family] = {
    "spans": Family(
        record=NerRecord,
        flat=True,
        view=_spans_view,
        labels=lambda ontology: {"type": frozenset(ontology.entity_types)},
        count=_spans_count,
        metrics=lambda ontology: spans.metrics(list(ontology.entity_types)),
        per_label=_spans_per_label,
    ),
}
