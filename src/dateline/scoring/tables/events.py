"""Events of many documents as arrays, and counts of their triggers and arguments.

They equal those that `dateline.scoring.events` counts document by document, and are many times as fast. Keys are
whole numbers: tuples of offsets, types and roles that are equal get one number, whichever side they are on.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.records import EventRecord, EventsRecord, RoleSpan
from dateline.scoring.counts import Array, Counts, concatenate
from dateline.scoring.tables import Codes, Integers, Places, Strings, array_of, coded, grouped, join, sizes_of
from dateline.scoring.tables.joining import has_twins, in_batches, once, pairs_of, tally, together

Unit = tuple[str, Sequence[EventRecord], Sequence[EventRecord]]
ATTRIBUTES = ("polarity", "realis")
STRINGS = (*ATTRIBUTES, "cluster")
BATCH = 128  # documents counted at a time: few enough that their events stay in the cache


@dataclass(frozen=True)
class Arguments(Places):
    """Arguments of events; `role` is a code."""

    role: Integers


@dataclass(frozen=True)
class EventTable(Places):
    """Events: the spans of their triggers, codes, and their arguments."""

    kind: Integers
    polarity: Integers
    realis: Integers
    cluster: Integers
    arguments: Arguments


def lay_out(
    lists: Sequence[Sequence[EventRecord]],
    codes: Mapping[str, Mapping[Any, int]],
    wanted: Collection[str] = (*STRINGS, "arguments"),
) -> EventTable:
    """Lay out the events of documents.

    Args:
        lists: the events of each document.
        codes: the codes of each field.
        wanted: which fields besides span and type; others are 0, and no arguments.

    Raises:
        KeyError: a value has no code.
        OverflowError: an offset has more than 63 bits.
    """
    events = list(chain.from_iterable(lists))
    size, nothing = len(events), np.zeros(len(events), dtype=np.int64)
    held: list[Sequence[RoleSpan]] = [event.arguments or () for event in events] if "arguments" in wanted else []
    arguments = list(chain.from_iterable(held))
    polarity, realis, cluster = (
        coded(list(map(attrgetter(name), events)), codes[name]) if name in wanted else nothing for name in STRINGS
    )
    return EventTable(
        sizes_of(lists),
        array_of([event.start for event in events], size),
        array_of([event.end for event in events], size),
        coded([event.type for event in events], codes["type"]),
        polarity,
        realis,
        cluster,
        Arguments(
            sizes_of(held) if "arguments" in wanted else nothing,
            array_of([one.start for one in arguments], len(arguments)),
            array_of([one.end for one in arguments], len(arguments)),
            coded([one.role for one in arguments], codes["role"] if arguments else {}),
        ),
    )


def records(names: Sequence[str], table: EventTable, strings: Strings) -> list[EventsRecord]:
    """Make the records of documents again."""
    parts = table.arguments
    roles = map(strings["role"].__getitem__, parts.role.tolist())
    spans = zip(parts.start.tolist(), parts.end.tolist(), roles, strict=True)
    held = grouped((RoleSpan(*row) for row in spans), parts.sizes)
    coded_fields = (("type", table.kind), *((name, getattr(table, name)) for name in STRINGS))
    values = (map(strings[field].__getitem__, column.tolist()) for field, column in coded_fields)
    rows = zip(table.start.tolist(), table.end.tolist(), *values, held, strict=True)
    lists = grouped((EventRecord(*row) for row in rows), table.sizes)
    return [EventsRecord(name, found) for name, found in zip(names, lists, strict=True)]


def joined(
    units: Iterable[Unit],
    types: Sequence[str],
    columns: Sequence[str],
    counted: tuple[Collection[str], Callable[[EventTable, EventTable, int], Array | None]],
    one_by_one: Callable[[Iterable[Unit]], Counts],
) -> Counts:
    """Count batch by batch, and document by document what can't be counted as arrays.

    Args:
        units: document, gold events and predicted events.
        types: all event types that may occur.
        columns: the columns of the counts.
        counted: the fields that are counted besides span and type, and what counts the documents of a batch as arrays,
            or gives None.
        one_by_one: counts them document by document; equal, and it refuses a type that is not known.

    Raises:
        ValueError: two units have one name.
    """
    wanted, rows = counted
    parts = [Counts((), tuple(columns), np.zeros((0, len(columns))))]
    known = {"type": {name: code for code, name in enumerate(types)}}
    seen: set[str] = set()
    for batch in in_batches(units, BATCH):
        before = len(seen)
        seen.update(name for name, _, _ in batch)
        if len(seen) < before + len(batch):
            message = "two units have one name"
            raise ValueError(message)
        codes = known | {name: Codes({None: 0}) for name in (*STRINGS, "role")}
        try:
            gold = lay_out([gold for _, gold, _ in batch], codes, wanted)
            found = rows(gold, lay_out([found for _, _, found in batch], codes, wanted), len(types))
        except (KeyError, OverflowError):  # told of, or counted, one by one
            found = None
        names = tuple(name for name, _, _ in batch)
        parts.append(one_by_one(batch) if found is None else Counts(names, tuple(columns), found.astype(np.float64)))
    return concatenate(parts)


def trigger_rows(gold: EventTable, predicted: EventTable, types: int) -> Array | None:
    """Count the triggers of documents.

    Args:
        gold: their gold events.
        predicted: their predicted events; codes are those of the gold, and 0 stands for no polarity or realis.
        types: the number of types.

    Returns:
        One row per document: gold, predicted and correct triggers by span and type; the same by span; those with a gold
        polarity and those of them that are right; the same for realis; gold, predicted and correct ones of each type.
        None where offsets are too large, or a document has a trigger twice, so that it may have two polarities.
    """
    events, document, ours, theirs = sides_of(gold, predicted)
    try:
        span = together(document, events.start, events.end - events.start)
        key = together(span, events.kind)
    except OverflowError:
        return None
    if any(has_twins(key[side]) for side in (ours, theirs)):
        return None
    left, right = pairs_of(key, ours, theirs)
    attributes = []
    for value in (events.polarity, events.realis):
        wanted, given = value[left], value[right]
        attributes += [left[wanted > 0], left[(wanted > 0) & (wanted == given)]]
    spans = [once(span, side) for side in (ours, theirs)]
    same = pairs_of(span, *spans)[0]
    chosen = (ours, theirs, left, *spans, same, *attributes)
    return _rows(chosen, (ours, theirs, left), document, events.kind, (len(gold.sizes), types))


def argument_rows(gold: EventTable, predicted: EventTable, types: int) -> Array | None:
    """Count the arguments of documents.

    Args:
        gold: their gold events.
        predicted: their predicted events; codes are those of the gold.
        types: the number of types.

    Returns:
        One row per document: gold, predicted and correct ones at each level (AI, AC, AI+, AC+); then those of AC+ by
        type. None where offsets are too large.
    """
    events, home, *of_events = sides_of(gold, predicted)
    arguments = events.arguments
    place = np.repeat(np.arange(len(home)), arguments.sizes)
    document, kind = home[place], events.kind[place]
    cut = int(arguments.sizes[: len(of_events[0])].sum())
    ours, theirs = np.split(np.arange(len(place)), [cut])
    try:
        trigger = together(events.start, events.end - events.start)[place]
        found = together(document, arguments.start, arguments.end - arguments.start, kind)
        labelled = together(found, arguments.role)
        levels = (found, labelled, together(found, trigger), together(labelled, trigger))
    except OverflowError:
        return None
    chosen: list[Integers] = []
    for key in levels:
        sides = [once(key, side) for side in (ours, theirs)]
        chosen += [*sides, pairs_of(key, *sides)[0]]
    return _rows(chosen, chosen[-3:], document, kind, (len(gold.sizes), types))


def sides_of(gold: EventTable, predicted: EventTable) -> tuple[EventTable, Integers, Integers, Integers]:
    """Lay both sides end to end, with the document of each event, and the rows of either side."""
    both = join([gold, predicted])
    document = np.repeat(np.tile(np.arange(len(gold.sizes)), 2), both.sizes)
    ours, theirs = np.split(np.arange(len(document)), [len(gold.start)])
    return both, document, ours, theirs


def _rows(
    chosen: Sequence[Integers],
    by_type: Sequence[Integers],
    document: Integers,
    kind: Integers,
    shape: tuple[int, int],
) -> Array:
    """Count some rows by document, then some by document and type."""
    documents, types = shape
    in_all: list[NDArray[np.int64]] = [tally(document[rows], documents, 1) for rows in chosen]
    return np.hstack([*in_all, *(tally(document[rows] * types + kind[rows], documents, types) for rows in by_type)])
