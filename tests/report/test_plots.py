"""Plots: what they say in words, that they follow the page's colours, and that names are drawn as they are."""

import re
import sys

import pytest

from dateline.errors import InputError
from dateline.evaluation.results import Reading, Result, Score
from dateline.report.plots import (
    Bar,
    Rates,
    distribution,
    distribution_plot,
    interval_plot,
    pair_plot,
    precision_recall_plot,
)


def result(name, scores):
    """Make a result with scores of documents."""
    per_document = {f"d{number}": score for number, score in enumerate(scores)}
    facts = {"task": "ner", "data": "x", "unit": "document", "primary": "f1", "labels": {}, "signature": ""}
    return Result(
        system=name,
        units=3,
        documents=3,
        scores={"f1": Score(50.0, 40.0, 60.0)},
        detectable=None,
        per_document=per_document,
        reading=Reading(),
        **facts,
    )


BARS = [Bar("one", 50.0, 40.0, 60.0), Bar("two", 20.0, None, None, 1), Bar("none", None, None, None, 2)]
PLOTS = {
    "intervals": lambda: interval_plot("a", "f1", BARS, zero=True),
    "rates": lambda: precision_recall_plot("b", [Rates("ORG", 50, 60, 7), Rates("GPE", 51, 61, 9)], what="each label"),
    "spread": lambda: distribution_plot("c", "f1", [result("one", [0, 50, 100]), result("two", [])]),
    "pair": lambda: pair_plot("d", "f1", result("one", [10, 20]), result("two", [30, 10]), 1),
    "cells": lambda: pair_plot("e", "f1", result("one", range(100)), result("two", [5] * 100), 1),
}


@pytest.mark.parametrize("name", PLOTS)
def test_plots_follow_the_page(name):
    """A plot has words for those who can't see it, text as text, no fixed colour, no style sheet, ids of its own."""
    svg = PLOTS[name]()
    assert re.match(r'<svg role="img" aria-label="[^"]{10,}"', svg)
    assert "<text" in svg
    assert "<style" not in svg
    assert "<metadata" not in svg
    assert set(re.findall(r"#[0-9a-f]{6}\b", svg)) == set()
    assert {one.split("-")[0] for one in re.findall(r' id="([^"]+)"', svg)} <= {"abcde"[list(PLOTS).index(name)]}
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", svg)]
    assert min(sizes) >= 12
    assert float(re.search(r'width="([\d.]+)"', svg)[1]) == 340


def test_words_say_the_values():
    """The words beside a plot have its numbers."""
    assert "one 50.00 [40.00, 60.00]; two 20.00; none -" in PLOTS["intervals"]()
    assert "higher with two: 1, higher with one: 1, equal: 0" in PLOTS["pair"]()
    assert "GPE 51, 61; ORG 50, 60" in PLOTS["rates"]()


def test_names_are_no_formulas_and_no_markup():
    """Dollar signs and angle brackets of a name are drawn as they are."""
    svg = interval_plot("a", "f1", [Bar("<b>$x_1$</b>", 1.0, None, None)])
    assert "<b>" not in svg
    assert "&lt;b&gt;$x_1$&lt;/b&gt;" in svg


def test_scores_are_counted_in_bins():
    """The last bin has the highest score."""
    counts = distribution([0, 4.9, 5, 99, 100])
    assert (counts[0], counts[1], counts[-1], sum(counts)) == (2, 1, 2, 5)


def test_missing_matplotlib_is_told(monkeypatch):
    """Without the package the command says how to get it."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(InputError, match=r"missing-package.*docs"):
        PLOTS["intervals"]()
