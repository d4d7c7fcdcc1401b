"""DATELINE: an annotated news corpus and benchmark.

>>> import dateline
>>> documents = dateline.load("news")          # typed, immutable documents
>>> dateline.tasks.names()                     # doctest: +ELLIPSIS
['attribution', 'coref', ...]
>>> dateline.score("ner", "predictions.jsonl")  # doctest: +SKIP

| name | what it is |
|---|---|
| `load(part)` | documents of a part or split, with their gold |
| `corpus_path()` | the dataset folder, for `datasets.load_dataset` |
| `tasks` | `tasks.names()`, `tasks.load(name)` |
| `score(task, predictions)` | a `Result`: every metric with its interval |
| `compare(task, files)` | several systems against the first one |
| `check(task, predictions)` | validate predictions without scoring |
| `anchor(text, quotes)` | where quoted words stand in any text, with a report |
| `Document`, `Result`, `InputError` | the types that these give and raise |
"""

from typing import TYPE_CHECKING

from dateline.version import __version__

__all__ = [
    "Document",
    "InputError",
    "Result",
    "TextNeededError",
    "__version__",
    "anchor",
    "check",
    "compare",
    "corpus_path",
    "load",
    "score",
    "tasks",
]

if TYPE_CHECKING:  # what type checkers and editors see; at run time each name is imported when it is asked for
    from dateline import tasks
    from dateline.corpus.anchoring import anchor
    from dateline.corpus.load import corpus_path, load
    from dateline.document import Document
    from dateline.errors import InputError, TextNeededError
    from dateline.evaluation.results import Result
    from dateline.evaluation.score import check, compare, score
else:
    _MODULES = {
        "Document": "dateline.document",
        "InputError": "dateline.errors",
        "Result": "dateline.evaluation.results",
        "TextNeededError": "dateline.errors",
        "anchor": "dateline.corpus.anchoring",
        "check": "dateline.evaluation.score",
        "compare": "dateline.evaluation.score",
        "corpus_path": "dateline.corpus.load",
        "load": "dateline.corpus.load",
        "score": "dateline.evaluation.score",
        "tasks": "dateline.tasks",
    }

    def __getattr__(name):  # noqa: ANN001, ANN202 - not seen by type checkers, so that a misspelt name is an error
        if name not in _MODULES:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        from importlib import import_module

        module = import_module(_MODULES[name])
        return module if name == "tasks" else getattr(module, name)

    def __dir__():  # noqa: ANN202
        return [*__all__, "__doc__", "__file__", "__name__", "__path__"]
