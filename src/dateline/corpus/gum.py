"""Plain text of an article from a CoNLL-U file of GUM: sentences, paragraphs and their kinds.

Only the comment lines `# text` and `# newpar_block` are read, never GUM's own labels. Sentences of a paragraph are
joined by one space, paragraphs by one empty line.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from dateline.document import ParagraphKind

_BLOCK = re.compile(r"(\w+)(?: [^()|]*?)? ?\((\d+) s\)")
_CREDIT = re.compile(r"(?:Image|Video|Audio|Photo): ")
_DATE = re.compile(r"(?:\w+day, )?\w+ \d{1,2}, \d{4}")
_SOURCES = "Sources"


class Sentence(NamedTuple):
    """A sentence with the number and the kind of its block."""

    block: int
    kind: str
    text: str


class Paragraph(NamedTuple):
    """A paragraph: its kind and its sentences."""

    kind: ParagraphKind
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences joined by spaces."""
        return " ".join(self.sentences)


def plain_text(conllu: str) -> str:
    """Return the article's text."""
    return "\n\n".join(paragraph.text for paragraph in paragraphs(conllu))


def paragraphs(conllu: str) -> list[Paragraph]:
    """Return the paragraphs of a CoNLL-U file in order."""
    found: list[Paragraph] = []
    kinds = ((sentence, _kind(sentence)) for sentence in _sentences(conllu.split("\n")))
    previous: tuple[int, str] | None = None
    for sentence, kind in kinds:
        if (sentence.block, kind) == previous:
            found[-1] = found[-1]._replace(sentences=(*found[-1].sentences, sentence.text))
        else:
            found.append(Paragraph(kind, (sentence.text,)))
        previous = sentence.block, kind
    return list(_settled(found))


def _sentences(lines: Iterable[str]) -> Iterator[Sentence]:
    """Yield sentences with the innermost block that is still open; `(n s)` counts a block's sentences."""
    number = 0
    blocks: list[tuple[str, int]] = []
    for line in lines:
        if line.startswith("# newpar_block = "):
            number += 1
            blocks += [(kind, int(left)) for kind, left in _BLOCK.findall(line.partition(" = ")[2])]
        elif line.startswith("# text = "):
            yield Sentence(number, _innermost(blocks), line.partition(" = ")[2])
            blocks = [(kind, left - 1) for kind, left in blocks if left > 1]


def _innermost(blocks: Sequence[tuple[str, int]]) -> str:
    """Return the kind of the innermost open block; all of a figure but a pull quote is its caption."""
    kinds = [kind for kind, _ in blocks] or ["p"]
    return "figure" if "figure" in kinds and kinds[-1] != "quote" else kinds[-1]


def _kind(sentence: Sentence) -> ParagraphKind:
    if sentence.kind == "head":
        return "heading"
    if sentence.kind in {"figure", "caption"}:
        return "credit" if _CREDIT.match(sentence.text) else "caption"
    return "body"


def _settled(found: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Tell the headline from headings, and find the date line and the list of sources."""
    first, sources = True, False
    for paragraph in found:
        sources = sources or (paragraph.kind == "heading" and paragraph.text == _SOURCES)
        if sources:
            yield paragraph._replace(kind="link")
        elif paragraph.kind == "heading" and first:
            first = False
            yield paragraph._replace(kind="headline")
        elif paragraph.kind in {"body", "caption"} and _DATE.fullmatch(paragraph.text):
            yield paragraph._replace(kind="byline")
        else:
            yield paragraph
