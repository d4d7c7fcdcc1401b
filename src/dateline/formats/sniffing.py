"""Opening a file of predictions and telling its format by what it holds."""

import atexit
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Literal, overload

import msgspec

from dateline.declarations import read_text
from dateline.errors import InputError, refuse

Format = Literal["jsonl", "quoted", "json_files", "conll", "brat", "docbin", "items"]
Source = Path | Iterable[object]
"""Where records are read from: a path, or items in memory."""
Sign = Literal["offsets", "quoted", "variant"]

WORDS = ("text", "word")
LABELS = ("label", "entity_group", "entity")
EXTRAS = ("score", "index")

_HEAD = 4096
_LONGEST_LINE = 1 << 24  # bytes; longer lines are refused when they are read
_LOOKED_THROUGH = 1000  # lines searched for a first span
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")  # a DocBin is a zlib stream
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zstd"}
_ARRAY = re.compile(rb"\[\s*(?:[{\]]|\[\s*[{\]])")  # a bracket alone may be the first token of CoNLL columns
_IN_VARIANTS = (*WORDS, *LABELS, *EXTRAS)
_GOES_ON = tuple(b"{[,:")  # how a line of JSON ends that is no JSON by itself
_OF_SPANS = frozenset({"clusters", "content", "cue", "sources", "speaker"})  # where a record has pairs
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@overload
def spooled(source: Path) -> Path: ...
@overload
def spooled(source: Source) -> Source: ...
def spooled(source: Source) -> Source:
    """Return a source that can be read more than once: a pipe or device is copied to a file, an iterator to a list.

    Raises:
        InputError: the pipe can't be read.
    """
    if not isinstance(source, Path):
        return list(source) if isinstance(source, Iterator) else source
    path = source
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
        with path.open("rb") as pipe, copy.open("wb") as target:
            shutil.copyfileobj(pipe, target)
    except OSError as error:
        raise refuse("bad-file-access", os.strerror(error.errno or 0), file=str(path)) from None
    return copy


def stamp(source: Source) -> list[tuple[int, int, int]]:
    """Return what changes when a file, or a file of a folder, is written; nothing for records in memory."""
    found: list[tuple[int, int, int]] = []
    if not isinstance(source, Path):
        return found
    with suppress(OSError):  # reading says what is wrong
        for one in (source, *(sorted(source.iterdir()) if source.is_dir() else ())):
            facts = one.stat()
            found.append((facts.st_ino, facts.st_size, facts.st_mtime_ns))
    return found


def sniff(source: Source) -> Format:
    """Tell the format of a file, or of a folder of brat annotations, by its content.

    Raises:
        InputError: there is nothing to read, or it is none of the formats.
    """
    if not isinstance(source, Path):
        return "items"
    path, file = source, str(source)
    if _is_folder(path):
        if next(path.glob("*.ann"), None) is None:
            hint = "a folder is read as brat annotations, one .ann file a document; name a file for any other format"
            raise refuse("bad-folder", message="this is a folder without .ann files", file=file, hint=hint)
        return "brat"
    head = _head(path)
    if head.startswith(_ZLIB):
        return "docbin"
    _refuse_bytes(head, file)
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _ARRAY.match(first):
        return "json_files"
    if first.startswith(b"{"):
        return _shape(path)
    if path.suffix == ".ann":
        raise refuse(
            "bad-ann-file", "one .ann file", file=file, hint="name the folder that holds a .ann for every document"
        )
    return "conll"


def _refuse_bytes(head: bytes, file: str) -> None:
    """Refuse a file that is empty, compressed or binary."""
    if not head.removeprefix(b"\xef\xbb\xbf").strip():
        raise refuse("missing-records", message="the file is empty", file=file, hint="one record for every document")
    if (packed := next((name for magic, name in _PACKED.items() if head.startswith(magic)), None)) is not None:
        raise refuse(
            "bad-compression", message=f"the file is compressed ({packed})", file=file, hint="decompress it first"
        )
    if head.startswith(_UTF16) or b"\x00" in head:
        raise refuse("bad-encoding", message="the file is binary or UTF-16", file=file, line=1, hint="save it as UTF-8")


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


def _shape(path: Path) -> Format:
    """Tell the shape of the objects in a JSON file by the first spans that it has."""
    begun = False
    with path.open("rb") as file:
        for line in islice(iter(lambda: file.readline(_LONGEST_LINE), b""), _LOOKED_THROUGH):
            try:
                value = msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf"))
                found = set(signs(value)) if isinstance(value, dict) else set()
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                if not begun and line.rstrip()[-1:] and line.rstrip()[-1] in _GOES_ON:
                    return "json_files"
                found = set()
            begun = begun or bool(line.strip())
            if "variant" in found:
                return "json_files"
            if found:
                return "quoted" if "quoted" in found else "jsonl"
    return "jsonl"


def signs(value: object, key: str = "") -> Iterator[Sign]:
    """Yield what the spans below a document's JSON value are: offsets, quoted text, or not in the shape of records."""
    if isinstance(value, Mapping):
        if not key and ("text" in value or "ents" in value):
            yield "variant"
        yield from _signs_of(value, key)
        for name, item in value.items():
            yield from signs(item, name)
    elif isinstance(value, list):
        if value and all(isinstance(item, int | float) for item in value):
            yield "offsets"
        for item in value:
            yield from signs(item, key)


def _signs_of(span: Mapping[str, object], key: str) -> Iterator[Sign]:
    if "start" in span or "end" in span:
        yield "offsets"
        if key in _OF_SPANS or isinstance(span.get("start"), list) or not span.keys().isdisjoint(_IN_VARIANTS):
            yield "variant"
    elif "text" in span and key:
        yield "quoted"
        if not span.keys().isdisjoint((*LABELS, *EXTRAS)):
            yield "variant"


def text_of(path: Path) -> str:
    """Read a text file, dropping a byte order mark.

    Raises:
        InputError: it is not UTF-8; the problem names the line.
    """
    return read_text(path).removeprefix("\ufeff")


def wrong_task(file: str, name: str, tasks: str) -> InputError:
    """Refuse a format that cannot hold what the task asks for."""
    return refuse("bad-format", f"{name} hold only {tasks}", file=file, hint="give JSON lines for this task")
