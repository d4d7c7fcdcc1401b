"""Task declarations: one file each, under tasks/."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from dateline.declarations import read_toml
from dateline.document import Layer
from dateline.errors import InputError, Problem, nearest, refuse
from dateline.ontology import ontology
from dateline.paths import TASKS, root


class Task(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is given, what is predicted, how it is scored.

    Attributes:
        version: changes when scores change.
        description: one line.
        layer: the layer that a document must have.
        type: the task type (`dateline.tasks.registry`).
        primary: the metric that ranks systems.
        metrics: all metrics that are reported, in this order.
        example: a prediction record.
        references: where the task and its metrics come from.
        settings: the values of the type's settings.
        choices: for settings that a user may change, the values to choose from.
        id: the name of the file.
    """

    version: str
    description: str
    layer: Layer
    type: str
    primary: str
    metrics: tuple[str, ...]
    example: str
    references: tuple[str, ...]
    settings: Mapping[str, Any] = {}
    choices: Mapping[str, tuple[str, ...]] = {}
    id: str = ""


def names(folder: Path | None = None) -> list[str]:
    """Return the ids of all tasks."""
    return sorted(path.stem for path in (folder or root() / TASKS).glob("*.toml"))


def load(name: str, folder: Path | None = None) -> Task:
    """Read and check the declaration of a task.

    Args:
        name: the task's id.
        folder: another folder than tasks/.

    Raises:
        InputError: there is no such task, or its file has errors; all of them are listed, with their fields.
    """
    folder = folder or root() / TASKS
    known = names(folder)
    if name not in known:
        raise refuse("unknown-task", f"there is no task {name!r}", hint=nearest(name, frozenset(known)))
    path = folder / f"{name}.toml"
    task = msgspec.structs.replace(read_toml(path, Task), id=name)
    problems = [msgspec.structs.replace(problem, file=str(path)) for problem in _problems(task)]
    if problems:
        raise InputError(problems)
    return task


def with_settings(task: Task, changes: Sequence[str]) -> Task:
    """Change settings of a task, each given as `name=value`.

    Raises:
        InputError: there is no such setting, or it has no such value.
    """
    settings = dict(task.settings)
    for change in changes:
        name, _, value = change.partition("=")
        if name not in task.choices:
            hint = nearest(name, frozenset(task.choices)) if task.choices else "the task has no settings to choose"
            raise refuse("unknown-setting", f"task {task.id} has no setting {name!r}", hint=hint)
        if value not in task.choices[name]:
            raise refuse("unknown-setting", f"{name} can't be {value!r}", hint=f"one of {list(task.choices[name])}")
        settings[name] = value
    return msgspec.structs.replace(task, settings=settings)


def _problems(task: Task) -> list[Problem]:
    from dateline.tasks.registry import task_type

    try:
        kind = task_type(task.type)
    except InputError as refused:
        return [msgspec.structs.replace(problem, field="type") for problem in refused.problems]
    problems = []
    known = frozenset(kind.metrics(kind.types(ontology())))
    for index, metric in enumerate(task.metrics):
        if metric not in known:
            message = f"tasks of type {task.type} have no metric {metric!r}"
            hint = nearest(metric, known)
            problems.append(Problem(id="unknown-metric", message=message, field=f"metrics[{index}]", hint=hint))
    if task.primary not in task.metrics:
        message = f"{task.primary!r} is not one of the metrics"
        hint = nearest(task.primary, frozenset(task.metrics))
        problems.append(Problem(id="unknown-metric", message=message, field="primary", hint=hint))
    for name in sorted(kind.settings.keys() - task.settings.keys()):
        meaning = kind.settings[name].meaning
        problems.append(
            Problem(id="missing-setting", message="is missing", field=f"settings.{name}", hint=f"says {meaning}")
        )
    for group, given in (("settings", task.settings), ("choices", task.choices)):
        for name, value in given.items():
            field = f"{group}.{name}"
            if name not in kind.settings:
                message = f"tasks of type {task.type} have no setting {name!r}"
                hint = nearest(name, frozenset(kind.settings))
                problems.append(Problem(id="unknown-setting", message=message, field=field, hint=hint))
                continue
            setting = kind.settings[name]
            listed = group == "choices" or setting.several
            if listed != isinstance(value, list | tuple) or not set(value if listed else [value]) <= {*setting.choices}:
                hint = f"{'a list of' if listed else 'one of'} {', '.join(setting.choices)}"
                problems.append(Problem(id="bad-setting", message=f"can't be {value!r}", field=field, hint=hint))
    return problems
