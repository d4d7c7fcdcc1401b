"""The formats that whole documents are written to and read from, and what each can hold.

A format is a module of this package with `LOSSES`, `write` and `read` as `Format` describes them. Modules are imported
when they are asked for, since some need a package of their own.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from dateline.document import Document, Layer
from dateline.errors import nearest, refuse

MODULES: dict[str, str] = {
    "brat": "brat",
    "conll2003": "conll2003",
    "conll2012": "conll2012",
    "conllu": "conllu",
    "docbin": "docbin",
    "cas-json": "tools.cas.json_format",
    "cas-xmi": "tools.cas.xmi_format",
    "label-studio": "tools.label_studio",
    "w3c": "tools.w3c",
    "webanno-tsv": "tools.webanno_tsv",
}
"""The module of each format, by the name that users give."""


class Format(Protocol):
    """What a module of a format offers."""

    LOSSES: Mapping[Layer, str | None]
    """What the format can't hold of a layer: "" where it holds all, None where it holds nothing of it."""

    def write(self, document: Document) -> dict[str, bytes]:
        """Give the files of a document, by name; the layers that it has not (None) are left out."""

    def read(self, files: Mapping[str, bytes], document: Document) -> Document:
        """Read files of a document back; its text and tokens are given, its layers are those of the files.

        Raises:
            InputError: The files are not in the format, or don't belong to the text.
        """


def format_of(name: str) -> Format:
    """Import a format by its name.

    Raises:
        InputError: There is no such format (`unknown-format`).
    """
    if name not in MODULES:
        close = nearest(name, frozenset(MODULES))
        hint = f"did you mean {close!r}?" if close else f"formats: {', '.join(MODULES)}"
        raise refuse("unknown-format", f"there is no format {name!r}", hint=hint)
    return cast(Format, import_module(f"dateline.interchange.{MODULES[name]}"))
