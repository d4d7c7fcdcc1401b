"""Confidence intervals of scores, and of the difference of two systems, by several methods.

All of it works on `Counts` and `Metric` alone. The default was chosen by its coverage in a simulation
(docs/reports/coverage.md); the other methods are there to compare with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Literal, get_args

import numpy as np

from dateline.scoring.counts import Array, Counts, Metric
from dateline.scoring.resampling import ROUNDS, SEED, bootstrap_sums
from dateline.scoring.statistic import TIE, Bounds, Jackknife, Statistic, jackknife, linear_error, t_quantile

Method = Literal["logit-t", "delta-t", "percentile", "bca", "studentized"]
METHODS: tuple[Method, ...] = get_args(Method)
DEFAULT: Method = "logit-t"
RANDOM: frozenset[Method] = frozenset({"percentile", "bca", "studentized"})
"""The methods that draw resamples, so that their number and the seed belong to what they give."""
LEVEL = 0.95
_BY_PERCENTILES = frozenset({"percentile", "bca"})


@dataclass(frozen=True, slots=True)
class Interval:
    """A score with its interval.

    Attributes:
        point: the score; None where undefined.
        low: the lower bound; None where there is none.
        high: the upper bound.
        error: the standard error of the score.
        freedom: the degrees of freedom of `error`: how many units it is worth, less one.
        note: why there is no interval.
        undefined: the share of resamples where the metric has no value; they are left out of the interval.
    """

    point: float | None
    low: float | None = None
    high: float | None = None
    error: float | None = None
    freedom: float | None = None
    note: str | None = None
    undefined: float = 0.0


def intervals(
    counts: Counts,
    metrics: Sequence[Metric],
    *,
    method: Method = DEFAULT,
    resamples: int = ROUNDS,
    seed: int = SEED,
    level: float = LEVEL,
) -> dict[str, Interval]:
    """Return an interval for each metric, by name.

    Args:
        counts: one row per independent unit.
        metrics: what to evaluate: shares, between 0 and 1.
        method: `logit-t` (the default), `delta-t`, `percentile`, `bca` or `studentized`; docs/scoring/statistics.md
            defines them.
        resamples: how many resamples the last three draw; all metrics see the same.
        seed: the seed of the generator.
        level: the coverage aimed at, between 0 and 1.
    """
    columns = tuple(dict.fromkeys(column for metric in metrics for column in metric.columns))
    place = {column: index for index, column in enumerate(columns)}
    drawn = method in _BY_PERCENTILES and len(counts.units) > 1
    sums = bootstrap_sums(counts.pick(columns), resamples, seed) if drawn else None
    found = {}
    for metric in metrics:
        own = None if sums is None else sums[:, [place[column] for column in metric.columns]]
        statistic = Statistic(counts.pick(metric.columns), metric.value, share=True)
        found[metric.name] = _interval(statistic, _How(method, level, own, resamples, seed))
    return found


def difference(
    first: Counts,
    second: Counts,
    metric: Metric,
    *,
    method: Method = DEFAULT,
    resamples: int = ROUNDS,
    seed: int = SEED,
    level: float = LEVEL,
) -> Interval:
    """Return the interval of the difference of two systems, `first - second`, on the same units.

    A difference is no share: `logit-t` takes it on its own scale.

    Args:
        first: the counts of one system.
        second: those of the other, over the same units in any order.
        metric: what to compare.
        method: as for `intervals`.
        resamples: how many resamples.
        seed: the seed of the generator.
        level: the coverage aimed at, between 0 and 1.

    Raises:
        ValueError: the units differ.
    """
    left, right = paired(first, second, metric)
    width = len(metric.columns)

    def value(sums: Array) -> Array:
        return np.asarray(metric.value(sums[..., :width]) - metric.value(sums[..., width:]))

    statistic = Statistic(np.hstack([left, right]), value, share=False)
    drawn = method in _BY_PERCENTILES and len(left) > 1
    sums = bootstrap_sums(statistic.matrix, resamples, seed) if drawn else None
    return _interval(statistic, _How(method, level, sums, resamples, seed))


def paired(first: Counts, second: Counts, metric: Metric) -> tuple[Array, Array]:
    """Return the metric's columns of two systems, the second's rows in the order of the first's units.

    Raises:
        ValueError: the units differ.
    """
    place = {unit: row for row, unit in enumerate(second.units)}
    if place.keys() != set(first.units) or not len(first.units) == len(second.units) == len(place):
        message = "systems can be compared only on the same units"
        raise ValueError(message)
    left, right = (side.pick(metric.columns).astype(np.float64) for side in (first, second))
    return left, right[[place[unit] for unit in first.units]]


@dataclass(frozen=True, slots=True)
class _How:
    """How to find an interval; `sums` are the resampled column sums, where the method takes percentiles."""

    method: Method
    level: float
    sums: Array | None
    resamples: int
    seed: int


def _interval(statistic: Statistic, how: _How) -> Interval:
    point = float(statistic.value(statistic.total))
    if np.isnan(point):
        return Interval(None, note="undefined", undefined=1.0)
    if statistic.units < 2:  # noqa: PLR2004 - one unit says nothing of how units vary
        return Interval(point, note="one unit")
    spread = jackknife(statistic, point)
    if how.method in RANDOM:
        bounds = _resampled(statistic, how, point, spread)
        freedom = statistic.units - 1.0
    elif how.method == "delta-t":
        freedom = statistic.units - 1.0
        bounds = _symmetric(how, point, linear_error(statistic), freedom)
    else:
        freedom = spread.freedom
        bounds = _logit(statistic, how, point, spread)
    if np.isnan(bounds.error) or (np.isnan(spread.error) and how.method not in _BY_PERCENTILES):
        return Interval(point, note="one unit decides", undefined=bounds.undefined)
    if bounds.error <= TIE:
        return Interval(point, error=0.0, freedom=freedom, note="no variation", undefined=bounds.undefined)
    low, high = (max(bounds.low, 0.0), min(bounds.high, 1.0)) if statistic.share else (bounds.low, bounds.high)
    return Interval(point, low, high, bounds.error, freedom, undefined=bounds.undefined)


def _resampled(statistic: Statistic, how: _How, point: float, spread: Jackknife) -> Bounds:
    from dateline.scoring.bootstrap import accelerated, percentile, studentized

    if how.sums is None:
        return studentized(statistic, point, how.resamples, how.seed, how.level)
    values = statistic.value(how.sums)
    if how.method == "bca":
        return accelerated(values, point, spread.acceleration, how.level)
    return percentile(values, how.level)


def _symmetric(how: _How, point: float, error: float, freedom: float) -> Bounds:
    reach = t_quantile((1 + how.level) / 2, freedom) * error
    return Bounds(point - reach, point + reach, error, 0.0)


def _logit(statistic: Statistic, how: _How, point: float, spread: Jackknife) -> Bounds:
    """Add the error on the scale log(p / (1 - p)), which keeps a share between 0 and 1 (Agresti 2013, section 3.1)."""
    if not statistic.share or not TIE < point < 1 - TIE:
        return _symmetric(how, point, spread.error, spread.freedom)
    reach = t_quantile((1 + how.level) / 2, spread.freedom) * spread.error / (point * (1 - point))
    middle = log(point / (1 - point))
    return Bounds(_logistic(middle - reach), _logistic(middle + reach), spread.error, 0.0)


def _logistic(number: float) -> float:
    return 1 / (1 + exp(-number)) if number > 0 else 1 - 1 / (1 + exp(number))
