"""Declarations and other small files: text, TOML and JSON, read as typed records or refused."""

import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec

from dateline.errors import InputError, refuse

T = TypeVar("T")


def read_toml(path: Path, shape: type[T]) -> T:
    """Read a TOML file as a record of `shape`; a record that forbids unknown fields refuses misspelt ones.

    Raises:
        InputError: the file is missing, is not UTF-8 or not TOML, or a field is missing, unknown or of another type;
            file and field are named.
    """
    file, text = str(path), read_text(path)
    try:
        return msgspec.convert(tomllib.loads(text), shape)
    except msgspec.ValidationError as error:
        raise _misfit(error, file) from error
    except (ValueError, RecursionError) as error:
        raise refuse("bad-toml", str(error), file=file) from error


def read_json(path: Path, shape: type[T]) -> T:
    """Read a JSON file as a record of `shape`.

    Raises:
        InputError: the file is missing or not JSON, or a field is missing or of another type; file and field are named.
    """
    file, text = str(path), read_text(path)
    try:
        return msgspec.json.decode(text, type=shape)
    except msgspec.ValidationError as error:
        raise _misfit(error, file) from error
    except (ValueError, RecursionError) as error:
        raise refuse("bad-json", str(error), file=file) from error


def read_text(path: Path) -> str:
    """Read a text file.

    Raises:
        InputError: it can't be read, or is not UTF-8; the line is named.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise refuse("missing-file", "there is no such file", file=str(path)) from error
    except OSError as error:
        raise refuse("bad-file-access", f"can't be read ({error.strerror})", file=str(path)) from error
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start + 1} is not UTF-8"
        raise refuse("bad-encoding", message, file=str(path), line=line, hint="save it as UTF-8") from error


def _misfit(error: msgspec.ValidationError, file: str) -> InputError:
    message, _, place = str(error).partition(" - at `$")
    return refuse("bad-record", message, file=file, field=place.strip("`").lstrip(".") or None)
