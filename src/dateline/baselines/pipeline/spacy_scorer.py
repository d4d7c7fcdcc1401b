"""Our metrics for `spacy train` and `spacy evaluate`: the scorer `dateline.scorer.v1`.

    [components.ner.scorer]
    @scorers = "dateline.scorer.v1"
    tasks = ["ner"]

    [training.score_weights]
    dateline_ner_strict_f1 = 1.0

Scores are between 0 and 1, named `dateline_TASK_METRIC`; for `ner` also spaCy's own names `ents_p`, `ents_r`, `ents_f`
and `ents_per_type`, so that `spacy evaluate` prints them. `ner` is scored on `doc.ents`, every other task on the span
groups and the user data that the component `dateline` and our DocBin files hold.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry

from dateline.corpus.segmentation import document_of
from dateline.document import Document, Mention
from dateline.evaluation.evaluate import count, metrics_of
from dateline.evaluation.inputs import predicted
from dateline.evaluation.reference import gold_of
from dateline.interchange.docbin import taken
from dateline.ontology import ontology
from dateline.tasks.declarations import Task
from dateline.tasks.declarations import load as load_task

Scores = dict[str, Any]
NER = "ner"


@registry.scorers("dateline.scorer.v1")  # type: ignore[untyped-decorator]  # of spaCy
def scorer(tasks: list[str]) -> Callable[[Iterable[Example]], Scores]:
    """Return a function that scores spaCy's examples on tasks.

    Raises:
        InputError: there is no such task.
    """
    declared = [load_task(name) for name in tasks]

    def score(examples: Iterable[Example], **_: Any) -> Scores:  # noqa: ANN401 - options of spaCy's scorers
        listed = list(examples)
        found: Scores = {}
        for task in declared:
            found |= _scores(task, listed)
        return found

    return score


def _scores(task: Task, examples: Sequence[Example]) -> Scores:
    golds = [_document(task, str(number), one.reference) for number, one in enumerate(examples)]
    found = [_document(task, str(number), one.predicted) for number, one in enumerate(examples)]
    if not any(task.layer in document.annotated_layers for document in golds):
        return {}
    gold = gold_of(task, golds, "examples")
    records = [predicted(task, document) for document in found if document.id in gold.records]
    labels = gold.context.types
    if task.id == NER:
        labels = tuple(dict.fromkeys((*labels, *(span.type for record in records for span in record.entities))))
    counts = count(gold, records, extra=set(labels))
    scores: Scores = {
        f"dateline_{task.id}_{one.name}": one.of(counts) for one in metrics_of(task, gold, extra=set(labels))
    }
    if task.id == NER:
        known = gold.kind.metrics(labels)
        scores |= _ents(lambda name: known[name].of(counts), labels)
    return scores


def _ents(value: Callable[[str], float | None], types: Sequence[str]) -> Scores:
    """Give the strict figures by spaCy's names."""
    names: Mapping[str, str] = {"p": "precision", "r": "recall", "f": "f1"}
    by_type = {label: {short: value(f"strict_{long}:{label}") for short, long in names.items()} for label in types}
    return {
        **{f"ents_{short}": value(f"strict_{long}") for short, long in names.items()},
        "ents_per_type": {label: row for label, row in by_type.items() if row["f"] is not None},
    }


def _document(task: Task, name: str, doc: Doc) -> Document:
    plain = document_of(name, doc.text)
    if task.id != NER:
        return replace(taken(doc, plain), id=name) if task.layer in doc.spans else plain
    values = ontology().value_types
    mentions = tuple(
        Mention(
            ent.start_char,
            ent.end_char,
            id=f"m{number}",
            type=ent.label_,
            level="value" if ent.label_ in values else "name",
        )
        for number, ent in enumerate(doc.ents, start=1)
    )
    return replace(plain, mentions=mentions, annotated_layers=("mentions",))
