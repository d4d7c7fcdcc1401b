"""Baselines for `ner`: a gazetteer of names and values seen in training, and a linear token tagger."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from dateline.baselines.features.batch import Batch, batch_of
from dateline.baselines.features.columns import Column, Table
from dateline.baselines.features.sequences import sentences_of
from dateline.baselines.features.tokens import TokenModel, known_elsewhere, known_from, token_features
from dateline.document import Document
from dateline.formats.bio import tags_of
from dateline.records import NerRecord, TypedSpan
from dateline.tasks.views import typed_spans

_RULES = (
    ("DATE", re.compile(r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(19|20)\d\d")),
    ("PERCENT", re.compile(r"\d[\d.,]*%")),
    ("CARDINAL", re.compile(r"\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|hundreds|thousands")),
    ("ORDINAL", re.compile(r"\d+(st|nd|rd|th)|first|second|third|fourth|fifth")),
)


class Gazetteer:
    """Longest match, left to right, of token sequences seen as mentions in training; then one-token rules."""

    def __init__(self, *, longest: int = 8, rules: bool = True) -> None:
        """Match sequences of at most `longest` tokens; read numbers and days by rule, or not."""
        self.longest = longest
        self.rules = rules
        self.types: dict[str, str] = {}

    def fit(self, documents: Sequence[Document]) -> "Gazetteer":
        """Keep the commonest type of every sequence; of equals, the alphabetically first."""
        seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for document in documents:
            for span in typed_spans(document).entities:
                inside = [t for t in document.tokens if span.start <= t.start and t.end <= span.end]
                seen[" ".join(document.span_text(token) for token in inside)][span.type] += 1
        self.types = {words: min(votes, key=lambda t: (-votes[t], t)) for words, votes in seen.items()}
        return self

    def predict(self, documents: Sequence[Document]) -> list[NerRecord]:
        """Tag every annotated sentence."""
        return [NerRecord(document.id, self._spans(document)) for document in documents]

    def _spans(self, document: Document) -> list[TypedSpan]:
        spans = []
        for tokens in sentences_of(document):
            words = [document.span_text(token) for token in tokens]
            index = 0
            while index < len(words):
                size, label = self._match(words, index)
                if label:
                    spans.append(TypedSpan(tokens[index].start, tokens[index + size - 1].end, label))
                index += size
        return spans

    def _match(self, words: Sequence[str], index: int) -> tuple[int, str | None]:
        for size in range(min(self.longest, len(words) - index), 0, -1):
            label = self.types.get(" ".join(words[index : index + size]))
            if label:
                return size, label
        rules = _RULES if self.rules else ()
        return 1, next((label for label, rule in rules if rule.fullmatch(words[index])), None)


class Tagger:
    """Features of a token and its neighbours (word, stem, shape, affixes, names seen in training)."""

    def __init__(self, inverse_regularization: float = 10.0, iterations: int = 60) -> None:
        """Set the inverse of the L2 penalty and the most iterations of the solver."""
        self.model = TokenModel(inverse_regularization, iterations)
        self.known: dict[str, str] = {}

    def fit(self, documents: Sequence[Document]) -> "Tagger":
        """Learn tags from the documents' names and values."""
        tags: list[str] = []
        for document in documents:
            spans = typed_spans(document).entities
            for tokens in sentences_of(document):
                tags += tags_of(tokens, spans)
        batch = batch_of(documents)
        known = known_elsewhere(batch, batch.sentences, batch.sentences.words, _lexicon)
        self.known = _lexicon(documents)
        self.model.fit(_table(batch, known), tags)
        return self

    def predict(self, documents: Sequence[Document]) -> list[NerRecord]:
        """Tag every annotated sentence with its best valid sequence."""
        batch = batch_of(documents)
        sentences = batch.sentences
        records = [NerRecord(document.id, []) for document in documents]
        for first, last, label in self.model.chunks(_table(batch, known_from(sentences.words, self.known)), sentences):
            owner, start, end = sentences.span(first, last)
            records[owner].entities.append(TypedSpan(start, end, label))
        return records


def _table(batch: Batch, known: Column) -> Table:
    return Table(len(batch.sentences), token_features(batch, batch.sentences, known))


def _lexicon(documents: Sequence[Document]) -> dict[str, str]:
    return {
        document.text[span.start : span.end]: span.type
        for document in documents
        for span in typed_spans(document).entities
    }
