"""The one counts type, and the metric as a value.

A scorer returns `Counts`: one row per unit (a document; a story for cross-document tasks), one column per count. A
`Metric` maps column sums to numbers. Breakdowns sum some rows, resampling weights them, shards concatenate them: no
metric has another way to be computed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counts:
    """Additive counts: `matrix[i, j]` is count `columns[j]` of unit `units[i]` (shape units x columns).

    Numbers are float64, or short integers where all counts are whole; sums are float64 always.
    """

    units: tuple[str, ...]
    columns: tuple[str, ...]
    matrix: Array

    def total(self, rows: Iterable[str] | None = None) -> Array:
        """Sum the rows (all, or those of the named units) to one vector with an entry per column."""
        if rows is None:
            return np.asarray(self.matrix.sum(axis=0, dtype=np.float64))
        wanted = set(rows)
        return np.asarray(self.matrix[[unit in wanted for unit in self.units]].sum(axis=0, dtype=np.float64))

    def pick(self, columns: Sequence[str]) -> Array:
        """Return the named columns, in the order given, as a units x len(columns) array."""
        index = {name: position for position, name in enumerate(self.columns)}
        return self.matrix[:, [index[name] for name in columns]]


def concatenate(parts: Sequence[Counts]) -> Counts:
    """Join the counts of disjoint sets of units, such as shards, into one matrix.

    A list is emptied while its parts are copied, so that large counts are not held twice.

    Raises:
        ValueError: the columns differ, or a unit is in two parts.
    """
    if not parts:
        message = "no counts to join"
        raise ValueError(message)
    units = tuple(unit for part in parts for unit in part.units)
    if len(set(units)) != len(units):
        message = "two units have one name"
        raise ValueError(message)
    if any(part.columns != parts[0].columns for part in parts):
        message = "counts can be joined only with equal columns"
        raise ValueError(message)
    columns, kind = parts[0].columns, np.result_type(*(part.matrix.dtype for part in parts))
    matrix = np.empty((len(units), len(columns)), dtype=kind)
    rest, place = parts if isinstance(parts, list) else list(parts), len(units)
    while rest:
        rows = rest.pop().matrix
        matrix[place - len(rows) : place] = rows
        place -= len(rows)
    return Counts(units, columns, matrix)


def grouped(counts: Counts, group: Mapping[str, str]) -> Counts:
    """Sum the rows of units that `group` gives one name, such as documents of a story, in order of appearance."""
    names = [group[unit] for unit in counts.units]
    place = {name: row for row, name in enumerate(dict.fromkeys(names))}
    matrix = np.zeros((len(place), len(counts.columns)))
    np.add.at(matrix, [place[name] for name in names], counts.matrix)
    return Counts(tuple(place), counts.columns, matrix)


def aligned(parts: Sequence[Counts]) -> list[Counts]:
    """Give counts all columns that any of them has; a column that one lacks is 0 there."""
    columns = tuple(dict.fromkeys(column for part in parts for column in part.columns))
    if all(part.columns == columns for part in parts):
        return list(parts)
    place = {column: index for index, column in enumerate(columns)}
    made = []
    for part in parts:
        matrix = np.zeros((len(part.units), len(columns)))
        matrix[:, [place[column] for column in part.columns]] = part.matrix
        made.append(Counts(part.units, columns, matrix))
    return made


def tabulate(rows: Iterable[tuple[str, Mapping[str, float]]], columns: Sequence[str]) -> Counts:
    """Make counts of rows that name a unit and its counts; a column that a row does not name is 0.

    Raises:
        ValueError: two units have one name.
    """
    place = {column: index for index, column in enumerate(columns)}
    named_rows = list(rows)
    matrix = np.zeros((len(named_rows), len(columns)))
    for index, (_, row) in enumerate(named_rows):
        for column, number in row.items():
            matrix[index, place[column]] = number
    units = tuple(unit for unit, _ in named_rows)
    if len(set(units)) != len(units):
        message = "two units have one name"
        raise ValueError(message)
    return Counts(units, tuple(columns), matrix)


@dataclass(frozen=True, slots=True)
class Metric:
    """A named function of column sums.

    `value` takes an array whose last axis holds the sums of `columns` in that order, with any leading axes (resamples,
    systems), and returns an array of the leading shape; NaN means undefined.
    """

    name: str
    description: str
    columns: tuple[str, ...]
    value: Callable[[Array], Array]

    def of(self, counts: Counts, rows: Iterable[str] | None = None) -> float | None:
        """Evaluate on the sum of all rows, or of the named units; None where the metric is undefined."""
        picked = Counts(counts.units, self.columns, counts.pick(self.columns)).total(rows)
        number = float(self.value(picked))
        return None if np.isnan(number) else number


def ratio(numerator: Array, denominator: Array) -> Array:
    """Divide elementwise; NaN where the denominator is 0."""
    out = np.full(np.broadcast_shapes(numerator.shape, denominator.shape), np.nan)
    np.divide(numerator, denominator, out=out, where=denominator != 0)
    return out


def precision_recall_f1(
    name: str, what: str, columns: tuple[Sequence[str], Sequence[str], Sequence[str]], suffix: str = ""
) -> tuple[Metric, Metric, Metric]:
    """Make the metrics `{name}_precision`, `{name}_recall` and `{name}_f1`, each with the suffix.

    `columns` are those of gold, of predicted and of correct; several columns of one side are summed. F1 is
    2 correct / (gold + predicted), the harmonic mean of the other two.
    """
    cuts = (len(columns[0]), len(columns[0]) + len(columns[1]))

    def metric(kind: str, of_gold: float, of_predicted: float) -> Metric:
        value = partial(_correct_share, cuts=cuts, of_gold=of_gold, of_predicted=of_predicted)
        flat = tuple(column for side in columns for column in side)
        return Metric(f"{name}_{kind}{suffix}", f"{kind}, {what}", flat, value)

    return metric("precision", 0.0, 1.0), metric("recall", 1.0, 0.0), metric("f1", 0.5, 0.5)


def _correct_share(sums: Array, cuts: tuple[int, int], of_gold: float, of_predicted: float) -> Array:
    gold, predicted, correct = (part.sum(axis=-1) for part in np.split(sums, cuts, axis=-1))
    return ratio(correct, of_gold * gold + of_predicted * predicted)


def accuracy(name: str, what: str, total: str, correct: str) -> Metric:
    """Make the metric correct / total of two columns."""
    return Metric(name, what, (total, correct), _accuracy)


def _accuracy(sums: Array) -> Array:
    return ratio(sums[..., 1], sums[..., 0])


def named(metrics: Iterable[Metric]) -> Mapping[str, Metric]:
    """Index metrics by name."""
    return {metric.name: metric for metric in metrics}
