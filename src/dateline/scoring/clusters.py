"""Score mention clusters (tasks `coref` and `event-coref`): MUC, B3, CEAF, LEA, BLANC, from one matrix of counts.

A unit is a document, or a story whose mentions carry their document; a mention is any hashable key. All that the
metrics need is how many mentions each gold cluster shares with each predicted one. That table is sparse, and one table
serves a whole batch of units: their clusters are numbered through.

Mentions are never manipulated to make the sides agree (Pradhan et al. 2014): a missed mention lowers recall, a spurious
one precision. `docs/scoring/coref.md` has the formulas, the degenerate cases and where other scorers differ.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
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

BATCH = 512  # units counted at a time: as quick as any, and little memory
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
        InputError: a mention occurs twice on one side of a unit.
        ValueError: two units have one name.
    """
    names: list[str] = []
    blocks = [np.zeros((0, len(COLUMNS)))]
    for batch in _batches(units):
        names += [name for name, _, _ in batch]
        blocks.append(rows(*_overlaps(batch), len(batch)))
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

    Matching is one-to-one. Mentions on both sides keep their names; then each predicted mention that is
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
class Side:
    """The gold or the predicted clusters of a batch of units, numbered through.

    `unit` and `size` have an entry for each cluster; `cluster` has one for each overlap, a pair of a gold and a
    predicted cluster that share mentions.
    """

    unit: Integers
    size: Integers
    cluster: Integers


def _batches(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    rest = iter(units)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _overlaps(batch: Sequence[Unit]) -> tuple[tuple[Side, Side], Integers]:
    """Give both sides of a batch, and how many mentions each overlap has in common."""
    places: list[int] = []  # of each predicted mention in its unit: after all gold ones if it is none of them
    golden: list[int] = []  # mentions of each unit
    sizes: tuple[list[int], list[int]] = [], []
    for _, gold, predicted in batch:
        table = dict(zip(chain.from_iterable(gold), count_from()))
        golden.append(len(table))
        places += map(table.setdefault, chain.from_iterable(predicted), count_from(len(table)))
        sizes[0].extend(map(len, gold))
        sizes[1].extend(map(len, predicted))
    units = np.arange(len(batch))
    gold_unit = np.repeat(units, [len(gold) for _, gold, _ in batch])
    predicted_unit = np.repeat(units, [len(predicted) for _, _, predicted in batch])
    gold_size, predicted_size = (np.array(side, dtype=np.int64) for side in sizes)
    gold_of, predicted_of = np.repeat(gold_unit, gold_size), np.repeat(predicted_unit, predicted_size)

    asked, answered = np.bincount(gold_of, minlength=len(batch)), np.bincount(predicted_of, minlength=len(batch))
    start = np.cumsum(asked + answered) - asked - answered  # of each unit, where all are laid end to end
    place = np.array(places, dtype=np.int64) + start[predicted_of]
    if (asked != golden).any() or (np.bincount(place) > 1).any():
        raise next(_repeated(batch))
    gold_place = np.arange(len(gold_of)) + (np.cumsum(answered) - answered)[gold_of]
    owner = np.full(len(gold_of) + len(place), -1)
    owner[gold_place] = np.repeat(np.arange(len(gold_size)), gold_size)
    by_gold, by_predicted = owner[place], np.repeat(np.arange(len(predicted_size)), predicted_size)
    known = by_gold >= 0
    pairs, common = np.unique(by_predicted[known] * len(gold_size) + by_gold[known], return_counts=True)
    by_predicted, by_gold = np.divmod(pairs, max(len(gold_size), 1))
    return (Side(gold_unit, gold_size, by_gold), Side(predicted_unit, predicted_size, by_predicted)), common


def _repeated(batch: Iterable[Unit]) -> Iterator[InputError]:
    for name, *sides in batch:
        for side, clusters in zip(("gold", "predicted"), sides, strict=True):
            for mention, times in Counter(chain.from_iterable(clusters)).items():
                if times > 1:
                    message = f"{name}: the mention {mention!r} occurs {times} times in the {side} clusters"
                    yield refuse("repeated-mention", message, hint="each mention once, in one cluster")


def rows(sides: tuple[Side, Side], n: Integers, units: int) -> Array:
    """Count a batch of so many units, gold side first; `n` has the mentions that the clusters of an overlap share.

    Returns:
        One row per unit, the columns of `count`.
    """
    unit = sides[0].unit[sides[0].cluster]
    (gold, gold_clusters, gold_links, gold_known), (predicted, predicted_clusters, predicted_links, predicted_known) = (
        _totals(side, n, units) for side in sides
    )
    common, common_links = _sums(unit, n, units), _sums(unit, _pairs(n), units)
    sizes = [side.size[side.cluster] for side in sides]
    similarity = np.concatenate((2 * n / (sizes[0] + sizes[1]), n))  # two graphs as one, that of CEAFe first
    ours, theirs = (np.append(side.cluster, side.cluster + len(side.size)) for side in sides)
    assigned = np.split(np.where(heaviest(ours, theirs, similarity), similarity, 0), 2)
    both_single = (sizes[0] == 1) & (sizes[1] == 1)
    row = (
        *(gold, predicted, common),
        *(gold_clusters, predicted_clusters),
        *(gold - gold_clusters, predicted - predicted_clusters, _sums(unit, n - 1, units)),
        *(_sums(unit, n * n / size, units) for size in sizes),
        *(_sums(unit, similarities, units) for similarities in assigned),
        *(_sums(unit, n * (n - 1) / np.maximum(size - 1, 1) + both_single, units) for size in sizes),
        *(gold_links, predicted_links, common_links),
        *(_pairs(gold) - gold_links, _pairs(predicted) - predicted_links),
        _pairs(common) - gold_known - predicted_known + common_links,  # pairs that are a link on neither side
    )
    return np.stack(row, axis=1)


def _totals(side: Side, n: Integers, units: int) -> tuple[Array, Array, Array, Array]:
    """Count mentions, clusters, links, and links between common mentions of one side; each of shape (units,)."""
    known = _sums(side.cluster, n, len(side.size))
    per_cluster = side.size, side.size > 0, _pairs(side.size), _pairs(known)
    mentions, clusters, links, known_links = (_sums(side.unit, values, units) for values in per_cluster)
    return mentions, clusters, links, known_links


def _sums(group: Integers, values: NDArray[Any], groups: int) -> Array:
    """Sum values by group; shape (groups,)."""
    return np.bincount(group, values, groups).astype(np.float64)


def _pairs(n: NDArray[Any]) -> Array:
    """Count the pairs among `n` mentions."""
    return np.asarray(n * (n - 1) / 2)


def _harmonic(sums: Array) -> Array:
    """Combine recall and precision of two numerators; the last axis holds the columns of recall, then of precision."""
    recall, precision = (np.nan_to_num(ratio(sums[..., i], sums[..., i + 1])) for i in (0, 2))
    f1 = np.nan_to_num(ratio(2 * recall * precision, recall + precision))
    return np.where(sums[..., 1] + sums[..., 3] > 0, f1, np.nan)


def _share(sums: Array) -> Array:
    return ratio(sums[..., 0], sums[..., 1])


def _blanc(sums: Array, of_gold: float, of_predicted: float) -> Array:
    """Mean of a figure over links and non-links; a kind that gold has none of is left out (Luo et al. 2014)."""
    gold, predicted, common = (sums[..., [i, i + 3]] for i in range(3))
    size = of_gold * gold + of_predicted * predicted
    share = np.nan_to_num(ratio(common, size))  # 0 for a kind that gold has none of
    mean = np.nan_to_num(ratio(share.sum(axis=-1), (gold > 0).sum(axis=-1).astype(np.float64)))
    return np.where(size.sum(axis=-1) > 0, mean, np.nan)


def _by_two_sums(name: str, what: str) -> Iterator[Metric]:
    """Yield the metrics of a family whose recall and precision sum different things over the mentions of a side."""
    precision = (f"{name}_precision", "predicted_mentions")
    recall = (f"{name}_recall", "gold_mentions")
    yield Metric(f"{name}_precision", f"precision, {what}", precision, _share)
    yield Metric(f"{name}_recall", f"recall, {what}", recall, _share)
    yield Metric(f"{name}_f1", f"f1, {what}", (*recall, *precision), _harmonic)


def _by_links() -> Iterator[Metric]:
    columns = tuple(f"{side}_{kind}" for kind in ("links", "nonlinks") for side in ("gold", "predicted", "common"))
    for kind, of_gold, of_predicted in (("precision", 0.0, 1.0), ("recall", 1.0, 0.0), ("f1", 0.5, 0.5)):
        value = partial(_blanc, of_gold=of_gold, of_predicted=of_predicted)
        yield Metric(f"blanc_{kind}", f"{kind}, BLANC: mean of links and non-links", columns, value)


def _mean(metrics: Sequence[Metric]) -> Metric:
    """Make the mean of three metrics; undefined where one of them is."""
    cuts = np.cumsum([len(metric.columns) for metric in metrics])[:-1]

    def value(sums: Array) -> Array:
        parts = np.split(sums, cuts, axis=-1)
        values = [metric.value(part) for metric, part in zip(metrics, parts, strict=True)]
        return np.asarray(np.mean(values, axis=0))

    columns = tuple(chain.from_iterable(metric.columns for metric in metrics))
    return Metric(PRIMARY, "mean f1 of MUC, B3 and CEAFe", columns, value)


def _all() -> Iterator[Metric]:
    mentions = ("gold_mentions",), ("predicted_mentions",)
    clusters = ("gold_clusters",), ("predicted_clusters",)
    muc = precision_recall_f1("muc", "MUC: links", (("muc_gold",), ("muc_predicted",), ("muc_common",)))
    b3 = tuple(_by_two_sums("b3", "B3: mentions"))
    ceafe = precision_recall_f1("ceafe", "CEAFe: assigned clusters", (*clusters, ("ceafe_common",)))
    yield _mean((muc[-1], b3[-1], ceafe[-1]))
    yield from (*muc, *b3, *ceafe)
    yield from precision_recall_f1("ceafm", "CEAFm: mentions of assigned clusters", (*mentions, ("ceafm_common",)))
    yield from _by_links()
    yield from _by_two_sums("lea", "LEA: links by cluster")
    yield from precision_recall_f1("mention", "mentions", (*mentions, ("common_mentions",)))


METRICS = named(_all())
