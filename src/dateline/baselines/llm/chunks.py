"""Long documents in chunks of whole paragraphs, whose numbers are those of the document: what is quoted has its place.

For `coref` each chunk begins with the last paragraph of the one before, and clusters that share a mention become one.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from dateline.corpus.anchoring import find
from dateline.document import ANNOTATED_KINDS, Document
from dateline.formats.quoted import Passage, QuotedAttribution, QuotedCoref

_NEAR = frozenset({"cue", "sources", "speaker"})
Chunk = frozenset[int]
"""The paragraphs of a chunk, counted from 1."""


def chunks(document: Document, most: int, *, overlap: bool = False) -> list[Chunk]:
    """Cut a document between paragraphs, so that no chunk of several paragraphs has more words than `most`.

    Args:
        document: the document.
        most: the most words of a chunk; 0 for the whole document in one.
        overlap: whether a chunk begins with the last paragraph of the one before.
    """
    numbers = [number for number, one in enumerate(document.paragraphs, start=1) if one.kind in ANNOTATED_KINDS]
    if not most or not numbers:
        return [frozenset(numbers)]
    words = {number: len(document.span_text(document.paragraphs[number - 1]).split()) for number in numbers}
    found: list[list[int]] = [[]]
    for number in numbers:
        fresh = len(found[-1]) > (overlap and len(found) > 1)
        if fresh and sum(words[one] for one in found[-1]) + words[number] > most:
            found.append([found[-1][-1]] if overlap else [])
        found[-1].append(number)
    return [frozenset(one) for one in found]


def within(record: Any, document: Document, chunk: Chunk) -> Any:  # noqa: ANN401 - a quoted record
    """Give every passage without a paragraph the first one of the chunk that holds its words.

    Arguments, cues, sources and speakers need none: they take the place nearest to what they belong to.
    """
    if isinstance(record, list):
        return [within(one, document, chunk) for one in record]
    if isinstance(record, Passage) and record.paragraph is None:
        places = ((number, document.paragraphs[number - 1]) for number in sorted(chunk))
        held = (number for number, one in places if find(document.text, record.text, start=one.start, end=one.end))
        return replace(record, paragraph=next(held, None))
    if isinstance(record, msgspec.Struct) and not isinstance(record, Passage):
        found = {name: getattr(record, name) for name in record.__struct_fields__ if name not in _NEAR}
        return replace(record, **{name: within(value, document, chunk) for name, value in found.items()})
    return record


def quotes_in(document: Document, chunk: Chunk) -> list[int]:
    """Return the numbers of the quotes whose content begins in a chunk, counted from 1."""
    inside = [document.paragraphs[number - 1] for number in chunk]
    return [
        number
        for number, quote in enumerate(document.quotes, start=1)
        if any(one.start <= quote.content[0].start < one.end for one in inside)
    ]


def merged(records: Sequence[Any], document: Document, parts: Sequence[Chunk]) -> Any:  # noqa: ANN401 - a quoted record
    """Join the records of a document's chunks to one."""
    first = records[0]
    if len(records) == 1:
        return first
    if isinstance(first, QuotedAttribution):
        told = {
            number: record for record, part in zip(records, parts, strict=True) for number in quotes_in(document, part)
        }
        quotes = [
            told[number].quotes[number - 1] if number in told else replace(one, speaker=None)
            for number, one in enumerate(first.quotes, start=1)
        ]
        return replace(first, quotes=quotes)
    (name,) = (one for one in first.__struct_fields__ if one != "id")
    items = [item for record in records for item in getattr(record, name)]
    return replace(first, **{name: _joined(items) if isinstance(first, QuotedCoref) else items})


def _joined(clusters: Sequence[list[Passage]]) -> list[list[Passage]]:
    """Join clusters that share a mention."""
    joined: list[list[Passage]] = []
    for cluster in clusters:
        own = [*cluster]
        for other in [one for one in joined if not set(one).isdisjoint(own)]:
            joined.remove(other)
            own = [*other, *own]
        joined.append([*dict.fromkeys(own)])
    return joined
