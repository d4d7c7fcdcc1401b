"""Baselines: models that are small, documented and reproducible; `dateline run` trains, predicts and scores them."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Protocol

from dateline.document import Document
from dateline.errors import nearest, refuse


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


HOMES = {
    "gazetteer": "ner:Gazetteer",
    "tagger": "ner:Tagger",
    "strings": "coref:Strings",
    "pairs": "coref:Pairs",
    "transformer": "encoder.tokens:TokenTransformer",
    "transformer-arguments": "encoder.pairs:TransformerArguments",
    "transformer-speakers": "encoder.pairs:TransformerSpeakers",
    "transformer-coref": "encoder.pairs:TransformerCoref",
    "spacy-ner": "spacy_models:SpacyNer",
    "spacy-triggers": "spacy_models:SpacyTriggers",
    "spacy-quotes": "spacy_models:SpacyQuotes",
    "lexicon": "event_triggers:Lexicon",
    "triggers": "event_triggers:Triggers",
    "nearest": "event_arguments:Nearest",
    "arguments": "event_arguments:Arguments",
    "lemmas": "event_coref:Lemmas",
    "chains": "event_coref:Chains",
    "marks": "quotes:Marks",
    "quote-tagger": "quotes:QuoteTagger",
    "nearest-name": "attribution:NearestName",
    "ranker": "attribution:Ranker",
}
"""Where the class of each `model` is that a file under baselines/ may name; only the one asked for is imported."""


def make(model: str, **settings: Any) -> Model:  # noqa: ANN401 - settings come from the declaration
    """Make an untrained model.

    Raises:
        InputError: there is no such model.
    """
    if model not in HOMES:
        raise refuse("model-unknown", f"there is no model {model!r}", hint=nearest(model, frozenset(HOMES)))
    module, _, name = HOMES[model].partition(":")
    made: Model = getattr(import_module(f"dateline.baselines.{module}"), name)(**settings)
    return made
