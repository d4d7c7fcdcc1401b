"""What is wrong with the shape of a JSON value: every fault, where the decoder stops at the first."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec

from dateline.errors import Problem, nearest

_NAMES = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", int: "an integer", float: "a float"}


class Field(NamedTuple):
    """The type of a field, and whether it must be given."""

    type: Any
    required: bool


@lru_cache
def fields_of(struct: type) -> Mapping[str, Field]:
    """Return the fields of a struct by name."""
    hints = get_type_hints(struct)
    return {one.name: Field(hints[one.name], one.required) for one in msgspec.structs.fields(struct)}


def misshapen(value: object, wanted: object, path: str = "") -> Iterator[Problem]:
    """Yield every place where a JSON value differs from a type made of structs, lists, tuples, strings and integers."""
    options = get_args(wanted) if isinstance(wanted, UnionType) or get_origin(wanted) is Union else (wanted,)
    option = next((option for option in options if isinstance(value, _builtin(option))), None)
    if option is None or (option is int and isinstance(value, bool)):
        message = f"expected {_wanted(options)}, got {_name(value)}"
        test = "bad-integer" if int in options else "bad-type"
        hint = "offsets are whole code points" if int in options else None
        yield Problem(id=test, message=message, field=path or None, hint=hint)
    elif isinstance(value, dict) and isinstance(option, type):
        yield from _object(value, option, path)
    elif isinstance(value, list):
        yield from _array(value, option, path)


def _object(value: dict[str, object], wanted: type, path: str) -> Iterator[Problem]:
    fields = fields_of(wanted)
    prefix = f"{path}." if path else ""
    for name, field in fields.items():
        if name in value:
            yield from misshapen(value[name], field.type, f"{prefix}{name}")
        elif field.required:
            message = f"the field {name!r} is missing"
            yield Problem(id="missing-field", message=message, field=f"{prefix}{name}")
    for key in sorted(value.keys() - fields.keys()):
        hint = nearest(key, frozenset(fields))
        yield Problem(id="unknown-field", message=f"unknown field {key!r}", field=f"{prefix}{key}", hint=hint)


def _array(value: list[object], wanted: object, path: str) -> Iterator[Problem]:
    arguments = get_args(wanted)
    if get_origin(wanted) is tuple:
        if len(value) != len(arguments):
            message = f"expected [start, end], got {len(value)} items"
            yield Problem(id="bad-length", message=message, field=path)
    else:
        arguments = arguments * len(value)
    for index, (item, argument) in enumerate(zip(value, arguments, strict=False)):
        yield from misshapen(item, argument, f"{path}[{index}]")


def _builtin(wanted: object) -> type:
    """The type that JSON decodes to where `wanted` is asked for."""
    if get_origin(wanted) in {list, tuple}:
        return list
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        return dict
    return wanted if isinstance(wanted, type) else NoneType


def _name(value: object) -> str:
    return "null" if value is None else _NAMES.get(type(value), f"a {type(value).__name__}")


def _wanted(options: tuple[object, ...]) -> str:
    return " or ".join(dict.fromkeys(_NAMES.get(_builtin(option), "null") for option in options))
