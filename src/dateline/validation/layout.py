"""Checks of what lies under the annotation: files, their order, tokens and sentences."""

from collections.abc import Iterator
from importlib.util import find_spec
from itertools import pairwise

from dateline.corpus.gold import ORDER, RECORDS
from dateline.corpus.segmentation import tokenize
from dateline.document import Span
from dateline.validation.check import Fault, error
from dateline.validation.subject import Subject

_NEEDS = {"mentions": "entities", "entities": "mentions", "events": "mentions", "quotes": "mentions"}


@error
def missing_layer(document: Subject) -> Iterator[Fault]:
    """Tokens and sentences are there; mentions come with entities; events and quotes with mentions."""
    have = {layer for layer in RECORDS if getattr(document.annotation, layer) is not None}
    wanted = dict.fromkeys(("tokens", "sentences"), "every document") | {
        needed: layer for layer, needed in _NEEDS.items() if layer in have
    }
    for layer, by in wanted.items():
        if layer not in have:
            yield Fault(layer, None, None, f"is missing, but {by} needs it", "an empty file where there is nothing")


@error
def bad_line_order(document: Subject) -> Iterator[Fault]:
    """The lines of every file are in their stable order, so that a difference between versions stays small."""
    for layer, key in ORDER.items():
        records = getattr(document.annotation, layer) or ()
        for line, (one, other) in enumerate(pairwise(records), start=2):
            if key(other) < key(one):
                yield Fault(layer, line, None, "belongs before the line above", "dateline.gold.write_layer sorts")


@error
def missing_token_ends(document: Subject) -> Iterator[Fault]:
    """A line of tokens has as many ends as starts."""
    for number, line in enumerate(document.annotation.tokens or (), start=1):
        if len(line.starts) != len(line.ends):
            yield Fault("tokens", number, "ends", f"{len(line.ends)} ends", f"{len(line.starts)}, one for each start")


@error
def bad_token_lines(document: Subject) -> Iterator[Fault]:
    """There is one line of tokens for each paragraph."""
    if document.annotation.tokens is None:
        return
    have, wanted = len(document.annotation.tokens), len(document.article.paragraphs)
    if have != wanted:
        yield Fault("tokens", min(have, wanted) + 1, None, f"{have} lines", f"{wanted}, one for each paragraph")


@error
def bad_token_range(document: Subject) -> Iterator[Fault]:
    """The tokens of a line lie in its paragraph."""
    pairs = zip(document.annotation.tokens or (), document.article.paragraphs, strict=False)
    for number, (line, paragraph) in enumerate(pairs, start=1):
        place = f"paragraph {number} is [{paragraph.start}, {paragraph.end})"
        for name, offsets in (("starts", line.starts), ("ends", line.ends)):
            for index, offset in enumerate(offsets):
                if not paragraph.start <= offset <= paragraph.end:
                    yield Fault("tokens", number, f"{name}[{index}]", f"{offset} is outside", place)


@error
def bad_token_order(document: Subject) -> Iterator[Fault]:
    """Tokens are not empty, are in order and do not overlap."""
    for number, line in enumerate(document.annotation.tokens or (), start=1):
        before = 0
        for index, (start, end) in enumerate(zip(line.starts, line.ends, strict=False)):
            if start < before:
                message = f"{start} lies before {before}, the end of the token before it"
                yield Fault("tokens", number, f"starts[{index}]", message)
            if end <= start:
                yield Fault("tokens", number, f"ends[{index}]", f"{end} is not behind {start}, the token's start")
            before = end


@error
def bad_token_space(document: Subject) -> Iterator[Fault]:
    """A token holds no white space, and every other character of a paragraph is in a token."""
    pairs = zip(document.annotation.tokens or (), document.article.paragraphs, strict=False)
    for number, (line, paragraph) in enumerate(pairs, start=1):
        covered = bytearray(len(document.article.text))
        for index, (start, end) in enumerate(zip(line.starts, line.ends, strict=False)):
            if 0 <= start < end and any(c.isspace() for c in document.article.text[start:end]):
                yield Fault("tokens", number, f"starts[{index}]", f"the token [{start}, {end}) holds white space")
            covered[max(start, 0) : max(end, 0)] = b"\1" * len(covered[max(start, 0) : max(end, 0)])
        for offset in range(paragraph.start, min(paragraph.end, len(covered))):
            if not covered[offset] and not document.article.text[offset].isspace():
                yield Fault("tokens", number, "starts", f"no token holds the character at {offset}")
                break


@error
def bad_token(document: Subject) -> Iterator[Fault]:
    """Tokens are those of the pinned tokenizer (with the real text, and where spaCy is installed)."""
    if document.article.masked or find_spec("spacy") is None:
        return
    expected = tokenize(document.article.text, document.article.paragraphs)
    for number, (line, spans) in enumerate(zip(document.annotation.tokens or (), expected, strict=False), start=1):
        have = [Span(*pair) for pair in zip(line.starts, line.ends, strict=False)]
        for index, (one, other) in enumerate(zip(have, spans, strict=False)):
            if one != other:
                yield Fault("tokens", number, f"starts[{index}]", f"{one.key} is no token", f"{other.key}")
                break
        else:
            if len(have) != len(spans):
                yield Fault("tokens", number, "starts", f"{len(have)} tokens", f"{len(spans)}")


@error
def bad_sentence_overlap(document: Subject) -> Iterator[Fault]:
    """No two sentences overlap."""
    for line, (one, other) in enumerate(pairwise(document.sentences), start=2):
        if one.start <= other.start < one.end:
            message = f"{other.start} lies before {one.end}, the end of the sentence above"
            yield Fault("sentences", line, "start", message)


@error
def missing_sentence(document: Subject) -> Iterator[Fault]:
    """Every token is in a sentence."""
    if document.annotation.sentences is None:
        return
    for token in document.tokens:
        if document.sentence_of(token) is None:
            line = 1 + sum(sentence.start <= token.start for sentence in document.sentences)
            yield Fault("sentences", line, None, f"the token {token.key} before this line is in no sentence")
