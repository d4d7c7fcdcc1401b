"""Task type `quotes`: attributions with content, cue and sources."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dateline.corpus.gold import Annotation
from dateline.document import Document, Filler, Quote, Span
from dateline.formats.checks import QUOTE_TYPES
from dateline.records import QuoteRecord, QuotesRecord, TypedSpan
from dateline.scoring import quotes
from dateline.tasks import views
from dateline.tasks.answers import items_of
from dateline.tasks.event_records import ABSENT
from dateline.tasks.outcomes import NOTHING, paired
from dateline.tasks.task_type import Case, TaskType, listed


def _outcomes(
    documents: Sequence[Document], predictions: Sequence[QuotesRecord], _: Mapping[str, Any]
) -> Iterator[Case]:
    for document, predicted in zip(documents, predictions, strict=True):
        for gold, found in _aligned(views.quotes(document).quotes, predicted.quotes):
            yield Case(
                document.id,
                (gold.type if gold else found.type if found else None) or NOTHING,
                _outcome(gold, found),
                _stretch(gold) if gold else None,
                _stretch(found) if found else None,
                gold.type if gold else None,
                found.type if found else None,
                _note(gold, found) if gold and found else "",
            )


def _outcome(gold: QuoteRecord | None, found: QuoteRecord | None) -> str:
    if gold is None:
        return "spurious"
    if found is None:
        return "missed"
    if gold.content != found.content:
        return "boundary"
    return "correct" if _parts(gold) == _parts(found) else "partial match"


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


def _stretch(quote: QuoteRecord) -> tuple[int, int]:
    """Return the place from the first to the last character of a content."""
    return min(start for start, _ in quote.content), max(end for _, end in quote.content)


def _parts(quote: QuoteRecord) -> tuple[tuple[int, int] | None, list[tuple[int, int]]]:
    return quote.cue, sorted(quote.sources)


def _aligned(
    gold: Sequence[QuoteRecord], predicted: Sequence[QuoteRecord]
) -> Iterator[tuple[QuoteRecord | None, QuoteRecord | None]]:
    """Pair quotes as spans are paired, each by the stretch from its first to its last character."""

    def stretches(listed_quotes: Sequence[QuoteRecord]) -> list[TypedSpan]:
        return [TypedSpan(*_stretch(quote), str(place)) for place, quote in enumerate(listed_quotes)]

    for one, other in paired(stretches(gold), stretches(predicted)):
        yield gold[int(one.type)] if one else None, predicted[int(other.type)] if other else None


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
    count=lambda triples, _: quotes.count(listed(triples, "quotes")),
    metrics=lambda _: quotes.metrics(),
    outcomes=_outcomes,
    annotation=_annotation,
    answer=items_of(QuotesRecord),
    prompt="quotes",
)
