"""What document checks look at: an article, its annotation, the labels it may use, and look-ups into them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

from dateline.corpus.articles import Article
from dateline.corpus.gold import Annotation
from dateline.document import CatalogueEntry, Entity, Event, Filler, Mention, Paragraph, Quote, Span
from dateline.ontology import Ontology

Identified = TypeVar("Identified", Mention, Entity, Event, Quote)


class Place(NamedTuple):
    """A span and where it is written; `prefix` is the field that holds it, empty where the span is the record."""

    layer: str
    line: int
    prefix: str
    span: Span

    def field(self, name: str) -> str:
        """Name a field of the span."""
        return f"{self.prefix}.{name}" if self.prefix else name


@dataclass(frozen=True)
class Subject:
    """A document under test.

    Attributes:
        article: its text (masked or real), paragraphs and facts.
        annotation: its layers.
        ontology: the labels that may be used.
        catalogue: the corpus-wide entities by id; None where catalogue ids can't be looked up.
        gold: the adjudicated annotation, not one annotator's pass.
    """

    article: Article
    annotation: Annotation
    ontology: Ontology
    catalogue: Mapping[str, CatalogueEntry] | None
    gold: bool

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """All mentions, in the file's order."""
        return self.annotation.mentions or ()

    @property
    def entities(self) -> tuple[Entity, ...]:
        """All entities, in the file's order."""
        return self.annotation.entities or ()

    @property
    def events(self) -> tuple[Event, ...]:
        """All events, in the file's order."""
        return self.annotation.events or ()

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """All quotes, in the file's order."""
        return self.annotation.quotes or ()

    @property
    def sentences(self) -> tuple[Span, ...]:
        """All sentences, in the file's order."""
        return self.annotation.sentences or ()

    @cached_property
    def mention(self) -> Mapping[str, Mention]:
        """Mentions by id."""
        return _by_id(self.mentions)

    @cached_property
    def entity(self) -> Mapping[str, Entity]:
        """Entities by id."""
        return _by_id(self.entities)

    @cached_property
    def quote(self) -> Mapping[str, Quote]:
        """Quotes by id."""
        return _by_id(self.quotes)

    @cached_property
    def tokens(self) -> tuple[Span, ...]:
        """All tokens, by offset; a start without an end is left out."""
        lines = self.annotation.tokens or ()
        return tuple(sorted(Span(*pair) for line in lines for pair in zip(line.starts, line.ends, strict=False)))

    @cached_property
    def _token_starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    def cuts(self, offset: int) -> bool:
        """Tell whether an offset lies strictly inside a token."""
        position = bisect_right(self._token_starts, offset) - 1
        return position >= 0 and self.tokens[position].start < offset < self.tokens[position].end

    def tokens_between(self, left: int, right: int) -> int:
        """Count the tokens that start at or after one offset and before another."""
        return max(0, bisect_right(self._token_starts, right - 1) - bisect_right(self._token_starts, left - 1))

    def paragraph_of(self, span: Span) -> Paragraph | None:
        """Return the paragraph in which a span starts."""
        return next((p for p in self.article.paragraphs if p.start <= span.start < p.end), None)

    def sentence_of(self, span: Span) -> Span | None:
        """Return the sentence in which a span starts."""
        return next((s for s in self.sentences if s.start <= span.start < s.end), None)

    def text_of(self, span: Span) -> str:
        """Return the characters of a span."""
        return self.article.text[span.start : span.end]

    @cached_property
    def fillers(self) -> tuple[tuple[Place, Filler], ...]:
        """All arguments and sources, each with its place."""
        return tuple(
            (Place(layer, line, f"{name}[{index}]", filler), filler)
            for layer, name, lists in (
                ("events", "arguments", [event.arguments for event in self.events]),
                ("quotes", "sources", [quote.sources for quote in self.quotes]),
            )
            for line, fillers in enumerate(lists, start=1)
            for index, filler in enumerate(fillers)
        )

    @cached_property
    def annotated(self) -> tuple[Place, ...]:
        """All spans of the three layers, save those of fillers that are mentions (these are spans of the mentions)."""
        return (
            *(Place("mentions", line, "", mention) for line, mention in enumerate(self.mentions, start=1)),
            *(Place("events", line, "", event) for line, event in enumerate(self.events, start=1)),
            *(place for place, filler in self.fillers if filler.mention not in self.mention),
            *(place for line, quote in enumerate(self.quotes, start=1) for place in _own_spans(line, quote)),
        )

    @cached_property
    def spans(self) -> tuple[Place, ...]:
        """Sentences and annotated spans."""
        sentences = (Place("sentences", line, "", sentence) for line, sentence in enumerate(self.sentences, start=1))
        return (*sentences, *self.annotated)

    def sound(self, span: Span) -> bool:
        """Tell whether a span holds characters of the text; only then can anything more be said of it."""
        return 0 <= span.start < span.end <= len(self.article.text)


def inside(inner: Span, outer: Span) -> bool:
    """Tell whether one span lies within another, or is equal to it."""
    return outer.start <= inner.start and inner.end <= outer.end


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two spans share a character."""
    return one.start < other.end and other.start < one.end


def _own_spans(line: int, quote: Quote) -> Iterator[Place]:
    yield from (Place("quotes", line, f"content[{index}]", span) for index, span in enumerate(quote.content))
    if quote.cue is not None:
        yield Place("quotes", line, "cue", quote.cue)


def _by_id(records: Iterable[Identified]) -> Mapping[str, Identified]:
    found: dict[str, Identified] = {}
    for record in records:
        found.setdefault(record.id, record)
    return found
