"""Baselines for `event-triggers`: a lexicon of trigger words; a linear tagger with polarity and realis."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from dateline.baselines.features.pairs import Labeller
from dateline.baselines.features.sequences import sentences_of
from dateline.baselines.features.tokens import Row, TokenModel, token_features
from dateline.baselines.features.words import stem
from dateline.document import Document, Event
from dateline.formats.bio import spans_of, tags_of
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
        rows: list[Row] = []
        tags: list[str] = []
        around: list[Row] = []
        events: list[Event] = []
        for document in documents:
            known = _lexicon([other for other in documents if other.id != document.id])
            spans = [TypedSpan(e.start, e.end, e.type) for e in document.events]
            for tokens in sentences_of(document):
                words = [document.span_text(token) for token in tokens]
                rows += _rows(words, known)
                tags += tags_of(tokens, spans)
                for event in document.events:
                    at = next((i for i, token in enumerate(tokens) if token.start == event.start), None)
                    if at is not None:
                        around.append(_context(words, at, event.type))
                        events.append(event)
        self.known = _lexicon(documents)
        self.model.fit(rows, tags)
        self.polarity.fit(around, [event.polarity for event in events])
        self.realis.fit(around, [event.realis for event in events])
        return self

    def predict(self, documents: Sequence[Document]) -> list[EventsRecord]:
        """Tag every annotated sentence, then judge each trigger."""
        return [EventsRecord(document.id, list(self._events(document))) for document in documents]

    def _events(self, document: Document) -> Iterator[EventRecord]:
        for tokens in sentences_of(document):
            words = [document.span_text(token) for token in tokens]
            spans = spans_of(tokens, self.model.tags(_rows(words, self.known)))
            starts = {token.start: index for index, token in enumerate(tokens)}
            around = [_context(words, starts[span.start], span.type) for span in spans]
            labels = zip(spans, self.polarity.labels(around), self.realis.labels(around), strict=True)
            for span, polarity, realis in labels:
                yield EventRecord(span.start, span.end, span.type, polarity, realis)


def _rows(words: Sequence[str], known: dict[str, str]) -> list[Row]:
    rows = token_features(words, {})
    stems = ["<s>", *(stem(word) for word in words), "</s>"]
    for index, row in enumerate(rows):
        row["known"] = known.get(stems[index + 1], "-")
        row |= {"stem-1": stems[index], "stem+1": stems[index + 2]}
    return rows


def _context(words: Sequence[str], at: int, kind: str) -> Row:
    row: Row = {"type": kind, "stem": stem(words[at]), "suffix": words[at].lower()[-3:]}
    for offset in range(-_AROUND, _AROUND + 1):
        if offset and 0 <= at + offset < len(words):
            row[f"{'before' if offset < 0 else 'after'} {words[at + offset].lower()}"] = 1
            if abs(offset) == 1:
                row[f"word{offset}"] = words[at + offset].lower()
    row |= {f"somewhere before {word.lower()}": 1 for word in words[:at]}
    return row


def _lexicon(documents: Sequence[Document]) -> dict[str, str]:
    return {stem(d.span_text(e).split()[0]): e.type for d in documents for e in d.events}


def _commonest(votes: Counter[str]) -> str:
    return min(votes, key=lambda label: (-votes[label], label))
