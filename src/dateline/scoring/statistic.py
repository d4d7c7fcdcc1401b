"""A statistic of column sums, and how it varies between units: jackknife, linearisation, and quantiles of t."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma, pi, sqrt, tan

import numpy as np

from dateline.scoring.counts import Array

TIE = 1e-12
"""Scores closer than rounding can tell apart are equal."""
_BLOCK = 1 << 15  # units whose scores without them are held in memory at once
_STEP = 1e-5  # of a numerical derivative, relative to the sum
_NODES = 64  # of the quadrature of t's density, which is smooth
_STEPS = 100  # Newton's; a dozen are enough
_CLOSE = 1e-14


@dataclass(frozen=True, slots=True)
class Statistic:
    """A function of the column sums of a matrix of units x columns; `share` tells that it is between 0 and 1."""

    matrix: Array
    value: Callable[[Array], Array]
    share: bool

    @property
    def units(self) -> int:
        """The number of rows."""
        return len(self.matrix)

    @property
    def total(self) -> Array:
        """The column sums."""
        return np.asarray(self.matrix.sum(axis=0, dtype=np.float64))


@dataclass(frozen=True, slots=True)
class Bounds:
    """An interval of a statistic.

    `undefined` is the share of resamples without a value, which are left out; `low`, `high` and `error` are NaN where
    there is no interval.
    """

    low: float
    high: float
    error: float
    undefined: float


@dataclass(frozen=True, slots=True)
class Jackknife:
    """How a statistic varies if a unit is left out.

    Attributes:
        error: the standard error; NaN where the statistic is undefined without some unit.
        freedom: the degrees of freedom of the error, at least 1.
        acceleration: a sixth of the skewness of the units' influence (Efron 1987).
    """

    error: float
    freedom: float
    acceleration: float


def jackknife(statistic: Statistic, point: float) -> Jackknife:
    """Leave out each unit in turn (Efron and Tibshirani 1993, chapter 11).

    The degrees of freedom are the effective number of units less one: units of unequal size are worth fewer than there
    are, (sum m)^2 / sum m^2 where the size m of a unit is its mean share of the columns (Kish 1965, section 11.7).

    Args:
        statistic: on two units at least.
        point: its value on all of them.
    """
    total, n = statistic.total, statistic.units
    held = np.flatnonzero(total)
    sums, squares = np.zeros(3), 0.0
    for start in range(0, n, _BLOCK):
        block = statistic.matrix[start : start + _BLOCK]
        change = statistic.value(total - block) - point
        sums += [(change**power).sum() for power in (1, 2, 3)]
        squares += float(((block[:, held] / total[held]).mean(axis=1) ** 2).sum())
    mean = sums[0] / n
    second = float(sums[1] - n * mean**2)
    third = float(sums[2] - 3 * mean * sums[1] + 2 * n * mean**3)
    acceleration = -third / (6 * second**1.5) if second > TIE**2 else 0.0
    return Jackknife(float(np.sqrt(np.maximum(second, 0) * (n - 1) / n)), max(1.0, 1 / squares - 1), acceleration)


def gradient(statistic: Statistic, sums: Array) -> Array:
    """Differentiate the statistic numerically at column sums (any leading axes)."""
    slopes = np.empty_like(sums)
    for column in range(sums.shape[-1]):
        step = _STEP * (np.abs(sums[..., column]) + 1)
        above, below = sums.copy(), sums.copy()
        above[..., column] += step
        below[..., column] -= step
        slopes[..., column] = (statistic.value(above) - statistic.value(below)) / (2 * step)
    return slopes


def linear_error(statistic: Statistic) -> float:
    """Return the standard error by linearisation, the delta method; the statistic has two units at least."""
    influence = statistic.matrix @ gradient(statistic, statistic.total)
    n = statistic.units
    return float(np.sqrt(n / (n - 1) * ((influence - influence.mean()) ** 2).sum()))


@lru_cache(maxsize=256)
def t_quantile(share: float, freedom: float) -> float:
    """Return a quantile of Student's t distribution, without the start-up time of scipy.

    With t = sqrt(freedom) tan(a) the density of the angle a is cos(a)^(freedom - 1), up to a constant. Its integral is
    concave, so that Newton's steps from 0 rise to the root.

    Args:
        share: the probability of a smaller value, at least 1/2 and below 1.
        freedom: the degrees of freedom, at least 1; they need not be whole.
    """
    area = (share - 0.5) * sqrt(pi) * exp(lgamma(freedom / 2) - lgamma((freedom + 1) / 2))
    nodes, weights = _legendre()
    angle = 0.0
    for _ in range(_STEPS):
        inside = angle / 2 * float(weights @ np.cos(angle / 2 * (nodes + 1)) ** (freedom - 1))
        step = (area - inside) / float(np.cos(angle)) ** (freedom - 1)
        angle += step
        if abs(step) <= _CLOSE * angle:
            break
    return sqrt(freedom) * tan(angle)


@lru_cache(maxsize=1)
def _legendre() -> tuple[Array, Array]:
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    return np.asarray(nodes), np.asarray(weights)
