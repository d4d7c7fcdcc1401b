"""How sure a score is: bootstrap intervals, paired permutation tests, Holm's correction, detectable differences.

All of it works on `Counts` and `Metric` alone, so it is written once for every task. A resample is a vector of weights
over the units and its column sums are one matrix product; a permutation is a vector of swaps and its sums are another.
Both are taken in slabs of a bounded number of cells, drawn from one stream, so that the result depends on the seed and
not on the size of the slab.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.scoring.counts import Array, Counts, Metric

SEED = 20250101
ROUNDS = 10_000
_LEVEL = 0.95
_EFFECT = 1.959964 + 0.841621  # the normal quantiles of .975 and .8
_CELLS = 1 << 19  # weights held in memory at once
_EXACT = float(1 << 24)  # below it float32 holds every integer, so that integer sums lose nothing
_TIE = 1e-12  # differences closer than rounding can tell apart are equal


@dataclass(frozen=True, slots=True)
class Interval:
    """A score with its bootstrap interval.

    `low` and `high` are percentiles, `error` the standard deviation of the resampled scores, `undefined` the share of
    resamples where the metric has no value (they are left out of the other three). A number that does not exist is
    None: the point of an undefined metric, the interval of fewer than two units.
    """

    point: float | None
    low: float | None
    high: float | None
    error: float | None
    undefined: float


@dataclass(frozen=True, slots=True)
class Test:
    """The difference of two systems on the same units, `first - second`, and its p-value; None where undefined.

    `exact` tells that every assignment was enumerated, so that `p` has no Monte Carlo error.
    """

    __test__ = False  # pytest would take the class for one of its own

    difference: float | None
    p: float | None
    exact: bool


def bootstrap(
    counts: Counts,
    metrics: Sequence[Metric],
    *,
    resamples: int = ROUNDS,
    seed: int = SEED,
    level: float = _LEVEL,
) -> dict[str, Interval]:
    """Percentile bootstrap over units (Efron and Tibshirani 1993, chapter 13).

    Units are drawn with replacement, as many as there are; all metrics see the same resamples.

    Args:
        counts: one row per unit.
        metrics: what to evaluate; only the columns that they name are resampled.
        resamples: how many resamples.
        seed: the seed of the generator.
        level: the coverage aimed at, between 0 and 1.

    Returns:
        An interval for each metric, by name.
    """
    columns = tuple(dict.fromkeys(column for metric in metrics for column in metric.columns))
    sums = _sums(_weights(len(counts.units), resamples, seed), counts.pick(columns))
    place = {column: index for index, column in enumerate(columns)}
    return {
        metric.name: _interval(
            metric.of(counts),
            metric.value(sums[:, [place[column] for column in metric.columns]]),
            level,
            units=len(counts.units),
        )
        for metric in metrics
    }


def difference(
    first: Counts,
    second: Counts,
    metric: Metric,
    *,
    resamples: int = ROUNDS,
    seed: int = SEED,
    level: float = _LEVEL,
) -> Interval:
    """Paired bootstrap of the difference of two systems, `first - second`: both see the same resamples.

    Args:
        first: the counts of one system.
        second: those of the other, over the same units in any order.
        metric: what to compare.
        resamples: how many resamples.
        seed: the seed of the generator.
        level: the coverage aimed at, between 0 and 1.

    Raises:
        ValueError: the units differ.
    """
    left, right = _paired(first, second, metric)
    width = len(metric.columns)
    sums = _sums(_weights(len(left), resamples, seed), np.hstack([left, right]))
    resampled = metric.value(sums[:, :width]) - metric.value(sums[:, width:])
    return _interval(_observed(left, right, metric), resampled, level, units=len(left))


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
    left, right = _paired(first, second, metric)
    observed = _observed(left, right, metric)
    if observed is None:
        return Test(None, None, exact=False)
    change = right - left
    change = change[change.any(axis=1)]
    exact = 2 ** len(change) <= rounds
    shifts = _sums(_every_swap(len(change)) if exact else _random_swaps(len(change), rounds, seed), change)
    swapped = metric.value(left.sum(axis=0) + shifts) - metric.value(right.sum(axis=0) - shifts)
    exceed, total = int(np.sum(~(np.abs(swapped) < abs(observed) - _TIE))), len(swapped)
    return Test(observed, exceed / total if exact else (exceed + 1) / (total + 1), exact=exact)


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


def detectable(error: float | None, *, paired: bool) -> float | None:
    """Return the least true difference of two systems that a test on this many units would find.

    At 5% significance, two-sided, and 80% power it is (z of .975 + z of .8) = 2.80 times the standard error of the
    difference, the minimum detectable effect of Bloom (1995). With `paired` the error is that of the difference itself
    (`difference(...).error`). Without, it is that of one score (`Interval.error`), and the other system is taken
    to have the same error and to be uncorrelated, so that the difference has its square root of 2: systems that fail
    on the same documents have a smaller one, so this is an upper estimate.

    Returns:
        A difference in the metric's own units; None where the error is undefined.
    """
    if error is None:
        return None
    return _EFFECT * error * (1.0 if paired else 2**0.5)


def _paired(first: Counts, second: Counts, metric: Metric) -> tuple[Array, Array]:
    place = {unit: row for row, unit in enumerate(second.units)}
    if place.keys() != set(first.units) or not len(first.units) == len(second.units) == len(place):
        message = "systems can be compared only on the same units"
        raise ValueError(message)
    return first.pick(metric.columns), second.pick(metric.columns)[[place[unit] for unit in first.units]]


def _interval(point: float | None, values: Array, level: float, *, units: int) -> Interval:
    defined = values[~np.isnan(values)]
    undefined = 1 - len(defined) / len(values) if len(values) else 1.0
    if not len(defined) or units < 2:  # noqa: PLR2004  (one unit says nothing of how units vary)
        return Interval(point, None, None, None, undefined)
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Interval(point, float(low), float(high), float(defined.std()), undefined)


def _slabs(rows: int, width: int) -> Iterator[tuple[int, int]]:
    height = max(1, _CELLS // max(1, width))
    return ((start, min(rows, start + height)) for start in range(0, rows, height))


def _compact(matrix: Array) -> NDArray[Any]:
    """Halve the traffic of a product with weights that sum to at most the number of rows, where float32 is exact."""
    whole = bool((matrix == np.rint(matrix)).all())
    return matrix.astype(np.float32) if whole and np.abs(matrix).max(initial=0) * len(matrix) < _EXACT else matrix


def _weights(units: int, resamples: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Yield slabs of bootstrap weights: how often each unit was drawn (resamples x units in all)."""
    generator = np.random.default_rng(seed)
    for start, stop in _slabs(resamples, units):
        drawn = generator.integers(0, units, size=(stop - start, units))
        drawn += np.arange(stop - start)[:, None] * units
        yield np.bincount(drawn.ravel(), minlength=drawn.size).reshape(drawn.shape)


def _every_swap(units: int) -> Iterator[NDArray[np.uint8]]:
    """Yield slabs of all 2^units assignments, as rows of 0 and 1."""
    for start, stop in _slabs(2**units, units):
        yield (np.arange(start, stop)[:, None] >> np.arange(units) & 1).astype(np.uint8)


def _random_swaps(units: int, rounds: int, seed: int) -> Iterator[NDArray[np.uint8]]:
    """Yield slabs of random assignments, as rows of 0 and 1 (rounds x units in all)."""
    generator = np.random.default_rng(seed)
    for start, stop in _slabs(rounds, units):
        # Whole words for each round, so that the stream is the same however the rounds are cut into slabs.
        words = generator.integers(0, 2**32, size=(stop - start, -(-units // 32)), dtype=np.uint32)
        yield np.unpackbits(words.view(np.uint8), axis=1, count=units)


def _sums(slabs: Iterable[NDArray[Any]], matrix: Array) -> Array:
    """Return the column sums of the rows under each row of weights (all rows of the slabs x columns)."""
    compact = _compact(matrix)
    return np.concatenate([(slab.astype(compact.dtype) @ compact).astype(np.float64) for slab in slabs])
