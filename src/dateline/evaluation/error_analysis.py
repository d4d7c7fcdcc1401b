"""Error analysis: what became of the gold annotations in a system's predictions, and which labels are confused."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from dateline.corpus.load import is_folder, load, load_folder
from dateline.document import Document
from dateline.errors import InputError, refuse
from dateline.evaluation.counting import mapped
from dateline.evaluation.evaluate import Source
from dateline.evaluation.inputs import System, system
from dateline.evaluation.outside import documents_of
from dateline.evaluation.reference import Gold, side_of
from dateline.evaluation.score import prepare
from dateline.formats.checks import Expected
from dateline.formats.read import read
from dateline.tables import fits
from dateline.tasks.declarations import Task, with_settings
from dateline.tasks.declarations import load as load_task
from dateline.tasks.outcomes import Outcomes, outcome_rows, paired
from dateline.tasks.registry import task_type
from dateline.tasks.task_type import Case

MOST_PAIRS = 30
"""How many pairs of confused labels are listed where the matrix is too wide."""
MISSED, SPURIOUS = "(missed)", "(spurious)"


@dataclass(frozen=True, slots=True)
class Analysis:
    """The errors of a system: what became of every gold annotation, and which labels are confused.

    Attributes:
        title: task, system and data.
        documents: the gold documents, by id.
        cases: a case for each gold annotation, and for each spurious prediction.
        pairs: gold and predicted label with their numbers; none for a task without labels.
    """

    title: str
    documents: Mapping[str, Document]
    cases: tuple[Case, ...]
    pairs: Mapping[tuple[str, str], int]

    def tables(self, width: int) -> Iterator[tuple[str, tuple[list[str], list[list[str]]]]]:
        """Yield the tables of outcomes and confusions, with their titles.

        A confusion matrix that is wider than `width` is given as a list of the commonest confusions.
        """
        yield self.title, outcome_rows(Counter((case.row, case.outcome) for case in self.cases))
        if not self.pairs:
            return
        matrix = confusion_rows(Counter(self.pairs))
        if fits(*matrix, width=width):
            yield "confusion matrix", matrix
            return
        pairs = self._confusions()
        more = f" (the commonest {MOST_PAIRS} of {len(pairs)})" if len(pairs) > MOST_PAIRS else ""
        yield f"confused labels{more}", (["gold", "predicted", "number"], pairs[:MOST_PAIRS])

    def _confusions(self) -> list[list[str]]:
        """Give a row for each pair of labels that are confused, the commonest first."""
        wrong = [(-number, *pair) for pair, number in self.pairs.items() if pair[0] != pair[1]]
        return [[gold, found, str(-number)] for number, gold, found in sorted(wrong)]


def analysed(
    task: str,
    predictions: object,
    *,
    data: str | None = None,
    gold: str | Path | None = None,
    seeds: str | Path | None = None,
    settings: Sequence[str] = (),
) -> Analysis:
    """Analyse the errors of a system; the arguments are those of `dateline.score`.

    Raises:
        InputError: the predictions or the gold were refused.
    """
    if fault := not_followed(with_settings(load_task(task), settings)):
        raise fault
    given = system(with_settings(load_task(task), settings), predictions)
    declared, side = prepare(task, predictions=[given], data=data, gold=gold, seeds=seeds, settings=settings)
    return analysis_of(declared, side, given, gold_documents(declared, side, gold=gold, seeds=seeds))


def analysis_of(
    task: Task,
    gold: Gold,
    given: System,
    documents: Sequence[Document],
    *,
    allow_missing: bool = False,
    scheme: str | None = None,
) -> Analysis:
    """Analyse the errors of a system on gold that is already loaded.

    Args:
        task: the task.
        gold: its gold.
        given: the system.
        documents: those of the gold, as `gold_documents` gives them.
        allow_missing: whether documents may have no record; they count as documents without predictions.
        scheme: the label scheme of the predictions, where the gold was mapped to one.

    Raises:
        InputError: the predictions were refused.
    """
    kind = gold.kind
    found = predictions_in(gold, given.source, allow_missing=allow_missing, scheme=scheme)
    records = [found[one.id] if one.id in found else kind.record(one.id, []) for one in documents]
    return Analysis(
        f"{task.id} · {given.name} · {gold.data}",
        {document.id: document for document in documents},
        tuple(kind.outcomes(documents, records, task.settings)),
        confusion(task, [gold.records[document.id] for document in documents], records),
    )


def gold_documents(
    task: Task, side: Gold, *, gold: str | Path | None = None, seeds: str | Path | None = None
) -> list[Document]:
    """Return the documents of a task's gold, their labels mapped as those of the gold are.

    Args:
        task: the task.
        side: its gold.
        gold: the file or folder that it was read from; None for a part of the corpus.
        seeds: where the source texts are.

    Raises:
        InputError: records of the task can't be turned into annotation.
    """
    if gold is not None and not is_folder(str(gold)):
        return list(documents_of(task, side))
    loaded = load(side.data, seeds=seeds) if gold is None else load_folder(Path(gold))
    documents = [document for document in loaded if document.id in side.records]
    make = side.kind.annotation
    if side.crosswalk is None or make is None:
        return documents
    return [replace(one, **{task.layer: getattr(make(side.records[one.id]), task.layer)}) for one in documents]


def not_followed(task: Task) -> InputError | None:
    """Return the error that a setting is one that error analysis does not follow; None where it follows all."""
    usual, known = load_task(task.id), task_type(task.type).settings
    for name, value in task.settings.items():
        if value != usual.settings[name] and not known[name].analysed:
            message = f"error analysis does not follow {name}={value}: it judges each annotation by its exact span"
            return refuse("bad-setting", message, field=name, hint=f"leave {name}={value} out; `score` follows it")
    return None


def outcomes(task: Task, documents: Sequence[Document], predictions: Sequence[Any]) -> Outcomes:
    """Count kinds of gold annotation by what became of them.

    Args:
        task: the task.
        documents: the gold, masked or not.
        predictions: a record of the task for each of them, in the same order.

    Returns:
        Pairs of row and column with their numbers. Rows are labels (spans, triggers), roles (arguments), levels of
        mentions (clusters), places of a trigger in its cluster (story clusters), types of quotes and wordings of the
        source (attribution); columns are the keys of `dateline.tasks.outcomes.COLUMNS`.
    """
    cases = task_type(task.type).outcomes(documents, predictions, task.settings)
    return Counter((case.row, case.outcome) for case in cases)


def predictions_in(
    gold: Gold, source: Source, *, allow_missing: bool = False, scheme: str | None = None
) -> dict[str, Any]:
    """Read the predictions of a task, by document, in the labels of the gold; the arguments are those of `count_file`.

    Raises:
        InputError: the file was refused.
    """
    kind, side = gold.kind, side_of(gold, scheme)
    labels = {} if side else gold.labels
    flat = kind.flat(gold.context.settings)
    expected = Expected(kind.record, gold.facts, labels, flat=flat, allow_missing=allow_missing, tags=gold.tags)
    return {record.id: mapped(record, side) for record in read(source, expected).records}


def confusion(task: Task, gold: Sequence[Any], predicted: Sequence[Any]) -> Counter[tuple[str, str]]:
    """Count the confusion matrix: how often each gold label has each predicted label as its partner.

    Args:
        task: the task.
        gold: records of the task, one a document.
        predicted: the same of a system, in the same order.

    Returns:
        Pairs of gold and predicted label with their numbers; none for a task without labels. Spans are paired one to
        one, those that share most characters first; what has no partner is paired with `(missed)` or `(spurious)`.
    """
    labelled = task_type(task.type).labelled
    if labelled is None:
        return Counter()
    return Counter(
        (one.type if one else SPURIOUS, other.type if other else MISSED)
        for left, right in zip(gold, predicted, strict=True)
        for one, other in paired(labelled(left), labelled(right))
    )


def confusion_rows(pairs: Counter[tuple[str, str]]) -> tuple[list[str], list[list[str]]]:
    """Give a table of confusions: gold labels down, predicted ones across, by number; only labels that occur."""
    gold = sorted({one for one, _ in pairs}, key=lambda name: (name == SPURIOUS, name))
    predicted = sorted({other for _, other in pairs}, key=lambda name: (name == MISSED, name))
    return ["gold", *predicted], [[one, *(str(pairs[one, other] or "") for other in predicted)] for one in gold]
