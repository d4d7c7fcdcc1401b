"""Clusters of mentions of many documents as arrays, and their counts: those of `dateline.scoring.clusters`."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from dateline.records import CorefRecord
from dateline.scoring import clusters
from dateline.scoring.counts import Counts
from dateline.scoring.tables import Places, Table, grouped, join, pairs_in, places_of, sizes_of
from dateline.scoring.tables.joining import pairs_of, together


@dataclass(frozen=True)
class ClusterTable(Table):
    """Clusters, and the spans of their mentions."""

    mentions: Places


def lay_out(lists: Sequence[Sequence[Sequence[tuple[int, int]]]], _: object = None) -> ClusterTable:
    """Lay out the clusters of documents.

    Raises:
        OverflowError: an offset has more than 63 bits.
    """
    return ClusterTable(sizes_of(lists), places_of(list(chain.from_iterable(lists))))


def records(names: Sequence[str], table: ClusterTable, _: object = None) -> list[CorefRecord]:
    """Make the records of documents again."""
    found = grouped(pairs_in(table.mentions), table.sizes)
    return [CorefRecord(name, one) for name, one in zip(names, found, strict=True)]


def count_tables(names: Sequence[str], gold: ClusterTable, predicted: ClusterTable) -> Counts | None:
    """Count units whose clusters are arrays; no side of one has a mention twice.

    Args:
        names: the units; no two have one name.
        gold: their gold clusters.
        predicted: their predicted clusters.

    Returns:
        The counts of `clusters.count`; None where offsets are too large.
    """
    both = join([gold, predicted])
    unit = np.repeat(np.tile(np.arange(len(names)), 2), both.sizes)
    size, golden = both.mentions.sizes, len(gold.mentions.sizes)
    cluster = np.repeat(np.arange(len(unit)), size)
    try:
        key = together(unit[cluster], both.mentions.start, both.mentions.end - both.mentions.start)
    except OverflowError:
        return None
    ours, theirs = pairs_of(key, *np.split(np.arange(len(key)), [len(gold.mentions.start)]))
    overlaps, common = np.unique((cluster[theirs] - golden) * golden + cluster[ours], return_counts=True)
    by_predicted, by_gold = np.divmod(overlaps, max(golden, 1))
    sides = (
        clusters.Side(unit[:golden], size[:golden], by_gold),
        clusters.Side(unit[golden:], size[golden:], by_predicted),
    )
    return Counts(tuple(names), clusters.COLUMNS, clusters.rows(sides, common, len(names)))
