"""The row `annotators`: annotator B scored against annotator A, by the scorers that systems get.

It is the agreement of two AI annotators (large language models): no human ceiling, and no upper bound for systems.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from dateline.annotation.passes import Pair, pairs
from dateline.corpus.gold import Annotation
from dateline.document import Document
from dateline.evaluation.evaluate import Result, count, result
from dateline.evaluation.reference import gold_of
from dateline.evaluation.sampling import Sampling
from dateline.paths import root
from dateline.scoring.resampling import ROUNDS, SEED
from dateline.tasks.declarations import Task
from dateline.tasks.registry import task_type

SYSTEM = "annotators (AI)"
MEANING = "agreement of two AI annotators, B scored against A; no ceiling for systems"


def annotators(
    task: Task,
    documents: Sequence[Document],
    data: str,
    *,
    sampling: Sampling = Sampling(),  # noqa: B008 - a frozen record
    seed: int = SEED,
    resamples: int = ROUNDS,
) -> Result | None:
    """Score annotator B against annotator A on the documents that both annotated; None where none has."""
    passes = {pair.document: pair for pair in pairs(root(), task.layer)}
    both = [document for document in documents if document.id in passes]
    if not both:
        return None
    first = [_with(document, passes[document.id].a, passes[document.id]) for document in both]
    second = [_with(document, passes[document.id].b, passes[document.id]) for document in both]
    gold = replace(gold_of(task, first, data), sampling=sampling)
    predictions = [_prediction(task, document) for document in second]
    scored = result(task, gold, count(gold, predictions), SYSTEM, seed=seed, resamples=resamples)
    return msgspec.structs.replace(scored, signature=f"agreement:AI annotator B against A|{scored.signature}")


def _with(document: Document, annotation: Annotation, pair: Pair) -> Document:
    """Replace the gold by an annotator's layers; later layers were annotated on the gold's mentions."""
    layers: dict[str, Any] = {
        name: value for name in ("mentions", "entities", "events", "quotes") if (value := getattr(annotation, name))
    }
    if "mentions" not in layers:
        layers |= {"mentions": pair.gold.mentions or (), "entities": pair.gold.entities or ()}
    return msgspec.structs.replace(document, **layers)


def _prediction(task: Task, document: Document) -> Any:  # noqa: ANN401 - a record of the task
    kind = task_type(task.type)
    return kind.predicted(document) if kind.predicted else kind.view(document, task.settings)
