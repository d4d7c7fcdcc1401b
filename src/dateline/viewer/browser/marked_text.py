"""A paragraph with its marks as markup; what of them is seen is left to the style sheet."""

from collections.abc import Mapping

import msgspec

from dateline.document import Document, Paragraph
from dateline.viewer.browser.collection import Collection, anchor
from dateline.viewer.browser.markup import Html, element, joined
from dateline.viewer.interleave import Mark, interleave
from dateline.viewer.marks import Marked

LETTERS = {"mention": "m", "trigger": "t", "quote": "q", "cue": "c", "filler": "f"}
"""The class of each kind of mark, and the first letter of its id."""
COLOURS = 12
"""How many colours coreference chains take in turn; their numbers tell them apart."""
_ELEMENTS = {"headline": "h1", "heading": "h2"}


class Annotated(msgspec.Struct, frozen=True):
    """A document with its marks, the numbers of its chains, and what its quotes' groups are labelled with."""

    document: Document
    side: Marked
    chains: Mapping[str, int]
    speakers: Mapping[int, str]
    members: Mapping[int, int]


def annotated(document: Document, side: Marked) -> Annotated:
    """Number the chains: the entities with two mentions or more, by their first mention."""
    times: dict[str, int] = {}
    for mention in sorted(side.side.mentions):
        if mention.entity is not None:
            times[mention.entity] = times.get(mention.entity, 0) + 1
    repeated = [name for name, found in times.items() if found > 1]
    chains = {name: number for number, name in enumerate(repeated, start=1)}
    return Annotated(
        document,
        side,
        chains,
        {side.numbers["quote", name]: speaker for name, speaker in side.speakers.items()},
        {side.numbers["entity", name]: number for name, number in chains.items()},
    )


def paragraph_text(collection: Collection, of: Annotated, number: int, paragraph: Paragraph) -> Html:
    """Write a paragraph with all its marks; `number` counts from 1."""
    open_marks: list[tuple[str | None, list[str]]] = [(None, [])]
    for piece in interleave(of.document.text, paragraph, of.side.marks):
        if piece.mark is None:
            open_marks[-1][1].append(piece.text)
        elif piece.what == "open":
            open_marks.append((anchor(LETTERS[piece.mark.kind], piece.mark) if piece.whole else None, []))
        else:
            name, inside = open_marks.pop()
            open_marks[-1][1].append(_mark(collection, of, piece.mark, name, inside, cut=not piece.whole))
    return element(_ELEMENTS.get(paragraph.kind, "p"), joined(open_marks[0][1]), id=f"p{number}", class_=paragraph.kind)


def _mark(collection: Collection, of: Annotated, mark: Mark, name: str | None, inside: list[str], *, cut: bool) -> Html:
    chain = next((of.members[group] for group in mark.points if group in of.members), None)
    classes = [LETTERS[mark.kind], collection.types.get(mark.type, "")]
    label = mark.type
    if mark.kind == "mention":
        classes += [mark.level, f"c{chain % COLOURS}" if chain else ""]
    elif mark.kind == "quote":
        label = next((of.speakers[group] for group in mark.points if group in of.speakers), "")
    return element(
        "span",
        joined(inside),
        class_=" ".join([one for one in classes if one] + ["cut"] * cut),
        id=name,
        data_t=label or None,
        data_c=chain,
        data_on=" ".join(map(str, mark.points)) or None,
        data_in=" ".join(map(str, mark.groups)) or None,
    )
