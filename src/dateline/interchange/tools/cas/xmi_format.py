"""UIMA CAS XMI with its type system, and the definition of the layers beside it."""

import io
from collections.abc import Mapping
from pathlib import PurePath

from dateline.document import Document, Layer
from dateline.interchange.tools.cas.convert import cas_of, cassis, document_from, loaded, type_system
from dateline.interchange.tools.cas.layers import LAYERS_FILE, layer_definitions
from dateline.interchange.tools.inputs import picked
from dateline.interchange.tools.standoff import needs_text

LOSSES: Mapping[Layer, str | None] = {"mentions": "", "events": "", "quotes": ""}
TYPE_SYSTEM = "TypeSystem.xml"


def write(document: Document) -> dict[str, bytes]:
    """Give the CAS of a document, its type system, and the layers for INCEpTION.

    Raises:
        TextNeededError: the document's text is masked.
        InputError: cassis is not installed, or records name others that aren't there.
    """
    cas = cas_of(document)
    written, types = cas.to_xmi(pretty_print=True).encode(), cas.typesystem.to_xml().encode()
    return {f"{document.id}.xmi": written, TYPE_SYSTEM: types, LAYERS_FILE: layer_definitions()}


def read(files: Mapping[str, bytes], document: Document) -> Document:
    """Read a CAS by the type system beside it; without one, only our types are read.

    Raises:
        TextNeededError: the document's text is masked.
        InputError: cassis is not installed, or the file is no CAS of this document.
    """
    needs_text(document)
    file = picked(files, document, ".xmi")
    package = cassis()
    beside = next((name for name in files if PurePath(name).name.lower() == TYPE_SYSTEM.lower()), None)
    if beside is None:
        types = type_system()
    else:
        types = loaded(lambda: package.load_typesystem(io.BytesIO(files[beside])), beside)
    cas = loaded(lambda: package.load_cas_from_xmi(io.BytesIO(files[file]), types, lenient=True), file)
    return document_from(cas, document, file)
