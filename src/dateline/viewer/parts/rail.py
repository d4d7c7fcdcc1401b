"""The margin rail: the coreference chains of a document as lines beside its paragraphs.

Each paragraph lists the chains that it mentions, with the number of mentions. The longest chains have a line of
their own, drawn from the first paragraph that mentions them to the last one.
"""

from collections.abc import Sequence
from html import escape

import msgspec

from dateline.document import Document, Mention, Span
from dateline.viewer.colours import css_class
from dateline.viewer.marks import Marked
from dateline.viewer.passages import chain_class

LANES = 8
"""The most lines side by side."""
LEAST = 2
"""Mentions of a chain that is shown."""


class Chain(msgspec.Struct, frozen=True):
    """A chain of mentions.

    Attributes:
        name: what it is called: its longest name, else its first mention.
        type: the type of the mention that it is called by.
        number: the number of its group.
        counts: how many mentions are in each paragraph.
        mark: the number beside its mentions in the text; None if it has a single one.
        lane: the line that it is drawn on, from 0; None if it has none.
    """

    name: str
    type: str
    number: int
    counts: tuple[int, ...]
    mark: int | None = None
    lane: int | None = None

    @property
    def total(self) -> int:
        """How many mentions it has."""
        return sum(self.counts)

    @property
    def reach(self) -> tuple[int, int]:
        """The first and the last paragraph that mention it."""
        there = [place for place, count in enumerate(self.counts) if count]
        return there[0], there[-1]


def chains_of(document: Document, side: Marked) -> list[Chain]:
    """List the chains of a side, those with most mentions first; single mentions are chains of one."""
    found: dict[str, list[Mention]] = {}
    for mention in sorted(side.side.mentions, key=lambda one: one.key):
        if mention.entity is not None:
            found.setdefault(mention.entity, []).append(mention)
    chains = [
        Chain(
            *_called(document, mentions),
            side.numbers["entity", entity],
            tuple(_counts(document.paragraphs, mentions)),
            side.chains.get(entity),
        )
        for entity, mentions in found.items()
    ]
    return sorted(chains, key=lambda one: (-one.total, one.number))


def with_lanes(chains: Sequence[Chain]) -> list[Chain]:
    """Give lines to the longest chains: a line is free again below the last paragraph of a chain."""
    taken: list[list[tuple[int, int]]] = [[] for _ in range(LANES)]
    out: list[Chain] = []
    for chain in chains:
        if chain.total < LEAST:
            break
        first, last = chain.reach
        lane = next((n for n, used in enumerate(taken) if all(last < a or b < first for a, b in used)), None)
        if lane is not None:
            taken[lane].append((first, last))
        out.append(msgspec.structs.replace(chain, lane=lane))
    return out


def rail(chains: Sequence[Chain], paragraph: int) -> str:
    """Write the part of the rail beside a paragraph.

    Args:
        chains: the chains with their lines.
        paragraph: its place in the document, from 0.
    """
    here = sorted((one for one in chains if one.counts[paragraph]), key=_by_lane)
    lines = []
    for chain in chains:
        first, last = chain.reach
        if chain.lane is not None and first <= paragraph <= last and first < last:
            row = here.index(chain) if chain in here else 0
            ends = " first" if paragraph == first else " last" if paragraph == last else ""
            lines.append(
                f'<i class="{_colours(chain)}{ends}" style="--x:{chain.lane};--y:{row}" data-in="{chain.number}"></i>'
            )
    rows = "".join(_row(one, paragraph) for one in here)
    return f'<div class="rail">{"".join(lines)}<ul aria-label="Chains">{rows}</ul></div>' if here or lines else ""


def _row(chain: Chain, paragraph: int) -> str:
    count = chain.counts[paragraph]
    lane = LANES if chain.lane is None else chain.lane
    times = f'<span class="times">\N{MULTIPLICATION SIGN}{count}</span>' if count > 1 else ""
    numbered = f' data-c="{chain.mark}"' if chain.mark else ""
    return (
        f'<li class="{_colours(chain)}" style="--x:{lane}"><b></b>'
        f'<button type="button"{numbered} data-on="{chain.number}" data-in="{chain.number}">'
        f"{escape(chain.name)}</button>{times}</li>"
    )


def _colours(chain: Chain) -> str:
    return f"{css_class(chain.type)} {chain_class(chain.mark)}".strip()


def _by_lane(chain: Chain) -> tuple[int, int]:
    return (LANES if chain.lane is None else chain.lane), chain.number


def _counts(paragraphs: Sequence[Span], mentions: Sequence[Mention]) -> list[int]:
    return [sum(one.start <= mention.start < one.end for mention in mentions) for one in paragraphs]


def _called(document: Document, mentions: Sequence[Mention]) -> tuple[str, str]:
    names = [one for one in mentions if one.level == "name"] or mentions[:1]
    called = max(names, key=lambda one: one.end - one.start)
    return document.span_text(called), called.type
