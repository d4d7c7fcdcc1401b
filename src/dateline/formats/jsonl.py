"""JSON lines with offsets: one record a document, as `dateline.records` defines it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from dateline.errors import Problem
from dateline.formats.batch import Batch, at
from dateline.formats.checks import Expected, R
from dateline.formats.shapes import misshapen

CHUNK = 1 << 16  # bytes decoded at a time: few enough that records and their checks stay in the cache
BOM = b"\xef\xbb\xbf"


def documents(_: Path) -> None:
    """Take no texts: the format holds none."""


def batches(path: Path, expected: Expected[R]) -> Iterator[Batch[R]]:
    """Decode a file, a chunk of lines at a time."""
    decoder = msgspec.json.Decoder(expected.record)
    for chunk in chunks(path):
        yield decode(chunk, str(path), decoder)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines of a file: the number of the first, how many there are, and their bytes."""

    first: int
    size: int
    data: bytes


def chunks(path: Path) -> Iterator[Chunk]:
    """Yield the lines of a file, about `CHUNK` bytes at a time; a byte order mark is dropped."""
    first = 1
    with path.open("rb") as file:
        data = file.read(CHUNK).removeprefix(BOM)
        while data:
            data += file.readline()
            size = data.count(b"\n") + (not data.endswith(b"\n"))
            yield Chunk(first, size, data)
            first += size
            data = file.read(CHUNK)


def decode(chunk: Chunk, file: str, decoder: msgspec.json.Decoder[R]) -> Batch[R]:
    """Decode the lines of a chunk, at once if all is well, else one by one to tell what is wrong where."""
    try:
        records = decoder.decode_lines(chunk.data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _one_by_one(chunk, file, decoder)
    if len(records) != chunk.size:  # blank lines, or two records in one line
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
            records.append(decoder.decode(line))
            lines.append(number)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            name, found = _faults(line, decoder.type)
            refused.append(name)
            problems.extend(at(problem, file, number) for problem in found)
    return Batch(file, records, lines, problems, refused)


def _faults(line: bytes, wanted: object) -> tuple[str | None, list[Problem]]:
    """Tell what is wrong with a line that did not decode, and its document's id if that can be read."""
    try:
        value = msgspec.json.decode(line.decode())
    except UnicodeDecodeError as error:
        message = f"byte {error.start + 1} of the line is not UTF-8"
        return None, [Problem(id="bad-encoding", message=message, hint="save the file as UTF-8")]
    except msgspec.MsgspecError as error:
        hint = "one JSON object a line, nothing else; NaN and Infinity are no JSON"
        return None, [Problem(id="bad-json", message=str(error), hint=hint)]
    name = value.get("id") if isinstance(value, dict) else None
    found = list(misshapen(value, wanted))
    if not found:  # the decoder is the judge; it knows limits of numbers that the shape does not show
        found = [Problem(id="bad-type", message="a value is out of range")]
    return name if isinstance(name, str) else None, found
