"""spaCy from scratch: no vectors, no pretrained weights; the architectures are in baselines/spacy/."""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from dateline.baselines.features.sequences import sentences_of
from dateline.baselines.quotes import flat_parts, join_parts
from dateline.document import Document, Span
from dateline.paths import SPACY, root
from dateline.records import EventRecord, EventsRecord, NerRecord, QuotesRecord, TypedSpan
from dateline.tasks.views import typed_spans

_BATCH = 16  # sentences
_OPENING, _CLOSING = frozenset("\"'\u201c\u2018"), frozenset("\"'\u201d\u2019")
Labelled = list[tuple[int, int, str]]
"""Spans of a sentence by token, the end exclusive, with their label."""


class Trained:
    """A pipeline and how it is trained; pickled as its configuration and weights, for its layers hold closures."""

    def __init__(self, *, epochs: int = 30, seed: int = 1) -> None:
        """Set how often the training sentences are seen, and the seed of everything random."""
        self.epochs = epochs
        self.seed = seed
        self.pipeline: Any = None

    def __getstate__(self) -> dict[str, Any]:
        """Give the settings, and the pipeline as plain data."""
        kept = None if self.pipeline is None else (self.pipeline.config.to_str(), self.pipeline.to_bytes())
        return {**self.__dict__, "pipeline": kept}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take them back."""
        self.__dict__ = state
        if state["pipeline"] is not None:
            import spacy
            from thinc.api import Config

            config, weights = state["pipeline"]
            pipeline = spacy.util.load_model_from_config(Config().from_str(config))
            self.pipeline = pipeline.from_bytes(weights)


class SpacyNer(Trained):
    """The entity recogniser, trained on the sentences of the documents."""

    def fit(self, documents: Sequence[Document]) -> "SpacyNer":
        """Train on the flat names and values."""

        def gold(document: Document) -> list[tuple[Span, str]]:
            return [(Span(s.start, s.end), s.type) for s in typed_spans(document).entities]

        self.pipeline = _train("ner", documents, gold, _as_entities, epochs=self.epochs, seed=self.seed)
        return self

    def predict(self, documents: Sequence[Document]) -> list[NerRecord]:
        """Recognise the entities of every annotated sentence."""
        return [
            NerRecord(
                document.id, [TypedSpan(*found) for found in _spans(self.pipeline, document, lambda doc: doc.ents)]
            )
            for document in documents
        ]


class SpacyTriggers(Trained):
    """The span categoriser over one or two tokens; of overlapping triggers the likelier one stays."""

    def fit(self, documents: Sequence[Document]) -> "SpacyTriggers":
        """Train on the triggers and their types."""

        def gold(document: Document) -> list[tuple[Span, str]]:
            return [(Span(e.start, e.end), e.type) for e in document.events]

        self.pipeline = _train("spans", documents, gold, _as_group, epochs=self.epochs, seed=self.seed)
        return self

    def predict(self, documents: Sequence[Document]) -> list[EventsRecord]:
        """Find triggers; polarity and realis are not predicted, and given as the commonest ones."""
        return [
            EventsRecord(
                document.id,
                [EventRecord(*found, "positive", "actual") for found in _spans(self.pipeline, document, _best)],
            )
            for document in documents
        ]


class SpacyQuotes(Trained):
    """The span categoriser over whole sentences: contents, cues and sources, which are then joined to quotes."""

    def __init__(self, *, epochs: int = 10, seed: int = 1, longest: int = 40) -> None:
        """Set how often sentences are seen, the seed, and the most tokens of a span."""
        super().__init__(epochs=epochs, seed=seed)
        self.longest = longest

    def fit(self, documents: Sequence[Document]) -> "SpacyQuotes":
        """Train on the parts of outer quotes, those over several sentences in pieces."""
        sizes = range(1, self.longest + 1)
        self.pipeline = _train("spans", documents, _pieces, _as_group, epochs=self.epochs, seed=self.seed, sizes=sizes)
        return self

    def predict(self, documents: Sequence[Document]) -> list[QuotesRecord]:
        """Find the parts in every annotated sentence, and join them."""
        return [
            QuotesRecord(document.id, list(join_parts(document, _whole(document, self._parts(document)))))
            for document in documents
        ]

    def _parts(self, document: Document) -> list[TypedSpan]:
        return [TypedSpan(*found) for found in _spans(self.pipeline, document, _best)]


def _pieces(document: Document) -> list[tuple[Span, str]]:
    """Cut the parts of quotes at the ends of sentences."""
    found = []
    for part in flat_parts(document):
        for tokens in sentences_of(document):
            inside = [token for token in tokens if part.start <= token.start < part.end]
            if inside:
                found.append((Span(inside[0].start, inside[-1].end), part.type))
    return found


def _whole(document: Document, parts: Sequence[TypedSpan]) -> list[TypedSpan]:
    """Mend contents that were cut: one that begins where another ended, inside quotation marks, goes on with it."""
    whole: list[TypedSpan] = []
    for part in parts:
        last = whole[-1] if whole else None
        goes_on = (
            last is not None
            and last.type == part.type == "content"
            and not document.text[last.end : part.start].strip(" ")
            and document.text[last.start] in _OPENING
            and document.text[last.end - 1] not in _CLOSING
        )
        if last and goes_on:
            whole[-1] = TypedSpan(last.start, part.end, "content")
        else:
            whole.append(part)
    return whole


def _as_entities(doc: Any, spans: Labelled) -> None:  # noqa: ANN401 - spaCy ships no usable types
    doc.ents = [doc.char_span(*_chars(doc, start, end), label=label) for start, end, label in spans]


def _as_group(doc: Any, spans: Labelled) -> None:  # noqa: ANN401
    doc.spans["sc"] = [doc.char_span(*_chars(doc, start, end), label=label) for start, end, label in spans]


def _chars(doc: Any, start: int, end: int) -> tuple[int, int]:  # noqa: ANN401
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])


def _train(
    config: str,
    documents: Sequence[Document],
    gold: Callable[[Document], list[tuple[Span, str]]],
    annotate: Callable[[Any, Labelled], None],
    *,
    epochs: int,
    seed: int,
    sizes: Sequence[int] = (),
) -> Any:  # noqa: ANN401
    import spacy
    from spacy.training import Example
    from spacy.util import load_config
    from thinc.api import fix_random_seed

    fix_random_seed(seed)
    changes = {"components.spancat.suggester.sizes": list(sizes)} if sizes else {}
    declared = load_config(root() / SPACY / f"{config}.cfg", overrides=changes)
    pipeline = spacy.util.load_model_from_config(declared, auto_fill=True)
    examples = []
    for document in documents:
        spans = gold(document)
        for tokens in sentences_of(document):
            doc = _doc(pipeline, document, tokens)
            reference = doc.copy()
            annotate(reference, _inside(tokens, spans))
            examples.append(Example(doc, reference))
    optimizer = pipeline.initialize(lambda: examples)
    order = random.Random(seed)  # noqa: S311 - an order of examples, no secret
    for _ in range(epochs):
        order.shuffle(examples)
        for start in range(0, len(examples), _BATCH):
            pipeline.update(examples[start : start + _BATCH], drop=0.2, sgd=optimizer)
    return pipeline


def _doc(pipeline: Any, document: Document, tokens: Sequence[Span]) -> Any:  # noqa: ANN401
    from spacy.tokens import Doc

    words = [document.span_text(token) for token in tokens]
    following = [*(token.start for token in tokens[1:]), -1]
    return Doc(
        pipeline.vocab, words, [t.end != start and start >= 0 for t, start in zip(tokens, following, strict=True)]
    )


def _inside(tokens: Sequence[Span], spans: Sequence[tuple[Span, str]]) -> Labelled:
    starts = {token.start: index for index, token in enumerate(tokens)}
    ends = {token.end: index + 1 for index, token in enumerate(tokens)}
    return [
        (starts[span.start], ends[span.end], label)
        for span, label in spans
        if span.start in starts and span.end in ends
    ]


def _spans(
    pipeline: Any,  # noqa: ANN401
    document: Document,
    found: Callable[[Any], Sequence[Any]],
) -> Iterator[tuple[int, int, str]]:
    for tokens in sentences_of(document):
        doc = pipeline(_doc(pipeline, document, tokens))
        for span in found(doc):
            yield tokens[span.start].start, tokens[span.end - 1].end, span.label_


def _best(doc: Any) -> list[Any]:  # noqa: ANN401
    group = doc.spans["sc"]
    scores = group.attrs.get("scores", [0.0] * len(group))
    chosen: list[Any] = []
    for _, span in sorted(zip(scores, group, strict=True), key=lambda pair: -pair[0]):
        if all(span.end <= other.start or other.end <= span.start for other in chosen):
            chosen.append(span)
    return sorted(chosen, key=lambda span: span.start)
