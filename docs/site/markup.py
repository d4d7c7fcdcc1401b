"""Pieces of Markdown and HTML that generated pages share."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from string import Template

from docs.site.plan import HERE

from dateline.tables import markdown_table

_BAR = re.compile(r"<mo[^>]*>(?:&#x0007C;|\||&#x02223;)</mo>")
_THIN_BAR = '<mo lspace="0" rspace="0" stretchy="false">|</mo>'  # without the space around an operator


def filled(template: str, **values: str) -> str:
    """Put generated parts into the text of a page (templates/).

    Raises:
        KeyError: the text has a place for something else.
    """
    return Template((HERE / "templates" / f"{template}.md").read_text(encoding="utf-8")).substitute(values)


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: bool = False) -> str:
    """Write a table of Markdown; bars in cells are escaped."""
    cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    return markdown_table(header, cells, right=right)


def math(formulas: Iterable[str]) -> str:
    """Write formulas of LaTeX as MathML, which browsers draw without a script."""
    from latex2mathml.converter import convert

    drawn = (_BAR.sub(_THIN_BAR, convert(formula, display="block")) for formula in formulas)
    return f'<div class="formulas">{"".join(drawn)}</div>\n'


def cards(listed: Iterable[tuple[str, str, str]]) -> str:
    """Write a grid of cards: title, address, and what is there."""
    inner = "".join(
        f'<a class="card" href="{escape(address)}"><strong>{escape(title)}</strong><span>{escape(said)}</span></a>'
        for title, address, said in listed
    )
    return f'<div class="cards">{inner}</div>\n'


def button(words: str, address: str) -> str:
    """Write a link that looks like a button."""
    return f'<a class="md-button md-button--primary" href="{escape(address)}">{escape(words)}</a>\n'


def page_of(address: str) -> str:
    """Give the address of the built page of a Markdown file."""
    return re.sub(r"\.md$", ".html", address)
