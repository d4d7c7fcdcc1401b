"""Baselines for `attribution`: the nearest name, and a linear ranker of mentions."""

from collections.abc import Sequence

from dateline.baselines.features.mentions import Finder, Found, gold_mentions
from dateline.baselines.features.pairs import Labeller, Row
from dateline.baselines.features.words import stem
from dateline.document import Document, Span
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
        return [self._record(document) for document in documents]

    def _record(self, document: Document) -> AttributionRecord:
        names = [f for f in self.finder.find(document) if f.level == "name"]
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
        self.cues = frozenset(stem(d.span_text(q.cue).split()[-1]) for d in documents for q in d.quotes if q.cue)
        rows: list[Row] = []
        labels: list[str] = []
        for document in documents:
            found = gold_mentions(document)
            for quote in document.quotes:
                sources = {source.key for source in quote.sources}
                for candidate in _candidates(found, quote.content):
                    rows.append(self._row(document, candidate, quote.content))
                    labels.append("source" if candidate.key in sources else "other")
        self.model.fit(rows, labels)
        return self

    def predict(self, documents: Sequence[Document]) -> list[AttributionRecord]:
        """Name a speaker for every content that is given; nobody where none is likely."""
        return [self._record(document) for document in documents]

    def _record(self, document: Document) -> AttributionRecord:
        found = self.finder.find(document)
        quotes = []
        for quote in document.quotes:
            candidates = _candidates(found, quote.content)
            scores = self.model.probabilities([self._row(document, f, quote.content) for f in candidates])
            column = self.model.classes.index("source")
            ranked = sorted(zip(scores[:, column], candidates, strict=True), key=lambda x: (-x[0], x[1].start))
            chosen = ranked[0][1] if ranked and ranked[0][0] >= self.min_probability else None
            quotes.append(SpeakerRecord([s.key for s in quote.content], chosen.key if chosen else None))
        return AttributionRecord(document.id, quotes)

    def _row(self, document: Document, found: Found, content: Sequence[Span]) -> Row:
        near = min(content, key=lambda span: min(abs(found.start - span.end), abs(span.start - found.end)))
        side = "inside" if _within(found, content) else "before" if found.end <= near.start else "after"
        low, high = sorted([(found.start, found.end), near.key])
        between = [document.span_text(t) for t in document.tokens if low[1] <= t.start < high[0]]
        before = [document.span_text(t) for t in document.tokens if found.start - 30 <= t.start < found.start][-2:]
        after = [document.span_text(t) for t in document.tokens if found.end <= t.start < found.end + 40][:3]
        same = any(
            s.start <= found.start < s.end and (s.start <= near.start < s.end or s.start <= near.end - 1 < s.end)
            for s in document.sentences
        )
        cue_after = next((i for i, w in enumerate(after) if stem(w) in self.cues), -1)
        cue_before = bool(before) and stem(before[-1]) in self.cues
        marked = document.text[near.start] in "\"'\u201c\u2018"
        return {
            "side": side,
            "side same": f"{side} {same}",
            "kind": f"{found.type}/{found.level}",
            "level side": f"{found.level} {side} {same}",
            "cue after": f"{cue_after} {side}",
            "cue before": f"{cue_before} {side}",
            "to": "to" in (w.lower() for w in before[-1:]),
            "according": "according" in (w.lower() for w in before),
            "distance": min(len(between), 30) / 10,
            "close": f"{side} {min(len(between), 6)}",
            "paragraphs": min(document.text[low[1] : high[0]].count("\n"), 3),
            "between": " ".join(w.lower() for w in between) if len(between) <= 2 else "-",  # noqa: PLR2004
            "marked": f"{marked} {side} {same}",
            "word before": before[-1].lower() if before else "<s>",
            "word after": after[0].lower() if after else "</s>",
            "speaking": found.type in _SPEAKING,
        }


def _candidates(found: Sequence[Found], content: Sequence[Span]) -> list[Found]:
    low, high = content[0].start - _REACH, content[-1].end + _REACH
    return [f for f in found if f.level != "value" and low <= f.start and f.end <= high]


def _within(found: Found, content: Sequence[Span]) -> bool:
    return any(span.start <= found.start and found.end <= span.end for span in content)


def _gap(found: Found, content: Sequence[Span]) -> int:
    return min(max(found.start - span.end, span.start - found.end) for span in content)
