"""The same things as the command line, from Python."""

from pathlib import Path

from dateline.corpus import load
from dateline.evaluate import Gold, Result, gold_of, read_counts, result
from dateline.scoring.statistics import ROUNDS, SEED
from dateline.tasks import Task, load_task


def score(
    task: str,
    predictions: str | Path,
    *,
    data: str = "news",
    seeds: str | Path | None = None,
    allow_missing: bool = False,
    seed: int = SEED,
    resamples: int = ROUNDS,
) -> Result:
    """Score a prediction file on a part or split of the corpus.

    Args:
        task: a task id, such as `ner`.
        predictions: a file in any of the accepted formats.
        data: a part or split that `dateline.load` knows.
        seeds: where the source texts are, if predictions quote text of masked documents.
        allow_missing: count documents without a record as documents without predictions.
        seed: the seed of the bootstrap.
        resamples: the number of resamples.

    Raises:
        InputError: the file was refused; its `problems` say why.
    """
    declared = load_task(task)
    return score_file(
        declared,
        gold_for(declared, data, seeds),
        Path(predictions),
        allow_missing=allow_missing,
        seed=seed,
        resamples=resamples,
    )


def gold_for(task: Task, data: str, seeds: str | Path | None = None) -> Gold:
    """Return the gold of a task on a part or split."""
    return gold_of(task, load(data, seeds=seeds), data)


def score_file(
    task: Task,
    gold: Gold,
    path: Path,
    *,
    allow_missing: bool = False,
    seed: int = SEED,
    resamples: int = ROUNDS,
) -> Result:
    """Score one file against gold at hand."""
    counts, missing, anchored, warnings = read_counts(task, gold, path, allow_missing=allow_missing)
    return result(
        task,
        gold,
        counts,
        path.stem,
        seed=seed,
        resamples=resamples,
        missing=missing,
        anchored=anchored,
        warnings=warnings,
    )
