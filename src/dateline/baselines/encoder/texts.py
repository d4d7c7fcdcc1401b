"""Texts as encoders read them: the words of annotated sentences, what each looks like, and where sentences end."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from dateline.baselines.features.sequences import paragraphs_of, sentences_of
from dateline.baselines.features.words import inside_marks
from dateline.document import Document, Span

LOOKS = 16
"""How many numbers `looks` has: four kinds of letters, in quotation marks or not, marked by the task or not."""


class Text(NamedTuple):
    """The annotated sentences of a document, or its paragraphs.

    Attributes:
        words: every word.
        spans: where each is in the document.
        ends: the number of the word after each sentence (or paragraph).
        looks: a number for what each word looks like, as an uncased encoder can't see it.
    """

    words: list[str]
    spans: list[Span]
    ends: list[int]
    looks: list[int]

    def range_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the first word of a span and the one after the last; one word at least."""
        first = min(max(0, bisect_right(self.spans, start, key=lambda span: span.start) - 1), len(self.spans) - 1)
        if self.spans[first].end <= start:
            first = min(first + 1, len(self.spans) - 1)
        return first, max(first + 1, bisect_left(self.spans, end, key=lambda span: span.start))

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Yield the first word of each sentence, and the one after the last."""
        return zip([0, *self.ends], self.ends, strict=False)

    def windows(self, longest: int) -> Iterator[tuple[int, int]]:
        """Yield stretches of whole sentences of so many words at most; a longer sentence is cut."""
        begin = reach = 0
        for end in self.ends:
            if end - begin > longest and reach > begin:
                yield begin, reach
                begin = reach
            while end - begin > longest:
                yield begin, begin + longest
                begin += longest
            reach = end
        if reach > begin:
            yield begin, reach


def text_of(document: Document, marked: Collection[Span] = (), *, paragraphs: bool = False) -> Text:
    """Return the annotated sentences of a document, or its paragraphs; words in `marked` spans look different."""
    sentences = list(paragraphs_of(document) if paragraphs else sentences_of(document))
    spans = [token for tokens in sentences for token in tokens]
    words = [document.span_text(token) for token in spans]
    ends, total = [], 0
    for tokens in sentences:
        total += len(tokens)
        ends.append(total)
    quoted = [flag for tokens in _by_paragraph(document, spans) for flag in inside_marks(tokens)]
    told = [any(span.start <= token.start < span.end for span in marked) for token in spans]
    looks = [_letters(w) + 4 * q + 8 * m for w, q, m in zip(words, quoted, told, strict=True)]
    return Text(words, spans, ends, looks)


def plain_text(words: Sequence[str]) -> Text:
    """Return a sentence that is of no document."""
    return Text(list(words), [], [len(words)], [_letters(word) for word in words])


def _by_paragraph(document: Document, spans: Sequence[Span]) -> Iterator[list[str]]:
    at = 0
    for paragraph in document.paragraphs:
        words = []
        while at < len(spans) and spans[at].start < paragraph.end:
            words.append(document.span_text(spans[at]))
            at += 1
        yield words


def _letters(word: str) -> int:
    """Number what the letters of a word are: small ones, a capital first, several capitals, no letters."""
    capitals = sum(letter.isupper() for letter in word)
    if not any(letter.isalpha() for letter in word):
        return 3
    return 0 if not capitals else 1 if capitals == 1 and word[0].isupper() else 2
