"""Intervals, tests and corrections: values computed by hand, degenerate input, and laws that hold on any counts."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.scoring import significance
from dateline.scoring.counts import Counts, Metric, precision_recall_f1, ratio
from dateline.scoring.significance import bootstrap, detectable, difference, holm, permutation

COLUMNS = ("gold", "predicted", "correct")
PRECISION, RECALL, F1 = precision_recall_f1("x", "of x", (["gold"], ["predicted"], ["correct"]))
MEAN = Metric("mean", "correct per document", ("correct", "one"), lambda sums: ratio(sums[..., 0], sums[..., 1]))


def counts(rows):
    """Make counts of gold, predicted and correct, a row per unit."""
    matrix = np.array(rows, dtype=float).reshape(len(rows), 3)
    return Counts(tuple(f"d{index}" for index in range(len(rows))), COLUMNS, matrix)


def means(values):
    """Make counts whose metric `MEAN` is the mean of the values."""
    matrix = np.stack([np.array(values, dtype=float), np.ones(len(values))], axis=1)
    return Counts(tuple(f"d{index}" for index in range(len(values))), ("correct", "one"), matrix)


def random_counts(units, seed):
    """Make plausible counts from a seed."""
    rng = np.random.default_rng(seed)
    gold, predicted = rng.poisson(20, (2, units))
    return counts(np.stack([gold, predicted, rng.binomial(np.minimum(gold, predicted), 0.8)], axis=1))


ROWS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0, 1)).map(
        lambda t: (t[0], t[1], int(min(t[:2]) * t[2]))
    ),
    min_size=1,
    max_size=8,
)


def test_two_units_have_the_interval_of_their_three_resamples():
    """Two units scored 0 and 1 give means 0, 1/2 and 1 with weights 1/4, 1/2, 1/4, so the middle 40% is 1/2 alone."""
    interval = bootstrap(means([0, 1]), [MEAN], level=0.4)["mean"]
    assert (interval.point, interval.low, interval.high) == (0.5, 0.5, 0.5)
    wide = bootstrap(means([0, 1]), [MEAN])["mean"]
    assert (wide.low, wide.high) == (0.0, 1.0)
    # The standard deviation is sqrt(1/8); its Monte Carlo error with 10,000 resamples is 0.35 / sqrt(20,000) = 0.0025.
    assert wide.error == pytest.approx(0.125**0.5, abs=0.01)


def test_the_error_of_a_mean_is_the_textbook_one():
    """The bootstrap error of a mean is the population standard deviation over the root of the sample size."""
    values = np.random.default_rng(3).normal(size=400)
    # The Monte Carlo error of a standard deviation from 10,000 resamples is 1 / sqrt(20,000), 0.7%: 4% is six of them.
    assert bootstrap(means(values), [MEAN])["mean"].error == pytest.approx(values.std() / 20, rel=0.04)


def test_undefined_resamples_are_told_and_left_out():
    """Recall of two units of which one has gold is undefined in the quarter of resamples that miss it."""
    interval = bootstrap(counts([(4, 4, 2), (0, 4, 0)]), [RECALL])["x_recall"]
    assert (interval.point, interval.low, interval.high) == (0.5, 0.5, 0.5)
    # A share of 1/4 from 10,000 resamples has a standard error of 0.0043.
    assert interval.undefined == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize("rows", [[], [(0, 0, 0)], [(0, 0, 0), (0, 0, 0)]])
def test_what_has_no_value_is_none(rows):
    """No units, or units with nothing to count, give None for every number and for the test."""
    empty = counts(rows)
    interval = bootstrap(empty, [F1])["x_f1"]
    assert interval == significance.Interval(None, None, None, None, 1.0)
    comparison = permutation(empty, empty, F1)
    assert (comparison.difference, comparison.p) == (None, None)


def test_one_unit_has_a_score_and_no_interval():
    """A single unit says nothing of how units vary."""
    interval = bootstrap(counts([(4, 4, 2)]), [F1])["x_f1"]
    assert (interval.point, interval.low, interval.high, interval.error) == (0.5, None, None, None)


def test_all_metrics_see_the_same_resamples():
    """A metric's interval does not depend on which others are asked for."""
    made = random_counts(30, 1)
    together = bootstrap(made, [PRECISION, RECALL, F1])
    assert list(together) == ["x_precision", "x_recall", "x_f1"]
    assert together["x_f1"] == bootstrap(made, [F1])["x_f1"]


def test_the_seed_decides_and_the_slab_does_not(monkeypatch):
    """Equal seeds give equal numbers whatever is held in memory at once; another seed gives others."""
    first, second = random_counts(45, 1), random_counts(45, 2)
    usual = bootstrap(first, [F1]), permutation(first, second, F1), difference(first, second, F1)
    other = bootstrap(first, [F1], seed=1)
    for cells in (1, 45 * 7, 1 << 22):
        monkeypatch.setattr(significance, "_CELLS", cells)
        assert (bootstrap(first, [F1]), permutation(first, second, F1), difference(first, second, F1)) == usual
    assert other != usual[0]


def test_fractional_and_large_counts_lose_no_precision():
    """Counts that float32 cannot hold give the mean that float64 gives."""
    values = [2.0**24 + 1, 2.0**24 + 1, 2.0**24 + 1]
    interval = bootstrap(means(values), [MEAN], resamples=50)["mean"]
    assert (interval.low, interval.high) == (values[0], values[0])
    fraction = bootstrap(means([0.1] * 5), [MEAN], resamples=50)["mean"]
    assert (fraction.low, fraction.high) == pytest.approx((0.1, 0.1), abs=1e-15)


def test_the_exact_test_of_three_units_by_hand():
    """Differences 1, 2 and 3 in favour of one system: of 8 sign vectors two reach the observed sum, so p is 1/4."""
    comparison = permutation(means([2, 3, 4]), means([1, 1, 1]), MEAN)
    assert comparison.exact
    assert comparison.difference == pytest.approx(2.0)
    assert comparison.p == 0.25


def test_units_without_a_difference_are_not_enumerated():
    """Units where the systems agree leave an exact test exact, with the same p."""
    same = [5] * 50
    comparison = permutation(means([2, 3, 4, *same]), means([1, 1, 1, *same]), MEAN)
    assert comparison.exact
    assert comparison.p == 0.25


def test_a_system_does_not_differ_from_itself():
    """The difference of equal systems is 0, its interval too, and p is 1."""
    made = random_counts(20, 1)
    assert permutation(made, made, F1) == significance.Test(0.0, 1.0, exact=True)
    assert difference(made, made, F1) == significance.Interval(0.0, 0.0, 0.0, 0.0, 0.0)


def test_the_random_test_never_gives_zero():
    """With all of 100 units in favour of one system no random round reaches the difference: p is 1 in 10,001."""
    comparison = permutation(means([1] * 100), means([0] * 100), MEAN)
    assert not comparison.exact
    assert comparison.p == 1 / 10_001


def test_the_random_test_agrees_with_the_exact_one():
    """On 13 units, the random p-value is within Monte Carlo error of the exact one."""
    first, second = random_counts(13, 5), random_counts(13, 6)
    exact = permutation(first, second, F1)
    rough = permutation(first, second, F1, rounds=8_000)  # below 2^13 = 8192
    assert (exact.exact, rough.exact) == (True, False)
    assert rough.p == pytest.approx(exact.p, abs=5 * 0.5 / 8_000**0.5)  # five of the largest standard errors


def test_systems_are_paired_by_the_name_of_the_unit():
    """The order of the second system's units does not matter; other units are refused."""
    first, second = random_counts(12, 1), random_counts(12, 2)
    turned = Counts(second.units[::-1], second.columns, second.matrix[::-1])
    assert permutation(first, turned, F1) == permutation(first, second, F1)
    assert difference(first, turned, F1) == difference(first, second, F1)
    with pytest.raises(ValueError, match="same units"):
        permutation(first, random_counts(11, 2), F1)


@given(ROWS, st.data())
@settings(max_examples=40)
def test_the_test_is_symmetric_and_p_a_probability(rows, data):
    """Exchanging the systems turns the difference about and leaves p as it is."""
    other = data.draw(st.permutations(rows))
    first, second = counts(rows), counts(other)
    one, two = permutation(first, second, F1, rounds=300), permutation(second, first, F1, rounds=300)
    assert one.p == two.p
    if one.p is None:
        assert one.difference is None
    else:
        assert 0 < one.p <= 1
        assert one.difference == -two.difference


@given(ROWS)
@settings(max_examples=40)
def test_an_interval_lies_within_what_the_units_can_give(rows):
    """Recall of any resample is between the least and the greatest recall of a unit."""
    interval = bootstrap(counts(rows), [RECALL], resamples=200)["x_recall"]
    alone = [correct / gold for gold, _, correct in rows if gold]
    if interval.low is not None:
        assert min(alone) - 1e-12 <= interval.low <= interval.high <= max(alone) + 1e-12
    assert (interval.point is None) == (not alone)


def test_holm_by_hand():
    """.01, .04, .03 and .005 become 3 x .01, max(.06, .04), 2 x .03 and 4 x .005, in the order given."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([0.02]) == [0.02]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=6))
def test_holm_keeps_the_order_and_lies_between_none_and_bonferroni(p_values):
    """Adjusted values are no smaller than the given ones, no larger than Bonferroni's, and rank the same way."""
    adjusted = holm(p_values)
    for (p, a), (q, b) in permutations(zip(p_values, adjusted, strict=True), 2):
        assert not (p < q and a > b)
    assert all(p <= a <= min(1, p * len(p_values)) for p, a in zip(p_values, adjusted, strict=True))


def test_the_detectable_difference_is_two_point_eight_errors():
    """At 5% two-sided and 80% power the multiple is 1.960 + 0.842 = 2.802, and the root of 2 more for one score."""
    assert detectable(0.01, paired=True) == pytest.approx(0.02802, abs=1e-5)
    assert detectable(0.01, paired=False) == pytest.approx(0.02802 * 2**0.5, abs=1e-5)
    assert detectable(None, paired=True) is None


def test_a_detectable_difference_is_detected_four_times_in_five():
    """Systems that differ by the detectable difference are told apart in about 80% of draws."""
    rng = np.random.default_rng(0)
    units, shift = 100, detectable(1 / 10, paired=True)  # differences of spread 1 over 100 units have an error of 1/10
    found = 0
    for _ in range(200):
        values = rng.normal(shift, 1, units)
        found += permutation(means(values), means(np.zeros(units)), MEAN, rounds=400).p < 0.05
    assert found / 200 == pytest.approx(0.8, abs=4 * 0.028)  # four standard errors of a share of 0.8 in 200
