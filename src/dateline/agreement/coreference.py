"""The agreement on clusters."""

from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np

from dateline.agreement.figures import Figure

Span = tuple[int, int]
Clustering = Mapping[Span, Hashable]
"""The cluster of each span; the names of clusters are each pass's own."""


def clusters_of(clustering: Clustering) -> list[list[Span]]:
    """List the clusters, each in order of the text."""
    found: dict[Hashable, list[Span]] = {}
    for span in sorted(clustering):
        found.setdefault(clustering[span], []).append(span)
    return list(found.values())


def partners(a: Clustering, b: Clustering) -> dict[Hashable, Hashable]:
    """Pair the clusters of two passes one to one, so that as many spans as possible are in paired clusters."""
    from scipy.optimize import linear_sum_assignment

    left, right = list(dict.fromkeys(a.values())), list(dict.fromkeys(b.values()))
    rows, columns = ({name: index for index, name in enumerate(side)} for side in (left, right))
    common = np.zeros((len(left), len(right)))
    for span in a.keys() & b.keys():
        common[rows[a[span]], columns[b[span]]] += 1
    chosen = zip(*linear_sum_assignment(common, maximize=True), strict=True)
    return {left[row]: right[column] for row, column in chosen if common[row, column]}


def coreference(units: Sequence[tuple[str, Clustering, Clustering]], prefix: str = "") -> dict[str, Figure]:
    """Compare two clusterings of each document, and of the spans that both found (`common_b3_f1`)."""
    whole = _scores([(clusters_of(a), clusters_of(b)) for _, a, b in units])
    shared = [({s: a[s] for s in a.keys() & b.keys()}, {s: b[s] for s in a.keys() & b.keys()}) for _, a, b in units]
    common = _scores([(clusters_of(a), clusters_of(b)) for a, b in shared])
    sizes = sum(len(a) for _, a, _ in units), sum(len(b) for _, _, b in units), sum(len(a) for a, _ in shared)
    figures = {name: Figure(value, *sizes) for name, value in whole.items()}
    figures["common_b3_f1"] = Figure(common["b3_f1"], sizes[2], sizes[2], sizes[2])
    return {prefix + name: figure for name, figure in figures.items()}


def _scores(units: Iterable[tuple[list[list[Span]], list[list[Span]]]]) -> dict[str, float | None]:
    from scipy.optimize import linear_sum_assignment

    sums = {name: np.zeros(4) for name in ("muc", "b3", "ceafe")}
    for gold, predicted in units:
        for side, (ours, theirs) in enumerate(((gold, predicted), (predicted, gold))):
            place = {span: index for index, cluster in enumerate(theirs) for span in cluster}
            for cluster in ours:
                parts = [place.get(span, span) for span in cluster]
                sums["muc"][2 * side :][:2] += len(cluster) - len(set(parts)), len(cluster) - 1
                hits = sum(parts.count(part) ** 2 for part in set(parts) if not isinstance(part, tuple))
                sums["b3"][2 * side :][:2] += hits / len(cluster), len(cluster)
        if gold and predicted:
            phi = np.array([[2 * len({*g} & {*p}) / (len(g) + len(p)) for p in predicted] for g in gold])
            best = phi[linear_sum_assignment(phi, maximize=True)].sum()
            sums["ceafe"] += best, 0, best, 0
        sums["ceafe"] += 0, len(gold), 0, len(predicted)
    out: dict[str, float | None] = {}
    for name, (hit, total, found, given) in sums.items():
        recall, precision = hit / total if total else 0.0, found / given if given else 0.0
        f = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        out[f"{name}_f1"] = float(f) if total or given else None
    known = [value for value in out.values() if value is not None]
    out["conll_f1"] = sum(known) / len(known) if len(known) == 3 else None  # noqa: PLR2004
    return out
