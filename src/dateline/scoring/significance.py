"""Is one system better than another: paired permutation tests, Holm's correction, detectable differences, ranks.

All of it works on `Counts` and `Metric` alone, so it is written once for every task.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dateline.scoring.counts import Array, Counts, Metric
from dateline.scoring.intervals import LEVEL, difference, paired
from dateline.scoring.resampling import ROUNDS, SEED, every_swap_sum, swap_sums
from dateline.scoring.statistic import TIE, t_quantile

LEAST_UNITS = 10
"""Fewer units have no test: an interval of 9 or fewer is wide, and a p-value would promise more than it can hold."""
_SIGNIFICANCE = 0.05
_POWER = 0.8


@dataclass(frozen=True, slots=True)
class Test:
    """The difference of two systems on the same units, `first - second`, and its p-value; None where undefined.

    Attributes:
        difference: the difference of the scores.
        p: the two-sided p-value.
        exact: every assignment was enumerated, so that `p` has no Monte Carlo error.
        units: how many units there are.
        differing: on how many of them the systems differ in any count; only these tell anything.
    """

    __test__ = False  # pytest would take the class for one of its own

    difference: float | None
    p: float | None
    exact: bool
    units: int
    differing: int

    @property
    def too_few(self) -> bool:
        """Whether there are fewer than 10 units, or no p-value of 5% exists: 2 / 2^differing is above it."""
        return self.units < LEAST_UNITS or 2.0 ** (1 - self.differing) > _SIGNIFICANCE


def permutation(first: Counts, second: Counts, metric: Metric, *, rounds: int = ROUNDS, seed: int = SEED) -> Test:
    """Paired approximate randomisation, two-sided (Noreen 1989; Yeh 2000).

    Under the null hypothesis the two systems' rows of a unit can be swapped. `p` is the share of assignments whose
    absolute difference is at least the observed one: of all assignments where they are no more than `rounds`, else of
    `rounds` random ones with the observed one added, (r + 1) / (n + 1). Units on which the systems agree in every
    count do not matter to a swap and are not enumerated. An assignment where the metric is undefined counts against
    a difference.

    Args:
        first: the counts of one system.
        second: those of the other, over the same units in any order.
        metric: what to compare.
        rounds: random assignments.
        seed: the seed of the generator.

    Raises:
        ValueError: the units differ.
    """
    left, right = paired(first, second, metric)
    observed = _observed(left, right, metric)
    change = right - left
    change = change[change.any(axis=1)]
    if observed is None:
        return Test(None, None, exact=False, units=len(left), differing=len(change))
    exact = len(change) < rounds.bit_length() and 2 ** len(change) <= rounds
    shifts = every_swap_sum(change) if exact else swap_sums(change, rounds, seed)
    swapped = metric.value(left.sum(axis=0) + shifts) - metric.value(right.sum(axis=0) - shifts)
    exceed, total = int(np.sum(~(np.abs(swapped) < abs(observed) - TIE))), len(swapped)
    p = exceed / total if exact else (exceed + 1) / (total + 1)
    return Test(observed, p, exact=exact, units=len(left), differing=len(change))


def _observed(left: Array, right: Array, metric: Metric) -> float | None:
    found = float(metric.value(left.sum(axis=0)) - metric.value(right.sum(axis=0)))
    return None if np.isnan(found) else found


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values for multiple tests by Holm's step-down procedure (Holm 1979), in the order given."""
    adjusted = [0.0] * len(p_values)
    running = 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        running = max(running, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = running
    return adjusted


def detectable(error: float | None, freedom: float | None, *, paired: bool) -> float | None:
    """Return the least true difference of two systems that a test on these units would find.

    At 5% significance, two-sided, and 80% power it is (t of .975 + t of .8) times the standard error of the difference,
    the minimum detectable effect of Bloom (1995); with many degrees of freedom that is 2.80 errors. With `paired` the
    error is that of the difference itself (`difference(...).error`). Without, it is that of one score
    (`Interval.error`), and the other system is taken to have the same error and to be uncorrelated, so that the
    difference has its square root of 2: systems that fail on the same documents have a smaller one, so this is an
    upper estimate.

    Returns:
        A difference in the metric's own units; None where the units do not vary, so that nothing is known of it.
    """
    if not error or freedom is None:
        return None
    return (
        (t_quantile(1 - _SIGNIFICANCE / 2, freedom) + t_quantile(_POWER, freedom)) * error * (1 if paired else 2**0.5)
    )


def rank_intervals(systems: Sequence[Counts], metric: Metric, *, level: float = LEVEL) -> list[tuple[int, int]]:
    """Return the interval of each system's rank, from the paired differences to all others.

    The best rank that a system may have is one more than the number of systems that are surely better, the worst is
    the number of all systems less those that are surely worse. Better and worse are differences whose interval does
    not hold 0, by the default method, with Bonferroni's correction for the other systems (Mogstad, Romano, Shaikh and
    Wilhelm 2024, marginal confidence sets).

    Args:
        systems: counts over the same units.
        metric: what they are ranked by.
        level: the coverage aimed at.

    Returns:
        The best and the worst rank of each system, in the order given.
    """
    others = max(1, len(systems) - 1)
    sure = 1 - (1 - level) / others
    found = []
    for one in systems:
        gaps = [difference(one, other, metric, level=sure) for other in systems if other is not one]
        better = sum(gap.high is not None and gap.high < 0 for gap in gaps)
        worse = sum(gap.low is not None and gap.low > 0 for gap in gaps)
        found.append((1 + better, len(systems) - worse))
    return found
