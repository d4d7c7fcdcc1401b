"""Tokens and a first proposal of sentences, by the pinned tokenizer: spaCy's blank English pipeline.

Needs spaCy (the extra `baselines`). Tokens are kept with the gold, so that a masked document has them too; sentences
are corrected by hand after this proposal.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from dateline.corpus.sources import digest
from dateline.document import Document, Paragraph, Span

_OPENING = re.compile(r"(?<=\s)[\"'\u201c\u2018]\s*$")


@cache
def _pipeline() -> Any:  # noqa: ANN401 - spaCy ships no usable types for its pipelines
    import spacy

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    return pipeline


def tokenize(text: str, paragraphs: Iterable[Span]) -> list[list[Span]]:
    """Return the tokens of each paragraph, white space left out, as spans of the text."""
    return [_tokens(_pipeline().make_doc(text[p.start : p.end]), p.start) for p in paragraphs]


def propose_sentences(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """Split every paragraph into sentences by punctuation; a quotation mark goes with what it opens or closes."""
    return [span for p in paragraphs for span in _sentences(_pipeline()(text[p.start : p.end]), p.start)]


def _tokens(parsed: Any, shift: int) -> list[Span]:  # noqa: ANN401
    facts = parsed.to_array(["IDX", "LENGTH", "IS_SPACE"]).astype(int).tolist()
    return [Span(shift + start, shift + start + length) for start, length, space in facts if not space]


def _sentences(parsed: Any, shift: int) -> Iterator[Span]:  # noqa: ANN401
    body = parsed.text
    cuts = [sentence.start_char for sentence in parsed.sents]
    # A quotation mark after white space opens what follows, wherever the segmenter put it.
    cuts = [opening.start() if (opening := _OPENING.search(body[:cut])) else cut for cut in cuts]
    for left, right in pairwise([*cuts, len(body)]):
        piece = body[left:right].rstrip()
        if piece:
            yield Span(shift + left, shift + left + len(piece))


def document_of(name: str, text: str) -> Document:
    """Make a document of plain text: a paragraph a line, the first one its headline if it doesn't end a sentence."""
    paragraphs: list[Paragraph] = []
    start = 0
    for line in text.split("\n"):
        left = start + len(line) - len(line.lstrip())
        if line.strip():
            first = not paragraphs and line.rstrip()[-1] not in ".!?\"'\u201d\u2019"
            paragraphs.append(Paragraph(left, left + len(line.strip()), "headline" if first else "body"))
        start += len(line) + 1
    title = next((text[p.start : p.end] for p in paragraphs if p.kind == "headline"), None)
    parsed = [(_pipeline()(text[p.start : p.end]), p.start) for p in paragraphs]
    return Document(
        **dict.fromkeys(("part", "split", "story", "outlet", "genre", "topic", "date", "license"), ""),
        id=name,
        title=title,
        provenance="user",
        sha256=digest(text),
        masked=False,
        text=text,
        paragraphs=tuple(paragraphs),
        sentences=tuple(span for one in parsed for span in _sentences(*one)),
        tokens=tuple(token for one in parsed for token in _tokens(*one)),
        annotated_layers=(),
        entities=(),
        mentions=(),
        events=(),
        quotes=(),
    )
