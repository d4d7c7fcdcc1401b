"""spaCy's DocBin (`.spacy`): the entities of each document (`ner`).

A document is known by `doc.user_data["id"]` (`DocBin(store_user_data=True)`); where none has one, they are those
expected, in their order, if there are as many. spaCy (the extra `baselines`) is imported only here and in
`docbin_arrays`, which reads files without a fault in bulk.
"""

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dateline.errors import refuse
from dateline.formats import items
from dateline.formats.arrays import OwnFacts, batches_of
from dateline.formats.batch import Batch
from dateline.formats.checks import DocumentFacts, Expected, R
from dateline.formats.docbin_arrays import Layout, Store, fits, lay_out, spans, unpack
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


class _Documents(OwnFacts):
    """The documents of a file, with its arrays, which need not be unpacked again while the file stays as it is."""

    def __init__(self, store: Store, layout: Layout, path: Path) -> None:
        super().__init__(store.names, layout.texts, path)
        self.store, self.layout = store, layout


def documents(path: Path) -> Mapping[str, DocumentFacts] | None:
    """Take the texts and tokens of the file itself: for a gold file that comes without its documents.

    Raises:
        InputError: as `docs`.
    """
    check_spacy(str(path))
    store = unpack(path.read_bytes(), MOST_BYTES)
    layout = None if store is None else lay_out(store)
    return items.documents(docs(path)) if store is None or layout is None else _Documents(store, layout, path)


def ids(path: Path) -> list[str | None]:
    """List the ids of the documents; None where one has none."""
    check_spacy(str(path))
    store = unpack(path.read_bytes(), MOST_BYTES)
    return items.ids(docs(path)) if store is None else list(store.names)


def batches(path: Path, expected: Expected[R]) -> Iterator[Batch[R]]:
    """Read a file: in bulk, or else one batch a document; `line` is the number of the document.

    Raises:
        InputError: as `docs`, or the task has no such format.
    """
    if expected.record is not NerRecord:
        raise wrong_task(str(path), "DocBin files", "ner")
    check_spacy(str(path))
    found = _in_bulk(path, expected)
    return items.read_values(enumerate(docs(path), 1), str(path), expected) if found is None else found


def _in_bulk(path: Path, expected: Expected[R]) -> Iterator[Batch[Any]] | None:
    """Read a file in bulk; None where its Docs must be made."""
    known = expected.documents
    own = known if isinstance(known, _Documents) else None
    if own is not None and own.are_of(path):
        store, layout = own.store, own.layout
    else:
        unpacked_ = unpack(path.read_bytes(), MOST_BYTES)
        if unpacked_ is None:
            return None
        store = unpacked_
        same = own is not None and store.has_texts_of(own.store)
        laid = own.layout if own is not None and same else lay_out(store)
        if laid is None or not (same or known is None or fits(store, laid, known)):
            return None
        layout = laid
    found = spans(store, layout, expected)
    return found and batches_of(str(path), store.names, range(1, len(store.names) + 1), *found)
