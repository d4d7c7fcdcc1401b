"""The viewer: an article with its layers, in the terminal or as one page; gold alone, or two sides compared.

Other pages of annotated text are made of the same parts: `passage` writes a window of a text with its `Mark`s,
`fragment` a whole document, and `styles` the style sheets that both need.
"""

from dateline.viewer.article import fragment
from dateline.viewer.interleave import Mark
from dateline.viewer.marks import marked
from dateline.viewer.page import page
from dateline.viewer.passages import passage, styles
from dateline.viewer.terminal import draw
from dateline.viewer.view import Reading, Side, of_gold, of_passes, of_predictions

__all__ = [
    "Mark",
    "Reading",
    "Side",
    "draw",
    "fragment",
    "marked",
    "of_gold",
    "of_passes",
    "of_predictions",
    "page",
    "passage",
    "styles",
]
