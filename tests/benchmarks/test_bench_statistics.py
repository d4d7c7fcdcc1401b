"""Resampling side by side with a plain numpy loop; `DATELINE_BENCH_DOCS` sets the number of units.

Run with `pytest tests/benchmarks/test_bench_statistics.py --benchmark-enable`; 10,000 rounds each.
"""

import os

import numpy as np
import pytest

from dateline.scoring.counts import Counts, precision_recall_f1
from dateline.scoring.intervals import intervals
from dateline.scoring.significance import permutation

UNITS = int(os.environ.get("DATELINE_BENCH_DOCS", "200"))
ROUNDS = 10_000
F1 = precision_recall_f1("x", "of x", (["gold"], ["predicted"], ["correct"]))[2]


def counts(seed):
    """Make plausible counts from a seed."""
    rng = np.random.default_rng(seed)
    gold, predicted = rng.poisson(20, (2, UNITS))
    correct = rng.binomial(np.minimum(gold, predicted), 0.8)
    names = tuple(f"d{index}" for index in range(UNITS))
    return Counts(names, F1.columns, np.stack([gold, predicted, correct], axis=1).astype(float))


def plain_bootstrap(made):
    """Draw row numbers, sum the rows, score, in a loop."""
    rng = np.random.default_rng(0)
    scores = [F1.value(made.matrix[rng.integers(0, UNITS, UNITS)].sum(axis=0)) for _ in range(ROUNDS)]
    return np.quantile(scores, [0.025, 0.975])


def plain_permutation(first, second):
    """Swap rows at random, sum, score, in a loop."""
    rng = np.random.default_rng(0)
    observed = abs(F1.of(first) - F1.of(second))
    reached = 0
    for _ in range(ROUNDS):
        swap = rng.random(UNITS)[:, None] < 0.5
        one = np.where(swap, second.matrix, first.matrix).sum(axis=0)
        two = np.where(swap, first.matrix, second.matrix).sum(axis=0)
        reached += abs(F1.value(one) - F1.value(two)) >= observed - 1e-12
    return (reached + 1) / (ROUNDS + 1)


@pytest.mark.benchmark(group="bootstrap")
def test_bench_bootstrap(benchmark):
    """Ours: weights times counts."""
    interval = benchmark(intervals, counts(0), [F1], method="percentile")["x_f1"]
    assert interval.low < interval.point < interval.high


@pytest.mark.benchmark(group="bootstrap")
def test_bench_plain_bootstrap(benchmark):
    """The peer gives an interval that agrees within its Monte Carlo error (see the parity tests)."""
    low, high = benchmark.pedantic(plain_bootstrap, (counts(0),), rounds=2)
    ours = intervals(counts(0), [F1], method="percentile")["x_f1"]
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=0.16 * ours.error)


@pytest.mark.benchmark(group="permutation")
def test_bench_permutation(benchmark):
    """Ours: swaps times differences."""
    comparison = benchmark(permutation, counts(0), counts(1), F1)
    assert 0 < comparison.p <= 1


@pytest.mark.benchmark(group="permutation")
def test_bench_plain_permutation(benchmark):
    """The peer gives a p-value that agrees within its Monte Carlo error."""
    p = benchmark.pedantic(plain_permutation, (counts(0), counts(1)), rounds=2)
    assert permutation(counts(0), counts(1), F1).p == pytest.approx(p, abs=4 * 0.5 * (2 / ROUNDS) ** 0.5)
