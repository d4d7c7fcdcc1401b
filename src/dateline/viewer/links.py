"""Where two sides link a mention or an event to different antecedents.

An antecedent is the nearest span before in the cluster, as in the error analysis: a link is right if the antecedent
lies in the same cluster of the other side.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from dateline.annotation.agreement import Disagreement, Pair
from dateline.annotation.agreement.disagreements import Claim, Part, said
from dateline.document import Layer, Span

Offsets = tuple[int, int]
Clustering = Mapping[Offsets, str]


class Names(NamedTuple):
    """What the differences between links are called."""

    only_a: str
    only_b: str
    other: str


AGAINST_GOLD = Names("missed link", "spurious link", "wrong antecedent")
BETWEEN_ANNOTATORS = Names("link only in a", "link only in b", "other antecedent")
_CLUSTERED: Mapping[Layer, tuple[str, str]] = {"mentions": ("mentions", "entity"), "events": ("events", "event")}


def with_links(layer: Layer, found: Sequence[Disagreement], pair: Pair, names: Names) -> list[Disagreement]:
    """Put differences between links in the place of those between clusters, in order of the text.

    A cluster that is split is one wrong link, whereas all its later spans lie in clusters that don't correspond.
    Spans that only one side has say what they are linked to there.
    """
    if layer not in _CLUSTERED:
        return list(found)
    attribute, field = _CLUSTERED[layer]
    a, b = (_clustering(getattr(side, attribute) or (), field) for side in (pair.a, pair.b))
    linked = {"only in a": antecedents(a), "only in b": antecedents(b)}
    kept = [_linked(one, linked.get(one.difference, {})) for one in found if one.difference != field]
    return sorted([*kept, *_differences(a, b, names)], key=lambda one: (one.start, one.end))


def antecedents(clustering: Clustering) -> dict[Offsets, Offsets]:
    """Return the nearest span before each in its cluster, for those that have one."""
    found: dict[Offsets, Offsets] = {}
    last: dict[str, Offsets] = {}
    for span in sorted(clustering):
        if clustering[span] in last:
            found[span] = last[clustering[span]]
        last[clustering[span]] = span
    return found


def _differences(a: Clustering, b: Clustering, names: Names) -> Iterator[Disagreement]:
    left, right = antecedents(a), antecedents(b)
    for span in sorted(a.keys() & b.keys()):
        one, other = left.get(span), right.get(span)
        if one and other:
            if a.get(other) != a[span]:
                yield Disagreement(*span, names.other, _to(one), _to(other))
        elif one or other:
            yield Disagreement(*span, names.only_a if one else names.only_b, _to(one), _to(other))


def _to(antecedent: Offsets | None) -> Claim:
    return said("linked to", [antecedent]) if antecedent else said("first of its cluster")


def _linked(one: Disagreement, to: Mapping[Offsets, Offsets]) -> Disagreement:
    antecedent = to.get((one.start, one.end))
    if antecedent is None:
        return one
    more = Part("linked to", antecedent)
    return msgspec.structs.replace(one, a=(*one.a, more) if one.a else (), b=(*one.b, more) if one.b else ())


def _clustering(records: Iterable[Span], field: str) -> Clustering:
    named = ((record.key, getattr(record, field)) for record in records)
    return {key: name for key, name in named if name is not None}
