"""A disagreement of annotators A and B, and how it was decided."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from dateline.annotation.agreement.coreference import Clustering, Span, partners
from dateline.annotation.passes import UNDECIDED, Decision, Pair
from dateline.document import Event, Mention


class Part(msgspec.Struct, frozen=True):
    """A piece of what an annotator says: a word or label, a span, or a label with its span."""

    label: str = ""
    span: Span | None = None


Claim = tuple[Part, ...]
"""What an annotator says of a place; empty where the annotator has nothing there."""


def written(claim: Claim, text: str | None = None) -> str:
    """Write a claim, its spans as offsets, or as the words themselves where the text is given."""

    def span_of(span: Span) -> str:
        return f"{span[0]}-{span[1]}" if text is None else f"\u201c{text[span[0] : span[1]]}\u201d"

    return ", ".join(" ".join(filter(None, (part.label, part.span and span_of(part.span)))) for part in claim) or "-"


class Disagreement(msgspec.Struct, frozen=True):
    """What two annotators say of one place.

    `difference` is `only in a`, `only in b`, `extent`, or the field in which they differ; `other` is the span of
    annotator B where the extents differ.
    """

    start: int
    end: int
    difference: str
    a: Claim
    b: Claim
    other: Span | None = None

    def decided(self, decisions: Sequence[Decision]) -> Decision | None:
        """Find the decision on this difference: the one that names it, else the only one on its span."""
        here = [one for one in decisions if one.key in {(self.start, self.end), self.other}]
        named = [one for one in here if one.difference == self.difference]
        if named:
            return named[0]
        return here[0] if len(here) == 1 and here[0].difference not in NAMES else None


NAMES = frozenset(
    {"only in a", "only in b", "extent", "type", "level", "entity"}
    | {"polarity", "realis", "arguments", "event"}
    | {"content", "cue", "sources", "nested_in"}
)
"""The names of differences; a decision that calls a difference otherwise counts for all of its span."""


def span_disagreements(a: Mapping[Span, str], b: Mapping[Span, str]) -> Iterator[Disagreement]:
    """Yield the spans that only one annotator has, with their labels; two that overlap and have one label are one."""
    free = {span: label for span, label in sorted(b.items()) if span not in a}
    for span, label in sorted(a.items()):
        if span in b:
            continue
        near = next((s for s, other in free.items() if other == label and s[0] < span[1] and span[0] < s[1]), None)
        if near is None:
            yield Disagreement(*span, "only in a", said(label), ())
        else:
            yield Disagreement(*span, "extent", said(label), (Part(free.pop(near), near),), near)
    for span, label in free.items():
        yield Disagreement(*span, "only in b", (), said(label))


def field_disagreements(a: Mention | Event, b: Mention | Event, fields: Sequence[str]) -> Iterator[Disagreement]:
    """Yield the named fields in which two records of one span differ."""
    for name in fields:
        one, other = getattr(a, name), getattr(b, name)
        if one != other:
            yield Disagreement(*a.key, name, said(one), said(other))


def cluster_disagreements(name: str, a: Clustering, b: Clustering) -> Iterator[Disagreement]:
    """Yield the spans that lie in clusters which do not correspond, among those that both annotators have."""
    paired = partners(a, b)
    first: tuple[Mapping[object, Span], ...] = tuple(
        {clustering[span]: span for span in sorted(clustering, reverse=True)} for clustering in (a, b)
    )
    for span in sorted(a.keys() & b.keys()):
        if paired.get(a[span]) != b[span]:
            yield Disagreement(*span, name, _with(span, first[0][a[span]]), _with(span, first[1][b[span]]))


def said(label: str | None, spans: Iterable[Span] = ()) -> Claim:
    """Make a claim of a label, or of spans, with an optional label."""
    parts = tuple(Part(label or "", span) for span in spans)
    return parts or ((Part(label),) if label else ())


def _with(span: Span, first: Span) -> Claim:
    return said("first of its cluster") if span == first else said("with", [first])


def line_of(pair: Pair, layer: str, one: Disagreement, text: str | None = None) -> str:
    """Write a difference as one line; the words themselves only where the real text is given."""
    decision = one.decided(pair.decisions)
    quoted = f"  {text[one.start : one.end]!r}" if text is not None else ""
    return (
        f"{pair.document}  ¶{pair.paragraph(one.start) or '?'}  {one.start}-{one.end}{quoted}  "
        f"{layer}: {one.difference}  a: {written(one.a)}  b: {written(one.b)}  "
        f"[{decision.category if decision else UNDECIDED}]"
    )
