"""CoNLL columns: one token a line, its tag or coreference bracket in the last column.

Documents begin with `#begin document (ID)`, `# doc_id = ID`, `# newdoc id = ID` or `-DOCSTART- (ID)`; where none is
named, they are those expected, in their order, if there are as many. Columns are parted by tabs, or else by white
space. The token is in the first column, or in the fourth of the CoNLL-2012 layout.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from dateline.errors import Problem, nearest
from dateline.formats.batch import Batch, at, unknown_problem
from dateline.formats.bio import PREFIXES, Scheme, decode, malformed, scheme_of
from dateline.formats.checks import DocumentFacts, Expected, Pair, R
from dateline.formats.sniffing import text_of, wrong_task
from dateline.records import CorefRecord, NerRecord, TypedSpan

_NAMED = re.compile(r"#begin document \((?P<a>[^)]*)\)|#\s*(?:doc_id|newdoc id|id)\s*=\s*(?P<b>.+)")
_NEW = re.compile(r"-DOCSTART-(?:\s+\((?P<id>[^)]*)\)|\s|$)")
_COMMENT = re.compile(r"#(?:begin|end) document|#\s*[\w.:]+(?: \w+)?\s*=|#\s*newdoc\b")
_BRACKET = re.compile(r"\((?P<only>\w+)\)|\((?P<opens>\w+)|(?P<closes>\w+)\)")
_NOTHING = frozenset({"-", "_", "*"})
_CONLL_2012_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A token, its tag, its line and the number of its sentence."""

    line: int
    token: str
    tag: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one document; `name` is None where the file does not tell."""

    name: str | None
    line: int
    rows: list[Row]


def sections(path: Path) -> list[Section]:
    """Split a file into documents.

    Raises:
        InputError: the file is not UTF-8.
    """
    found: list[Section] = []
    sentence = 0
    for line, raw in enumerate(text_of(path).split("\n"), 1):
        text = raw.rstrip("\r")
        named, new = _NAMED.match(text), _NEW.match(text)
        if named:
            name = (named["a"] or named["b"] or "").strip()
            if found and not found[-1].rows and found[-1].name is None:
                found[-1] = Section(name, found[-1].line, [])
            else:
                found.append(Section(name, line, []))
        elif new:
            found.append(Section(new["id"], line, []))
        elif _COMMENT.match(text):
            continue
        elif not text.strip():
            sentence += 1
        else:
            if not found:
                found.append(Section(None, line, []))
            columns = text.split("\t") if "\t" in text else text.split()
            token = columns[3] if len(columns) >= _CONLL_2012_COLUMNS else columns[0]
            found[-1].rows.append(Row(line, token, columns[-1] if len(columns) > 1 else "", sentence))
    return found


def documents(path: Path) -> dict[str, DocumentFacts]:
    """Make documents of the file's own tokens, joined by single spaces: for a gold file without texts."""
    made = {}
    for number, section in enumerate(sections(path), 1):
        spans: list[Pair] = []
        for row in section.rows:
            start = spans[-1][1] + 1 if spans else 0
            spans.append((start, start + len(row.token)))
        text = " ".join(row.token for row in section.rows)
        made[section.name or str(number)] = DocumentFacts(length=len(text), text=text, tokens=tuple(spans))
    return made


def ids(path: Path) -> list[str | None]:
    """List the names of the documents; None where the file does not tell."""
    return [section.name for section in sections(path)]


def batches(path: Path, expected: Expected[R]) -> Iterator[Batch[R]]:
    """Read a file, one batch a document.

    Raises:
        InputError: the task has no such format, or the file is not UTF-8.
    """
    file = str(path)
    if expected.record not in {NerRecord, CorefRecord}:
        raise wrong_task(file, "CoNLL columns", "ner and coref")
    parts = sections(path)
    known = documents(path) if expected.documents is None else expected.documents
    in_order = len(parts) == len(known) and all(part.name is None for part in parts)
    scheme = scheme_of(row.tag for part in parts for row in part.rows)
    if in_order and expected.documents is not None:
        message = f"no document is named: the {len(parts)} are taken for those expected, in their order"
        yield Batch(file, [], [], [Problem(id="missing-document-ids", message=message, file=file, level="warning")])
    names: Sequence[str | None] = list(known) if in_order else [part.name for part in parts]
    for part, name in zip(parts, names, strict=True):
        record, problems = _read(part, name, known, expected, scheme)
        placed = [at(problem, file, problem.line or part.line) for problem in problems]
        if record is None or placed:
            yield Batch(file, [], [], placed, [name])
        else:
            yield Batch(file, [record], [part.line])


def _read(
    part: Section, name: str | None, known: Mapping[str, DocumentFacts], expected: Expected[R], scheme: Scheme
) -> tuple[R | None, list[Problem]]:
    if name is None:
        message = f"the document has no name, and there are not as many as the {len(known)} expected"
        hint = "name it with a line '#begin document (ID)'"
        return None, [Problem(id="missing-document-id", message=message, hint=hint)]
    if name not in known:
        return None, [unknown_problem(name, known)]
    problems = list(_misaligned(part, known[name]))
    if problems:
        return None, problems
    tokens = known[name].tokens
    if expected.record is CorefRecord:
        clusters, problems = _clusters(part, tokens)
        return CorefRecord(name, clusters), problems  # type: ignore[return-value]  # R is CorefRecord here
    problems = list(_bad_tags(part, expected, scheme))
    return NerRecord(name, [] if problems else _entities(part, tokens, scheme)), problems  # type: ignore[return-value]


def _misaligned(part: Section, facts: DocumentFacts) -> Iterator[Problem]:
    if facts.text is not None:
        for row, (start, end) in zip(part.rows, facts.tokens, strict=False):
            if row.token != facts.text[start:end]:
                message = f"the token is {row.token!r} where the document has {facts.text[start:end]!r}"
                hint = "use the document's own tokens; what follows in this document was not compared"
                yield Problem(id="bad-token", message=message, line=row.line, hint=hint)
                return
    if len(part.rows) != len(facts.tokens):
        message = f"{len(part.rows)} tokens where the document has {len(facts.tokens)}"
        yield Problem(id="bad-token-count", message=message, hint="use the document's own tokens")


def _sentences(part: Section) -> Iterator[list[Row]]:
    return (list(rows) for _, rows in groupby(part.rows, key=lambda row: row.sentence))


def _entities(part: Section, tokens: Sequence[Pair], scheme: Scheme) -> list[TypedSpan]:
    found = []
    done = 0
    for rows in _sentences(part):
        for span in decode([row.tag for row in rows], scheme, "conlleval"):
            start, end = tokens[done + span.start][0], tokens[done + span.end - 1][1]
            found.append(TypedSpan(start, end, span.type))
        done += len(rows)
    return found


def _bad_tags(part: Section, expected: Expected[R], scheme: Scheme) -> Iterator[Problem]:
    allowed = expected.labels.get("type")
    bad = False
    for row in part.rows:
        prefix, _, label = row.tag.partition("-")
        if row.tag != "O" and (len(prefix) != 1 or prefix not in PREFIXES[scheme] or not label):
            bad = True
            hint = f"O, or {', '.join(PREFIXES[scheme])} with a hyphen and a label"
            yield Problem(id="bad-tag", message=f"{row.tag!r} is no tag of {scheme}", line=row.line, hint=hint)
        elif label and allowed is not None and label not in allowed:
            near = nearest(label, allowed)
            yield Problem(id="unknown-label", message=f"unknown label {label!r}", line=row.line, hint=near)
    if expected.tags == "strict" and not bad:
        for rows in _sentences(part):
            for index in malformed([row.tag for row in rows], scheme):
                message = f"{rows[index].tag} belongs to no well-formed chunk of {scheme}"
                hint = "correct the sequence, or let the conlleval policy read it"
                yield Problem(id="bad-tag-sequence", message=message, line=rows[index].line, hint=hint)


def _clusters(part: Section, tokens: Sequence[Pair]) -> tuple[list[list[Pair]], list[Problem]]:
    clusters: dict[str, list[Pair]] = {}
    opened: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    problems = []
    for row, (start, end) in zip(part.rows, tokens, strict=True):
        for piece in row.tag.split("|") if row.tag not in _NOTHING else ():
            match = _BRACKET.fullmatch(piece)
            if match is None:
                message = f"{piece!r} is no coreference bracket"
                hint = "- or (1, 1), (1), joined by |"
                problems.append(Problem(id="bad-tag", message=message, line=row.line, hint=hint))
            elif match["only"]:
                clusters.setdefault(match["only"], []).append((start, end))
            elif match["opens"]:
                opened[match["opens"]].append((start, row.line))
            elif opened[match["closes"]]:
                clusters.setdefault(match["closes"], []).append((opened[match["closes"]].pop()[0], end))
            else:
                problems.append(Problem(id="bad-bracket", message=f"{piece} closes nothing", line=row.line))
    for name, starts in opened.items():
        message = f"({name} is never closed"
        problems.extend(Problem(id="bad-bracket", message=message, line=line) for _, line in starts)
    return list(clusters.values()), problems
