"""Declarations: small TOML files, read as typed records."""

import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec

from dateline.errors import refuse

T = TypeVar("T")


def read_toml(path: Path, shape: type[T]) -> T:
    """Read a TOML file as a record of `shape`; a record that forbids unknown fields refuses misspelt ones.

    Raises:
        InputError: the file is missing, is not UTF-8 or not TOML, or a field is missing, unknown or of another type;
            file and field are named.
    """
    file = str(path)
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), shape)
    except OSError as error:
        raise refuse("missing-file", f"can't be read ({error.strerror})", file=file) from error
    except UnicodeDecodeError as error:
        raise refuse("bad-encoding", f"byte {error.start} is not UTF-8", file=file, hint="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise refuse("bad-toml", str(error), file=file) from error
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$")
        raise refuse("bad-record", message, file=file, field=place.strip("`").lstrip(".") or None) from error
