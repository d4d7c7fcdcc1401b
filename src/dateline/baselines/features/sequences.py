"""Documents as token sequences: what taggers read and write."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from dateline.document import ANNOTATED_KINDS, Document, Span
from dateline.records import TypedSpan


def sentences_of(document: Document) -> Iterator[list[Span]]:
    """Yield the tokens of each sentence that stands in an annotated paragraph."""
    starts = [token.start for token in document.tokens]
    kept = [p for p in document.paragraphs if p.kind in ANNOTATED_KINDS]
    for sentence in document.sentences:
        if any(p.start <= sentence.start < p.end for p in kept):
            yield list(document.tokens[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)])


def tags_of(tokens: Sequence[Span], spans: Sequence[TypedSpan]) -> list[str]:
    """Encode spans as IOB2 tags; a span that leaves the sentence is cut at its end."""
    tags = ["O"] * len(tokens)
    for span in spans:
        inside = [i for i, token in enumerate(tokens) if span.start <= token.start and token.end <= span.end]
        for order, index in enumerate(inside):
            tags[index] = f"{'I' if order else 'B'}-{span.type}"
    return tags


def spans_of(tokens: Sequence[Span], tags: Sequence[str]) -> list[TypedSpan]:
    """Decode IOB2 tags; an I that continues nothing of its type is read as a B."""
    spans: list[TypedSpan] = []
    open_span: tuple[int, int, str] | None = None
    for token, tag in zip(tokens, tags, strict=True):
        prefix, _, label = tag.partition("-")
        if prefix == "I" and open_span and open_span[2] == label:
            open_span = (open_span[0], token.end, label)
            continue
        if open_span:
            spans.append(TypedSpan(*open_span))
        open_span = None if prefix == "O" else (token.start, token.end, label)
    if open_span:
        spans.append(TypedSpan(*open_span))
    return spans
