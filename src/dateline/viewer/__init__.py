"""The viewer: an article with its layers, in the terminal or as one page; gold alone, or two sides compared."""

from dateline.viewer.page import page
from dateline.viewer.terminal import draw
from dateline.viewer.view import Reading, Side, of_gold, of_passes, of_predictions

__all__ = ["Reading", "Side", "draw", "of_gold", "of_passes", "of_predictions", "page"]
