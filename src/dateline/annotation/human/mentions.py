"""Mentions of both sides on one text, and which of them are common: those with one syntactic head."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

from dateline.document import ANNOTATED_KINDS, Document, Mention, Paragraph
from dateline.interchange.corpora.labels import Labels
from dateline.interchange.corpora.words import Word, covered, head_of

_PROPER = "PROPN"
_TIME = "time"


class Placed(NamedTuple):
    """A mention on the text: its code points, the word that is its head, type, cluster, and whether it is a name.

    `cluster` is None for a value of ours, which has none.
    """

    start: int
    end: int
    head: int
    type: str
    cluster: str | None
    name: bool


Common = Sequence[tuple[int, int]]
"""The indices of our mention and of theirs, for each that is common."""


def our_mentions(mentions: Iterable[Mention], words: Sequence[Word]) -> list[Placed]:
    """Place the mentions of our gold; a name is a mention of that level."""
    placed = []
    for one in mentions:
        span = covered(words, one.start, one.end)
        head = head_of(words, *span) if span else -1
        placed.append(Placed(one.start, one.end, head, one.type, one.entity, one.level == "name"))
    return placed


def their_mentions(labels: Labels, words: Sequence[Word]) -> list[Placed]:
    """Place the mentions of a label file.

    GUM does not mark proper names, and its links to Wikipedia are on pronouns and common nouns too. So a name is here a
    mention whose head is a proper noun (UPOS `PROPN`), unless it is a time: weekdays and months are proper nouns, and
    values in our scheme.
    """
    placed = []
    for one in labels.mentions:
        head = head_of(words, one.first, one.last)
        name = words[head].upos == _PROPER and one.type != _TIME
        start, end = words[one.first].start, words[one.last - 1].end
        placed.append(Placed(start, end, head, one.type, str(one.cluster), name))
    return placed


def annotated(mentions: Iterable[Placed], document: Document) -> list[Placed]:
    """Leave out the mentions in paragraphs that our scheme does not annotate: date line, credits, list of sources."""
    places = [paragraph for paragraph in document.paragraphs if paragraph.kind in ANNOTATED_KINDS]
    return [one for one in mentions if any(_within(one, place) for place in places)]


def common(ours: Sequence[Placed], theirs: Sequence[Placed]) -> Common:
    """Pair mentions with one head, one to one.

    Several mentions of one side can have one head, as "hundreds" and "hundreds of people" do. Then those that share
    most of their characters (Jaccard index) are paired first, of equal pairs the first in the text.
    """
    by_head: defaultdict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, mentions in enumerate((ours, theirs)):
        for index, one in enumerate(mentions):
            by_head[one.head][side].append(index)
    pairs = []
    for mine, other in by_head.values():
        ranked = sorted(product(mine, other), key=lambda pair: (-_jaccard(ours[pair[0]], theirs[pair[1]]), pair))
        taken: tuple[set[int], set[int]] = set(), set()
        for pair in ranked:
            if pair[0] not in taken[0] and pair[1] not in taken[1]:
                pairs.append(pair)
                taken[0].add(pair[0])
                taken[1].add(pair[1])
    return sorted(pairs)


def _within(one: Placed, place: Paragraph) -> bool:
    return place.start <= one.start and one.end <= place.end


def _jaccard(one: Placed, other: Placed) -> float:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared / (max(one.end, other.end) - min(one.start, other.start))
