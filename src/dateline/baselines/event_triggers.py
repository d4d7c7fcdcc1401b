"""Baselines for `event-triggers`: a lexicon of trigger words; a linear tagger with polarity and realis."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from dateline.baselines.features.batch import Batch, Sequences, batch_of
from dateline.baselines.features.columns import Bag, Column, Table
from dateline.baselines.features.pairs import Labeller
from dateline.baselines.features.sequences import sentences_of
from dateline.baselines.features.tokens import TokenModel, known_elsewhere, known_from, token_features
from dateline.baselines.features.words import stem
from dateline.document import Document
from dateline.formats.bio import tags_of
from dateline.records import EventRecord, EventsRecord, TypedSpan

_AROUND = 4  # tokens on each side that tell polarity and realis


class Lexicon:
    """A word whose stem was a trigger more often than not is one, with its commonest type, polarity and realis."""

    def __init__(self, *, threshold: float = 0.5) -> None:
        """Take stems that were triggers in at least this share of their occurrences."""
        self.threshold = threshold
        self.types: dict[str, str] = {}
        self.realis: dict[str, str] = {}

    def fit(self, documents: Sequence[Document]) -> "Lexicon":
        """Count stems and triggers."""
        seen: Counter[str] = Counter()
        types: defaultdict[str, Counter[str]] = defaultdict(Counter)
        realis: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for document in documents:
            seen.update(stem(document.span_text(t)) for tokens in sentences_of(document) for t in tokens)
            for event in document.events:
                key = stem(document.span_text(event).split()[0])
                types[key][event.type] += 1
                realis[event.type][event.realis] += 1
        self.types = {
            key: _commonest(votes) for key, votes in types.items() if votes.total() >= self.threshold * seen[key]
        }
        self.realis = {kind: _commonest(votes) for kind, votes in realis.items()}
        return self

    def predict(self, documents: Sequence[Document]) -> list[EventsRecord]:
        """Look up every token."""
        return [EventsRecord(document.id, list(self._events(document))) for document in documents]

    def _events(self, document: Document) -> Iterator[EventRecord]:
        for tokens in sentences_of(document):
            for token in tokens:
                kind = self.types.get(stem(document.span_text(token)))
                if kind:
                    yield EventRecord(token.start, token.end, kind, "positive", self.realis[kind])


class Triggers:
    """A token model of trigger types; polarity and realis from the words around a trigger."""

    def __init__(
        self,
        *,
        inverse_regularization: float = 1.0,
        iterations: int = 60,
        o_tag_penalty: float = 2.5,
        context: float = 1.0,
    ) -> None:
        """Set the inverse regularisation C of the tagger and of the classifiers (`context`), and the O-tag penalty.

        Triggers are rare, and most of their words are new. The O-tag penalty, which is subtracted from the log-odds of
        O, was chosen with C by leave-one-story-out on open/train.
        """
        self.model = TokenModel(inverse_regularization, iterations, o_tag_penalty=o_tag_penalty)
        self.polarity = Labeller(context)
        self.realis = Labeller(context)
        self.known: dict[str, str] = {}

    def fit(self, documents: Sequence[Document]) -> "Triggers":
        """Learn triggers and their attributes."""
        tags: list[str] = []
        for document in documents:
            spans = [TypedSpan(e.start, e.end, e.type) for e in document.events]
            for tokens in sentences_of(document):
                tags += tags_of(tokens, spans)
        batch = batch_of(documents)
        sentences = batch.sentences
        stems = sentences.words.map(stem)
        self.model.fit(_table(batch, stems, known_elsewhere(batch, sentences, stems, _lexicon)), tags)
        self.known = _lexicon(documents)
        places = sentences.places(batch.laid_out(document.events for document in documents)[0]).tolist()
        events = zip(places, (event for document in documents for event in document.events), strict=True)
        placed = [(place, event) for place, event in events if place >= 0]
        placed.sort(key=lambda item: sentences.numbers[item[0]])
        around = _context(sentences, [place for place, _ in placed], [event.type for _, event in placed])
        self.polarity.fit(around, [event.polarity for _, event in placed])
        self.realis.fit(around, [event.realis for _, event in placed])
        return self

    def predict(self, documents: Sequence[Document]) -> list[EventsRecord]:
        """Tag every annotated sentence, then judge each trigger."""
        batch = batch_of(documents)
        sentences = batch.sentences
        stems = sentences.words.map(stem)
        chunks = self.model.chunks(_table(batch, stems, known_from(stems, self.known)), sentences)
        around = _context(sentences, [first for first, _, _ in chunks], [label for _, _, label in chunks])
        records = [EventsRecord(document.id, []) for document in documents]
        labels = zip(chunks, self.polarity.labels(around), self.realis.labels(around), strict=True)
        for (first, last, label), polarity, realis in labels:
            owner, start, end = sentences.span(first, last)
            records[owner].events.append(EventRecord(start, end, label, polarity, realis))
        return records


def _table(batch: Batch, stems: Column, known: Column) -> Table:
    sentences = batch.sentences
    around = {f"stem{offset:+}": sentences.near(stems, offset, "<s>", "</s>") for offset in (-1, 1)}
    return Table(len(sentences), token_features(batch, sentences, known) | around)


def _context(sentences: Sequences, places: Sequence[int], types: Sequence[str]) -> Table:
    """Describe triggers, the place and type of each, by themselves and by the words around and before them."""
    at = np.array(places, dtype=np.intp)
    lower = sentences.words.map(str.lower)
    first, last = sentences.first[at], sentences.last[at]
    return Table(
        len(at),
        {
            "type": Column.of(types),
            "stem": sentences.words.map(stem).take(at),
            "suffix": lower.map(lambda word: word[-3:]).take(at),
            "word-1": lower.take(at - 1, at > first),
            "word1": lower.take(at + 1, at + 1 < last),
            "before": Bag.between(np.maximum(first, at - _AROUND), at, lower),
            "after": Bag.between(at + 1, np.minimum(last, at + 1 + _AROUND), lower),
            "somewhere before": Bag.between(first, at, lower),
        },
    )


def _lexicon(documents: Sequence[Document]) -> dict[str, str]:
    return {stem(d.span_text(e).split()[0]): e.type for d in documents for e in d.events}


def _commonest(votes: Counter[str]) -> str:
    return min(votes, key=lambda label: (-votes[label], label))
