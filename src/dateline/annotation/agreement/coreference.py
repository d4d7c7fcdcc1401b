"""The agreement on clusters."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from dateline.annotation.agreement.figures import Figure
from dateline.scoring import clusters as scorer
from dateline.scoring.counts import Counts

Span = tuple[int, int]
Clustering = Mapping[Span, str]
"""The cluster of each span; the names of clusters are each pass's own."""


def clusters_of(clustering: Clustering) -> list[list[Span]]:
    """List the clusters, each in order of the text."""
    found: dict[str, list[Span]] = {}
    for span in sorted(clustering):
        found.setdefault(clustering[span], []).append(span)
    return list(found.values())


def partners(a: Clustering, b: Clustering) -> dict[str, str]:
    """Pair the clusters of two annotators one to one, so that as many spans as possible are in paired clusters."""
    from scipy.optimize import linear_sum_assignment

    left, right = list(dict.fromkeys(a.values())), list(dict.fromkeys(b.values()))
    rows, columns = ({name: index for index, name in enumerate(side)} for side in (left, right))
    common = np.zeros((len(left), len(right)))
    for span in a.keys() & b.keys():
        common[rows[a[span]], columns[b[span]]] += 1
    chosen = zip(*linear_sum_assignment(common, maximize=True), strict=True)
    return {left[row]: right[column] for row, column in chosen if common[row, column]}


def coreference(units: Sequence[tuple[str, Clustering, Clustering]]) -> dict[str, Figure]:
    """Compare two clusterings of each document, and of the spans that both found (`common_b3_f1`).

    The items of each figure are spans: those in clusters of annotator A, of B, and of both.
    """
    whole = _counts((name, a, b) for name, a, b in units)
    common = _counts((name, _only(a, b), _only(b, a)) for name, a, b in units)
    names = ("conll_f1", "muc_f1", "b3_f1", "ceafe_f1")
    return {
        **{name: _figure(whole, name) for name in names},
        "common_b3_f1": _figure(common, "b3_f1"),
    }


def _counts(units: Iterable[tuple[str, Clustering, Clustering]]) -> Counts:
    return scorer.count((name, clusters_of(a), clusters_of(b)) for name, a, b in units)


def _only(clustering: Clustering, other: Clustering) -> Clustering:
    return {span: cluster for span, cluster in clustering.items() if span in other}


def _figure(counts: Counts, name: str) -> Figure:
    a, b, both = counts.pick(("gold_mentions", "predicted_mentions", "common_mentions")).sum(axis=0)
    return Figure(scorer.METRICS[name].of(counts), int(a), int(b), int(both))
