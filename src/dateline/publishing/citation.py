"""How to cite the corpus: CITATION.cff, read and written as BibTeX."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import msgspec

from dateline.document import Document
from dateline.errors import refuse
from dateline.paths import CITATION


class Author(msgspec.Struct, frozen=True):
    """A person or body."""

    name: str


class Citation(msgspec.Struct, frozen=True, kw_only=True, rename="kebab"):
    """The fields of CITATION.cff that are used; `url` is that of the published dataset, once it has one."""

    title: str
    version: str
    date_released: date
    authors: tuple[Author, ...]
    license: tuple[str, ...]
    keywords: tuple[str, ...]
    abstract: str
    url: str | None = None

    @property
    def bibtex(self) -> str:
        """The entry for a bibliography."""
        fields = {
            "title": self.title,
            "author": " and ".join(f"{{{author.name}}}" for author in self.authors),
            "year": str(self.date_released.year),
            "version": self.version,
            **({"url": self.url} if self.url else {}),
        }
        key = re.sub(r"\W", "", self.title.partition(":")[0].lower())
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items()]
        return f"@misc{{{key}{self.date_released.year},\n" + ",\n".join(lines) + "\n}"


def read_citation(path: Path) -> Citation:
    """Read a CITATION.cff.

    Raises:
        InputError: it is missing, or a field is missing or of another type.
    """
    import yaml

    if not path.is_file():
        raise refuse("missing-file", "there is no such file", file=str(path))
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), Citation)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise refuse("bad-record", str(error), file=str(path)) from error


def next_patch(root: Path) -> str:
    """Return the version after that of the project's CITATION.cff, with labels corrected and nothing else."""
    major, minor, patch = read_citation(root / CITATION).version.split(".")
    return f"{major}.{minor}.{int(patch) + 1}"


def real_dates(documents: Iterable[Document]) -> tuple[str, ...]:
    """Return the dates of the oldest and the newest real article; none where all are invented."""
    dates = sorted(document.date for document in documents if document.provenance == "real")
    return (dates[0], dates[-1]) if dates else ()
