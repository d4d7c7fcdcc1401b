"""Anchoring: quoted text becomes offsets.

Annotators and language models quote; the corpus counts. The quote is looked for exactly, then with white space,
quotation marks, dashes and case folded, then approximately; the result says which of them found it. A match never
begins or ends inside a word.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

How = Literal["exact", "folded", "approximate"]

MINIMUM_SIMILARITY = 85.0
"""Least similarity (rapidfuzz's ratio, 0 to 100) at which an approximate match is taken."""

_SHORTEST_APPROXIMATE = 5
_SLACK = 12
_FOLDS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    }
)


class Anchored(msgspec.Struct, frozen=True):
    """Where a quote was found: code points `[start, end)` of the text searched, and how."""

    start: int
    end: int
    how: How


class Anchors(msgspec.Struct, frozen=True):
    """Where quotes are in a text, and how they were found.

    Attributes:
        quotes: the quotes, as given.
        spans: for each quote its place, or None where it has none.
        ambiguous: the quotes that were found, and whose words also occur at a place that no quote was given.
    """

    quotes: tuple[str, ...]
    spans: tuple[Anchored | None, ...]
    ambiguous: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The quotes without a place."""
        return tuple(quote for quote, span in zip(self.quotes, self.spans, strict=True) if span is None)

    @property
    def ways(self) -> dict[str, int]:
        """How many quotes were found exactly, with typography folded, approximately, and not at all."""
        found = Counter("unanchored" if span is None else span.how for span in self.spans)
        return {way: found[way] for way in ("exact", "folded", "approximate", "unanchored")}

    def __str__(self) -> str:
        """Report the numbers, then the quotes without a place and those with several."""
        lines = [", ".join(f"{number} {way}" for way, number in self.ways.items())]
        lines += [f"not in the text: {quote!r}" for quote in self.missing]
        lines += [f"in several places: {quote!r}" for quote in self.ambiguous]
        return "\n".join(lines)


def anchor(text: str, quotes: Iterable[str]) -> Anchors:
    """Find quotes in a text: exactly, else with case and typography folded, else approximately.

    Equal quotes take one place after the other, left to right. A match never begins or ends inside a word.

    Examples:
        >>> found = anchor("The mill burned. The mill was empty.", ["The mill", "the mill", "an empty mill"])
        >>> [(span.start, span.end, span.how) if span else None for span in found.spans]
        [(0, 8, 'exact'), (17, 25, 'folded'), None]
        >>> print(found)
        1 exact, 1 folded, 0 approximate, 1 unanchored
        not in the text: 'an empty mill'

    Args:
        text: the text.
        quotes: what is quoted from it, by a language model or a person.

    Returns:
        The places, in code points `[start, end)` of the text, and a report, which `print` shows.
    """
    listed = tuple(quotes)
    taken: set[tuple[int, int]] = set()
    spans: list[Anchored | None] = []
    for quote in listed:
        places = _places(text, quote)
        span = next((place for place in places if (place.start, place.end) not in taken), None)
        if span is not None:
            taken.add((span.start, span.end))
        spans.append(span)
    ambiguous = [
        quote
        for quote, span in zip(listed, spans, strict=True)
        if span and any((other.start, other.end) not in taken for other in _places(text, quote))
    ]
    return Anchors(listed, tuple(spans), tuple(dict.fromkeys(ambiguous)))


def _places(text: str, quote: str) -> Iterator[Anchored]:
    """Yield the places of a quote, in the strictest way that finds any."""
    found = first = find(text, quote)
    while found and first and found.how == first.how:
        yield found
        found = find(text, quote, start=found.start, occurrence=2)


def find(text: str, quote: str, *, start: int = 0, end: int | None = None, occurrence: int = 1) -> Anchored | None:
    """Find a quote in `text[start:end]`.

    Args:
        text: the document's text.
        quote: the words to find, as quoted.
        start: where the search begins, in code points.
        end: where it ends (default: the end of the text).
        occurrence: which match to take, counted from 1, left to right; an approximate match has no count, and is
            looked for only when the first occurrence is asked for.

    Returns:
        The span in the whole text, or None when the quote can't be found.
    """
    window = text[start:end]
    quote = quote.strip()
    if not quote:
        return None
    found = _nth(_matches(window, quote), occurrence)
    if found:
        return Anchored(start + found[0], start + found[1], "exact")
    folded, places = fold(window)
    needle = fold(quote)[0].strip()
    matches = ((places[left], places[right - 1] + 1) for left, right in _matches(folded, needle) if needle)
    found = _nth((span for span in matches if _on_boundaries(window, *span)), occurrence)
    if found:
        return Anchored(start + found[0], start + found[1], "folded")
    found = _approximate(folded, needle) if occurrence == 1 and len(needle) >= _SHORTEST_APPROXIMATE else None
    if found:
        return Anchored(start + places[found[0]], start + places[found[1] - 1] + 1, "approximate")
    return None


def fold(text: str) -> tuple[str, list[int]]:
    """Fold case, quotation marks, dashes and runs of white space.

    Returns:
        The folded text, and for each of its characters the index of the character of `text` it comes from.
    """
    characters: list[str] = []
    places: list[int] = []
    for index, character in enumerate(text):
        if character.isspace():
            if not characters or characters[-1] != " ":
                characters.append(" ")
                places.append(index)
            continue
        for piece in character.translate(_FOLDS).casefold():
            characters.append(piece)
            places.append(index)
    return "".join(characters), places


def _matches(text: str, needle: str) -> Iterator[tuple[int, int]]:
    left = text.find(needle)
    while left >= 0:
        if _on_boundaries(text, left, left + len(needle)):
            yield left, left + len(needle)
        left = text.find(needle, left + 1)


def _nth(spans: Iterator[tuple[int, int]], occurrence: int) -> tuple[int, int] | None:
    for number, span in enumerate(spans, start=1):
        if number == occurrence:
            return span
    return None


def _on_boundaries(text: str, start: int, end: int) -> bool:
    return not (_inside_word(text, start) or _inside_word(text, end))


def _inside_word(text: str, index: int) -> bool:
    return 0 < index < len(text) and text[index - 1].isalnum() and text[index].isalnum()


def _approximate(text: str, needle: str) -> tuple[int, int] | None:
    from rapidfuzz import fuzz

    rough = fuzz.partial_ratio_alignment(needle, text, score_cutoff=MINIMUM_SIMILARITY - 10)
    if rough is None or len(text) < len(needle) // 2:
        return None
    starts = [i for i in _around(text, rough.dest_start) if i < len(text) and not text[i].isspace()]
    ends = [i for i in _around(text, rough.dest_end) if i > 0 and not text[i - 1].isspace()]
    candidates = [
        (fuzz.ratio(needle, text[left:right]), -left, left - right) for left in starts for right in ends if left < right
    ]
    if not candidates:
        return None
    score, negative_left, negative_length = max(candidates)
    if score < MINIMUM_SIMILARITY:
        return None
    return -negative_left, -negative_left - negative_length


def _around(text: str, index: int) -> Iterator[int]:
    low, high = max(0, index - _SLACK), min(len(text), index + _SLACK)
    return (place for place in range(low, high + 1) if not _inside_word(text, place))
