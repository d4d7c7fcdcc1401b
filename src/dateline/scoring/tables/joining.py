"""Keys of rows as whole numbers, so that rows of two sides that are equal can be found by sorting."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import numpy as np

from dateline.scoring.tables import Integers

U = TypeVar("U")

BATCH = 512  # units counted at a time
_MOST = int(np.iinfo(np.int64).max)


def in_batches(units: Iterable[U], size: int = BATCH) -> Iterator[list[U]]:
    """Cut units into batches."""
    rest = iter(units)
    while batch := list(islice(rest, size)):
        yield batch


def together(*columns: Integers) -> Integers:
    """Give equal rows of some columns, and no others, one number.

    Raises:
        OverflowError: the numbers need more than 63 bits.
    """
    key, bound = columns[0], int(columns[0].max(initial=0)) + 1
    for column in columns[1:]:
        low = int(column.min(initial=0))
        width = int(column.max(initial=0)) - low + 1
        if bound * width > _MOST:
            key = np.unique(key, return_inverse=True)[1].reshape(-1)
            bound = len(key) + 1
        if bound * width > _MOST:
            raise OverflowError
        key, bound = key * width + (column - low), bound * width
    return key


def has_twins(key: Integers) -> bool:
    """Tell whether a number occurs twice."""
    in_order = np.sort(key)
    return bool((in_order[1:] == in_order[:-1]).any())


def once(key: Integers, side: Integers) -> Integers:
    """Keep one row of a side for each key."""
    return side[np.unique(key[side], return_index=True)[1]] if has_twins(key[side]) else side


def pairs_of(key: Integers, ours: Integers, theirs: Integers) -> tuple[Integers, Integers]:
    """Pair the rows of two sides that have one key, in the order of ours; no side has a key twice."""
    left, order = key[ours], np.argsort(key[theirs])
    right = key[theirs[order]]
    place = np.searchsorted(right, left)
    hit = np.flatnonzero(place < len(right))
    hit = hit[right[place[hit]] == left[hit]]
    return ours[hit], theirs[order[place[hit]]]


def tally(cells: Integers, documents: int, width: int) -> Any:  # noqa: ANN401 - integers, documents x width
    """Count cells of a matrix; shape (documents, width)."""
    return np.bincount(cells, minlength=documents * width).reshape(documents, width)
