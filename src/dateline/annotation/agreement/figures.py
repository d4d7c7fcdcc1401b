"""An agreement as a number with the items behind it, and Cohen's kappa."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping

import msgspec

from dateline.document import Layer
from dateline.scoring.counts import Counts, Metric


class Figure(msgspec.Struct, frozen=True):
    """An agreement between annotators A and B; `value` is None where undefined.

    Attributes:
        value: F1, kappa or accuracy, as the figure's name says.
        a: items of annotator A; for kappa and accuracy, the pairs that are compared.
        b: items of annotator B; for kappa and accuracy the same as `a`.
        both: items that both have in common; for kappa and accuracy, the pairs with one label.
    """

    value: float | None
    a: int
    b: int
    both: int


Breakdown = dict[str, dict[str, dict[str, Figure]]]
"""For each way of breaking down (such as `types`), for each label, its figures by name."""


class LayerAgreement(msgspec.Struct, frozen=True):
    """The agreement on one layer.

    Attributes:
        rounds: the round of each document.
        figures: by name.
        breakdown: for each way of breaking down (such as `types`), for each label, its figures by name.
    """

    rounds: Mapping[str, str]
    figures: Mapping[str, Figure]
    breakdown: Mapping[str, Mapping[str, Mapping[str, Figure]]] = {}


class Agreement(msgspec.Struct, frozen=True):
    """The agreement of two annotators on every layer that both have."""

    layers: Mapping[Layer, LayerAgreement]


def evaluate(counts: Counts, metric: Metric) -> Figure:
    """Evaluate an F1, whose columns are items of a, of b and matches, or an accuracy, of total and correct."""
    sums = counts.pick(metric.columns).sum(axis=0)
    if len(sums) == 2:  # noqa: PLR2004 - an accuracy
        return Figure(metric.of(counts), int(sums[0]), int(sums[0]), int(sums[1]))
    return Figure(metric.of(counts), int(sums[0]), int(sums[1]), int(sums[2:].sum()))


def f1(a: int, b: int, both: int) -> Figure:
    """Make the F1 of counted items."""
    return Figure(2 * both / (a + b) if a + b else None, a, b, both)


def accuracy(pairs: Iterable[tuple[Hashable, Hashable]]) -> Figure:
    """Make the share of pairs with equal sides."""
    listed = list(pairs)
    equal = sum(one == other for one, other in listed)
    return Figure(equal / len(listed) if listed else None, len(listed), len(listed), equal)


def kappa(pairs: Iterable[tuple[Hashable, Hashable]]) -> Figure:
    """Cohen's kappa of two labels per item: agreement beyond what their frequencies alone would give.

    (p_o - p_e) / (1 - p_e), with p_e from each side's own distribution (Cohen 1960). It is undefined without items,
    and where both sides give every item one and the same label.
    """
    listed = list(pairs)
    total, equal = len(listed), sum(one == other for one, other in listed)
    left, right = Counter(one for one, _ in listed), Counter(other for _, other in listed)
    chance = sum(number * right[label] for label, number in left.items())  # p_e in units of 1 / total squared
    value = (equal * total - chance) / (total * total - chance) if total * total > chance else None
    return Figure(value, total, total, equal)
