"""Counts made by hand or from a seed, for the tests of intervals and significance."""

import numpy as np
from hypothesis import strategies as st

from dateline.scoring.counts import Counts, Metric, precision_recall_f1, ratio

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
