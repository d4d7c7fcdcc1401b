"""JSON lines with offsets: one record a document, as `dateline.records` defines it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from dateline.errors import Problem, refuse
from dateline.formats.batch import Batch, Deferred, at
from dateline.formats.checks import Expected, R
from dateline.records import EventsRecord, NerRecord

if TYPE_CHECKING:
    from dateline.formats.layouts import Reader

LONGEST_LINE = 1 << 24  # bytes
LONGEST_ID = 1000  # characters
CHUNK = 1 << 16  # bytes decoded at a time: few enough that records and their checks stay in the cache
BOM = b"\xef\xbb\xbf"


class _Named(msgspec.Struct):
    id: str | None = None


def documents(_: Path) -> None:
    """Take no texts: the format holds none."""


def ids(path: Path) -> list[str | None]:
    """List the ids of the lines; None where a line has none that can be read."""
    decoder = msgspec.json.Decoder(_Named)
    found: list[str | None] = []
    for chunk in chunks(path):
        try:
            found += [record.id for record in decoder.decode_lines(chunk.data)]
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            found += [_id_of(line, decoder) for line in chunk.data.split(b"\n") if line.strip()]
    return found


def _id_of(line: bytes, decoder: msgspec.json.Decoder[_Named]) -> str | None:
    try:
        return decoder.decode(line).id
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def batches(path: Path, expected: Expected[R], extent: tuple[int, int] | None = None) -> Iterator[Batch[R]]:
    """Decode a file, or an extent of whole lines of it (its first byte, and the one after it), a chunk at a time."""
    decoder, reader = msgspec.json.Decoder(expected.record), _reader(expected.record)
    size = 2 * CHUNK if expected.record is EventsRecord else CHUNK  # events have few objects for their bytes
    for chunk in chunks(path, extent, size):
        found = reader and _laid_out(chunk, str(path), decoder, reader)
        yield found or decode(chunk, str(path), decoder)


def _reader(record: type) -> "Reader | None":
    """Return what reads lines as arrays; `ner` needs none, for its records have no optional fields."""
    if record is NerRecord:
        return None
    from dateline.formats.layouts import Reader

    return Reader(record)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines of a file: the number of the first, how many there are, and their bytes."""

    first: int
    size: int
    data: bytes


def chunks(path: Path, extent: tuple[int, int] | None = None, size: int = CHUNK) -> Iterator[Chunk]:
    """Yield the lines of a file, about so many bytes at a time; a byte order mark is dropped.

    Of an extent, lines are counted from its first.
    """
    first, (start, stop) = 1, extent or (0, -1)
    with path.open("rb") as file:
        file.seek(start)
        data = file.read(_wanted(start, stop, size))
        data = data if start else data.removeprefix(BOM)
        while data:
            if not data.endswith(b"\n"):
                data += file.readline(LONGEST_LINE)
                if not data.endswith(b"\n") and file.peek(1):
                    line = first + data.count(b"\n")
                    hint = f"a record has at most {LONGEST_LINE >> 20} MiB: one document a line"
                    raise refuse("bad-line-length", "the line is too long", file=str(path), line=line, hint=hint)
            ends = np.count_nonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))  # quicker than `bytes.count`
            lines = int(ends) + (not data.endswith(b"\n"))
            yield Chunk(first, lines, data)
            first += lines
            data = file.read(_wanted(file.tell(), stop, size))


def _wanted(place: int, stop: int, size: int) -> int:
    return size if stop < 0 else max(0, min(size, stop - place))


def _laid_out(chunk: Chunk, file: str, decoder: msgspec.json.Decoder[R], reader: "Reader") -> Batch[R] | None:
    """Decode the lines of a chunk to arrays; None where they must be looked at one by one."""
    found = reader.read(chunk.data)
    if found is None:
        return None
    names, table, keys = found
    if len(names) != chunk.size or not _are_short(names) or _count_of_keys(chunk.data) != keys:
        return None
    records = Deferred(names, partial(decoder.decode_lines, chunk.data))
    return Batch(file, records, range(chunk.first, chunk.first + chunk.size), table=table, codes=reader.codes)


def decode(chunk: Chunk, file: str, decoder: msgspec.json.Decoder[R]) -> Batch[R]:
    """Decode the lines of a chunk, at once if all is well, else one by one to tell what is wrong where."""
    try:
        records = decoder.decode_lines(chunk.data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _one_by_one(chunk, file, decoder)
    if len(records) != chunk.size or not _each_key_once(chunk.data, records):  # blank lines, two records in a line, ...
        return _one_by_one(chunk, file, decoder)
    return Batch(file, records, range(chunk.first, chunk.first + chunk.size))


def _one_by_one(chunk: Chunk, file: str, decoder: msgspec.json.Decoder[R]) -> Batch[R]:
    records: list[R] = []
    lines: list[int] = []
    problems: list[Problem] = []
    refused: list[str | None] = []
    for number, line in enumerate(chunk.data.split(b"\n"), chunk.first):
        if not line.strip():
            continue
        try:
            record = decoder.decode(line)
            faulty = _repeated_key(line) is not None or len(record.id) > LONGEST_ID
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            faulty = True
        if not faulty:
            records.append(record)
            lines.append(number)
        else:
            name, found = _faults(line, decoder.type)
            refused.append(name)
            problems.extend(at(problem, file, number) for problem in found)
    return Batch(file, records, lines, problems, refused)


def _faults(line: bytes, wanted: object) -> tuple[str | None, list[Problem]]:
    """Tell what is wrong with a line that did not decode, and its document's id if that can be read."""
    value, problem = value_of(line)
    name = value.get("id") if isinstance(value, dict) else None
    from dateline.formats.checks.shapes import misshapen

    name = name if isinstance(name, str) else None
    # The decoder is the judge; it knows limits of numbers that the shape does not show.
    found = [problem] if problem else list(misshapen(value, wanted))
    return name, found or [Problem(id="bad-type", message="a value is out of range")]


def value_of(line: bytes) -> tuple[object, Problem | None]:
    """Decode one JSON value; the problem says why it can't be used as a record, if it can't."""
    try:
        value = msgspec.json.decode(line.decode())
    except UnicodeDecodeError as error:
        message = f"byte {error.start + 1} of the line is not UTF-8"
        return None, Problem(id="bad-encoding", message=message, hint="save the file as UTF-8")
    except (msgspec.MsgspecError, RecursionError) as error:
        hint = "one JSON object a line, nothing else; NaN and Infinity are no JSON"
        return None, Problem(id="bad-json", message=str(error), hint=hint)
    if (key := _repeated_key(line)) is not None:
        message = f"the key {key!r} occurs twice in one object"
        return value, Problem(id="repeated-key", message=message, hint="give it once")
    name = value.get("id") if isinstance(value, dict) else None
    if isinstance(name, str) and len(name) > LONGEST_ID:
        message = f"the id has {len(name)} characters"
        return value, Problem(id="bad-id", message=message, field="id", hint=f"at most {LONGEST_ID}")
    return value, None


def _each_key_once(data: bytes, records: Sequence[Any]) -> bool:
    """Say quickly that no id is too long and no object of the lines has a key twice; False may be a false alarm.

    Where every field is required, the number of keys is known from the records; elsewhere it is counted in the values,
    written as JSON again.
    """
    if records and isinstance(records[0], NerRecord):
        keys = 2 * len(records) + 3 * sum([len(record.entities) for record in records])
    else:
        written = msgspec.json.Encoder().encode_lines(msgspec.json.Decoder().decode_lines(data))
        keys = _count_of_keys(written)  # which has no key twice
    return _are_short([record.id for record in records]) and 0 <= keys == _count_of_keys(data)


def _are_short(names: Sequence[str]) -> bool:
    return max(map(len, names), default=0) <= LONGEST_ID


def _count_of_keys(data: bytes) -> int:
    """Count `":` in the lines, several times as fast as `bytes.count` where it is frequent.

    Returns:
        -1 if white space precedes a colon: perhaps that of a key, which was not counted then.
    """
    found = np.frombuffer(data, dtype=np.uint8)
    before, colon = found[:-1], found[1:] == ord(":")
    return -1 if (colon & (before <= ord(" "))).any() else int(np.count_nonzero(colon & (before == ord('"'))))


def _repeated_key(line: bytes) -> str | None:
    """Return a key that an object of the line has twice, if one has."""
    found: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen = dict(pairs)
        if len(seen) < len(pairs):
            found.append(next(key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1))
        return seen

    try:
        json.loads(line, object_pairs_hook=look)
    except (ValueError, RecursionError):
        return None  # the decoder says what is wrong
    return found[0] if found else None
