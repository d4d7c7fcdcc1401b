"""A generated corpus for benchmarks and parity tests: the same records for the same seed, on any machine.

Every document has 400 words of five letters, so that word `i` is the characters `[6 * i, 6 * i + 5)` and a span of
characters turns into a span of words by a division. Per document: 45 entities of 18 types, 18 coreference clusters, 15
events with two arguments each, and 6 quotes. The prediction is the gold with 10% dropped, 10% shifted by a word, 5%
retyped and 10% spurious. Both sides are flat and in order.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import TypeVar

from dateline.records import (
    CorefRecord,
    EventRecord,
    EventsRecord,
    NerRecord,
    QuoteRecord,
    QuotesRecord,
    RoleSpan,
    TypedSpan,
)

WORDS = 400
WIDTH = 6  # five letters and a space
TEXT = " ".join(["words"] * WORDS)
TYPES = tuple(f"TYPE{number:02d}" for number in range(18))
EVENT_TYPES = tuple(f"Event{number:02d}" for number in range(12))
ROLES = ("agent", "patient", "place", "time")
QUOTE_TYPES = ("direct", "indirect", "mixed")
SLOT = 8  # words of a slot, which holds one entity of one to four words and room to shift it

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Layers:
    """All layers of one document, gold or predicted."""

    ner: NerRecord
    coref: CorefRecord
    events: EventsRecord
    quotes: QuotesRecord


def documents(n: int, seed: int = 0) -> Iterator[tuple[Layers, Layers]]:
    """Yield gold and predicted layers of `n` documents; document `i` is the same whatever `n` is."""
    for layers in zip(ner(n, seed), coref(n, seed), events(n, seed), quotes(n, seed), strict=True):
        gold, predicted = zip(*layers, strict=True)
        yield Layers(*gold), Layers(*predicted)


def ner(n: int, seed: int = 0) -> Iterator[tuple[NerRecord, NerRecord]]:
    """Yield gold and predicted entities of `n` documents."""
    return _each(n, f"ner/{seed}", _ner)


def coref(n: int, seed: int = 0) -> Iterator[tuple[CorefRecord, CorefRecord]]:
    """Yield gold and predicted clusters of `n` documents."""
    return _each(n, f"coref/{seed}", _coref)


def events(n: int, seed: int = 0) -> Iterator[tuple[EventsRecord, EventsRecord]]:
    """Yield gold and predicted events of `n` documents."""
    return _each(n, f"events/{seed}", _events)


def quotes(n: int, seed: int = 0) -> Iterator[tuple[QuotesRecord, QuotesRecord]]:
    """Yield gold and predicted quotes of `n` documents."""
    return _each(n, f"quotes/{seed}", _quotes)


def words(start: int, end: int) -> tuple[int, int]:
    """Turn half-open characters into half-open words."""
    return start // WIDTH, end // WIDTH + 1


def characters(start: int, end: int) -> tuple[int, int]:
    """Turn half-open words into half-open characters."""
    return start * WIDTH, end * WIDTH - 1


def _each(n: int, key: str, build: Callable[[str, Random], tuple[Record, Record]]) -> Iterator[tuple[Record, Record]]:
    """Build `n` documents, each from a generator of its own, so that none depends on those before it."""
    return (build(f"doc{number:05d}", Random(f"{key}/{number}")) for number in range(n))  # noqa: S311 - no secrets


def _ner(name: str, rng: Random) -> tuple[NerRecord, NerRecord]:
    slots = rng.sample(range(WORDS // SLOT), 50)
    gold, predicted = [], []
    for slot in slots[:45]:
        start = slot * SLOT + 1 + rng.randrange(3)
        end, kind = start + 1 + rng.randrange(4), rng.choice(TYPES)
        gold.append(TypedSpan(*characters(start, end), kind))
        predicted += _entity(start, end, kind, rng)
    for slot in slots[45:]:
        if rng.random() < 0.9:  # 4.5 of 45 entities: 10%
            predicted.append(TypedSpan(*characters(slot * SLOT, slot * SLOT + 2), rng.choice(TYPES)))
    return NerRecord(name, _ordered(gold)), NerRecord(name, _ordered(predicted))


def _entity(start: int, end: int, kind: str, rng: Random) -> list[TypedSpan]:
    luck = rng.random()
    if luck < 0.10:
        return []
    if luck < 0.20:
        left, right = rng.choice([(-1, 0), (0, 1), (-1, -1), (1, 1)])
        return [TypedSpan(*characters(start + left, end + right), kind)]
    if luck < 0.25:
        kind = TYPES[(TYPES.index(kind) + 1 + rng.randrange(len(TYPES) - 1)) % len(TYPES)]
    return [TypedSpan(*characters(start, end), kind)]


def _ordered(spans: list[TypedSpan]) -> list[TypedSpan]:
    return sorted(spans, key=lambda span: span.start)


def _coref(name: str, rng: Random) -> tuple[CorefRecord, CorefRecord]:
    starts = iter(rng.sample(range(0, WORDS, 2), 90))
    gold = [[characters(start, start + 1) for start in islice(starts, 2 + size % 7)] for size in range(18)]
    predicted = [[mention for mention in cluster if rng.random() >= 0.10] for cluster in gold]
    for cluster in predicted:  # a tenth of the mentions stands in another cluster
        for mention in [mention for mention in cluster if rng.random() < 0.10]:
            cluster.remove(mention)
            rng.choice(predicted).append(mention)
    spurious = [characters(start + 1, start + 2) for start in rng.sample(range(0, WORDS, 2), 9)]
    for mention in spurious:
        rng.choice(predicted).append(mention)
    return CorefRecord(name, gold), CorefRecord(name, [sorted(cluster) for cluster in predicted if cluster])


def _events(name: str, rng: Random) -> tuple[EventsRecord, EventsRecord]:
    gold = [_event(start, rng) for start in sorted(rng.sample(range(4, WORDS - 8, 12), 15))]
    predicted = [_blur_event(event, rng) for event in gold if rng.random() >= 0.10]
    predicted += [_event(start, rng) for start in rng.sample(range(10, WORDS - 8, 12), 2) if rng.random() < 0.75]
    return EventsRecord(name, gold), EventsRecord(name, sorted(predicted, key=lambda event: event.start))


def _event(word: int, rng: Random) -> EventRecord:
    places = (word - 2 - rng.randrange(2), word + 2 + rng.randrange(2))
    start, end = characters(word, word + 1)
    return EventRecord(
        start=start,
        end=end,
        type=rng.choice(EVENT_TYPES),
        polarity="negative" if rng.random() < 0.1 else "positive",
        realis=rng.choice(("actual", "generic", "other")),
        cluster=f"c{rng.randrange(60)}",
        arguments=[RoleSpan(*characters(place, place + 1), rng.choice(ROLES)) for place in places],
    )


def _blur_event(event: EventRecord, rng: Random) -> EventRecord:
    shift = WIDTH if rng.random() < 0.10 else 0
    return EventRecord(
        start=event.start + shift,
        end=event.end + shift,
        type=rng.choice(EVENT_TYPES) if rng.random() < 0.05 else event.type,
        polarity=event.polarity,
        realis=event.realis,
        cluster=event.cluster if rng.random() >= 0.10 else f"c{rng.randrange(60)}",
        arguments=[
            RoleSpan(argument.start, argument.end, rng.choice(ROLES) if rng.random() < 0.15 else argument.role)
            for argument in event.arguments
            if rng.random() >= 0.10
        ],
    )


def _quotes(name: str, rng: Random) -> tuple[QuotesRecord, QuotesRecord]:
    gold = [_quote(start, rng) for start in sorted(rng.sample(range(0, WORDS - 60, 30), 6))]
    predicted = [_blur_quote(quote, rng) for quote in gold if rng.random() >= 0.10]
    return QuotesRecord(name, gold), QuotesRecord(name, predicted)


def _quote(word: int, rng: Random) -> QuoteRecord:
    size = 5 + rng.randrange(15)
    return QuoteRecord(
        content=[characters(word, word + size)],
        cue=characters(word + size, word + size + 1),
        sources=[characters(word + size + 1, word + size + 3)],
        type=rng.choice(QUOTE_TYPES),
    )


def _blur_quote(quote: QuoteRecord, rng: Random) -> QuoteRecord:
    (start, end), *_ = quote.content
    return QuoteRecord(
        content=[(start, end - WIDTH if rng.random() < 0.10 else end)],
        cue=_keep(quote.cue, rng),
        sources=quote.sources if rng.random() >= 0.10 else [],
        type=rng.choice(QUOTE_TYPES) if rng.random() < 0.05 else quote.type,
    )


def _keep(cue: tuple[int, int] | None, rng: Random) -> tuple[int, int] | None:
    return cue if rng.random() >= 0.10 else None


def tagged(record: NerRecord) -> list[str]:
    """Render the entities of a generated document as IOB2 tags, one a word."""
    tags = ["O"] * WORDS
    for span in record.entities:
        start, end = words(span.start, span.end)
        tags[start:end] = [f"B-{span.type}", *[f"I-{span.type}"] * (end - start - 1)]
    return tags


def dictionaries(record: NerRecord) -> list[dict[str, int | str]]:
    """Render the entities as dictionaries of words with inclusive ends, as nervaluate reads them."""
    return [
        {"start": first, "end": after - 1, "label": span.type}
        for span in record.entities
        for first, after in [words(span.start, span.end)]
    ]


def units(pairs: Sequence[tuple[NerRecord, NerRecord]]) -> list[tuple[str, list[TypedSpan], list[TypedSpan]]]:
    """Pair gold and predicted spans by document, as the `ner` scorer takes them."""
    return [(gold.id, gold.entities, predicted.entities) for gold, predicted in pairs]
