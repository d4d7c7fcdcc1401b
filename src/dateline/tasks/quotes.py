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
from dateline.tasks.task_type import Outcome, TaskType, listed


def _outcomes(
    documents: Sequence[Document], predictions: Sequence[QuotesRecord], _: Mapping[str, Any]
) -> Iterator[Outcome]:
    for document, predicted in zip(documents, predictions, strict=True):
        for gold, found in _aligned(views.quotes(document).quotes, predicted.quotes):
            if gold is None:
                yield (found.type if found else None) or NOTHING, "spurious"
            elif found is None:
                yield gold.type or NOTHING, "missed"
            elif gold.content != found.content:
                yield gold.type or NOTHING, "boundary"
            elif _parts(gold) != _parts(found):
                yield gold.type or NOTHING, "partial match"
            else:
                yield gold.type or NOTHING, "correct"


def _parts(quote: QuoteRecord) -> tuple[tuple[int, int] | None, list[tuple[int, int]]]:
    return quote.cue, sorted(quote.sources)


def _aligned(
    gold: Sequence[QuoteRecord], predicted: Sequence[QuoteRecord]
) -> Iterator[tuple[QuoteRecord | None, QuoteRecord | None]]:
    """Pair quotes as spans are paired, each by the stretch from its first to its last character."""

    def stretches(listed_quotes: Sequence[QuoteRecord]) -> list[TypedSpan]:
        return [
            TypedSpan(min(start for start, _ in q.content), max(end for _, end in q.content), str(place))
            for place, q in enumerate(listed_quotes)
        ]

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
