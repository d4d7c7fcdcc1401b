"""Typed spans of many documents as arrays: readers check them, and the scorer of spans counts them, without a loop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from dateline.records import TypedSpan

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SpanTable:
    """Spans of documents, end to end.

    Attributes:
        sizes: the number of spans of each document.
        start: the start of each span, in code points.
        end: its end, exclusive.
        kind: the code of its type.
    """

    sizes: Integers
    start: Integers
    end: Integers
    kind: Integers

    def recoded(self, codes: Integers) -> "SpanTable":
        """Replace each type's code by `codes[code]`."""
        return SpanTable(self.sizes, self.start, self.end, codes[self.kind])

    def rows(self, first: Integers, documents: Integers) -> "SpanTable":
        """Take some documents, in the order given; `first[i]` is where the spans of document `i` begin."""
        sizes = self.sizes[documents].astype(np.int64)
        ends = np.cumsum(sizes)
        place = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first[documents] - (ends - sizes), sizes)
        parts = (part[place].astype(np.int64) for part in (self.start, self.end, self.kind))
        return SpanTable(sizes, *parts)


class Growing:
    """Spans that are added table by table, in the fewest bytes that hold all of them, and never held twice."""

    def __init__(self) -> None:
        """Begin without spans."""
        self._columns = [_Column() for _ in range(4)]

    def add(self, spans: SpanTable) -> None:
        """Put a table behind those added before."""
        for column, numbers in zip(self._columns, (spans.sizes, spans.start, spans.end, spans.kind), strict=True):
            column.add(numbers)

    def table(self) -> SpanTable:
        """Return all spans; nothing can be added afterwards."""
        return SpanTable(*(column.numbers() for column in self._columns))


class _Column:
    """Whole numbers from 0, as bytes that grow in place."""

    def __init__(self) -> None:
        self._bytes, self._kind = bytearray(), np.dtype(np.uint8)

    def add(self, numbers: Integers) -> None:
        needed = np.min_scalar_type(int(numbers.max(initial=0)))
        if needed.itemsize > self._kind.itemsize:
            self._bytes, self._kind = bytearray(self.numbers().astype(needed).tobytes()), needed
        self._bytes += numbers.astype(self._kind).tobytes()

    def numbers(self) -> Integers:
        return np.frombuffer(self._bytes, dtype=self._kind)


class Codes(dict[str, int]):
    """Codes of types, given in order of appearance."""

    def __missing__(self, name: str) -> int:
        """Give a new type the next code."""
        self[name] = len(self)
        return self[name]


def table(lists: Sequence[Sequence[TypedSpan]], codes: Mapping[str, int]) -> SpanTable:
    """Lay out the spans of documents.

    Args:
        lists: the spans of each document.
        codes: the code of each type.

    Raises:
        KeyError: a type has no code.
        OverflowError: an offset has more than 63 bits.
    """
    spans = list(chain.from_iterable(lists))
    return SpanTable(
        np.array([len(one) for one in lists], dtype=np.int64),
        np.array([span.start for span in spans], dtype=np.int64),
        np.array([span.end for span in spans], dtype=np.int64),
        np.array([codes[span.type] for span in spans], dtype=np.int64),
    )


def join(tables: Sequence[SpanTable]) -> SpanTable:
    """Put tables end to end."""
    if len(tables) == 1:
        return tables[0]
    sides = ([getattr(one, name) for one in tables] for name in ("sizes", "start", "end", "kind"))
    empty = np.zeros(0, dtype=np.uint8)
    return SpanTable(*(np.concatenate(parts or [empty]) for parts in sides))
