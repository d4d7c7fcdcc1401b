"""A document with its layers as a piece of HTML: for a page of its own, a notebook, or another page."""

from collections.abc import Callable, Iterator
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


def title_of(document: Document) -> str:
    """The headline of a document; its id where there is none or it is masked."""
    return document.id if document.masked or not document.title else document.title


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
    (side,) = sides
    chains = with_lanes(chains_of(reading.document, side))

    def beside(place: int) -> str:
        listed = lists(reading, side, reading.document.paragraphs[place]) if whole else ""
        return rail(chains, place) + listed

    return f'<div class="one">{"".join(paragraphs(reading, side, beside, whole=whole))}</div>'


def paragraphs(
    reading: Reading, side: Marked, beside: Callable[[int], str] = lambda _: "", *, whole: bool
) -> Iterator[str]:
    """Write the paragraphs of one side.

    Args:
        reading: the reading, made `readable`.
        side: the side with its marks.
        beside: gives what stands beside a paragraph, by its place from 0.
        whole: whether they are the only ones of their page, with headings and anchors.
    """
    document = reading.document
    masked = " masked" if document.masked else ""
    title = next((place for place, one in enumerate(document.paragraphs) if one.kind == "headline"), None)
    if whole and title is None:
        yield f'<h1 class="text">{escape(title_of(document))}</h1>'
    for place, paragraph in enumerate(document.paragraphs):
        tag = "p" if not whole else "h1" if place == title else "h2" if paragraph.kind == "heading" else "p"
        anchor = f' id="p{place + 1}"' if whole else ""
        yield (
            f'<section class="para {escape(paragraph.kind)}"{anchor}><{tag} class="text{masked}">'
            f"{passage(document.text, paragraph, side.marks, anchors=whole)}</{tag}>{beside(place)}</section>\n"
        )
