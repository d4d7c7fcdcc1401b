"""What is counted of each document: names found, mentions found, types that agree, and clusters of common mentions."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from dateline.annotation.human.compared import Beside, Compared
from dateline.annotation.human.mapping import TypeMapping
from dateline.annotation.human.mentions import Placed
from dateline.scoring import clusters as scorer
from dateline.scoring.counts import Counts, Metric, accuracy, tabulate

SHARES: Mapping[str, tuple[str, str, str]] = {
    "our_names_as_mentions": ("of our names, those that GUM has as a mention", "our_names", "our_names_found"),
    "our_names_as_names": ("of our names, those that GUM has as a proper name", "our_names", "names_common"),
    "gum_names_as_mentions": ("of GUM's proper names, those that we have as a mention", "gum_names", "gum_names_found"),
    "gum_names_as_names": ("of GUM's proper names, those that we have as a name", "gum_names", "names_common"),
    "our_mentions": ("of our mentions of the compared types, those that GUM has", "our_mentions", "our_mentions_found"),
    "gum_mentions": (
        "of GUM's mentions of the compared types, those that we have",
        "gum_mentions",
        "gum_mentions_found",
    ),
    "types": ("of the common mentions, those whose types agree", "common", "types_equal"),
    "types_of_names": (
        "of the common mentions that are names here, those whose types agree",
        "common_names",
        "name_types_equal",
    ),
}
"""The shares by name: what is counted, the column of all and the column of those that are found or agree."""

COLUMNS = tuple(dict.fromkeys(column for _, *pair in SHARES.values() for column in pair))
METRICS: Sequence[Metric] = [accuracy(name, *how) for name, how in SHARES.items()]
CLUSTER_METRICS: Sequence[Metric] = [scorer.METRICS[name] for name in ("muc_f1", "b3_f1", "ceafe_f1", "conll_f1")]


def count_shares(documents: Sequence[Compared], mapping: TypeMapping) -> Counts:
    """Count what the shares are made of; a row per document."""
    return tabulate([(one.document.id, _row(one, mapping)) for one in documents], COLUMNS)


def _row(one: Compared, mapping: TypeMapping) -> Mapping[str, int]:
    ours, theirs = one.ours, one.gum.mentions
    pairs = [(ours[mine], theirs[other]) for mine, other in one.gum.common]
    names = [pair for pair in pairs if pair[0].name]
    return {
        "our_names": sum(mention.name for mention in ours),
        "gum_names": sum(mention.name for mention in theirs),
        "our_names_found": len(names),
        "gum_names_found": sum(other.name for _, other in pairs),
        "names_common": sum(other.name for _, other in names),
        "our_mentions": sum(mention.type in mapping.compared for mention in ours),
        "gum_mentions": sum(mention.type in mapping.compared for mention in theirs),
        "our_mentions_found": sum(mine.type in mapping.compared for mine, _ in pairs),
        "gum_mentions_found": sum(other.type in mapping.compared for _, other in pairs),
        "common": len(pairs),
        "types_equal": sum(mapping.agree(mine.type, other.type) for mine, other in pairs),
        "common_names": len(names),
        "name_types_equal": sum(mapping.agree(mine.type, other.type) for mine, other in names),
    }


def count_clusters(documents: Sequence[tuple[str, Sequence[Placed], Beside]]) -> Counts:
    """Count the clusters of common mentions; the other side is taken as gold.

    Each side's clusters are cut down to the mentions that are common and not values of ours, which have no cluster. A
    cluster of which one mention is left stays, as a singleton.
    """
    return scorer.count((name, *cluster_pair(ours, beside)) for name, ours, beside in documents)


def cluster_pair(ours: Sequence[Placed], beside: Beside) -> tuple[list[list[int]], list[list[int]]]:
    """Give the other side's clusters and ours, of the common mentions, each by its place in `linkable`."""
    pairs = linkable(ours, beside)
    return _gathered(other.cluster for _, other in pairs), _gathered(mine.cluster for mine, _ in pairs)


def linkable(ours: Sequence[Placed], beside: Beside) -> list[tuple[Placed, Placed]]:
    """List the common mentions that have a cluster here, in order of our text."""
    pairs = ((ours[mine], beside.mentions[other]) for mine, other in beside.common)
    return sorted((pair for pair in pairs if pair[0].cluster is not None), key=lambda pair: pair[0])


def _gathered(clusters: Iterable[str | None]) -> list[list[int]]:
    found: dict[str | None, list[int]] = {}
    for place, cluster in enumerate(clusters):
        found.setdefault(cluster, []).append(place)
    return list(found.values())


def confusion(documents: Sequence[Compared]) -> dict[str, dict[str, int]]:
    """Count the common mentions by GUM's type and ours."""
    found: dict[str, Counter[str]] = {}
    for one in documents:
        for mine, other in one.gum.common:
            found.setdefault(one.gum.mentions[other].type, Counter())[one.ours[mine].type] += 1
    return {theirs: dict(sorted(counts.items())) for theirs, counts in sorted(found.items())}


def names_by_type(documents: Sequence[Compared]) -> dict[str, dict[str, tuple[int, int]]]:
    """Count the names of either side (`ours`, `gum`) by type: all, and those that the other side has as a mention."""
    ours = ((one.ours, {pair[0] for pair in one.gum.common}) for one in documents)
    theirs = ((one.gum.mentions, {pair[1] for pair in one.gum.common}) for one in documents)
    return {"ours": _names(ours), "gum": _names(theirs)}


def _names(sides: Iterable[tuple[Sequence[Placed], set[int]]]) -> dict[str, tuple[int, int]]:
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for mentions, matched in sides:
        names = [index for index, mention in enumerate(mentions) if mention.name]
        total.update(mentions[index].type for index in names)
        found.update(mentions[index].type for index in names if index in matched)
    return {name: (total[name], found[name]) for name in sorted(total)}


def outside_scheme(documents: Sequence[Compared], mapping: TypeMapping) -> dict[str, int]:
    """Count GUM's mentions that only it has, are no names, and are of a type of which we annotate names alone."""
    found: Counter[str] = Counter()
    for one in documents:
        matched = {other for _, other in one.gum.common}
        for index, mention in enumerate(one.gum.mentions):
            if index not in matched and not mention.name and mention.type not in mapping.compared:
                found[mention.type] += 1
    return dict(sorted(found.items()))
