"""Marks on a text, and how they are interleaved with it.

Marks may nest and, across layers, cross. The result is properly nested: where a mark ends inside
another that began later, the later one is closed and opened again.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal

import msgspec

from dateline.document import Span

Kind = Literal["quote", "cue", "trigger", "mention", "filler"]
KINDS: tuple[Kind, ...] = ("quote", "cue", "trigger", "mention", "filler")
"""Of marks with one span, the outermost first."""


class Mark(Span, frozen=True, kw_only=True):
    """A marked span.

    Attributes:
        kind: what it is; a `filler` is an argument or a source that is no mention.
        label: what is written beside it.
        short: what a page writes beside it where labels are short.
        long: what a page writes beside it where labels are long.
        about: what it is, in words, for those who don't see colours and shapes.
        type: the type that gives its colour.
        level: of a mention.
        chain: the number of the coreference chain of a mention that has one.
        roles: the roles that it fills in events, each with the event's number.
        sources: the quotes that it is the source of, in words.
        note: how the other side differs here.
        points: the groups that are highlighted when the mark is pointed at.
        groups: the groups that it belongs to.
    """

    kind: Kind
    label: str = ""
    short: str = ""
    long: str = ""
    about: str = ""
    type: str = ""
    level: str = ""
    chain: int | None = None
    roles: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    note: str = ""
    points: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()


class Piece(msgspec.Struct, frozen=True):
    """A run of text, or the opening or closing of a mark; `whole` where the mark really starts or ends there."""

    what: Literal["text", "open", "close"]
    text: str = ""
    mark: Mark | None = None
    whole: bool = True


def interleave(text: str, window: Span, marks: Iterable[Mark]) -> Iterator[Piece]:
    """Yield the text of a window with the openings and closings of its marks, properly nested."""
    inside = [mark for mark in marks if mark.start < window.end and window.start < mark.end]
    edges = {window.start, window.end, *(edge for mark in inside for edge in mark.key)}
    places = sorted(edge for edge in edges if window.start <= edge <= window.end)
    stack: list[Mark] = []
    for here, there in pairwise(places):
        later: list[Mark] = []
        while any(mark.end <= here for mark in stack):
            mark = stack.pop()
            yield Piece("close", mark=mark, whole=mark.end <= here)
            if mark.end > here:
                later.append(mark)
        later += [mark for mark in inside if max(mark.start, window.start) == here]
        for mark in sorted(later, key=_outer_first):
            yield Piece("open", mark=mark, whole=mark.start == here)
            stack.append(mark)
        yield Piece("text", text[here:there])
    while stack:
        mark = stack.pop()
        yield Piece("close", mark=mark, whole=mark.end <= window.end)


def _outer_first(mark: Mark) -> tuple[int, int, int]:
    return -mark.end, mark.start, KINDS.index(mark.kind)
