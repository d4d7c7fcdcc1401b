"""All task types by name; only the module of the one that is asked for is imported."""

from importlib import import_module

from dateline.errors import nearest, refuse
from dateline.tasks.task_type import TaskType

MODULES = {
    "spans": "spans",
    "clusters": "clusters",
    "triggers": "triggers",
    "arguments": "arguments",
    "story-clusters": "story_clusters",
    "quotes": "quotes",
    "attribution": "attribution",
}
"""The module below `dateline.tasks` that defines each type as `TASK_TYPE`."""


def task_type(name: str) -> TaskType:
    """Return a task type by name.

    Raises:
        InputError: there is no such type.
    """
    if name not in MODULES:
        raise refuse("unknown-task-type", f"there is no task type {name!r}", hint=nearest(name, frozenset(MODULES)))
    found: TaskType = import_module(f"dateline.tasks.{MODULES[name]}").TASK_TYPE
    return found
