"""Baselines: models that are small, documented and reproducible; `dateline run` trains, predicts and scores them."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from dateline.model import Document


class Model(Protocol):
    """A system for one task.

    `fit` sees gold documents with real text and returns the model; `predict` returns one record of the task for each
    document, in order, and never looks at its gold.
    """

    def fit(self, documents: Sequence[Document]) -> "Model":
        """Learn from annotated documents."""
        ...

    def predict(self, documents: Sequence[Document]) -> list[Any]:
        """Predict the records of documents."""
        ...


def _gazetteer(**settings: Any) -> Model:  # noqa: ANN401 - settings come from the declaration
    from dateline.baselines.gazetteer import Gazetteer

    return Gazetteer(**settings)


def _tagger(**settings: Any) -> Model:  # noqa: ANN401
    from dateline.baselines.tagger import Tagger

    return Tagger(**settings)


MODELS: dict[str, Callable[..., Model]] = {"gazetteer": _gazetteer, "tagger": _tagger}
"""Makers of models by the `model` that a file under baselines/ names."""
