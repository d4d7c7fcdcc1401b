"""Features of pairs, as the linear models of a task describe them, for the pair heads of a network."""

from typing import Any

from dateline.baselines.features.columns import Table
from dateline.baselines.features.pairs import Rows


class Features:
    """The numbers of features, learnt from the pairs of training."""

    def __init__(self) -> None:
        """Know no feature yet."""
        self.vectorizer: Any = None

    def fit(self, rows: Rows) -> Any:  # noqa: ANN401 - a sparse array of scipy
        """Number the features of training pairs, and return them: pairs x features."""
        from dateline.baselines.features.vectorizer import Vectorizer

        self.vectorizer = Vectorizer().fit(rows.distinct() if isinstance(rows, Table) else rows)
        return self.of(rows)

    def of(self, rows: Rows) -> Any:  # noqa: ANN401
        """Return pairs x features; features that are new are left out."""
        made = rows.matrix(self.vectorizer.vocabulary_) if isinstance(rows, Table) else self.vectorizer.transform(rows)
        return made.tocsr()

    def __len__(self) -> int:
        """Return the number of features."""
        return len(self.vectorizer.vocabulary_)
