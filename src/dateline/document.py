"""The document model: what the corpus says about one text.

Offsets are Unicode code points (Python string indices), half-open. Records are immutable. Field names are those of the
files under annotations/ and of the published dataset.
"""

from importlib import import_module
from typing import Literal

import msgspec

ParagraphKind = Literal["headline", "byline", "heading", "body", "caption", "credit", "link"]
MentionLevel = Literal["name", "nominal", "pronoun", "value"]
Polarity = Literal["positive", "negative"]
Realis = Literal["actual", "generic", "other"]
QuoteType = Literal["direct", "indirect", "mixed"]
Layer = Literal["mentions", "events", "quotes"]

ANNOTATED_KINDS: frozenset[str] = frozenset({"headline", "heading", "body", "caption"})
LAYERS: tuple[Layer, ...] = ("mentions", "events", "quotes")

SCHEMA = 1
"""The version of the fields of a document, which are the columns of a dataset; files of a newer one are refused."""
FILE_FACTS = b"dateline"
"""The entry of a Parquet file's metadata that has this version, as JSON."""


class Span(msgspec.Struct, frozen=True, order=True):
    """The code points `[start, end)` of a document's text."""

    start: int
    end: int

    @property
    def key(self) -> tuple[int, int]:
        """The offsets as a pair, for sets and dictionaries."""
        return self.start, self.end


class Paragraph(Span, frozen=True):
    """A paragraph and its kind; only headline, heading, body and caption are annotated."""

    kind: ParagraphKind


class Mention(Span, frozen=True, kw_only=True):
    """A name, nominal, pronoun or value; `entity` is its cluster in the document (None for values)."""

    id: str
    type: str
    level: MentionLevel
    entity: str | None = None


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """A cluster of mentions; `catalogue` is its corpus-wide id where it is named anywhere.

    `names` are the catalogue's name and aliases of it: the build adds them, gold files leave them out.
    """

    id: str
    type: str
    catalogue: str | None = None
    names: tuple[str, ...] = ()


class Filler(Span, frozen=True, kw_only=True):
    """A span that fills a slot, and the mention it is, if it is one."""

    mention: str | None = None


class Argument(Filler, frozen=True, kw_only=True):
    """A filler in a role of an event."""

    role: str


class Event(Span, frozen=True, kw_only=True):
    """An event mention: the span is the trigger; `event` its cluster here, `story_event` across a story."""

    id: str
    type: str
    polarity: Polarity
    realis: Realis
    event: str
    story_event: str | None = None
    arguments: tuple[Argument, ...] = ()


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """An attribution: what is said (content), how (cue), by whom (sources, and their entities: speakers)."""

    id: str
    content: tuple[Span, ...]
    type: QuoteType
    cue: Span | None = None
    sources: tuple[Filler, ...] = ()
    speakers: tuple[str, ...] = ()
    nested_in: str | None = None


class CatalogueEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entity of the whole corpus: the cross-document layer."""

    id: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One article with its gold.

    `masked` tells that `text` holds `_` for every character that is not white space; offsets, paragraphs, sentences
    and tokens hold all the same. `sha256` is that of the real text in UTF-8. `annotated_layers` says which layers
    the document has, so that 'nothing there' and 'not annotated' can never be confused.
    """

    id: str
    part: str
    split: str
    story: str
    outlet: str
    genre: str
    topic: str
    date: str
    title: str | None
    provenance: str
    license: str
    sha256: str
    masked: bool
    text: str
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Span, ...]
    tokens: tuple[Span, ...]
    annotated_layers: tuple[Layer, ...]
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    events: tuple[Event, ...]
    quotes: tuple[Quote, ...]

    def span_text(self, span: Span) -> str:
        """The characters of a span (underscores where the text is masked)."""
        return self.text[span.start : span.end]

    def _repr_html_(self) -> str:
        # By name, because the viewer knows documents, and documents don't know the viewer.
        return str(import_module("dateline.viewer.notebook").document_html(self))
