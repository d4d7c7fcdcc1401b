"""The statistics beside those of scipy, on the same counts."""

import numpy as np
import pytest
from scipy import stats

from dateline.scoring.counts import Counts, precision_recall_f1
from dateline.scoring.intervals import intervals
from dateline.scoring.significance import permutation

F1 = precision_recall_f1("x", "of x", (["gold"], ["predicted"], ["correct"]))[2]


def counts(units, seed):
    """Make plausible counts from a seed."""
    rng = np.random.default_rng(seed)
    gold, predicted = rng.poisson(20, (2, units))
    correct = rng.binomial(np.minimum(gold, predicted), 0.8)
    names = tuple(f"d{index}" for index in range(units))
    return Counts(names, F1.columns, np.stack([gold, predicted, correct], axis=1).astype(float))


def f1_of_rows(gold, predicted, correct, axis=-1):
    """Compute F1 of rows as scipy passes them."""
    return 2 * correct.sum(axis=axis) / (gold.sum(axis=axis) + predicted.sum(axis=axis))


@pytest.mark.parametrize("units", [9, 60, 300])
@pytest.mark.parametrize("seed", [0, 1])
def test_intervals_are_those_of_scipy(units, seed):
    """Percentile intervals of two generators agree within their Monte Carlo error.

    A 2.5% percentile of 10,000 draws has a standard error of sqrt(.025 x .975 / 10,000) / density, for a normal about
    2.7% of the standard deviation; that of the difference of two is 3.8%, and 16% is four of them.
    """
    made = counts(units, seed)
    ours = intervals(made, [F1], method="percentile")["x_f1"]
    theirs = stats.bootstrap(
        tuple(made.matrix.T),
        f1_of_rows,
        paired=True,
        vectorized=True,
        n_resamples=10_000,
        method="percentile",
        rng=seed,
    )
    tolerance = 0.16 * theirs.standard_error
    assert ours.low == pytest.approx(theirs.confidence_interval.low, abs=tolerance)
    assert ours.high == pytest.approx(theirs.confidence_interval.high, abs=tolerance)
    assert ours.error == pytest.approx(theirs.standard_error, rel=0.04)  # four times 1 / sqrt(10,000)


@pytest.mark.parametrize("units", [9, 60])
def test_accelerated_intervals_are_those_of_scipy(units):
    """BCa intervals agree within Monte Carlo error, which at the moved percentiles is up to twice as large."""
    made = counts(units, 1)
    ours = intervals(made, [F1], method="bca")["x_f1"]
    theirs = stats.bootstrap(
        tuple(made.matrix.T), f1_of_rows, paired=True, vectorized=True, n_resamples=10_000, method="BCa", rng=1
    )
    tolerance = 0.32 * theirs.standard_error
    assert ours.low == pytest.approx(theirs.confidence_interval.low, abs=tolerance)
    assert ours.high == pytest.approx(theirs.confidence_interval.high, abs=tolerance)


@pytest.mark.parametrize("units", [2, 5, 9, 12])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_exact_tests_are_those_of_scipy(units, seed):
    """Where all swaps are enumerated, p-values are equal."""
    first, second = counts(units, seed), counts(units, seed + 100)

    def difference(rows, others, axis=-1):
        """Compare F1 of units given by number: below `units` the first system's, from there the second's."""
        table = np.concatenate([first.matrix, second.matrix])
        picked = [
            f1_of_rows(*np.moveaxis(table[np.asarray(side, dtype=int)], -1, 0), axis=axis) for side in (rows, others)
        ]
        return picked[0] - picked[1]

    theirs = stats.permutation_test(
        (np.arange(units), np.arange(units) + units),
        difference,
        permutation_type="samples",
        vectorized=True,
        n_resamples=np.inf,
        alternative="two-sided",
    )
    ours = permutation(first, second, F1)
    assert ours.exact
    assert ours.difference == pytest.approx(theirs.statistic, abs=1e-15)
    assert ours.p == pytest.approx(theirs.pvalue, abs=1e-12)
