"""Put a new folder in the place of an old one in a single step."""

import ctypes
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def exchange(fresh: Path, target: Path) -> None:
    """Move `fresh` to `target`; what stood there before is then at `fresh`, if anything did.

    On Linux the two swap names atomically. Elsewhere two renames follow one another, and the old folder is put back if
    the second one fails. Both paths must be on one file system.
    """
    if not target.exists():
        fresh.rename(target)
        return
    if _swap(fresh, target):
        return
    aside = fresh.with_name(fresh.name + ".previous")
    target.rename(aside)
    try:
        fresh.rename(target)
    except OSError:
        aside.rename(target)
        raise
    aside.rename(fresh)


def _swap(one: Path, other: Path) -> bool:
    """Use renameat2(2) with RENAME_EXCHANGE; False where the system or the file system doesn't have it."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if rename is None:
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)
