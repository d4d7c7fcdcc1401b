"""The agreement on mentions and their entities."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import get_args

from dateline.annotation.agreement.coreference import Clustering, coreference
from dateline.annotation.agreement.disagreements import (
    Disagreement,
    cluster_disagreements,
    field_disagreements,
    span_disagreements,
)
from dateline.annotation.agreement.figures import Breakdown, Figure, evaluate, kappa
from dateline.annotation.passes import Pair
from dateline.document import Mention, MentionLevel
from dateline.ontology import Ontology
from dateline.records import TypedSpan
from dateline.scoring import spans as scorer

LEVELS: tuple[str, ...] = get_args(MentionLevel)
Sides = tuple[Sequence[Mention], Sequence[Mention]]


def compare(pairs: Sequence[Pair], ontology: Ontology) -> tuple[dict[str, Figure], Breakdown]:
    """Compare spans, types and levels, and the entities that mentions are grouped into."""
    types = list(ontology.entity_types)
    sides = [(pair.document, *_sides(pair)) for pair in pairs]
    typed = scorer.count(_spans(sides, lambda mention: mention.type), types)
    levelled = scorer.count(_spans(sides, lambda mention: mention.level), LEVELS)
    matched = [both for _, a, b in sides for both in _matched(a, b)]
    labels = [(one.type, other.type) for one, other in matched]
    figures = {
        **{name: evaluate(typed, scorer.METRICS[name]) for name in ("exact_f1", "partial_f1", "strict_f1")},
        "type_kappa": kappa(labels),
        "level_kappa": kappa((one.level, other.level) for one, other in matched),
        **coreference([(name, clustering(a), clustering(b)) for name, a, b in sides]),
    }
    of_level, of_type = scorer.metrics(LEVELS), scorer.metrics(types)
    return figures, {
        "levels": {
            level: {
                "exact_f1": evaluate(levelled, of_level[f"strict_f1:{level}"]),
                "partial_f1": evaluate(levelled, of_level[f"partial_f1:{level}"]),
            }
            for level in LEVELS
        },
        "types": {
            kind: {
                **{name: evaluate(typed, of_type[f"{name}:{kind}"]) for name in ("strict_f1", "partial_f1")},
                "kappa": kappa((one == kind, other == kind) for one, other in labels),
            }
            for kind in types
        },
    }


def differ(pair: Pair) -> Iterator[Disagreement]:
    """Yield every mention that only one pass has, or that they label or group otherwise."""
    a, b = _sides(pair)
    yield from span_disagreements(*({m.key: f"{m.type} {m.level}" for m in side} for side in (a, b)))
    for mine, theirs in _matched(a, b):
        yield from field_disagreements(mine, theirs, ("type", "level"))
    yield from cluster_disagreements("entity", clustering(a), clustering(b))


def clustering(mentions: Sequence[Mention]) -> Clustering:
    """Give the entity of each mention that has one."""
    return {mention.key: mention.entity for mention in mentions if mention.entity is not None}


def _sides(pair: Pair) -> Sides:
    return pair.a.mentions or (), pair.b.mentions or ()


def _spans(
    sides: Sequence[tuple[str, Sequence[Mention], Sequence[Mention]]], label: Callable[[Mention], str]
) -> Iterator[scorer.Unit]:
    for name, a, b in sides:
        yield name, _labelled(a, label), _labelled(b, label)


def _labelled(mentions: Sequence[Mention], label: Callable[[Mention], str]) -> list[TypedSpan]:
    return [TypedSpan(mention.start, mention.end, label(mention)) for mention in mentions]


def _matched(a: Sequence[Mention], b: Sequence[Mention]) -> list[tuple[Mention, Mention]]:
    one, other = _by_span(a), _by_span(b)
    return [(one[key], other[key]) for key in sorted(one.keys() & other.keys())]


def _by_span(mentions: Sequence[Mention]) -> Mapping[tuple[int, int], Mention]:
    return {mention.key: mention for mention in mentions}
