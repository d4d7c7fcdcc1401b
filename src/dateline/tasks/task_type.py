"""What a family of tasks is."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dateline.document import Document
from dateline.formats.checks import DocumentFacts
from dateline.ontology import Ontology
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


def listed(triples: Iterable[Triple], field_name: str) -> Iterator[Triple]:
    """Take one field of both records; nothing where there is no prediction."""
    for name, gold, predicted in triples:
        yield name, getattr(gold, field_name), getattr(predicted, field_name) if predicted is not None else ()
