"""Score quotes (task `quotes`): content by characters, and content, cue, sources and whole quotes exactly.

Gold and predicted quotes of a document are first aligned one to one. The alignment is the one with the most content
characters in common; of those, the one with most equal contents; of those, the one where most cues, source sets and
types agree. Everything is then counted over aligned pairs, so that a cue or a source is right only in its own quote.
A character that lies in two nested quotes counts in each of them.

Contents are sets of offsets: a content of two spans that touch equals the content of one, and every code point inside a
span counts, white space too, for a scorer sees offsets and no text.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import eq
from typing import get_args

import numpy as np

from dateline.document import QuoteType
from dateline.errors import refuse
from dateline.records import QuoteRecord
from dateline.scoring.assignment import best_pairs
from dateline.scoring.counts import Counts, Metric, accuracy, concatenate, named, precision_recall_f1, tabulate
from dateline.scoring.tables import quotes as quote_tables
from dateline.scoring.tables.joining import in_batches

Span = tuple[int, int]
Unit = tuple[str, Sequence[QuoteRecord], Sequence[QuoteRecord]]  # document, gold quotes, predicted quotes
Pair = tuple[int, int]  # indices of a gold and a predicted quote
Match = Callable[[Span, Span], bool]
"""Whether a predicted source is right for a gold one (the first); it is symmetric."""

TYPES: tuple[str, ...] = get_args(QuoteType)
SIDES = ("gold", "predicted", "correct")
FAMILIES = {  # name: what is counted
    "overlap": "characters of contents",
    "content": "equal contents",
    "cue": "equal cues of aligned quotes",
    "source": "matching sources of aligned quotes",
    "quote": "quotes with equal content, cue and sources",
}
TOTALS = (*(f"{family}_{side}" for family in FAMILIES for side in SIDES), "type_total", "type_correct")
COLUMNS = (*TOTALS, *(f"{column}:{kind}" for kind in TYPES for column in TOTALS))
PRIMARY = "overlap_f1"
_CODES: Mapping[str | None, int] = {None: 0, **{name: code for code, name in enumerate(TYPES, 1)}}


def contains(one: Span, other: Span) -> bool:
    """Match spans of which one lies in the other, or is the other."""
    return one[0] <= other[0] <= other[1] <= one[1] or other[0] <= one[0] <= one[1] <= other[1]


def exactly(_: str) -> Match:
    """Match equal spans, in any document."""
    return eq


def count(units: Iterable[Unit], sources: Callable[[str], Match] = exactly) -> Counts:
    """Count the characters, spans and quotes of both sides, and those that agree.

    Args:
        units: document, gold quotes and predicted quotes.
        sources: how sources match, given the document. Inside an aligned pair they are matched one to one, as many as
            can be.

    Returns:
        One row per document, with `COLUMNS`: `FAMILY_SIDE` for each of `FAMILIES` and `SIDES`; `type_total`, the
        aligned pairs whose gold has a type, and `type_correct`, those whose prediction has the same (none is wrong);
        and all of these by type, `COLUMN:TYPE`. There a gold quote counts under its type, an aligned prediction under
        that of its gold quote, and another prediction under its own, if it has one.

    Raises:
        InputError: a quote has an unknown type.
        ValueError: two units have one name.
    """
    if sources is not exactly:
        return _one_by_one(units, sources)
    return concatenate([Counts((), COLUMNS, np.zeros((0, len(COLUMNS)))), *map(_counted, in_batches(units))])


def _one_by_one(units: Iterable[Unit], sources: Callable[[str], Match]) -> Counts:
    rows = ((name, _row(name, gold, predicted, sources(name))) for name, gold, predicted in units)
    return tabulate(rows, COLUMNS)


def _counted(batch: Sequence[Unit]) -> Counts:
    """Count documents whose sources must be equal: as arrays, but for those that have a choice of alignments."""
    again = partial(_some, batch)
    codes = {"type": _CODES}
    try:
        gold = quote_tables.lay_out([gold for _, gold, _ in batch], codes)
        predicted = quote_tables.lay_out([found for _, _, found in batch], codes)
        return count_tables([name for name, _, _ in batch], gold, predicted, again)
    except (KeyError, OverflowError):  # a type that is refused, offsets that are too large
        return again(range(len(batch)))


def _some(batch: Sequence[Unit], places: Iterable[int]) -> Counts:
    return _one_by_one([batch[place] for place in places], exactly)


def count_tables(
    names: Sequence[str],
    gold: quote_tables.QuoteTable,
    predicted: quote_tables.QuoteTable,
    again: Callable[[Sequence[int]], Counts],
) -> Counts:
    """Count units whose quotes are arrays: the counts of `count` for equal sources.

    Args:
        names: the units.
        gold: their gold quotes; the codes of types are places in `TYPES`, from 1; 0 stands for none.
        predicted: their predicted quotes.
        again: counts some units, given their places, one by one.
    """
    found = quote_tables.rows(gold, predicted, len(TYPES))
    table, good = found or (np.zeros((len(names), len(COLUMNS))), np.zeros(len(names), dtype=np.bool_))
    rest = np.flatnonzero(~good)
    if len(rest):
        table[rest] = again(rest.tolist()).matrix
    return Counts(tuple(names), COLUMNS, table)


def align(gold: Sequence[QuoteRecord], predicted: Sequence[QuoteRecord], match: Match = eq) -> list[Pair]:
    """Align quotes one to one, as the module says.

    The overlap metrics take the highest values that any alignment could give. Quotes of equal content always find each
    other: pairing them costs no overlap.

    Returns:
        Indices of gold and predicted quotes that share characters of content, by gold index. Among alignments that are
        equally good in every respect the choice depends on the quotes, not on their order.
    """
    ours, theirs = _prepared(gold), _prepared(predicted)
    return sorted((ours[i].index, theirs[j].index) for i, j in _matched(ours, theirs, match))


def metrics() -> Mapping[str, Metric]:
    """Name all metrics: precision, recall and F1 of each of `FAMILIES`, `type_accuracy`, and all of these by type."""
    return named(metric for suffix in ("", *(f":{kind}" for kind in TYPES)) for metric in _all(suffix))


def _all(suffix: str) -> Iterator[Metric]:
    for name, what in FAMILIES.items():
        gold, predicted, correct = ([f"{name}_{side}{suffix}"] for side in SIDES)
        yield from precision_recall_f1(name, what, (gold, predicted, correct), suffix)
    total, correct_types = f"type_total{suffix}", f"type_correct{suffix}"
    yield accuracy(f"type_accuracy{suffix}", "types of aligned quotes", total, correct_types)


@dataclass(frozen=True, slots=True)
class _Quote:
    """A quote whose content is disjoint intervals from left to right, and its place in the record."""

    content: tuple[Span, ...]
    cue: Span | None
    sources: frozenset[Span]
    type: str | None
    index: int

    @property
    def size(self) -> int:
        return sum(end - start for start, end in self.content)

    def amounts(self) -> tuple[int, ...]:
        """What the quote adds to its side of each of `FAMILIES`."""
        return self.size, 1, self.cue is not None, len(self.sources), 1


def _prepared(quotes: Iterable[QuoteRecord]) -> list[_Quote]:
    """Normalise quotes and sort them by all that they say, so that no later tie depends on their order."""
    prepared = [
        _Quote(_merged(quote.content), quote.cue, frozenset(quote.sources), quote.type, index)
        for index, quote in enumerate(quotes)
    ]
    return sorted(prepared, key=lambda q: (q.content, q.cue or (), sorted(q.sources), q.type or "", q.index))


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def _common(one: Sequence[Span], other: Sequence[Span]) -> int:
    """Count the characters that two contents share."""
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)


def _common_sources(gold: _Quote, predicted: _Quote, match: Match) -> int:
    """Count how many sources can be matched one to one (augmenting paths, Kuhn 1955)."""
    if match is eq:
        return len(gold.sources & predicted.sources)
    partner: dict[Span, Span] = {}

    def place(one: Span, tried: set[Span]) -> bool:
        for other in sorted(predicted.sources - tried):
            if other not in tried and match(one, other):
                tried.add(other)
                if other not in partner or place(partner[other], tried):
                    partner[other] = one
                    return True
        return False

    return sum(place(one, set()) for one in sorted(gold.sources))


def _same_sources(gold: _Quote, predicted: _Quote, match: Match) -> bool:
    size = len(gold.sources)
    return size == len(predicted.sources) == _common_sources(gold, predicted, match)


def _weight(gold: _Quote, predicted: _Quote, base: int, match: Match) -> int:
    """Rank pairs by overlap, then by equal content, then by agreement, in the digits of one number."""
    shared = _common(gold.content, predicted.content)
    if not shared:
        return 0
    sources = _same_sources(gold, predicted, match)
    agreement = (gold.cue == predicted.cue) + sources + (gold.type == predicted.type)
    return (shared * base + (gold.content == predicted.content)) * base + agreement


def _matched(gold: Sequence[_Quote], predicted: Sequence[_Quote], match: Match) -> Iterator[Pair]:
    """Yield the pairs of the best alignment, component by component of the graph of overlaps."""
    base = 3 * min(len(gold), len(predicted)) + 1  # above any sum of a lower digit
    weights = {
        (i, j): weight
        for i, one in enumerate(gold)
        for j, other in enumerate(predicted)
        if one.content
        and other.content
        and one.content[0][0] < other.content[-1][1]
        and other.content[0][0] < one.content[-1][1]
        and (weight := _weight(one, other, base, match))
    }
    yield from best_pairs(weights)


def _row(name: str, gold: Sequence[QuoteRecord], predicted: Sequence[QuoteRecord], match: Match) -> Mapping[str, float]:
    ours, theirs = _prepared(gold), _prepared(predicted)
    if unknown := {quote.type for quote in (*ours, *theirs)} - {None, *TYPES}:
        message = f"{name}: {min(map(str, unknown))!r} is no type of quote"
        raise refuse("unknown-type", message, hint=", ".join(TYPES))
    pairs = dict(_matched(ours, theirs, match))
    partner = {j: i for i, j in pairs.items()}
    row = Counter[str]()

    def add(side: str, amounts: Iterable[int], kind: str | None) -> None:
        for family, amount in zip(FAMILIES, amounts, strict=True):
            row[f"{family}_{side}"] += amount
            if kind is not None:
                row[f"{family}_{side}:{kind}"] += amount

    for one in ours:
        add("gold", one.amounts(), one.type)
    for j, other in enumerate(theirs):
        add("predicted", other.amounts(), ours[partner[j]].type if j in partner else other.type)
    for i, j in pairs.items():
        add("correct", _agreed(ours[i], theirs[j], match), ours[i].type)
        if (kind := ours[i].type) is not None:
            row.update(("type_total", f"type_total:{kind}"))
            if theirs[j].type == kind:
                row.update(("type_correct", f"type_correct:{kind}"))
    return row


def _agreed(gold: _Quote, predicted: _Quote, match: Match) -> tuple[int, ...]:
    """What an aligned pair adds to the correct side of each of `FAMILIES`."""
    content = gold.content == predicted.content
    whole = content and gold.cue == predicted.cue and _same_sources(gold, predicted, match)
    return (
        _common(gold.content, predicted.content),
        content,
        gold.cue is not None and gold.cue == predicted.cue,
        _common_sources(gold, predicted, match),
        whole,
    )
