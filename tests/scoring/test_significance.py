"""Tests, corrections and ranks: values computed by hand, degenerate input, and laws that hold on any counts."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from units import F1, MEAN, ROWS, counts, means, random_counts

from dateline.scoring import resampling
from dateline.scoring.counts import Counts
from dateline.scoring.intervals import difference
from dateline.scoring.significance import detectable, holm, permutation, rank_intervals


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
    assert detectable(0.01, 1e6, paired=True) == pytest.approx(0.02802, abs=1e-5)
    assert detectable(0.01, 1e6, paired=False) == pytest.approx(0.02802 * 2**0.5, abs=1e-5)
    assert detectable(None, None, paired=True) is None
    assert detectable(0.0, 9, paired=True) is None


def test_a_detectable_difference_is_detected_four_times_in_five():
    """Systems that differ by the detectable difference are told apart in about 80% of draws."""
    rng = np.random.default_rng(0)
    units, shift = (
        100,
        detectable(1 / 10, 99, paired=True),
    )  # differences of spread 1 over 100 units have an error of 1/10
    found = 0
    for _ in range(200):
        values = rng.normal(shift, 1, units)
        found += permutation(means(values), means(np.zeros(units)), MEAN, rounds=400).p < 0.05
    assert found / 200 == pytest.approx(0.8, abs=4 * 0.028)  # four standard errors of a share of 0.8 in 200


def test_a_test_of_systems_that_do_not_differ():
    """The difference of equal systems is 0 and p is 1; no unit tells anything."""
    made = random_counts(20, 1)
    found = permutation(made, made, F1)
    assert (found.difference, found.p, found.exact, found.units, found.differing) == (0.0, 1.0, True, 20, 0)
    assert found.too_few


def test_a_test_of_nothing_has_no_value():
    """Where the metric is undefined there is no difference and no p-value."""
    for rows in ([], [(0, 0, 0)]):
        found = permutation(counts(rows), counts(rows), F1)
        assert (found.difference, found.p) == (None, None)


@pytest.mark.parametrize(("units", "differing", "few"), [(9, 9, True), (10, 10, False), (50, 5, True), (50, 6, False)])
def test_too_few_units_can_reach_nothing(units, differing, few):
    """Below ten units, or where 2 / 2^n is above 5% for the n units that differ, a p-value means nothing."""
    found = permutation(means([1] * differing + [0] * (units - differing)), means([0] * units), MEAN)
    assert (found.differing, found.too_few) == (differing, few)
    assert (found.p <= 0.05) == (differing >= 6)


def test_the_slab_does_not_matter(monkeypatch):
    """Random swaps are the same whatever is held in memory at once."""
    first, second = random_counts(45, 1), random_counts(45, 2)
    usual = permutation(first, second, F1)
    for cells in (1, 45 * 7, 1 << 22):
        monkeypatch.setattr(resampling, "_CELLS", cells)
        assert permutation(first, second, F1) == usual


def test_many_units_are_tested_in_the_limit(monkeypatch):
    """Above LIMIT units the p-value is that of swaps drawn one by one, within Monte Carlo error."""
    units = resampling.LIMIT + 1
    rng = np.random.default_rng(0)
    first, second = means(rng.normal(0.015, 1, units)), means(np.zeros(units))
    limit = permutation(first, second, MEAN)
    monkeypatch.setattr(resampling, "LIMIT", 1 << 20)
    drawn = permutation(first, second, MEAN)
    assert 0.01 < drawn.p < 0.99
    assert limit.p == pytest.approx(drawn.p, abs=5 * (2 * drawn.p * (1 - drawn.p) / 10_000) ** 0.5)


def test_ranks_of_systems_that_are_sure():
    """Three systems that differ on every unit by as much have one rank each; equal ones share all ranks."""
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 0.01, 30)
    systems = [means(noise + level) for level in (0.2, 0.8, 0.5)]
    clear = [means(noise * scale + level) for scale, level in ((1, 0.2), (2, 0.8), (3, 0.5))]
    assert rank_intervals(clear, MEAN) == [(3, 3), (1, 1), (2, 2)]
    assert rank_intervals([systems[0]] * 3, MEAN) == [(1, 3)] * 3
    assert rank_intervals(systems[:1], MEAN) == [(1, 1)]


@given(st.lists(ROWS.filter(lambda rows: len(rows) == 8), min_size=1, max_size=4))
@settings(max_examples=20)
def test_a_rank_interval_holds_the_observed_rank(systems):
    """The observed rank is within its interval, and ranks are between 1 and the number of systems."""
    made = [counts(rows) for rows in systems]
    values = [F1.of(one) for one in made]
    for value, (best, worst) in zip(values, rank_intervals(made, F1), strict=True):
        assert 1 <= best <= worst <= len(made)
        if None not in values:
            assert best <= 1 + sum(other > value for other in values)
            assert worst >= len(made) - sum(other < value for other in values)
