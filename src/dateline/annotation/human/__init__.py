"""Our gold of the part `wikinews` beside the labels that people gave the same articles, in GUM and OntoGUM.

The order of the work: `read_comparison` reads both sides, `figures` counts, `differences` lists what differs, and
`to_sort` chooses what a reader sorts by its cause.
"""

from dateline.annotation.human.compared import Comparison, gold_checksum, read_comparison
from dateline.annotation.human.differences import Difference, differences, read_differences, to_sort, write_differences
from dateline.annotation.human.figures import FIRST, Figure, Figures, figures, read_figures, recorded, write_figures
from dateline.annotation.human.mapping import TypeMapping, read_mapping

__all__ = [
    "FIRST",
    "Comparison",
    "Difference",
    "Figure",
    "Figures",
    "TypeMapping",
    "differences",
    "figures",
    "gold_checksum",
    "read_comparison",
    "read_differences",
    "read_figures",
    "read_mapping",
    "recorded",
    "to_sort",
    "write_differences",
    "write_figures",
]
