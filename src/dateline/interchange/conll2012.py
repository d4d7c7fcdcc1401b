"""CoNLL-2012: twelve columns, of which the eleventh has names in brackets and the last the entities.

Columns for which the corpus has nothing are `-` (`*` for brackets). The layout is that of the shared task (Pradhan et
al. 2012). Singletons are written, which OntoNotes has not.
"""

from collections import Counter
from collections.abc import Mapping

from dateline.document import Document, Layer, Mention
from dateline.errors import Problem
from dateline.formats.conll.brackets import Mention as Bracketed
from dateline.formats.conll.brackets import mentions as pair_brackets
from dateline.formats.conll.rows import cells, place_of
from dateline.formats.conll.sections import Section
from dateline.interchange.assembly import UNTYPED, assembled, check_text, level_of
from dateline.interchange.columns import brackets_at, placed, section_of, sentences, stop
from dateline.tasks.views import outermost

LOSSES: Mapping[Layer, str | None] = {
    "mentions": "types only of outermost names and values (others take their entity's); no links to the catalogue; "
    "the level is guessed from the words; crossing mentions of one entity are read as nested",
    "events": None,
    "quotes": None,
}
_NAMES = 10
_COLUMNS = 12
_LEVELS = ("name", "value")


def write(document: Document) -> dict[str, bytes]:
    """Write the tokens with names and entities.

    Raises:
        TextNeededError: the document is masked.
        InputError: a mention doesn't begin and end at tokens.
    """
    check_text(document, "conll2012")
    tokens = placed(document)
    names = ["*"] * len(document.tokens)
    reach = 0
    for mention in outermost(mention for mention in document.mentions if mention.level in _LEVELS):
        first, last = tokens[mention.id]
        if first < reach:  # of two that cross the first stays
            continue
        reach = last
        names[first] = f"({mention.type}{'*)' if last - first == 1 else '*'}"
        if last - first > 1:
            names[last - 1] = "*)"
    numbers = {
        entity: number for number, entity in enumerate(dict.fromkeys(m.entity for m in document.mentions if m.entity))
    }
    spans = [
        (tokens[mention.id], str(numbers[mention.entity]), str(numbers[mention.entity]))
        for mention in document.mentions
        if mention.entity
    ]
    clusters = brackets_at(spans, len(document.tokens))
    lines = [f"#begin document ({document.id}); part 000"]
    for _, inside in sentences(document):
        for place, number in enumerate(inside):
            word = document.span_text(document.tokens[number])
            empty = ("-", "*", "-", "-", "-", "-")
            columns = (document.id, "0", str(place), word, *empty, names[number], clusters[number] or "-")
            lines.append("\t".join(columns))
        lines.append("")
    lines.append("#end document")
    return {f"{document.id}.conll": "".join(f"{line}\n" for line in lines).encode()}


def read(files: Mapping[str, bytes], document: Document) -> Document:
    """Read names and entities of a document.

    Raises:
        TextNeededError: the document is masked.
        InputError: the tokens are not those of the document, or brackets don't match.
    """
    file, content, _, section = section_of(files, document, ".conll", "conll2012")
    tokens = [token.key for token in document.tokens]
    found, problems = pair_brackets(cells(section, None))
    names, more = _names(section, content)
    stop([*problems, *more], file)
    types = {place_of(name, tokens): name.label for name in names}
    entity = {place_of(mention, tokens): f"entity{mention.cluster}" for mention in found}
    votes: dict[str, Counter[str]] = {}
    for key, cluster in entity.items():
        if key in types:
            votes.setdefault(cluster, Counter())[types[key]] += 1
    mentions = []
    for number, key in enumerate(sorted({*types, *entity}), 1):
        known = votes.get(entity.get(key, ""))
        kind = types.get(key) or (known.most_common(1)[0][0] if known else UNTYPED)
        level = level_of(document.text[slice(*key)], kind)
        mentions.append(Mention(*key, id=f"m{number}", type=kind, level=level, entity=entity.get(key)))
    return assembled(document, mentions=mentions)


def _names(section: Section, content: str) -> tuple[list[Bracketed], list[Problem]]:
    """Read the column of names, in which a closing bracket has no label."""
    lines = content.split("\n")
    found: list[Bracketed] = []
    problems: list[Problem] = []
    opened: list[tuple[str, int, int]] = []
    for place, row in enumerate(section.rows):
        text = lines[row.line - 1].rstrip(" \t\r")
        columns = text.split("\t") if "\t" in text else text.split()
        if len(columns) < _COLUMNS:
            message = f"{len(columns)} columns where there are {_COLUMNS} or more"
            problems.append(Problem(id="bad-tag", message=message, line=row.line, hint="the layout of CoNLL-2012"))
            return found, problems
        cell = columns[_NAMES]
        opened += [(piece.strip("*)"), place, row.line) for piece in cell.split("(")[1:]]
        for _ in range(cell.count(")")):
            if not opened:
                problems.append(Problem(id="bad-bracket", message=f"{cell} closes nothing", line=row.line))
                break
            label, first, line = opened.pop()
            found.append(Bracketed("", label, first, place + 1, line))
    problems += [Problem(id="bad-bracket", message=f"({label} is never closed", line=line) for label, _, line in opened]
    return found, problems
