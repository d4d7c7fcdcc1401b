"""Compare systems on one task: paired tests against the first, corrected for their number."""

from collections.abc import Mapping, Sequence

from dateline.errors import refuse, shortened
from dateline.evaluation.evaluate import metrics_of, sampled, signature
from dateline.evaluation.reference import Gold
from dateline.evaluation.results import Difference
from dateline.evaluation.sampling import untested
from dateline.scoring.counts import Counts, aligned
from dateline.scoring.intervals import difference
from dateline.scoring.resampling import ROUNDS, SEED
from dateline.scoring.significance import detectable, holm, permutation
from dateline.tasks.declarations import Task

_FIRST = ("task:", "agreement:")


def compare(
    task: Task, gold: Gold, systems: Mapping[str, Counts], *, seed: int = SEED, rounds: int = ROUNDS
) -> list[Difference]:
    """Compare every system with the first one."""
    primary = metrics_of(task, gold)[task.metrics.index(task.primary)]
    counted = zip(systems, aligned(list(systems.values())), strict=True)
    (baseline, reference), *others = [(name, sampled(gold, counts)) for name, counts in counted]
    first, method = reference.counts, gold.sampling.interval
    tests = [permutation(one.counts, first, primary, rounds=rounds, seed=seed) for _, one in others]
    gaps = [difference(one.counts, first, primary, method=method, resamples=rounds, seed=seed) for _, one in others]
    notes = [untested(test, reference.unit) for test in tests]
    p_values = [None if note else test.p for test, note in zip(tests, notes, strict=True)]
    adjusted = _adjusted(p_values)
    return [
        Difference(
            system=name,
            baseline=baseline,
            value=_points(interval.point),
            low=_points(interval.low),
            high=_points(interval.high),
            p=p,
            adjusted=corrected,
            detectable=None if note else _points(detectable(interval.error, interval.freedom, paired=True)),
            note=note,
        )
        for (name, _), interval, p, corrected, note in zip(others, gaps, p_values, adjusted, notes, strict=True)
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


def check_signature(wanted: str, task: Task, gold: Gold, *, seed: int = SEED, rounds: int = ROUNDS) -> None:
    """Check that scores on this gold can be compared with the one that a signature belongs to.

    Args:
        wanted: the signature, as it was printed with the other score.
        task: the task, with its settings.
        gold: what is scored against.
        seed: of the resampling.
        rounds: of the resampling.

    Raises:
        InputError: they can't, and the message says in what they differ; or it is no signature.
    """
    if not wanted.startswith(_FIRST):
        hint = f"give the line that was printed with the other score; it begins with {' or '.join(_FIRST)}"
        raise refuse("bad-signature", f"{shortened(wanted)!r} is no signature", hint=hint)
    differences = comparable([wanted, signature(task, gold, seed=seed, resamples=rounds)])
    if differences:
        raise refuse("bad-signature", "the scores can't be compared: " + "; ".join(differences))
