"""GUM: entities and coreference in the brackets of its CoNLL-U files.

The brackets stand in `Entity=` of the last column, and the comment `# global.Entity` says what their parts are. The
text is that of `# text`, with the paragraphs of `# newpar_block`, as in our part `wikinews`. A file may hold several
documents, each of which begins with `# newdoc id`. A mention is a name if its head is a proper noun, a pronoun if it is
one word that is a pronoun or determiner.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dateline.corpus.gum import plain_text
from dateline.formats.conll import brackets, conllu
from dateline.formats.sniffing import text_of
from dateline.interchange.corpora.converted import Converted, Entity, Level, files_in, misshapen, refuse_all
from dateline.interchange.corpora.words import Word, head_of, words

ABOUT = "GUM: entities and coreference (.conllu files)"
_NEW = re.compile(r"^# newdoc(?: id = (?P<id>.+))?$", re.MULTILINE)
_PRONOUNS = frozenset({"PRON", "DET"})


def read(path: Path) -> Iterator[Converted]:
    """Read `.conllu` files."""
    for file in files_in(path, "*.conllu"):
        for name, text in _documents(text_of(file).replace("\r\n", "\n"), file):
            yield _document(name, text, file)


def _documents(text: str, file: Path) -> Iterator[tuple[str, str]]:
    """Yield the documents of a file, each behind as many line feeds as there are lines before it."""
    begins = list(_NEW.finditer(text))
    if not begins:
        yield file.stem, text
    for number, begin in enumerate(begins):
        end = begins[number + 1].start() if number + 1 < len(begins) else len(text)
        before = text.count("\n", 0, begin.start())
        yield (begin["id"] or "").strip() or f"{file.stem}/{number + 1}", "\n" * before + text[begin.start() : end]


def _document(name: str, text: str, file: Path) -> Converted:
    listed = words(text, str(file))
    if not listed:
        raise misshapen("has no words below a line `# text`", file, hint="take the files of GUM's folder dep/")
    found, problems = brackets.mentions(*_cells(text))
    parted = [problem for problem in problems if problem.id == "bad-span-parts"]
    refuse_all([problem for problem in problems if problem.id != "bad-span-parts"], file)
    for mention in found:
        if not mention.label:
            message = f"the mention {mention.cluster} has no type"
            raise misshapen(message, file, mention.line, "name the parts of the brackets by # global.Entity")
    entities = [
        Entity(*_span(one, listed), one.label, _level(one, listed))
        for one in sorted(found, key=lambda one: (one.first, -one.last))
    ]
    return Converted(
        id=name,
        text=plain_text(text),
        tokens=[(word.start, word.end) for word in listed],
        entities=entities,
        clusters=[[_span(one, listed) for one in cluster] for cluster in brackets.by_cluster(found)],
        left_out=Counter({"mentions in several parts": len(parted)}),
    )


def _cells(text: str) -> tuple[list[brackets.Cell], brackets.Fields]:
    """Give the brackets at each word and empty node, and what their parts are."""
    fields, cells, index = conllu.DEFAULT, [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("#"):
            fields = conllu.fields_of(line) or fields
            continue
        columns = line.split("\t")
        is_word = columns[0].isdecimal()
        if is_word or "." in columns[0]:
            cells.append(brackets.Cell(number, conllu.brackets_in(columns[-1]), index, index + is_word))
            index += is_word
    return cells, fields


def _span(mention: brackets.Mention, listed: list[Word]) -> tuple[int, int]:
    return listed[mention.first].start, listed[mention.last - 1].end


def _level(mention: brackets.Mention, listed: list[Word]) -> Level:
    tag = listed[head_of(listed, mention.first, mention.last)].upos
    if tag == "PROPN":
        return "name"
    return "pronoun" if tag in _PRONOUNS and mention.last - mention.first == 1 else "nominal"
