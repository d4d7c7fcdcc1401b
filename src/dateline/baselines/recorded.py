"""Recorded results under baselines/: predictions in the public format, and scores with how to get them again."""

import platform
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.metadata import packages_distributions, version
from math import isclose
from os import cpu_count
from pathlib import Path
from statistics import fmean, stdev
from time import perf_counter
from typing import Any

import msgspec

from dateline.baselines.declarations import Baseline
from dateline.declarations import read_json
from dateline.errors import check_version, refuse
from dateline.evaluation.results import Result
from dateline.files import write_bytes
from dateline.paths import BASELINES, root

SCHEMA = 1
_CLEAR, _STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What a run took: wall time in seconds, peak resident memory of the process in MiB (0 if unknown), and on what."""

    seconds: float
    peak_mib: int
    cores: int
    machine: str


class Training(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How predictions were made; `settings` hold the seed of a model, `cost` is of training and predicting."""

    baseline: str
    trained: str
    command: str
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    cost: Cost


class Seeds(msgspec.Struct, frozen=True, kw_only=True):
    """How much chance there is in a score.

    Attributes:
        metric: the primary metric of the task.
        scores: its value for each seed.
        mean: over the seeds.
        deviation: the standard deviation of a seed's score, with n - 1 for n seeds; None for one seed.
    """

    metric: str
    scores: Mapping[int, float]
    mean: float
    deviation: float | None


def seeds_of(metric: str, scores: Mapping[int, float]) -> Seeds:
    """Sum up the scores of seeds, one at least."""
    values = [scores[seed] for seed in sorted(scores)]
    deviation = stdev(values) if len(values) > 1 else None
    return Seeds(metric=metric, scores=dict(sorted(scores.items())), mean=fmean(values), deviation=deviation)


class Record(Training, frozen=True, kw_only=True, omit_defaults=True):
    """A recorded score, and how its predictions were made; a file without `schema` has schema 1."""

    result: Result
    seeds: Seeds | None = None
    schema: int = SCHEMA


def read_record(path: Path) -> Record:
    """Read a recorded score.

    Raises:
        InputError: it can't be read, or is of a newer release.
    """
    record = read_json(path, Record)
    check_version(record.schema, SCHEMA, str(path))
    return record


def begin() -> float:
    """Begin to measure; give what is returned to `spent`."""
    with suppress(OSError):
        _CLEAR.write_text("5")  # Linux: a new peak of memory; elsewhere the peak is that of the whole process so far
    return perf_counter()


def spent(start: float) -> Cost:
    """Return what was taken since `begin`."""
    return Cost(
        seconds=round(perf_counter() - start, 3),
        peak_mib=_peak(),
        cores=cpu_count() or 1,
        machine=f"{platform.system()} {platform.machine()}",
    )


def _peak() -> int:
    if _STATUS.exists():
        fields = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines() if ":" in line)
        return int(fields["VmHWM"].split()[0]) >> 10
    try:
        import resource
    except ImportError:  # Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak >> (20 if sys.platform == "darwin" else 10)


def write_predictions(path: Path, records: Sequence[Any]) -> None:
    """Write records in the public prediction format."""
    write_bytes(path, msgspec.json.Encoder().encode_lines(records))


def predictions_path(folder: Path, baseline: Baseline, data: str, *, kept: bool = True) -> Path:
    """Return where the predictions of a baseline on a part or split are: below baselines/, or in a folder of a user."""
    name = f"{baseline.task}.{baseline.id}.{data.replace('/', '-')}.jsonl"
    return folder / "predictions" / name if kept else folder / name


def record_path(folder: Path, baseline: Baseline, data: str) -> Path:
    """Return where the scores of a baseline on a part or split are recorded."""
    return folder / "scores" / f"{baseline.task}.{baseline.id}.{data.replace('/', '-')}.json"


def keep(
    baseline: Baseline,
    data: str,
    predictions: Sequence[Any],
    scored: Result,
    *,
    trained: str,
    cost: Cost,
    seed: int | None = None,
) -> None:
    """Store predictions and their record under baselines/ of the project; of a later seed the score alone.

    Scores of other seeds stay while settings, signature and the first seed's score are the same.

    Raises:
        InputError: a later seed has no record of the first to be added to, with the same settings and signature.
    """
    home = root() / BASELINES
    path = record_path(home, baseline, data)
    known = read_record(path) if baseline.seeds and path.exists() else None
    if known and (known.settings, known.result.signature) != (baseline.settings_with(), scored.signature):
        known = None
    scores = dict(known.seeds.scores) if known and known.seeds else {}
    value = scored.scores[scored.primary].value
    if seed is not None and seed == baseline.seeds[0] and not _same(scores.get(seed), value):
        scores = {}  # learnt from other text, or by other code
    if seed is not None and value is not None:
        scores[seed] = value
    seeds = seeds_of(scored.primary, scores) if baseline.seeds and scores else None
    if seed is not None and seed != baseline.seeds[0]:
        if known is None:
            hint = f"dateline run {baseline.id} --task {baseline.task} --record --seed {baseline.seeds[0]}"
            raise refuse(
                "missing-record",
                "the first seed is not recorded with these settings and this gold",
                file=str(path),
                hint=hint,
            )
        _write(path, msgspec.structs.replace(known, seeds=seeds))
        return
    write_predictions(predictions_path(home, baseline, data), predictions)
    record = Record(
        baseline=baseline.id,
        trained=trained,
        command=f"dateline run {baseline.id} --task {baseline.task} --record",
        settings=baseline.settings_with(),
        versions=_versions(["numpy", "sklearn", *baseline.needs]),
        cost=cost,
        result=scored,
        seeds=seeds,
    )
    _write(path, record)


def rescore(baseline: Baseline, data: str, scored: Result) -> None:
    """Store new scores of the kept predictions of a baseline; what was trained, and at what cost, stays recorded.

    Scores of seeds stay while the first one's is the same: the predictions of the others are not kept.
    """
    path = record_path(root() / BASELINES, baseline, data)
    training = msgspec.json.decode(path.read_bytes(), type=Training)
    before = msgspec.json.decode(path.read_bytes(), type=_WithSeeds).seeds
    value = scored.scores[scored.primary].value
    own = before.scores.get(next(iter(baseline.seeds), 0)) if before else None
    seeds = before if _same(own, value) else None
    _write(path, Record(**msgspec.structs.asdict(training), result=scored, seeds=seeds))


def _same(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and isclose(one, other, rel_tol=1e-9)


class _WithSeeds(msgspec.Struct, frozen=True):
    """As much of a record as says what seeds scored."""

    seeds: Seeds | None = None


def _write(path: Path, record: Record) -> None:
    write_bytes(path, msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n")


def _versions(modules: Sequence[str]) -> dict[str, str]:
    owners = packages_distributions()
    return {name: version(name) for module in modules for name in owners.get(module, ())[:1]}
