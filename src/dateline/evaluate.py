"""Score predictions on a task: from a file and the gold to numbers with intervals and a signature."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from dateline import __version__
from dateline.checks import DocumentFacts, Expected, facts_of
from dateline.corpus import checksum
from dateline.errors import refuse
from dateline.families import FAMILIES, Family
from dateline.formats import read
from dateline.model import Document
from dateline.ontology import ontology
from dateline.scoring.counts import Counts, Metric
from dateline.scoring.statistics import ROUNDS, SEED, bootstrap, detectable
from dateline.tasks import Task


class Score(msgspec.Struct, frozen=True):
    """A metric's value and its 95% bootstrap interval; None where undefined."""

    value: float | None
    low: float | None
    high: float | None


class Label(msgspec.Struct, frozen=True):
    """Strict figures of one label."""

    precision: float | None
    recall: float | None
    f1: float | None
    gold: int
    predicted: int


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What `dateline score` reports; the JSON of `--json` has these fields.

    `detectable` is the least difference in the primary metric between two systems that this many units would reveal,
    at 5% significance and 80% power.
    """

    task: str
    system: str
    data: str
    units: int
    primary: str
    scores: Mapping[str, Score]
    labels: Mapping[str, Label]
    detectable: float | None
    signature: str
    missing: tuple[str, ...] = ()
    anchored: Mapping[str, int] | None = None
    warnings: tuple[str, ...] = ()


class Gold(msgspec.Struct, frozen=True):
    """The gold side of a task: records by document id, facts to check against, where it is from, its checksum."""

    data: str
    records: Mapping[str, object]
    facts: Mapping[str, DocumentFacts]
    digest: str


def gold_of(task: Task, documents: Sequence[Document], data: str) -> Gold:
    """View documents of the corpus as a task's gold; documents without the task's layer are left out.

    Raises:
        InputError: none of the documents has the layer.
    """
    family = FAMILIES[task.family]
    chosen = [document for document in documents if task.layer in document.annotated_layers]
    if not chosen:
        raise refuse("layer-missing", f"no document of {data} has the layer {task.layer!r}")
    return Gold(
        data,
        {document.id: family.view(document, task.settings) for document in chosen},
        {document.id: facts_of(document) for document in chosen},
        checksum(tuple(chosen)),
    )


def read_counts(
    task: Task, gold: Gold, path: Path, *, allow_missing: bool = False
) -> tuple[Counts, tuple[str, ...], Mapping[str, int] | None, tuple[str, ...]]:
    """Read and check a prediction file and count it; return counts, missing documents, anchoring, warnings."""
    family = FAMILIES[task.family]
    expected = Expected(
        family.record, gold.facts, family.labels(ontology()), flat=family.flat, allow_missing=allow_missing
    )
    reading = read(path, expected)
    counts = count(task, gold, reading.records)
    return counts, reading.missing, reading.anchored, tuple(str(problem) for problem in reading.warnings)


def count(task: Task, gold: Gold, predictions: Iterable[object]) -> Counts:
    """Count checked predictions against the gold; a document without a prediction counts as one with none."""
    family: Family = FAMILIES[task.family]
    predicted = {record.id: record for record in predictions}  # type: ignore[attr-defined]
    return family.count(((name, record, predicted.get(name)) for name, record in gold.records.items()), ontology())


def metrics_of(task: Task) -> list[Metric]:
    """Return the metrics that a task reports, in its order."""
    known = FAMILIES[task.family].metrics(ontology())
    return [known[name] for name in task.metrics]


def result(
    task: Task,
    gold: Gold,
    counts: Counts,
    system: str,
    *,
    seed: int = SEED,
    resamples: int = ROUNDS,
    missing: tuple[str, ...] = (),
    anchored: Mapping[str, int] | None = None,
    warnings: tuple[str, ...] = (),
) -> Result:
    """Turn counts into scores with intervals, figures per label and the signature."""
    intervals = bootstrap(counts, metrics_of(task), seed=seed, resamples=resamples)
    return Result(
        task=task.id,
        system=system,
        data=gold.data,
        units=len(counts.units),
        primary=task.primary,
        scores={name: Score(i.point, i.low, i.high) for name, i in intervals.items()},
        labels={name: Label(*figures) for name, figures in FAMILIES[task.family].per_label(counts, ontology()).items()},
        detectable=detectable(intervals[task.primary].error, paired=False),
        signature=signature(task, gold, seed=seed, resamples=resamples),
        missing=missing,
        anchored=anchored,
        warnings=warnings,
    )


def signature(task: Task, gold: Gold, *, seed: int, resamples: int) -> str:
    """Return the line that makes a score reproducible: scores with equal signatures can be compared."""
    parts = {
        "task": f"{task.id}.v{task.version}",
        "data": gold.data,
        "checksum": gold.digest[:12],
        "units": len(gold.records),
        "match": ",".join(f"{key}={value}" for key, value in sorted(task.settings.items())) or "default",
        "bootstrap": f"{resamples}/{seed}",
        "dateline": __version__,
    }
    return "|".join(f"{key}:{value}" for key, value in parts.items()).replace("'", "").replace(" ", "")
