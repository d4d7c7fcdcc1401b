"""Families over quotes: attributions, and their speakers."""

from collections.abc import Iterable, Iterator

from dateline.formats.checks import QUOTE_TYPES
from dateline.ontology import Ontology
from dateline.records import AttributionRecord, QuotesRecord
from dateline.scoring import attribution, quotes
from dateline.scoring.counts import Counts
from dateline.tasks import views
from dateline.tasks.task_type import Context, Family, Triple, listed


def _no_types(_: Ontology) -> tuple[str, ...]:
    return ()


def _count_speakers(triples: Iterable[Triple], _: Context) -> Counts:
    def units() -> Iterator[Triple]:
        for name, gold, predicted in listed(triples, "quotes"):
            # Reading has refused offsets of an unknown content; what is left was quoted and anchored elsewhere.
            given = {tuple(sorted(quote.content)) for quote in gold}
            yield name, gold, [quote for quote in predicted if tuple(sorted(quote.content)) in given]

    return attribution.count(units())


FAMILIES: dict[str, Family] = {
    "quotes": Family(
        record=QuotesRecord,
        view=lambda document, _: views.quotes(document),
        types=_no_types,
        labels=lambda _: {"type": QUOTE_TYPES},
        count=lambda triples, _: quotes.count(listed(triples, "quotes")),
        metrics=lambda _: quotes.metrics(),
    ),
    "attribution": Family(
        record=AttributionRecord,
        view=lambda document, _: views.speakers(document),
        types=_no_types,
        labels=lambda _: {},
        count=_count_speakers,
        metrics=lambda _: attribution.metrics(),
    ),
}
