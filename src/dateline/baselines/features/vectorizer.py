"""The vocabulary of a linear model: scikit-learn's, whose state is a list of names."""

from typing import Any

from sklearn.feature_extraction import DictVectorizer


class Vectorizer(DictVectorizer):  # type: ignore[misc]  # scikit-learn has no types
    """A DictVectorizer; of what it has learnt, a file of a model keeps the names of the features in their order."""

    def __getstate__(self) -> dict[str, Any]:
        """Return the names."""
        return {"names": self.feature_names_}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Number the names."""
        self.__init__()  # type: ignore[misc]  # an empty object is filled
        self.feature_names_ = state["names"]
        self.vocabulary_ = {name: number for number, name in enumerate(self.feature_names_)}
