"""A linear model of token tags: logistic regression over features, decoded under the rules of IOB2."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.baselines.features.words import shape, stem

Row = dict[str, Any]


class TokenModel:
    """Tags each token from its features; sequences are decoded together."""

    def __init__(self, strength: float, iterations: int, *, boldness: float = 0.0) -> None:
        """Set the inverse of the L2 penalty, the most iterations of the solver, and what is taken off O's log-odds."""
        self.strength = strength
        self.iterations = iterations
        self.boldness = boldness
        self.vectorizer: Any = None
        self.model: Any = None

    def fit(self, rows: Sequence[Row], tags: Sequence[str]) -> "TokenModel":
        """Learn tags from the features of tokens, one row and one tag each."""
        from sklearn.feature_extraction import DictVectorizer
        from sklearn.linear_model import LogisticRegression

        self.vectorizer = DictVectorizer()
        matrix = self.vectorizer.fit_transform(rows)
        self.model = LogisticRegression(C=self.strength, max_iter=self.iterations, tol=1e-3).fit(matrix, tags)
        return self

    def tags(self, rows: Sequence[Row]) -> list[str]:
        """Return the likeliest valid sequence of tags."""
        if not rows:
            return []
        scores = self.model.predict_log_proba(self.vectorizer.transform(rows))
        scores[:, self.model.classes_ == "O"] -= self.boldness
        return best_sequence(scores, [str(tag) for tag in self.model.classes_])


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


def token_features(words: Sequence[str], known: Mapping[str, str]) -> list[Row]:
    """Describe each token of a sentence: itself, its affixes and shape, its neighbours, what it was in training.

    Args:
        words: the tokens.
        known: what a word was seen as in training.
    """
    padded = ["<s>", "<s>", *words, "</s>", "</s>"]
    shapes = [shape(word) for word in padded]
    rows = []
    for index, word in enumerate(words):
        lower = word.lower()
        row: Row = {"bias": 1, "first": index == 0, "known": known.get(word, "-"), "stem": stem(word)}
        row |= {f"prefix{n}": lower[:n] for n in (2, 3)} | {f"suffix{n}": lower[-n:] for n in (2, 3, 4)}
        for offset in (-2, -1, 0, 1, 2):
            row[f"word{offset}"] = padded[index + 2 + offset].lower()
            row[f"shape{offset}"] = shapes[index + 2 + offset]
        row["pair-"] = f"{row['word-1']} {lower}"
        row["pair+"] = f"{lower} {row['word1']}"
        rows.append(row)
    return rows
