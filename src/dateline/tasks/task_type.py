"""What a task type is: one entry carries all that the program must know of it.

A task file names its type; a task of a known type needs no code.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from dateline.document import Document
from dateline.errors import InputError, Problem
from dateline.formats.checks import DocumentFacts
from dateline.ontology import Ontology
from dateline.records import TypedSpan
from dateline.scoring.counts import Counts, Metric

if TYPE_CHECKING:
    from dateline.corpus.gold import Annotation

Triple = tuple[str, Any, Any]
"""A document's id, its gold record and its predicted record (None where there is none)."""
Labels = Mapping[str, frozenset[str]]


class Part(NamedTuple):
    """A span that explains a case besides its own two: an antecedent, a trigger, a cue, a source, a speaker.

    Attributes:
        what: what it is.
        side: `gold` or `predicted`.
        document: the id of its document, which may be another than that of the case.
        start: its first code point.
        end: the code point after its last.
    """

    what: str
    side: Literal["gold", "predicted"]
    document: str
    start: int
    end: int


class Case(NamedTuple):
    """A gold annotation and what became of it, or a spurious prediction.

    Attributes:
        document: the document's id.
        row: the kind of annotation: a label, a role, a level, ...
        outcome: a key of `outcomes.COLUMNS`.
        gold: its place in the gold; None for a spurious prediction.
        predicted: its place in the prediction; None where it was missed.
        label: the gold label, where there are labels.
        predicted_label: the predicted label.
        note: what else there is to say, such as the wrong antecedent.
        parts: the spans that the note is about, and those that it can only be understood with.
    """

    document: str
    row: str
    outcome: str
    gold: tuple[int, int] | None = None
    predicted: tuple[int, int] | None = None
    label: str | None = None
    predicted_label: str | None = None
    note: str = ""
    parts: tuple[Part, ...] = ()


class Setting(NamedTuple):
    """A setting of a task type.

    Attributes:
        meaning: one line.
        choices: the values that there are.
        several: whether the setting is a list of choices rather than one of them.
        needs: what the gold must hold for a choice to have an effect, by choice: `tokens` or `entities`.
        analysed: whether error analysis follows the setting; where not, it takes the first choice.
    """

    meaning: str
    choices: tuple[str, ...]
    several: bool = False
    needs: Mapping[str, Literal["tokens", "entities"]] = {}
    analysed: bool = True


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


Again = Callable[[Sequence[int]], Counts]
"""Counts some of the units, given their places, by records."""


class Tables(NamedTuple):
    """How units whose records are arrays are counted.

    Attributes:
        counts: the counts, given the documents, the tables of gold and predictions, what counting needs besides, and
            what counts documents that can't be counted so; None where none of them can.
        fields: the fields whose strings are compared; equal ones have equal codes in both tables.
        types: the types, in the order of their codes.
    """

    counts: Callable[[Sequence[str], Any, Any, Context, Again], Counts | None]
    fields: tuple[str, ...] = ()
    types: Callable[[Context], Sequence[str | None]] = lambda context: context.types


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskType:
    """One way of predicting and scoring.

    Attributes:
        record: the record class of predictions.
        view: the gold record of a document, under a task's settings.
        count: the counts of units.
        metrics: all metrics by name, given the labels.
        outcomes: the error analysis: what became of each gold annotation of documents, given predicted records.
        annotation: a predicted record as annotation, for the viewer; None where it can't be shown.
        answer: what a language model answered about a document (decoded JSON), given the labels: a quoted record, and
            what was dropped.
        types: the labels of the ontology that are scored, in order; none for types without labels.
        labels: the labels that a prediction may use, by field, given `types`.
        labelled: the labelled spans of a record, for the confusion matrix; None where there are no labels.
        tables: the counts of units whose records are arrays; None where records are counted.
        prompt: the name of the prompt that a task of this type is asked with, unless it has its own.
        prompt_labels: the labels as the prompt lists them.
        predicted: annotation of a document as a prediction; None where it has the form of `view`.
        settings: the settings that a task file must give, by name.
        breakdown: the F1 of each label, as a pattern with one {}; None where there are no labels.
        given: given the settings, what makes the facts of a document with what the task gives besides the text, from
            its facts and gold record; None where it gives the text alone.
        flat: whether spans may not overlap, under a task's settings.
        unit: what a row of the counts is.
        reference_needs: what gold from a file of records lacks; None where such a file is enough.
        not_asked: differences between annotations that the type doesn't ask about.
    """

    record: Any
    view: Callable[[Document, Mapping[str, Any]], Any]
    count: Callable[[Iterable[Triple], Context], Counts]
    metrics: Callable[[tuple[str, ...]], Mapping[str, Metric]]
    outcomes: Callable[[Sequence[Document], Sequence[Any], Mapping[str, Any]], Iterator[Case]]
    annotation: "Callable[[Any], Annotation] | None"
    answer: Callable[[Document, Any, Labels], tuple[Any, Counter[str]]]
    prompt: str
    tables: Tables | None = None
    types: Callable[[Ontology], tuple[str, ...]] = lambda _: ()
    labels: Callable[[tuple[str, ...]], Labels] = lambda _: {}
    labelled: Callable[[Any], list[TypedSpan]] | None = None
    prompt_labels: Callable[[Ontology], str] = lambda _: ""
    predicted: Callable[[Document], Any] | None = None
    settings: Mapping[str, Setting] = field(default_factory=dict)
    breakdown: str | None = None
    given: Callable[[Mapping[str, Any]], Callable[[DocumentFacts, Any], DocumentFacts] | None] = lambda _: None
    flat: Callable[[Mapping[str, Any]], bool] = lambda _: False
    unit: str = "documents"
    reference_needs: str | None = None
    not_asked: frozenset[str] = frozenset()


_HELD_BY = {
    "tokens": "CoNLL columns, spaCy's documents and JSON with the field `tokens` hold them",
    "entities": "the parts of the corpus hold them",
}


def check_settings(kind: TaskType, context: Context) -> None:
    """Refuse settings that can't take effect on the gold.

    Raises:
        InputError: a setting needs tokens of documents that have none, or entities where no document has any.
    """
    held: Mapping[str, Callable[[], bool]] = {
        "tokens": lambda: all(facts.tokens or facts.length == 0 for facts in context.facts.values()),
        "entities": lambda: any(context.entities.values()),
    }
    problems = []
    for name, setting in kind.settings.items():
        value = context.settings[name]
        need = None if setting.several else setting.needs.get(value)
        if need is not None and not held[need]():
            message = f"{name}={value} needs {need}, which the gold does not hold"
            hint = f"{_HELD_BY[need]}; or leave {name}={value} out"
            problems.append(Problem(id="bad-setting", message=message, field=f"settings.{name}", hint=hint))
    if problems:
        raise InputError(problems)


def listed(triples: Iterable[Triple], field_name: str) -> Iterator[Triple]:
    """Take one field of both records; nothing where there is no prediction."""
    for name, gold, predicted in triples:
        yield name, getattr(gold, field_name), getattr(predicted, field_name) if predicted is not None else ()
