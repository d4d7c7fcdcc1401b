"""Differences as lines for the reader who sorts them: the words in their context, and what either side says."""

from collections.abc import Iterator, Sequence

from dateline.annotation.human.compared import Compared, Comparison
from dateline.annotation.human.differences import Difference
from dateline.document import Document

_SHOWN = 60  # characters of text on either side


def lines(comparison: Comparison, listed: Sequence[Difference]) -> Iterator[str]:
    """Yield a line for each difference, then how many have a cause; the words are those of the user's copy of GUM."""
    by_id = {one.document.id: one for one in comparison.documents}
    for number, one in enumerate(listed, start=1):
        place = by_id[one.document]
        told = f"  [{one.cause}{f': {one.note}' if one.note else ''}]" if one.cause else "  [not sorted]"
        yield f"{number} {one.document} {one.start}-{one.end} {one.kind}: {_said(place, one)}{told}"
    decided = sum(one.cause is not None for one in listed)
    yield f"{len(listed)} differences, {decided} sorted"


def _said(place: Compared, one: Difference) -> str:
    document = place.document
    ours = {mention.type for mention in place.ours if (mention.start, mention.end) == (one.start, one.end)}
    pairs = {place.ours[mine]: place.gum.mentions[other] for mine, other in place.gum.common}
    theirs = {other.type for mine, other in pairs.items() if (mine.start, mine.end) == (one.start, one.end)}
    theirs |= {other.type for other in place.gum.mentions if (other.start, other.end) == (one.start, one.end)}
    types = f"{'/'.join(sorted(ours)) or '-'} here, {'/'.join(sorted(theirs)) or '-'} in GUM"
    earlier = f", with '{document.text[slice(*one.other)]}' at {one.other[0]}" if one.other else ""
    return f"{_context(document, one.start, one.end)} {types}{earlier}"


def _context(document: Document, start: int, end: int) -> str:
    text = document.text
    before, after = text[max(0, start - _SHOWN) : start], text[end : end + _SHOWN]
    return f"...{before}[[{text[start:end]}]]{after}...".replace("\n", " ")
