"""Records of many documents as arrays: readers check them, and scorers count them, without a loop.

Strings are numbers there: their codes, which hold within a file, by the field that they are of.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from itertools import chain
from typing import Any, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from dateline.records import AttributionRecord, CorefRecord, EventsRecord, NerRecord, QuotesRecord, TypedSpan

Integers = NDArray[np.int64]
T = TypeVar("T", bound="Table")
FIELDS = {"kind": "type", **{name: name for name in ("role", "polarity", "realis", "cluster", "speaker")}}
"""The columns that hold codes, and the fields of records that they are of."""


class Codes(dict[Any, int]):
    """Codes of the values of a field, given in order of appearance."""

    def __missing__(self, name: object) -> int:
        """Give a new value the next code."""
        self[name] = len(self)
        return self[name]

    @property
    def strings(self) -> list[str]:
        """The strings among the values, in order of appearance; others stand for a field without one."""
        return [name for name in self if isinstance(name, str)]


Strings = Mapping[str, Sequence[Any]]
"""The value of each code, by field."""


class Codings(dict[str, Codes]):
    """The codes of the strings in the records of a file, by field."""

    def __missing__(self, field: str) -> Codes:
        """Begin with none."""
        self[field] = Codes()
        return self[field]


def strings_of(codes: Mapping[str, Codes]) -> Strings:
    """Return the value of each code, by field; none for a field that no record had."""
    return defaultdict(list, {field: list(values) for field, values in codes.items()})


@dataclass(frozen=True)
class Table:
    """Rows, end to end, of documents, or of the rows of another table.

    The fields after the first are arrays with an entry for each row, and tables of parts, whose `sizes` have one.

    Attributes:
        sizes: the number of rows of each document (or row of the other table).
    """

    sizes: Integers

    @property
    def columns(self) -> "Iterator[tuple[str, Integers | Table]]":
        """The fields by name."""
        return ((name, getattr(self, name)) for name in self.__dataclass_fields__)

    @cached_property
    def first(self) -> Integers:
        """Where the rows of each document begin."""
        return np.cumsum(self.sizes, dtype=np.int64) - self.sizes

    def take(self, documents: Integers) -> Self:
        """Take the rows of some documents, in the order given."""
        sizes = self.sizes[documents].astype(np.int64)
        ends = np.cumsum(sizes)
        rows = np.arange(ends[-1] if len(ends) else 0) + np.repeat(self.first[documents] - (ends - sizes), sizes)
        _, *parts = (part for _, part in self.columns)
        taken = (part.take(rows) if isinstance(part, Table) else part[rows].astype(np.int64) for part in parts)
        return type(self)(sizes, *taken)

    def recoded(self, codes: Mapping[str, Integers]) -> Self:
        """Replace each code of some fields by `codes[field][code]`."""
        changed: list[Any] = []
        for name, part in self.columns:
            if isinstance(part, Table):
                changed.append(part.recoded(codes))
            else:
                field = FIELDS.get(name, "")
                changed.append(codes[field][part] if field in codes else part)
        return type(self)(*changed)

    def leaves(self, owner: Integers | None = None) -> "Iterator[tuple[Table, Integers]]":
        """Yield this table and those of its parts, each with the document of each row."""
        document = np.repeat(np.arange(len(self.sizes)) if owner is None else owner, self.sizes)
        yield self, document
        for _, part in self.columns:
            if isinstance(part, Table):
                yield from part.leaves(document)

    def coded(self) -> Iterator[tuple[str, Integers]]:
        """Yield the columns that hold codes, with the field that they are of."""
        return ((FIELDS[name], part) for name, part in self.columns if name in FIELDS)  # type: ignore[misc]  # arrays


@dataclass(frozen=True)
class Places(Table):
    """Spans: `start` and `end` in code points, half-open."""

    start: Integers
    end: Integers


@dataclass(frozen=True)
class SpanTable(Places):
    """Typed spans; `kind` is the code of the type."""

    kind: Integers


class Growing:
    """Tables that are put end to end, in the fewest bytes that hold all of them, and never held twice."""

    def __init__(self, empty: Table) -> None:
        """Begin with a table of no documents."""
        self._shape, self._columns = empty, [_Column() for _ in _arrays(empty)]

    def add(self, table: Table) -> None:
        """Put a table behind those added before."""
        for column, numbers in zip(self._columns, _arrays(table), strict=True):
            column.add(numbers)

    def table(self) -> Any:  # noqa: ANN401 - a table of the same kind
        """Return all rows; nothing can be added afterwards."""
        return _made(self._shape, (column.numbers() for column in self._columns))


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


def _arrays(table: Table) -> Iterator[Integers]:
    for _, part in table.columns:
        if isinstance(part, Table):
            yield from _arrays(part)
        else:
            yield part


def _made(shape: T, arrays: Iterator[Integers]) -> T:
    """Make a table like another of the arrays of all its fields."""
    made: list[Any] = [_made(part, arrays) if isinstance(part, Table) else next(arrays) for _, part in shape.columns]
    return type(shape)(*made)


def join(tables: Sequence[T]) -> T:
    """Put tables end to end; there is one at least."""
    if len(tables) == 1:
        return tables[0]
    return _made(tables[0], map(np.concatenate, zip(*map(_arrays, tables), strict=True)))


def array_of(numbers: Iterable[int], size: int) -> Integers:
    """Make an array of so many numbers.

    Raises:
        OverflowError: one has more than 63 bits.
    """
    return np.fromiter(numbers, np.int64, size)


def coded(values: Sequence[Any], codes: Mapping[Any, int]) -> Integers:
    """Make an array of the codes of values.

    Raises:
        KeyError: a value has no code.
    """
    return np.fromiter(map(codes.__getitem__, values), np.int64, len(values))


def sizes_of(lists: Sequence[Sequence[Any]]) -> Integers:
    """Make an array of the sizes of lists."""
    return np.fromiter(map(len, lists), np.int64, len(lists))


def places_of(lists: Sequence[Sequence[tuple[int, int]]]) -> Places:
    """Lay out lists of spans.

    Raises:
        OverflowError: an offset has more than 63 bits.
    """
    return _places(sizes_of(lists), chain.from_iterable(lists))


def optional_places(spans: Sequence[tuple[int, int] | None]) -> Places:
    """Lay out spans of which any may be none.

    Raises:
        OverflowError: an offset has more than 63 bits.
    """
    return _places(array_of(map(bool, spans), len(spans)), filter(None, spans))


def _places(sizes: Integers, spans: Iterable[tuple[int, int]]) -> Places:
    edges = array_of(chain.from_iterable(spans), 2 * int(sizes.sum())).reshape(-1, 2)
    return Places(sizes, edges[:, 0], edges[:, 1])


def pairs_in(places: Places) -> Iterator[list[tuple[int, int]]]:
    """Make the lists of spans again."""
    pairs = zip(places.start.tolist(), places.end.tolist(), strict=True)
    return grouped(pairs, places.sizes)


def grouped(rows: Iterable[Any], sizes: Integers) -> Iterator[list[Any]]:
    """Cut rows into lists of these sizes."""
    rest = iter(rows)
    return ([next(rest) for _ in range(size)] for size in sizes.tolist())


def table(lists: Sequence[Sequence[TypedSpan]], codes: Mapping[Any, int]) -> SpanTable:
    """Lay out the spans of documents.

    Args:
        lists: the spans of each document.
        codes: the code of each type.

    Raises:
        KeyError: a type has no code.
        OverflowError: an offset has more than 63 bits.
    """
    spans, size = list(chain.from_iterable(lists)), sum(map(len, lists))
    return SpanTable(
        sizes_of(lists),
        array_of([span.start for span in spans], size),
        array_of([span.end for span in spans], size),
        coded([span.type for span in spans], codes),
    )


def records(names: Sequence[str], spans: SpanTable, strings: Strings) -> list[NerRecord]:
    """Make the records of documents again."""
    types = map(strings["type"].__getitem__, spans.kind.tolist())
    rows = zip(spans.start.tolist(), spans.end.tolist(), types, strict=True)
    lists = grouped((TypedSpan(*row) for row in rows), spans.sizes)
    return [NerRecord(name, found) for name, found in zip(names, lists, strict=True)]


class Layout(NamedTuple):
    """How records of a class are laid out.

    Attributes:
        field: the field of a record that holds its list.
        lay_out: lays out the lists of documents, given the codes of each field, which grow.
        records: makes the records of documents again, given their names, the table and the strings.
    """

    field: str
    lay_out: Callable[[Sequence[Any], Mapping[str, Codes]], Any]
    records: Callable[[Sequence[str], Any, Strings], list[Any]]


_ELSEWHERE: dict[type, str] = {
    EventsRecord: "events",
    CorefRecord: "clusters",
    QuotesRecord: "quotes",
    AttributionRecord: "speakers",
}


def layout_of(record: type) -> Layout:
    """Return how records of a class are laid out; what other classes need is not imported."""
    if record is NerRecord:
        return Layout("entities", lambda lists, codes: table(lists, codes["type"]), records)
    module = import_module(f"{__name__}.{_ELSEWHERE[record]}")
    field, *_ = (name for name in record.__struct_fields__ if name != "id")  # type: ignore[attr-defined]  # a struct
    return Layout(field, module.lay_out, module.records)
