"""The lines of WebAnno TSV 3: escapes, columns, units, and the annotations that they make."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from dateline.document import Document, Span
from dateline.errors import InputError, Problem, refuse
from dateline.interchange.tools.inputs import Positions
from dateline.interchange.tools.standoff import Kind, Link, Note
from dateline.interchange.tools.tool_layers import kind_of, note_of

EMPTY, NULL = "_", "*"  # no annotation here; an annotation without a value
_RESERVED = re.compile(r"->|[\\\[\]|_;\t\n*]")
_ESCAPE = re.compile(r"\\(->|.)", re.DOTALL)
_NUMBERED = re.compile(r"(?P<value>(?:[^\\]|\\.)*?)\[(?P<number>\d{1,9})\]", re.DOTALL)
_CONTROL = {"\t": "\\t", "\n": "\\n"}


def escaped(value: str, *, text: bool = False) -> str:
    """Escape a value, or the text of a sentence, where only backslashes and control characters are."""
    if text:
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n")
    return _RESERVED.sub(lambda match: _CONTROL.get(match[0], f"\\{match[0]}"), value)


def plain(value: str) -> str:
    """Undo the escapes of a value."""
    back = {"t": "\t", "n": "\n", "r": "\r"}
    return _ESCAPE.sub(lambda match: back.get(match[1], match[1]), value)


def split(value: str, separator: str) -> list[str]:
    """Split a value at separators that are not escaped."""
    parts, current = [], ""
    for piece in re.findall(r"\\.|.", value, re.DOTALL):
        if piece == separator:
            parts.append(current)
            current = ""
        else:
            current += piece
    return [*parts, current]


@dataclass(frozen=True)
class Unit:
    """A token, or a part of one: `1-3`, `1-3.1`."""

    name: str
    span: Span
    sentence: int
    whole: bool


@dataclass
class Found:
    """An annotation that is being read: its units in order, values, roles and targets."""

    kind: Kind
    line: int
    spans: list[Span] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    roles: list[str] = field(default_factory=list)
    targets: list[tuple[str, int | None]] = field(default_factory=list)


Column = tuple[Kind | None, int, str]
"""The kind of a column, the number of its layer, and its feature; `@role` and `@target` for links."""


def columns_of(header: Sequence[str]) -> list[Column]:
    """Return the columns that the header lines define."""
    found: list[Column] = []
    for number, line in enumerate(header):
        layer, *features = line.partition("=")[2].split("|")
        span = line.startswith("#T_SP")
        kind = kind_of(layer) if span else None
        for before, feature in pairwise(["", *(features or [""])]):  # a layer without features has a column too
            name = "@role" if feature.startswith("ROLE_") else "@target" if before.startswith("ROLE_") else feature
            found.append((kind, number, name))
    return found


def notes_in(text: str, document: Document, file: str) -> tuple[list[Note], list[Kind]]:
    """Read the annotations of a file, and the kinds that its header has.

    Raises:
        InputError: a line is not as the header says, its token is not in the text, or a link leads nowhere.
    """
    lines = [line.rstrip("\r") for line in text.split("\n")]
    if not lines[0].startswith("#FORMAT=WebAnno TSV 3"):
        message = "the first line is not #FORMAT=WebAnno TSV 3.3"
        raise refuse("bad-tsv", message, file=file, line=1, hint="export it as WebAnno TSV v3.x")
    header = [line for line in lines if line.startswith(("#T_SP=", "#T_CH=", "#T_RL="))]
    reading = _Reading(document, file, columns_of(header))
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]
    for number, cells in rows:
        reading.row(number, cells)
    notes = [] if reading.problems else reading.notes()
    if reading.problems:
        raise InputError(reading.problems)
    kinds = [kind for line in header if line.startswith("#T_SP=") and (kind := kind_of(_layer(line)))]
    return notes, kinds


def _layer(line: str) -> str:
    return line.partition("=")[2].partition("|")[0]


class _Reading:
    """The annotations of a file on their way; `problems` are what is wrong with them."""

    def __init__(self, document: Document, file: str, columns: Sequence[Column]) -> None:
        self.document, self.file, self.columns = document, file, columns
        self.units = Positions(document.text, document, file, utf16=True)
        self.points = Positions(document.text, document, file, utf16=False)
        self.problems: list[Problem] = []
        self.found: dict[tuple[int, str], Found] = {}
        self.named: dict[str, list[str]] = {}

    def fault(self, line: int, test: str, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(id=test, message=message, file=self.file, line=line, hint=hint))

    def row(self, number: int, cells: list[str]) -> None:
        """Take a line of a token or a part of one."""
        if len(cells) < 3 + len(self.columns):
            message = f"has {len(cells)} columns, the header defines {3 + len(self.columns)}"
            self.fault(number, "bad-columns", message)
            return
        name, place, words = cells[:3]
        span = self.span(place, words)
        if span is None:
            message = f"the text has no {words!r} at {place}"
            self.fault(number, "bad-text", message, "offsets count UTF-16 code units; the text may not be changed")
            return
        for (kind, layer, feature), cell in zip(self.columns, cells[3:], strict=False):
            if kind is not None and cell != EMPTY:
                for key, value in self.stacked(layer, name, cell, target=feature == "@target"):
                    one = self.found.setdefault((layer, key), Found(kind, number))
                    self.take(one, feature, value, span)

    def span(self, place: str, words: str) -> Span | None:
        start, _, end = place.partition("-")
        if not (start.isascii() and end.isascii() and start.isdigit() and end.isdigit() and len(place) < 20):  # noqa: PLR2004
            return None
        for places in (self.units, self.points):
            span = places.span(int(start), int(end))
            if span is not None and self.document.span_text(span) in (words, plain(words)):
                return span
        return None

    def stacked(self, layer: int, unit: str, cell: str, *, target: bool) -> Iterator[tuple[str, str]]:
        """Yield the values of a cell with what names their annotation: its number, or its place in the cell.

        A target has the number of the other annotation, so that its own is that of the values before it.
        """
        values = split(cell, "|")
        if target:
            yield from zip(self.named.get(f"{layer} {unit}", ()), values, strict=False)
            return
        names = []
        for index, value in enumerate(values):
            match = _NUMBERED.fullmatch(value)
            name = match["number"] if match else f"{unit}/{index}"
            names.append(name)
            yield name, match["value"] if match else value
        known = self.named.setdefault(f"{layer} {unit}", [])
        known += [name for name in names if name not in known]

    def take(self, one: Found, feature: str, value: str, span: Span) -> None:
        first = not one.spans or one.spans[0] == span
        if span not in one.spans:
            one.spans.append(span)
        if not first or value in (NULL, EMPTY):
            return
        if feature == "@role":
            one.roles = ["" if role == NULL else plain(role) for role in split(value, ";")]
        elif feature == "@target":
            for target in split(value, ";"):
                unit, _, number = target.partition("[")
                digits = number.partition("]")[0]
                one.targets.append((unit, int(digits) if digits.isdigit() else None))
        else:
            one.values[feature] = plain(value)

    def notes(self) -> list[Note]:
        """Return all annotations with their links."""
        made = []
        for (layer, key), one in self.found.items():
            if len(one.roles) != len(one.targets):
                self.fault(one.line, "bad-link", f"has {len(one.roles)} roles and {len(one.targets)} targets")
            links = [
                Link(role, self.target(one, unit, number))
                for role, (unit, number) in zip(one.roles, one.targets, strict=False)
            ]
            span = Span(min(s.start for s in one.spans), max(s.end for s in one.spans))
            made.append(note_of(one.kind, f"{layer} {key}", span, values=one.values, links=links, line=one.line))
        return made

    def target(self, one: Found, unit: str, number: int | None) -> str:
        """Find the annotation that a link leads to: by its number, else by its unit."""
        if number:
            found = [f"{layer} {key}" for layer, key in self.found if key == str(number)]
        else:
            there = [name for name, other in self.found.items() if other is not one]
            found = [f"{layer} {key}" for layer, key in there if key.partition("/")[0] == unit]
        if not found:
            self.fault(one.line, "unknown-id", f"a link leads to {unit}, where no annotation of ours is")
        return found[0] if found else ""
