"""A linear model of labels for feature rows: what is left once candidates are listed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Row = dict[str, Any]


class Labeller:
    """Logistic regression over feature dictionaries; one label in training makes it a constant."""

    def __init__(self, inverse_regularization: float = 1.0, iterations: int = 200) -> None:
        """Set the inverse of the L2 penalty and the most iterations of the solver."""
        self.inverse_regularization = inverse_regularization
        self.iterations = iterations
        self.classes: list[str] = []
        self.vectorizer: Any = None
        self.model: Any = None

    def fit(self, rows: Sequence[Row], labels: Sequence[str]) -> "Labeller":
        """Learn a label for each row."""
        from sklearn.feature_extraction import DictVectorizer
        from sklearn.linear_model import LogisticRegression

        self.classes = sorted(set(labels))
        if len(self.classes) > 1:
            self.vectorizer = DictVectorizer()
            matrix = self.vectorizer.fit_transform(rows)
            self.model = LogisticRegression(C=self.inverse_regularization, max_iter=self.iterations, tol=1e-3).fit(
                matrix, labels
            )
            self.classes = [str(label) for label in self.model.classes_]
        return self

    def probabilities(self, rows: Sequence[Row]) -> NDArray[np.float64]:
        """Return the probability of every class (columns, as in `classes`) for every row."""
        if not rows or len(self.classes) < 2:  # noqa: PLR2004 - a choice needs two
            return np.ones((len(rows), len(self.classes)))
        return np.asarray(self.model.predict_proba(self.vectorizer.transform(rows)))

    def labels(self, rows: Sequence[Row]) -> list[str]:
        """Return the likeliest label of every row."""
        return [self.classes[i] for i in self.probabilities(rows).argmax(axis=1)] if len(rows) else []
