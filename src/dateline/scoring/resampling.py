"""Resampled column sums: what bootstrap and permutation tests share.

A resample is a vector of weights over the units, a permutation a vector of swaps; the column sums of all of them are
one matrix product, taken in slabs of a bounded number of cells. All are drawn from one stream, so that the result
depends on the seed and not on the size of the slab.

Above `LIMIT` units the sums are drawn from their limit instead: a sum of so many independent rows is normally
distributed, with the mean and the covariance that the rows give exactly, which costs units x columns^2 + draws x
columns. docs/scoring/statistics.md says how far the two are apart.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.scoring.counts import Array

SEED = 20250101
ROUNDS = 10_000
LIMIT = 4096
"""The most units whose resamples are drawn one by one."""
_BLOCK = 1 << 15  # rows taken as float64 at once
_CELLS = 1 << 19  # weights held in memory at once
_EXACT = float(1 << 24)  # below it float32 holds every integer, so that integer sums lose nothing


def bootstrap_sums(matrix: Array, resamples: int, seed: int) -> Array:
    """Return the column sums of resamples of the rows: as many rows as there are, drawn with replacement.

    Args:
        matrix: units x columns.
        resamples: how many resamples.
        seed: the seed of the generator.

    Returns:
        An array of resamples x columns.
    """
    units = len(matrix)
    if units > LIMIT:
        total = matrix.sum(axis=0, dtype=np.float64)
        covariance = _moments(matrix) - np.outer(total, total) / units
        return np.asarray(total + _normal(covariance, resamples, seed))
    return _sums(_weights(units, resamples, seed), matrix.astype(np.float64))


def swap_sums(change: Array, rounds: int, seed: int) -> Array:
    """Return the column sums of the rows that random swaps choose, each row with probability 1/2 (rounds x columns)."""
    if len(change) > LIMIT:
        return np.asarray(change.sum(axis=0) / 2 + _normal(_moments(change) / 4, rounds, seed))
    return _sums(_random_swaps(len(change), rounds, seed), change)


def every_swap_sum(change: Array) -> Array:
    """Return the column sums of the rows that each of the 2^units swaps chooses (2^units x columns)."""
    return _sums(_every_swap(len(change)), change)


def _moments(matrix: Array) -> Array:
    """Sum the products of columns (columns x columns), a block of rows at a time."""
    width = matrix.shape[1]
    sums = np.zeros((width, width))
    for start in range(0, len(matrix), _BLOCK):
        block = matrix[start : start + _BLOCK].astype(np.float64)
        sums += block.T @ block
    return sums


def _normal(covariance: Array, draws: int, seed: int) -> Array:
    """Draw from the normal distribution of mean 0; columns that depend on one another leave it singular."""
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(values.clip(min=0))
    return np.asarray(np.random.default_rng(seed).standard_normal((draws, len(covariance))) @ root.T)


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
