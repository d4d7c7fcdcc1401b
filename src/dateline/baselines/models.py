"""Models: the protocol that all baselines have in common, and where each class is."""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol

from dateline.document import Document
from dateline.errors import Problem, nearest, refuse


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


MODELS = {
    "gazetteer": "ner:Gazetteer",
    "tagger": "ner:Tagger",
    "strings": "coref:Strings",
    "pairs": "coref:Pairs",
    "encoder-ner": "encoder.ner:EncoderNer",
    "encoder-coref": "encoder.coref:EncoderCoref",
    "encoder-triggers": "encoder.events.triggers:EncoderTriggers",
    "encoder-arguments": "encoder.events.arguments:EncoderArguments",
    "encoder-event-coref": "encoder.events.coref:EncoderChains",
    "encoder-quotes": "encoder.quotes:EncoderQuotes",
    "encoder-speakers": "encoder.attribution:EncoderSpeakers",
    "spacy-ner": "encoder.spacy_models:SpacyNer",
    "spacy-triggers": "encoder.spacy_models:SpacyTriggers",
    "spacy-quotes": "encoder.spacy_models:SpacyQuotes",
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
"""Module and class of each `model` that a file under baselines/ may name; only the one asked for is imported."""


def make(model: str, **settings: Any) -> Model:  # noqa: ANN401 - settings come from the declaration
    """Make an untrained model.

    Raises:
        InputError: there is no such model.
    """
    made: Model = _class_of(model)(**settings)
    return made


def setting_problems(model: str, settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the model and the settings of a declaration."""
    if model not in MODELS:
        hint = nearest(model, frozenset(MODELS))
        yield Problem(id="unknown-model", message=f"there is no model {model!r}", field="model", hint=hint)
        return
    parameters = _parameters(_class_of(model))
    for name, value in settings.items():
        if name not in parameters:
            hint = nearest(name, frozenset(parameters))
            message = f"the model {model} has no setting {name!r}"
            yield Problem(id="unknown-setting", message=message, field=f"settings.{name}", hint=hint)
            continue
        default = parameters[name]
        kinds = (int, float) if isinstance(default, float) else (type(default),)
        if default is not inspect.Parameter.empty and type(value) not in kinds:
            message = f"can't be {value!r}"
            hint = f"a value such as {default!r}"
            yield Problem(id="bad-setting", message=message, field=f"settings.{name}", hint=hint)
    for name, default in parameters.items():
        if default is inspect.Parameter.empty and name not in settings:
            yield Problem(id="missing-setting", message="is missing", field=f"settings.{name}")


def _class_of(model: str) -> Any:  # noqa: ANN401 - the class of a model
    if model not in MODELS:
        raise refuse("unknown-model", f"there is no model {model!r}", hint=nearest(model, frozenset(MODELS)))
    module, _, name = MODELS[model].partition(":")
    return getattr(import_module(f"dateline.baselines.{module}"), name)


def _parameters(model: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the settings of a model with their defaults; those of a recipe where the model takes one."""
    given = inspect.signature(model).parameters.values()
    found = {one.name: one.default for one in given if one.kind is not inspect.Parameter.VAR_KEYWORD}
    if len(found) < len(given):
        from dateline.baselines.encoder.training import Recipe

        found |= Recipe._field_defaults
    return found
