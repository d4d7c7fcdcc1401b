"""spaCy's DocBin (`.spacy`): the entities of each document (`ner`).

A document is known by `doc.user_data["id"]` (`DocBin(store_user_data=True)`); where none has one, they are those
expected, in their order, if there are as many. spaCy (the extra `baselines`) is imported only here.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dateline.errors import refuse
from dateline.formats import items
from dateline.formats.batch import Batch
from dateline.formats.checks import DocumentFacts, Expected, R
from dateline.formats.sniffing import wrong_task
from dateline.records import NerRecord

MOST_BYTES = 256 << 20  # of a file when it is decompressed


def docs(path: Path) -> list[object]:
    """Unpack a DocBin to plain values, one a document.

    Raises:
        InputError: spaCy is not installed, or the file is no DocBin.
    """
    found = unpacked(path.read_bytes(), str(path))
    try:
        return items.values(found)
    except Exception as error:  # noqa: BLE001 - labels that are no strings, and the like
        raise refuse("bad-docbin", message=f"the file is no DocBin: {error}", file=str(path)) from None


def check_spacy(file: str | None = None) -> None:
    """Check that spaCy is installed.

    Raises:
        InputError: it is not.
    """
    try:
        import spacy  # noqa: F401
    except ImportError:
        hint = "install the extra 'baselines'"
        raise refuse("missing-package", "a DocBin needs spaCy", file=file, hint=hint) from None


def unpacked(data: bytes, file: str) -> list[Any]:
    """Unpack a DocBin to Docs.

    Raises:
        InputError: spaCy is not installed, or the data are no DocBin.
    """
    check_spacy(file)
    import spacy
    from spacy.tokens import DocBin

    _check_size(data, file)
    try:
        return list(DocBin().from_bytes(data).get_docs(spacy.blank("en").vocab))
    except Exception as error:  # noqa: BLE001 - zlib, msgpack and spaCy each raise errors of their own
        raise refuse("bad-docbin", message=f"the file is no DocBin: {error}", file=file) from None


def _check_size(data: bytes, file: str) -> None:
    """Refuse a file that grows beyond all measure when it is decompressed, before it is."""
    inflate, size = zlib.decompressobj(), 0
    try:
        while data:
            size += len(inflate.decompress(data, 1 << 20))
            data = inflate.unconsumed_tail
            if size > MOST_BYTES:
                message = f"the file holds more than {MOST_BYTES >> 20} MiB when it is decompressed"
                raise refuse("bad-docbin", message, file=file, hint="write several smaller files")
    except zlib.error as error:
        raise refuse("bad-docbin", f"the file is no DocBin: {error}", file=file) from None


def documents(path: Path) -> dict[str, DocumentFacts] | None:
    """Take the texts and tokens of the file itself: for a gold file that comes without its documents."""
    return items.documents(docs(path))


def ids(path: Path) -> list[str | None]:
    """List the ids of the documents; None where one has none."""
    return items.ids(docs(path))


def batches(path: Path, expected: Expected[R]) -> Iterator[Batch[R]]:
    """Read a file, one batch a document; `line` is the number of the document.

    Raises:
        InputError: as `docs`, or the task has no such format.
    """
    if expected.record is not NerRecord:
        raise wrong_task(str(path), "DocBin files", "ner")
    return items.read_values(enumerate(docs(path), 1), str(path), expected)
