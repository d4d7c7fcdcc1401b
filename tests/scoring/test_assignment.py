"""The heaviest assignment: small graphs by hand, and the dense solver on any graph."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from dateline.scoring.assignment import heaviest


def edges(matrix):
    """List the edges of a dense matrix, where 0 is none."""
    rows, columns = np.nonzero(matrix)
    return rows, columns, matrix[rows, columns]


def choose(matrix):
    """Choose edges; check that they are an assignment, and give their total."""
    rows, columns, weights = edges(np.array(matrix, dtype=float))
    chosen = heaviest(rows, columns, weights)
    assert len(set(rows[chosen])) == len(set(columns[chosen])) == chosen.sum()
    return weights[chosen].sum()


@st.composite
def matrices(draw):
    """Draw overlaps of clusters, many of them 0, as counts, as Dice coefficients or as arbitrary numbers."""
    shape = draw(st.tuples(st.integers(1, 7), st.integers(1, 7)))
    number = st.one_of(st.just(0), st.integers(0, 4))
    matrix = np.array(draw(st.lists(number, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])), dtype=float)
    matrix = matrix.reshape(shape)
    kind = draw(st.sampled_from(("common", "dice", "any")))
    if kind == "dice":
        matrix = 2 * matrix / (matrix.sum(axis=0) + matrix.sum(axis=1)[:, None] + (matrix == 0))
    if kind == "any":
        matrix *= np.array(draw(st.lists(st.floats(0.01, 1), min_size=matrix.size, max_size=matrix.size))).reshape(
            shape
        )
    return matrix


def test_the_best_assignment_is_not_the_greedy_one():
    """Taking the heaviest edge first would end at 3 + 0."""
    assert choose([[3, 2], [2, 0]]) == 4


def test_an_edge_that_outweighs_both_rivals_is_taken():
    """The edge of 5 beats 2 + 2, its best rivals taken together; the others are left with nothing."""
    assert choose([[5, 2], [2, 0]]) == 5


def test_equal_edges_of_one_row_are_taken_once():
    """A row that is split in two equal halves keeps one of them."""
    assert choose([[2, 2]]) == 2
    assert choose([[2], [2]]) == 2


def test_what_cannot_be_reduced_is_solved():
    """In a ring of equal edges none is safe; both of its assignments are best."""
    assert choose([[1, 1, 0], [0, 1, 1], [1, 0, 1]]) == 3


def test_a_row_may_go_without():
    """Three rows want one column, and two of them have nothing else."""
    assert choose([[3, 2], [3, 0], [2, 0]]) == 5


def test_a_graph_without_edges_has_nothing_to_choose():
    """Nothing comes of nothing."""
    nothing = np.zeros(0, dtype=np.int64)
    assert heaviest(nothing, nothing, np.zeros(0)).shape == (0,)


@given(matrices())
def test_the_total_is_that_of_the_dense_solver(matrix):
    """Reducing loses nothing."""
    assert choose(matrix) == pytest.approx(matrix[linear_sum_assignment(matrix, maximize=True)].sum(), abs=1e-12)


@pytest.mark.parametrize("seed", range(100))
def test_crowded_graphs_have_the_total_of_the_dense_solver(seed):
    """Most edges of these cannot be reduced, and some of their best assignments leave out a row that could have one."""
    rng = np.random.default_rng(seed)
    shape = rng.integers(5, 30, size=2)
    matrix = rng.random(shape) ** 3 * (rng.random(shape) < 3 / shape.max())
    assert choose(matrix) == pytest.approx(matrix[linear_sum_assignment(matrix, maximize=True)].sum(), abs=1e-12)


@given(st.lists(matrices(), min_size=2, max_size=4))
def test_graphs_without_a_common_vertex_can_be_solved_as_one(parts):
    """Each part of a block matrix has the total that it has alone."""
    rows, columns, weights = (np.concatenate(side) for side in zip(*map(edges, parts), strict=True))
    part = np.repeat(np.arange(len(parts)), [np.count_nonzero(matrix) for matrix in parts])
    chosen = heaviest(part * 10 + rows, part * 10 + columns, weights)
    totals = np.bincount(part[chosen], weights[chosen], len(parts))
    assert totals == pytest.approx([choose(matrix) for matrix in parts], abs=1e-12)


@given(matrices(), st.randoms(use_true_random=False))
def test_the_order_of_edges_does_not_matter(matrix, rng):
    """The total is the same in any order."""
    rows, columns, weights = edges(matrix)
    order = rng.sample(range(len(rows)), len(rows))
    order = np.array(order, dtype=np.int64)
    shuffled = heaviest(rows[order], columns[order], weights[order])
    assert weights[order][shuffled].sum() == pytest.approx(choose(matrix), abs=1e-12)


def test_scipy_is_imported_only_for_what_is_left():
    """Scoring a prediction that reduces to nothing leaves scipy alone; a ring needs it."""
    script = (
        "import sys; from dateline.scoring.clusters import count; "
        "pairs = lambda text: [[(ord(c), ord(c) + 1) for c in word] for word in text.split()]; "
        "count([('d', pairs('abc de f'), pairs('ab cde'))]); print('scipy' in sys.modules); "
        "count([('d', pairs('ab cd ef'), pairs('bc de fa'))]); print('scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.split() == ["False", "True"]
