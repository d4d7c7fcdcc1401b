"""A linear model of token tags: logistic regression over features, decoded under the rules of IOB2."""

from collections.abc import Mapping, Sequence
from typing import Any

from dateline.baselines.features.words import shape, stem
from dateline.formats.bio import best_sequence

Row = dict[str, Any]


class TokenModel:
    """Tags each token from its features; sequences are decoded together."""

    def __init__(self, inverse_regularization: float, iterations: int, *, o_tag_penalty: float = 0.0) -> None:
        """Set the inverse of the L2 penalty, the most iterations of the solver, and what is taken off O's log-odds."""
        self.inverse_regularization = inverse_regularization
        self.iterations = iterations
        self.o_tag_penalty = o_tag_penalty
        self.vectorizer: Any = None
        self.model: Any = None

    def fit(self, rows: Sequence[Row], tags: Sequence[str]) -> "TokenModel":
        """Learn tags from the features of tokens, one row and one tag each."""
        from sklearn.dummy import DummyClassifier
        from sklearn.feature_extraction import DictVectorizer
        from sklearn.linear_model import LogisticRegression

        self.vectorizer = DictVectorizer()
        matrix = self.vectorizer.fit_transform(rows)
        if len(set(tags)) == 1:  # gold without mentions, as a file of quotes alone
            self.model = DummyClassifier(strategy="prior").fit(matrix, tags)
            return self
        self.model = LogisticRegression(C=self.inverse_regularization, max_iter=self.iterations, tol=1e-3).fit(
            matrix, tags
        )
        return self

    def tags(self, rows: Sequence[Row]) -> list[str]:
        """Return the likeliest valid sequence of tags."""
        if not rows:
            return []
        scores = self.model.predict_log_proba(self.vectorizer.transform(rows))
        scores[:, self.model.classes_ == "O"] -= self.o_tag_penalty
        return best_sequence(scores, [str(tag) for tag in self.model.classes_])


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
