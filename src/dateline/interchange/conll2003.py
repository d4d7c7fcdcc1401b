"""CoNLL-2003: four columns (token, part of speech, chunk, name); the last has IOB2 tags of names, the outermost ones.

The two columns in the middle, which the corpus has nothing for, are `-X-`. The layout is that of the shared task (Tjong
Kim Sang and De Meulder 2003); the name of the document is in brackets behind -DOCSTART-.
"""

from collections.abc import Mapping

from dateline.document import Document, Layer, Mention
from dateline.formats.bio import encode, scheme_of
from dateline.formats.checks import Expected
from dateline.formats.conll.rows import bad_tags, entities
from dateline.interchange.assembly import assembled, check_text, level_of
from dateline.interchange.columns import placed, section_of, sentences, stop
from dateline.records import NerRecord, TypedSpan
from dateline.tasks.views import outermost

LOSSES: Mapping[Layer, str | None] = {
    "mentions": "only names and values, of nested ones the outermost, cut where a sentence ends; no entities; the "
    "level is guessed from the words",
    "events": None,
    "quotes": None,
}
_LEVELS = ("name", "value")


def write(document: Document) -> dict[str, bytes]:
    """Write the tokens with the tags of names and values.

    Raises:
        TextNeededError: the document is masked.
        InputError: a mention doesn't begin and end at tokens.
    """
    check_text(document, "conll2003")
    tokens = placed(document)
    chosen = outermost(mention for mention in document.mentions if mention.level in _LEVELS)
    flat: list[TypedSpan] = []
    for mention in chosen:
        first, last = tokens[mention.id]
        if not flat or first >= flat[-1].end:  # of two that cross the first stays
            flat.append(TypedSpan(first, last, mention.type))
    tags = encode(flat, len(document.tokens))
    lines = [f"-DOCSTART- ({document.id}) -X- O", ""]
    for _, numbers in sentences(document):
        lines += [f"{document.span_text(document.tokens[number])} -X- -X- {tags[number]}" for number in numbers]
        lines.append("")
    return {f"{document.id}.conll": "".join(f"{line}\n" for line in lines).encode()}


def read(files: Mapping[str, bytes], document: Document) -> Document:
    """Read the names of a document.

    Raises:
        TextNeededError: the document is masked.
        InputError: the tokens are not those of the document, or a tag is none.
    """
    file, _, table, section = section_of(files, document, ".conll", "conll2003")
    scheme = scheme_of(row.tag for part in table.sections for row in part.rows)
    stop([*bad_tags(section, Expected(NerRecord), scheme)], file)
    spans = entities(section, [token.key for token in document.tokens], scheme)
    mentions = []
    for number, span in enumerate(spans, 1):
        level = level_of(document.text[span.start : span.end], span.type)
        level = level if level in _LEVELS else "name"
        mentions.append(Mention(span.start, span.end, id=f"m{number}", type=span.type, level=level))
    return assembled(document, mentions=mentions)
