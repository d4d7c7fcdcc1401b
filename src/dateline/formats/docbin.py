"""spaCy's DocBin (`.spacy`): the entities of each document (`ner`).

A document is known by `doc.user_data["id"]` (`DocBin(store_user_data=True)`); where none has one, they are those
expected, in their order, if there are as many. spaCy (the extra `baselines`) is imported only here.
"""

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dateline.errors import Problem, refuse
from dateline.formats.batch import Batch
from dateline.formats.checks import DocumentFacts, Expected, Pair, R
from dateline.formats.sniffing import wrong_task
from dateline.records import NerRecord, TypedSpan

MOST_BYTES = 256 << 20  # of a file when it is decompressed


class Unpacked(NamedTuple):
    """What is taken from a document of spaCy: its id, its text, `(start, end)` of every token, its entities."""

    id: str | None
    text: str
    tokens: tuple[Pair, ...]
    entities: list[TypedSpan]


def docs(path: Path) -> list[Unpacked]:
    """Unpack a DocBin.

    Raises:
        InputError: spaCy is not installed, or the file is no DocBin.
    """
    try:
        import spacy
        from spacy.tokens import DocBin
    except ImportError:
        hint = "install the extra 'baselines'"
        raise refuse("missing-package", message="a DocBin is read by spaCy", file=str(path), hint=hint) from None
    _check_size(path)
    try:
        return [_unpacked(doc) for doc in DocBin().from_disk(path).get_docs(spacy.blank("en").vocab)]
    except Exception as error:  # noqa: BLE001 - zlib, msgpack and spaCy each raise errors of their own
        raise refuse("bad-docbin", message=f"the file is no DocBin: {error}", file=str(path)) from None


def _unpacked(doc: Any) -> Unpacked:  # noqa: ANN401 - no types in spaCy
    name = doc.user_data.get("id")
    return Unpacked(
        str(name) if isinstance(name, str | int) and not isinstance(name, bool) else None,
        doc.text,
        tuple((token.idx, token.idx + len(token)) for token in doc if not token.is_space),
        [TypedSpan(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents],
    )


def _check_size(path: Path) -> None:
    """Refuse a file that grows beyond all measure when it is decompressed, before it is."""
    inflate, size = zlib.decompressobj(), 0
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 16):
                while block:
                    size += len(inflate.decompress(block, 1 << 20))
                    block = inflate.unconsumed_tail
                    if size > MOST_BYTES:
                        message = f"the file holds more than {MOST_BYTES >> 20} MiB when it is decompressed"
                        raise refuse("bad-docbin", message, file=str(path), hint="write several smaller files")
    except zlib.error as error:
        raise refuse("bad-docbin", f"the file is no DocBin: {error}", file=str(path)) from None


def documents(path: Path) -> dict[str, DocumentFacts]:
    """Take the texts and tokens of the file itself: for a gold file that comes without its documents."""
    return {
        doc.id or str(number): DocumentFacts(length=len(doc.text), text=doc.text, tokens=doc.tokens)
        for number, doc in enumerate(docs(path), 1)
    }


def batches(path: Path, expected: Expected[R]) -> Iterator[Batch[R]]:
    """Read a file, one batch a document; `line` is the number of the document.

    Raises:
        InputError: as `docs`, or the task has no such format.
    """
    file = str(path)
    if expected.record is not NerRecord:
        raise wrong_task(file, "DocBin files", "ner")
    found = docs(path)
    names: list[str | None] = [doc.id for doc in found]
    known = documents(path) if expected.documents is None else expected.documents
    if len(found) == len(known) and not any(names):
        names = list(known)
        if expected.documents is not None:
            message = f"no document is named: the {len(found)} are taken for those expected, in their order"
            yield Batch(file, [], [], [Problem(id="missing-document-ids", message=message, file=file, level="warning")])
    for number, (doc, name) in enumerate(zip(found, names, strict=True), 1):
        problem = _problem(doc, name, known)
        if problem is not None:
            test, message, hint = problem
            fault = Problem(id=test, message=message, file=file, line=number, hint=hint)
            yield Batch(file, [], [], [fault], [name])
        else:
            yield Batch(file, [NerRecord(str(name), doc.entities)], [number])  # type: ignore[list-item]  # R is NerRecord


def _problem(doc: Unpacked, name: str | None, known: Mapping[str, DocumentFacts]) -> tuple[str, str, str] | None:
    if name is None:
        message = f"the document has no id, and there are not as many as the {len(known)} expected"
        return "missing-document-id", message, 'set doc.user_data["id"] and DocBin(store_user_data=True)'
    facts = known.get(name)
    if facts is None:
        return None  # an unknown document is told by the check that all formats share
    if facts.text is not None and facts.text != doc.text:
        return "bad-text", "the text is not that of the document", "run the pipeline on the text as it is"
    if facts.length is not None and facts.length != len(doc.text):
        message = f"the text has {len(doc.text)} code points, the document {facts.length}"
        return "bad-text", message, "run the pipeline on the text as it is"
    return None
