"""Baselines for `attribution`: the nearest name, and a linear ranker of mentions."""

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from dateline.baselines.features.batch import Batch, batch_of
from dateline.baselines.features.columns import Column, Flags, Ints, Table, join
from dateline.baselines.features.mentions import Finder, Found, gold_mentions
from dateline.baselines.features.pairs import Labeller
from dateline.baselines.features.words import OPENING, stem
from dateline.document import Document, Quote, Span
from dateline.records import AttributionRecord, SpeakerRecord

_REACH = 600  # code points on each side of a content in which a speaker is looked for
_SPEAKING = frozenset({"PERSON", "ORG", "GPE", "NORP"})


class NearestName:
    """The speaker is the named person nearest to the content and outside it; failing that, any name."""

    def __init__(self) -> None:
        """Make the finder of mentions."""
        self.finder = Finder()

    def fit(self, documents: Sequence[Document]) -> "NearestName":
        """Learn to find mentions; who speaks is not learnt."""
        self.finder.fit(documents)
        return self

    def predict(self, documents: Sequence[Document]) -> list[AttributionRecord]:
        """Name a speaker for every content that is given."""
        found = zip(documents, self.finder.find(documents), strict=True)
        return [self._record(document, some) for document, some in found]

    def _record(self, document: Document, found: Sequence[Found]) -> AttributionRecord:
        names = [f for f in found if f.level == "name"]
        quotes = []
        for quote in document.quotes:
            outside = [f for f in names if not _within(f, quote.content)]
            people = [f for f in outside if f.type == "PERSON"]
            nearest = min(people or outside, key=lambda f: (_gap(f, quote.content), f.start), default=None)
            quotes.append(SpeakerRecord([s.key for s in quote.content], nearest.key if nearest else None))
        return AttributionRecord(document.id, quotes)


class Ranker:
    """The likeliest mention near the content, by its position and the words around it."""

    def __init__(self, *, inverse_regularization: float = 1.0, min_probability: float = 0.2) -> None:
        """Set the inverse of the L2 penalty, and how likely a speaker must be to be named."""
        self.finder = Finder()
        self.model = Labeller(inverse_regularization)
        self.min_probability = min_probability
        self.cues: frozenset[str] = frozenset()

    def fit(self, documents: Sequence[Document]) -> "Ranker":
        """Learn from all mentions near each content which of them is a source."""
        self.finder.fit(documents)
        self.cues = cue_stems(documents)
        batch = batch_of(documents)
        asked = asked_of(batch, [gold_mentions(document) for document in documents])
        labels: list[str] = []
        for one in asked:
            sources = {source.key for source in one.quote.sources}
            labels += ["source" if candidate.key in sources else "other" for candidate in one.candidates]
        self.model.fit(candidate_table(batch, asked, self.cues), labels)
        return self

    def predict(self, documents: Sequence[Document]) -> list[AttributionRecord]:
        """Name a speaker for every content that is given; nobody where none is likely."""
        batch = batch_of(documents)
        asked = asked_of(batch, self.finder.find(batch))
        scores = self.model.probabilities(candidate_table(batch, asked, self.cues))[
            :, self.model.classes.index("source")
        ]
        left = zip(scores.tolist(), (f for one in asked for f in one.candidates), strict=True)
        records = [AttributionRecord(document.id, []) for document in documents]
        for one in asked:
            ranked = islice(left, len(one.candidates))
            score, chosen = min(ranked, key=lambda item: (-item[0], item[1].start), default=(0.0, None))
            speaker = chosen.key if chosen and score >= self.min_probability else None
            records[one.owner].quotes.append(SpeakerRecord([s.key for s in one.quote.content], speaker))
        return records


class Asked(NamedTuple):
    """A quote whose speaker is looked for, and the mentions that may be it."""

    owner: int
    quote: Quote
    candidates: list[Found]


def asked_of(batch: Batch, found: Sequence[Sequence[Found]]) -> list[Asked]:
    """Return every quote of the documents with the mentions near it, of those found in each document."""
    return [
        Asked(owner, quote, _candidates(some, quote.content))
        for owner, (document, some) in enumerate(zip(batch, found, strict=True))
        for quote in document.quotes
    ]


def cue_stems(documents: Sequence[Document]) -> frozenset[str]:
    """Return the stems of the last words of cues."""
    return frozenset(stem(d.span_text(q.cue).split()[-1]) for d in documents for q in d.quotes if q.cue)


def candidate_table(batch: Batch, asked: Sequence[Asked], cues: frozenset[str]) -> Table:
    """Describe each candidate by its words, those around it, and where it is from the content."""
    flat = [candidate for one in asked for candidate in one.candidates]
    of = np.repeat(np.arange(len(asked)), [len(one.candidates) for one in asked])
    owners = np.array([one.owner for one in asked], dtype=np.intp)[of]
    start, end = (batch.origins[owners] + np.array(some, dtype=np.intp) for some in _edges(flat))
    near, inside, marked = _nearest(batch, asked, of, start, end)
    first = (start < near[0]) | ((start == near[0]) & (end <= near[1]))
    gap = np.where(first, end, near[1]), np.where(first, near[0], start)
    token = np.searchsorted(batch.starts, gap[0])
    between = np.maximum(np.searchsorted(batch.starts, gap[1]) - token, 0)
    sentence = batch.sentence_at(start)
    same = (sentence >= 0) & np.logical_or(*(batch.sentence_at(at) == sentence for at in (near[0], near[1] - 1)))
    lower = batch.words.map(str.lower)
    cue = np.append(batch.words.flags(lambda word: stem(word) in cues), False)
    low, at = batch.tokens_in(owners, start - 30, start)
    then, high = batch.tokens_in(owners, end, end + 40)
    cue_after = np.full(len(flat), -1)
    for place in (2, 1, 0):
        there = then + place < high
        cue_after = np.where(there & cue[np.where(there, then + place, -1)], place, cue_after)
    before = [lower.take(at - place, at - place >= low, "<s>") for place in (1, 2)]
    side = Column(np.where(inside, 0, np.where(end <= near[0], 1, 2)), ["inside", "before", "after"])
    flag = Column.numbered(same)
    level = Column.of(f.level for f in flat)
    close = join(lower.take(token, between > 0, ""), lower.take(token + 1, between > 1, "")).map(str.strip)
    return Table(
        len(flat),
        {
            "side": side,
            "side same": join(side, flag),
            "kind": Column.of(f"{f.type}/{f.level}" for f in flat),
            "level side": join(level, side, flag),
            "cue after": join(Column.numbered(cue_after), side),
            "cue before": join(Column.numbered((at > low) & cue[at - 1]), side),
            "to": before[0].flags("to".__eq__),
            "according": before[0].flags("according".__eq__) | before[1].flags("according".__eq__),
            "distance": np.minimum(between, 30) / 10,
            "close": join(side, Column.numbered(np.minimum(between, 6))),
            "paragraphs": np.minimum(batch.lines_in(*gap), 3),
            "between": close.take(np.arange(len(flat)), between <= 2, "-"),  # noqa: PLR2004
            "marked": join(Column.numbered(marked), side, flag),
            "word before": before[0],
            "word after": lower.take(then, then < high, "</s>"),
            "speaking": np.array([f.type in _SPEAKING for f in flat], dtype=np.bool_),
        },
    )


def _nearest(
    batch: Batch, asked: Sequence[Asked], of: Ints, start: Ints, end: Ints
) -> tuple[tuple[Ints, Ints], Flags, Flags]:
    """Return the span of the content that is nearest to each candidate, whether one holds it, and whether it is marked.

    Args:
        batch: the documents.
        asked: the quotes.
        of: the quote of each candidate.
        start: where each candidate starts.
        end: where it ends.
    """
    many = max((len(one.quote.content) for one in asked), default=1)
    # A quote of fewer spans has its last one again.
    padded = [[*one.quote.content, *[one.quote.content[-1]] * (many - len(one.quote.content))] for one in asked]
    marked = np.array(
        [[batch[o.owner].text[s.start] in OPENING for s in spans] for o, spans in zip(asked, padded, strict=True)],
        dtype=np.bool_,
    ).reshape(-1, many)
    origins = batch.origins[np.array([one.owner for one in asked], dtype=np.intp)][:, None]
    starts, ends = (
        (origins + np.array(some, dtype=np.intp).reshape(-1, many))[of]
        for some in _edges([span for spans in padded for span in spans])
    )
    distance = np.minimum(np.abs(start[:, None] - ends), np.abs(starts - end[:, None]))
    nearest = np.arange(len(of)), distance.argmin(axis=1)
    inside: Flags = np.any((starts <= start[:, None]) & (end[:, None] <= ends), axis=1)
    return (starts[nearest], ends[nearest]), inside, marked[of][nearest]


def _edges(spans: Sequence[Found | Span]) -> tuple[list[int], list[int]]:
    return [span.start for span in spans], [span.end for span in spans]


def _candidates(found: Sequence[Found], content: Sequence[Span]) -> list[Found]:
    low, high = content[0].start - _REACH, content[-1].end + _REACH
    return [f for f in found if f.level != "value" and low <= f.start and f.end <= high]


def _within(found: Found, content: Sequence[Span]) -> bool:
    return any(span.start <= found.start and found.end <= span.end for span in content)


def _gap(found: Found, content: Sequence[Span]) -> int:
    return min(max(found.start - span.end, span.start - found.end) for span in content)
