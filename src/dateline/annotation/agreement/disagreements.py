"""A difference between two passes, and how it was decided."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from dateline.annotation.agreement.coreference import Clustering, Span, partners
from dateline.annotation.passes import UNDECIDED, Decision, Pair
from dateline.document import Event, Mention


class Unlike(msgspec.Struct, frozen=True):
    """What two passes say of one place; `a` and `b` are None where that pass has nothing there.

    `difference` is `only in a`, `only in b`, `extent`, or the field in which they differ; `other` is the span of pass b
    where the extents differ.
    """

    start: int
    end: int
    difference: str
    a: str | None
    b: str | None
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


def spans_unlike(a: Mapping[Span, str], b: Mapping[Span, str]) -> Iterator[Unlike]:
    """Yield the spans that only one pass has, with their labels; two that overlap and have one label are one."""
    free = {span: label for span, label in sorted(b.items()) if span not in a}
    for span, label in sorted(a.items()):
        if span in b:
            continue
        near = next((s for s, other in free.items() if other == label and s[0] < span[1] and span[0] < s[1]), None)
        if near is None:
            yield Unlike(*span, "only in a", label, None)
        else:
            yield Unlike(*span, "extent", label, f"{free.pop(near)} at {near[0]}-{near[1]}", near)
    for span, label in free.items():
        yield Unlike(*span, "only in b", None, label)


def fields_unlike(a: Mention | Event, b: Mention | Event, fields: Sequence[str]) -> Iterator[Unlike]:
    """Yield the named fields in which two records of one span differ."""
    for name in fields:
        one, other = getattr(a, name), getattr(b, name)
        if one != other:
            yield Unlike(*a.key, name, one, other)


def clusters_unlike(name: str, a: Clustering, b: Clustering) -> Iterator[Unlike]:
    """Yield the spans that lie in clusters which do not correspond, among those that both passes have."""
    paired = partners(a, b)
    first: tuple[Mapping[object, Span], ...] = tuple(
        {clustering[span]: span for span in sorted(clustering, reverse=True)} for clustering in (a, b)
    )
    for span in sorted(a.keys() & b.keys()):
        if paired.get(a[span]) != b[span]:
            yield Unlike(*span, name, _with(span, first[0][a[span]]), _with(span, first[1][b[span]]))


def _with(span: Span, first: Span) -> str:
    return "first of its cluster" if span == first else f"with {first[0]}-{first[1]}"


def line_of(pair: Pair, layer: str, unlike: Unlike, text: str | None = None) -> str:
    """Write a difference as one line; the words themselves only where the real text is given."""
    decision = unlike.decided(pair.decisions)
    quoted = f"  {text[unlike.start : unlike.end]!r}" if text is not None else ""
    return (
        f"{pair.document}  ¶{pair.paragraph(unlike.start) or '?'}  {unlike.start}-{unlike.end}{quoted}  "
        f"{layer}: {unlike.difference}  a: {unlike.a or '-'}  b: {unlike.b or '-'}  "
        f"[{decision.category if decision else UNDECIDED}]"
    )
