"""Error analysis: what became of each gold annotation, for every task type in the same few words."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias, TypeVar

from dateline.records import TypedSpan
from dateline.tasks.task_type import Case, Part

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

Outcomes: TypeAlias = Counter[tuple[str, str]]
"""How many gold annotations of a row had an outcome."""
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


def span_outcomes(document: str, gold: Sequence[TypedSpan], predicted: Sequence[TypedSpan]) -> Iterator[Case]:
    """Yield a case for each gold span of a document, by its label, and for each spurious one."""
    for one, other in paired(gold, predicted):
        if one is None:
            outcome = "spurious"
        elif other is None:
            outcome = "missed"
        elif other.type != one.type:
            outcome = "label"
        else:
            outcome = "correct" if (one.start, one.end) == (other.start, other.end) else "boundary"
        yield Case(
            document,
            one.type if one else other.type if other else NOTHING,
            outcome,
            (one.start, one.end) if one else None,
            (other.start, other.end) if other else None,
            one.type if one else None,
            other.type if other else None,
        )


def link_outcomes(
    names: Sequence[str],
    gold: Mapping[P, Hashable],
    predicted: Mapping[P, Hashable],
    rows: Mapping[P, str],
) -> Iterator[Case]:
    """Judge each gold place by its antecedent: the nearest place before it in its predicted cluster.

    Args:
        names: the ids of the documents, which places name by number.
        gold: the cluster of each gold place.
        predicted: the cluster of each predicted place.
        rows: the row of each gold place.
    """
    antecedent, right = _antecedents(predicted), _antecedents(gold)
    for key in sorted(gold):
        number, *span = key
        place = (span[0], span[1])
        found: tuple[int, int] | None = place
        note = ""
        parts: tuple[Part, ...] = ()
        if key not in predicted:
            outcome, found = "missed", None
        elif key in antecedent and gold.get(antecedent[key]) == gold[key]:
            outcome = "correct"
        elif key in antecedent:
            outcome = "wrong antecedent"
            note = f"linked to {_where(names, antecedent[key], number)}"
            parts = (_antecedent(names, antecedent[key], "predicted"),)
        else:
            outcome = "missed link" if key in right else "correct"
        if outcome in {"wrong antecedent", "missed link"} and key in right:
            note = f"{note}, " if note else ""
            note += f"belongs to {_where(names, right[key], number)}"
            parts = (*parts, _antecedent(names, right[key], "gold"))
        yield Case(names[number], rows[key], outcome, place, found, note=note, parts=parts)
    for number, start, end, *_ in sorted(predicted.keys() - gold.keys()):
        yield Case(names[number], NOTHING, "spurious", None, (start, end))


def _antecedents(clusters: Mapping[P, Hashable]) -> dict[P, P]:
    """Return the nearest place before each in its cluster, for those that have one."""
    found: dict[P, P] = {}
    last: dict[Hashable, P] = {}
    for key in sorted(clusters):
        if clusters[key] in last:
            found[key] = last[clusters[key]]
        last[clusters[key]] = key
    return found


def _antecedent(names: Sequence[str], place: Place, side: Literal["gold", "predicted"]) -> Part:
    document, start, end, *_ = place
    return Part("antecedent", side, names[document], start, end)


def _where(names: Sequence[str], place: Place, number: int) -> str:
    document, start, end, *_ = place
    return f"[{start}, {end})" + (f" of {names[document]}" if document != number else "")


def outcome_rows(counted: Outcomes) -> tuple[list[str], list[list[str]]]:
    """Give a table: rows by their size, the columns that occur, and the share of each row that is correct."""
    first = ("correct", "missed", "spurious")
    columns = [column for column in dict.fromkeys((*first, *COLUMNS)) if any(there == column for _, there in counted)]
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
