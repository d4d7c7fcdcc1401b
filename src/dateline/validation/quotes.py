"""Checks of quotes: content and cue, nesting, type against quotation marks."""

import re
from collections.abc import Iterator
from itertools import pairwise

from dateline.document import Quote, QuoteType, Span
from dateline.validation.check import Fault, error, warning
from dateline.validation.subject import Subject, inside, overlap

# A quoted stretch. A single mark opens only before a character and after none of a word, or it is an apostrophe.
_DOUBLE = r"[\"\u201c\u201e\u00ab][^\"\u201d\u00bb]*"
_QUOTED = _DOUBLE + r"[\"\u201d\u00bb]|(?<!\w)['\u2018](?=\S).*?(?<=\S)['\u2019](?!\w)"
_MARKS = "\"\u201c\u201d\u201e\u00ab\u00bb'\u2018\u2019"
_CLOSED = re.compile(_QUOTED, re.DOTALL)
_OPEN = re.compile(_QUOTED + "|" + _DOUBLE + "$", re.DOTALL)


@error
def missing_content(document: Subject) -> Iterator[Fault]:
    """Every quote has a content."""
    for line, quote in enumerate(document.quotes, start=1):
        if not quote.content:
            yield Fault("quotes", line, "content", "the quote has no content")


@error
def bad_content_order(document: Subject) -> Iterator[Fault]:
    """The spans of a content are in order and do not overlap."""
    for line, quote in enumerate(document.quotes, start=1):
        for index, (one, other) in enumerate(pairwise(quote.content), start=1):
            if other.start < one.end:
                message = f"{other.start} lies before {one.end}, the end of the span before it"
                yield Fault("quotes", line, f"content[{index}].start", message)


@warning
def repeated_content(document: Subject) -> Iterator[Fault]:
    """No two quotes have the same content, save those of different cues: a claim and its denial."""
    seen: dict[tuple[Span, ...], Quote] = {}
    for line, quote in enumerate(document.quotes, start=1):
        first = seen.setdefault(quote.content, quote)
        denied = None not in {first.cue, quote.cue} and first.cue != quote.cue
        if quote.content and first is not quote and not denied:
            yield Fault("quotes", line, "content", f"the content is that of {first.id!r}")


@warning
def bad_cue(document: Subject) -> Iterator[Fault]:
    """A cue lies outside its own content."""
    for line, quote in enumerate(document.quotes, start=1):
        if quote.cue is not None and any(overlap(quote.cue, span) for span in quote.content):
            yield Fault("quotes", line, "cue", f"{quote.cue.key} overlaps the content")


@error
def bad_nesting_cycle(document: Subject) -> Iterator[Fault]:
    """No quote is nested in itself, be it through others."""
    for line, quote in enumerate(document.quotes, start=1):
        above = document.quote.get(quote.nested_in or "")
        seen = {quote.id}
        while above is not None and above.id not in seen:
            seen.add(above.id)
            above = document.quote.get(above.nested_in or "")
        if above is not None and above.id == quote.id:
            yield Fault("quotes", line, "nested_in", f"{quote.id!r} is nested in itself through {quote.nested_in!r}")


@error
def bad_nesting(document: Subject) -> Iterator[Fault]:
    """The content and cue of a nested quote lie in the content of the quote that holds it."""
    for line, quote in enumerate(document.quotes, start=1):
        outer = document.quote.get(quote.nested_in or "")
        if outer is not None and outer is not quote:
            for field, span in _parts(quote):
                if not any(inside(span, whole) for whole in outer.content):
                    yield Fault("quotes", line, field, f"{span.key} is outside the content of {outer.id!r}")


@warning
def missing_nesting(document: Subject) -> Iterator[Fault]:
    """A quote whose content and cue lie in other quotes' contents is nested in the innermost of them."""
    for line, quote in enumerate(document.quotes, start=1):
        holders = [other for other in document.quotes if _holds(other, quote)]
        innermost = min(holders, key=_length, default=None)
        if innermost is not None and quote.nested_in != innermost.id:
            message = f"nested in {quote.nested_in!r}, but {innermost.id!r} holds it"
            yield Fault("quotes", line, "nested_in", message, f"{innermost.id!r}")


@warning
def bad_quote_type(document: Subject) -> Iterator[Fault]:
    """A direct content is all in quotation marks, a mixed in part, an indirect not at all (with the real text)."""
    if document.article.masked:
        return
    for line, quote in enumerate(document.quotes, start=1):
        if quote.content and all(document.sound(span) for span in quote.content):
            # Marks of a nested quote belong to that quote, those of a title to nobody: judged with or without them.
            inner = [s for other in document.quotes if other.nested_in == quote.id for s in other.content]
            seen = {
                _type_by_marks(document, quote, holes, titles=titles)
                for holes in ([], inner)
                for titles in (True, False)
            }
            if quote.type not in seen:
                message = f"{quote.type}, but by its quotation marks the content is {' or '.join(sorted(seen))}"
                yield Fault("quotes", line, "type", message)


def _without_titles(text: str, start: int, names: set[tuple[int, int]]) -> str:
    """Blank out marks around a name: those of titles and nicknames are nobody's words."""
    for first, last in names:
        left, right = first - start - 1, last - start
        if left >= 0 and right < len(text) and text[left] in _MARKS:
            end = right + (text[right] in ",.")
            if end < len(text) and text[end] in _MARKS and (left or end + 1 < len(text)):
                text = f"{text[:left]} {text[left + 1 : end]} {text[end + 1 :]}"
    return text


def _type_by_marks(document: Subject, quote: Quote, inner: list[Span], *, titles: bool) -> QuoteType:
    quoted = unquoted = opened = False
    names = {mention.key for mention in document.mentions if mention.level == "name" and document.sound(mention)}
    for span in quote.content:
        text = "".join(
            " " if any(hole.start <= offset < hole.end for hole in inner) else document.article.text[offset]
            for offset in range(span.start, span.end)
        )
        text = text if titles else _without_titles(text, span.start, names)
        paragraph = document.paragraph_of(span)
        # A quotation that goes on in the next paragraph is not closed in this one, and not always opened again in that.
        pattern = _OPEN if paragraph is not None and span.end == paragraph.end else _CLOSED
        if opened and text[:1] not in _MARKS:
            text = f"{_MARKS[0]}{text}"
        if text[:1] in _MARKS and text[-1:] == "\u201c":
            text = f"{text[:-1]}\u201d"  # closed by the wrong mark
        opened = pattern is _OPEN and text[:1] in _MARKS and text[-1:] not in _MARKS
        quoted |= bool(pattern.search(text))
        unquoted |= any(character.isalnum() for character in pattern.sub("", text))
    if quoted:
        return "mixed" if unquoted else "direct"
    return "indirect"


def _parts(quote: Quote) -> Iterator[tuple[str, Span]]:
    yield from ((f"content[{index}]", span) for index, span in enumerate(quote.content))
    if quote.cue is not None:
        yield "cue", quote.cue


def _holds(outer: Quote, quote: Quote) -> bool:
    """Tell whether a content holds another quote wholly, and something more."""
    parts = [span for _, span in _parts(quote)]
    within = all(any(inside(span, whole) for whole in outer.content) for span in parts)
    return bool(parts) and within and outer.id != quote.id and outer.content != quote.content


def _length(quote: Quote) -> int:
    return sum(span.end - span.start for span in quote.content)
