"""A linear model of labels for items: what is left once candidates are listed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.baselines.features.columns import Table

Row = dict[str, Any]
Rows = Sequence[Row] | Table
"""Features of items, in a dictionary each or in columns; the same features give the same model."""


class Labeller:
    """Logistic regression over features of items; one label in training makes it a constant."""

    def __init__(self, inverse_regularization: float = 1.0, iterations: int = 200) -> None:
        """Set the inverse of the L2 penalty and the most iterations of the solver."""
        self.inverse_regularization = inverse_regularization
        self.iterations = iterations
        self.classes: list[str] = []
        self.vectorizer: Any = None
        self.model: Any = None

    def fit(self, rows: Rows, labels: Sequence[str]) -> "Labeller":
        """Learn a label for each item."""
        from sklearn.linear_model import LogisticRegression

        from dateline.baselines.features.vectorizer import Vectorizer

        self.classes = sorted(set(labels))
        if len(self.classes) > 1:
            self.vectorizer = Vectorizer().fit(rows.distinct() if isinstance(rows, Table) else rows)
            self.model = LogisticRegression(C=self.inverse_regularization, max_iter=self.iterations, tol=1e-3).fit(
                self._matrix(rows), labels
            )
            self.classes = [str(label) for label in self.model.classes_]
        return self

    def probabilities(self, rows: Rows) -> NDArray[np.float64]:
        """Return the probability of every class (columns, as in `classes`) for every item."""
        if not len(rows) or len(self.classes) < 2:  # noqa: PLR2004 - a choice needs two
            return np.ones((len(rows), len(self.classes)))
        return np.asarray(self.model.predict_proba(self._matrix(rows)))

    def labels(self, rows: Rows) -> list[str]:
        """Return the likeliest label of every item."""
        return [self.classes[i] for i in self.probabilities(rows).argmax(axis=1)] if len(rows) else []

    def _matrix(self, rows: Rows) -> Any:  # noqa: ANN401 - a sparse array of scipy
        if isinstance(rows, Table):
            return rows.matrix(self.vectorizer.vocabulary_)
        return self.vectorizer.transform(rows)
