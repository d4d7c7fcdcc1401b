"""Intervals: values computed by hand, degenerate input, and laws that hold on any counts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from units import F1, MEAN, PRECISION, RECALL, ROWS, counts, means, random_counts

from dateline.scoring import resampling
from dateline.scoring.counts import grouped
from dateline.scoring.intervals import METHODS, Interval, difference, intervals
from dateline.scoring.statistic import t_quantile


def test_two_units_have_the_interval_of_their_three_resamples():
    """Two units scored 0 and 1 give means 0, 1/2 and 1 with weights 1/4, 1/2, 1/4, so the middle 40% is 1/2 alone."""
    interval = intervals(means([0, 1]), [MEAN], method="percentile", level=0.4)["mean"]
    assert (interval.point, interval.low, interval.high) == (0.5, 0.5, 0.5)
    wide = intervals(means([0, 1]), [MEAN], method="percentile")["mean"]
    assert (wide.low, wide.high) == (0.0, 1.0)
    # The standard deviation is sqrt(1/8); its Monte Carlo error with 10,000 resamples is 0.35 / sqrt(20,000) = 0.0025.
    assert wide.error == pytest.approx(0.125**0.5, abs=0.01)


def test_the_error_of_a_mean_is_the_textbook_one():
    """The bootstrap error of a mean is the population standard deviation over the root of the sample size."""
    values = np.random.default_rng(3).normal(size=400)
    # The Monte Carlo error of a standard deviation from 10,000 resamples is 1 / sqrt(20,000), 0.7%: 4% is six of them.
    assert intervals(means(values), [MEAN], method="percentile")["mean"].error == pytest.approx(
        values.std() / 20, rel=0.04
    )


def test_undefined_resamples_are_told_and_left_out():
    """Recall of three units of which two have gold is undefined in the 1 of 27 resamples that draw the third alone."""
    interval = intervals(counts([(4, 4, 2), (4, 4, 1), (0, 4, 0)]), [RECALL], method="percentile")["x_recall"]
    assert (interval.point, interval.low, interval.high) == (0.375, 0.25, 0.5)
    # A share of 1/27 from 10,000 resamples has a standard error of 0.0019.
    assert interval.undefined == pytest.approx(1 / 27, abs=0.008)


def test_all_metrics_see_the_same_resamples():
    """A metric's interval does not depend on which others are asked for."""
    made = random_counts(30, 1)
    together = intervals(made, [PRECISION, RECALL, F1], method="percentile")
    assert list(together) == ["x_precision", "x_recall", "x_f1"]
    assert together["x_f1"] == intervals(made, [F1], method="percentile")["x_f1"]


def test_fractional_and_large_counts_lose_no_precision():
    """Counts that float32 cannot hold give the sums that float64 gives."""
    large = resampling.bootstrap_sums(np.full((3, 1), 2.0**24 + 1), 50, seed=0)
    assert set(large.ravel()) == {3 * (2.0**24 + 1)}
    fractions = resampling.bootstrap_sums(np.full((5, 1), 0.1), 50, seed=0)
    assert fractions.ravel() == pytest.approx([0.5] * 50, abs=1e-15)


@given(ROWS)
@settings(max_examples=40)
def test_an_interval_lies_within_what_the_units_can_give(rows):
    """Recall of any resample is between the least and the greatest recall of a unit."""
    interval = intervals(counts(rows), [RECALL], method="percentile", resamples=200)["x_recall"]
    alone = [correct / gold for gold, _, correct in rows if gold]
    if interval.low is not None:
        assert min(alone) - 1e-12 <= interval.low <= interval.high <= max(alone) + 1e-12
    assert (interval.point is None) == (not alone)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("rows", [[], [(0, 0, 0)], [(0, 0, 0), (0, 0, 0)]])
def test_what_has_no_value_is_none(rows, method):
    """No units, or units with nothing to count, have no score and no interval."""
    found = intervals(counts(rows), [F1], method=method)["x_f1"]
    assert found == Interval(None, note="undefined", undefined=1.0)


@pytest.mark.parametrize("method", METHODS)
def test_one_unit_has_a_score_and_no_interval(method):
    """A single unit says nothing of how units vary."""
    assert intervals(counts([(4, 4, 2)]), [F1], method=method)["x_f1"] == Interval(0.5, note="one unit")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("row", [(4, 4, 0), (4, 4, 4), (4, 5, 2)])
def test_units_that_do_not_vary_have_no_interval(row, method):
    """Equal units, of a score of 0 or 1 or any, show nothing of how scores vary: an interval of no width would lie."""
    found = intervals(counts([row] * 12), [F1], method=method)["x_f1"]
    assert (found.low, found.high, found.error, found.note) == (None, None, 0.0, "no variation")


def test_a_score_that_one_unit_decides_has_no_interval():
    """Recall of units of which one has gold is undefined without that one."""
    found = intervals(counts([(4, 4, 2), (0, 4, 0), (0, 2, 0)]), [RECALL])["x_recall"]
    assert (found.point, found.low, found.note) == (0.5, None, "one unit decides")


def test_the_jackknife_interval_by_hand():
    """Means .2, .4 and .6 of three units of one size: leaving out one gives .5, .4 and .3.

    Their deviations are .1, 0 and -.1, so the variance is 2/3 of .02; the error .1155, that of the mean of three. The t
    quantile of .975 with 2 degrees of freedom is 4.3027, and on the logit scale the error is .1155 / (.4 x .6).
    """
    sizes = counts([(10, 10, 2), (10, 10, 4), (10, 10, 6)])
    found = intervals(sizes, [PRECISION])["x_precision"]
    # The size of a unit is its mean share of the columns, here of gold, predicted and correct: 5/18, 6/18 and 7/18.
    assert found.freedom == pytest.approx(1 / sum((n / 18) ** 2 for n in (5, 6, 7)) - 1)
    assert found.error == pytest.approx((2 / 3 * 0.02) ** 0.5)
    reach = t_quantile(0.975, found.freedom) * found.error / 0.24
    logits = np.log(0.4 / 0.6) + np.array([-reach, reach])
    assert (found.low, found.high) == pytest.approx(tuple(1 / (1 + np.exp(-logits))))


def test_the_linearised_interval_is_that_of_the_ratio_estimator():
    """The error of a ratio is the root of n / (n - 1) times the sum of squared residuals, over the denominator."""
    made = random_counts(12, 3)
    gold, _, correct = made.matrix.T
    ratio = correct.sum() / gold.sum()
    error = (12 / 11 * ((correct - ratio * gold) ** 2).sum()) ** 0.5 / gold.sum()
    found = intervals(made, [RECALL], method="delta-t")["x_recall"]
    assert found.error == pytest.approx(error, rel=1e-6)
    assert found.high - found.point == pytest.approx(stats.t.ppf(0.975, 11) * error, rel=1e-6)


def test_units_of_unequal_size_are_worth_fewer():
    """One unit that holds nine tenths of everything leaves about one degree of freedom; equal units leave n - 1."""
    even = intervals(counts([(10, 10, 4), (10, 10, 6)] * 5), [F1])["x_f1"]
    odd = intervals(counts([(810, 810, 400)] + [(10, 10, 4)] * 9), [F1])["x_f1"]
    assert even.freedom == pytest.approx(9, abs=0.4)
    assert odd.freedom == 1
    assert odd.high - odd.low > 0.9  # the t quantile of one degree of freedom is 12.7


@given(ROWS, st.sampled_from(METHODS))
@settings(max_examples=60)
def test_intervals_hold_the_score_and_stay_shares(rows, method):
    """Bounds are between 0 and 1 and in order; but for BCa and the bootstrap-t they hold the score."""
    for found in intervals(counts(rows), [PRECISION, RECALL, F1], method=method, resamples=100).values():
        assert (found.low is None) == (found.note is not None)
        if found.low is not None:
            assert 0 <= found.low <= found.high <= 1
            if method in {"logit-t", "delta-t"}:
                assert found.low <= found.point <= found.high


@given(st.lists(st.floats(0.501, 0.9995), min_size=1, max_size=5), st.floats(1, 1e4))
def test_quantiles_of_t_are_those_of_scipy(shares, freedom):
    """Our quantiles agree with scipy's for any degrees of freedom, whole or not."""
    for share in shares:
        assert t_quantile(share, freedom) == pytest.approx(stats.t.ppf(share, freedom), rel=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_a_system_does_not_differ_from_itself(method):
    """The difference of equal systems is 0 on every resample: there is no interval to give."""
    made = random_counts(20, 1)
    found = difference(made, made, F1, method=method, resamples=200)
    assert (found.point, found.low, found.note) == (0.0, None, "no variation")


def test_all_methods_agree_on_many_units():
    """With 2,000 alike units every method gives nearly the same interval."""
    made = random_counts(2000, 4)
    found = [intervals(made, [F1], method=method, resamples=4000)["x_f1"] for method in METHODS]
    for one in found[1:]:
        assert (one.low, one.high) == pytest.approx((found[0].low, found[0].high), abs=0.3 * found[0].error)


def test_grouped_units_are_sums_of_rows():
    """Documents of a story become one row, in order of appearance."""
    made = counts([(1, 2, 1), (3, 4, 2), (5, 6, 3)])
    joined = grouped(made, {"d0": "b", "d1": "a", "d2": "b"})
    assert joined.units == ("b", "a")
    assert joined.matrix.tolist() == [[6, 8, 4], [3, 4, 2]]


def test_the_seed_decides_and_the_slab_does_not(monkeypatch):
    """Equal seeds give equal numbers whatever is held in memory at once; another seed gives others."""
    first, second = random_counts(45, 1), random_counts(45, 2)

    def numbers(**options):
        return [
            intervals(first, [F1], method="percentile", **options),
            difference(first, second, F1, method="percentile", **options),
        ]

    usual = numbers()
    for cells in (1, 45 * 7, 1 << 22):
        monkeypatch.setattr(resampling, "_CELLS", cells)
        assert numbers() == usual
    assert numbers(seed=1) != usual


def test_many_units_are_drawn_from_the_limit(monkeypatch):
    """Above LIMIT units the bounds are those of resamples drawn one by one, to a hundredth of a point.

    The Monte Carlo error of a bound from 10,000 resamples is about .027 errors of the score on either side, here .003
    points; a hundredth of a point is more than three times that.
    """
    made = random_counts(resampling.LIMIT + 1, 5)
    drawn = intervals(made, [F1], method="percentile")["x_f1"]
    monkeypatch.setattr(resampling, "LIMIT", 1 << 20)
    exact = intervals(made, [F1], method="percentile")["x_f1"]
    assert (drawn.low, drawn.high) == pytest.approx((exact.low, exact.high), abs=1e-4)
    assert drawn != exact
