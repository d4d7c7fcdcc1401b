"""An article as its style is counted: sentences, words and quotations of the running text, before any annotation."""

import re
from collections.abc import Sequence

import msgspec

from dateline.corpus.segmentation import propose_sentences
from dateline.document import Paragraph, Span

WORD = re.compile(r"\w+(?:['\u2019]\w+)*")
QUOTED = re.compile(
    r"\"[^\"]*(?:\"|$)"  # a mark that is not closed in its paragraph opens a quotation of several paragraphs
    r"|\u201c[^\u201d]*(?:\u201d|$)"
    r"|\u2018(?:[^\u2018\u2019]|(?<=\w)\u2019(?=\w))*(?:\u2019|$)"
    r"|(?<!\w)'(?=\w)(?:[^']|(?<=\w)'(?=\w))*'(?!\w)"
)
QUOTATION_WORDS = 3
"""Words from which a passage in quotation marks counts as a quotation: titles and single words do not."""


class ParsedArticle(msgspec.Struct, frozen=True, kw_only=True):
    """An article, split up.

    Attributes:
        id: the article's id.
        story: the id of its story.
        date: the day of publication, as YYYY-MM-DD.
        file: the file that its writer handed in; empty for real articles.
        text: the whole text.
        paragraphs: the paragraphs of running text, kind `body`.
        lines: the line of the file on which each begins; for articles without a file the number of the paragraph.
        sentences: proposed sentences, paragraph by paragraph.
        words: the words of the paragraphs.
        quotations: passages of three words or more in quotation marks, with their marks.
    """

    id: str
    story: str
    date: str
    file: str
    text: str
    paragraphs: tuple[Span, ...]
    lines: tuple[int, ...]
    sentences: tuple[tuple[Span, ...], ...]
    words: tuple[Span, ...]
    quotations: tuple[Span, ...]

    def span_text(self, span: Span) -> str:
        """Return the characters of a span."""
        return self.text[span.start : span.end]

    def line_of(self, offset: int) -> int:
        """Return the line of an offset in a paragraph of running text."""
        return next(line for p, line in zip(self.paragraphs, self.lines, strict=True) if p.start <= offset < p.end)


def parse(
    text: str,
    paragraphs: Sequence[Paragraph],
    *,
    id: str,  # noqa: A002 - the name of the field
    story: str = "",
    date: str = "",
    file: str = "",
    lines: Sequence[int] = (),
) -> ParsedArticle:
    """Split the running text of an article into sentences, words and quotations.

    Args:
        text: the article's text.
        paragraphs: its paragraphs of all kinds.
        id: its id.
        story: its story's id.
        date: the day of publication.
        file: the file that it was read from.
        lines: the line of each paragraph in that file (default: the number of the paragraph).
    """
    numbers = lines or range(1, len(paragraphs) + 1)
    body = [(p, line) for p, line in zip(paragraphs, numbers, strict=True) if p.kind == "body"]
    spans = tuple(Span(p.start, p.end) for p, _ in body)
    return ParsedArticle(
        id=id,
        story=story,
        date=date,
        file=file,
        text=text,
        paragraphs=spans,
        lines=tuple(line for _, line in body),
        sentences=tuple(tuple(propose_sentences(text, [span])) for span in spans),
        words=matches(WORD, text, spans),
        quotations=quotations(text, spans),
    )


def matches(pattern: re.Pattern[str], text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Find a pattern in spans of a text; no match reaches from one span into the next."""
    return tuple(Span(s.start + m.start(), s.start + m.end()) for s in spans for m in pattern.finditer(_cut(text, s)))


def quotations(text: str, paragraphs: Sequence[Span]) -> tuple[Span, ...]:
    """Find the outer passages in quotation marks, double or single, that have three words or more."""
    found = matches(QUOTED, text, paragraphs)
    return tuple(span for span in found if len(WORD.findall(_cut(text, span))) >= QUOTATION_WORDS)


def _cut(text: str, span: Span) -> str:
    return text[span.start : span.end]
