"""Families of tasks: which records they predict, how the gold is seen, how it is counted, which metrics there are.

A task file names its family; a new task of a known family needs no code.
"""

from importlib import import_module

from dateline.errors import refuse
from dateline.tasks.task_type import Context, Family, Labels, Triple

__all__ = ["HOMES", "Context", "Family", "Labels", "Triple", "family"]

HOMES = {
    "spans": "spans",
    "clusters": "clusters",
    "triggers": "events",
    "arguments": "events",
    "story-clusters": "events",
    "quotes": "quotes",
    "attribution": "quotes",
}
"""The module of each family; only the one that is asked for is imported."""


def family(name: str) -> Family:
    """Return a family by name.

    Raises:
        InputError: there is no such family.
    """
    if name not in HOMES:
        raise refuse("family-unknown", f"there is no family of tasks {name!r}", hint=f"one of {list(HOMES)}")
    found: dict[str, Family] = import_module(f"dateline.tasks.{HOMES[name]}").FAMILIES
    return found[name]
