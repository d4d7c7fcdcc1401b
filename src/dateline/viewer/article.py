"""A document with its layers as a piece of HTML: for a page of its own, a notebook, or another page."""

from collections.abc import Iterator
from html import escape

import msgspec

from dateline.document import LAYERS, Document, Layer
from dateline.viewer.marks import Marked, marked
from dateline.viewer.parts.comparison import runs
from dateline.viewer.parts.lists import lists
from dateline.viewer.parts.rail import chains_of, rail, with_lanes
from dateline.viewer.passages import passage
from dateline.viewer.terminal import MASKED
from dateline.viewer.view import Reading, of_gold

SQUARE = "\N{BLACK SMALL SQUARE}"


def fragment(document: Document, layers: tuple[Layer, ...] = LAYERS) -> str:
    """Write the gold of a document, paragraph by paragraph, without choices and lists.

    Args:
        document: the document.
        layers: the layers to mark, as far as it has them.

    Returns:
        Elements to stand in one of class `dl`, whose attribute `data-strong` names the strong layers, on a page with
        `styles("article")`.
    """
    reading = readable(of_gold(document, layers))
    return f'<div class="dl-doc">{body(reading, marked(reading), whole=False)}</div>'


def readable(reading: Reading) -> Reading:
    """Put squares in the place of the underscores of masked text, which underlines would hide."""
    document = reading.document
    if not document.masked:
        return reading
    drawn = msgspec.structs.replace(document, text=document.text.replace("_", SQUARE))
    return msgspec.structs.replace(reading, document=drawn)


def head(document: Document) -> str:
    """Write the facts of a document, and whether its text is masked."""
    facts = " · ".join(filter(None, (document.outlet, document.genre, document.date, document.id)))
    note = f'<p class="note">{escape(MASKED)}</p>' if document.masked else ""
    return f'<p class="facts">{escape(facts)}</p>{note}'


def body(reading: Reading, sides: tuple[Marked, ...], *, whole: bool) -> str:
    """Write the paragraphs of a reading.

    Args:
        reading: the reading.
        sides: its sides with their marks.
        whole: whether this is a page of its own, with headings, anchors and lists.
    """
    if len(sides) > 1:
        return f'<div class="two">{"".join(runs(reading, sides))}</div>'
    return f'<div class="one">{"".join(_paragraphs(reading, sides[0], whole=whole))}</div>'


def _paragraphs(reading: Reading, side: Marked, *, whole: bool) -> Iterator[str]:
    chains = with_lanes(chains_of(reading.document, side))
    title = next((place for place, one in enumerate(reading.document.paragraphs) if one.kind == "headline"), None)
    if whole and title is None:
        yield f'<h1 class="text">{escape(reading.document.title or reading.document.id)}</h1>'
    for place, paragraph in enumerate(reading.document.paragraphs):
        tag = "p" if not whole else "h1" if place == title else "h2" if paragraph.kind == "heading" else "p"
        masked = " masked" if reading.document.masked else ""
        anchor = f' id="p{place + 1}"' if whole else ""
        yield (
            f'<section class="para {escape(paragraph.kind)}"{anchor}><{tag} class="text{masked}">'
            f"{passage(reading.document.text, paragraph, side.marks)}</{tag}>{rail(chains, place)}"
            f"{lists(reading, side, paragraph) if whole else ''}</section>\n"
        )
