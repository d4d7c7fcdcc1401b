"""Plots as SVG inside a page: colours follow the page's, text is text, units are the page's pixels."""

import re
from collections.abc import Callable
from html import escape
from io import StringIO
from typing import Any

from dateline.errors import refuse

WIDTH = 340.0
"""Pixels: what a phone has room for."""
TEXT = 12.5  # pixels
MARKERS = ("o", "s", "^", "D", "v", "P")
"""A second sign beside the colour of a system."""
INK, SOFT, LINE, PAPER = "#010101", "#020202", "#030303", "#040404"
SERIES = tuple(f"#0a000{number}" for number in range(1, len(MARKERS) + 1))
_VARIABLES = {INK: "--ink", SOFT: "--soft", LINE: "--line", PAPER: "--paper"} | {
    colour: f"--s{number}" for number, colour in enumerate(SERIES, start=1)
}
_STYLE: Any = {  # matplotlib names every key in its type
    **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.labelcolor", "ytick.labelcolor"), INK),
    **dict.fromkeys(("axes.edgecolor", "xtick.color", "ytick.color"), SOFT),
    **dict.fromkeys(("font.size", "axes.labelsize", "xtick.labelsize", "ytick.labelsize"), TEXT),
    "grid.color": LINE,
    "svg.fonttype": "none",
    "text.parse_math": False,  # names may hold dollar signs
}
_PER_INCH = 72  # what the SVG backend of matplotlib counts with


def series(number: int) -> tuple[str, str]:
    """Return colour and marker of a system by its number; after six of them they come again."""
    return SERIES[number % len(SERIES)], MARKERS[number % len(MARKERS)]


def drawn(name: str, alt: str, height: float, draw: Callable[[Any], None]) -> str:
    """Draw a plot.

    Args:
        name: a word that tells its ids from those of other plots on the page.
        alt: what it shows, in words.
        height: pixels.
        draw: what draws on the axes (of matplotlib).

    Returns:
        An SVG element.

    Raises:
        InputError: matplotlib is not installed.
    """
    try:
        import matplotlib as mpl
    except ImportError as error:
        hint = "pip install 'dateline-corpus[docs]'"
        raise refuse("missing-package", "the plots of a report need matplotlib", hint=hint) from error
    with mpl.rc_context(_STYLE):
        from matplotlib import pyplot as plt

        from dateline.publishing.reports.figures import figure

        picture, axes = figure((WIDTH / _PER_INCH, height / _PER_INCH))
        draw(axes)
        text = StringIO()
        picture.savefig(text, format="svg", transparent=True, metadata={"Date": None})
        plt.close(picture)
    return _themed(text.getvalue(), name, alt)


def _themed(svg: str, name: str, alt: str) -> str:
    """Make an SVG file an element of the page: variables for colours, the page's font, no style of its own."""
    svg = svg[svg.index("<svg") :].strip()
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r' id="[a-z0-9_.]+_\d+"', "", svg)
    svg = re.sub(r'( id="|"#|url\(#)', rf"\1{name}-", svg)
    svg = re.sub("|".join(_VARIABLES), lambda match: f"var({_VARIABLES[match[0]]})", svg)
    svg = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font-size: \1", svg)
    svg = re.sub(r" font-family: [^;\"]*;", "", svg)
    svg = re.sub(r'="([\d.]+)pt"', r'="\1"', svg)
    svg = re.sub(r"\s*\n\s*", " ", svg).replace("> <", "><")
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(alt)}"', 1)
