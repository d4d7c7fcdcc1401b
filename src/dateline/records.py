"""What is scored: one record per document and task, for gold and predictions alike.

These are the public prediction format: each line of a JSON lines file is one record. The same classes are the gold
view of a document, so that a scorer sees two equal shapes and no file format. Unknown fields are refused: a misspelt
optional field would otherwise be lost in silence.
"""

from typing import Literal

import msgspec

from dateline.document import QuoteType


class TypedSpan(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A labelled span; `start` and `end` are code points, half-open."""

    start: int
    end: int
    type: str


class NerRecord(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Flat typed spans of a document (task `ner`)."""

    id: str
    entities: list[TypedSpan]


class CorefRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Clusters of mention spans `[start, end]` (task `coref`)."""

    id: str
    clusters: list[list[tuple[int, int]]]


class RoleSpan(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A span in a role."""

    start: int
    end: int
    role: str


class EventRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event mention: trigger span, type, and what the task asks for besides.

    `polarity` and `realis` may be absent; `cluster` names a cross-document cluster within the story (task
    `event-coref`); `arguments` are for `event-arguments`.
    """

    start: int
    end: int
    type: str
    polarity: str | None = None
    realis: str | None = None
    cluster: str | None = None
    arguments: list[RoleSpan] = []


class EventsRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Events of a document (tasks `event-triggers`, `event-arguments`, `event-coref`)."""

    id: str
    events: list[EventRecord]


class QuoteRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An attribution: spans are `[start, end]`; `type` is direct, indirect or mixed."""

    content: list[tuple[int, int]]
    cue: tuple[int, int] | None = None
    sources: list[tuple[int, int]] = []
    type: str | None = None


class QuotesRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Quotes of a document (task `quotes`)."""

    id: str
    quotes: list[QuoteRecord]


class SpeakerRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A gold content (given) and its speaker (predicted): a span `[start, end]`, or a name."""

    content: list[tuple[int, int]]
    speaker: tuple[int, int] | str | None = None


class AttributionRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Speakers of a document's quotes (task `attribution`)."""

    id: str
    quotes: list[SpeakerRecord]


Wording = Literal["name", "nominal", "pronoun", "none"]


class GoldSpeaker(msgspec.Struct, frozen=True):
    """A quote's content and who speaks it.

    Attributes:
        content: the spans of the content.
        mentions: the spans of all mentions of the speakers' entities, and of sources that are no mentions.
        names: the names and aliases of those entities.
        type: the type of the quote.
        wording: how the source is worded here: a name, a nominal, a pronoun, or none.
    """

    content: tuple[tuple[int, int], ...]
    mentions: frozenset[tuple[int, int]] = frozenset()
    names: frozenset[str] = frozenset()
    type: QuoteType | None = None
    wording: Wording = "none"

    @property
    def identified(self) -> bool:
        """Whether anybody is the speaker."""
        return bool(self.mentions or self.names)


class GoldSpeakers(msgspec.Struct, frozen=True):
    """The gold of task `attribution`: who speaks each quote of a document."""

    id: str
    quotes: list[GoldSpeaker]
