"""What becomes of each gold annotation in a system's predictions, for every task in the same few words."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from dateline.document import Document
from dateline.records import AttributionRecord, CorefRecord, EventsRecord, NerRecord, QuoteRecord, QuotesRecord
from dateline.scoring.attribution import fits
from dateline.tasks import views

COLUMNS: Mapping[str, str] = {
    "right": "all of it is right",
    "boundary": "found, and called the right thing, with other boundaries",
    "label": "found, and called something else",
    "part": "a quote's content is right, its cue or a source is not",
    "link": "joined to something it has nothing to do with, or the wrong speaker",
    "split": "begun anew, though it had been told of before",
    "missed": "not found, or nobody named",
    "spurious": "made up: the gold has nothing there",
}
NOTHING = "(nothing)"

Outcomes: TypeAlias = Counter[tuple[str, str]]
Labelled: TypeAlias = tuple[int, int, str]
Place: TypeAlias = tuple[int, int, int]  # document, start, end


def outcomes(task: str, documents: Sequence[Document], predictions: Sequence[Any]) -> Outcomes:
    """Count kinds of gold annotation by what became of them.

    Args:
        task: a task id.
        documents: the gold, masked or not.
        predictions: a record of the task for each of them, in the same order.

    Returns:
        Pairs of row and column with their numbers. Rows are labels (ner, event-triggers), roles (event-arguments),
        levels of mentions (coref), places of a trigger in its chain (event-coref), types of quotes (quotes) and
        wordings of the source (attribution); columns are the keys of `COLUMNS`.
    """
    return Counter(_KINDS[task](documents, predictions))


def paired(ours: Sequence[Labelled], theirs: Sequence[Labelled]) -> Iterator[tuple[Labelled | None, Labelled | None]]:
    """Pair gold and predicted spans one to one, those that share most characters first; the rest has no partner."""
    overlaps = sorted(
        (-shared, one[2] != other[2], i, j)
        for i, one in enumerate(ours)
        for j, other in enumerate(theirs)
        if (shared := min(one[1], other[1]) - max(one[0], other[0])) > 0
    )
    left, right = set(range(len(ours))), set(range(len(theirs)))
    for *_, i, j in overlaps:
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            yield ours[i], theirs[j]
    for i in sorted(left):
        yield ours[i], None
    for j in sorted(right):
        yield None, theirs[j]


def labelled(record: NerRecord | EventsRecord) -> list[Labelled]:
    """Return the spans of a record with their types."""
    items: Iterable[Any] = record.entities if isinstance(record, NerRecord) else record.events
    return [(item.start, item.end, item.type) for item in items]


def _roles(record: EventsRecord) -> list[Labelled]:
    return [(a.start, a.end, a.role) for event in record.events for a in event.arguments]


def _spans(
    view: Callable[[Document], Any], spans: Callable[[Any], list[Labelled]]
) -> Callable[[Sequence[Document], Sequence[Any]], Iterator[tuple[str, str]]]:
    def kinds(documents: Sequence[Document], predictions: Sequence[Any]) -> Iterator[tuple[str, str]]:
        for document, predicted in zip(documents, predictions, strict=True):
            for gold, found in paired(spans(view(document)), spans(predicted)):
                yield _outcome(gold, found)

    return kinds


def _outcome(gold: Labelled | None, found: Labelled | None) -> tuple[str, str]:
    if gold is None:
        return found[2] if found else NOTHING, "spurious"
    if found is None:
        return gold[2], "missed"
    if found[2] != gold[2]:
        return gold[2], "label"
    return gold[2], "right" if found[:2] == gold[:2] else "boundary"


def _coref(documents: Sequence[Document], predictions: Sequence[CorefRecord]) -> Iterator[tuple[str, str]]:
    for number, (document, predicted) in enumerate(zip(documents, predictions, strict=True)):
        mentions = [mention for mention in document.mentions if mention.entity is not None]
        gold = {(number, *mention.key): mention.entity for mention in mentions}
        rows = {(number, *mention.key): mention.level for mention in mentions}
        found = {(number, *span): index for index, cluster in enumerate(predicted.clusters) for span in cluster}
        yield from _chained(gold, found, rows)


def _event_coref(documents: Sequence[Document], predictions: Sequence[EventsRecord]) -> Iterator[tuple[str, str]]:
    gold: dict[Place, Hashable] = {}
    found: dict[Place, Hashable] = {}
    for number, (document, predicted) in enumerate(zip(documents, predictions, strict=True)):
        for clusters, record in ((gold, views.events(document)), (found, predicted)):
            for place, event in enumerate(record.events):
                own = event.cluster or f"{document.id}/{place}"
                clusters[number, event.start, event.end] = (document.story, own)
    rows: dict[Place, str] = {}
    last: dict[Hashable, int] = {}
    for key in sorted(gold):
        before = last.get(gold[key])
        again = "again in the article" if before == key[0] else "again in another article"
        rows[key] = "first told" if before is None else again
        last[gold[key]] = key[0]
    yield from _chained(gold, found, rows)


def _chained(
    gold: Mapping[Place, Hashable], found: Mapping[Place, Hashable], rows: Mapping[Place, str]
) -> Iterator[tuple[str, str]]:
    """Judge each gold place by the nearest one before it in its predicted cluster."""
    before: dict[Place, Place] = {}
    last: dict[Hashable, Place] = {}
    for key in sorted(found):
        if found[key] in last:
            before[key] = last[found[key]]
        last[found[key]] = key
    told: set[Hashable] = set()
    for key in sorted(gold):
        if key not in found:
            yield rows[key], "missed"
        elif key in before:
            yield rows[key], "right" if gold.get(before[key]) == gold[key] else "link"
        else:
            yield rows[key], "split" if gold[key] in told else "right"
        told.add(gold[key])
    yield from ((NOTHING, "spurious") for key in found if key not in gold)


def _quotes(documents: Sequence[Document], predictions: Sequence[QuotesRecord]) -> Iterator[tuple[str, str]]:
    for document, predicted in zip(documents, predictions, strict=True):
        ours, theirs = views.quotes(document).quotes, predicted.quotes
        for left, right in _alike(ours, theirs):
            if left is None:
                yield (right.type if right else None) or NOTHING, "spurious"
            elif right is None:
                yield left.type or NOTHING, "missed"
            elif left.content != right.content:
                yield left.type or NOTHING, "boundary"
            elif (left.cue, sorted(left.sources)) != (
                right.cue and tuple(right.cue),
                sorted(map(tuple, right.sources)),
            ):
                yield left.type or NOTHING, "part"
            else:
                yield left.type or NOTHING, "right"


def _alike(
    ours: Sequence[QuoteRecord], theirs: Sequence[QuoteRecord]
) -> Iterator[tuple[QuoteRecord | None, QuoteRecord | None]]:
    """Pair quotes as spans are paired, each by the stretch from its first to its last character."""

    def stretches(quotes: Sequence[QuoteRecord]) -> list[Labelled]:
        return [
            (min(start for start, _ in q.content), max(end for _, end in q.content), str(place))
            for place, q in enumerate(quotes)
        ]

    for left, right in paired(stretches(ours), stretches(theirs)):
        yield left and ours[int(left[2])], right and theirs[int(right[2])]


def _attribution(documents: Sequence[Document], predictions: Sequence[AttributionRecord]) -> Iterator[tuple[str, str]]:
    for document, predicted in zip(documents, predictions, strict=True):
        speakers = {tuple(sorted(quote.content)): quote.speaker for quote in predicted.quotes}
        for quote in views.speakers(document).quotes:
            speaker = speakers.get(tuple(sorted(quote.content)))
            if fits(quote, speaker):
                yield quote.wording, "right"
            elif speaker is None:
                yield quote.wording, "missed"
            else:
                yield quote.wording, "link" if quote.identified else "spurious"


_KINDS: Mapping[str, Callable[[Sequence[Document], Sequence[Any]], Iterator[tuple[str, str]]]] = {
    "ner": _spans(views.typed_spans, labelled),
    "event-triggers": _spans(views.events, labelled),
    "event-arguments": _spans(views.events, _roles),
    "coref": _coref,
    "event-coref": _event_coref,
    "quotes": _quotes,
    "attribution": _attribution,
}


def outcome_rows(counted: Outcomes) -> tuple[list[str], list[list[str]]]:
    """Give a table: rows by their size, the columns that occur, and the share of each row that is right."""
    columns = [column for column in COLUMNS if any(there == column for _, there in counted)]
    sizes = Counter[str]()
    for (row, column), number in counted.items():
        sizes[row] += number if column != "spurious" else 0
    names = sorted({row for row, _ in counted}, key=lambda row: (row == NOTHING, -sizes[row], row))
    rows = [
        [
            row,
            str(sizes[row]),
            *(str(counted[row, column] or "") for column in columns),
            f"{100 * counted[row, 'right'] / sizes[row]:.0f}%" if sizes[row] else "",
        ]
        for row in names
    ]
    return ["", "gold", *columns, "right, %"], rows
