"""Search anything for runs of eight words of other people's text: a file, a folder, an archive, a table.

A text is looked at as it stands, without the escapes of JSON and the tags of HTML, and column by column, so that the
words of one sentence are found although each is on a line of its own.
"""

import binascii
import gzip
import html
import io
import re
import tarfile
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterable, Iterator
from pathlib import Path

RUN = 8
WORD = re.compile(r"[a-z0-9']+")
Runs = set[tuple[str, ...]]

_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_COLUMNS = 4  # of a table in which words are looked for
_DEPTH = 4  # archives within archives
_PACKED = re.compile(rb"H4sI[A-Za-z0-9+/=]{32,}")  # Base64 of gzip, as score reports hold errors
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def runs(text: str) -> Runs:
    """Return every run of eight words of a text."""
    words = WORD.findall(text.lower().replace("\u2019", "'"))
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def runs_of(texts: Iterable[str]) -> Runs:
    """Return every run of eight words of any of the texts."""
    return set().union(*map(runs, texts))


def leaks(where: Path, sources: Runs) -> list[str]:
    """List every run of the sources below a path, with the place where it is."""
    paths = sorted(path for path in where.rglob("*") if path.is_file()) if where.is_dir() else [where]
    return [hit for path in paths if path.is_file() for hit in leaks_in(str(path), path.read_bytes(), sources)]


def leaks_in(name: str, data: bytes, sources: Runs) -> list[str]:
    """List every run of the sources in the bytes of a file."""
    found = [(place, run) for place, text in texts_in(name, data) for run in runs(text) & sources]
    return sorted({f"{place}: {' '.join(run)}" for place, run in found})


def texts_in(name: str, data: bytes, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield every text in the bytes of a file, those of archives and tables within included, with its place."""
    inner = list(_inside(name, data)) if depth < _DEPTH else []
    for place, content in inner:
        yield from texts_in(place, content, depth + 1)
    if inner:
        return
    if data[:4] == b"PAR1":
        import pyarrow.parquet as pq

        file = pq.ParquetFile(io.BytesIO(data))
        yield name, str(file.read().to_pylist())
        yield name, str(file.metadata.metadata)
        return
    for number, packed in enumerate(_PACKED.findall(data)):
        try:
            yield from texts_in(f"{name}!{number}", b64decode(packed), depth + 1)
        except binascii.Error:
            continue  # only the beginning looks like Base64 of gzip
    text = data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", errors="ignore")
    yield from ((name, rendered) for rendered in _renderings(text))


def _inside(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what an archive or a compressed file holds; nothing for any other file."""
    buffer = io.BytesIO(data)
    try:
        if data[:2] == b"PK" and zipfile.is_zipfile(buffer):  # also wheels, npz
            with zipfile.ZipFile(buffer) as archive:
                yield from ((f"{name}!{entry}", archive.read(entry)) for entry in archive.namelist())
        elif data[:2] == b"\x1f\x8b":
            yield f"{name}!", gzip.decompress(data)
        elif data[257:262] == b"ustar":
            with tarfile.open(fileobj=buffer) as archive:
                for member in archive:
                    if file := archive.extractfile(member):
                        yield f"{name}!{member.name}", file.read()
        elif data[:2] in _ZLIB:  # spaCy's DocBin
            yield f"{name}!", zlib.decompress(data)
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, tarfile.TarError, zlib.error):
        return  # only the beginning looks like an archive, as in tests of cut-off files


def _renderings(text: str) -> Iterator[str]:
    yield text
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace("\\n", " ").replace("\\t", " ")
    plain = html.unescape(re.sub(r"<[^<>]*>", "", plain))
    if plain != text:
        yield plain
    rows = [line.split("\t") if "\t" in line else line.split() for line in text.split("\n")]
    if sum(len(row) in range(2, 20) for row in rows) > len(rows) / 2:  # a table, a word a line
        for column in range(_COLUMNS):
            yield " ".join(row[column] for row in rows if len(row) > column)
