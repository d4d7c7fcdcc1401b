"""The report on the errors of the best baseline of each task, on learning curves, and on what the aims lack."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dateline.baselines.declarations import Baseline, baselines, declared_tasks
from dateline.baselines.experiments.learning_curves import read_curves
from dateline.baselines.recorded import predictions_path, record_path
from dateline.baselines.run import ranked_parts, score_recorded
from dateline.corpus.load import load
from dateline.document import Document
from dateline.evaluation.error_analysis import confusion, outcomes, predictions_in
from dateline.evaluation.reference import gold_of
from dateline.files import write_text
from dateline.paths import BASELINES, root
from dateline.publishing.reports import error_plots
from dateline.publishing.reports.shortfall import shortfall
from dateline.tables import markdown_table
from dateline.tasks.declarations import Task
from dateline.tasks.declarations import load as load_task
from dateline.tasks.outcomes import COLUMNS, Outcomes, outcome_rows
from dateline.tasks.registry import task_type


def write_errors(folder: Path) -> Path:
    """Write `errors.md` and its plots into a folder, from the kept predictions; return the page's path."""
    parts = [_HEAD, *(f"- **{name}**: {about}." for name, about in COLUMNS.items()), ""]
    for name in declared_tasks():
        parts += _section(load_task(name), folder)
    parts.append(shortfall())
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
            drawn = error_plots.confusions(pairs, f"{task.id}, {best.id} on {data}")
            yield drawn.written(folder / f"errors-{task.id}-{data.replace('/', '-')}.svg")
    yield error_plots.shares(counted, task.id).written(folder / f"errors-{task.id}.svg")
    curves = read_curves(root() / BASELINES, task.id)
    if curves:
        yield error_plots.curves(curves, task.id, task.primary).written(folder / f"curve-{task.id}.svg")


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


_HEAD = """# Error analysis

Written by `dateline errors --write docs/reports` from the recorded predictions of the best baseline of every
task (best on the first part that systems are ranked on). Each gold annotation has one outcome:
"""
