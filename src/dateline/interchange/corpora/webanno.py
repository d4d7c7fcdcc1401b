r"""GUM's own mentions, entity types and coreference: WebAnno TSV 3.

The head of the file names the columns behind those of the word: `#T_SP=webanno.custom.Referent|entity|...` has one
for each feature of a span, `#T_RL=webanno.custom.Coref|type|BT_...` those of a link. A cell lists the spans over the
word, `person[4]|place[5]`; a span has one number on all its words, and none if it is a single word without others. A
link is on the first word of the earlier mention: its type, and `3-1[10_4]`, the later mention 10, which begins at the
first word of sentence 3, and the mention 4 here. Special characters in values have a backslash.

Links of all types but `bridge` and `bridge:...` (a part, a group of which the parts were named) say that two mentions
mean the same: `coref`, `ana`, `cata`, `appos`, `pred` and `disc`, as in GUM's own clusters.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from dateline.errors import InputError, refuse
from dateline.interchange.corpora.labels import Labelled, Labels, components, lines_of

_FORMAT = re.compile(r"#FORMAT=WebAnno TSV 3(\.\d+)?\s*")
_ADDRESS = re.compile(r"\d+-\d+")
_SPAN = re.compile(r"(.*?)(?:\[(\d+)\])?")
_LINK = re.compile(r"(\d+-\d+)(?:\[(\d+)_(\d+)\])?")
_WORD = 3  # columns of a word: address, offsets, form
_BRIDGING = "bridge"
_NOTHING = "_"

Key = tuple[int, int]  # the number of a span; or 0 and the index of its only word


class _Columns(NamedTuple):
    """Which columns hold the entity type, the type of links, and where links lead."""

    entity: int
    link: int
    target: int


class _Row(NamedTuple):
    line: int
    address: str
    cells: Sequence[str]


def read_webanno(path: Path) -> Labels:
    """Read a WebAnno TSV file of GUM.

    Raises:
        InputError: the file can't be read, is of another format, or a cell of it is wrong; the line is named.
    """
    lines = lines_of(path)
    if not lines or not _FORMAT.fullmatch(lines[0]):
        raise refuse("bad-source", "does not begin with #FORMAT=WebAnno TSV 3", file=str(path), line=1)
    columns = _columns(lines, path)
    rows = list(_rows(lines, columns, path))
    types: dict[Key, str] = {}
    places: dict[Key, list[int]] = {}
    for index, row in enumerate(rows):
        for key, value in _spans(row, columns.entity, index):
            types.setdefault(key, value)
            places.setdefault(key, []).append(index)
    cluster = components(types, _links(rows, columns, types, path))
    mentions = [Labelled(found[0], found[-1] + 1, cluster[key], types[key]) for key, found in places.items()]
    forms = [_plain(row.cells[_WORD - 1]) for row in rows]
    return Labels(forms, [row.line for row in rows], sorted(mentions, key=lambda one: (one.first, -one.last)))


def _columns(lines: Sequence[str], path: Path) -> _Columns:
    """Find the columns by the layers that the head of the file declares, in their order."""
    place, entity, link, target = _WORD, 0, 0, 0
    for line in lines:
        if line.startswith(("#T_SP=", "#T_RL=", "#T_CH=")):
            for feature in line.partition("|")[2].split("|"):
                if line.startswith("#T_SP=") and feature == "entity":
                    entity = place
                elif line.startswith("#T_RL=") and feature.startswith("BT_"):
                    target = place
                elif line.startswith("#T_RL=") and feature == "type":
                    link = place
                place += 1
    if not (entity and link and target):
        message = "its head declares no span layer with `entity`, or no link layer with `type` and a target"
        raise refuse("bad-source", message, file=str(path))
    return _Columns(entity, link, target)


def _rows(lines: Sequence[str], columns: _Columns, path: Path) -> Iterator[_Row]:
    for number, line in enumerate(lines, start=1):
        cells = line.split("\t")
        if not line.strip() or not _ADDRESS.fullmatch(cells[0]):
            if line.strip() and not line.startswith("#"):
                hint = "SENTENCE-WORD, offsets, the word, then its labels, with tabs between"
                raise refuse("bad-source", "is no line of a word", file=str(path), line=number, hint=hint)
            continue
        if len(cells) <= max(columns):
            message = f"has {len(cells)} columns, {max(columns) + 1} are declared"
            raise refuse("bad-source", message, file=str(path), line=number)
        yield _Row(number, cells[0], cells)


def _spans(row: _Row, column: int, index: int) -> Iterator[tuple[Key, str]]:
    """Yield the spans over a word, each with its type."""
    for value, number in _pieces(row.cells[column]):
        yield (int(number), 0) if number else (0, index), value


def _links(rows: Sequence[_Row], columns: _Columns, types: dict[Key, str], path: Path) -> Iterator[tuple[Key, Key]]:
    """Yield the links between mentions that mean the same."""
    at = {row.address: index for index, row in enumerate(rows)}
    for index, row in enumerate(rows):
        kinds, targets = _split(row.cells[columns.link]), _split(row.cells[columns.target])
        if len(kinds) != len(targets):
            raise _wrong_link(row, path)
        for kind, target in zip(kinds, targets, strict=True):
            parts = _LINK.fullmatch(target)
            if parts is None:
                raise _wrong_link(row, path)
            if kind.partition(":")[0] == _BRIDGING:
                continue
            later, earlier = (int(number or 0) for number in parts.group(2, 3))
            ends = _key(earlier, index), _key(later, at.get(parts[1], -1))
            if not all(end in types for end in ends):
                raise _wrong_link(row, path)
            yield ends


def _key(number: int, index: int) -> Key:
    return (number, 0) if number else (0, index)


def _wrong_link(row: _Row, path: Path) -> InputError:
    hint = "types and targets go in pairs, and a target is SENTENCE-WORD[LATER_EARLIER] of two mentions"
    return refuse("bad-source", "a link leads nowhere", file=str(path), line=row.line, hint=hint)


def _pieces(cell: str) -> Iterator[tuple[str, str | None]]:
    for piece in _split(cell):
        if parts := _SPAN.fullmatch(piece):
            yield _plain(parts[1]), parts[2]


def _split(cell: str) -> list[str]:
    r"""Split a cell at each `|` that has no backslash before it."""
    return [] if cell in {_NOTHING, ""} else re.split(r"(?<!\\)\|", cell)


def _plain(value: str) -> str:
    """Take the backslashes away."""
    return re.sub(r"\\(.)", r"\1", value)
