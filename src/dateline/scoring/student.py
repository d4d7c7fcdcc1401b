"""Quantiles of Student's t distribution, without the start-up time of scipy."""

from functools import lru_cache
from math import exp, lgamma, pi, sqrt, tan

import numpy as np

from dateline.scoring.counts import Array

_NODES = 64  # of the quadrature; the integrand is smooth
_STEPS = 100  # Newton's; a dozen are enough
_CLOSE = 1e-14


@lru_cache(maxsize=256)
def t_quantile(share: float, freedom: float) -> float:
    """Return a quantile of Student's t distribution.

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
