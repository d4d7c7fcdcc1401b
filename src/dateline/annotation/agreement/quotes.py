"""The agreement on quotes: contents, cues, sources, types, speakers and nesting."""

from collections.abc import Hashable, Iterator, Mapping, Sequence

import msgspec

from dateline.annotation.agreement.disagreements import Claim, Disagreement, said
from dateline.annotation.agreement.figures import Breakdown, Figure, accuracy, evaluate, f1, kappa
from dateline.annotation.agreement.mentions import clustering as entities_of
from dateline.annotation.passes import Pair
from dateline.document import Quote, Span
from dateline.ontology import Ontology
from dateline.records import QuoteRecord
from dateline.scoring import quotes as scorer


class _Aligned(msgspec.Struct, frozen=True):
    """The quotes of both annotators of a document, those that belong together, and the adjudicated entities."""

    document: str
    a: Sequence[Quote]
    b: Sequence[Quote]
    matched: Sequence[tuple[Quote, Quote]]
    entities: Mapping[tuple[int, int], Hashable]

    def nested_alike(self, one: Quote, other: Quote) -> bool:
        """Whether two matched quotes lie in matched quotes, or both in none."""
        partner = {a.id: b.id for a, b in self.matched}
        return (partner.get(one.nested_in) if one.nested_in else None) == other.nested_in

    def speakers(self, quote: Quote) -> frozenset[Hashable]:
        """The entities of a quote's sources; the span where a source is no mention."""
        return frozenset(self.entities.get(source.key, source.key) for source in quote.sources)


def compare(pairs: Sequence[Pair], _: Ontology) -> tuple[dict[str, Figure], Breakdown]:
    """Compare quotes, aligned one to one by the characters of their contents.

    Figures of cues, sources and types are over aligned quotes. Two quotes have one speaker if their sources are
    mentions of the same adjudicated entities, or, where a source is no mention, the same spans.
    """
    sides = [_align(pair) for pair in pairs]
    counts = scorer.count((one.document, _records(one.a), _records(one.b)) for one in sides)
    known = scorer.metrics()
    matched = [both for one in sides for both in one.matched]
    a, b = [quote for one in sides for quote in one.a], [quote for one in sides for quote in one.b]
    speakers = [(side.speakers(one), side.speakers(other)) for side in sides for one, other in side.matched]
    nested = sum(
        other.nested_in is not None and side.nested_alike(one, other) for side in sides for one, other in side.matched
    )
    names = ("content_f1", "overlap_f1", "cue_f1", "source_f1")
    figures = {
        "matched_f1": f1(len(a), len(b), len(matched)),
        **{name: evaluate(counts, known[name]) for name in names},
        "cue_overlap_f1": f1(_cues(a), _cues(b), sum(_overlap(one.cue, other.cue) for one, other in matched)),
        "type_kappa": kappa((one.type, other.type) for one, other in matched),
        "speaker_accuracy": accuracy(speakers),
        "nesting_f1": f1(_nested(a), _nested(b), nested),
    }
    types = {kind: {name: evaluate(counts, known[f"{name}:{kind}"]) for name in names} for kind in scorer.TYPES}
    return figures, {"types": types}


def differ(pair: Pair) -> Iterator[Disagreement]:
    """Yield every quote that only one pass has, and every part in which two matched quotes differ."""
    aligned = _align(pair)
    found = {one.id for one, _ in aligned.matched}, {other.id for _, other in aligned.matched}
    for quote in aligned.a:
        if quote.id not in found[0]:
            yield Disagreement(*_reach(quote), "only in a", said(quote.type), ())
    for quote in aligned.b:
        if quote.id not in found[1]:
            yield Disagreement(*_reach(quote), "only in b", (), said(quote.type))
    for one, other in aligned.matched:
        place, there = _reach(one), _reach(other)
        parts = {
            "content": (_spans(one.content), _spans(other.content)),
            "cue": (_spans([one.cue] if one.cue else []), _spans([other.cue] if other.cue else [])),
            "sources": (_spans(one.sources), _spans(other.sources)),
            "type": (said(one.type), said(other.type)),
        }
        for name, (mine, theirs) in parts.items():
            if mine != theirs:
                yield Disagreement(*place, name, mine, theirs, there)
        if not aligned.nested_alike(one, other):
            yield Disagreement(*place, "nested_in", said(one.nested_in), said(other.nested_in), there)


def _align(pair: Pair) -> _Aligned:
    a, b = pair.a.quotes or (), pair.b.quotes or ()
    matched = [(a[i], b[j]) for i, j in scorer.align(_records(a), _records(b))]
    return _Aligned(pair.document, a, b, matched, entities_of(pair.gold.mentions or ()))


def _records(quotes: Sequence[Quote]) -> list[QuoteRecord]:
    return [
        QuoteRecord(
            [span.key for span in quote.content],
            quote.cue.key if quote.cue else None,
            [source.key for source in quote.sources],
            quote.type,
        )
        for quote in quotes
    ]


def _cues(quotes: Sequence[Quote]) -> int:
    return sum(quote.cue is not None for quote in quotes)


def _nested(quotes: Sequence[Quote]) -> int:
    return sum(quote.nested_in is not None for quote in quotes)


def _overlap(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and one.start < other.end and other.start < one.end


def _reach(quote: Quote) -> tuple[int, int]:
    starts, ends = [span.start for span in quote.content], [span.end for span in quote.content]
    return min(starts, default=0), max(ends, default=0)  # a raw annotation may have a quote without content


def _spans(spans: Sequence[Span]) -> Claim:
    return said(None, sorted(span.key for span in spans))
