"""The same things as the command line, from Python."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.corpus.load import load
from dateline.errors import refuse
from dateline.evaluation.counting import Progress, ignore
from dateline.evaluation.evaluate import Reading, Result, count_file, result
from dateline.evaluation.reference import Gold, cross, gold_in, gold_of
from dateline.evaluation.sampling import Sampling
from dateline.evaluation.sampling import sampling as checked
from dateline.formats.checks import TagPolicy
from dateline.scoring.intervals import DEFAULT
from dateline.scoring.resampling import ROUNDS, SEED
from dateline.tasks.declarations import Task, with_settings
from dateline.tasks.declarations import load as load_task

if TYPE_CHECKING:
    from dateline.evaluation.compare import Difference


def prepare(
    task: str,
    *,
    data: str = "news",
    gold: str | Path | None = None,
    seeds: str | Path | None = None,
    settings: Sequence[str] = (),
    crosswalk: str | None = None,
    tags: TagPolicy = "conlleval",
    unit: str | None = None,
    interval: str = DEFAULT,
) -> tuple[Task, Gold]:
    """Return a task and its gold, from a part or split of the corpus or from a file.

    Args:
        task: a task id, such as `ner`.
        data: a part or split that `dateline.load` knows.
        gold: a gold file of any corpus, instead of `data`.
        seeds: where the source texts are, if predictions quote text of masked documents.
        settings: changed settings of the task, each `name=value`.
        crosswalk: a label scheme that gold and predictions are mapped to.
        tags: what to do with invalid tag sequences in CoNLL columns: `conlleval` repairs them, `strict` refuses.
        unit: what is independent: `story` or `document`; by default stories where the corpus has more than one.
        interval: the method of intervals: `logit-t`, `delta-t`, `percentile`, `bca` or `studentized`.

    Raises:
        InputError: one of these is not known, or the gold file was refused.
    """
    declared = with_settings(load_task(task), settings)
    if gold is not None:
        side = gold_in(declared, Path(gold), tags=tags)
    else:
        side = gold_of(declared, load(data, seeds=seeds), data, tags=tags)
    side = replace(side, sampling=checked(unit, interval, task_unit=side.kind.unit))
    return declared, cross(side, crosswalk) if crosswalk else side


def score(
    task: str,
    predictions: str | Path,
    *,
    data: str = "news",
    gold: str | Path | None = None,
    seeds: str | Path | None = None,
    settings: Sequence[str] = (),
    crosswalk: str | None = None,
    tags: TagPolicy = "conlleval",
    allow_missing: bool = False,
    unit: str | None = None,
    interval: str = DEFAULT,
    seed: int = SEED,
    resamples: int = ROUNDS,
) -> Result:
    """Score a prediction file in any of the accepted formats.

    The first arguments are those of `prepare`.

    Args:
        task: a task id, such as `ner`.
        predictions: the file.
        data: a part or split that `dateline.load` knows.
        gold: a gold file of any corpus, instead of `data`.
        seeds: where the source texts are.
        settings: changed settings of the task.
        crosswalk: a label scheme that gold and predictions are mapped to.
        tags: what to do with invalid tag sequences in CoNLL columns.
        allow_missing: count documents without a record as documents without predictions.
        unit: what is independent.
        interval: the method of intervals.
        seed: the seed of resampling, for methods that draw.
        resamples: the number of resamples.

    Raises:
        InputError: the file was refused; its `problems` say why.
    """
    declared, side = prepare(
        task,
        data=data,
        gold=gold,
        seeds=seeds,
        settings=settings,
        crosswalk=crosswalk,
        tags=tags,
        unit=unit,
        interval=interval,
    )
    return score_file(declared, side, Path(predictions), allow_missing=allow_missing, seed=seed, resamples=resamples)


def check(
    task: str,
    predictions: str | Path,
    *,
    data: str = "news",
    gold: str | Path | None = None,
    seeds: str | Path | None = None,
    settings: Sequence[str] = (),
    crosswalk: str | None = None,
    tags: TagPolicy = "conlleval",
    allow_missing: bool = False,
) -> Reading:
    """Validate a prediction file without scoring it; the arguments are those of `score`.

    Returns:
        What there is to say about the file: missing documents, how quoted text was anchored, warnings.

    Raises:
        InputError: the file was refused; its `problems` say why.
    """
    _, side = prepare(task, data=data, gold=gold, seeds=seeds, settings=settings, crosswalk=crosswalk, tags=tags)
    return count_file(side, Path(predictions), allow_missing=allow_missing)[1]


def compare(
    task: str,
    predictions: Sequence[str | Path],
    *,
    data: str = "news",
    gold: str | Path | None = None,
    seeds: str | Path | None = None,
    settings: Sequence[str] = (),
    crosswalk: str | None = None,
    tags: TagPolicy = "conlleval",
    allow_missing: bool = False,
    unit: str | None = None,
    interval: str = DEFAULT,
    seed: int = SEED,
    resamples: int = ROUNDS,
) -> tuple[list[Result], list["Difference"]]:
    """Score several prediction files and compare each with the first; the other arguments are those of `score`.

    Returns:
        A result for each file, and for every file but the first how it differs from the first: a paired permutation
        test with Holm's correction, and the interval of the difference.

    Raises:
        InputError: a file was refused, or two files have one name.
    """
    declared, side = prepare(
        task,
        data=data,
        gold=gold,
        seeds=seeds,
        settings=settings,
        crosswalk=crosswalk,
        tags=tags,
        unit=unit,
        interval=interval,
    )
    paths = [Path(path) for path in predictions]
    return compare_files(declared, side, paths, allow_missing=allow_missing, seed=seed, resamples=resamples)


def score_file(
    task: Task,
    gold: Gold,
    path: Path,
    *,
    allow_missing: bool = False,
    seed: int = SEED,
    resamples: int = ROUNDS,
    jobs: int = 1,
    progress: Progress = ignore,
) -> Result:
    """Score one file against gold that is already loaded, counted by `jobs` processes."""
    counts, reading = count_file(gold, path, allow_missing=allow_missing, jobs=jobs, progress=progress)
    return result(task, gold, counts, path.stem, seed=seed, resamples=resamples, reading=reading)


def compare_files(
    task: Task,
    gold: Gold,
    paths: Sequence[Path],
    *,
    allow_missing: bool = False,
    seed: int = SEED,
    resamples: int = ROUNDS,
    jobs: int = 1,
    progress: Progress = ignore,
) -> tuple[list[Result], list["Difference"]]:
    """Score several files, and compare each with the first by a paired permutation test with Holm's correction.

    Raises:
        InputError: a file was refused, or two files have one name.
    """
    from dateline.evaluation.compare import compare as compare_counts

    names = [path.stem for path in paths]
    if len(set(names)) < len(names):
        raise refuse("repeated-system", f"two of the files have one name: {names}", hint="rename one of them")
    counted = {
        path.stem: count_file(gold, path, allow_missing=allow_missing, jobs=jobs, progress=progress) for path in paths
    }
    results = [
        result(task, gold, counts, name, seed=seed, resamples=resamples, reading=reading)
        for name, (counts, reading) in counted.items()
    ]
    systems = {name: counts for name, (counts, _) in counted.items()}
    return results, compare_counts(task, gold, systems, seed=seed, rounds=resamples)


def annotators_result(
    task: Task,
    data: str,
    *,
    sampling: Sampling = Sampling(),  # noqa: B008 - a frozen record
    seed: int = SEED,
) -> Result | None:
    """Score annotator B against annotator A, both AI systems; None where no document has both."""
    from dateline.evaluation.annotators import annotators

    return annotators(task, load(data), data, sampling=sampling, seed=seed)
