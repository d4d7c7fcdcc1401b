"""The reading tool: an article with its layers, in the terminal or as one page; gold alone, or two sides compared."""

from dateline.show.page import page
from dateline.show.reading import Reading, Side, of_gold, of_passes, of_predictions
from dateline.show.terminal import draw

__all__ = ["Reading", "Side", "draw", "of_gold", "of_passes", "of_predictions", "page"]
