"""Bootstrap intervals: percentile, bias-corrected and accelerated, studentised."""

from collections.abc import Sequence

import numpy as np

from dateline.scoring.counts import Array
from dateline.scoring.resampling import bootstrap_sums
from dateline.scoring.statistic import TIE, Bounds, Statistic, gradient, linear_error


def percentile(values: Array, level: float) -> Bounds:
    """Take percentiles of the resampled scores (Efron and Tibshirani 1993, chapter 13)."""
    return _between(values, [(1 - level) / 2, (1 + level) / 2])


def accelerated(values: Array, point: float, acceleration: float, level: float) -> Bounds:
    """Take percentiles corrected for bias and skewness, BCa (Efron 1987).

    Args:
        values: the resampled scores.
        point: the score.
        acceleration: that of the jackknife; without one (NaN) only the bias is corrected.
        level: the coverage aimed at.
    """
    from statistics import NormalDist

    defined = values[~np.isnan(values)]
    if not len(defined):
        return percentile(values, level)
    normal, least = NormalDist(), 1 / (len(defined) + 1)
    below = float((defined < point - TIE).mean() + (np.abs(defined - point) <= TIE).mean() / 2)
    bias = normal.inv_cdf(min(max(below, least), 1 - least))
    moved = [bias + normal.inv_cdf(share) for share in ((1 - level) / 2, (1 + level) / 2)]
    slope = 0.0 if np.isnan(acceleration) else acceleration
    return _between(values, [normal.cdf(bias + one / (1 - slope * one)) for one in moved])


def _between(values: Array, shares: Sequence[float]) -> Bounds:
    defined = values[~np.isnan(values)]
    undefined = 1 - len(defined) / len(values)
    if not len(defined):
        return Bounds(np.nan, np.nan, np.nan, undefined)
    low, high = np.quantile(defined, shares)
    return Bounds(float(low), float(high), float(defined.std()), undefined)


def studentized(statistic: Statistic, point: float, resamples: int, seed: int, level: float) -> Bounds:
    """Resample the score in units of its own error, which each resample has anew (Efron and Tibshirani 1993, 12.5)."""
    n, width = statistic.matrix.shape
    one, other = np.triu_indices(width)
    matrix = statistic.matrix.astype(np.float64)
    drawn = bootstrap_sums(np.hstack([matrix, matrix[:, one] * matrix[:, other]]), resamples, seed)
    sums, second = drawn[:, :width], drawn[:, width:]
    slopes = gradient(statistic, sums)
    twice = np.where(one == other, 1.0, 2.0)
    variance = (slopes[:, one] * slopes[:, other] * second * twice).sum(axis=1) - (slopes * sums).sum(axis=1) ** 2 / n
    errors = np.sqrt(n / (n - 1) * variance.clip(min=0))
    change = statistic.value(sums) - point
    still = np.abs(change) <= TIE
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.where(errors > TIE, change / errors, np.where(still, 0.0, np.sign(change) * np.inf))
    ratios = ratios[~np.isnan(ratios)]
    undefined = 1 - len(ratios) / resamples
    if not len(ratios):
        return Bounds(np.nan, np.nan, np.nan, undefined)
    error = linear_error(statistic)
    low, high = np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2], method="nearest")
    return Bounds(point - float(high) * error, point - float(low) * error, error, undefined)
