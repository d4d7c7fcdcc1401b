"""A linear model of token tags: logistic regression over features, decoded under the rules of IOB2."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np

from dateline.baselines.features.batch import Batch, Sequences
from dateline.baselines.features.columns import Column, Feature, Table, join
from dateline.baselines.features.words import shape, stem
from dateline.document import Document
from dateline.formats.bio import Chunk, best_sequences, valid_chunks

_BEFORE, _AFTER = "<s>", "</s>"


class TokenModel:
    """Tags each token from its features; sequences are decoded together."""

    def __init__(self, inverse_regularization: float, iterations: int, *, o_tag_penalty: float = 0.0) -> None:
        """Set the inverse of the L2 penalty, the most iterations of the solver, and what is taken off O's log-odds."""
        self.inverse_regularization = inverse_regularization
        self.iterations = iterations
        self.o_tag_penalty = o_tag_penalty
        self.vectorizer: Any = None
        self.model: Any = None

    def fit(self, table: Table, tags: Sequence[str]) -> "TokenModel":
        """Learn tags from the features of tokens, one tag each."""
        from sklearn.dummy import DummyClassifier
        from sklearn.linear_model import LogisticRegression

        from dateline.baselines.features.vectorizer import Vectorizer

        self.vectorizer = Vectorizer().fit(table.distinct())
        matrix = table.matrix(self.vectorizer.vocabulary_)
        if len(set(tags)) == 1:  # gold without mentions, as a file of quotes alone
            self.model = DummyClassifier(strategy="prior").fit(matrix, tags)
            return self
        self.model = LogisticRegression(C=self.inverse_regularization, max_iter=self.iterations, tol=1e-3).fit(
            matrix, tags
        )
        return self

    def chunks(self, table: Table, sequences: Sequences) -> list[Chunk]:
        """Return the spans of places that the likeliest valid tags of each sequence give."""
        if not len(table):
            return []
        scores = self.model.predict_log_proba(table.matrix(self.vectorizer.vocabulary_))
        scores[:, self.model.classes_ == "O"] -= self.o_tag_penalty
        tags = [str(tag) for tag in self.model.classes_]
        return valid_chunks(best_sequences(scores, sequences.lengths, tags), tags)


def token_features(batch: Batch, sequences: Sequences, known: Column) -> dict[str, Feature]:
    """Describe each token: itself, its affixes and shape, its neighbours, what it was in training.

    Args:
        batch: where the tokens are from; it keeps what does not depend on training, for all models.
        sequences: the tokens.
        known: what the word of each was seen as in training.
    """
    return {**batch.once((token_features, sequences), lambda: _features(sequences)), "known": known}


def _features(sequences: Sequences) -> dict[str, Feature]:
    words = sequences.words
    lower, shapes = words.map(str.lower), words.map(shape)
    near = {offset: sequences.near(lower, offset, _BEFORE, _AFTER) for offset in (-2, -1, 0, 1, 2)}
    return {
        "bias": np.ones(len(sequences)),
        "first": sequences.first == np.arange(len(sequences)),
        "stem": words.map(stem),
        **{f"prefix{n}": lower.map(itemgetter(slice(n))) for n in (2, 3)},
        **{f"suffix{n}": lower.map(itemgetter(slice(-n, None))) for n in (2, 3, 4)},
        **{f"word{offset}": column for offset, column in near.items()},
        **{f"shape{offset}": sequences.near(shapes, offset, shape(_BEFORE), shape(_AFTER)) for offset in near},
        "pair-": join(near[-1], lower),
        "pair+": join(lower, near[1]),
    }


def known_elsewhere(
    batch: Batch, sequences: Sequences, words: Column, lexicon: Callable[[Sequence[Document]], Mapping[str, str]]
) -> Column:
    """Look words up in what the other documents teach: a document's own would make the feature too trustworthy."""
    lexicons = [lexicon([other for other in batch if other.id != document.id]) for document in batch]
    return Column.of(lexicons[owner].get(word, "-") for owner, word in zip(sequences.owners, words, strict=True))


def known_from(words: Column, lexicon: Mapping[str, str]) -> Column:
    """Look words up in what was learnt."""
    return words.map(lambda word: lexicon.get(word, "-"))
