"""The plots of the error report, each with its title, what it shows in words, and its data as a table."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from dateline.baselines.experiments.learning_curves import Curve
from dateline.baselines.run import TESTS
from dateline.publishing.reports.figures import INK, LINE, PAPER, SERIES, Plot, picture, series
from dateline.tables import points
from dateline.tasks.outcomes import COLUMNS, Outcomes

_DARKEST = 0.5  # opacity of the shade of 100%, on which ink can still be read
_SHOWN = 14  # labels of a confusion plot: the most frequent ones
_NAMED = 5  # confusions named in words


def shares(counted: Mapping[str, Outcomes], task: str) -> Plot:
    """Draw the outcomes of each part as one bar; spurious predictions are beyond the whole."""
    found = {data: dict(_shares(outcome)) for data, outcome in counted.items()}
    columns = [column for column in COLUMNS if any(column in row for row in found.values())]

    def draw(axes: Any) -> None:  # noqa: ANN401
        for place, row in enumerate(found.values()):
            left = 0.0
            for index, column in enumerate(columns):
                share = row.get(column, 0.0)
                hatch = "//" if column == "spurious" else None
                label = column if place == 0 else None
                colour = series(index)[0]
                axes.barh(
                    place, share, 0.62, left, color=colour, hatch=hatch, edgecolor=PAPER, linewidth=1, label=label
                )
                left += share
        axes.set_yticks(range(len(found)), list(found))
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.axvline(100, color=INK, linewidth=1)
        axes.set(xlabel="% of the gold")
        axes.figure.legend(ncols=3, loc="outside upper center")

    told = "; ".join(
        f"{data}: {', '.join(f'{name} {share:.1f}%' for name, share in row.items())}" for data, row in found.items()
    )
    rows = [[data, *(f"{row.get(column, 0.0):.1f}" for column in columns)] for data, row in found.items()]
    svg = picture("outcomes", draw, (504, 106 + 38 * len(found)))
    return Plot(svg, f"Outcomes of the gold annotations of {task}", f"{told}.", (["% of the gold", *columns], rows))


def _shares(outcome: Outcomes) -> Iterator[tuple[str, float]]:
    whole = sum(number for (_, column), number in outcome.items() if column != "spurious") or 1
    for column in COLUMNS:
        if number := sum(number for (_, there), number in outcome.items() if there == column):
            yield column, 100 * number / whole


def confusions(pairs: Mapping[tuple[str, str], int], what: str) -> Plot:
    """Draw gold labels against predicted ones, shaded by the share of the gold label."""
    sizes: dict[str, int] = {}
    for (gold, _), number in pairs.items():
        sizes[gold] = sizes.get(gold, 0) + number
    rows = sorted(sizes, key=lambda name: (name.startswith("("), -sizes[name], name))
    if len(rows) > _SHOWN:
        rows = [*rows[: _SHOWN - 1], *(name for name in rows[_SHOWN - 1 :] if name.startswith("("))]
    columns = [*(name for name in rows if not name.startswith("(")), "(missed)"]

    def draw(axes: Any) -> None:  # noqa: ANN401
        from matplotlib.patches import Rectangle

        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                if number := pairs.get((row, column), 0):
                    shade = 0.04 + (_DARKEST - 0.04) * number / sizes[row]
                    axes.add_patch(
                        Rectangle((j - 0.48, i - 0.46), 0.96, 0.92, color=SERIES[0], alpha=shade, linewidth=0)
                    )
                    axes.text(j, i, str(number), ha="center", va="center")
        axes.set_xticks(range(len(columns)), columns, rotation=60, ha="right", rotation_mode="anchor")
        axes.set_yticks(range(len(rows)), rows)
        axes.tick_params(length=0)
        axes.spines[["left", "bottom"]].set_color(LINE)
        axes.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(rows) - 0.5, -0.5), xlabel="predicted", ylabel="gold")

    wrong = sorted(
        (-number, *pair)
        for pair, number in pairs.items()
        if pair[0] in rows and pair[1] in columns and pair[0] != pair[1]
    )
    named = ", ".join(f"{gold} as {found} {-number}" for number, gold, found in wrong[:_NAMED]) or "nothing"
    data = [[row, *(str(pairs.get((row, column), 0) or "") for column in columns)] for row in rows]
    svg = picture("confusions", draw, (504, 110 + 25 * len(rows)))
    return Plot(
        svg, f"Confusion matrix of {what}", f"the commonest are {named}.", (["gold \\ predicted", *columns], data)
    )


def curves(found: Sequence[Curve], task: str, primary: str) -> Plot:
    """Draw scores against the share of the training text: a line for each baseline, a panel for each part."""
    parts = [part for part in TESTS if any(part in point.scores for curve in found for point in curve.points)]
    top = max((score or 0.0) for curve in found for point in curve.points for score in point.scores.values())

    def draw(panels: Any) -> None:  # noqa: ANN401
        for place, (axes, part) in enumerate(zip(np.atleast_1d(panels), parts, strict=True)):
            for number, curve in enumerate(found):
                colour, marker = series(number)
                values = [(point.scores.get(part) or 0.0) for point in curve.points]
                where = [100 * point.share for point in curve.points]
                axes.plot(where, values, marker=marker, color=colour, markeredgecolor=PAPER, label=curve.baseline)
            axes.set(title=part, ylim=(0, 1.05 * top), xlim=(0, 104), ylabel="" if place else primary)
            axes.grid(axis="y")
            axes.set_axisbelow(True)
        middle = np.atleast_1d(panels)[len(parts) // 2]
        middle.set_xlabel("% of the training articles")
        handles, labels = middle.get_legend_handles_labels()
        middle.figure.legend(handles, labels, ncols=3, loc="outside upper center")

    ends = (
        (curve, part, [points(curve.points[end].scores.get(part)) for end in (0, -1)])
        for curve in found
        for part in parts
    )
    told = "; ".join(f"{curve.baseline} on {part} from {first} to {last}" for curve, part, (first, last) in ends)
    rows = [
        [
            curve.baseline,
            f"{100 * point.share:g}",
            str(point.words),
            *(points(point.scores.get(part)) for part in parts),
        ]
        for curve in found
        for point in curve.points
    ]
    svg = picture("curves", draw, (504, 290), len(parts))
    header = ["baseline", "% of the articles", "words", *parts]
    return Plot(
        svg, f"Learning curves of {task}, {primary} against the share of the training text", f"{told}.", (header, rows)
    )
