"""JSON lines with quoted text instead of offsets, as language models give it.

The records are those of `dateline.records` with `text` in place of `start` and `end`, or of a pair; hints `paragraph`
and `occurrence`, both counted from 1, may narrow the search.

A span refers to one place. Where the words occur more than once and nothing says which place is meant, the parts of a
structure (arguments, cue, sources, speaker) take the place nearest to its centre (trigger, content), all others the
first that none of their kind has taken; contents with different cues, as of a claim and its denial, may share one if
there is no other. In the flat task the longest are placed first, and none on top of another.

What cannot be anchored is still a prediction, and must count as one: it is placed behind the end of the text, where no
gold is, with its own length and one character apart from its neighbours.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from dateline.corpus.anchoring import find
from dateline.errors import text_needed
from dateline.formats import jsonl
from dateline.formats.batch import Batch, at, unknown_problem
from dateline.formats.checks import DocumentFacts, Expected, Pair, R
from dateline.records import (
    AttributionRecord,
    CorefRecord,
    EventRecord,
    EventsRecord,
    NerRecord,
    QuoteRecord,
    QuotesRecord,
    RoleSpan,
    SpeakerRecord,
    TypedSpan,
)


class Passage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Quoted words and, perhaps, where to look for them."""

    text: str
    paragraph: int | None = None
    occurrence: int | None = None


class TypedPassage(Passage, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`TypedSpan`, quoted."""

    type: str


class RolePassage(Passage, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`RoleSpan`, quoted."""

    role: str


class QuotedEvent(TypedPassage, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`EventRecord`, quoted."""

    polarity: str | None = None
    realis: str | None = None
    cluster: str | None = None
    arguments: list[RolePassage] = []


class QuotedQuote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`QuoteRecord`, quoted."""

    content: list[Passage]
    cue: Passage | None = None
    sources: list[Passage] = []
    type: str | None = None


class QuotedSpeaker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`SpeakerRecord`, quoted; the contents are given, and may be copied as offsets."""

    content: list[Passage | tuple[int, int]]
    speaker: Passage | str | None = None


class QuotedNer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`NerRecord`, quoted."""

    id: str
    entities: list[TypedPassage]


class QuotedCoref(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`CorefRecord`, quoted."""

    id: str
    clusters: list[list[Passage]]


class QuotedEvents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`EventsRecord`, quoted."""

    id: str
    events: list[QuotedEvent]


class QuotedQuotes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`QuotesRecord`, quoted."""

    id: str
    quotes: list[QuotedQuote]


class QuotedAttribution(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`AttributionRecord`, quoted."""

    id: str
    quotes: list[QuotedSpeaker]


QUOTED: Mapping[type, type] = {
    NerRecord: QuotedNer,
    CorefRecord: QuotedCoref,
    EventsRecord: QuotedEvents,
    QuotesRecord: QuotedQuotes,
    AttributionRecord: QuotedAttribution,
}
Taken = set[int | Pair]
WAYS = ("exact", "folded", "approximate", "unanchored")


@dataclass(frozen=True, slots=True)
class Anchoring:
    """One document and how its passages were found; `beyond` holds the ends of those that were not."""

    text: str
    facts: DocumentFacts
    ways: Counter[str]
    beyond: list[int] = field(default_factory=list)
    known: dict[tuple[str, int | None, int | None], list[tuple[Pair, str]]] = field(default_factory=dict)

    def place(
        self,
        passage: Passage,
        taken: Taken,
        *,
        near: int | None = None,
        flat: bool = False,
        barred: Taken | None = None,
    ) -> Pair:
        """Give a passage a place that is not taken, the first or that nearest to an offset, and note it as taken.

        With `barred`, a passage without a free place takes the first that is not barred.
        """
        free = (place for place in self._places(passage) if taken.isdisjoint(_occupied(place[0], flat=flat)))
        found = next(free, None) if near is None else min(free, key=lambda place: abs(place[0][0] - near), default=None)
        if found is None and barred is not None:
            found = next((place for place in self._places(passage) if place[0] not in barred), None)
        if found is None:
            self.ways["unanchored"] += 1
            return self._behind(passage)
        span, how = found
        self.ways[how] += 1
        taken.update(_occupied(span, flat=flat))
        return span

    def _places(self, passage: Passage) -> list[tuple[Pair, str]]:
        key = (passage.text, passage.paragraph, passage.occurrence)
        if key not in self.known:
            self.known[key] = list(self._found(passage))
        return self.known[key]

    def _found(self, passage: Passage) -> Iterator[tuple[Pair, str]]:
        start, end = 0, len(self.text)
        if passage.paragraph is not None:
            if not 1 <= passage.paragraph <= len(self.facts.paragraphs):
                return
            start, end = self.facts.paragraphs[passage.paragraph - 1]
        occurrence = passage.occurrence or 1
        way = None
        while found := find(self.text, passage.text, start=start, end=end, occurrence=occurrence):
            if way not in {None, found.how}:  # a looser way is for what the stricter one cannot find at all
                return
            yield (found.start, found.end), found.how
            if passage.occurrence is not None:
                return
            way, occurrence = found.how, occurrence + 1

    def _behind(self, passage: Passage) -> Pair:
        start = (self.beyond[-1] if self.beyond else len(self.text)) + 1
        self.beyond.append(start + max(len(passage.text.strip()), 1))
        return start, self.beyond[-1]


def _occupied(span: Pair, *, flat: bool) -> Iterable[int | Pair]:
    """What no other passage may take: in the flat task every character, else the very span."""
    return range(*span) if flat else (span,)


def documents(_: Path) -> None:
    """Take no texts: the format holds none."""


ids = jsonl.ids


def batches(path: Path, expected: Expected[R]) -> Iterator[Batch[R]]:
    """Decode a file and anchor what it quotes.

    Raises:
        TextNeededError: the text of a document is masked, or not known at all.
    """
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(QUOTED[expected.record])
    documents = expected.documents or {}
    for chunk in jsonl.chunks(path):
        batch = jsonl.decode(chunk, str(path), decoder)
        ways = Counter(dict.fromkeys(WAYS, 0))
        records, lines, problems = [], [], list(batch.problems)
        refused = list(batch.refused)
        masked = []
        for record, line in zip(batch.records, batch.lines, strict=True):
            facts = documents.get(record.id)
            if facts is None and expected.documents is not None:
                problems.append(at(unknown_problem(record.id, documents), str(path), line))
                refused.append(record.id)
            elif facts is None or facts.text is None:
                masked.append((record.id, line))
            else:
                records.append(anchored(record, facts, facts.text, ways, flat=expected.flat))
                lines.append(line)
        if masked:
            name, line = masked[0]
            raise text_needed(f"anchoring the quoted text of {name!r}", file=str(path), line=line)
        yield Batch(str(path), records, lines, problems, refused, anchored=ways)


def anchored(record: Any, facts: DocumentFacts, text: str, ways: Counter[str], *, flat: bool) -> Any:  # noqa: ANN401 - one for each class
    """Turn a quoted record into the record with offsets, and count in `ways` how spans were found."""
    places = Anchoring(text, facts, ways)
    taken: Taken = set()
    match record:
        case QuotedNer():
            order = sorted(record.entities, key=lambda entity: -len(entity.text)) if flat else record.entities
            spans = {id(entity): places.place(entity, taken, flat=flat) for entity in order}
            return NerRecord(record.id, [TypedSpan(*spans[id(entity)], entity.type) for entity in record.entities])
        case QuotedCoref():
            return CorefRecord(record.id, [[places.place(mention, taken) for mention in c] for c in record.clusters])
        case QuotedEvents():
            return EventsRecord(record.id, [_event(event, places, taken) for event in record.events])
        case QuotedQuotes():
            claims: defaultdict[str, Taken] = defaultdict(set)
            return QuotesRecord(record.id, [_quote(quote, places, taken, claims) for quote in record.quotes])
        case QuotedAttribution():
            return AttributionRecord(record.id, [_speaker(quote, places, taken) for quote in record.quotes])
    raise TypeError(record)


def _event(event: QuotedEvent, places: Anchoring, taken: Taken) -> EventRecord:
    start, end = places.place(event, taken)
    used: defaultdict[str, Taken] = defaultdict(set)
    arguments = [RoleSpan(*places.place(item, used[item.role], near=start), item.role) for item in event.arguments]
    return EventRecord(start, end, event.type, event.polarity, event.realis, event.cluster, arguments)


def _quote(quote: QuotedQuote, places: Anchoring, taken: Taken, claims: Mapping[str, Taken]) -> QuoteRecord:
    """Place a quote; `claims` has the contents of those before it by the words of their cues."""
    said = claims[quote.cue.text] if quote.cue else None
    content = [places.place(passage, taken, barred=said) for passage in quote.content]
    if said is not None:
        said.update(content)
    near = content[0][0] if content else 0
    used: Taken = set()
    cue = None if quote.cue is None else places.place(quote.cue, set(), near=near)
    return QuoteRecord(content, cue, [places.place(source, used, near=near) for source in quote.sources], quote.type)


def _speaker(quote: QuotedSpeaker, places: Anchoring, taken: Taken) -> SpeakerRecord:
    content = [item if isinstance(item, tuple) else places.place(item, taken) for item in quote.content]
    speaker = quote.speaker
    if isinstance(speaker, Passage):
        return SpeakerRecord(content, places.place(speaker, set(), near=content[0][0] if content else 0))
    return SpeakerRecord(content, speaker)
