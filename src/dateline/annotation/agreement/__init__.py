"""The agreement of two annotators, by the project's own scorers: A is taken as gold, B as prediction.

All figures are of the passes as they were submitted, before adjudication, summed over documents.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from dateline.annotation.agreement import events, mentions, quotes
from dateline.annotation.agreement.disagreements import Disagreement, line_of
from dateline.annotation.agreement.figures import Agreement, Breakdown, Figure, LayerAgreement
from dateline.annotation.agreement.tables import agreement_tables, summary_rows
from dateline.annotation.passes import UNDECIDED, Category, Decision, Pair, pairs
from dateline.document import LAYERS, Layer
from dateline.ontology import Ontology, ontology

__all__ = [
    "Agreement",
    "Category",
    "Decision",
    "Disagreement",
    "Figure",
    "LayerAgreement",
    "Pair",
    "agreement",
    "agreement_tables",
    "differences",
    "list_differences",
    "pairs",
    "summary_rows",
]

Compare: TypeAlias = Callable[[Sequence[Pair], Ontology], tuple[dict[str, Figure], Breakdown]]
Differ: TypeAlias = Callable[[Pair], Iterator[Disagreement]]
_LAYERS: dict[Layer, tuple[Compare, Differ]] = {
    "mentions": (mentions.compare, mentions.differ),
    "events": (events.compare, events.differ),
    "quotes": (quotes.compare, quotes.differ),
}


def agreement(root: Path, documents: Sequence[str] | None = None, of_round: str = "") -> Agreement:
    """Compute the agreement on every layer that two annotators annotated; any other layer is left out.

    Args:
        root: the project's folder.
        documents: document ids; None for all that two annotators annotated.
        of_round: a round of passes; empty for the latest of each document and layer.

    Raises:
        InputError: there is no such round, no pass of a document that is named, or a file can't be read.
    """
    layers: dict[Layer, LayerAgreement] = {}
    for layer, found in _pairs(root, documents, of_round):
        figures, breakdown = _LAYERS[layer][0](found, ontology())
        layers[layer] = LayerAgreement({pair.document: pair.round for pair in found}, figures, breakdown)
    return Agreement(layers)


def differences(layer: Layer, pair: Pair) -> list[Disagreement]:
    """List what two annotators of a document say differently on a layer, in order of the text."""
    return sorted(_LAYERS[layer][1](pair), key=lambda one: (one.start, one.end))


def list_differences(
    root: Path, documents: Sequence[str] | None = None, of_round: str = "", texts: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield a line for each difference, with the category of its decision, then how many there are of each.

    Args:
        root: the project's folder.
        documents: document ids; None for all that two annotators annotated.
        of_round: a round of passes; empty for the latest of each document and layer.
        texts: real texts by document id, if the words themselves are to be shown.

    Raises:
        InputError: as `agreement`.
    """
    for layer, found in _pairs(root, documents, of_round):
        categories: Counter[str] = Counter()
        unused = 0
        for pair in found:
            decided = set()
            for one in differences(layer, pair):
                decision = one.decided(pair.decisions)
                decided.add(decision)
                categories[decision.category if decision else UNDECIDED] += 1
                yield line_of(pair, layer, one, (texts or {}).get(pair.document))
            unused += len(set(pair.decisions) - decided)
        told = ", ".join(f"{number} {category}" for category, number in sorted(categories.items()))
        yield f"{layer}: {categories.total()} differences" + (f" ({told})" if told else "")
        if unused:
            yield f"{layer}: {unused} decisions belong to no difference"


def _pairs(root: Path, documents: Sequence[str] | None, of_round: str) -> list[tuple[Layer, tuple[Pair, ...]]]:
    found = [(layer, pairs(root, layer, documents, of_round)) for layer in LAYERS]
    return [(layer, of_layer) for layer, of_layer in found if of_layer]
