"""Quotes of many documents as arrays, and their counts.

They equal those that `dateline.scoring.quotes` counts document by document, and are many times as fast. A document is
left to that where a quote has a choice of partners, or its content is not disjoint spans from left to right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.records import QuoteRecord, QuotesRecord
from dateline.scoring.counts import Array
from dateline.scoring.tables import (
    Integers,
    Places,
    Strings,
    Table,
    coded,
    grouped,
    optional_places,
    pairs_in,
    places_of,
    sizes_of,
)
from dateline.scoring.tables.joining import together

_STRIDE = 1 << 40  # above any offset, so that documents lie on one line without touching
_NOTHING: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class QuoteTable(Table):
    """Quotes: the code of the type, and the spans of contents, cues (none or one) and sources."""

    kind: Integers
    content: Places
    cue: Places
    sources: Places


def lay_out(lists: Sequence[Sequence[QuoteRecord]], codes: Mapping[str, Mapping[Any, int]]) -> QuoteTable:
    """Lay out the quotes of documents.

    Raises:
        KeyError: a type has no code.
        OverflowError: an offset has more than 63 bits.
    """
    quotes = list(chain.from_iterable(lists))
    return QuoteTable(
        sizes_of(lists),
        coded([quote.type for quote in quotes], codes["type"]),
        places_of([quote.content for quote in quotes]),
        optional_places([quote.cue for quote in quotes]),
        places_of([quote.sources or _NOTHING for quote in quotes]),
    )


def records(names: Sequence[str], table: QuoteTable, strings: Strings) -> list[QuotesRecord]:
    """Make the records of documents again."""
    types = map(strings["type"].__getitem__, table.kind.tolist())
    parts = zip(pairs_in(table.content), pairs_in(table.cue), pairs_in(table.sources), types, strict=True)
    quotes = (QuoteRecord(content, cue[0] if cue else None, sources, kind) for content, cue, sources, kind in parts)
    return [QuotesRecord(name, found) for name, found in zip(names, grouped(quotes, table.sizes), strict=True)]


@dataclass(frozen=True, slots=True)
class _Side:
    """The quotes of one side: of each its document, the code of its type (0 for none), its size and its cue.

    A quote without a cue has (-1, -1).

    Spans of contents and sources have the quote that they are of, and start and end.
    """

    document: Integers
    kind: Integers
    size: Integers
    cue: Integers
    content: tuple[Integers, Integers, Integers]
    sources: tuple[Integers, Integers, Integers]

    @property
    def source_counts(self) -> Integers:
        return np.bincount(self.sources[0], minlength=len(self.document))


def rows(ours_: QuoteTable, theirs_: QuoteTable, types: int) -> tuple[Array, NDArray[np.bool_]] | None:
    """Count the quotes of documents, sources being right that equal gold ones.

    Args:
        ours_: their gold quotes.
        theirs_: their predicted quotes; codes of types are those of the gold, from 1, and 0 stands for none.
        types: the number of types.

    Returns:
        One row per document, with the columns of `quotes.count`; and whether the row is good: it is not where quotes
        have a choice of partners. None where nothing can be counted so.
    """
    gold, predicted = _side(ours_), _side(theirs_)
    if gold is None or predicted is None:
        return None
    ours, theirs, shared = _overlaps(gold, predicted)
    alone = (np.bincount(ours, minlength=len(gold.size))[ours] == 1) & (
        np.bincount(theirs, minlength=len(predicted.size))[theirs] == 1
    )
    good = np.ones(len(ours_.sizes), dtype=np.bool_)
    good[gold.document[ours[~alone]]] = False
    ours, theirs, shared = ours[alone], theirs[alone], shared[alone]

    content = (shared == gold.size[ours]) & (shared == predicted.size[theirs])
    cue = (gold.cue[ours] == predicted.cue[theirs]).all(axis=1)
    sources = _common_sources(gold, predicted, ours, theirs)
    whole = content & cue & (sources == gold.source_counts[ours]) & (sources == predicted.source_counts[theirs])
    kind = gold.kind[ours]
    given = predicted.kind.copy()
    given[theirs] = kind
    correct = (shared, content, cue & (gold.cue[ours, 0] >= 0), sources, whole)

    table = _Table(len(ours_.sizes), types + 1)
    for family, amounts in enumerate(zip(_amounts(gold), _amounts(predicted), correct, strict=True)):
        table.add(3 * family, gold.document, gold.kind, amounts[0])
        table.add(3 * family + 1, predicted.document, given, amounts[1])
        table.add(3 * family + 2, gold.document[ours], kind, amounts[2])
    typed = np.flatnonzero(kind)
    right = typed[kind[typed] == predicted.kind[theirs[typed]]]
    for number, some in ((15, typed), (16, right)):
        table.add(number, gold.document[ours[some]], kind[some], np.ones(len(some)))
    return table.rows(), good


class _Table:
    """Sums by document, by type and in all, and by column."""

    def __init__(self, documents: int, kinds: int) -> None:
        self._cells, self._kinds = np.zeros((17, documents * kinds)), kinds

    def add(self, column: int, document: Integers, kind: Integers, amount: NDArray[Any]) -> None:
        cells, size = document * self._kinds, self._cells.shape[1]
        typed = np.flatnonzero(kind)
        self._cells[column] = np.bincount(cells, amount, size) + np.bincount(
            cells[typed] + kind[typed], amount[typed], size
        )

    def rows(self) -> Array:
        """Return documents x columns: the columns in all, then those of each type."""
        return self._cells.reshape(17, -1, self._kinds).transpose(1, 2, 0).reshape(-1, 17 * self._kinds)


def _side(table: QuoteTable) -> _Side | None:
    """Prepare one side; None where a content is not disjoint spans from left to right, or an offset is none."""
    document = np.repeat(np.arange(len(table.sizes)), table.sizes)
    content, cues, sources = (
        (np.repeat(np.arange(len(document)), part.sizes), part.start, part.end)
        for part in (table.content, table.cue, table.sources)
    )
    of, start, end = content
    touches = (of[1:] == of[:-1]) & (start[1:] <= end[:-1])
    edges = [part for part in (start, end, *sources[1:], *cues[1:]) if len(part)]
    if touches.any() or (start >= end).any() or any(part.min() < 0 or part.max() >= _STRIDE for part in edges):
        return None
    cue = np.full((len(document), 2), -1)
    cue[cues[0]] = np.stack(cues[1:], axis=1)
    once = np.unique(together(*sources), return_index=True)[1]  # a source that is given twice counts once
    sources = sources[0][once], sources[1][once], sources[2][once]
    size = np.bincount(of, end - start, len(document)).astype(np.int64)
    return _Side(document, table.kind, size, cue, content, sources)


def _overlaps(gold: _Side, predicted: _Side) -> tuple[Integers, Integers, Integers]:
    """Find the quotes of both sides that share characters, and how many; sorted, each pair once."""
    (of_gold, start, end), (of_predicted, first, last) = (
        (of, start + side.document[of] * _STRIDE, end + side.document[of] * _STRIDE)
        for side in (gold, predicted)
        for of, start, end in [side.content]
    )
    order = np.argsort(first, kind="stable")
    of_predicted, first, last = of_predicted[order], first[order], last[order]
    low = np.searchsorted(np.maximum.accumulate(last), start, side="right")  # those before end before the span
    many = np.maximum(np.searchsorted(first, end) - low, 0)
    left = np.repeat(np.arange(len(start)), many)
    right = np.arange(len(left)) + np.repeat(low - (np.cumsum(many) - many), many)
    shared = np.minimum(end[left], last[right]) - np.maximum(start[left], first[right])
    meet = shared > 0
    key = of_gold[left[meet]] * len(predicted.size) + of_predicted[right[meet]]
    pairs, place = np.unique(key, return_inverse=True)
    ours, theirs = np.divmod(pairs, max(len(predicted.size), 1))
    return ours, theirs, np.bincount(place.reshape(-1), shared[meet], len(pairs)).astype(np.int64)


def _common_sources(gold: _Side, predicted: _Side, ours: Integers, theirs: Integers) -> Integers:
    """Count the sources that both quotes of each pair have."""
    sides = []
    for side, chosen in ((gold, ours), (predicted, theirs)):
        pair = np.full(len(side.size), -1)
        pair[chosen] = np.arange(len(chosen))
        of, start, end = side.sources
        kept = np.flatnonzero(pair[of] >= 0)
        sides.append((pair[of[kept]], start[kept], end[kept]))
    columns = [np.concatenate(parts) for parts in zip(*sides, strict=True)]
    key = together(*columns)
    order = np.argsort(key, kind="stable")
    twice = np.flatnonzero(key[order[1:]] == key[order[:-1]])  # no quote has a source twice
    return np.bincount(columns[0][order[twice]], minlength=len(ours))


def _amounts(side: _Side) -> tuple[NDArray[Any], ...]:
    """What each quote adds to its side of each family."""
    one = np.ones(len(side.size))
    return side.size, one, side.cue[:, 0] >= 0, side.source_counts, one
