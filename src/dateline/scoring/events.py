"""Score events (tasks `event-triggers`, `event-arguments`, `event-coref`).

Triggers and arguments are scored as sets, as in TextEE (Huang et al. 2024): a repeated prediction counts once, and a
prediction that differs in any part of what is compared is another prediction. So the counts depend on no order, and are
defined for a trigger with two types as well, which the scheme rules out.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np

from dateline.errors import refuse
from dateline.records import EventRecord
from dateline.scoring.counts import Counts, Metric, accuracy, named, precision_recall_f1, tabulate
from dateline.scoring.tables.events import EventTable, argument_rows, joined, trigger_rows

Span = tuple[int, int]
Key = tuple[str, int, int, int]  # document, start, end, and a number that tells events of one span apart
Unit = tuple[str, Sequence[EventRecord], Sequence[EventRecord]]  # document, gold events, predicted events
Entities = Mapping[Span, str]  # the entity of each mention of a document
Story = tuple[str, list[list[Key]], list[list[Key]]]  # story, gold clusters, predicted clusters

SIDES = ("gold", "predicted", "correct")
ATTRIBUTES = ("polarity", "realis")
LEVELS = {  # name: what is compared
    "ai": "event type and filler",
    "ac": "event type, filler and role",
    "ai_plus": "trigger, event type and filler",
    "ac_plus": "trigger, event type, filler and role",
}


def count_triggers(units: Iterable[Unit], types: Sequence[str]) -> Counts:
    """Count triggers by span and type (classification), by span alone (identification), and their attributes.

    Args:
        units: document, gold events and predicted events.
        types: all event types that may occur.

    Returns:
        One row per document. Columns: `classification_SIDE` and `identification_SIDE` for each of `SIDES`; for
        polarity and realis, `ATTRIBUTE_total`, the correctly classified triggers whose gold has the attribute, and
        `ATTRIBUTE_correct`, those whose prediction has the same value (none is wrong); and
        `classification_SIDE:TYPE`.

    Raises:
        InputError: an event has a type that is not in `types`.
        ValueError: two units have one name.
    """
    columns = _trigger_columns(types)

    def one_by_one(batch: Iterable[Unit]) -> Counts:
        return tabulate(((name, _triggers(gold, found)) for name, gold, found in _known(batch, types)), columns)

    return joined(units, types, columns, (ATTRIBUTES, trigger_rows), one_by_one)


def count_arguments(
    units: Iterable[Unit], types: Sequence[str], entities: Mapping[str, Entities] | None = None
) -> Counts:
    """Count arguments at the four levels of TextEE (Huang et al. 2024).

    AI compares event type and filler, AC the role too; AI+ and AC+ (with attachment) compare the trigger's span
    besides. An argument of a mistyped trigger is wrong at every level. The setting with gold triggers is scored by the
    same function.

    Args:
        units: document, gold events and predicted events.
        types: all event types that may occur.
        entities: by document, the entity of each mention span. With it a filler stands for its entity, so that any
            mention of the gold filler's entity is right (the coreferential match of Li, Ji and Han 2021). What is
            compared are sets of entities: two mentions of one entity count once, on either side.

    Returns:
        One row per document. Columns: `LEVEL_SIDE` for each of `LEVELS` and `SIDES`, and `ac_plus_SIDE:TYPE`.

    Raises:
        InputError: an event has a type that is not in `types`.
        ValueError: two units have one name.
    """
    columns = _argument_columns(types)
    known = entities or {}

    def one_by_one(batch: Iterable[Unit]) -> Counts:
        found = ((name, _arguments(gold, theirs, known.get(name, {}))) for name, gold, theirs in _known(batch, types))
        return tabulate(found, columns)

    if entities is not None:
        return one_by_one(units)
    return joined(units, types, columns, (("arguments",), argument_rows), one_by_one)


def count_tables(
    what: str, names: Sequence[str], gold: EventTable, predicted: EventTable, types: Sequence[str]
) -> Counts | None:
    """Count the triggers or the arguments of units whose events are arrays: the counts of the functions above.

    Args:
        what: `triggers` or `arguments`.
        names: the units; no two have one name.
        gold: their gold events; the code of a type is its place in `types`, and 0 stands for no polarity or realis.
        predicted: their predicted events, in the same codes.
        types: all event types that may occur.

    Returns:
        None where they can't be counted as arrays.
    """
    count, columns = {
        "triggers": (trigger_rows, _trigger_columns),
        "arguments": (argument_rows, _argument_columns),
    }[what]
    rows = count(gold, predicted, len(types))
    return None if rows is None else Counts(tuple(names), columns(types), rows.astype(np.float64))


def _trigger_columns(types: Sequence[str]) -> tuple[str, ...]:
    return (
        *(f"{name}_{side}" for name in ("classification", "identification") for side in SIDES),
        *(f"{name}_{part}" for name in ATTRIBUTES for part in ("total", "correct")),
        *(f"classification_{side}:{kind}" for side in SIDES for kind in types),
    )


def _argument_columns(types: Sequence[str]) -> tuple[str, ...]:
    return (
        *(f"{level}_{side}" for level in LEVELS for side in SIDES),
        *(f"ac_plus_{side}:{kind}" for side in SIDES for kind in types),
    )


def trigger_metrics(groups: Mapping[str, Collection[str]]) -> Mapping[str, Metric]:
    """Name all metrics of `count_triggers`.

    Args:
        groups: the event types of each group.

    Returns:
        Precision, recall and F1 of `classification` and `identification`; `polarity_accuracy`, `realis_accuracy`; and
        those of classification by type (`classification_f1:Attack`) and by group (`classification_f1:Conflict/*`).
    """
    return named(
        (
            *_family("classification", "span and type of triggers"),
            *_family("identification", "span of triggers"),
            *(
                accuracy(f"{name}_accuracy", f"{name} of correct triggers", f"{name}_total", f"{name}_correct")
                for name in ATTRIBUTES
            ),
            *_breakdown("classification", "span and type of triggers", groups),
        )
    )


def argument_metrics(groups: Mapping[str, Collection[str]]) -> Mapping[str, Metric]:
    """Name all metrics of `count_arguments`.

    Returns:
        Precision, recall and F1 of `ai`, `ac`, `ai_plus` and `ac_plus`, and those of `ac_plus` by type and by group, as
        in `trigger_metrics`.
    """
    levels = (metric for level, what in LEVELS.items() for metric in _family(level, f"{what} of arguments"))
    return named((*levels, *_breakdown("ac_plus", f"{LEVELS['ac_plus']} of arguments", groups)))


def _known(units: Iterable[Unit], types: Sequence[str]) -> Iterator[Unit]:
    allowed = frozenset(types)
    for name, gold, predicted in units:
        for event in (*gold, *predicted):
            if event.type not in allowed:
                message = f"{name}: {event.type!r} is no event type of the task"
                raise refuse("unknown-type", message, hint=", ".join(types))
        yield name, gold, predicted


def _triggers(gold: Sequence[EventRecord], predicted: Sequence[EventRecord]) -> Mapping[str, float]:
    ours, theirs = _attributes(gold), _attributes(predicted)
    row = Counter[str]()
    for side, keys in zip(SIDES, (ours.keys(), theirs.keys(), ours.keys() & theirs.keys()), strict=True):
        row[f"classification_{side}"] = len(keys)
        row.update(f"classification_{side}:{kind}" for _, kind in keys)
    spans, found = {span for span, _ in ours}, {span for span, _ in theirs}
    row.update(identification_gold=len(spans), identification_predicted=len(found))
    row["identification_correct"] = len(spans & found)
    for key in ours.keys() & theirs.keys():
        for name, wanted, given in zip(ATTRIBUTES, ours[key], theirs[key], strict=True):
            row[f"{name}_total"] += bool(wanted)
            row[f"{name}_correct"] += bool(wanted) and wanted == given
    return row


def _attributes(events: Iterable[EventRecord]) -> Mapping[tuple[Span, str], tuple[set[str], set[str]]]:
    """Index by span and type the values of polarity and of realis: one each, save where a trigger is repeated."""
    found: dict[tuple[Span, str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for event in events:
        for values, value in zip(
            found[(event.start, event.end), event.type], (event.polarity, event.realis), strict=True
        ):
            if value is not None:
                values.add(value)
    return found


def _arguments(
    gold: Sequence[EventRecord], predicted: Sequence[EventRecord], entities: Entities
) -> Mapping[str, float]:
    row = Counter[str]()
    for level in LEVELS:
        # Fillers stand for their entities before anything is compared: sets of what the level asks for, on either side.
        ours, theirs = (_asked(events, level, entities) for events in (gold, predicted))
        for side, asked in zip(SIDES, (ours, theirs, ours & theirs), strict=True):
            row[f"{level}_{side}"] = len(asked)
            if level == "ac_plus":
                row.update(f"{level}_{side}:{kind}" for kind, *_ in asked)
    return row


def _asked(
    events: Iterable[EventRecord], level: str, entities: Entities
) -> set[tuple[str, Span | None, str | None, Span | str]]:
    attached, labelled = level.endswith("plus"), level.startswith("ac")
    return {
        (
            event.type,
            (event.start, event.end) if attached else None,
            argument.role if labelled else None,
            entities.get(span := (argument.start, argument.end), span),
        )
        for event in events
        for argument in event.arguments
    }


def _family(name: str, what: str, labels: Collection[str] = ("",), suffix: str = "") -> tuple[Metric, ...]:
    gold, predicted, correct = ([f"{name}_{side}{label}" for label in labels] for side in SIDES)
    return precision_recall_f1(name, what, (gold, predicted, correct), suffix)


def _breakdown(name: str, what: str, groups: Mapping[str, Collection[str]]) -> Iterator[Metric]:
    for group, types in groups.items():
        yield from _family(name, f"{what}, all types of {group}", [f":{kind}" for kind in types], f":{group}/*")
        for kind in types:
            yield from _family(name, f"{what}, {kind} alone", [f":{kind}"], f":{kind}")
