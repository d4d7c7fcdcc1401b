"""Tags to spans and back: IOB2 (also called BIO), BIOES and BILOU, with a named policy for malformed sequences.

A tag is `O`, or a prefix and a type: `B-PER`. A chunk is malformed where a tag continues what is not there, such as an
`I-PER` after `O`. What that means must be chosen, since it changes scores:

- `strict`: only well-formed chunks are spans; the tags of any other are left out (`malformed` lists them).
- `conlleval`: every tag but `O` belongs to a span; a span starts wherever the tag before it cannot go on. These are the
  rules of the CoNLL-2000 shared task's evaluation (Tjong Kim Sang and Buchholz 2000), for the prefixes of all schemes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dateline.document import Span
from dateline.errors import refuse
from dateline.records import TypedSpan

Scheme = Literal["IOB2", "BIOES", "BILOU"]
Policy = Literal["strict", "conlleval"]

PREFIXES: dict[Scheme, str] = {"IOB2": "BI", "BIOES": "BIES", "BILOU": "BILU"}  # begin, inside, end, single
BIOES = str.maketrans("LU", "ES")
Chunk = tuple[int, int, str]
"""The first token of a span, the one after it, and the type."""
TAGGED = re.compile(r"[BIESLU]-.")
"""How a tag begins that has a prefix; pipelines also give types without one."""


def scheme_of(tags: Iterable[str]) -> Scheme:
    """Tell the scheme of tags by the prefixes that they use; IOB1 has those of IOB2."""
    prefixes = {tag.partition("-")[0] for tag in tags}
    if prefixes & {"L", "U"}:
        return "BILOU"
    return "BIOES" if prefixes & {"E", "S"} else "IOB2"


def decode(tags: Sequence[str], scheme: Scheme = "IOB2", policy: Policy = "strict") -> list[TypedSpan]:
    """Turn the tags of a sentence or document into spans of tokens, in order.

    Raises:
        InputError: a tag is neither `O` nor a prefix of the scheme, a hyphen and a type.
    """
    parsed = [_parse(tag, index, scheme) for index, tag in enumerate(tags)]
    spans = []
    for start, end in _chunks(parsed):
        prefixes = "".join(prefix for prefix, _ in parsed[start:end])
        if policy == "conlleval" or _well_formed(prefixes, scheme):
            spans.append(TypedSpan(start, end, parsed[start][1]))
    return spans


def malformed(tags: Sequence[str], scheme: Scheme = "IOB2") -> list[int]:
    """List the tokens that belong to no well-formed chunk, though their tag is not `O`: what `strict` leaves out.

    Raises:
        InputError: as `decode`.
    """
    sound = {token for span in decode(tags, scheme) for token in range(span.start, span.end)}
    return [token for token, tag in enumerate(tags) if tag != "O" and token not in sound]


def encode(spans: Sequence[TypedSpan], length: int, scheme: Scheme = "IOB2") -> list[str]:
    """Turn spans of tokens into one tag for each of `length` tokens.

    Raises:
        InputError: a span is empty or not within the tokens, or two overlap, which tags cannot tell.
    """
    begin, inside, end, single = tuple("BIIB" if scheme == "IOB2" else PREFIXES[scheme])
    tags = ["O"] * length
    for span in spans:
        size = span.end - span.start
        if not 0 <= span.start < span.end <= length or any(tag != "O" for tag in tags[span.start : span.end]):
            message = f"[{span.start}, {span.end}) is empty, not within {length} tokens, or overlaps another span"
            fault = refuse("bad-tagging", message)
            raise fault
        prefixes = single if size == 1 else begin + inside * (size - 2) + end
        tags[span.start : span.end] = [f"{prefix}-{span.type}" for prefix in prefixes]
    return tags


def tags_of(tokens: Sequence[Span], spans: Sequence[TypedSpan]) -> list[str]:
    """Write the IOB2 tags of tokens, leniently: spans are cut at the last token, of overlapping ones the later wins.

    Args:
        tokens: the tokens of a sentence or paragraph.
        spans: labelled spans of the text.
    """
    tags = ["O"] * len(tokens)
    for span in spans:
        inside = [i for i, token in enumerate(tokens) if span.start <= token.start and token.end <= span.end]
        for order, index in enumerate(inside):
            tags[index] = f"{'I' if order else 'B'}-{span.type}"
    return tags


def spans_of(tokens: Sequence[Span], tags: Sequence[str]) -> list[TypedSpan]:
    """Read the IOB2 tags of tokens as labelled spans of the text; an I that continues nothing begins a span."""
    found = decode(tags, "IOB2", "conlleval")
    return [TypedSpan(tokens[span.start].start, tokens[span.end - 1].end, span.type) for span in found]


def best_sequence(scores: NDArray[np.float64], tags: Sequence[str]) -> list[str]:
    """Return the likeliest valid IOB2 sequence, as `best_sequences`."""
    return [tags[number] for number in best_sequences(scores, np.array([len(scores)]), tags).tolist()]


def best_sequences(scores: NDArray[np.float64], lengths: NDArray[np.intp], tags: Sequence[str]) -> NDArray[np.intp]:
    """Find the likeliest valid IOB2 sequences (Viterbi 1967), where an I follows only a B or I of its type.

    All sequences are decoded at once, token by token. Whatever is no I follows the best tag, so that a step takes time
    in proportion to the tags.

    Args:
        scores: log-probabilities, shape tokens x tags; sequences one after the other.
        lengths: the tokens of each sequence.
        tags: the tag of each column.

    Returns:
        The number of each token's tag.
    """
    lengths = lengths[lengths > 0]
    number = {tag: column for column, tag in enumerate(tags)}
    inside = np.array([column for tag, column in number.items() if tag[0] == "I"], dtype=np.intp)
    begin = np.array([number.get(f"B{tags[column][1:]}", column) for column in inside], dtype=np.intp)
    earlier, later = np.minimum(inside, begin), np.maximum(inside, begin)  # of equals the earlier one is taken
    longest = np.argsort(-lengths, kind="stable")  # at every step those that go on come first
    starts, lengths = (np.cumsum(lengths) - lengths)[longest], lengths[longest]
    goes_on = np.searchsorted(-lengths, -np.arange(int(lengths.max(initial=1))))
    best = scores[starts]
    best[:, inside] = -np.inf
    back = np.zeros(scores.shape, dtype=np.intp)
    for step, many in enumerate(goes_on[1:].tolist(), start=1):
        before, rows = best[:many], starts[:many] + step
        top = before.argmax(axis=1)
        best_before = np.repeat(before[np.arange(many), top, None], len(tags), axis=1)
        best_before[:, inside] = np.maximum(before[:, earlier], before[:, later])
        back[rows] = top[:, None]
        back[rows[:, None], inside] = np.where(before[:, later] > before[:, earlier], later, earlier)
        best[:many] = best_before + scores[rows]
    path = np.zeros(len(scores), dtype=np.intp)
    path[starts + lengths - 1] = best.argmax(axis=1)
    for step in range(len(goes_on) - 1, 0, -1):
        rows = starts[: goes_on[step]] + step
        path[rows - 1] = back[rows, path[rows]]
    return path


def valid_chunks(numbers: NDArray[np.intp], tags: Sequence[str]) -> list[Chunk]:
    """Read valid IOB2 sequences, one after the other: the spans of tokens, ends exclusive, and their types."""
    continued = np.append([tag[0] == "I" for tag in tags], False)[np.append(numbers, -1)]
    ends = np.flatnonzero(~continued)
    starts = np.flatnonzero(np.array([tag[0] == "B" for tag in tags])[numbers])
    after = ends[np.searchsorted(ends, starts, side="right")]
    labels = [tags[number][2:] for number in numbers[starts].tolist()]
    return list(zip(starts.tolist(), after.tolist(), labels, strict=True))


def _parse(tag: str, index: int, scheme: Scheme) -> tuple[str, str]:
    """Split a tag into its prefix, in the letters of BIOES, and its type."""
    if tag == "O":
        return "O", ""
    prefix, _, kind = tag.partition("-")
    if len(prefix) != 1 or prefix not in PREFIXES[scheme] or not kind:
        hint = f"O, or {', '.join(PREFIXES[scheme])} with a hyphen and a type"
        fault = refuse("bad-tag", f"{tag!r} is no tag of {scheme}", field=f"tags[{index}]", hint=hint)
        raise fault
    return prefix.translate(BIOES), kind


def _chunks(parsed: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int]]:
    """Yield the chunks of tags by the rules of conlleval: each goes on while the type stays and nothing says stop."""
    start = 0
    before = ("O", "")
    for index, tag in enumerate((*parsed, ("O", ""))):
        if tag[1] != before[1] or tag[0] in "BSO" or before[0] in "ESO":
            if before[0] != "O":
                yield start, index
            start = index
        before = tag


def _well_formed(prefixes: str, scheme: Scheme) -> bool:
    """Tell whether a chunk is one that the scheme writes, such as BIII, or BIIE or S."""
    if scheme == "IOB2":
        return prefixes[0] == "B"
    return prefixes == "S" or (prefixes[0] == "B" and prefixes[-1] == "E")
