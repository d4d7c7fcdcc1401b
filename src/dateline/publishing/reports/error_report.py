"""The report on the errors of the best baseline of each task, and on learning curves."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dateline.baselines.declarations import Baseline, baselines, declared_tasks
from dateline.baselines.learning_curves import Curve, read_curves
from dateline.baselines.recorded import predictions_path, record_path
from dateline.baselines.run import TESTS, ranked_parts, score_recorded
from dateline.corpus.load import load
from dateline.document import Document
from dateline.evaluation.error_analysis import confusion, outcomes, predictions_in
from dateline.evaluation.reference import gold_of
from dateline.files import write_text
from dateline.paths import BASELINES, root
from dateline.publishing.reports.figures import figure, save
from dateline.tables import markdown_table
from dateline.tasks.declarations import Task
from dateline.tasks.declarations import load as load_task
from dateline.tasks.outcomes import COLUMNS, Outcomes, outcome_rows
from dateline.tasks.registry import task_type

_DARK = 60  # per cent: the shade on which white is easier to read
_SHOWN = 14  # labels of a confusion plot: the most frequent ones


def write_errors(folder: Path) -> Path:
    """Write `errors.md` and its plots into a folder, from the kept predictions; return the page's path."""
    parts = [_HEAD, *(f"- **{name}**: {about}." for name, about in COLUMNS.items()), ""]
    for name in declared_tasks():
        parts += _section(load_task(name), folder)
    page = folder / "errors.md"
    return write_text(page, "\n".join(parts))


def _section(task: Task, folder: Path) -> Iterator[str]:
    best = _best(task.id)
    if best is None:
        return
    yield f"## {task.id}: {best.id}\n\n{best.description}\n"
    counted: dict[str, Outcomes] = {}
    for data in ranked_parts(task.id):
        documents, predictions = _kept(task, best, data)
        counted[data] = outcomes(task, documents, predictions)
        yield f"On {data}:\n\n{markdown_table(*outcome_rows(counted[data]))}\n"
        view = task_type(task.type).view
        pairs = confusion(task, [view(document, task.settings) for document in documents], predictions)
        if pairs:
            plot = f"errors-{task.id}-{data.replace('/', '-')}.svg"
            save(folder / plot, _confusions(pairs, f"{task.id}, {best.id} on {data}"))
            yield f"![Confusion matrix of {task.id} on {data}]({plot})\n"
    save(folder / f"errors-{task.id}.svg", _shares(counted))
    yield f"![Outcomes of the gold annotations of {task.id}](errors-{task.id}.svg)\n"
    curves = read_curves(root() / BASELINES, task.id)
    if curves:
        save(folder / f"curve-{task.id}.svg", _curves(curves, task.primary))
        yield f"![{task.primary} against the share of the training text](curve-{task.id}.svg)\n"


def _best(task: str) -> Baseline | None:
    """Return the baseline with the highest recorded score on the first part that systems are ranked on."""
    home = root() / BASELINES
    for data in ranked_parts(task):
        names = [name for name, one in baselines(task).items() if record_path(home, one, data).exists()]
        if names:
            results = score_recorded(names, task=task, data=data)
            top = max(results, key=lambda result: result.scores[result.primary].value or 0.0)
            return baselines(task)[top.system]
    return None


def _kept(task: Task, baseline: Baseline, data: str) -> tuple[list[Document], list[Any]]:
    documents = [document for document in load(data) if task.layer in document.annotated_layers]
    path = predictions_path(root() / BASELINES, baseline, data)
    found = predictions_in(gold_of(task, documents, data), path)
    return documents, [found[document.id] for document in documents]


def _shares(counted: Mapping[str, Outcomes]) -> Any:  # noqa: ANN401
    """Draw the outcomes of each part as one bar; spurious predictions are beyond the whole."""
    drawn, axes = figure((7.0, 0.9 + 0.5 * len(counted)))
    for place, outcome in enumerate(counted.values()):
        whole = sum(number for (_, column), number in outcome.items() if column != "spurious") or 1
        left = 0.0
        for index, column in enumerate(COLUMNS):
            share = 100 * sum(number for (_, there), number in outcome.items() if there == column) / whole
            hatch = "//" if column == "spurious" else None
            label = column if place == 0 else None
            axes.barh(place, share, left=left, color=f"C{index}", hatch=hatch, edgecolor="white", label=label)
            left += share
    axes.set_yticks(range(len(counted)), list(counted))
    axes.invert_yaxis()
    axes.axvline(100, color="black", linewidth=0.8)
    axes.set(xlabel="% of the gold")
    axes.legend(frameon=False, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return drawn


def _confusions(pairs: Mapping[tuple[str, str], int], title: str) -> Any:  # noqa: ANN401
    """Draw gold labels against predicted ones, shaded by the share of the gold label."""
    sizes: dict[str, int] = {}
    for (gold, _), number in pairs.items():
        sizes[gold] = sizes.get(gold, 0) + number
    rows = sorted(sizes, key=lambda name: (name.startswith("("), -sizes[name], name))
    if len(rows) > _SHOWN:
        rows = [*rows[: _SHOWN - 1], *(name for name in rows[_SHOWN - 1 :] if name.startswith("("))]
    columns = [name for name in rows if not name.startswith("(")] + ["(missed)"]
    shares = np.array([[100 * pairs.get((row, column), 0) / sizes[row] for column in columns] for row in rows])
    drawn, axes = figure((7.0, 1.4 + 0.32 * len(rows)))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=100, aspect="auto")
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            if number := pairs.get((row, column), 0):
                axes.text(
                    j, i, str(number), ha="center", va="center", color="white" if shares[i, j] > _DARK else "black"
                )
    axes.set_xticks(range(len(columns)), columns, rotation=60, ha="right")
    axes.set_yticks(range(len(rows)), rows)
    axes.set(xlabel="predicted", ylabel="gold", title=title)
    return drawn


def _curves(curves: Sequence[Curve], primary: str) -> Any:  # noqa: ANN401
    """Draw scores against the share of the training text: a line for each baseline, a panel for each part."""
    parts = [part for part in TESTS if any(part in point.scores for curve in curves for point in curve.points)]
    top = max((score or 0.0) for curve in curves for point in curve.points for score in point.scores.values())
    drawn, panels = figure(panels=len(parts))
    for axes, part in zip(np.atleast_1d(panels), parts, strict=True):
        for curve in curves:
            values = [(point.scores.get(part) or 0.0) for point in curve.points]
            axes.plot([100 * point.share for point in curve.points], values, marker="o", label=curve.baseline)
        axes.set(xlabel="% of the training articles", ylabel=primary, title=part, ylim=(0, 1.05 * top))
        axes.legend(frameon=False, loc="lower right")
    return drawn


_HEAD = """# Error analysis

Written by `dateline errors --write docs/reports` from the recorded predictions of the best baseline of every
task (best on the first part that systems are ranked on). Each gold annotation has one outcome:
"""
