"""The style of all plots, in pages and in files: text is text, and colours are variables that follow the reader's.

The variables are those of `palette.css`, light and dark. A plot comes out byte for byte the same at every run.
"""

import re
from collections.abc import Callable
from html import escape
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from dateline.errors import refuse
from dateline.files import write_text
from dateline.tables import markdown_table

PALETTE = Path(__file__).with_name("palette.css").read_text(encoding="utf-8")
SIZE = (504.0, 270.0)  # pixels
TEXT = 12.5  # pixels
MARKERS = ("o", "s", "^", "D", "v", "P")
"""A second sign beside the colour of a series."""
INK, SOFT, LINE, PAPER = "#010101", "#020202", "#030303", "#040404"
SERIES = tuple(f"#0a000{number}" for number in range(1, len(MARKERS) + 1))
_VARIABLES = {INK: "--ink", SOFT: "--soft", LINE: "--line", PAPER: "--paper"} | {
    colour: f"--s{number}" for number, colour in enumerate(SERIES, start=1)
}
_STYLE: Any = {  # matplotlib names every key in its type
    **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.labelcolor", "ytick.labelcolor"), INK),
    **dict.fromkeys(("axes.edgecolor", "xtick.color", "ytick.color"), SOFT),
    **dict.fromkeys(
        ("font.size", "axes.labelsize", "axes.titlesize", "xtick.labelsize", "ytick.labelsize", "legend.fontsize"), TEXT
    ),
    "axes.labelpad": 6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": LINE,
    "hatch.color": PAPER,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "dateline",  # the same ids at every run
    "text.parse_math": False,  # names may hold dollar signs
}
_PER_INCH = 72  # what the SVG backend of matplotlib counts with
_FILE_STYLE = (
    "svg { fill: none; stroke-linejoin: round; font-family: system-ui, sans-serif; } text { fill: var(--ink); }"
)


class Plot(NamedTuple):
    """A plot: an SVG element, its title, what it shows in words, and its data as header and rows."""

    svg: str
    title: str
    told: str
    data: tuple[list[str], list[list[str]]]

    def written(self, path: Path) -> str:
        """Write the plot to a file, with its words and with colours for light and dark.

        Returns:
            Markdown that shows it, with its words and its data.
        """
        said = f"<title>{escape(self.title)}</title><desc>{escape(self.told)}</desc>"
        head, _, rest = self.svg.partition(">")
        style = re.sub(r"\s+", " ", f"{PALETTE}{_FILE_STYLE}")
        head = head.replace("<svg", '<svg role="img"', 1)
        write_text(path, f"{head}>{said}<style>{style}</style>{rest}\n")
        return f"![{self.title}: {self.told}]({path.name})\n\n{markdown_table(*self.data)}\n"


def series(number: int) -> tuple[str, str]:
    """Return colour and marker of a series by its number; after six of them they come again."""
    return SERIES[number % len(SERIES)], MARKERS[number % len(MARKERS)]


def picture(name: str, draw: Callable[[Any], None], size: tuple[float, float] = SIZE, panels: int = 1) -> str:
    """Draw a plot.

    Args:
        name: a word that tells its ids from those of other plots on a page.
        draw: what draws on the axes of matplotlib; on an array of them if there are several panels.
        size: width and height in pixels.
        panels: axes side by side.

    Returns:
        An SVG element without a style of its own, whose colours are variables.

    Raises:
        InputError: matplotlib is not installed.
    """
    try:
        import matplotlib as mpl
    except ImportError as error:
        hint = "pip install 'dateline-corpus[docs]'"
        raise refuse("missing-package", "plots need matplotlib", hint=hint) from error
    mpl.use("svg")
    from matplotlib import pyplot as plt

    with mpl.rc_context(_STYLE):
        inches = (size[0] / _PER_INCH, size[1] / _PER_INCH)
        drawn, axes = plt.subplots(1, panels, figsize=inches, layout="constrained", squeeze=False)
        draw(axes[0, 0] if panels == 1 else axes[0])
        text = StringIO()
        drawn.savefig(text, format="svg", transparent=True, metadata={"Date": None})
        plt.close(drawn)
    return _themed(text.getvalue(), name)


def _themed(svg: str, name: str) -> str:
    """Leave out what is a file's own, name variables for colours, and leave the font to the page."""
    svg = svg[svg.index("<svg") :].strip()
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r' id="[a-z0-9_.]+_\d+"', "", svg)
    svg = re.sub("|".join(_VARIABLES), lambda match: f"var({_VARIABLES[match[0]]})", svg)
    svg = re.sub(r' (fill|stroke)="(var\(--\w+\))"', r' style="\1: \2"', svg)  # attributes can't hold variables
    svg = re.sub(r'( id="|"#|url\(#)', rf"\1{name}-", svg)
    svg = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font-size: \1", svg)
    svg = re.sub(r" font-family: [^;\"]*;", "", svg)
    svg = re.sub(r'="([\d.]+)pt"', r'="\1"', svg)
    return re.sub(r"\s*\n\s*", " ", svg).replace("> <", "><")
