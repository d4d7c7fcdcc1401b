"""The heaviest assignment in a sparse bipartite graph, reduced exactly before it is solved.

CEAF (Luo 2005) pairs gold with predicted clusters one to one so that the pairs weigh the most. Clusters overlap few
others, so nearly every pair can be told without solving anything:

An edge of row `r` and column `c` with weight `w` is safe if `w >= a + b`, where `a` is the heaviest other edge of `r`
and `b` the heaviest other edge of `c` (0 where there is none). Some best assignment holds a safe edge: one that lacks
it holds at most one other edge at `r`, of at most `a`, and one at `c`, of at most `b`; the safe edge in place of these
weighs no less and takes no third vertex. Removing the row and the column of a safe edge leaves a smaller problem in
which only `a` and `b` of other edges change, and these only fall; so safe edges that share no vertex are taken
together, and the rest is looked at again. What holds no safe edge is solved by scipy.

The rule looks at neighbours alone. The graphs of many documents, which share no vertex, are therefore one graph here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dateline.scoring.counts import Array

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Pair = tuple[int, int]


def heaviest(rows: Integers, columns: Integers, weights: Array) -> Mask:
    """Choose edges of the largest total weight so that no two share a row or a column.

    Args:
        rows: the row of each edge, 0 or more; shape (edges,).
        columns: the column of each edge, 0 or more; shape (edges,).
        weights: the weight of each edge, above 0; shape (edges,). No pair of row and column is given twice.

    Returns:
        Which edges are chosen; shape (edges,). Of several best choices it is any one: only the total is determined.
    """
    chosen = np.zeros(len(rows), dtype=np.bool_)
    left = np.arange(len(rows))
    while len(left):
        row, column, weight = rows[left], columns[left], weights[left]
        best_of_row, beaten_in_row = _best(row, weight)
        best_of_column, beaten_in_column = _best(column, weight)
        safe = best_of_row & best_of_column & (weight >= beaten_in_row + beaten_in_column)
        if not safe.any():
            chosen[left[_solve(row, column, weight)]] = True
            break
        chosen[left[safe]] = True
        left = left[~(_touched(row, safe) | _touched(column, safe))]
    return chosen


def _best(vertex: Integers, weight: Array) -> tuple[Mask, Array]:
    """Tell which edge is the heaviest of its vertex, one of equals, and the second heaviest weight of the vertex."""
    top, second = np.zeros((2, int(vertex.max()) + 1))
    np.maximum.at(top, vertex, weight)
    heavy = np.flatnonzero(weight == top[vertex])
    one = np.full(len(top), -1)
    one[vertex[heavy]] = heavy  # of equals the last one stays
    best = one[vertex] == np.arange(len(vertex))
    np.maximum.at(second, vertex, np.where(best, 0, weight))
    return best, second[vertex]


def _touched(vertex: Integers, edges: Mask) -> Mask:
    """Tell which edges share their vertex with one of these."""
    taken = np.zeros(int(vertex.max()) + 1, dtype=np.bool_)
    taken[vertex[edges]] = True
    return taken[vertex]


def _solve(row: Integers, column: Integers, weight: Array) -> Integers:
    """Solve what cannot be reduced; give the indices of the chosen edges.

    scipy wants every row matched and no weight of 0: each row gets a column of its own that means none, and all
    weights are raised by one, which adds the same to every assignment.
    """
    from scipy.sparse import csr_array  # most graphs reduce to nothing
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    row, column = (np.unique(vertex, return_inverse=True)[1] for vertex in (row, column))
    rows, columns = int(row.max()) + 1, int(column.max()) + 1
    none = np.arange(rows)
    values = np.append(weight, np.zeros(rows)) + 1
    ends = np.append(row, none).astype(np.int32), np.append(column, columns + none).astype(np.int32)  # of old scipy
    graph = csr_array((values, ends), shape=(rows, columns + rows))
    _, partner = min_weight_full_bipartite_matching(graph, maximize=True)
    return np.flatnonzero(partner[row] == column)


def best_pairs(weights: Mapping[Pair, int]) -> Iterator[Pair]:
    """Assign rows to columns one to one so that the sum of weights is largest.

    Args:
        weights: whole numbers above 0, by row and column; what has none is not assigned.

    Yields:
        Row and column, component by component of the graph of weights.
    """
    for rows, columns in _components(weights):
        if len(rows) == 1 or len(columns) == 1:
            yield max(((i, j) for i in rows for j in columns), key=weights.__getitem__)
        else:
            yield from _assigned(rows, columns, weights)


def _components(edges: Iterable[Pair]) -> list[tuple[list[int], list[int]]]:
    """Group gold and predicted indices that edges connect."""
    home: dict[int, set[int]] = {}  # gold i is the node i, predicted j the node ~j, which is negative
    for i, j in edges:
        small, large = sorted((home.setdefault(i, {i}), home.setdefault(~j, {~j})), key=len)
        if small is not large:
            large |= small
            home.update(dict.fromkeys(small, large))
    parts = {id(part): sorted(part) for part in home.values()}.values()
    return [([node for node in part if node >= 0], [~node for node in reversed(part) if node < 0]) for part in parts]


def _assigned(rows: Sequence[int], columns: Sequence[int], weights: Mapping[Pair, int]) -> Iterator[Pair]:
    from scipy.optimize import linear_sum_assignment

    table = np.array([[weights.get((i, j), 0) for j in columns] for i in rows], dtype=np.float64)
    for row, column in zip(*linear_sum_assignment(table, maximize=True), strict=True):
        if (pair := (rows[row], columns[column])) in weights:
            yield pair
