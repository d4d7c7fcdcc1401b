"""Texts of users in any of the accepted sources, in pieces that can be read apart from one another.

A source is a folder of .txt, .jsonl or .parquet files, one such file, or a folder that `Dataset.save_to_disk` of
`datasets` wrote. Lines and rows need `text`, and may have `id`; without it a document is called after file and line.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from dateline.declarations import read_text
from dateline.errors import InputError, Problem, refuse

Text = tuple[str, str]
"""A document's name and its text."""
SIZE = 64  # documents of a piece, where nothing else is asked for
_SLICES = 16  # pieces of a row group: each reads the row group up to its end


class Failure(msgspec.Struct, frozen=True, omit_defaults=True):
    """A document that could not be read or annotated, and why; `file`, `line` and `field` are those of a `Problem`."""

    document: str
    error: str
    message: str
    file: str | None = None
    line: int | None = None
    field: str | None = None
    hint: str | None = None

    @property
    def refusal(self) -> InputError:
        """The failure as an error."""
        place = {"file": self.file, "line": self.line, "field": self.field, "hint": self.hint}
        return refuse(self.error, self.message, **place)


class Piece(msgspec.Struct, frozen=True):
    """A part of a source.

    Attributes:
        kind: what its files are; `arrow` for a folder of `datasets`.
        files: their paths; one, but of .txt files.
        documents: how many documents there are in it.
        start: the first byte of .jsonl, or the first row, in its row group for .parquet.
        first: the number of the first line or row in the file, from 1.
        group: the row group of .parquet.
        folder: the folder that names are relative to.
    """

    kind: Literal["txt", "jsonl", "parquet", "arrow"]
    files: tuple[str, ...]
    documents: int
    start: int = 0
    first: int = 1
    group: int = 0
    folder: str = ""

    def name(self, number: int) -> str:
        """Name the document of a line or row that has no id."""
        path = Path(self.files[0])
        stem = path.relative_to(self.folder).with_suffix("").as_posix() if self.folder else path.stem
        return f"{stem}-{number}"


def texts_in(source: Path) -> Iterator[Text]:
    """Yield the texts of a source, in a stable order.

    Raises:
        InputError: it is no source of texts, or a document has no text.
    """
    for piece in pieces(source):
        for found in texts_of(piece):
            if isinstance(found, Failure):
                raise found.refusal
            yield found


def pieces(source: Path, size: int = SIZE) -> Iterator[Piece]:
    """Cut a source into pieces of about `size` documents, in a stable order, without reading the texts.

    Raises:
        InputError: it is no source of texts, or a file of it can't be opened.
    """
    if source.is_file() and (cut := _CUT.get(source.suffix)):
        yield from cut(source, size, "")
        return
    if (source / "state.json").is_file() or (source / "dataset_dict.json").is_file():
        yield from _arrow(source, size)
        return
    for suffix, cut in _CUT.items():
        if source.is_dir() and (files := sorted(source.rglob(f"*{suffix}"))):
            if suffix == ".txt":
                for at in range(0, len(files), size):
                    some = tuple(map(str, files[at : at + size]))
                    yield Piece("txt", some, len(some), folder=str(source))
                return
            for path in files:
                yield from cut(path, size, str(source) if suffix == ".jsonl" else "")
            return
    hint = "give a folder of .txt, .jsonl or .parquet files, such a file, or a dataset folder"
    raise refuse("unknown-source", "holds no text that is understood", file=str(source), hint=hint)


def texts_of(piece: Piece) -> Iterator[Text | Failure]:
    """Read a piece; a document that can't be read is a failure, and so are those after it that can't be reached."""
    if piece.kind == "txt":
        for path in map(Path, piece.files):
            name = path.relative_to(piece.folder).with_suffix("").as_posix() if piece.folder else path.stem
            try:
                yield name, read_text(path)
            except InputError as error:
                yield _failure(name, error.problems[0])
        return
    last = piece.first - 1
    try:
        for number, row in _READ[piece.kind](piece):
            last = number
            yield _row(piece, number, row)
    except InputError as error:
        for number in range(last + 1, piece.first + piece.documents):
            yield _failure(piece.name(number), error.problems[0])


def _row(piece: Piece, number: int, row: Any) -> Text | Failure:  # noqa: ANN401 - plain data, or why there is none
    if isinstance(row, Problem):
        return _failure(piece.name(number), row)
    name = str(row.get("id") or piece.name(number)) if isinstance(row, dict) else piece.name(number)
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        file = piece.files[0]
        return Failure(name, "missing-text", "has no text", file=file, line=number, field="text")
    return name, row["text"]


def _failure(name: str, problem: Problem) -> Failure:
    return Failure(name, problem.id, problem.message, problem.file, problem.line, problem.field, problem.hint)


def _one_text(path: Path, _size: int, _folder: str) -> Iterator[Piece]:
    yield Piece("txt", (str(path),), 1)


def _lines(path: Path, size: int, folder: str) -> Iterator[Piece]:
    start = first = held = place = 0
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                if not held:
                    start, first = place, number
                held += 1
            place += len(line)
            if held == size:
                yield Piece("jsonl", (str(path),), held, start, first, folder=folder)
                held = 0
    if held:
        yield Piece("jsonl", (str(path),), held, start, first, folder=folder)


def _read_lines(piece: Piece) -> Iterator[tuple[int, Any]]:
    path = Path(piece.files[0])
    left = piece.documents
    with path.open("rb") as lines:
        lines.seek(piece.start)
        for number, line in enumerate(lines, start=piece.first):
            if line.strip():
                yield number, _decoded(line, path, number)
                left -= 1
            if not left:
                return


def _decoded(line: bytes, path: Path, number: int) -> Any:  # noqa: ANN401 - plain JSON data, or a Problem
    try:
        return msgspec.json.decode(line.decode())
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        hint = "one JSON object a line"
        return Problem(id="bad-json", message=str(error), file=str(path), line=number, hint=hint)


def _groups(path: Path, size: int, folder: str) -> Iterator[Piece]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        facts = pq.read_metadata(path)
        rows = [facts.row_group(group).num_rows for group in range(facts.num_row_groups)]
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    first = 1
    for group, number in enumerate(rows):
        step = max(size, -(-number // _SLICES))
        for start in range(0, number, step):
            held = min(step, number - start)
            yield Piece("parquet", (str(path),), held, start, first + start, group, folder)
        first += number


def _read_group(piece: Piece) -> Iterator[tuple[int, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path, number = Path(piece.files[0]), piece.first
    skipped, left = piece.start, piece.documents
    try:
        file = pq.ParquetFile(path)
        columns = [name for name in ("id", "text") if name in file.schema_arrow.names]
        if "text" not in columns:
            raise refuse("missing-text", "has no column of this name", file=str(path), field="text")
        for batch in file.iter_batches(SIZE, row_groups=[piece.group], columns=columns):
            passed = min(skipped, len(batch))
            rows, skipped = batch.slice(passed, left), skipped - passed
            for row in rows.to_pylist():
                yield number, row
                number += 1
            left -= len(rows)
            if not left:
                return
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> InputError:
    return refuse("bad-parquet", f"can't be read ({error})", file=str(path))


def _arrow(folder: Path, size: int) -> Iterator[Piece]:
    """Cut what `Dataset.save_to_disk` wrote, or `DatasetDict.save_to_disk`, whose splits are folders below."""
    parts = [folder] if (folder / "state.json").is_file() else sorted(p.parent for p in folder.glob("*/state.json"))
    for part in parts:
        rows = len(_loaded(part))
        for start in range(0, rows, size):
            yield Piece("arrow", (str(part),), min(size, rows - start), start, start + 1)


def _read_arrow(piece: Piece) -> Iterator[tuple[int, Any]]:
    table = _loaded(Path(piece.files[0]))
    columns = [name for name in ("id", "text") if name in table.column_names]
    if "text" not in columns:
        raise refuse("missing-text", "has no column of this name", file=piece.files[0], field="text")
    rows = table.select_columns(columns).select(range(piece.start, piece.start + piece.documents))
    yield from enumerate(rows, start=piece.first)


def _loaded(folder: Path) -> Any:  # noqa: ANN401 - a Dataset
    import datasets

    try:
        return datasets.load_from_disk(str(folder))
    except Exception as error:  # a folder made by hand can fail in any way
        raise refuse("bad-dataset", f"can't be read ({error})", file=str(folder)) from error


_CUT = {".parquet": _groups, ".txt": _one_text, ".jsonl": _lines}
_READ = {"jsonl": _read_lines, "parquet": _read_group, "arrow": _read_arrow}
