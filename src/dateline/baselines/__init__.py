"""Baselines: models that are small, documented and reproducible; `dateline run` trains, predicts and scores them."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Protocol

from dateline.checks import nearest
from dateline.errors import refuse
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


HOMES = {
    "gazetteer": "gazetteer:Gazetteer",
    "tagger": "tagger:Tagger",
    "strings": "coreference:Strings",
    "pairs": "coreference:Pairs",
    "transformer": "transformer:TokenTransformer",
    "transformer-arguments": "transformer_pairs:TransformerArguments",
    "transformer-speakers": "transformer_pairs:TransformerSpeakers",
    "transformer-coref": "transformer_pairs:TransformerCoref",
    "spacy-ner": "spacy_models:SpacyNer",
    "spacy-triggers": "spacy_models:SpacyTriggers",
    "spacy-quotes": "spacy_models:SpacyQuotes",
    "lexicon": "triggers:Lexicon",
    "triggers": "triggers:Triggers",
    "nearest": "arguments:Nearest",
    "arguments": "arguments:Arguments",
    "lemmas": "chains:Lemmas",
    "chains": "chains:Chains",
    "marks": "quoting:Marks",
    "quote-tagger": "quoting:QuoteTagger",
    "nearest-name": "speakers:NearestName",
    "ranker": "speakers:Ranker",
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
