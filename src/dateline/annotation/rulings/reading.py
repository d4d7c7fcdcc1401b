"""What the queries of the rulings share: words, sentences, and a label in a few words."""

import re
from bisect import bisect_left
from collections.abc import Iterator

import msgspec

from dateline.document import ANNOTATED_KINDS, Document, Event, Mention, Span


class Hit(msgspec.Struct, frozen=True):
    """A place that a ruling could touch.

    Attributes:
        start: its offset, in code points.
        label: how it is annotated, without words of the text; a decision holds for this label only.
        message: what to look at.
    """

    start: int
    label: str
    message: str


def words(document: Document) -> list[Span]:
    """List the tokens of the annotated paragraphs."""
    kept = [paragraph for paragraph in document.paragraphs if paragraph.kind in ANNOTATED_KINDS]
    return [token for token in document.tokens if any(p.start <= token.start < p.end for p in kept)]


def matching(document: Document, pattern: str) -> Iterator[tuple[int, Span]]:
    """Find the words that match a pattern as a whole, in any case: their index among `words`, and their span."""
    expression = re.compile(pattern, re.IGNORECASE)
    for index, token in enumerate(words(document)):
        if expression.fullmatch(document.span_text(token)):
            yield index, token


def fits(document: Document, span: Span, pattern: str) -> bool:
    """Whether a span's text matches a pattern from its beginning, in any case."""
    return re.match(pattern, document.span_text(span), re.IGNORECASE) is not None


def sentence(document: Document, position: int) -> Span:
    """Return the sentence that holds a position; the position alone where none does."""
    return next((one for one in document.sentences if one.start <= position < one.end), Span(position, position))


def before(document: Document, position: int, number: int) -> list[Span]:
    """List the words before a position, at most `number`, in its sentence."""
    first = sentence(document, position).start
    tokens = document.tokens
    index = bisect_left(tokens, position, key=lambda token: token.start)
    return [token for token in tokens[max(0, index - number) : index] if token.start >= first]


def after(document: Document, position: int, number: int) -> list[Span]:
    """List the words from a position on, at most `number`, in its sentence."""
    last = sentence(document, max(0, position - 1)).end
    tokens = document.tokens
    index = bisect_left(tokens, position, key=lambda token: token.start)
    return [token for token in tokens[index : index + number] if token.end <= last]


def within(inner: Span, outer: Span) -> bool:
    """Whether a span lies in another."""
    return outer.start <= inner.start and inner.end <= outer.end


def types_of(document: Document) -> dict[str, str]:
    """Return the type of each mention, by id."""
    return {mention.id: mention.type for mention in document.mentions}


def event_label(document: Document, event: Event) -> str:
    """Say an event's labels in a few words: type, polarity, realis, and the mention type of each filler."""
    types = types_of(document)
    filled = (f"{one.role}={types.get(one.mention or '', 'text')}" for one in event.arguments)
    negative = ("negative",) if event.polarity == "negative" else ()
    return " ".join((event.type, *negative, event.realis, *filled))


def mention_label(document: Document, mention: Mention) -> str:
    """Say a mention's labels in a few words: type, level, and the other types in its entity."""
    others = {other.type for other in document.mentions if other.entity == mention.entity} if mention.entity else set()
    beside = "+".join(sorted(others - {mention.type}))
    return " ".join(filter(None, (mention.type, mention.level, f"with {beside}" if beside else "")))
