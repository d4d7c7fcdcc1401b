"""Task type `quotes`: attributions with content, cue and sources."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import eq
from typing import Any, Literal

from dateline.corpus.gold import Annotation
from dateline.document import Document, Filler, Quote, Span
from dateline.formats.checks import QUOTE_TYPES, DocumentFacts, Pair, facts_of
from dateline.records import QuoteRecord, QuotesRecord
from dateline.scoring import quotes
from dateline.scoring.counts import Counts
from dateline.scoring.tables.quotes import QuoteTable
from dateline.tasks import views
from dateline.tasks.answers import items_of
from dateline.tasks.event_records import ABSENT
from dateline.tasks.outcomes import NOTHING
from dateline.tasks.task_type import Again, Case, Context, Part, Setting, Tables, TaskType, Triple, listed


def _outcomes(
    documents: Sequence[Document], predictions: Sequence[QuotesRecord], settings: Mapping[str, Any]
) -> Iterator[Case]:
    for document, predicted in zip(documents, predictions, strict=True):
        match = _sources(settings, facts_of(document))
        for gold, found in _aligned(views.quotes(document).quotes, predicted.quotes, match):
            yield Case(
                document.id,
                (gold.type if gold else found.type if found else None) or NOTHING,
                "spurious" if gold is None else "missed" if found is None else _outcome(gold, found, match),
                _stretch(gold) if gold else None,
                _stretch(found) if found else None,
                gold.type if gold else None,
                found.type if found else None,
                _note(gold, found) if gold and found else "",
                tuple(_parts(document.id, gold, found)) if gold and found else (),
            )


def _note(gold: QuoteRecord, found: QuoteRecord) -> str:
    """Say which parts differ."""
    notes = []
    if gold.content != found.content:
        notes.append(f"content {found.content} for {gold.content}")
    if gold.cue != found.cue:
        notes.append(f"cue {found.cue or 'none'} for {gold.cue or 'none'}")
    if sorted(gold.sources) != sorted(found.sources):
        notes.append(f"sources {found.sources or 'none'} for {gold.sources or 'none'}")
    return "; ".join(notes)


def _parts(document: str, gold: QuoteRecord, found: QuoteRecord) -> Iterator[Part]:
    """Yield the spans of the parts that differ."""
    sides: tuple[tuple[Literal["gold", "predicted"], QuoteRecord], ...] = (("gold", gold), ("predicted", found))
    for side, quote in sides:
        if gold.content != found.content:
            yield from (Part("content", side, document, *span) for span in quote.content)
        if gold.cue != found.cue and quote.cue:
            yield Part("cue", side, document, *quote.cue)
        if sorted(gold.sources) != sorted(found.sources):
            yield from (Part("source", side, document, *span) for span in quote.sources)


def _stretch(quote: QuoteRecord) -> tuple[int, int]:
    """Return the place from the first to the last character of a content."""
    return min(start for start, _ in quote.content), max(end for _, end in quote.content)


def _outcome(gold: QuoteRecord, found: QuoteRecord, match: quotes.Match) -> str:
    total = quotes.count([("", [gold], [found])], lambda _: match)
    content, whole = total.pick(["content_correct", "quote_correct"])[0]
    return "correct" if whole else "partial match" if content else "boundary"


def _aligned(
    gold: Sequence[QuoteRecord], predicted: Sequence[QuoteRecord], match: quotes.Match
) -> Iterator[tuple[QuoteRecord | None, QuoteRecord | None]]:
    """Pair quotes as the scorer does; the rest has no partner."""
    pairs = dict(quotes.align(gold, predicted, match))
    taken = set(pairs.values())
    for index, one in enumerate(gold):
        yield one, predicted[pairs[index]] if index in pairs else None
    yield from ((None, other) for index, other in enumerate(predicted) if index not in taken)


def _sources(settings: Mapping[str, Any], facts: DocumentFacts) -> quotes.Match:
    """Return how sources match in a document, under a task's settings."""
    if settings["sources"] == "contains":
        return quotes.contains
    if settings["sources"] == "head":
        starts = [start for start, _ in facts.tokens]

        # The last token is the one with the last character; a span that ends in none has itself for a head.
        def head(span: Pair) -> Pair:
            place = bisect_left(starts, span[1]) - 1
            token = facts.tokens[place] if place >= 0 else (0, 0)
            return token if token[1] >= span[1] else span

        return lambda one, other: head(one) == head(other)
    return eq


def _count(triples: Iterable[Triple], context: Context) -> Counts:
    units = listed(triples, "quotes")
    if context.settings["sources"] == "exact":
        return quotes.count(units)
    return quotes.count(units, lambda name: _sources(context.settings, context.facts.get(name, DocumentFacts())))


def _count_tables(
    names: Sequence[str], gold: QuoteTable, predicted: QuoteTable, context: Context, again: Again
) -> Counts | None:
    exact = context.settings["sources"] == "exact"
    return quotes.count_tables(names, gold, predicted, again) if exact else None


def _annotation(record: QuotesRecord) -> Annotation:
    return Annotation(
        quotes=tuple(
            Quote(
                id=f"q{number}",
                content=tuple(Span(*span) for span in quote.content),
                type=quote.type or ABSENT,  # type: ignore[arg-type]  # a prediction may leave it out
                cue=Span(*quote.cue) if quote.cue else None,
                sources=tuple(Filler(*span) for span in quote.sources),
            )
            for number, quote in enumerate(record.quotes, start=1)
        )
    )


TASK_TYPE = TaskType(
    record=QuotesRecord,
    view=lambda document, _: views.quotes(document),
    labels=lambda _: {"type": QUOTE_TYPES},
    count=_count,
    tables=Tables(_count_tables, ("type",), lambda _: (None, *quotes.TYPES)),
    metrics=lambda _: quotes.metrics(),
    outcomes=_outcomes,
    annotation=_annotation,
    answer=items_of(QuotesRecord),
    prompt="quotes",
    settings={
        "sources": Setting(
            "which sources are correct: the gold span, one with its last token, or one that contains it or lies in it",
            ("exact", "head", "contains"),
            needs={"head": "tokens"},
        )
    },
)
