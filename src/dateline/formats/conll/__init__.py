"""CoNLL columns: one token a line, its tag or coreference bracket in the last column; and CoNLL-U.

Typed spans of files without a fault are read in bulk (`arrays`), all else row by row (`rows`).
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from dateline.formats.arrays import OwnFacts, batches_of
from dateline.formats.batch import Batch
from dateline.formats.checks import DocumentFacts, Expected, R
from dateline.formats.conll import arrays, rows
from dateline.formats.conll.sections import ids
from dateline.formats.sniffing import text_of, wrong_task
from dateline.records import CorefRecord, NerRecord

__all__ = ["batches", "documents", "ids"]


class _Documents(OwnFacts):
    """The documents of a file, with its columns, which need not be read again while the file stays as it is."""

    def __init__(self, names: list[str], columns: arrays.Columns, path: Path) -> None:
        super().__init__(names, columns.texts, path)
        self.columns = columns


def documents(path: Path) -> Mapping[str, DocumentFacts]:
    """Make documents of the file's own tokens, joined by single spaces: for a gold file without texts.

    Raises:
        InputError: the file is not UTF-8.
    """
    columns = arrays.scan(text_of(path))
    names = columns and [name or str(number) for number, name in enumerate(columns.names, 1)]
    if columns is None or not names or len(set(names)) < len(names):
        return rows.documents(path)
    return _Documents(names, columns, path)


def batches(path: Path, expected: Expected[R]) -> Iterator[Batch[R]]:
    """Read a file: in bulk, or else one batch a document.

    Raises:
        InputError: the task has no such format, or the file is not UTF-8.
    """
    if expected.record not in {NerRecord, CorefRecord}:
        raise wrong_task(str(path), "CoNLL columns", "ner and coref")
    found = _in_bulk(path, expected) if expected.record is NerRecord else None
    return rows.batches(path, expected) if found is None else found


def _in_bulk(path: Path, expected: Expected[R]) -> Iterator[Batch[Any]] | None:
    """Read a file in bulk; None where it must be read row by row."""
    known = expected.documents
    own = known if isinstance(known, _Documents) and known.are_of(path) else None
    columns = own.columns if own else arrays.scan(text_of(path))
    if columns is None:
        return None
    found = arrays.spans(columns, documents(path) if known is None else known, expected)
    if found is None:
        return None
    names, spans, codes = found
    lines = [section.line for section in columns.sections]
    read = batches_of(str(path), names, lines, spans, codes)
    if known is None or any(section.name is not None for section in columns.sections):
        return read
    return chain([Batch(str(path), [], [], [rows.nameless(len(names), str(path))])], read)
