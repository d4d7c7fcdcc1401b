"""Compare systems on one task: paired tests against the first, corrected for their number."""

from collections.abc import Mapping, Sequence

from dateline.evaluation.evaluate import metrics_of
from dateline.evaluation.reference import Gold
from dateline.evaluation.results import Difference
from dateline.scoring.counts import Counts, aligned
from dateline.scoring.significance import ROUNDS, SEED, detectable, difference, holm, permutation
from dateline.tasks.declarations import Task


def compare(
    task: Task, gold: Gold, systems: Mapping[str, Counts], *, seed: int = SEED, rounds: int = ROUNDS
) -> list[Difference]:
    """Compare every system with the first one."""
    primary = metrics_of(task, gold)[task.metrics.index(task.primary)]
    (baseline, reference), *others = zip(systems, aligned(list(systems.values())), strict=True)
    tests = [permutation(counts, reference, primary, rounds=rounds, seed=seed) for _, counts in others]
    intervals = [difference(counts, reference, primary, resamples=rounds, seed=seed) for _, counts in others]
    adjusted = _adjusted([test.p for test in tests])
    return [
        Difference(
            system=name,
            baseline=baseline,
            value=_points(interval.point),
            low=_points(interval.low),
            high=_points(interval.high),
            p=test.p,
            adjusted=corrected,
            detectable=_points(detectable(interval.error, paired=True)),
        )
        for (name, _), interval, test, corrected in zip(others, intervals, tests, adjusted, strict=True)
    ]


def _points(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _adjusted(p_values: Sequence[float | None]) -> list[float | None]:
    """Correct the p-values that there are; an undefined one stays so and counts for nothing."""
    corrected = iter(holm([p for p in p_values if p is not None]))
    return [None if p is None else next(corrected) for p in p_values]


def comparable(signatures: Sequence[str]) -> list[str]:
    """Say in which parts signatures differ; scores with none can be compared."""
    parts = [dict(part.partition(":")[::2] for part in line.split("|")) for line in signatures]
    names = dict.fromkeys(name for part in parts for name in part)
    return [
        f"{name}: {' / '.join(dict.fromkeys(part.get(name, '-') for part in parts))}"
        for name in names
        if len({part.get(name) for part in parts}) > 1
    ]
