"""Baseline declarations: one file each, under baselines/; the name of the file is the name of the baseline."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

import msgspec

from dateline.baselines.models import setting_problems
from dateline.declarations import read_toml
from dateline.errors import InputError, Problem, nearest, refuse
from dateline.paths import BASELINES, root
from dateline.tasks import declarations as tasks

_TASK = re.compile(r"""^task\s*=\s*["']([^"']*)["']""", re.MULTILINE)


Kind: TypeAlias = Literal["rules", "linear", "neural", "language model", "other"]
"""Kinds of systems: hand-written rules, linear models, networks that were trained, prompted language models."""
KINDS: tuple[str, ...] = get_args(Kind)


class Baseline(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file under baselines/: which model, with which settings.

    Attributes:
        task: the task that it is for.
        model: the model (`dateline.baselines.models.MODELS`).
        description: one line.
        tolerance: how far a score may move when it is trained again, in points.
        needs: the Python modules without which the model can't run.
        settings: the arguments of the model.
        kind: what kind of system it is.
        seeds: the seeds that it is trained with; the first makes the predictions that are ranked, and the scores of all
            say how much chance there is in them.
        quick: whether it is cheap enough to be trained again whenever everything is tested.
        id: the name of the file.
    """

    task: str
    model: str
    description: str
    tolerance: float
    needs: tuple[str, ...] = ()
    settings: Mapping[str, Any] = {}
    kind: Kind = "other"
    seeds: tuple[int, ...] = ()
    quick: bool = True
    id: str = ""

    def settings_with(self, seed: int | None = None) -> Mapping[str, Any]:
        """Return the arguments of the model, with a seed: the one given, or the first of those that are declared."""
        chosen = seed if seed is not None else next(iter(self.seeds), None)
        return self.settings if chosen is None else {**self.settings, "seed": chosen}


def names(folder: Path | None = None) -> list[str]:
    """Return the names of all baselines."""
    return sorted(path.stem for path in (folder or root() / BASELINES).glob("*.toml"))


def load(name: str, folder: Path | None = None) -> Baseline:
    """Read and check the declaration of a baseline.

    Raises:
        InputError: there is no such baseline, or its file has errors; all of them are listed, with their fields.
    """
    known = names(folder)
    if name not in known:
        raise refuse("unknown-baseline", f"there is no baseline {name!r}", hint=nearest(name, frozenset(known)))
    path = (folder or root() / BASELINES) / f"{name}.toml"
    baseline = msgspec.structs.replace(read_toml(path, Baseline), id=name)
    problems = list(setting_problems(baseline.model, baseline.settings_with()))
    if len(set(baseline.seeds)) < len(baseline.seeds):
        problems.append(Problem(id="repeated-seed", message="has a seed twice", field="seeds"))
    if baseline.seeds and "seed" in baseline.settings:
        message = "is declared by seeds already"
        problems.append(
            Problem(id="bad-setting", message=message, field="settings.seed", hint="leave out one of the two")
        )
    known_tasks = frozenset(tasks.names())
    if baseline.task not in known_tasks:
        hint = nearest(baseline.task, known_tasks)
        problems.append(
            Problem(id="unknown-task", message=f"there is no task {baseline.task!r}", field="task", hint=hint)
        )
    if problems:
        raise InputError(msgspec.structs.replace(problem, file=str(path)) for problem in problems)
    return baseline


def declared_tasks() -> list[str]:
    """Return the tasks that have a baseline."""
    return sorted({task for name in names() if (task := _task_of(name))})


def baselines(task: str) -> dict[str, Baseline]:
    """Return the declared baselines of a task by name; files of other tasks are not checked.

    Raises:
        InputError: a file of the task has errors.
    """
    return {name: load(name) for name in names() if _task_of(name) == task}


def chosen(given: Sequence[str] | None, task: str) -> list[Baseline]:
    """Return baselines of a task by name, all of them by default.

    Raises:
        InputError: there is no such baseline, or it is for another task.
    """
    listed = [load(name) for name in given or ()]
    for baseline in listed:
        if baseline.task != task:
            message = f"{baseline.id} is a baseline for {baseline.task}, not for {task}"
            raise refuse("bad-task", message, hint=f"--task {baseline.task}")
    listed = listed or list(baselines(task).values())
    if not listed:
        raise refuse("unknown-baseline", f"no baseline is declared for {task}", hint="add a file under baselines/")
    return listed


def _task_of(name: str) -> str | None:
    """Read the task alone, so that a broken declaration does not break commands that don't need it."""
    found = _TASK.search((root() / BASELINES / f"{name}.toml").read_text(encoding="utf-8", errors="replace"))
    return found[1] if found else None
