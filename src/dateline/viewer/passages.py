"""Text with its marks as HTML: what every page of annotated text is made of.

All words are escaped. What stands beside a mark is in attributes (`data-short`, `data-long`, `data-roles`,
`data-sources`, `data-note`) that the style sheet shows, so that copied text is the text alone.
"""

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import get_args

from dateline.document import MentionLevel, Span
from dateline.viewer.colours import css_class, css_rules
from dateline.viewer.interleave import Kind, Mark, Piece, interleave

CLASSES: Mapping[Kind, str] = {"mention": "m", "trigger": "t", "quote": "q", "cue": "c", "filler": "f"}
COLOURS = 12
"""How many colours coreference chains take in turn; their numbers tell them apart."""
STATIC = Path(__file__).with_name("static")
LEVELS = frozenset(get_args(MentionLevel))
DEEPEST = 4
"""Underlines of more levels than this share a line."""


def anchor(kind: str, span: Span) -> str:
    """The id that a mark has on the page of its document; `kind` is its class, such as `m`."""
    return f"{kind}{span.start}-{span.end}"


def passage(text: str, window: Span, marks: Iterable[Mark], *, anchors: bool = False) -> str:
    """Write a window of a text with the marks that reach into it.

    Args:
        text: the whole text.
        window: the part of it to write.
        marks: marks on the text, in any order; they may nest and cross.
        anchors: whether marks have ids, for links to them; then the text can be on a page only once.

    Returns:
        Text and `span` elements, properly nested, to stand in an element of class `dl` on a page with `styles()`.
    """
    pieces = list(interleave(text, window, marks))
    closed, depth = _closings(pieces)
    out: list[str] = []
    for place, piece in enumerate(pieces):
        if piece.mark is None:
            out.append(escape(piece.text))
        elif piece.what == "open":
            name = anchor(CLASSES[piece.mark.kind], piece.mark) if anchors and piece.whole else ""
            out.append(_open(piece.mark, name, first=piece.whole, last=pieces[closed[place]].whole, depth=depth[place]))
        else:
            out.append("</span>")
    return "".join(out)


def styles(*names: str) -> str:
    """Return style sheets of the viewer: `text`, which `passage` needs, the colours of types, and others by name."""
    sheets = ((STATIC / f"{name}.css").read_text(encoding="utf-8") for name in ("text", *names))
    return "".join(sheets) + css_rules() + chain_class_rules()


def chain_class(chain: int | None) -> str:
    """Return the class of a coreference chain's colour, `--chain`."""
    return f"c{chain % COLOURS}" if chain else ""


def chain_class_rules() -> str:
    """Return the style rules of the colours of chains: neighbours are far from one another on the wheel."""
    hues = enumerate(7 * 360 // COLOURS * number % 360 for number in range(COLOURS))
    return "".join(f".dl .c{n}{{--chain:light-dark(hsl({hue} 60% 27%),hsl({hue} 60% 76%))}}" for n, hue in hues) + "\n"


def _closings(pieces: list[Piece]) -> tuple[dict[int, int], dict[int, int]]:
    """Find where each opening is closed, and how many underlines are stacked inside it."""
    closed: dict[int, int] = {}
    depth: dict[int, int] = {}
    stack: list[int] = []
    for place, piece in enumerate(pieces):
        if piece.what == "open":
            stack.append(place)
            depth[place] = 0
        elif piece.what == "close":
            opening = stack.pop()
            closed[opening] = place
            if stack:
                inside = depth[opening] + (piece.mark is not None and _underlined(piece.mark))
                depth[stack[-1]] = max(depth[stack[-1]], inside)
    return closed, depth


def _underlined(mark: Mark) -> bool:
    return mark.kind == "filler" or (mark.kind == "mention" and mark.level != "value")


def _open(mark: Mark, name: str, *, first: bool, last: bool, depth: int) -> str:
    level = mark.level if mark.level in LEVELS else ""
    classes = [CLASSES[mark.kind], level, "d" if mark.note else ""]
    if mark.kind == "mention":
        classes += [css_class(mark.type), chain_class(mark.chain)]
    if depth:
        classes.append(f"n{min(depth, DEEPEST)}")
    if not first:
        classes.append("cut")  # goes on from before
    attributes = {"class": " ".join(filter(None, classes))}
    # A quote is labelled where it starts, anything else where it ends.
    if first if mark.kind == "quote" else last:
        attributes |= {
            "data-short": mark.short,
            "data-long": mark.long,
            "data-roles": " · ".join(mark.roles),
            "data-sources": ", ".join(mark.sources),
        }
        attributes["data-note"] = f"≠ {mark.note}" if mark.note else ""
    attributes |= {"id": name, "data-t": mark.type, "data-c": str(mark.chain or "")}
    if mark.points:
        attributes |= {"role": "group", "aria-label": mark.about, "tabindex": "-1" if first else ""}
        attributes["data-on"] = " ".join(map(str, mark.points))
    attributes["data-in"] = " ".join(map(str, mark.groups))
    written = (f'{name}="{escape(value)}"' for name, value in attributes.items() if value)
    return f"<span {' '.join(written)}>"
