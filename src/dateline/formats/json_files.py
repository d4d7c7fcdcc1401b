"""JSON files whose values are not in the shape of records: JSON lines, one array of documents, one object.

`dateline.formats.variants` says which shapes are understood; files of records are read by `jsonl`.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from dateline.errors import Problem, refuse
from dateline.formats import jsonl
from dateline.formats.batch import Batch
from dateline.formats.checks import DocumentFacts, Expected, R
from dateline.formats.items import Values, are_spans, documents_in, id_of, read_values
from dateline.formats.sniffing import text_of

MOST_BYTES = 256 << 20
"""Of a file that is one JSON value, and so is decoded as a whole."""
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")


def batches(path: Path, expected: Expected[R]) -> Iterator[Batch[R]]:
    """Read a file, one batch a document.

    Raises:
        InputError: the file holds no documents, or is one JSON value and too large.
        TextNeededError: the file quotes text that is masked here.
    """
    return read_values(_values(path), str(path), expected)


def documents(path: Path) -> dict[str, DocumentFacts] | None:
    """Take the texts and tokens that the file holds; None where it holds none."""
    return documents_in(value for _, value in _values(path))


def ids(path: Path) -> list[str | None]:
    """List the ids of the documents; None where one has none that can be read."""
    return [id_of(value) for _, value in _values(path)]


def _values(path: Path) -> Values:
    """Yield the value of each document with its line."""
    return _in_lines(path) if _has_lines(path) else _in_whole(path)


def _has_lines(path: Path) -> bool:
    """Say whether each line is a value by itself. One line that lists documents is not: its items are the values."""
    lines = (line for _, line in _lines(path) if line.strip())
    value, problem = jsonl.value_of(next(lines, b""))
    if problem is not None and problem.id == "bad-json":
        return False
    listed = isinstance(value, list) and not are_spans(value)
    return not listed or next(lines, None) is not None


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    for chunk in jsonl.chunks(path):
        yield from enumerate(chunk.data.split(b"\n"), chunk.first)


def _in_lines(path: Path) -> Iterator[tuple[int, object]]:
    for number, line in _lines(path):
        if line.strip():
            yield number, _decoded(line)


def _decoded(data: bytes) -> object:
    value, problem = jsonl.value_of(data)
    return value if problem is None else problem


def _in_whole(path: Path) -> Iterator[tuple[int, object]]:
    """Yield the items of an array, or the values that follow one another."""
    if path.stat().st_size > MOST_BYTES:
        message = f"the file is one JSON value of more than {MOST_BYTES >> 20} MiB"
        raise refuse("bad-json", message, file=str(path), hint="write JSON lines: one document a line")
    text = text_of(path)
    begin = _after_space(text, 0)
    if not text.startswith("[", begin):
        yield from _following(text, begin)
        return
    found = list(_listed(text, begin + 1))
    if are_spans([value for _, value in found]):
        yield found[0][0], [value for _, value in found]
    else:
        yield from found


def _following(text: str, place: int) -> Iterator[tuple[int, object]]:
    """Yield values that follow one another, with white space between them at most."""
    while place < len(text):
        value, end = _piece(text, place)
        yield text.count("\n", 0, place) + 1, value
        place = _after_space(text, end)


def _listed(text: str, place: int) -> Iterator[tuple[int, object]]:
    """Yield the values of an array that begins before a place."""
    place = _after_space(text, place)
    line, counted, comma = 1, 0, ""
    while not (text.startswith("]", place) and not comma):
        line, counted = line + text.count("\n", counted, place), place
        value, end = _piece(text, place)
        yield line, value
        place = _after_space(text, end)
        comma = text[place : place + 1] if text.startswith(",", place) else ""
        if comma:
            place = _after_space(text, place + 1)
        elif end < len(text) and not text.startswith("]", place):
            yield line, _not_json("expected a comma, or the end of the array")
            return
        elif end >= len(text) or place >= len(text):
            if not isinstance(value, Problem):
                yield line, _not_json("the array has no end")
            return
    if text[place + 1 :].strip():
        yield line, _not_json("there is more behind the end of the array")


def _piece(text: str, place: int) -> tuple[object, int]:
    """Decode the value at a place; what is no JSON reaches to the end of the text."""
    try:
        _, end = _DECODER.raw_decode(text, place)
    except json.JSONDecodeError as error:
        return _not_json(f"{error.msg} (line {error.lineno})"), len(text)
    except RecursionError:
        return _not_json("the value is nested too deeply"), len(text)
    return _decoded(text[place:end].encode()), end


def _after_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place


def _not_json(message: str) -> Problem:
    return Problem(id="bad-json", message=message, hint="JSON lines, one JSON array of documents, or one object")
