"""UIMA CAS JSON 0.4.0, with the definition of the layers beside it."""

import io
from collections.abc import Mapping

from dateline.document import Document, Layer
from dateline.interchange.tools.cas.convert import cas_of, cassis, document_from, loaded
from dateline.interchange.tools.cas.layers import LAYERS_FILE, layer_definitions
from dateline.interchange.tools.inputs import json_of, picked
from dateline.interchange.tools.standoff import needs_text

LOSSES: Mapping[Layer, str | None] = {"mentions": "", "events": "", "quotes": ""}


def write(document: Document) -> dict[str, bytes]:
    """Give the CAS of a document, and the layers for INCEpTION.

    Raises:
        TextNeededError: the document's text is masked.
        InputError: cassis is not installed, or records name others that aren't there.
    """
    written = cas_of(document).to_json(pretty_print=True).encode()
    return {f"{document.id}.json": written, LAYERS_FILE: layer_definitions()}


def read(files: Mapping[str, bytes], document: Document) -> Document:
    """Read a CAS.

    Raises:
        TextNeededError: the document's text is masked.
        InputError: cassis is not installed, or the file is no CAS of this document.
    """
    needs_text(document)
    file = picked({name: data for name, data in files.items() if not name.endswith(LAYERS_FILE)}, document, ".json")
    json_of(files[file], file)  # to tell the line of a fault
    package = cassis()
    return document_from(loaded(lambda: package.load_cas_from_json(io.BytesIO(files[file])), file), document, file)
