"""The documents of a file in CoNLL columns, and their rows.

Documents begin with `#begin document (ID)`, `# doc_id = ID`, `# newdoc id = ID` or `-DOCSTART- (ID)`. Columns are
parted by tabs, or else by white space. The token is in the first column, in the fourth of the CoNLL-2012 layout, in the
second of CoNLL-U.

A part of a document (`#begin document (X); part 001`) is a document of its own, `X/001`; part 000 is called `X` where
there is no other part of X.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from dateline.formats.conll import brackets, conllu
from dateline.formats.sniffing import text_of

_NAMED = re.compile(
    r"#begin document \((?P<a>[^)]*)\)(?:;\s*part\s+(?P<part>\d+))?|#\s*(?:doc_id|newdoc id|id)\s*=\s*(?P<b>.+)"
)
_NEW = re.compile(r"-DOCSTART-(?:\s+\((?P<id>[^)]*)\)|\s|$)|#\s*newdoc\s*$")
_COMMENT = re.compile(r"#(?:begin|end) document|#\s*[\w.:]+(?: \w+)?\s*=|#\s*newdoc\b")
_CONLL_2012_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A token, its tag, its line and the number of its sentence; `word` is False at an empty node, which is none."""

    line: int
    token: str
    tag: str
    sentence: int
    word: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one document; `name` is None where the file does not tell, `part` where it has no number."""

    name: str | None
    line: int
    nodes: list[Row]
    part: int | None = None

    @property
    def rows(self) -> list[Row]:
        """The words."""
        return [row for row in self.nodes if row.word]

    @property
    def numbered(self) -> str:
        """The name with the number of the part."""
        return f"{self.name}/{self.part or 0:03}"


@dataclass(frozen=True, slots=True)
class Table:
    """A file: its documents and, if it is CoNLL-U, what the parts of its brackets are."""

    sections: list[Section]
    fields: brackets.Fields | None

    @property
    def names(self) -> list[str | None]:
        """The ids of the documents."""
        parts = Counter(section.name for section in self.sections)
        return [
            one.numbered if one.part or (one.part == 0 and parts[one.name] > 1) else one.name for one in self.sections
        ]


def table(path: Path) -> Table:
    """Split a file into documents.

    Raises:
        InputError: the file is not UTF-8.
    """
    return split(text_of(path))


def split(content: str) -> Table:
    """Split the content of a file into documents."""
    found: list[Section] = []
    lines = [line.rstrip(" \t\r") for line in content.split("\n")]
    fields = conllu.DEFAULT if conllu.is_layout(lines) else None
    sentence = 0
    for line, text in enumerate(lines, 1):
        section = begun(text, line)
        if section is not None:
            if gives_name(text, section) and found and not found[-1].nodes and found[-1].name is None:
                section = replace(section, line=found.pop().line)  # the document began there
            found.append(section)
        elif not text.strip():
            sentence += 1
        elif fields is not None and text.startswith("#"):
            fields = conllu.fields_of(text) or fields
        elif not is_comment(text) and (row := _row(text, line, sentence, is_conllu=fields is not None)):
            if not found:
                found.append(Section(None, line, []))
            found[-1].nodes.append(row)
    return Table(found, fields)


def begun(text: str, line: int) -> Section | None:
    """Return the document that begins in a line; None where none does."""
    if named := _NAMED.match(text):
        name, part = (named["a"] or named["b"] or "").strip(), named["part"]
        return Section(name, line, [], None if part is None else int(part))
    new = _NEW.match(text)
    return Section(new["id"], line, []) if new else None


def gives_name(text: str, section: Section) -> bool:
    """Tell whether the line where a document begins names one that may have begun without a name."""
    return section.name is not None and text.startswith("#")


def is_comment(text: str) -> bool:
    """Tell whether a line is a comment."""
    return _COMMENT.match(text) is not None


def _row(text: str, line: int, sentence: int, *, is_conllu: bool) -> Row | None:
    columns = text.split("\t") if "\t" in text else text.split()
    if is_conllu:
        columns += ["_"] * (conllu.COLUMNS - len(columns))
        number, token, misc = columns[0], columns[1], columns[conllu.COLUMNS - 1]
        return None if "-" in number else Row(line, token, misc, sentence, "." not in number)
    token = columns[3] if len(columns) >= _CONLL_2012_COLUMNS else columns[0]
    return Row(line, token, columns[-1] if len(columns) > 1 else "", sentence)


def ids(path: Path) -> list[str | None]:
    """List the ids of the documents; None where the file does not tell."""
    return table(path).names
