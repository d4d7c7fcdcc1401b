"""Writing is all or nothing: an error, a kill or a second run leaves one whole version, and never takes other files."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from dateline.errors import InputError
from dateline.files import MARKER, append_line, lock, output_folder, write_text, writing

_FILE_WRITER = """
import sys
from pathlib import Path
from dateline.files import write_text
print("ready", flush=True)
for turn in range(10**9):
    write_text(Path(sys.argv[1]), "ab"[turn % 2] * 300_000)
"""
_FOLDER_WRITER = """
import sys
from pathlib import Path
from dateline.files import output_folder
print("ready", flush=True)
for turn in range(10**9):
    with output_folder(Path(sys.argv[1]), "dataset") as scratch:
        for name in ("one", "two", "three"):
            (scratch / name).write_text("ab"[turn % 2] * 20_000)
"""


def _kill_after(script: str, target: Path, seconds: float) -> None:
    """Run a script that writes without end, and kill it (SIGKILL) after some time of writing."""
    command = [sys.executable, "-c", script, str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)


def _folder(target: Path, text: str = "new") -> None:
    with output_folder(target, "dataset") as scratch:
        (scratch / "data.txt").write_text(text)


def _fail_in(writer: AbstractContextManager[Path]) -> None:
    """Write half of what was meant, then fail."""
    with writer as scratch:
        (scratch / "data.txt" if scratch.is_dir() else scratch).write_text("half")
        raise RuntimeError


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path):
    """An error while a file is written leaves the old one, and no scratch file."""
    target = write_text(tmp_path / "scores.json", "old")
    with pytest.raises(RuntimeError):
        _fail_in(writing(target))
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_error_leaves_the_old_folder_and_nothing_else(tmp_path):
    """An error while a folder is written leaves the old one, and no scratch folder."""
    target = tmp_path / "out"
    _folder(target, "old")
    with pytest.raises(RuntimeError):
        _fail_in(output_folder(target, "dataset"))
    assert (target / "data.txt").read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_output_of_ours_is_replaced(tmp_path):
    """A second run to the same place needs no option."""
    _folder(tmp_path / "out", "old")
    _folder(tmp_path / "out", "new")
    assert (tmp_path / "out" / "data.txt").read_text() == "new"
    assert json.loads((tmp_path / "out" / MARKER).read_text())["files"] == ["data.txt"]


@pytest.mark.parametrize("name", ["notes.txt", "deep/notes.txt", ".hidden"])
def test_an_output_with_an_added_file_is_refused(tmp_path, name):
    """A file that someone put into an output is not thrown away."""
    _folder(tmp_path / "out")
    write_text(tmp_path / "out" / name, "mine")
    with pytest.raises(InputError, match="did not write"):
        _folder(tmp_path / "out", "lost")
    assert (tmp_path / "out" / name).read_text() == "mine"


def test_a_folder_of_another_kind_is_refused(tmp_path):
    """A dataset does not replace a model."""
    with output_folder(tmp_path / "out", "model") as scratch:
        (scratch / "weights").write_text("trained for a week")
    with pytest.raises(InputError, match="is not a dataset that dateline wrote"):
        _folder(tmp_path / "out")
    assert (tmp_path / "out" / "weights").read_text() == "trained for a week"


def test_a_repository_is_refused_even_when_forced(tmp_path):
    """No option lets a command replace a repository."""
    write_text(tmp_path / "work" / ".git" / "HEAD", "ref: refs/heads/main")
    with pytest.raises(InputError, match="never replaced"), output_folder(tmp_path / "work", "dataset", force="work"):
        pass
    assert (tmp_path / "work" / ".git" / "HEAD").exists()


def test_the_working_folder_and_those_above_it_are_refused(tmp_path, monkeypatch):
    """`.`, `..` and the folders above are never outputs."""
    inner = tmp_path / "above" / "here"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    for target in (Path(), Path(".."), tmp_path / "above"):
        with pytest.raises(InputError, match="never replaced"):
            _folder(target)


def test_a_link_to_a_protected_folder_is_refused(tmp_path, monkeypatch):
    """A link does not get round the check."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    (tmp_path / "link").symlink_to(here)
    with pytest.raises(InputError, match="never replaced"):
        _folder(tmp_path / "link")


def test_a_folder_is_no_file_and_a_file_is_no_folder(tmp_path):
    """The kind of what is there is checked before anything is written."""
    with pytest.raises(InputError, match="is a folder"):
        write_text(tmp_path, "text")
    write_text(tmp_path / "file", "text")
    with pytest.raises(InputError, match="is not a folder"):
        _folder(tmp_path / "file")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_input_error(tmp_path, monkeypatch):
    """The message is the system's, and the old file stays."""
    target = write_text(tmp_path / "scores.json", "old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left"):
        write_text(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_two_runs_do_not_write_one_target(tmp_path):
    """The second run is refused while the first holds the lock."""
    target = write_text(tmp_path / "scores.json", "old")
    with lock(target), pytest.raises(InputError, match="another run"):
        write_text(target, "new")
    assert target.read_text() == "old"


def test_a_line_that_was_cut_off_does_not_spoil_the_next(tmp_path):
    """A log that a kill cut off goes on with a whole line."""
    log = tmp_path / "answers.jsonl"
    log.write_bytes(b'{"id": 1}\n{"id"')
    append_line(log, b'{"id": 2}')
    assert log.read_bytes() == b'{"id": 1}\n{"id"\n{"id": 2}\n'


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="folders are exchanged atomically on Linux")
def test_a_killed_writer_leaves_one_whole_state(tmp_path):
    """SIGKILL at any moment leaves one whole version; the next run removes what the killed one left."""
    moments = random.Random(7)  # noqa: S311
    file, folder = tmp_path / "scores.json", tmp_path / "out"
    write_text(file, "a" * 300_000)
    _folder(folder)
    for _ in range(10):
        _kill_after(_FILE_WRITER, file, moments.uniform(0, 0.1))
        assert file.read_text() in {"a" * 300_000, "b" * 300_000}
        _kill_after(_FOLDER_WRITER, folder, moments.uniform(0, 0.1))
        contents = {path.read_text() for path in folder.iterdir() if path.name != MARKER}
        assert len(contents) == 1
        assert sorted(json.loads((folder / MARKER).read_text())["files"]) == sorted(
            path.name for path in folder.iterdir() if path.name != MARKER
        )
    write_text(file, "done")
    _folder(folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "out",
        "scores.json",
    ]  # leftovers of the killed are gone
