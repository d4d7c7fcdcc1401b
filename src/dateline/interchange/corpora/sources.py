"""The corpora that can be converted, and how each is read."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from dateline.errors import nearest, refuse
from dateline.interchange.corpora.converted import Converted

MODULES: dict[str, str] = {
    "polnear": "polnear",
    "parc": "parc",
    "gum-conllu": "gum_conllu",
    "gum-webanno": "gum_webanno",
    "litbank": "litbank",
    "oneie": "oneie",
    "ontonotes": "ontonotes",
}
"""The module of each source, by the name that users give."""


class Source(Protocol):
    """What the module of a source offers."""

    ABOUT: str
    """What is read, in one line."""

    def read(self, path: Path) -> Iterator[Converted]:
        """Read the documents of a file or of all files of a folder, in order of the files.

        Raises:
            InputError: there are no files of the corpus, or one of them is not in its layout.
        """


def source_of(name: str) -> Source:
    """Import a source by its name.

    Raises:
        InputError: there is no such source (`unknown-corpus`).
    """
    if name not in MODULES:
        hint = nearest(name, frozenset(MODULES))
        raise refuse("unknown-corpus", f"no corpus {name!r} can be converted", hint=hint)
    return cast(Source, import_module(f"dateline.interchange.corpora.{MODULES[name]}"))
