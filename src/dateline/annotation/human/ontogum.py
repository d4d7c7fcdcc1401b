"""GUM's coreference converted to the scheme of OntoNotes: columns of index, word and brackets."""

from pathlib import Path

import msgspec

from dateline.errors import InputError, refuse
from dateline.formats.conll.brackets import Cell, mentions
from dateline.interchange.corpora.labels import Labelled, Labels, lines_of

_COLUMNS = 3
_NOTHING = ("_", "-", "")


def read_ontogum(path: Path) -> Labels:
    """Read a CoNLL file of OntoGUM; its mentions have no types.

    Raises:
        InputError: the file can't be read, or a line or bracket of it is wrong; the line is named.
    """
    forms: list[str] = []
    lines: list[int] = []
    cells: list[Cell] = []
    for number, line in enumerate(lines_of(path), start=1):
        columns = line.split("\t")
        if not line.strip() or line.startswith("# "):
            continue
        if len(columns) < _COLUMNS or not columns[0].isdecimal():
            hint = "index, word and brackets, with tabs between"
            raise refuse("bad-source", "is no line of a word", file=str(path), line=number, hint=hint)
        if columns[2] not in _NOTHING:
            cells.append(Cell(number, columns[2], len(forms), len(forms) + 1))
        forms.append(columns[1])
        lines.append(number)
    found, problems = mentions(cells)
    if problems:
        raise InputError(msgspec.structs.replace(problem, file=str(path)) for problem in problems)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(one.cluster for one in found))}
    labelled = (Labelled(one.first, one.last, numbers[one.cluster]) for one in found)
    return Labels(forms, lines, sorted(labelled, key=lambda one: (one.first, -one.last)))
