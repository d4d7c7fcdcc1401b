"""A trained model as one file of numpy: its arrays, and the rest as JSON. Nothing in it can run code.

A model is an object whose state is plain: numbers, text, bytes, lists, tuples, sets, dictionaries, arrays, and such
objects again. Only classes of the baselines, and the estimators of scikit-learn that they hold, are made again.
"""

import hashlib
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

_OURS = "dateline.baselines."
_ESTIMATORS = ("sklearn.dummy.DummyClassifier", "sklearn.linear_model._logistic.LogisticRegression")
_TREE = "tree"
_KIND = "$"  # of what is no number, text or list
Array = NDArray[Any]
_MADE: Mapping[str, Callable[[Any], object]] = {
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
    "dict": lambda pairs: {key: value for key, value in pairs},  # noqa: C416 - pairs are lists
    "float": float,
}
_TAKEN: Mapping[str, Callable[[Array], object]] = {
    "array": lambda array: array,
    "bytes": lambda array: array.tobytes(),
    "number": lambda array: array[()],
}


def write_model(path: Path, model: object) -> None:
    """Write a model.

    Raises:
        TypeError: it holds something that is not plain.
    """
    arrays: list[Array] = []
    tree = np.frombuffer(msgspec.json.encode(_plain(model, arrays)), dtype=np.uint8)
    named: dict[str, Any] = {_TREE: tree, **{f"a{number}": array for number, array in enumerate(arrays)}}
    with path.open("wb") as file:
        np.savez(file, **named)


def read_model(path: Path) -> Any:  # noqa: ANN401 - a model
    """Read a model.

    Raises:
        Exception: the file was not written by `write_model`; nothing that it names was run.
    """
    with np.load(path, allow_pickle=False) as held:
        return _restored(msgspec.json.decode(held[_TREE].tobytes()), held)


def digest(model: object) -> str:
    """Return a checksum of all that a model holds: equal models have one.

    Raises:
        TypeError: it holds something that is not plain.
    """
    arrays: list[Array] = []
    found = hashlib.sha256(msgspec.json.encode(_plain(model, arrays)))
    for array in arrays:
        found.update(f"{array.dtype.str}{array.shape}".encode())
        found.update(array.tobytes())
    return found.hexdigest()


def _plain(thing: Any, arrays: list[Array]) -> Any:  # noqa: ANN401
    """Write something as JSON; what holds numbers in bulk goes to the arrays."""
    kind = type(thing)
    if thing is None or kind in {bool, int, str} or (kind is float and np.isfinite(thing)):
        return thing
    if kind is list:
        return [_plain(item, arrays) for item in thing]
    if kind is float:
        return {_KIND: "float", "of": str(thing)}
    if kind in {tuple, set, frozenset}:
        items = thing if kind is tuple else sorted(thing)
        return {_KIND: kind.__name__, "of": [_plain(item, arrays) for item in items]}
    if kind is dict:
        return {_KIND: "dict", "of": [[_plain(key, arrays), _plain(value, arrays)] for key, value in thing.items()]}
    return _bulk(thing, arrays) if isinstance(thing, np.ndarray | np.generic | bytes) else _state(thing, arrays)


def _bulk(thing: Array | np.generic | bytes, arrays: list[Array]) -> dict[str, Any]:
    kind = "bytes" if isinstance(thing, bytes) else "array" if isinstance(thing, np.ndarray) else "number"
    arrays.append(np.frombuffer(thing, dtype=np.uint8) if isinstance(thing, bytes) else np.asarray(thing))
    return {_KIND: kind, "at": len(arrays) - 1}


def _state(thing: Any, arrays: list[Array]) -> dict[str, Any]:  # noqa: ANN401
    name = f"{type(thing).__module__}.{type(thing).__qualname__}"
    if not _trusted(name):
        message = f"{name} can't be kept in a file of a model"
        raise TypeError(message)
    return {_KIND: "object", "type": name, "state": _plain(thing.__getstate__(), arrays)}


def _restored(node: Any, arrays: Mapping[str, Array]) -> Any:  # noqa: ANN401
    """Make something of its JSON and the arrays."""
    if type(node) is list:
        return [_restored(item, arrays) if type(item) in {dict, list} else item for item in node]
    if type(node) is not dict:
        return node
    kind = node[_KIND]
    if kind == "object":
        return _object(node["type"], _restored(node["state"], arrays))
    if kind in _MADE:
        return _MADE[kind](_restored(node["of"], arrays))
    return _TAKEN[kind](arrays[f"a{node['at']}"])


def _object(name: str, state: Any) -> object:  # noqa: ANN401
    """Make an object without running its constructor, and give it its state."""
    if not _trusted(name):
        message = f"it holds {name}, which is not to be trusted"
        raise ValueError(message)
    module, _, last = name.rpartition(".")
    kind = vars(import_module(module))[last]
    if not isinstance(kind, type) or kind.__module__ != module:
        message = f"{name} is no class of models"
        raise ValueError(message)
    made: object = object.__new__(kind)
    if hasattr(made, "__setstate__"):
        made.__setstate__(state)
    else:
        vars(made).update(state)
    return made


def _trusted(name: str) -> bool:
    return name.startswith(_OURS) or name in _ESTIMATORS
