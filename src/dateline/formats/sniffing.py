"""Opening a file of predictions and telling its format by what it holds."""

import atexit
import os
import re
import shutil
import stat
import tempfile
from itertools import islice
from pathlib import Path
from typing import Literal

import msgspec

from dateline.declarations import read_text
from dateline.errors import InputError, refuse

Format = Literal["jsonl", "quoted", "conll", "brat", "docbin"]

_HEAD = 4096
_LONGEST_LINE = 1 << 24  # bytes; longer lines are refused when they are read
_LOOKED_THROUGH = 1000  # lines searched for a first span
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")  # a DocBin is a zlib stream
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zstd"}
_ARRAY = re.compile(rb"\[\s*[{\]]")  # a bracket alone may be the first token of CoNLL columns
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def spooled(path: Path) -> Path:
    """Return a path that can be read more than once: a pipe or a device is copied to a temporary file.

    Raises:
        InputError: the pipe can't be read.
    """
    try:
        mode = path.stat().st_mode
    except OSError:
        return path  # reading it says what is wrong
    if not (stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISSOCK(mode)):
        return path
    folder = Path(tempfile.mkdtemp(prefix="dateline-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    copy = folder / (path.name or "input")
    try:
        with path.open("rb") as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
    except OSError as error:
        raise refuse("bad-file-access", os.strerror(error.errno or 0), file=str(path)) from None
    return copy


def sniff(path: Path) -> Format:
    """Tell the format of a file, or of a folder of brat annotations, by its content.

    Raises:
        InputError: there is nothing to read, or it is none of the formats.
    """
    file = str(path)
    if _is_folder(path):
        if next(path.glob("*.ann"), None) is None:
            hint = "a folder is read as brat annotations, one .ann file a document; name a file for any other format"
            raise refuse("bad-folder", message="this is a folder without .ann files", file=file, hint=hint)
        return "brat"
    head = _head(path)
    if not head.removeprefix(b"\xef\xbb\xbf").strip():
        raise refuse("missing-records", message="the file is empty", file=file, hint="one record for every document")
    if head.startswith(_ZLIB):
        return "docbin"
    if (packed := next((name for magic, name in _PACKED.items() if head.startswith(magic)), None)) is not None:
        raise refuse(
            "bad-compression", message=f"the file is compressed ({packed})", file=file, hint="decompress it first"
        )
    if head.startswith(_UTF16) or b"\x00" in head:
        raise refuse("bad-encoding", message="the file is binary or UTF-16", file=file, line=1, hint="save it as UTF-8")
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _ARRAY.match(first):
        hint = "JSON lines: one record a line, without brackets around them and commas between"
        raise refuse("bad-json", message="the file is one JSON array", file=file, line=1, hint=hint)
    if first.startswith(b"{"):
        return "quoted" if _quotes(path) else "jsonl"
    if path.suffix == ".ann":
        raise refuse(
            "bad-ann-file", "one .ann file", file=file, hint="name the folder that holds a .ann for every document"
        )
    return "conll"


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:  # a name that is too long, a folder that may not be entered
        raise refuse("bad-file-access", os.strerror(error.errno or 0), file=str(path)[:200]) from None


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except FileNotFoundError:
        raise refuse("missing-file", message="there is no such file", file=str(path)) from None
    except PermissionError:
        hint = "let yourself read it: chmod u+r"
        raise refuse("bad-file-access", message="the file may not be read", file=str(path), hint=hint) from None
    except OSError as error:
        raise refuse("bad-file-access", os.strerror(error.errno or 0), file=str(path)) from None


def _quotes(path: Path) -> bool:
    """Say whether the first span of a JSON lines file is quoted text rather than offsets."""
    with path.open("rb") as file:
        for line in islice(iter(lambda: file.readline(_LONGEST_LINE), b""), _LOOKED_THROUGH):
            try:
                value = msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf"))
                spans = [span for span in _spans(value) if span is not None] if isinstance(value, dict) else []
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                continue
            if spans:
                return any(spans)
    return False


def _spans(value: object) -> list[bool | None]:
    """List for all spans below a JSON value whether they are quoted; None marks what is no span."""
    if isinstance(value, dict):
        if "start" in value or "end" in value:
            return [False]
        return [True] if "text" in value else [found for item in value.values() for found in _spans(item)]
    if isinstance(value, list):
        if value and all(isinstance(item, int | float) for item in value):
            return [False]
        return [found for item in value for found in _spans(item)]
    return [None]


def text_of(path: Path) -> str:
    """Read a text file, dropping a byte order mark.

    Raises:
        InputError: it is not UTF-8; the problem names the line.
    """
    return read_text(path).removeprefix("\ufeff")


def wrong_task(file: str, name: str, tasks: str) -> InputError:
    """Refuse a format that cannot hold what the task asks for."""
    return refuse("bad-format", f"{name} hold only {tasks}", file=file, hint="give JSON lines for this task")
