"""What is scored: one record per document and task, for gold and predictions alike.

These are the public prediction format: each line of a JSON lines file is one record. The same classes are the gold
view of a document, so that a scorer sees two equal shapes and no file format. Unknown fields are refused: a misspelt
optional field would otherwise be lost in silence.
"""

import msgspec


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
