"""Error analysis: what became of the gold annotations in a system's predictions, and which labels are confused."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dateline.document import Document
from dateline.evaluation.reference import Gold
from dateline.formats.checks import Expected
from dateline.formats.read import read
from dateline.formats.sniffing import spooled
from dateline.tasks.declarations import Task
from dateline.tasks.outcomes import Outcomes, paired
from dateline.tasks.registry import task_type

MISSED, SPURIOUS = "(missed)", "(spurious)"


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
    return Counter(task_type(task.type).outcomes(documents, predictions, task.settings))


def predictions_in(gold: Gold, path: Path) -> dict[str, Any]:
    """Read a prediction file of a task, by document.

    Raises:
        InputError: the file was refused.
    """
    kind = gold.kind
    expected = Expected(kind.record, gold.facts, labels=gold.labels, flat=kind.flat(gold.context.settings))
    return {record.id: record for record in read(spooled(path), expected).records}


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
