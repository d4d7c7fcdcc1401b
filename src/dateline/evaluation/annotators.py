"""The row `annotators`: annotator B scored against annotator A, by the scorers that systems get.

It is the agreement of two AI annotators (large language models): no human ceiling, and no upper bound for systems.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from dateline.annotation.passes import pairs
from dateline.corpus.gold import Annotation
from dateline.document import Document
from dateline.evaluation.evaluate import count, result
from dateline.evaluation.inputs import predicted
from dateline.evaluation.reference import gold_of
from dateline.evaluation.results import Result
from dateline.evaluation.sampling import Sampling
from dateline.paths import root
from dateline.scoring.resampling import ROUNDS, SEED
from dateline.tasks.declarations import Task

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
    first = [_with(document, passes[document.id].a) for document in both]
    second = [_with(document, passes[document.id].b) for document in both]
    gold = replace(gold_of(task, first, data), sampling=sampling)
    predictions = [predicted(task, document) for document in second]
    scored = result(task, gold, count(gold, predictions), SYSTEM, seed=seed, resamples=resamples)
    return msgspec.structs.replace(scored, signature=f"agreement:AI annotator B against A|{scored.signature}")


def _with(document: Document, annotation: Annotation) -> Document:
    """Replace the gold by an annotator's layers; later layers were annotated on the gold's mentions, which stay."""
    layers: dict[str, Any] = {
        name: value for name in ("mentions", "entities", "events", "quotes") if (value := getattr(annotation, name))
    }
    return msgspec.structs.replace(document, **layers)
