"""The declared baselines: one small file each, under baselines/."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from dateline.errors import nearest, refuse
from dateline.paths import root


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """A file under baselines/: which model, with which settings.

    `tolerance` is how far a score may move; `needs` names the modules without which the model can't run.
    """

    id: str
    task: str
    model: str
    description: str
    tolerance: float
    needs: tuple[str, ...] = ()
    settings: Mapping[str, Any] = {}


def _all() -> list[Baseline]:
    files = sorted((root() / "baselines").glob("*.toml"))
    return [msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Baseline) for path in files]


def declared_tasks() -> list[str]:
    """Return the tasks that have a baseline."""
    return sorted({baseline.task for baseline in _all()})


def baselines(task: str) -> dict[str, Baseline]:
    """Return the declared baselines of a task by id."""
    return {baseline.id: baseline for baseline in _all() if baseline.task == task}


def chosen(names: Sequence[str] | None, task: str) -> list[Baseline]:
    """Return baselines of a task by name, all of them by default.

    Raises:
        InputError: there is no such baseline.
    """
    known = baselines(task)
    for name in names or ():
        if name not in known:
            hint = nearest(name, frozenset(known))
            raise refuse("baseline-unknown", f"there is no baseline {name!r} for {task}", hint=hint)
    if not known:
        raise refuse("baseline-unknown", f"no baseline is declared for {task}", hint="add a file under baselines/")
    return [known[name] for name in names or known]
