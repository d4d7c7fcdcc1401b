"""Score predictions on a task: from records to numbers with intervals and a signature."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline.evaluation.counting import (
    Progress,
    Spread,
    Tally,
    as_tables,
    forked,
    ignore,
    in_shards,
    mapped,
    tallied,
    wider,
)
from dateline.evaluation.reference import Gold, side_of
from dateline.evaluation.results import LabelScore, Reading, Result, Score
from dateline.evaluation.sampling import Sample, Unit, caveats, method_and_draws, sample, unit_of
from dateline.formats.batch import Batch
from dateline.formats.checks import Expected
from dateline.formats.read import iterate
from dateline.formats.sniffing import spooled
from dateline.scoring.counts import Counts, Metric, aligned, concatenate
from dateline.scoring.intervals import Interval, intervals
from dateline.scoring.resampling import ROUNDS, SEED
from dateline.scoring.significance import LEAST_UNITS, detectable
from dateline.tasks.declarations import Task
from dateline.version import __version__

if TYPE_CHECKING:
    from dateline.tasks.crosswalks import Side

Source = Path | Sequence[Any]
"""A file or folder of predictions, or records in memory."""


def count_file(
    gold: Gold,
    source: Source,
    *,
    allow_missing: bool = False,
    scheme: str | None = None,
    jobs: int = 1,
    spread: Spread = forked,
    progress: Progress = ignore,
) -> tuple[Counts, Reading]:
    """Read, check and count predictions, a batch of documents at a time.

    Args:
        gold: what they are scored against.
        source: a file, a folder, or records in memory.
        allow_missing: whether documents may have no record; they count as documents without predictions.
        scheme: the label scheme of the predictions; the one that the gold was mapped to by default.
        jobs: how many processes count a file of JSON lines; anything else is counted in one. The counts are the same.
        spread: what lets them count: forked processes, or a cluster.
        progress: is told how many documents have been counted.

    Raises:
        InputError: the predictions have errors, and nothing of them was counted.
    """
    kind = gold.kind
    side = side_of(gold, scheme)
    source = spooled(source) if isinstance(source, Path) else source
    expected = Expected(
        kind.record,
        gold.facts,
        {} if side else gold.labels,
        flat=kind.flat(gold.context.settings),
        allow_missing=allow_missing,
        tags=gold.tags,
    )
    shared = jobs > 1 or spread is not forked
    tally = in_shards(gold, source, expected, side, jobs=jobs, spread=spread) if shared else None
    if tally is None:
        if kind.unit != "documents":
            return _count_whole(gold, iterate(source, expected), side)
        tally = tallied(gold, iterate(source, expected), side, progress)
    if sum(len(part.units) for part in tally.parts) < len(gold.records):
        seen = set(tally.names)
        rest = ((name, gold.records[name], None) for name in gold.records if name not in seen)
        tally.parts.append(kind.count(rest, gold.context))
    parts, tally.parts = aligned(tally.parts), []
    return concatenate(parts), tally.reading(gold, side)


def _count_whole(gold: Gold, batches: Iterator[Batch[Any]], side: "Side | None") -> tuple[Counts, Reading]:
    """Count predictions of a task whose units hold several documents."""
    from dateline.evaluation.store import Gathering

    tally, gathered = Tally(), Gathering(gold.kind.record)
    records: list[Any] = []
    for batch in batches:
        records += gathered.add(batch)
        tally.note(gold, batch, side)
    reading = tally.reading(gold, side)
    if gathered.whole:
        store = gathered.store()
        whole = store.batch([name for name in gold.records if name in store])
        complete = len(whole.records) == len(gold.records)
        found = as_tables(gold, [whole], wider(gold, tally.extra)) if complete and not side else None
        if found is not None:
            return found, reading
        records = [*whole.records]
    return count(gold, records, side=side, extra=tally.extra), reading


def count(gold: Gold, predictions: Iterable[Any], *, side: "Side | None" = None, extra: Collection[str] = ()) -> Counts:
    """Count checked predictions against the gold; a document without a prediction counts as one with none."""
    found = {record.id: mapped(record, side) for record in predictions}
    triples = ((name, record, found.get(name)) for name, record in gold.records.items())
    return gold.kind.count(triples, wider(gold, extra))


def metrics_of(task: Task, gold: Gold, extra: Collection[str] = ()) -> list[Metric]:
    """Return the metrics that a task reports, in its order; `extra` are labels that only predictions have."""
    known = gold.kind.metrics(wider(gold, extra).types)
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
    """Turn counts into scores from 0 to 100 with intervals, figures per label and unit, and the signature."""
    reading = reading or Reading()
    metrics = metrics_of(task, gold, reading.extra_labels)
    by_label = _label_metrics(gold, counts, reading.extra_labels)
    all_metrics = {metric.name: metric for metric in (*metrics, *(f1 for _, _, f1 in by_label.values()))}
    drawn = sampled(gold, counts)
    units, method = len(drawn.counts.units), gold.sampling.interval
    found = intervals(drawn.counts, list(all_metrics.values()), method=method, seed=seed, resamples=resamples)
    scores = {name: _score(metric.of(counts), found[name]) for name, metric in all_metrics.items()}
    main, stories = found[task.primary], gold.context.stories
    least = detectable(main.error, main.freedom, paired=False) if units >= LEAST_UNITS else None
    return Result(
        task=task.id,
        system=system,
        data=gold.data,
        units=units,
        unit=drawn.unit,
        documents=drawn.documents,
        primary=task.primary,
        scores={metric.name: scores[metric.name] for metric in metrics},
        labels={
            label: _label_score(counts, of_label, scores[of_label[2].name]) for label, of_label in by_label.items()
        },
        detectable=_points(least),
        caveats=caveats(main, task.primary, units, drawn.unit, stories=stories, told=gold.has_stories),
        signature=signature(task, gold, seed=seed, resamples=resamples),
        per_document=_by_unit(counts, all_metrics[task.primary]),
        without=_without(gold, counts, all_metrics[task.primary]),
        reading=reading,
    )


def sampled(gold: Gold, counts: Counts) -> Sample:
    """Sum counts by the unit that uncertainty is estimated over."""
    return sample(counts, _unit(gold), gold.context.stories, task_unit=gold.kind.unit)


def _unit(gold: Gold) -> Unit:
    return unit_of(gold.sampling, gold.context.stories, task_unit=gold.kind.unit, told=gold.has_stories)


def _score(value: float | None, interval: Interval) -> Score:
    """Join the score of the documents' counts, whose sums have no other rounding, with the interval of the units."""
    return Score(_points(value), _points(interval.low), _points(interval.high), interval.note)


def _points(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _label_metrics(gold: Gold, counts: Counts, extra: Collection[str]) -> dict[str, tuple[Metric, Metric, Metric]]:
    """Return precision, recall and F1 of each label that occurs."""
    kind = gold.kind
    if kind.breakdown is None:
        return {}
    types = wider(gold, extra).types
    known = kind.metrics(types)
    found = {}
    for label in types:
        f1 = kind.breakdown.format(label)
        if known[f1].of(counts) is not None:
            found[label] = (known[f1.replace("f1", "precision")], known[f1.replace("f1", "recall")], known[f1])
    return found


def _label_score(counts: Counts, metrics: tuple[Metric, Metric, Metric], f1: Score) -> LabelScore:
    precision, recall, own = metrics
    gold, predicted, correct = map(int, Counts(counts.units, own.columns, counts.pick(own.columns)).total())
    return LabelScore(
        precision=_points(precision.of(counts)),
        recall=_points(recall.of(counts)),
        f1=f1,
        support=gold,
        tp=correct,
        fp=predicted - correct,
        fn=gold - correct,
    )


def _without(gold: Gold, counts: Counts, metric: Metric) -> dict[str, float | None]:
    """Evaluate a metric without the units of each retold story, where other units are left."""
    story = {unit: gold.context.stories.get(unit, unit) for unit in counts.units}
    found = {}
    for retold in sorted(gold.retold):
        rest = [unit for unit in counts.units if story[unit] != retold]
        if 0 < len(rest) < len(counts.units):
            found[retold] = _points(metric.of(counts, rest))
    return found


def _by_unit(counts: Counts, metric: Metric) -> dict[str, float]:
    """Evaluate a metric on each unit alone, in points; units where it is undefined are left out."""
    values = 100 * metric.value(counts.pick(metric.columns))
    return {unit: value for unit, value in zip(counts.units, values.tolist(), strict=True) if value == value}  # noqa: PLR0124


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
