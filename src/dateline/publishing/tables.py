"""Flat tables made from the gold: further configurations of the dataset, ready to train on.

`train`, `validation` and `test` are those of the part `open`; the splits of other parts have its name before theirs,
such as `news_test`. A table holds the documents that have its layer. Words of masked documents are null; tokens of
masked documents are masked, so that tags keep their places.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dateline.document import ANNOTATED_KINDS, Document, Layer, Span
from dateline.formats.bio import encode
from dateline.ontology import Ontology
from dateline.records import TypedSpan
from dateline.tasks.views import typed_spans

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A configuration with one row for each annotation, sentence or question.

    Attributes:
        name: that of the configuration.
        about: what a row is.
        layer: the layer that a document must have; None where each row has its own.
        features: the columns after `document`, `part` and `split`, given the labels.
        rows: the rows of a document, without these three.
    """

    name: str
    about: str
    layer: Layer | None
    features: Callable[[Ontology], Mapping[str, Any]]
    rows: Callable[[Document], Iterator[Row]]


def split_of(document: Document) -> str:
    """Name the split of the tables that a document is in."""
    return document.split if document.part == "open" else f"{document.part}_{document.split}"


def table_features(table: Table, labels: Ontology) -> dict[str, Any]:
    """Return all columns of a table, as `datasets` feature types."""
    from datasets import Value

    text = Value("string")
    return {**dict.fromkeys(("document", "part", "split"), text), **table.features(labels)}


def table_rows(table: Table, document: Document) -> Iterator[Row]:
    """Yield a document's rows of a table; none where it lacks the layer."""
    if table.layer is None or table.layer in document.annotated_layers:
        facts = {"document": document.id, "part": document.part, "split": document.split}
        yield from ({**facts, **row} for row in table.rows(document))


def _ner_features(labels: Ontology) -> Mapping[str, Any]:
    from datasets import ClassLabel, List, Value

    tags = ["O", *(f"{prefix}-{name}" for name in labels.entity_types for prefix in "BI")]
    number = Value("int32")
    return {
        "sentence": number,
        "tokens": List(Value("string")),
        "ner_tags": List(ClassLabel(names=tags)),
        "starts": List(number),
    }


def _ner_rows(document: Document) -> Iterator[Row]:
    spans = typed_spans(document).entities
    for number, sentence in _sentences(document):
        tokens = [token for token in document.tokens if sentence.start <= token.start < sentence.end]
        inside = [span for span in spans if sentence.start <= span.start < sentence.end]
        yield {
            "sentence": number,
            "tokens": [document.span_text(token) for token in tokens],
            "ner_tags": encode([_on_tokens(span, tokens) for span in inside], len(tokens)),
            "starts": [token.start for token in tokens],
        }


def _on_tokens(span: TypedSpan, tokens: list[Span]) -> TypedSpan:
    covered = [index for index, token in enumerate(tokens) if span.start <= token.start and token.end <= span.end]
    return TypedSpan(covered[0], covered[-1] + 1, span.type)


def _coref_features(labels: Ontology) -> Mapping[str, Any]:
    from datasets import ClassLabel, Value

    text, number = Value("string"), Value("int32")
    return {
        "mention": text,
        "entity": text,
        "catalogue": text,
        "type": ClassLabel(names=list(labels.entity_types)),
        "level": ClassLabel(names=["name", "nominal", "pronoun", "value"]),
        "start": number,
        "end": number,
        "text": text,
        "sentence": number,
    }


def _coref_rows(document: Document) -> Iterator[Row]:
    catalogue = {entity.id: entity.catalogue for entity in document.entities}
    for mention in document.mentions:
        if mention.entity is not None:
            yield {
                "mention": mention.id,
                "entity": mention.entity,
                "catalogue": catalogue.get(mention.entity),
                "type": mention.type,
                "level": mention.level,
                **_words(document, mention),
                "sentence": _sentence(document, mention),
            }


def _event_features(labels: Ontology) -> Mapping[str, Any]:
    from datasets import ClassLabel, List, Value

    text, number = Value("string"), Value("int32")
    span = {"start": number, "end": number, "text": text}
    return {
        "event_mention": text,
        "event": text,
        "story_event": text,
        "type": ClassLabel(names=list(labels.event_types)),
        "polarity": ClassLabel(names=["positive", "negative"]),
        "realis": ClassLabel(names=["actual", "generic", "other"]),
        **span,
        "arguments": List({"role": text, **span}),
        "sentence": number,
        "sentence_text": text,
    }


def _event_rows(document: Document) -> Iterator[Row]:
    sentences = dict(_sentences(document))
    for event in document.events:
        number = _sentence(document, event)
        yield {
            "event_mention": event.id,
            "event": event.event,
            "story_event": event.story_event,
            "type": event.type,
            "polarity": event.polarity,
            "realis": event.realis,
            **_words(document, event),
            "arguments": [{"role": one.role, **_words(document, one)} for one in event.arguments],
            "sentence": number,
            "sentence_text": _text(document, sentences[number]) if number in sentences else None,
        }


def _quote_features(_: Ontology) -> Mapping[str, Any]:
    from datasets import ClassLabel, List, Value

    text, number = Value("string"), Value("int32")
    span = {"start": number, "end": number, "text": text}
    return {
        "quote": text,
        "type": ClassLabel(names=["direct", "indirect", "mixed"]),
        "content_text": text,
        "cue_text": text,
        "source_text": text,
        "speakers": List(text),
        "nested_in": text,
        "content": List(span),
        "cue": span,
        "sources": List(span),
    }


def _quote_rows(document: Document) -> Iterator[Row]:
    for quote in document.quotes:
        yield {
            "quote": quote.id,
            "type": quote.type,
            "content_text": _joined(document, quote.content),
            "cue_text": _text(document, quote.cue) if quote.cue else None,
            "source_text": _joined(document, quote.sources),
            "speakers": list(quote.speakers),
            "nested_in": quote.nested_in,
            "content": [_words(document, span) for span in quote.content],
            "cue": _words(document, quote.cue) if quote.cue else None,
            "sources": [_words(document, span) for span in quote.sources],
        }


def _joined(document: Document, spans: tuple[Span, ...]) -> str | None:
    """Join the pieces of a discontinuous span as one reads it."""
    return None if document.masked or not spans else " ... ".join(document.span_text(span) for span in spans)


def _words(document: Document, span: Span) -> Row:
    return {"start": span.start, "end": span.end, "text": _text(document, span)}


def _text(document: Document, span: Span) -> str | None:
    return None if document.masked else document.span_text(span)


def _sentences(document: Document) -> Iterator[tuple[int, Span]]:
    """Yield the sentences of annotated paragraphs with their number in the document, from 1."""
    annotated = [paragraph for paragraph in document.paragraphs if paragraph.kind in ANNOTATED_KINDS]
    for number, sentence in enumerate(document.sentences, start=1):
        if any(p.start <= sentence.start < p.end for p in annotated):
            yield number, sentence


def _sentence(document: Document, span: Span) -> int | None:
    numbers = (n for n, s in enumerate(document.sentences, start=1) if s.start <= span.start < s.end)
    return next(numbers, None)


NER = Table("ner", "a sentence with its tokens and IOB2 tags", "mentions", _ner_features, _ner_rows)
COREF = Table("coref", "a mention with its entity", "mentions", _coref_features, _coref_rows)
EVENTS = Table("events", "an event mention with its arguments", "events", _event_features, _event_rows)
QUOTES = Table("quotes", "an attribution: content, cue, sources", "quotes", _quote_features, _quote_rows)
