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
from dateline.publishing.reports.figures import PAPER, Plot, picture, series
from dateline.tables import markdown_table

_NAMED = 6  # largest gaps named in the text
_HATCHES = (None, "//", "..", "\\\\")  # a second sign beside the colour of a bar


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
        sentences=_sentence_lengths(measured).written(folder / "similarity-sentences.svg"),
        types=_types(measured).written(folder / "similarity-types.svg"),
        quotes=_quotes(measured).written(folder / "similarity-quotes.svg"),
        grams=markdown_table(
            ["4-gram", "number"], [[gram, number] for gram, number in measured[compared.judged].grams]
        ),
    )
    write_text(page, text)
    return page


def _sentence_lengths(measured: Mapping[str, Profile]) -> Plot:
    edges = np.arange(0, 61, 4)
    shares = {}
    for name, profile in measured.items():
        counts, _ = np.histogram(np.minimum(profile.sentence_lengths, 59), bins=edges)
        shares[name] = 100 * counts / counts.sum()

    def draw(axes: Any) -> None:  # noqa: ANN401
        middles = (edges[:-1] + edges[1:]) / 2
        for number, (name, values) in enumerate(shares.items()):
            colour, marker = series(number)
            axes.stairs(values, edges, color=colour, linewidth=1.6)
            axes.plot(middles, values, marker, color=colour, markersize=5, markeredgecolor=PAPER, label=name)
        axes.set(xlabel="words per sentence (the last bin holds all longer ones)", ylabel="% of sentences")
        axes.legend()

    bins = [f"{low} to {low + 3}" for low in edges[:-2]] + [f"{edges[-2]} or more"]
    rows = [[name, *(f"{values[place]:.1f}" for values in shares.values())] for place, name in enumerate(bins)]
    told = "; ".join(f"{name}: the commonest are {bins[int(values.argmax())]}" for name, values in shares.items())
    return Plot(
        picture("sentences", draw), "Words per sentence", f"{told}.", (["words, % of sentences", *shares], rows)
    )


def _types(measured: Mapping[str, Profile]) -> Plot:
    def draw(axes: Any) -> None:  # noqa: ANN401
        for number, (name, profile) in enumerate(measured.items()):
            colour, marker = series(number)
            words = 100 * np.arange(1, len(profile.types) + 1)
            axes.plot(words, profile.types, marker=marker, color=colour, markeredgecolor=PAPER, label=name)
        axes.set(xlabel="words", ylabel="distinct words")
        axes.legend()

    longest = max(len(profile.types) for profile in measured.values())
    rows = [
        [str(100 * (place + 1))]
        + [f"{one.types[place]:.0f}" if place < len(one.types) else "" for one in measured.values()]
        for place in range(longest)
    ]
    ends = [f"{name}: {one.types[-1]:.0f} in {100 * len(one.types)}" for name, one in measured.items() if one.types]
    title = "Distinct words against text length, mean of samples"
    return Plot(picture("types", draw), title, f"{'; '.join(ends)}.", (["words, distinct ones", *measured], rows))


def _quotes(measured: Mapping[str, Profile]) -> Plot:
    kinds = ("indirect", "direct", "mixed")
    shares = {}
    for name, profile in measured.items():
        known = [profile.measures[f"quotes: {kind}, %"] for kind in kinds]
        shares[name] = [estimate.value if estimate else 0.0 for estimate in known]

    def draw(axes: Any) -> None:  # noqa: ANN401
        width = 0.8 / len(measured)
        for number, (name, values) in enumerate(shares.items()):
            places = np.arange(len(kinds)) + number * width
            axes.bar(
                places,
                values,
                width=width * 0.92,
                color=series(number)[0],
                hatch=_HATCHES[number % len(_HATCHES)],
                label=name,
            )
        axes.set_xticks(np.arange(len(kinds)) + 0.4 - width / 2, kinds)
        axes.set(ylabel="% of quotes")
        axes.legend()

    rows = [[kind, *(f"{values[place]:.1f}" for values in shares.values())] for place, kind in enumerate(kinds)]
    told = "; ".join(
        f"{name}: {', '.join(f'{kind} {value:.0f}%' for kind, value in zip(kinds, values, strict=True))}"
        for name, values in shares.items()
    )
    return Plot(picture("quotes", draw), "Types of quotes", f"{told}.", (["type, % of quotes", *shares], rows))
