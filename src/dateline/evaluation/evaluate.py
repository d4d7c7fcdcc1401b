"""Score predictions on a task: from records to numbers with intervals and a signature."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from dateline.evaluation.counting import Progress, Tally, ignore, in_processes, tallied
from dateline.evaluation.reference import Gold, mapped
from dateline.evaluation.sampling import Sample, Unit, caveats, method_and_draws, sample, unit_of
from dateline.formats.batch import Batch
from dateline.formats.checks import Expected
from dateline.formats.read import iterate
from dateline.formats.sniffing import spooled
from dateline.scoring.counts import Counts, Metric, concatenate
from dateline.scoring.intervals import Interval, intervals
from dateline.scoring.resampling import ROUNDS, SEED
from dateline.scoring.significance import LEAST_UNITS, detectable
from dateline.tasks.declarations import Task
from dateline.version import __version__


class Score(msgspec.Struct, frozen=True, omit_defaults=True):
    """A metric's value and its 95% interval; None where undefined, and then `note` says why."""

    value: float | None
    low: float | None
    high: float | None
    note: str | None = None


class Reading(msgspec.Struct, frozen=True):
    """What there is to say about a prediction file besides its score.

    Attributes:
        missing: documents without a prediction.
        anchored: for quoted text, how many spans were found in which way.
        warnings: what was read all the same.
        left_out: with a crosswalk, the annotations of either side (`gold`, `predicted`) whose label has no counterpart,
            by label.
    """

    missing: tuple[str, ...] = ()
    anchored: Mapping[str, int] = {}
    warnings: tuple[str, ...] = ()
    left_out: Mapping[str, Mapping[str, int]] = {}


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What `dateline score` reports; the JSON of `--json` has these fields.

    Attributes:
        units: how many independent units there are.
        unit: what they are: `document` or `story`.
        documents: how many documents they hold.
        labels: precision, recall and F1 of each label that occurs.
        detectable: the least difference in the primary metric between two systems that these units would reveal, at 5%
            significance and 80% power; None where they are too few to say.
        caveats: what the units do not allow to say, in plain sentences.
        signature: what belongs to the score; scores with equal signatures can be compared.
    """

    task: str
    system: str
    data: str
    units: int
    unit: Unit
    documents: int
    primary: str
    scores: Mapping[str, Score]
    labels: Mapping[str, tuple[float | None, float | None, float | None]]
    detectable: float | None
    caveats: tuple[str, ...] = ()
    signature: str
    reading: Reading = Reading()


def count_file(
    gold: Gold, path: Path, *, allow_missing: bool = False, jobs: int = 1, progress: Progress = ignore
) -> tuple[Counts, Reading]:
    """Read, check and count a prediction file, a batch of documents at a time.

    Args:
        gold: the gold.
        path: the file.
        allow_missing: count documents without a record as documents without predictions.
        jobs: how many processes count; the counts are the same.
        progress: is told how many documents have been counted.

    Raises:
        InputError: the file has errors, and nothing of it was counted.
    """
    kind = gold.kind
    path = spooled(path)
    expected = Expected(
        kind.record,
        gold.facts,
        gold.labels,
        flat=kind.flat,
        allow_missing=allow_missing,
        tags=gold.tags,
    )
    tally = in_processes(gold, path, expected, jobs) if jobs > 1 else None
    if tally is None:
        if kind.unit != "documents":
            return _count_whole(gold, iterate(path, expected))
        tally = tallied(gold, iterate(path, expected), progress)
    if sum(len(part.units) for part in tally.parts) < len(gold.records):
        seen = set(tally.names)
        rest = ((name, gold.records[name], None) for name in gold.records if name not in seen)
        tally.parts.append(kind.count(rest, gold.context))
    parts, tally.parts = tally.parts, []
    return concatenate(parts), _reading(gold, tally)


def _count_whole(gold: Gold, batches: Iterator[Batch[Any]]) -> tuple[Counts, Reading]:
    """Count predictions of a task whose units hold several documents."""
    tally = Tally()
    records: list[Any] = []
    for batch in batches:
        records += batch.records
        tally.note(gold, batch)
    return count(gold, records), _reading(gold, tally)


def _reading(gold: Gold, tally: Tally) -> Reading:
    sides = {"gold": gold.left_out, "predicted": tally.lost} if gold.crosswalk else {}
    return Reading(tuple(tally.missing), +tally.anchored, tuple(tally.warnings), sides)


def count(gold: Gold, predictions: Iterable[Any]) -> Counts:
    """Count checked predictions against the gold; a document without a prediction counts as one with none."""
    predicted = {record.id: mapped(gold, record) for record in predictions}
    triples = ((name, record, predicted.get(name)) for name, record in gold.records.items())
    return gold.kind.count(triples, gold.context)


def metrics_of(task: Task, gold: Gold) -> list[Metric]:
    """Return the metrics that a task reports, in its order."""
    known = gold.kind.metrics(gold.context.types)
    return [known[name] for name in task.metrics]


def result(
    task: Task,
    gold: Gold,
    counts: Counts,
    system: str,
    *,
    seed: int = SEED,
    resamples: int = ROUNDS,
    reading: Reading | None = None,
) -> Result:
    """Turn counts into scores with intervals, figures per label and the signature."""
    metrics = metrics_of(task, gold)
    drawn = sampled(gold, counts)
    units, method = len(drawn.counts.units), gold.sampling.interval
    found = intervals(drawn.counts, metrics, method=method, seed=seed, resamples=resamples)
    main, stories = found[task.primary], gold.context.stories
    return Result(
        task=task.id,
        system=system,
        data=gold.data,
        units=units,
        unit=drawn.unit,
        documents=drawn.documents,
        primary=task.primary,
        scores={one.name: _score(one.of(counts), found[one.name]) for one in metrics},
        labels=_by_label(gold, counts),
        detectable=detectable(main.error, main.freedom, paired=False) if units >= LEAST_UNITS else None,
        caveats=caveats(main, task.primary, units, drawn.unit, stories=stories, told=gold.has_stories),
        signature=signature(task, gold, seed=seed, resamples=resamples),
        reading=reading or Reading(),
    )


def sampled(gold: Gold, counts: Counts) -> Sample:
    """Sum counts by the unit that uncertainty is estimated over."""
    return sample(counts, _unit(gold), gold.context.stories, task_unit=gold.kind.unit)


def _unit(gold: Gold) -> Unit:
    return unit_of(gold.sampling, gold.context.stories, task_unit=gold.kind.unit, told=gold.has_stories)


def _score(value: float | None, interval: Interval) -> Score:
    """Join the score of the documents' counts, whose sums have no other rounding, with the interval of the units."""
    return Score(value, interval.low, interval.high, interval.note)


def _by_label(gold: Gold, counts: Counts) -> dict[str, tuple[float | None, float | None, float | None]]:
    kind = gold.kind
    if kind.breakdown is None:
        return {}
    known = kind.metrics(gold.context.types)
    figures = {}
    for label in gold.context.types:
        f1 = kind.breakdown.format(label)
        precision, recall = (known[f1.replace("f1", name)].of(counts) for name in ("precision", "recall"))
        if precision is not None or recall is not None:
            figures[label] = (precision, recall, known[f1].of(counts))
    return figures


def signature(task: Task, gold: Gold, *, seed: int, resamples: int) -> str:
    """Return the line that makes a score reproducible: scores with equal signatures can be compared."""
    settings = "+".join(f"{key}={_flat(value)}" for key, value in sorted(task.settings.items()))
    parts = {
        "task": f"{task.id}.v{task.version}",
        "data": gold.data,
        "sha": gold.digest[:12],
        "documents": len(gold.records),
        "unit": _unit(gold),
        "settings": settings or "none",
        "labels": gold.crosswalk.name if gold.crosswalk else "own",
        "tags": gold.tags,
        "interval": method_and_draws(gold.sampling, seed=seed, resamples=resamples),
        "dateline": __version__,
    }
    return "|".join(f"{key}:{value}" for key, value in parts.items())


def _flat(value: Any) -> str:  # noqa: ANN401 - a setting
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
