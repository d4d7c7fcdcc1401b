"""The report on how similar invented news is to real news."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

import numpy as np

from dateline.annotation.reading_test import Reading, reading_rows
from dateline.corpus.style.similarity import Comparison, Profile, extent_rows, gaps, similarity_rows
from dateline.files import write_text
from dateline.paths import TEMPLATES, root
from dateline.publishing.reports.figures import figure, save
from dateline.tables import markdown_table

_NAMED = 6  # largest gaps named in the text


def write_similarity(folder: Path, compared: Comparison, read: Sequence[Reading] = ()) -> Path:
    """Write `similarity.md`, filled from its template, and its plots; return the page's path.

    Args:
        folder: the folder to write to.
        compared: the parts beside each other; the first is the one that is judged.
        read: the results of the reading test.
    """
    template = Template((root() / TEMPLATES / "similarity.md").read_text(encoding="utf-8"))
    measured = compared.profiles
    judged = [gap for gap in gaps(compared) if gap.near is not None]
    page = folder / "similarity.md"
    text = template.substitute(
        judged=compared.judged,
        real=" and ".join(f"`{name}`" for name in compared.real),
        command=" ".join(f"--compare {name}" for name in compared.real),
        extent=markdown_table(*extent_rows(compared)),
        sample=compared.sample,
        cues=compared.cues,
        within=sum(bool(gap.near) for gap in judged),
        number=len(judged),
        largest="; ".join(f"{gap.measure} ({gap.gap:+.0f}%)" for gap in judged[:_NAMED]),
        measures=markdown_table(*similarity_rows(compared)),
        reading=markdown_table(*reading_rows(read)) if read else "No reader has done it yet.",
        grams=markdown_table(
            ["4-gram", "number"], [[gram, number] for gram, number in measured[compared.judged].grams]
        ),
    )
    write_text(page, text)
    save(folder / "similarity-sentences.svg", _sentence_lengths(measured))
    save(folder / "similarity-types.svg", _types(measured))
    save(folder / "similarity-quotes.svg", _quotes(measured))
    return page


def _sentence_lengths(measured: Mapping[str, Profile]) -> Any:  # noqa: ANN401
    drawn, axes = figure()
    edges = np.arange(0, 61, 4)
    for name, profile in measured.items():
        shares, _ = np.histogram(np.minimum(profile.sentence_lengths, 59), bins=edges)
        axes.stairs(100 * shares / shares.sum(), edges, label=name, linewidth=1.6)
    axes.set(xlabel="words per sentence (the last bin holds all longer ones)", ylabel="% of sentences")
    axes.legend(frameon=False)
    return drawn


def _types(measured: Mapping[str, Profile]) -> Any:  # noqa: ANN401
    drawn, axes = figure()
    for name, profile in measured.items():
        axes.plot(100 * np.arange(1, len(profile.types) + 1), profile.types, label=name, linewidth=1.6)
    axes.set(xlabel="words", ylabel="distinct words")
    axes.legend(frameon=False)
    return drawn


def _quotes(measured: Mapping[str, Profile]) -> Any:  # noqa: ANN401
    drawn, axes = figure()
    kinds = ("indirect", "direct", "mixed")
    width = 0.8 / len(measured)
    for index, (name, profile) in enumerate(measured.items()):
        known = [profile.measures[f"quotes: {kind}, %"] for kind in kinds]
        shares = [estimate.value if estimate else 0.0 for estimate in known]
        axes.bar(np.arange(len(kinds)) + index * width, shares, width=width * 0.92, label=name)
    axes.set_xticks(np.arange(len(kinds)) + 0.4 - width / 2, kinds)
    axes.set(ylabel="% of quotes")
    axes.legend(frameon=False)
    return drawn
