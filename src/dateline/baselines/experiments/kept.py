"""Results of experiments, kept as files under baselines/: one for each task and baseline."""

from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from dateline.declarations import read_json
from dateline.errors import check_version
from dateline.files import write_bytes


class Kept(Protocol):
    """What a kept result tells of itself besides what was found."""

    @property
    def task(self) -> str:
        """The task."""

    @property
    def baseline(self) -> str:
        """The baseline."""

    @property
    def schema(self) -> int:
        """The version of the form."""


K = TypeVar("K", bound=Kept)


def read_kept(folder: Path, kind: type[K], schema: int, task: str = "*") -> list[K]:
    """Read the kept results of a task, or of all, by task and baseline.

    Raises:
        InputError: a file can't be read, or is of a newer release.
    """
    found = {path: read_json(path, kind) for path in sorted(folder.glob(f"{task}.*.json"))}
    for path, one in found.items():
        check_version(one.schema, schema, str(path))
    return list(found.values())


def keep(folder: Path, one: Kept) -> Path:
    """Write a result into a folder and return its path."""
    path = folder / f"{one.task}.{one.baseline}.json"
    return write_bytes(path, msgspec.json.format(msgspec.json.encode(one), indent=2) + b"\n")
