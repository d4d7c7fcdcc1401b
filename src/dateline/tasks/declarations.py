"""Tasks: one declarative file each, under tasks/."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from dateline.document import Layer
from dateline.errors import nearest, refuse
from dateline.paths import root


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What is given, what is predicted, how it is scored.

    `family` names the way of counting (dateline.families); `settings` are that family's, and
    `choices` the other values that a user may give some of them; `metrics` are reported in this order, `primary` is the
    one that ranks systems.
    """

    id: str
    version: str
    description: str
    layer: Layer
    family: str
    primary: str
    metrics: tuple[str, ...]
    example: str
    references: tuple[str, ...]
    settings: Mapping[str, Any] = {}
    choices: Mapping[str, tuple[str, ...]] = {}


def task_ids(folder: Path | None = None) -> list[str]:
    """Return the ids of all tasks."""
    return sorted(path.stem for path in (folder or root() / "tasks").glob("*.toml"))


def load_task(name: str, folder: Path | None = None) -> Task:
    """Read the declaration of a task.

    Raises:
        InputError: there is no such task.
    """
    folder = folder or root() / "tasks"
    path = folder / f"{name}.toml"
    known = task_ids(folder)
    if name not in known:
        raise refuse("task-unknown", f"there is no task {name!r}", hint=nearest(name, frozenset(known)))
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Task)
