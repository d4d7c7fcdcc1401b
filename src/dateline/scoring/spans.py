"""Score typed spans (task `ner`): strict, exact, partial and type matching, from one matrix of counts.

The four schemas are those of SemEval-2013 task 9.1 (Segura-Bedmar, Martínez and Herrero-Zazo 2013). Matching is
one-to-one and depends on neither the order of documents nor that of annotations; spans may overlap or repeat:

- `strict`: equal boundaries and type.
- `exact`: equal boundaries.
- `partial`: equal boundaries first; then each prediction, from left to right, takes the leftmost free gold span that it
  overlaps. A match with unequal boundaries counts one half.
- `type`: strict matches first; then each prediction, from left to right, takes the free gold span of its own type that
  it overlaps and whose boundaries are nearest, the leftmost of equals, or else the leftmost of another type, which
  counts 0.

From left to right means by start, then end, then type. A type's own figures are those of the task with that type alone.

Spans are counted as integers. The documents of a batch are laid end to end on one line, where a span is
`(start * stride + length) * kinds + type`: sorted integers are spans from left to right, equal ones are strict matches,
and those equal but for the type are exact ones. Only what is left after these is matched one by one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice

import numpy as np

from dateline.errors import InputError, refuse
from dateline.records import TypedSpan
from dateline.scoring.counts import Array, Counts, Metric, named, ratio
from dateline.scoring.tables import Integers, SpanTable, join, table

Matches = tuple[Integers, Integers]  # indices of gold spans and of the predictions that they go with
Unit = tuple[str, Sequence[TypedSpan], Sequence[TypedSpan]]  # name, gold spans, predicted spans

BATCH = 512  # documents counted at a time: as quick as any, and it keeps the integers small
TOTALS = ("gold", "predicted", "strict", "exact", "partial", "type")
PER_TYPE = ("gold", "predicted", "strict", "partial", "type")  # for a type alone, exact is strict
HITS = {  # what a schema counts as correct
    "strict": {"strict": 1.0},
    "exact": {"exact": 1.0},
    "partial": {"exact": 1.0, "partial": 0.5},
    "type": {"type": 1.0},
}
OWN_HITS = {"strict": {"strict": 1.0}, "partial": {"strict": 1.0, "partial": 0.5}, "type": {"type": 1.0}}


def count(units: Iterable[Unit], types: Sequence[str]) -> Counts:
    """Count the gold spans, the predicted spans and the matches of each unit.

    Args:
        units: name, gold spans and predicted spans of each unit.
        types: all types that may occur.

    Returns:
        One row per unit, in the order given. The columns are `TOTALS`, over all types, then `name:type` for each name
        of `PER_TYPE` and each type. `exact` includes the strict matches; `partial` is the number of matches with
        unequal boundaries, before they are halved.

    Raises:
        InputError: a span is empty, starts below 0, has a type that is not in `types`, or lies too far out to count.
        ValueError: two units have one name.
    """
    names: list[str] = []
    columns = _columns(types)
    blocks: list[Array] = [np.zeros((0, len(columns)), dtype=np.int16)]
    for batch in _batches(units):
        names += [name for name, _, _ in batch]
        blocks.append(_rows(_line_of(batch, types)))
    if len(set(names)) != len(names):
        message = "two units have one name"
        raise ValueError(message)
    return Counts(tuple(names), columns, np.concatenate(blocks))


def count_tables(names: Sequence[str], gold: SpanTable, predicted: SpanTable, types: Sequence[str]) -> Counts:
    """Count units whose spans are arrays, with the counts of `count`.

    Args:
        names: the units; no two have one name.
        gold: their gold spans; the code of a type is its place in `types`.
        predicted: their predicted spans.
        types: all types that may occur.
    """
    return Counts(tuple(names), _columns(types), _rows(_pack(gold, predicted, len(types))))


def _columns(types: Sequence[str]) -> tuple[str, ...]:
    return (*TOTALS, *(f"{name}:{kind}" for name in PER_TYPE for kind in types))


def metrics(types: Sequence[str]) -> Mapping[str, Metric]:
    """Name all metrics for these types: `METRICS`, `macro_f1`, `weighted_f1`, and `strict_f1:TYPE` and its like.

    `macro_f1` is the mean of strict F1 over the types that occur in gold or prediction; `weighted_f1` weights it by the
    gold spans of each type.
    """
    columns = tuple(f"{name}:{kind}" for name in ("gold", "predicted", "strict") for kind in types)
    means = (
        Metric("macro_f1", "mean over types of strict F1", columns, _macro),
        Metric("weighted_f1", "mean over types of strict F1, weighted by gold spans", columns, _weighted),
    )
    return named((*METRICS.values(), *means, *chain.from_iterable(of_type(kind) for kind in types)))


def of_type(kind: str) -> Iterator[Metric]:
    """Yield precision, recall and F1 of one type: strict (and so exact), partial, and type."""
    for schema, hits in OWN_HITS.items():
        yield from _family(schema, hits, f":{kind}")


def _family(schema: str, hits: Mapping[str, float], suffix: str = "") -> Iterator[Metric]:
    """Yield precision, recall and F1 of a schema; F1 is 2 hits / (gold + predicted), their harmonic mean."""
    columns = tuple(f"{name}{suffix}" for name in ("gold", "predicted", *hits))
    weights = np.array(list(hits.values()))
    for name, sizes in (("precision", (0.0, 1.0)), ("recall", (1.0, 0.0)), ("f1", (0.5, 0.5))):
        value = partial(_score, sizes=np.array(sizes), weights=weights)
        yield Metric(f"{schema}_{name}{suffix}", f"{name}, {schema} matching", columns, value)


def _score(sums: Array, sizes: Array, weights: Array) -> Array:
    return ratio(sums[..., 2:] @ weights, sums[..., :2] @ sizes)


def _per_type(sums: Array) -> tuple[Array, Array]:
    """Give the gold spans and the strict F1 of each type; the last axis holds all gold, all predicted, all strict."""
    gold, predicted, strict = np.split(sums, 3, axis=-1)
    return gold, ratio(2 * strict, gold + predicted)


def _macro(sums: Array) -> Array:
    _, f1 = _per_type(sums)
    return ratio(np.nansum(f1, axis=-1), (~np.isnan(f1)).sum(axis=-1).astype(np.float64))


def _weighted(sums: Array) -> Array:
    gold, f1 = _per_type(sums)
    return ratio(np.nansum(gold * f1, axis=-1), gold.sum(axis=-1))


METRICS = named(chain.from_iterable(_family(schema, hits) for schema, hits in HITS.items()))


@dataclass(frozen=True, slots=True)
class _Line:
    """A batch of documents on one line: `gold` and `predicted` are sorted, document `i` starts at `base[i]`."""

    gold: Integers
    predicted: Integers
    base: Integers
    stride: int  # longest span + 1
    kinds: int

    def bounds(self, spans: Integers) -> tuple[Integers, Integers]:
        """Unpack start and end."""
        start, length = np.divmod(spans // self.kinds, self.stride)
        return start, start + length

    def tally(self, spans: Integers) -> Integers:
        """Count spans by document and type."""
        document = np.searchsorted(self.base, spans // (self.stride * self.kinds), side="right") - 1
        shape = len(self.base), self.kinds
        return np.bincount(document * self.kinds + spans % self.kinds, minlength=shape[0] * shape[1]).reshape(shape)


def _batches(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    rest = iter(units)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _line_of(batch: Sequence[Unit], types: Sequence[str]) -> _Line:
    codes = {name: code for code, name in enumerate(types)}
    try:
        gold = table([spans for _, spans, _ in batch], codes)
        return _pack(gold, table([spans for _, _, spans in batch], codes), len(types))
    except (KeyError, OverflowError):
        raise _fault(batch, types) from None


def _pack(gold: SpanTable, predicted: SpanTable, kinds: int) -> _Line:
    """Lay both sides on one line.

    Raises:
        OverflowError: a span is none, or lies too far out.
    """
    documents = len(gold.sizes)
    both = join([gold, predicted])
    document = np.repeat(np.tile(np.arange(documents), 2), both.sizes)
    reach = np.zeros(documents, dtype=np.int64)
    np.maximum.at(reach, document, both.end)
    stride = int((both.end - both.start).max(initial=0)) + 1
    largest = int(reach.max(initial=0)) * documents * stride * kinds
    if (both.start < 0).any() or (both.end <= both.start).any() or largest > np.iinfo(np.int64).max:
        raise OverflowError
    base = np.cumsum(reach) - reach
    packed = ((base[document] + both.start) * stride + (both.end - both.start)) * kinds + both.kind
    sides = np.split(packed, [gold.sizes.sum()])
    return _Line(np.sort(sides[0]), np.sort(sides[1]), base, stride, kinds)


def _fault(batch: Iterable[Unit], types: Sequence[str]) -> InputError:
    for name, gold, predicted in batch:
        for span in chain(gold, predicted):
            if span.type not in types:
                return refuse("unknown-type", f"{name}: {span.type!r} is no type of the task", hint=", ".join(types))
            if not 0 <= span.start < span.end:
                return refuse("bad-span", f"{name}: [{span.start}, {span.end}) is no span", hint="0 <= start < end")
    return refuse("bad-span", "offsets are too large to be counted", hint="expected offsets within a document")


def _rows(line: _Line) -> Array:
    """Count a batch: one row per document, the columns of `count`."""
    strict, matched = _equal(line.gold, line.predicted)
    gold, predicted = np.delete(line.gold, strict), np.delete(line.predicted, matched)
    exact, matched = _equal(gold, predicted, line.kinds)
    inexact = np.delete(gold, exact)
    halves, _ = _leftmost(inexact, np.delete(predicted, matched), line)

    left, right = _overlaps(gold, predicted, line)
    same = gold[left] % line.kinds == predicted[right] % line.kinds
    near = _by_nearness(gold, predicted, (left, right), line)
    typed, by = _first_free(left[near], right[near])
    typed = typed[gold[typed] % line.kinds == predicted[by] % line.kinds]
    own_halves, _ = _first_free(left[same], right[same])  # equal boundaries and type are gone: these are all unequal
    own_near = near[same[near]]
    own_typed, _ = _first_free(left[own_near], right[own_near])

    sizes = line.tally(line.gold), line.tally(line.predicted)
    hits = line.tally(line.gold[strict])
    totals = (*sizes, hits, hits + line.tally(gold[exact]), line.tally(inexact[halves]), hits + line.tally(gold[typed]))
    per_type = (*sizes, hits, line.tally(gold[own_halves]), hits + line.tally(gold[own_typed]))
    rows = np.hstack([*(tally.sum(axis=1, keepdims=True) for tally in totals), *per_type])
    most = int(rows.max(initial=0))
    return rows.astype(np.int16 if most < 1 << 15 else np.int64)


def _equal(gold: Integers, predicted: Integers, divisor: int = 1) -> Matches:
    """Match integers of two sorted arrays that are equal after a division."""
    gold, predicted = gold // divisor, predicted // divisor
    copy = np.arange(len(gold)) - np.searchsorted(gold, gold)  # 0 for the first of equals, 1 for the second
    partner = np.searchsorted(predicted, gold) + copy
    hit = partner < len(predicted)
    hit[hit] = predicted[partner[hit]] == gold[hit]
    return np.flatnonzero(hit), partner[hit]


def _overlaps(gold: Integers, predicted: Integers, line: _Line) -> Matches:
    """List all pairs that share a character, by prediction, then by gold span."""
    gold_start, gold_end = line.bounds(gold)
    start, end = line.bounds(predicted)
    first = np.searchsorted(np.maximum.accumulate(gold_end), start, side="right")
    size = np.maximum(np.searchsorted(gold_start, end) - first, 0)
    right = np.repeat(np.arange(len(predicted)), size)
    left = np.arange(len(right)) + np.repeat(first - np.cumsum(size) + size, size)
    kept = gold_end[left] > start[right]
    return left[kept], right[kept]


def _by_nearness(gold: Integers, predicted: Integers, pairs: Matches, line: _Line) -> Integers:
    """Order pairs by prediction, those of its own type first and by the distance of boundaries, then by gold span."""
    left, right = pairs
    gold_start, gold_end = line.bounds(gold[left])
    start, end = line.bounds(predicted[right])
    other = gold[left] % line.kinds != predicted[right] % line.kinds
    distance = np.where(other, 0, abs(gold_start - start) + abs(gold_end - end))
    return np.lexsort((left, distance, other, right))


def _first_free(left: Integers, right: Integers) -> Matches:
    """Match greedily: take the pairs in the order given, and keep those of which both sides are still free."""
    alone = (np.bincount(left)[left] == 1) & (np.bincount(right)[right] == 1)  # most pairs: they need no loop
    kept: dict[int, int] = {}
    done: set[int] = set()
    for one, other in zip(left[~alone].tolist(), right[~alone].tolist(), strict=True):
        if one not in kept and other not in done:
            kept[one] = other
            done.add(other)
    looped = np.array([[*kept], [*kept.values()]], dtype=np.int64)
    return np.append(left[alone], looped[0]), np.append(right[alone], looped[1])


def _leftmost(gold: Integers, predicted: Integers, line: _Line) -> Matches:
    """Match each prediction, from left to right, with the leftmost free gold span that it overlaps."""
    return _first_free(*_overlaps(gold, predicted, line))
