"""Writing files and folders so that nothing is lost: every command that writes goes through here.

A file is written beside its place, synced and renamed: a reader, a full disk or a kill never sees half of it. An output
folder is made beside its place and exchanged with it; it must be new, empty, or one that an earlier run made. A
lock keeps two runs from one target, and the next run removes what a killed one left.
"""

import ctypes
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

from dateline.errors import check_version, refuse

MARKER = ".dateline.json"
"""The file that says that a folder is an output of ours, and lists its files."""
TRACKED = ("annotations", "baselines", "corpus", "docs", "seeds", "src", "tasks", "tests")
"""The folders of the project that are published."""
_SCRATCH = ".dateline-"
_SCHEMA = 1  # of the marker
_SHOWN = 3  # file names in a message
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def write_text(path: Path, text: str) -> Path:
    """Write a text file in UTF-8; as `write_bytes`."""
    return write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> Path:
    """Write a file as a whole or not at all, its folder included; return its path.

    Raises:
        InputError: the path can't be written to; nothing was changed.
    """
    with writing(path) as scratch:
        scratch.write_bytes(data)
    return path


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """Give a scratch file beside `path`, which takes its place when the block ends without an error.

    Raises:
        InputError: the path can't be written to, or another run is writing it; nothing was changed.
    """
    if path.is_dir():
        raise refuse("bad-output", "is a folder; the name of a file is expected", file=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with lock(path):
            _clean(path)
            scratch = _scratch(path)
            try:
                yield scratch
                _sync(scratch)
                scratch.replace(path)
                _sync(path.parent)
            finally:
                scratch.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def output_folder(target: Path, kind: str, *, own: bool = False, force: str = "") -> Iterator[Path]:
    """Give an empty scratch folder beside `target`, which takes its place when the block ends without an error.

    Args:
        target: where the folder goes.
        kind: what it holds, for its marker, such as `dataset`.
        own: `target` is a folder of the project that is always made by us, such as corpus/: it needs no marker.
        force: the name of the folder, given again: replace it although it is not an output of ours.

    Raises:
        InputError: the target is none that may be replaced, can't be written to, or another run is writing it.
    """
    target = target.absolute()
    if not own:
        check_output(target, kind, force=force)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with lock(target):
            _clean(target)
            scratch = _scratch(target)
            scratch.mkdir()
            try:
                yield scratch
                if not own:
                    mark(scratch, kind)
                for path in (*(p for p in scratch.rglob("*") if p.is_file()), scratch):
                    _sync(path)
                exchange(scratch, target)
                _sync(target.parent)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
    except OSError as error:
        raise _unwritable(target, error) from error


def check_output(target: Path, kind: str, *, force: str = "") -> None:
    """Check that a folder may be replaced: it is new, empty, or an output of ours to which nothing was added.

    Raises:
        InputError: it is not; the message says why, and how to replace it all the same.
    """
    file, folder = str(target), target.resolve()
    if (target.exists() or target.is_symlink()) and not folder.is_dir():
        raise refuse("bad-output", "is not a folder", file=file, hint="name a new or empty folder")
    here = Path.cwd().resolve()
    if folder == here or folder in here.parents or (folder / ".git").exists():
        message = "is a repository, or the working folder, or one above it, and is never replaced"
        raise refuse("bad-output", message, file=file, hint="name a new or empty folder")
    if not folder.exists() or not any(folder.iterdir()) or force == folder.name:
        return
    again = f"name a new or empty folder, or replace this one by --force {folder.name}"
    made = _made(folder)
    if made is None or made.get("kind") != kind:
        raise refuse("bad-output", f"exists and is not a {kind} that dateline wrote", file=file, hint=again)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    added = sorted(there - {*map(str, made["files"]), MARKER})
    if added:
        listed = ", ".join(added[:_SHOWN]) + (", ..." if len(added) > _SHOWN else "")
        message = f"holds {len(added)} files that dateline did not write: {listed}"
        raise refuse("bad-output", message, file=file, hint=again)


def check_unpublished(target: Path, root: Path) -> None:
    """Check that an output with real text doesn't lie in a folder of the project that is published.

    Raises:
        InputError: it does.
    """
    place = target.resolve()
    for name in TRACKED:
        inside = (root / name).resolve()
        if place == inside or inside in place.parents:
            message = f"is in {name}/ of the project, where real text must not be"
            raise refuse("bad-output", message, file=str(target), hint="name a place outside the project's data")


def mark(folder: Path, kind: str) -> None:
    """Write the marker of an output folder: its kind and its files."""
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and p.name != MARKER)
    facts = {"made_by": "dateline", "schema": _SCHEMA, "kind": kind, "files": files}
    (folder / MARKER).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def append_line(path: Path, line: bytes) -> None:
    """Append a line to a file and sync it; a last line that was cut off is ended first.

    Raises:
        InputError: the path can't be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as file:
            if file.tell() and not _ends_with_newline(path):
                line = b"\n" + line
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def lock(target: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock of a target; it ends with the process, however that ends.

    Args:
        target: what is locked; it need not exist.
        wait: wait until another run lets go of it, instead of refusing.

    Raises:
        InputError: another run holds it.
    """
    from filelock import FileLock, Timeout

    name = hashlib.sha256(str(target.absolute()).encode()).hexdigest()[:32]
    folder = Path(tempfile.gettempdir()) / f"dateline-locks-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    folder.mkdir(exist_ok=True)
    try:
        with FileLock(folder / name, timeout=-1 if wait else 0):
            yield
    except Timeout:
        hint = "wait until it has finished, or name another output"
        raise refuse("bad-lock", "another run is writing this", file=str(target), hint=hint) from None


def exchange(fresh: Path, target: Path) -> None:
    """Move `fresh` to `target`; what was there before is then at `fresh`, if there was anything.

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


def _scratch(target: Path) -> Path:
    return target.with_name(f"{_SCRATCH}{target.name}-{token_hex(4)}")


def _clean(target: Path) -> None:
    """Remove what killed runs on this target have left; the lock says that none is alive."""
    for path in target.parent.glob(f"{_SCRATCH}*"):
        if path.name.removesuffix(".previous").rpartition("-")[0] != f"{_SCRATCH}{target.name}":
            continue
        if path.name.endswith(".previous") and not target.exists():
            path.rename(target)  # a run without an atomic swap was killed between its two renames
        elif path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _made(folder: Path) -> dict[str, Any] | None:
    try:
        found = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    sound = isinstance(found, dict) and found.get("made_by") == "dateline" and isinstance(found.get("files"), list)
    if sound:
        check_version(found.get("schema"), _SCHEMA, str(folder / MARKER))
    return found if sound else None


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _sync(path: Path) -> None:
    """Sync a file or, where the system can, a folder."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(path: Path, error: OSError) -> Exception:
    reason, place = error.strerror or str(error), error.filename
    if isinstance(place, str) and not Path(place).absolute().is_relative_to(path.absolute().parent):
        message = f"{reason}; nothing was written to {path}"  # what should have been copied or read
        return refuse("bad-file-access", message, file=place)
    return refuse("bad-output", f"can't be written ({reason}); nothing was changed", file=str(path))
