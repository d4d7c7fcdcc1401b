"""Counts of triggers and arguments for many documents at once, as arrays.

They equal those that `dateline.scoring.events` counts document by document, and are many times as fast. Keys are
whole numbers: tuples of offsets, types and roles that are equal get one number, whichever side they are on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from operator import attrgetter
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from dateline.records import EventRecord
from dateline.scoring.counts import Array, Counts, concatenate
from dateline.scoring.span_table import Codes, Integers

Unit = tuple[str, Sequence[EventRecord], Sequence[EventRecord]]

U = TypeVar("U")

BATCH = 512  # documents counted at a time
_MOST = int(np.iinfo(np.int64).max)


def in_batches(units: Iterable[U]) -> Iterator[list[U]]:
    """Cut units into batches."""
    rest = iter(units)
    while batch := list(islice(rest, BATCH)):
        yield batch


def joined(
    units: Iterable[Unit],
    types: Sequence[str],
    columns: Sequence[str],
    rows: Callable[[Sequence[Unit], Sequence[str]], Array | None],
    one_by_one: Callable[[Iterable[Unit]], Counts],
) -> Counts:
    """Count batch by batch, and document by document what can't be counted as arrays.

    Args:
        units: document, gold events and predicted events.
        types: all event types that may occur.
        columns: the columns of the counts.
        rows: counts the documents of a batch as arrays, or gives None.
        one_by_one: counts them document by document; equal, and it refuses a type that is not known.

    Raises:
        ValueError: two units have one name.
    """
    parts = [Counts((), tuple(columns), np.zeros((0, len(columns))))]
    seen: set[str] = set()
    for batch in in_batches(units):
        before = len(seen)
        seen.update(name for name, _, _ in batch)
        if len(seen) < before + len(batch):
            message = "two units have one name"
            raise ValueError(message)
        try:
            found = rows(batch, types)
        except (KeyError, OverflowError):  # told of, or counted, one by one
            found = None
        names = tuple(name for name, _, _ in batch)
        parts.append(one_by_one(batch) if found is None else Counts(names, tuple(columns), found.astype(np.float64)))
    return concatenate(parts)


def trigger_rows(batch: Sequence[Unit], types: Sequence[str]) -> Array | None:
    """Count the triggers of documents.

    Returns:
        One row per document: gold, predicted and correct triggers by span and type; the same by span; those with a gold
        polarity and those of them that are right; the same for realis; gold, predicted and correct ones of each type.
        None where offsets are too large, or a document has a trigger twice, so that it may have two polarities.

    Raises:
        KeyError: a type is none of those given.
    """
    events, document, gold = sides_of([gold for _, gold, _ in batch], [found for _, _, found in batch])
    codes, values = {name: code for code, name in enumerate(types)}, Codes({None: 0})  # type: ignore[dict-item]
    kind = column(events, "type", codes)
    try:
        start = column(events, "start")
        span = together(document, start, column(events, "end") - start)
        key = together(span, kind)
    except OverflowError:
        return None
    ours, theirs = np.flatnonzero(gold), np.flatnonzero(~gold)
    if any(has_twins(key[side]) for side in (ours, theirs)):
        return None
    left, right = pairs_of(key, ours, theirs)
    attributes = []
    for name in ("polarity", "realis"):
        value = column(events, name, values)
        wanted, given = value[left], value[right]
        attributes += [left[wanted > 0], left[(wanted > 0) & (wanted == given)]]
    spans = [_once(span, side) for side in (ours, theirs)]
    same = pairs_of(span, *spans)[0]
    chosen = (ours, theirs, left, *spans, same, *attributes)
    by_type = [
        _tally(document[side] * len(types) + kind[side], len(batch), len(types)) for side in (ours, theirs, left)
    ]
    return np.hstack([*(_tally(document[rows], len(batch), 1) for rows in chosen), *by_type])


def argument_rows(batch: Sequence[Unit], types: Sequence[str]) -> Array | None:
    """Count the arguments of documents.

    Returns:
        One row per document: gold, predicted and correct ones at each level (AI, AC, AI+, AC+); then those of AC+ by
        type. None where offsets are too large.

    Raises:
        KeyError: a type is none of those given.
    """
    events, home, of_gold = sides_of([gold for _, gold, _ in batch], [found for _, _, found in batch])
    codes, roles = {name: code for code, name in enumerate(types)}, Codes()
    kinds = column(events, "type", codes)
    lists = [event.arguments for event in events]
    sizes, arguments = array_of(map(len, lists), len(lists)), list(chain.from_iterable(lists))
    place = np.repeat(np.arange(len(events)), sizes)
    document, gold, kind = home[place], of_gold[place], kinds[place]
    try:
        start, first = column(events, "start"), column(arguments, "start")
        trigger = together(start, column(events, "end") - start)[place]
        found = together(document, first, column(arguments, "end") - first, kind)
        labelled = together(found, column(arguments, "role", roles))
        levels = (found, labelled, together(found, trigger), together(labelled, trigger))
    except OverflowError:
        return None
    chosen: list[Integers] = []
    ours, theirs = np.flatnonzero(gold), np.flatnonzero(~gold)
    for key in levels:
        sides = [_once(key, side) for side in (ours, theirs)]
        chosen += [*sides, pairs_of(key, *sides)[0]]
    by_type = [_tally(document[rows] * len(types) + kind[rows], len(batch), len(types)) for rows in chosen[-3:]]
    return np.hstack([*(_tally(document[rows], len(batch), 1) for rows in chosen), *by_type])


def sides_of(
    gold: Sequence[Sequence[EventRecord]], predicted: Sequence[Sequence[EventRecord]]
) -> tuple[list[EventRecord], Integers, NDArray[np.bool_]]:
    """Lay the events of both sides end to end, with the document of each, and whether it is gold."""
    sizes = array_of(map(len, chain(gold, predicted)), 2 * len(gold))
    document = np.repeat(np.tile(np.arange(len(gold)), 2), sizes)
    return list(chain(*gold, *predicted)), document, np.arange(len(document)) < sizes[: len(gold)].sum()


def array_of(numbers: Iterable[int], size: int) -> Integers:
    """Make an array of so many numbers."""
    return np.fromiter(numbers, np.int64, size)


def column(records: Sequence[Any], name: str, codes: Mapping[Any, int] | None = None) -> Integers:
    """Take a field of all records, or the code of each value."""
    values = map(attrgetter(name), records)
    return array_of(values if codes is None else map(codes.__getitem__, values), len(records))


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
    return bool((np.diff(np.sort(key)) == 0).any())


def _once(key: Integers, side: Integers) -> Integers:
    """Keep one row of a side for each key."""
    return side[np.unique(key[side], return_index=True)[1]] if has_twins(key[side]) else side


def pairs_of(key: Integers, ours: Integers, theirs: Integers) -> tuple[Integers, Integers]:
    """Pair the rows of two sides that have one key; no side has a key twice."""
    _, left, right = np.intersect1d(key[ours], key[theirs], assume_unique=True, return_indices=True)
    return ours[left], theirs[right]


def _tally(cells: Integers, documents: int, width: int) -> Any:  # noqa: ANN401 - integers, documents x width
    return np.bincount(cells, minlength=documents * width).reshape(documents, width)
