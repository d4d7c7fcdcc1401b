"""Clusters of event triggers across the documents of a story (task `event-coref`), for the scorer of clusters."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count as count_from
from operator import itemgetter

import numpy as np

from dateline.errors import refuse
from dateline.records import EventRecord
from dateline.scoring import clusters
from dateline.scoring.clusters import Side
from dateline.scoring.counts import Counts, concatenate
from dateline.scoring.tables import Codes, Integers, sizes_of
from dateline.scoring.tables.events import EventTable, lay_out, sides_of
from dateline.scoring.tables.joining import has_twins, in_batches, pairs_of, together

Span = tuple[int, int]
Key = tuple[str, int, int, int]  # document, start, end, and a number that tells events of one span apart
Unit = tuple[str, Sequence[EventRecord], Sequence[EventRecord]]  # document, gold events, predicted events
Story = tuple[str, list[list[Key]], list[list[Key]]]  # story, gold clusters, predicted clusters


def count_stories(units: Iterable[Unit], story_of: Mapping[str, str]) -> Counts:
    """Count the clusters of stories: `clusters.count` of `story_clusters`, in less time.

    Args:
        units: document, gold events and predicted events.
        story_of: the story of each document.

    Returns:
        One row per story, in sorted order, with `clusters.COLUMNS`.

    Raises:
        InputError: a document is in no story.
    """
    parts = [clusters.count(())]
    for batch in in_batches(_by_story(units, story_of)):
        found = _laid_out([members for _, members in batch])
        if found is None:
            parts.append(clusters.count(map(_gathered, batch)))
        else:
            rows = clusters.rows(*found, len(batch))
            parts.append(Counts(tuple(story for story, _ in batch), clusters.COLUMNS, rows))
    return concatenate(parts)


def count_tables(
    names: Sequence[str], gold: EventTable, predicted: EventTable, story_of: Mapping[str, str]
) -> Counts | None:
    """Count the clusters of stories whose documents' events are arrays: the counts of `count_stories`.

    Args:
        names: the documents; no two have one name, and each is in a story.
        gold: their gold events.
        predicted: their predicted events, in the same codes; 0 stands for no cluster.
        story_of: the story of each document.

    Returns:
        None where two triggers of a document have one span, or offsets are too large.
    """
    stories: dict[str, list[int]] = defaultdict(list)
    for place in sorted(range(len(names)), key=names.__getitem__):
        stories[story_of[names[place]]].append(place)
    parts = [clusters.count(())]
    for batch in in_batches(sorted(stories.items())):
        members = [places for _, places in batch]
        places = np.array([place for some in members for place in some], dtype=np.int64)
        home = np.repeat(np.arange(len(batch)), sizes_of(members))
        found = _overlaps(gold.take(places), predicted.take(places), home)
        if found is None:
            return None
        rows = clusters.rows(*found, len(batch))
        parts.append(Counts(tuple(story for story, _ in batch), clusters.COLUMNS, rows))
    return concatenate(parts)


def story_clusters(units: Iterable[Unit], story_of: Mapping[str, str]) -> Iterator[Story]:
    """Gather the triggers of each story into the clusters that they name, for the scorer of clusters.

    A mention is `(document, start, end, number)`, as `keys` has it; a trigger without a cluster is a cluster of its
    own. Cluster names hold within a story and need not agree between gold and prediction.

    Args:
        units: document, gold events and predicted events.
        story_of: the story of each document.

    Yields:
        Story, gold clusters, predicted clusters: stories, clusters and mentions in sorted order.

    Raises:
        InputError: a document is in no story.
    """
    yield from map(_gathered, _by_story(units, story_of))


def _by_story(units: Iterable[Unit], story_of: Mapping[str, str]) -> list[tuple[str, list[Unit]]]:
    stories: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit[0] not in story_of:
            raise refuse("missing-story", f"{unit[0]}: the document belongs to no story")
        stories[story_of[unit[0]]].append(unit)
    return sorted(stories.items())


def _gathered(one: tuple[str, Sequence[Unit]]) -> Story:
    story, members = one
    sides: tuple[list[tuple[EventRecord, Key]], ...] = ([], [])
    for name, *events in members:
        for side, records, named_keys in zip(sides, events, keys(name, *events), strict=True):
            side.extend(zip(records, named_keys, strict=True))
    return story, _clusters(sides[0]), _clusters(sides[1])


def keys(document: str, gold: Sequence[EventRecord], predicted: Sequence[EventRecord]) -> tuple[list[Key], list[Key]]:
    """Name the events of a document, so that those of one span stay apart and those that match have one name.

    Events of one span are numbered by their type. Predicted ones take the number of the gold event of their type, or
    else the first that is free; so type decides only between events of one span.

    Returns:
        The keys of the gold and of the predicted events, in their order.
    """
    spans = [[(event.start, event.end) for event in side] for side in (gold, predicted)]
    if all(len(set(side)) == len(side) for side in spans):  # as nearly always: no two have one span
        ours, theirs = ([(document, start, end, 0) for start, end in side] for side in spans)
        return ours, theirs
    types: dict[Span, list[str]] = defaultdict(list)
    for event in sorted(gold, key=lambda event: event.type):
        types[event.start, event.end].append(event.type)

    def named(events: Sequence[EventRecord]) -> list[Key]:
        taken: dict[Span, set[int]] = defaultdict(set)
        numbers: dict[int, int] = {}
        for index in sorted(range(len(events)), key=lambda i: (not _is_gold(events[i], types), events[i].type)):
            span, kind = (events[index].start, events[index].end), events[index].type
            own = (number for number, other in enumerate(types[span]) if other == kind and number not in taken[span])
            number = next(own, None)
            numbers[index] = next(one for one in count_from() if one not in taken[span]) if number is None else number
            taken[span].add(numbers[index])
        return [(document, event.start, event.end, numbers[index]) for index, event in enumerate(events)]

    return named(gold), named(predicted)


def _is_gold(event: EventRecord, types: Mapping[Span, Sequence[str]]) -> bool:
    return event.type in types.get((event.start, event.end), ())


def _laid_out(batch: Sequence[Sequence[Unit]]) -> tuple[tuple[Side, Side], Integers] | None:
    """Give the clusters of the units of each story, as `_overlaps` does."""
    units = [unit for members in batch for unit in sorted(members, key=itemgetter(0))]
    if len({name for name, _, _ in units}) < len(units):
        return None
    codes = {"type": Codes(), "cluster": Codes({None: 0})}
    try:
        gold = lay_out([gold for _, gold, _ in units], codes, ("cluster",))
        predicted = lay_out([found for _, _, found in units], codes, ("cluster",))
    except OverflowError:
        return None
    return _overlaps(gold, predicted, np.repeat(np.arange(len(batch)), sizes_of(batch)))


def _overlaps(gold: EventTable, predicted: EventTable, home: Integers) -> tuple[tuple[Side, Side], Integers] | None:
    """Give the clusters of stories, and how many triggers gold and predicted ones share, as `clusters.rows` takes them.

    Args:
        gold: the gold events of documents, in the order of stories, and of names in each.
        predicted: the predicted events, in the same codes; 0 stands for no cluster.
        home: the number of each document's story.

    Returns:
        Clusters numbered in the order of their first triggers: by story, name of the document, and span. None where
        two triggers of a side have one span, or offsets are too large.
    """
    events, document, *rows = sides_of(gold, predicted)
    code = events.cluster
    try:
        span = together(document, events.start, events.end - events.start)
        story = home[document]
        alone = int(code.max(initial=0)) + 1 + np.arange(len(code))
        cluster = together(story, np.where(code > 0, code, alone))
    except OverflowError:
        return None
    parts = [side[np.argsort(span[side])] for side in rows]
    if any(has_twins(span[side]) for side in parts):
        return None
    number = np.zeros(len(code), dtype=np.int64)
    made = []
    for side in parts:
        _, first, inverse = np.unique(cluster[side], return_index=True, return_inverse=True)
        order = np.argsort(first)
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        number[side] = place[inverse.reshape(-1)]
        made.append((story[side[first[order]]], np.bincount(number[side], minlength=len(first))))
    left, right = pairs_of(span, *parts)
    (_, golden), _ = made
    pairs, common = np.unique(number[right] * len(golden) + number[left], return_counts=True)
    by_predicted, by_gold = np.divmod(pairs, max(len(golden), 1))
    return (Side(*made[0], by_gold), Side(*made[1], by_predicted)), common


def _clusters(events: Iterable[tuple[EventRecord, Key]]) -> list[list[Key]]:
    clusters: dict[str | Key, set[Key]] = defaultdict(set)
    for event, key in events:
        clusters[event.cluster if event.cluster is not None else key].add(key)
    return sorted(sorted(cluster) for cluster in clusters.values())
