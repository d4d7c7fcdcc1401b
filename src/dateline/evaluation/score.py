"""The same things as the command line, from Python."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from dateline.corpus.load import is_folder, load, load_folder
from dateline.evaluation.counting import Progress, Spread, forked, ignore
from dateline.evaluation.evaluate import count_file, result
from dateline.evaluation.inputs import System, foreign_scheme, scored_part, system, systems
from dateline.evaluation.reference import Gold, cross, crosswalk_of, gold_in, gold_of
from dateline.evaluation.results import Difference, Reading, Result
from dateline.evaluation.sampling import Sampling, sampling
from dateline.formats.checks import TagPolicy
from dateline.scoring.intervals import DEFAULT
from dateline.scoring.resampling import ROUNDS, SEED
from dateline.tasks.declarations import Task, with_settings
from dateline.tasks.declarations import load as load_task
from dateline.tasks.registry import task_type


def prepare(
    task: str | Task,
    *,
    predictions: Sequence[System] = (),
    data: str | None = None,
    gold: str | Path | None = None,
    seeds: str | Path | None = None,
    settings: Sequence[str] = (),
    labels: str | None = None,
    gold_labels: str | None = None,
    tags: TagPolicy = "conlleval",
    unit: str | None = None,
    interval: str = DEFAULT,
) -> tuple[Task, Gold]:
    """Return a task and its gold, from a part or split of the corpus or from a file.

    Args:
        task: a task id, such as `ner`.
        predictions: what is to be scored; with neither `data` nor `gold`, its documents tell the part or split.
        data: a part or split that `dateline.load` knows.
        gold: gold of any corpus, instead of `data`: a file in any of the accepted formats, a folder of brat files, or a
            folder of documents in Parquet.
        seeds: where the source texts are, if predictions quote text of masked documents.
        settings: changed settings of the task, each `name=value`.
        labels: the label scheme of the predictions, if it is not that of the gold.
        gold_labels: the label scheme of the gold file, where its labels don't tell it.
        tags: what to do with invalid tag sequences in CoNLL columns: `conlleval` repairs them, `strict` refuses.
        unit: what is independent: `story` or `document`; by default stories where the corpus has more than one.
        interval: the method of intervals: `logit-t`, `delta-t`, `percentile`, `bca` or `studentized`.

    Raises:
        InputError: one of these is not known, or the gold file was refused.
    """
    declared = with_settings(load_task(task) if isinstance(task, str) else task, settings)
    kind = task_type(declared.type)
    chosen = sampling(unit, interval, task_unit=kind.unit)  # what can't be asked for is said before anything is read
    for scheme in (labels, gold_labels):
        if scheme:
            crosswalk_of(kind, scheme)
    if gold is not None and is_folder(str(gold)):
        side = gold_of(declared, load_folder(Path(gold)), Path(gold).name, tags=tags)
    elif gold is not None:
        side = gold_in(declared, Path(gold), tags=tags)
    else:
        part = data or scored_part(declared, predictions)
        side = gold_of(declared, load(part, seeds=seeds), part, tags=tags)
    side = replace(side, sampling=chosen)
    if labels or gold_labels:
        side = cross(side, labels or gold_labels or "", gold_scheme=gold_labels)
    return declared, side


def score(
    task: str,
    predictions: object,
    *,
    data: str | None = None,
    gold: str | Path | None = None,
    seeds: str | Path | None = None,
    settings: Sequence[str] = (),
    labels: str | None = None,
    gold_labels: str | None = None,
    tags: TagPolicy = "conlleval",
    allow_missing: bool = False,
    unit: str | None = None,
    interval: str = DEFAULT,
    seed: int = SEED,
    resamples: int = ROUNDS,
) -> Result:
    """Score the predictions of a system.

    Args:
        task: a task id, such as `ner`.
        predictions: a file or folder in any of the accepted formats, or an iterable of records, of `Document`s, of rows
            of a `datasets.Dataset`, of spaCy's `Doc`s (with `user_data["id"]`), or of the answers of a transformers
            pipeline (in the order of the gold).
        data: a part or split that `dateline.load` knows; by default the one that the predictions' documents belong to.
        gold: gold of any corpus, instead of `data`: a file, or a folder.
        seeds: where the source texts are.
        settings: changed settings of the task, each `name=value`.
        labels: the label scheme of the predictions, such as `conll03`.
        gold_labels: the label scheme of the gold file.
        tags: what to do with invalid tag sequences in CoNLL columns.
        allow_missing: count documents without a record as documents without predictions.
        unit: what is independent: `story` or `document`.
        interval: the method of intervals.
        seed: the seed of resampling, for methods that draw.
        resamples: the number of resamples.

    Raises:
        InputError: the predictions were refused; its `problems` say why.
    """
    whole = load_task(task)
    given = system(with_settings(whole, settings), predictions)
    declared, side = prepare(
        whole,
        predictions=[given],
        data=data,
        gold=gold,
        seeds=seeds,
        settings=settings,
        labels=labels,
        gold_labels=gold_labels,
        tags=tags,
        unit=unit,
        interval=interval,
    )
    return score_system(
        declared, side, given, allow_missing=allow_missing, scheme=labels, seed=seed, resamples=resamples
    )


def check(
    task: str,
    predictions: object,
    *,
    data: str | None = None,
    gold: str | Path | None = None,
    seeds: str | Path | None = None,
    settings: Sequence[str] = (),
    labels: str | None = None,
    gold_labels: str | None = None,
    tags: TagPolicy = "conlleval",
    allow_missing: bool = False,
) -> Reading:
    """Validate predictions without scoring them; the arguments are those of `score`.

    Returns:
        What there is to say about them: missing documents, how quoted text was anchored, warnings.

    Raises:
        InputError: the predictions were refused; its `problems` say why.
    """
    whole = load_task(task)
    given = system(with_settings(whole, settings), predictions)
    _, side = prepare(
        whole,
        predictions=[given],
        data=data,
        gold=gold,
        seeds=seeds,
        settings=settings,
        labels=labels,
        gold_labels=gold_labels,
        tags=tags,
    )
    return count_file(side, given.source, allow_missing=allow_missing, scheme=labels)[1]


def compare(
    task: str,
    predictions: object,
    *,
    data: str | None = None,
    gold: str | Path | None = None,
    seeds: str | Path | None = None,
    settings: Sequence[str] = (),
    labels: str | Mapping[str, str] | None = None,
    gold_labels: str | None = None,
    tags: TagPolicy = "conlleval",
    allow_missing: bool = False,
    unit: str | None = None,
    interval: str = DEFAULT,
    seed: int = SEED,
    resamples: int = ROUNDS,
) -> tuple[list[Result], list[Difference]]:
    """Score several systems and compare each with the first; the other arguments are those of `score`.

    Args:
        task: a task id.
        predictions: a list of what `score` takes, or a mapping from names to it.
        data: as in `score`.
        gold: as in `score`.
        seeds: as in `score`.
        settings: as in `score`.
        labels: one label scheme for all, or a scheme for some systems by name; the others have our own labels then.
        gold_labels: as in `score`.
        tags: as in `score`.
        allow_missing: as in `score`.
        unit: as in `score`.
        interval: as in `score`.
        seed: as in `score`.
        resamples: as in `score`.

    Returns:
        A result for each system, and for every system but the first how it differs from the first: a paired permutation
        test with Holm's correction, and the interval of the difference.

    Raises:
        InputError: predictions were refused, or two systems have one name.
    """
    whole = load_task(task)
    given = systems(with_settings(whole, settings), predictions)
    schemes = labels if isinstance(labels, Mapping) else dict.fromkeys((one.name for one in given), labels)
    declared, side = prepare(
        whole,
        predictions=given,
        data=data,
        gold=gold,
        seeds=seeds,
        settings=settings,
        labels=foreign_scheme(given, schemes),
        gold_labels=gold_labels,
        tags=tags,
        unit=unit,
        interval=interval,
    )
    return compare_systems(
        declared, side, given, allow_missing=allow_missing, schemes=schemes, seed=seed, resamples=resamples
    )


def score_system(
    task: Task,
    gold: Gold,
    given: System,
    *,
    allow_missing: bool = False,
    scheme: str | None = None,
    seed: int = SEED,
    resamples: int = ROUNDS,
) -> Result:
    """Score a system against gold that is already loaded."""
    counts, reading = count_file(gold, given.source, allow_missing=allow_missing, scheme=scheme)
    return result(task, gold, counts, given.name, seed=seed, resamples=resamples, reading=reading)


def score_file(task: Task, gold: Gold, path: Path, *, allow_missing: bool = False) -> Result:
    """Score one file against gold that is already loaded."""
    return score_system(task, gold, system(task, path), allow_missing=allow_missing)


def compare_systems(
    task: Task,
    gold: Gold,
    given: Sequence[System],
    *,
    allow_missing: bool = False,
    schemes: Mapping[str, str | None] | None = None,
    seed: int = SEED,
    resamples: int = ROUNDS,
    compare: bool = True,
    jobs: int = 1,
    spread: Spread = forked,
    progress: Progress = ignore,
) -> tuple[list[Result], list[Difference]]:
    """Score several systems, and compare each with the first by a paired permutation test with Holm's correction.

    `compare` may leave the comparison out; `jobs`, `spread` and `progress` are those of `count_file`.

    Raises:
        InputError: predictions were refused.
    """
    own = "ontonotes" if gold.crosswalk else None
    count = partial(count_file, gold, allow_missing=allow_missing, jobs=jobs, spread=spread, progress=progress)
    counted = {one.name: count(one.source, scheme=(schemes or {}).get(one.name) or own) for one in given}
    how: Mapping[str, int] = {"seed": seed, "resamples": resamples}
    results = [result(task, gold, counts, name, reading=reading, **how) for name, (counts, reading) in counted.items()]
    if not compare or len(given) == 1:
        return results, []

    from dateline.evaluation.compare import compare as compare_counts

    found = {name: counts for name, (counts, _) in counted.items()}
    return results, compare_counts(task, gold, found, seed=seed, rounds=resamples)


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
