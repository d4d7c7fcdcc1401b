"""Which documents are browsed."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from dateline.corpus.load import load, names
from dateline.corpus.sources import mask
from dateline.document import Document
from dateline.errors import refuse, text_needed

FIRST = "open"
"""The part whose articles are listed first."""


def browsable(
    data: Sequence[str] | None = None, seeds: Path | None = None, *, with_text: bool = False
) -> tuple[Document, ...]:
    """Load documents, the real ones masked unless their text is asked for.

    Args:
        data: parts, splits or folders; all parts by default.
        seeds: where the source texts are.
        with_text: show the real texts.

    Raises:
        InputError: there is no such part or folder, or two of them have a document of one id.
        TextNeededError: the text is asked for and there is no source file.
    """
    parts = data or sorted((one for one in names() if "/" not in one), key=lambda one: (one != FIRST, one))
    documents = tuple(document for part in parts for document in load(part, seeds=seeds))
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            message = f"the document {document.id!r} is there twice"
            raise refuse("repeated-document", message, hint="name parts that have no document in common")
        seen.add(document.id)
    if not with_text:
        return tuple(map(_masked, documents))
    if all(document.masked for document in documents if document.provenance == "real"):
        raise text_needed("pages with the real text")
    return documents


def _masked(document: Document) -> Document:
    if document.provenance != "real" or document.masked:
        return document
    title = None if document.title is None else mask(document.title)
    return msgspec.structs.replace(document, text=mask(document.text), title=title, masked=True)
