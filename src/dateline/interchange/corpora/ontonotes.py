"""OntoNotes: names and coreference in the columns of CoNLL-2012.

Names are brackets in the eleventh column (`(PERSON*`, `*)`, `(GPE)`), coreference those of the last. A part of a
document is a document of its own, as in CoNLL files elsewhere (`bn/abc/00/abc_0001/001`). Words stay as they are
written; the text is the words, parted by spaces, and a sentence is a line.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from dateline.formats.conll import brackets
from dateline.formats.conll.sections import Row, table
from dateline.formats.sniffing import text_of
from dateline.interchange.corpora.converted import Converted, Entity, files_in, laid_out, misshapen, refuse_all

ABOUT = "OntoNotes: names and coreference (CoNLL-2012 columns, files *conll)"
_NAMES = 10
_COLUMNS = 12  # at least: all but the arguments of predicates
_CELL = re.compile(r"((?:\([\w-]+)*)(\*?)(\)*)")
_NOTHING = frozenset({"-", "_", "*"})


def read(path: Path) -> Iterator[Converted]:
    """Read files in the columns of CoNLL-2012: those whose name ends in `conll`, such as `*_gold_conll`."""
    for file in files_in(path, "*conll"):
        lines = text_of(file).split("\n")
        found = table(file)
        if not found.sections:
            raise misshapen("has no words", file)
        for section, name in zip(found.sections, found.names, strict=True):
            if not name:
                raise misshapen("the document has no name", file, section.line, "#begin document (ID); part 000")
            yield _document(name, section.rows, lines, file)


def _document(name: str, rows: Sequence[Row], lines: Sequence[str], file: Path) -> Converted:
    sentences = [[row.token for row in part] for _, part in groupby(rows, key=lambda row: row.sentence)]
    text, placed = laid_out(sentences)
    tokens = [token for sentence in placed for token in sentence]
    cells = [
        brackets.Cell(row.line, "" if row.tag in _NOTHING else row.tag, index, index + 1)
        for index, row in enumerate(rows)
    ]
    found, problems = brackets.mentions(cells)
    refuse_all(problems, file)
    clusters = [[(tokens[one.first][0], tokens[one.last - 1][1]) for one in c] for c in brackets.by_cluster(found)]
    entities = [
        Entity(tokens[first][0], tokens[last - 1][1], label, "name") for first, last, label in _names(rows, lines, file)
    ]
    return Converted(id=name, text=text, tokens=tokens, entities=entities, clusters=clusters)


def _names(rows: Sequence[Row], lines: Sequence[str], file: Path) -> Iterator[tuple[int, int, str]]:
    opened: list[tuple[int, str, int]] = []
    for index, row in enumerate(rows):
        columns = lines[row.line - 1].split()
        if len(columns) < _COLUMNS:
            hint = "document, part, number, word, tag, tree, lemma, frame, sense, speaker, name, ..., coreference"
            raise misshapen(f"has {len(columns)} columns, at least {_COLUMNS} are expected", file, row.line, hint)
        cell = _CELL.fullmatch(columns[_NAMES])
        if cell is None and columns[_NAMES] not in _NOTHING:
            raise misshapen(f"{columns[_NAMES]!r} is no bracket of a name", file, row.line, "(GPE), (PERSON*, *) or *")
        if cell is None:
            continue
        opened += [(index, label, row.line) for label in cell[1].split("(")[1:]]
        for _ in cell[3]:
            if not opened:
                raise misshapen("a bracket closes no name", file, row.line)
            first, label, _ = opened.pop()
            yield first, index + 1, label
    if opened:
        raise misshapen(f"({opened[-1][1]} is never closed", file, opened[-1][2])
