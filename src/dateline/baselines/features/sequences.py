"""Documents as sequences of tokens."""

from bisect import bisect_left
from collections.abc import Iterator

from dateline.document import ANNOTATED_KINDS, Document, Span


def sentences_of(document: Document) -> Iterator[list[Span]]:
    """Yield the tokens of each sentence in an annotated paragraph."""
    starts = [token.start for token in document.tokens]
    kept = [p for p in document.paragraphs if p.kind in ANNOTATED_KINDS]
    for sentence in document.sentences:
        if any(p.start <= sentence.start < p.end for p in kept):
            yield list(document.tokens[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)])


def paragraphs_of(document: Document) -> Iterator[list[Span]]:
    """Yield the tokens of each annotated paragraph."""
    for paragraph in document.paragraphs:
        if paragraph.kind in ANNOTATED_KINDS:
            tokens = [t for t in document.tokens if paragraph.start <= t.start < paragraph.end]
            if tokens:
                yield tokens
