"""Error analysis: what became of each gold annotation, for every task type in the same few words."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeVar

from dateline.records import TypedSpan
from dateline.tasks.task_type import Outcome

COLUMNS: Mapping[str, str] = {
    "correct": "all of it is correct",
    "boundary": "found with the correct label, and with other boundaries",
    "label": "found with another label",
    "partial match": "the content of a quote is correct, its cue or a source is not",
    "wrong antecedent": "linked to a mention or trigger of something else",
    "wrong speaker": "attributed to somebody else",
    "missed link": "taken for the first mention or trigger of its cluster, which it is not",
    "missed": "not found, or nobody named",
    "spurious": "predicted where the gold has nothing",
}
NOTHING = "(nothing)"

Outcomes: TypeAlias = Counter[Outcome]
Place: TypeAlias = tuple[int, ...]  # document, start, end; for events, a number that tells those of one span apart
P = TypeVar("P", bound=Place)


def paired(
    gold: Sequence[TypedSpan], predicted: Sequence[TypedSpan]
) -> Iterator[tuple[TypedSpan | None, TypedSpan | None]]:
    """Pair gold and predicted spans one to one, those that share most characters first; the rest has no partner.

    Of pairs that share as many, those of equal boundaries come first, then those of equal type.
    """
    overlaps = sorted(
        (-shared, (one.start, one.end) != (other.start, other.end), one.type != other.type, i, j)
        for i, one in enumerate(gold)
        for j, other in enumerate(predicted)
        if (shared := min(one.end, other.end) - max(one.start, other.start)) > 0
    )
    left, right = set(range(len(gold))), set(range(len(predicted)))
    for *_, i, j in overlaps:
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            yield gold[i], predicted[j]
    for i in sorted(left):
        yield gold[i], None
    for j in sorted(right):
        yield None, predicted[j]


def span_outcomes(gold: Sequence[TypedSpan], predicted: Sequence[TypedSpan]) -> Iterator[Outcome]:
    """Yield an outcome for each gold span, by its label, and for each spurious one."""
    for one, other in paired(gold, predicted):
        if one is None:
            yield other.type if other else NOTHING, "spurious"
        elif other is None:
            yield one.type, "missed"
        elif other.type != one.type:
            yield one.type, "label"
        else:
            yield one.type, "correct" if (one.start, one.end) == (other.start, other.end) else "boundary"


def link_outcomes(
    gold: Mapping[P, Hashable], predicted: Mapping[P, Hashable], rows: Mapping[P, str]
) -> Iterator[Outcome]:
    """Judge each gold place by its antecedent: the nearest place before it in its predicted cluster.

    Args:
        gold: the cluster of each gold place.
        predicted: the cluster of each predicted place.
        rows: the row of each gold place.
    """
    antecedent: dict[P, P] = {}
    last: dict[Hashable, P] = {}
    for key in sorted(predicted):
        if predicted[key] in last:
            antecedent[key] = last[predicted[key]]
        last[predicted[key]] = key
    seen: set[Hashable] = set()
    for key in sorted(gold):
        if key not in predicted:
            yield rows[key], "missed"
        elif key in antecedent:
            yield rows[key], "correct" if gold.get(antecedent[key]) == gold[key] else "wrong antecedent"
        else:
            yield rows[key], "missed link" if gold[key] in seen else "correct"
        seen.add(gold[key])
    yield from ((NOTHING, "spurious") for key in predicted if key not in gold)


def outcome_rows(counted: Outcomes) -> tuple[list[str], list[list[str]]]:
    """Give a table: rows by their size, the columns that occur, and the share of each row that is correct."""
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
            f"{100 * counted[row, 'correct'] / sizes[row]:.0f}%" if sizes[row] else "",
        ]
        for row in names
    ]
    return ["", "gold", *columns, "correct, %"], rows
