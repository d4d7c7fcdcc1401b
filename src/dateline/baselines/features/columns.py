"""Features of many items at once: columns of numbered values, and the sparse matrix that a linear model reads."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Column:
    """A value for each item, as its number in a list of values; -1 is no value."""

    codes: Ints
    values: Sequence[str]

    @classmethod
    def of(cls, items: Iterable[str]) -> "Column":
        """Number the values of items in the order in which they come; no two numbers have one value."""
        numbers: dict[str, int] = {}
        codes = [numbers.setdefault(item, len(numbers)) for item in items]
        return cls(np.array(codes, dtype=np.intp), list(numbers))

    @classmethod
    def numbered(cls, numbers: NDArray[Any]) -> "Column":
        """Write whole numbers or truth values as text."""
        distinct, codes = np.unique(numbers, return_inverse=True)
        return cls(codes.reshape(-1), [str(value) for value in distinct.tolist()])

    def __iter__(self) -> Iterator[str]:
        """Go through the values of the items, all of which must have one."""
        return map(self.values.__getitem__, self.codes.tolist())

    def map(self, function: Callable[[str], str]) -> "Column":
        """Apply a function to every value, once for all items that have it."""
        mapped = Column.of(map(function, self.values))
        return Column(np.append(mapped.codes, -1)[self.codes], mapped.values)

    def flags(self, function: Callable[[str], bool]) -> Flags:
        """Tell for each item whether its value is such."""
        return np.array([*map(function, self.values), False], dtype=np.bool_)[self.codes]

    def take(self, items: Ints, there: Flags | None = None, other: str | None = None) -> "Column":
        """Choose items by number; where `there` is false, the value is `other`, or none."""
        if there is None:
            return Column(self.codes[items], self.values)
        if not len(self.codes):
            items, there = np.zeros_like(items), np.zeros_like(there)
        codes = np.append(self.codes, -1)[np.where(there, items, -1)]
        if other is None:
            return Column(codes, self.values)
        return Column(np.where(there, codes, len(self.values)), [*self.values, other])


def join(*columns: Column) -> Column:
    """Combine the values of each item into one, with blanks between."""
    shape = [max(1, len(column.values)) for column in columns]
    distinct, codes = np.unique(np.ravel_multi_index([c.codes for c in columns], shape), return_inverse=True)
    parts = [
        map(column.values.__getitem__, part.tolist())
        for column, part in zip(columns, np.unravel_index(distinct, shape), strict=True)
    ]
    return Column(codes.reshape(-1), [" ".join(values) for values in zip(*parts, strict=True)])


def stretches(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """List the places of several stretches, ends exclusive: the stretch of each place, and the places."""
    lengths = np.maximum(last - first, 0)
    numbers = np.repeat(np.arange(len(first)), lengths)
    begin = np.cumsum(lengths) - lengths
    return numbers, np.arange(len(numbers)) - begin[numbers] + first[numbers]


class Bag(NamedTuple):
    """Any number of values for each item: the item of every value, and the values."""

    items: Ints
    column: Column

    @classmethod
    def between(cls, first: Ints, last: Ints, column: Column) -> "Bag":
        """Give each item the values of a stretch of a column, its end exclusive."""
        items, places = stretches(first, last)
        return cls(items, column.take(places))


Feature = Column | Bag | NDArray[Any]


class Table:
    """Named features of items: what a list of dictionaries would say, without a dictionary for each item.

    A column gives the feature `name=value` as 1, a bag `name value` as 1 however often it is there, an array its number
    as `name`: the names of scikit-learn's DictVectorizer for dictionaries of strings and numbers.
    """

    def __init__(self, size: int, features: Mapping[str, Feature]) -> None:
        """Name the features of `size` items."""
        self.size = size
        self.features = features
        self._made: tuple[Mapping[str, int], Any] | None = None

    def __len__(self) -> int:
        """Return the number of items."""
        return self.size

    def distinct(self) -> Iterator[dict[str, Any]]:
        """Yield every feature that an item has, in the form that a DictVectorizer learns from."""
        for name, feature in self.features.items():
            if isinstance(feature, Column):
                yield from ({name: value} for value in _used(feature))
            elif isinstance(feature, Bag):
                yield from ({f"{name} {value}": 1} for value in _used(feature.column))
            elif self.size:
                yield {name: 1}

    def matrix(self, vocabulary: Mapping[str, int]) -> Any:  # noqa: ANN401 - a sparse array of scipy
        """Return items x features with the numbers of a vocabulary; features that it lacks are left out.

        The last matrix is kept: models that learnt from the same items have one vocabulary.
        """
        if self._made is None or self._made[0] != vocabulary:
            self._made = vocabulary, self._matrix(vocabulary)
        return self._made[1]

    def _matrix(self, vocabulary: Mapping[str, int]) -> Any:  # noqa: ANN401
        from scipy.sparse import csr_array

        everything = np.arange(self.size)
        rows: list[Ints] = []
        columns: list[Ints] = []
        numbers: list[NDArray[np.float64]] = []
        for name, feature in self.features.items():
            items, data = everything, np.ones(self.size)
            if isinstance(feature, Column):
                found = _lookup(vocabulary, f"{name}=", feature)
            elif isinstance(feature, Bag):
                items, found = _once(feature.items, _lookup(vocabulary, f"{name} ", feature.column), len(vocabulary))
                data = np.ones(len(items))
            else:
                found, data = np.full(self.size, vocabulary.get(name, -1)), feature.astype(np.float64)
            rows.append(items)
            columns.append(found)
            numbers.append(data)
        row, column, number = np.concatenate(rows), np.concatenate(columns), np.concatenate(numbers)
        known = column >= 0
        shape = (self.size, len(vocabulary))
        made = csr_array((number[known], (row[known], column[known])), shape=shape)
        made.sort_indices()
        return made


def _used(column: Column) -> Iterator[str]:
    return (column.values[code] for code in np.unique(column.codes).tolist() if code >= 0)


def _lookup(vocabulary: Mapping[str, int], prefix: str, column: Column) -> Ints:
    numbers = [vocabulary.get(prefix + value, -1) for value in column.values]
    return np.array([*numbers, -1], dtype=np.intp)[column.codes]


def _once(items: Ints, columns: Ints, width: int) -> tuple[Ints, Ints]:
    """Leave out what an item has already."""
    known = columns >= 0
    distinct = np.unique(items[known] * width + columns[known])
    return distinct // max(1, width), distinct % max(1, width)
