"""File names work on every system: those of the project, and those that commands make of names in the data."""

import subprocess

import pytest

from dateline.baselines.declarations import load as load_baseline
from dateline.baselines.declarations import names as baseline_names
from dateline.baselines.pipeline import store, stream
from dateline.baselines.recorded import predictions_path, record_path
from dateline.corpus.load import names
from dateline.files import MARKER

RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
LONGEST_NAME, LONGEST_PATH = 120, 180  # Windows takes 260 characters, the folder of the checkout among them


def unsafe(path):
    """List what Windows, macOS or a zip would not take in a relative path, or would take for another one."""
    found = [f"{path}: too long"] if len(path) > LONGEST_PATH else []
    for part in path.split("/"):
        stem = part.split(".")[0].lower()
        bad = set(part) & set('<>:"\\|?*') or [c for c in part if not 32 < ord(c) < 127]
        if bad or stem in RESERVED or part.endswith(".") or len(part) > LONGEST_NAME:
            found.append(f"{path}: {part}")
    return found


@pytest.mark.parametrize(
    "path", ["a:b", "nul.txt", "COM1", "x.", "a b", "caf\u00e9", "q?", "x" * 200, "/".join(["deep"] * 60), 'a"', "a\\b"]
)
def test_unsafe_names_are_seen(path):
    """The check knows reserved names, characters and ends."""
    assert unsafe(path)


def test_tracked_names_are_safe(project):
    """Every tracked name can be checked out anywhere, and no two differ by case only."""
    command = ["git", "-C", str(project), "ls-files", "-z"]
    listing = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - a fixed command
    if listing.returncode:
        pytest.skip("not a git checkout")
    tracked = [name for name in listing.stdout.decode().split("\0") if name]
    assert [problem for name in tracked for problem in unsafe(name)] == []
    assert len({name.lower() for name in tracked}) == len(tracked)


def test_written_names_are_safe(tmp_path):
    """Predictions, records, shards, models and markers have safe names for every baseline, part and split."""
    written = [MARKER, store.ABOUT, stream.MANIFEST, "shard-00000.parquet"]
    for baseline in map(load_baseline, baseline_names()):
        for part in names():
            paths = predictions_path(tmp_path, baseline, part), record_path(tmp_path, baseline, part)
            written.extend(path.relative_to(tmp_path).as_posix() for path in paths)
    assert len(written) > 50
    assert [problem for name in written for problem in unsafe(name)] == []
