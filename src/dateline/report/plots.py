"""The plots of a score report."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any, NamedTuple

import numpy as np

from dateline.evaluation.results import Result
from dateline.publishing.reports.figures import INK, LINE, PAPER, SOFT, picture, series
from dateline.tables import points

WIDTH = 340.0
"""Pixels: what a phone has room for."""
BINS = 20  # of 5 points each
MOST_SYSTEMS = 6
"""In a plot; the table beside it has all."""
_LONGEST = 16  # characters of a name on an axis
_ROW = 27.0  # pixels
_MOST_POINTS = 600  # in a plot; more are counted in cells, so that the page stays small
_NAMED = 14  # labels in the plot of precision and recall, those with most gold annotations first


class Bar(NamedTuple):
    """A value with its interval, and the number of the series that it belongs to."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    series: int = 0


def interval_plot(name: str, what: str, bars: Sequence[Bar], *, zero: bool = False, whole: bool = False) -> str:
    """Draw values with their intervals, one below another.

    Args:
        name: a word that tells its ids from those of other plots on the page.
        what: what the values are.
        bars: the values.
        zero: mark where there is no difference.
        whole: show all of the scale from 0 to 100.
    """
    told = "; ".join(
        f"{bar.name} {points(bar.value)}" + ("" if bar.low is None else f" [{points(bar.low)}, {points(bar.high)}]")
        for bar in bars
    )

    def draw(axes: Any) -> None:  # noqa: ANN401
        for place, bar in enumerate(bars):
            colour, marker = series(bar.series)
            called = f"s{bar.series}-{place}"  # by which a page finds the marks of a series
            if bar.low is not None and bar.high is not None:
                line = {"color": colour, "linewidth": 2, "solid_capstyle": "butt", "gid": f"{called}-line"}
                axes.plot([bar.low, bar.high], [place, place], **line)
            if bar.value is not None:
                axes.plot(bar.value, place, marker, color=colour, markersize=8, markeredgecolor=PAPER, gid=called)
        if zero:
            axes.axvline(0, color=SOFT, linewidth=1, zorder=0)
        _rows(axes, [bar.name for bar in bars])
        axes.set_xlabel(what)
        if whole:
            axes.set_xlim(-2, 102)

    return drawn(name, f"{what} with 95% intervals: {told}", 52 + _ROW * len(bars), draw)


class Ranks(NamedTuple):
    """The best and the worst rank that a system may have, and the number of its series."""

    name: str
    best: int
    worst: int
    series: int = 0


def rank_plot(name: str, ranks: Sequence[Ranks]) -> str:
    """Draw the ranks that systems may have as bars, one below another."""
    told = "; ".join(f"{one.name} {one.best} to {one.worst}" for one in ranks)

    def draw(axes: Any) -> None:  # noqa: ANN401
        for place, one in enumerate(ranks):
            width, called = one.worst - one.best + 0.7, f"s{one.series}-{place}"
            axes.barh(place, width, 0.5, one.best - 0.35, color=series(one.series)[0])[0].set_gid(called)
        _rows(axes, [one.name for one in ranks])
        axes.set_xticks(range(1, len(ranks) + 1))
        axes.set(xlim=(0.4, len(ranks) + 0.6), xlabel="rank")

    return drawn(name, f"ranks with 95% confidence: {told}", 52 + _ROW * len(ranks), draw)


def _rows(axes: Any, names: Sequence[str]) -> None:  # noqa: ANN401
    """Name the rows of a plot, from the top."""
    axes.set_yticks(range(len(names)), [_short(name) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.set_axisbelow(True)


class Rates(NamedTuple):
    """Precision and recall of something, from 0 to 100, how much it weighs, and its series."""

    name: str
    precision: float
    recall: float
    weight: float
    series: int = 0


def precision_recall_plot(name: str, found: Sequence[Rates], *, what: str) -> str:
    """Draw precision against recall, with lines of equal F1; the heaviest points are named where there is room."""
    ordered = sorted(found, key=lambda one: -one.weight)
    told = "; ".join(f"{one.name} {one.precision:.0f}, {one.recall:.0f}" for one in ordered[:_NAMED])

    def draw(axes: Any) -> None:  # noqa: ANN401
        recall = np.linspace(1, 100, 100)
        for f1 in (20, 40, 60, 80):
            precision = f1 * recall / np.maximum(2 * recall - f1, 1e-9)
            keep = (2 * recall > f1) & (precision <= 100)  # noqa: PLR2004 - per cent
            axes.plot(recall[keep], precision[keep], color=LINE, linewidth=1, zorder=0)
            axes.annotate(
                f"F1 {f1}", (100, f1 * 100 / (200 - f1)), xytext=(4, -4), textcoords="offset points", color=SOFT
            )
        for one in reversed(ordered):
            colour, marker = series(one.series)
            axes.plot(
                one.recall, one.precision, marker, color=colour, markersize=8, markeredgecolor=PAPER, clip_on=False
            )
        axes.set(xlim=(0, 100), ylim=(0, 100), xlabel="recall", ylabel="precision")
        _name(axes, [one for one in ordered if one.series == ordered[0].series][:_NAMED], ordered)

    return drawn(name, f"precision and recall of {what}: {told}", 320, draw)


def _name(axes: Any, wanted: Sequence[Rates], all_points: Sequence[Rates]) -> None:  # noqa: ANN401
    """Write names beside points, where they cover neither a point nor another name."""
    axes.figure.canvas.draw()
    to_pixels = axes.transData.transform
    taken = [(x - 5, y - 5, x + 5, y + 5) for x, y in (to_pixels((one.recall, one.precision)) for one in all_points)]
    right = to_pixels((100, 100))[0]
    for one in wanted:
        x, y = to_pixels((one.recall, one.precision))
        width = 7.4 * len(_short(one.name))
        for left, middle in ((8, 0), (-8 - width, 0), (-width / 2, 13), (-width / 2, -13), (6, 11), (6, -11)):
            box = (x + left, y + middle - 6, x + left + width, y + middle + 6)
            apart = all(box[2] < o[0] or o[2] < box[0] or box[3] < o[1] or o[3] < box[1] for o in taken)
            if apart and box[2] < right and box[0] > to_pixels((0, 0))[0]:
                taken.append(box)
                place = (left, middle)
                axes.annotate(
                    _short(one.name),
                    (one.recall, one.precision),
                    xytext=place,
                    textcoords="offset points",
                    va="center",
                    color=INK,
                )
                break


def distribution(values: Sequence[float]) -> list[int]:
    """Count scores from 0 to 100 in bins of equal width; the last one has 100 itself."""
    counts, _ = np.histogram(values, bins=BINS, range=(0, 100))
    return [int(number) for number in counts]


def distribution_plot(name: str, what: str, results: Sequence[Result]) -> str:
    """Draw how the scores of single documents are spread, a row of bars for each system."""
    shown = results[:MOST_SYSTEMS]
    counts = [distribution(list(one.per_document.values())) for one in shown]
    middle = [float(np.median(list(one.per_document.values()) or [0])) for one in shown]
    told = "; ".join(f"{one.system}: median {points(value)}" for one, value in zip(shown, middle, strict=True))

    def draw(axes: Any) -> None:  # noqa: ANN401
        lefts = np.arange(BINS) * 100 / BINS
        top = max((max(row) for row in counts), default=0) or 1
        for place, row in enumerate(counts):
            heights = 0.8 * np.array(row) / top
            axes.bar(lefts, heights, 100 / BINS * 0.86, bottom=-place, align="edge", color=series(place)[0])
            axes.axhline(-place, color=LINE, linewidth=1)
            axes.plot([middle[place]] * 2, [-place, -place - 0.08], color=INK, linewidth=2)
        axes.set_yticks([0.3 - place for place in range(len(shown))], [_short(one.system) for one in shown])
        axes.set(xlim=(0, 100), ylim=(-len(shown) + 0.85, 0.95), xlabel=what)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)

    return drawn(name, f"{what}, spread of {len(shown[0].per_document)}: {told}", 60 + 74 * len(shown), draw)


def pair_plot(name: str, what: str, first: Result, second: Result, number: int) -> str:
    """Draw the scores of single documents by the first system and another, whose number gives the sign.

    Many documents are counted in cells.
    """
    both = [unit for unit in first.per_document if unit in second.per_document]
    x = np.array([first.per_document[unit] for unit in both])
    y = np.array([second.per_document[unit] for unit in both])
    above, below = int((y > x).sum()), int((y < x).sum())

    def draw(axes: Any) -> None:  # noqa: ANN401
        colour, marker = series(number)
        if len(both) <= _MOST_POINTS:
            axes.plot(x, y, marker, color=colour, markersize=6, alpha=0.6, markeredgewidth=0, clip_on=False)
        else:
            cells, _, _ = np.histogram2d(x, y, bins=BINS, range=((0, 100), (0, 100)))
            step = 100 / BINS
            for i, j in zip(*np.nonzero(cells), strict=True):
                share = (cells[i, j] / cells.max()) ** 0.5
                axes.add_patch(_square(i * step, j * step, step, share, colour))
        axes.plot([0, 100], [0, 100], color=SOFT, linewidth=1)
        axes.set(xlim=(0, 100), ylim=(0, 100), xlabel=_short(first.system, 30), ylabel=_short(second.system, 30))

    told = (
        f"higher with {second.system}: {above}, higher with {first.system}: {below}, equal: {len(both) - above - below}"
    )
    return drawn(name, f"{what} by {second.system} against {first.system}; {told}", 320, draw)


def _square(x: float, y: float, size: float, share: float, colour: str) -> Any:  # noqa: ANN401
    """Return a square whose area is a share of its cell."""
    from matplotlib.patches import Rectangle

    side = size * max(share, 0.12)
    return Rectangle((x + (size - side) / 2, y + (size - side) / 2), side, side, color=colour, linewidth=0)


def _short(name: str, longest: int = _LONGEST) -> str:
    """Cut a long name, and leave out what can't be drawn."""
    cut = name if len(name) <= longest else f"{name[: longest - 1]}\N{HORIZONTAL ELLIPSIS}"
    return "".join(character for character in cut if character.isprintable())


def drawn(name: str, alt: str, height: float, draw: Callable[[Any], None]) -> str:
    """Draw a plot as wide as a phone.

    Args:
        name: a word that tells its ids from those of other plots on the page.
        alt: what it shows, in words.
        height: pixels.
        draw: what draws on the axes (of matplotlib).

    Returns:
        An SVG element.

    Raises:
        InputError: matplotlib is not installed.
    """
    svg = picture(name, draw, (WIDTH, height))
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(alt)}"', 1)
