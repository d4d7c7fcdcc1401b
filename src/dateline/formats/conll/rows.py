"""CoNLL columns row by row: one token a line, its tag or coreference bracket in the last column; and CoNLL-U.

Where no document is named, they are those expected, in their order, if there are as many.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from dateline.errors import Problem, nearest
from dateline.formats.batch import Batch, at, unknown_problem
from dateline.formats.bio import PREFIXES, Scheme, decode, malformed, scheme_of
from dateline.formats.checks import DocumentFacts, Expected, Pair, R
from dateline.formats.conll import brackets, conllu
from dateline.formats.conll.sections import Row, Section, Table, table
from dateline.records import CorefRecord, NerRecord, TypedSpan

_NOTHING = frozenset({"-", "_", "*"})


def documents(path: Path) -> dict[str, DocumentFacts]:
    """Make documents of the file's own tokens, joined by single spaces: for a gold file without texts."""
    made = {}
    found = table(path)
    for number, (section, name) in enumerate(zip(found.sections, found.names, strict=True), 1):
        spans: list[Pair] = []
        for row in section.rows:
            start = spans[-1][1] + 1 if spans else 0
            spans.append((start, start + len(row.token)))
        text = " ".join(row.token for row in section.rows)
        made[name or str(number)] = DocumentFacts(length=len(text), text=text, tokens=tuple(spans))
    return made


def batches(path: Path, expected: Expected[R]) -> Iterator[Batch[R]]:
    """Read a file, one batch a document.

    Raises:
        InputError: the file is not UTF-8.
    """
    file = str(path)
    found = table(path)
    parts = found.sections
    known = documents(path) if expected.documents is None else expected.documents
    in_order = len(parts) == len(known) and all(part.name is None for part in parts)
    if in_order and expected.documents is not None:
        yield Batch(file, [], [], [nameless(len(parts), file)])
    names = list(known) if in_order else names_in(found, known)
    if expected.record is NerRecord and found.fields is not None and any(map(_has_tags, parts)):
        found = Table([_tagged(part) for part in parts], None)
    scheme = scheme_of(row.tag for part in found.sections for row in part.rows) if found.fields is None else "IOB2"
    for part, name in zip(found.sections, names, strict=True):
        record, problems = _read(part, name, known, expected, (scheme, found.fields))
        placed = [at(problem, file, problem.line or part.line) for problem in problems]
        if record is None or placed:
            yield Batch(file, [], [], placed, [name])
        else:
            yield Batch(file, [record], [part.line])


def nameless(documents: int, file: str) -> Problem:
    """Warn that documents are taken in order."""
    message = f"no document is named: the {documents} are taken for those expected, in their order"
    return Problem(id="missing-document-ids", message=message, file=file, level="warning")


def names_in(found: Table, known: Mapping[str, DocumentFacts]) -> list[str | None]:
    """Name the documents as the file does, or with or without the part as those known are named."""
    names = found.names
    for place, one in enumerate(found.sections):
        options = [names[place], one.numbered, one.name][: 1 if one.part is None else 2 if one.part else 3]
        names[place] = next((option for option in options if option in known), names[place])
    return names


def _has_tags(section: Section) -> bool:
    return any(conllu.tag_in(row.tag) for row in section.rows)


def _tagged(section: Section) -> Section:
    return replace(section, nodes=[replace(row, tag=conllu.tag_in(row.tag) or "O") for row in section.rows])


def _read(
    part: Section,
    name: str | None,
    known: Mapping[str, DocumentFacts],
    expected: Expected[R],
    layout: tuple[Scheme, brackets.Fields | None],
) -> tuple[R | None, list[Problem]]:
    scheme, fields = layout
    if name is None:
        message = f"the document has no name, and there are not as many as the {len(known)} expected"
        hint = "name it with a line '#begin document (ID)'"
        return None, [Problem(id="missing-document-id", message=message, hint=hint)]
    if name not in known:
        return None, [unknown_problem(name, known)]
    problems = list(misaligned(part, known[name]))
    if problems:
        return None, problems
    tokens = known[name].tokens
    if expected.record is CorefRecord:
        found, problems = brackets.mentions(cells(part, fields), fields)
        clusters = [[place_of(one, tokens) for one in cluster] for cluster in brackets.by_cluster(found)]
        return CorefRecord(name, clusters), problems  # type: ignore[return-value]  # R is CorefRecord here
    if fields is not None:
        found, problems = brackets.mentions(cells(part, fields), fields)
        problems += _bad_labels(found, expected)
        found_spans = [TypedSpan(*place_of(one, tokens), one.label) for one in found]
    else:
        problems = list(bad_tags(part, expected, scheme))
        found_spans = [] if problems else entities(part, tokens, scheme)
    return NerRecord(name, found_spans), problems  # type: ignore[return-value]


def place_of(mention: brackets.Mention, tokens: Sequence[Pair]) -> Pair:
    """Return the offsets of a mention."""
    return tokens[mention.first][0], tokens[mention.last - 1][1]


def cells(part: Section, fields: brackets.Fields | None) -> Iterator[brackets.Cell]:
    """Give what stands at each word and empty node."""
    index = 0
    for node in part.nodes:
        text = conllu.brackets_in(node.tag) if fields else node.tag or "no bracket"
        yield brackets.Cell(node.line, "" if text in _NOTHING else text, index, index + node.word)
        index += node.word


def _bad_labels(found: Sequence[brackets.Mention], expected: Expected[R]) -> Iterator[Problem]:
    allowed = expected.labels.get("type")
    for mention in found:
        if not mention.label:
            hint = "give it in the brackets, and name the parts in the comment # global.Entity"
            yield Problem(id="bad-tag", message=f"({mention.cluster} has no type", line=mention.line, hint=hint)
        elif allowed is not None and mention.label not in allowed:
            message = f"unknown label {mention.label!r}"
            yield Problem(id="unknown-label", message=message, line=mention.line, hint=nearest(mention.label, allowed))


def misaligned(part: Section, facts: DocumentFacts) -> Iterator[Problem]:
    """Say where the tokens are not those of the document."""
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


def entities(part: Section, tokens: Sequence[Pair], scheme: Scheme) -> list[TypedSpan]:
    """Read the spans that the tags of a document mark."""
    found = []
    done = 0
    for rows in _sentences(part):
        for span in decode([row.tag for row in rows], scheme, "conlleval"):
            start, end = tokens[done + span.start][0], tokens[done + span.end - 1][1]
            found.append(TypedSpan(start, end, span.type))
        done += len(rows)
    return found


def bad_tags(part: Section, expected: Expected[R], scheme: Scheme) -> Iterator[Problem]:
    """Say which tags are none of the scheme, or have an unknown label."""
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
