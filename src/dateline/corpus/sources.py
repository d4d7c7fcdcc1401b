"""The source documents: what the manifest says of them, and how their real text is verified and restored.

The project holds masked text only: every character that is not white space is `_`. The real text is read from a folder
that the user supplies, and is accepted only when its checksums are those of the manifest.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from dateline.declarations import read_toml
from dateline.document import ParagraphKind
from dateline.errors import InputError, Problem, TextNeededError
from dateline.paths import SEEDS_VARIABLE

_HOW = (
    f"supply the original files with --seeds FOLDER, the variable {SEEDS_VARIABLE}, or a folder seeds/ "
    "(seeds/README.md lists them)"
)


class SourceParagraph(msgspec.Struct, frozen=True):
    """A paragraph of an article: its line in the file, its code points in the article, its kind and checksum."""

    line: int
    start: int
    end: int
    kind: ParagraphKind
    sha256: str


RIGHTS_RESERVED = "annotations CC-BY-4.0; text: all rights with its publisher, not included"


class SourceArticle(msgspec.Struct, frozen=True, kw_only=True):
    """An article: an exact slice of a source file (lines from 1, inclusive, joined by line feeds)."""

    id: str
    first_line: int
    last_line: int
    genre: str
    topic: str
    date: str
    sha256: str
    paragraphs: tuple[SourceParagraph, ...]
    split: Literal["train", "validation", "test"] = "test"
    story: str = "afghanistan-2021"


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A source file and its articles; `date` is that of the page, day or month.

    A file in CoNLL-U is read as its plain text (`dateline.corpus.gum`), and `sha256` is that of the plain text.
    """

    file: str
    sha256: str
    publisher: str
    date: str
    rights: str
    format: Literal["text", "conllu"] = "text"
    license: str = RIGHTS_RESERVED
    articles: tuple[SourceArticle, ...]


class Manifest(msgspec.Struct, frozen=True):
    """All source files."""

    sources: tuple[Source, ...]

    @property
    def articles(self) -> dict[str, tuple[Source, SourceArticle]]:
        """Each article with its source, by id, in the manifest's order."""
        return {article.id: (source, article) for source in self.sources for article in source.articles}


def load_manifest(path: Path) -> Manifest:
    """Read a manifest of sources.

    Raises:
        InputError: as `read_toml`.
    """
    return read_toml(path, Manifest)


def digest(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def mask(text: str) -> str:
    """Replace every character that is not white space by `_`; the length stays."""
    return re.sub(r"\S", "_", text)


def restore(manifest: Manifest, folder: Path) -> Mapping[str, str]:
    """Read and verify every source file; return each article's real text by id.

    A byte-order mark and other line endings are accepted.

    Raises:
        TextNeededError: the folder, or a file of it, is not there.
        InputError: a file is not the one of the manifest; the first paragraph that differs is named.
    """
    texts: dict[str, str] = {}
    missing: list[Problem] = []
    wrong: list[Problem] = []
    for source in manifest.sources:
        path = folder / source.file
        try:
            raw = path.read_bytes()
        except (OSError, ValueError) as error:  # ValueError: no name of a file
            reason = error.strerror if isinstance(error, OSError) else error
            missing.append(_problem("missing-source", f"can't be read ({reason})", path, hint=_HOW))
            continue
        try:
            text = _plain(source, raw)
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            wrong.append(
                _problem("bad-source-encoding", "is not UTF-8", path, line, f"byte {error.start} can't be read")
            )
            continue
        if digest(text) == source.sha256:
            lines = text.split("\n")
            for article in source.articles:
                texts[article.id] = "\n".join(lines[article.first_line - 1 : article.last_line])
        else:
            wrong.append(_first_difference(source, text, path))
    if wrong:
        raise InputError(missing + wrong)
    if missing:
        raise TextNeededError(missing)
    return texts


def restore_files(manifest: Manifest, folder: Path, out: Path) -> list[Path]:
    """Verify every source file of `folder` and copy it, with plain line feeds, to `out`; nothing is written on error.

    A file that is already in place is verified and never written: it may be the only original.

    Raises:
        TextNeededError, InputError: as `restore`, or a file can't be written.
    """
    from dateline.files import check_unpublished, write_text
    from dateline.paths import SEEDS, root

    if out.resolve() not in {(root() / SEEDS).resolve(), (root() / SEEDS / "gum").resolve()}:  # which git ignores
        check_unpublished(out, root())
    restore(manifest, folder)
    placed = []
    for source in manifest.sources:
        original, path = folder / source.file, out / source.file
        if not (path.exists() and path.samefile(original)):
            text = _normalised(original.read_bytes())
            if digest(_plain(source, text.encode())) != source.sha256:
                raise InputError([_problem("bad-source", "changed while it was read", original, None, _AGAIN)])
            write_text(path, text)
        placed.append(path)
    return placed


def _plain(source: Source, raw: bytes) -> str:
    """Return the text of which the articles are slices."""
    text = _normalised(raw)
    if source.format == "text":
        return text
    from dateline.corpus.gum import plain_text

    return plain_text(text)


def _normalised(raw: bytes) -> str:
    text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    return text.rstrip("\n")


def _first_difference(source: Source, text: str, path: Path) -> Problem:
    lines = text.split("\n")
    expected = 0
    for article in source.articles:
        body = "\n".join(lines[article.first_line - 1 : article.last_line])
        for number, paragraph in enumerate(article.paragraphs, start=1):
            expected = paragraph.line
            if digest(body[paragraph.start : paragraph.end]) == paragraph.sha256:
                continue
            place = f"paragraph {number} of article {article.id!r}"
            if paragraph.line > len(lines):
                message = f"is truncated: it ends at line {len(lines)}, before {place}"
                return _problem("bad-source-length", message, path, paragraph.line, _AGAIN)
            return _problem("bad-source", f"differs first in {place}", path, paragraph.line, _AGAIN)
    message = f"differs from the original only outside its articles' paragraphs (they end at line {expected})"
    return _problem("bad-source", message, path, None, _AGAIN)


_AGAIN = "nothing was written; replace the file by an unedited copy of the original"


def _problem(test: str, message: str, path: Path, line: int | None = None, hint: str | None = None) -> Problem:
    return Problem(id=test, message=message, file=str(path), line=line, hint=hint)
