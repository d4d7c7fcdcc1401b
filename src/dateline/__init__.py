"""DATELINE: an annotated news corpus and benchmark.

>>> import dateline
>>> documents = dateline.load("news")          # typed, immutable documents
>>> dateline.score("ner", "predictions.jsonl")  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["InputError", "TextNeededError", "load", "score"]

if TYPE_CHECKING:
    from dateline.corpus.load import load
    from dateline.errors import InputError, TextNeededError
    from dateline.evaluation.score import score

_HOMES = {
    "InputError": "dateline.errors",
    "TextNeededError": "dateline.errors",
    "load": "dateline.corpus.load",
    "score": "dateline.evaluation.score",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds
    """Import what is asked for when it is asked for, so that start-up stays cheap."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
