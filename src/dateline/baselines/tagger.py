"""A linear token tagger for `ner`: logistic regression over token features, decoded under the rules of IOB2."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.baselines.sequences import sentences_of, spans_of, tags_of
from dateline.model import Document
from dateline.records import NerRecord
from dateline.views import typed_spans


class Tagger:
    """Features of a token and its neighbours (word, shape, affixes, place in the sentence, names seen in training)."""

    def __init__(self, strength: float = 10.0, iterations: int = 60) -> None:
        """Set the inverse of the L2 penalty and the most iterations of the solver."""
        self.strength = strength
        self.iterations = iterations
        self.known: dict[str, str] = {}
        self.vectorizer: Any = None
        self.model: Any = None

    def fit(self, documents: Sequence[Document]) -> "Tagger":
        """Learn tags from the documents' names and values."""
        from sklearn.feature_extraction import DictVectorizer
        from sklearn.linear_model import LogisticRegression

        rows: list[dict[str, Any]] = []
        tags: list[str] = []
        for document in documents:
            spans = typed_spans(document).entities
            # The other documents tell which words are names: a document's own would make the feature too trustworthy.
            known = self._lexicon([other for other in documents if other.id != document.id])
            for tokens in sentences_of(document):
                rows += _features([document.span_text(token) for token in tokens], known)
                tags += tags_of(tokens, spans)
        self.known = self._lexicon(documents)
        self.vectorizer = DictVectorizer()
        matrix = self.vectorizer.fit_transform(rows)
        self.model = LogisticRegression(C=self.strength, max_iter=self.iterations, tol=1e-3).fit(matrix, tags)
        return self

    def predict(self, documents: Sequence[Document]) -> list[NerRecord]:
        """Tag every annotated sentence with its best valid sequence."""
        return [NerRecord(document.id, self._spans(document)) for document in documents]

    def _spans(self, document: Document) -> list[Any]:
        spans = []
        for tokens in sentences_of(document):
            rows = _features([document.span_text(token) for token in tokens], self.known)
            scores = self.model.predict_log_proba(self.vectorizer.transform(rows))
            spans += spans_of(tokens, best_sequence(scores, list(self.model.classes_)))
        return spans

    @staticmethod
    def _lexicon(documents: Sequence[Document]) -> dict[str, str]:
        return {
            document.text[span.start : span.end]: span.type
            for document in documents
            for span in typed_spans(document).entities
        }


def best_sequence(scores: NDArray[np.float64], tags: Sequence[str]) -> list[str]:
    """Return the likeliest valid IOB2 sequence (Viterbi 1967), where an I follows only a B or I of its type.

    Args:
        scores: log-probabilities, shape tokens x tags.
        tags: the tag of each column.
    """
    allowed = np.array([[b[0] != "I" or (a[2:] == b[2:] and a != "O") for b in tags] for a in tags])
    penalty = np.where(allowed, 0.0, -np.inf)
    best = np.where([tag[0] == "I" for tag in tags], -np.inf, scores[0])
    back = np.zeros(scores.shape, dtype=np.int64)
    for step in range(1, len(scores)):
        paths = best[:, None] + penalty
        back[step] = paths.argmax(axis=0)
        best = paths.max(axis=0) + scores[step]
    path = [int(best.argmax())]
    for step in range(len(scores) - 1, 0, -1):
        path.append(int(back[step, path[-1]]))
    return [tags[index] for index in reversed(path)]


def _features(words: Sequence[str], known: dict[str, str]) -> list[dict[str, Any]]:
    padded = ["<s>", "<s>", *words, "</s>", "</s>"]
    shapes = [_shape(word) for word in padded]
    rows = []
    for index, word in enumerate(words):
        lower = word.lower()
        row: dict[str, Any] = {"bias": 1, "first": index == 0, "known": known.get(word, "-")}
        row |= {f"prefix{n}": lower[:n] for n in (2, 3)} | {f"suffix{n}": lower[-n:] for n in (2, 3, 4)}
        for offset in (-2, -1, 0, 1, 2):
            row[f"word{offset}"] = padded[index + 2 + offset].lower()
            row[f"shape{offset}"] = shapes[index + 2 + offset]
        row["pair-"] = f"{row['word-1']} {lower}"
        row["pair+"] = f"{lower} {row['word1']}"
        rows.append(row)
    return rows


def _shape(word: str) -> str:
    shape = re.sub(r"[a-z]+", "x", re.sub(r"[A-Z]", "X", re.sub(r"\d", "9", word)))
    return re.sub(r"(.)\1{3,}", r"\1\1\1", shape)
