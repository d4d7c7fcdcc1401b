"""Score mention clusters (tasks `coref` and `event-coref`): MUC, B3, CEAF, LEA, BLANC, from one matrix of counts.

A unit is a document, or a story whose mentions carry their document; a mention is any hashable key. All that the
metrics need is how many mentions each gold cluster shares with each predicted one. That table is sparse, and one table
serves a whole batch of units: their clusters are numbered through.

Mentions are never manipulated to make the sides agree (Pradhan et al. 2014): a missed mention lowers recall, a spurious
one precision. `docs/scoring-coref.md` has the formulas, the degenerate cases and where other scorers differ.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from itertools import count as count_from
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from dateline.errors import InputError, refuse
from dateline.scoring.assignment import heaviest
from dateline.scoring.counts import Array, Counts, Metric, named, precision_recall_f1, ratio

Integers = NDArray[np.int64]
Clusters = Sequence[Sequence[Hashable]]
Unit = tuple[str, Clusters, Clusters]  # name, gold clusters, predicted clusters
Mention = TypeVar("Mention", bound=tuple[Any, ...])  # (start, end), or (document, start, end)

BATCH = 1 << 15  # mentions counted at a time: as quick as any, and little memory
PRIMARY = "conll_f1"
COLUMNS = (
    *("gold_mentions", "predicted_mentions", "common_mentions"),
    *("gold_clusters", "predicted_clusters"),
    *("muc_gold", "muc_predicted", "muc_common"),
    *("b3_recall", "b3_precision"),
    *("ceafe_common", "ceafm_common"),
    *("lea_recall", "lea_precision"),
    *("gold_links", "predicted_links", "common_links"),
    *("gold_nonlinks", "predicted_nonlinks", "common_nonlinks"),
)


def count(units: Iterable[Unit]) -> Counts:
    """Count what all metrics of clusters are made of.

    Args:
        units: name, gold clusters and predicted clusters of each unit. An empty cluster counts for nothing.

    Returns:
        One row per unit, in the order given, with `COLUMNS`:

        - mentions and clusters of either side, and the mentions common to both;
        - `muc_gold` and `muc_predicted`, the links that make each cluster a chain, and `muc_common`, the links left of
          them when a cluster falls to the pieces that the other side makes of it (Vilain et al. 1995);
        - `b3_recall`, the sum over common mentions of the share of its gold cluster that its predicted one holds;
          `b3_precision` the reverse (Bagga and Baldwin 1998);
        - `ceafm_common` and `ceafe_common`, the similarity of the best one-to-one assignment of clusters, by common
          mentions (phi 3) and by the Dice coefficient (phi 4) (Luo 2005);
        - `lea_recall` and `lea_precision`, the sum over clusters of size times the share of links that is resolved; a
          singleton has one link, to itself (Moosavi and Strube 2016);
        - `_links` and `_nonlinks`, the pairs of mentions of a side that are in one cluster and in two, and how many of
          each are the same on both sides, as BLANC counts them (Luo et al. 2014).

    Raises:
        InputError: a mention stands twice on one side of a unit.
        ValueError: two units have one name.
    """
    names: list[str] = []
    blocks = [np.zeros((0, len(COLUMNS)))]
    for batch in _batches(units):
        names += [name for name, _, _ in batch]
        blocks.append(_rows(_tabulate(batch)))
    if len(set(names)) != len(names):
        message = "two units have one name"
        raise ValueError(message)
    return Counts(tuple(names), COLUMNS, np.concatenate(blocks))


def drop_singletons(clusters: Sequence[Sequence[Mention]]) -> list[Sequence[Mention]]:
    """Leave out the clusters of one mention.

    Applied to both sides it scores coreference alone, as on OntoNotes, which annotates no singletons; applied to gold
    alone, predicted singletons stay, as spurious mentions.
    """
    return [cluster for cluster in clusters if len(cluster) > 1]


def match_heads(
    gold: Sequence[Sequence[Mention]],
    predicted: Sequence[Sequence[Mention]],
    head: Callable[[Mention], Hashable],
) -> list[list[Mention]]:
    """Rename predicted mentions to the gold mentions that they match by head, so that `count` takes them for equal.

    Matching is one-to-one. Mentions that stand on both sides keep their names; then each predicted mention that is
    left, in sorted order, takes the first gold mention left with its head. So mentions with one head never fall
    together, within a cluster or across clusters, and the number of mentions stays what it was.

    Args:
        gold: gold clusters.
        predicted: predicted clusters.
        head: the head of a mention, such as the offset of its head token.

    Returns:
        The predicted clusters, in order, with new names.
    """
    golden, found = ({mention for cluster in side for mention in cluster} for side in (gold, predicted))
    free = defaultdict(list)
    for mention in sorted(golden - found, reverse=True):
        free[head(mention)].append(mention)
    names = {}
    for mention in sorted(found - golden):
        if same_head := free.get(head(mention)):
            names[mention] = same_head.pop()
    return [[names.get(mention, mention) for mention in cluster] for cluster in predicted]


@dataclass(frozen=True, slots=True)
class _Table:
    """The overlaps of a batch of units, whose clusters are numbered through.

    `gold_unit` and `gold_size` have an entry for each gold cluster, `predicted_unit` and `predicted_size` for each
    predicted one; `gold`, `predicted` and `common` an entry for each pair of clusters that share mentions.
    """

    units: int
    gold_unit: Integers
    gold_size: Integers
    predicted_unit: Integers
    predicted_size: Integers
    gold: Integers
    predicted: Integers
    common: Integers


def _batches(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    batch: list[Unit] = []
    mentions = 0
    for unit in units:
        batch.append(unit)
        mentions += sum(map(len, unit[1])) + sum(map(len, unit[2]))
        if mentions >= BATCH:
            yield batch
            batch, mentions = [], 0
    if batch:
        yield batch


def _tabulate(batch: Sequence[Unit]) -> _Table:
    places: list[int] = []  # of each predicted mention: its place among the gold ones of the batch, or below 0 if none
    mentions = 0
    for name, gold, predicted in batch:
        table = dict(zip(chain.from_iterable(gold), count_from(mentions)))  # noqa: B905 - the counter has no end
        mentions += len(table)
        spurious = count_from(-1 - len(places), -1)
        if len(table) != sum(map(len, gold)):
            raise _repeated(name, "gold", gold)
        places += map(table.setdefault, chain.from_iterable(predicted), spurious)
    place = np.array(places, dtype=np.int64)
    if len(np.unique(place)) != len(place):
        raise next(_repeated(name, "predicted", p) for name, _, p in batch if ...)
