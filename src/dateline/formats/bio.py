"""Tags to spans and back: IOB2 (also called BIO), BIOES and BILOU, with a named policy for malformed sequences.

A tag is `O`, or a prefix and a type: `B-PER`. A chunk is malformed where a tag continues what is not there, such as an
`I-PER` after `O`. What that means must be chosen, since it changes scores:

- `strict`: only well-formed chunks are spans; the tags of any other are left out (`malformed` lists them).
- `conlleval`: every tag but `O` belongs to a span; a span starts wherever the tag before it cannot go on. These are the
  rules of the CoNLL-2000 shared task's evaluation (Tjong Kim Sang and Buchholz 2000), for the prefixes of all schemes.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from dateline.errors import refuse
from dateline.records import TypedSpan

Scheme = Literal["IOB2", "BIOES", "BILOU"]
Policy = Literal["strict", "conlleval"]

PREFIXES: dict[Scheme, str] = {"IOB2": "BI", "BIOES": "BIES", "BILOU": "BILU"}  # begin, inside, end, single
BIOES = str.maketrans("LU", "ES")


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
            fault = refuse("untaggable-span", message)
            raise fault
        prefixes = single if size == 1 else begin + inside * (size - 2) + end
        tags[span.start : span.end] = [f"{prefix}-{span.type}" for prefix in prefixes]
    return tags


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
