"""The same input gives the same bytes: whatever the hash seed, locale, time zone, threads, folder, order of files."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dateline.baselines.pipeline.pipeline import train

PROGRESS = re.compile(rb"[\w-]+: \d+( of \d+)?")
REVERSED = '''
import os
_listdir, _scandir = os.listdir, os.scandir
class Reversed:
    """The entries of a folder in the opposite order, with the methods of os.scandir."""
    def __init__(self, entries): self._entries = entries
    def __iter__(self): return iter(self._entries)
    def __next__(self): return self._entries.pop()
    def __enter__(self): return self
    def __exit__(self, *_): return None
    def close(self): pass
os.listdir = lambda *path: _listdir(*path)[::-1]
os.scandir = lambda *path: Reversed(list(_scandir(*path))[::-1])
'''
ENVIRONMENTS = {
    "as usual": {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC", "OMP_NUM_THREADS": "1"},
    "other seed, time and threads": {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "OMP_NUM_THREADS": "2"},
    "ASCII": {
        "PYTHONHASHSEED": "2",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "TZ": "America/St_Johns",
    },
    "Latin-1, reversed": {"PYTHONHASHSEED": "3", "PYTHONIOENCODING": "latin-1", "LC_ALL": "POSIX"},
}
COMMANDS = (
    ("tasks",),
    ("score", "ner", "{project}/baselines/predictions/ner.gazetteer.news.jsonl"),
    ("score", "coref", "{project}/baselines/predictions/coref.strings.news.jsonl", "--json"),
    ("check", "ner", "{project}/baselines/predictions/coref.strings.news.jsonl"),
    ("show", "kunduz"),
    ("show", "kunduz", "--html", "page.html"),
    ("browse", "--data", "open/validation", "--out", "pages"),
    ("stats", "open"),
    ("agreement", "--root", "{project}"),
    ("validate", "--root", "{project}"),
    ("run", "gazetteer", "memory", "--data", "open/validation", "--out", "predictions"),
    ("run", "linear-quotes", "--task", "quotes", "--data", "open/validation", "--out", "predictions"),
    ("leaderboard", "--write", "reports"),
    ("leaderboard", "--html", "leaderboard.html"),
    ("problems", "--write", "reports"),
    ("build", "--root", "copy"),
    ("annotate", "texts", "--model", "{models}", "--out", "out", "--shard", "2", "--jobs", "{processes}"),
)


@pytest.fixture(scope="module")
def models(articles, tmp_path_factory):
    """A small pipeline."""
    return train(articles, "here", tmp_path_factory.mktemp("models") / "pipeline")


def _prepared(folder: Path, command: tuple[str, ...], project: Path) -> None:
    if command[0] == "build":
        if not (project / "docs" / "templates").is_dir():
            pytest.skip("not a checkout")
        for name in ("seeds", "annotations", "docs/templates", "corpus"):
            shutil.copytree(project / name, folder / "copy" / name)
        for name in ("CITATION.cff", "LICENSE-DATA"):
            shutil.copy(project / name, folder / "copy")
        (folder / "copy" / "corpus" / "README.md").write_text("")
    if command[0] == "annotate":
        (folder / "texts").mkdir()
        for number in (3, 1, 2, 5, 4):
            (folder / "texts" / f"t{number}.txt").write_text(f"Rebels seized Kellen on Friday {number}.\n")


def _outcome(folder: Path, command: tuple[str, ...], settings: dict[str, str], places: dict[str, object]):
    """Run a command in a folder of its own; return exit code, streams and all files, places made equal."""
    processes = "2" if settings["PYTHONHASHSEED"] == "1" else "1"
    arguments = [word.format(**places, processes=processes) for word in command]
    environment = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "LC_ALL", "TZ"}}
    if settings["PYTHONHASHSEED"] == "3":
        hook = folder.with_name(f"{folder.name}-hook")
        hook.mkdir()
        (hook / "sitecustomize.py").write_text(REVERSED)
        environment["PYTHONPATH"] = str(hook)
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-m", "dateline", *arguments],
        cwd=folder,
        env=environment | settings,
        capture_output=True,
        check=False,
    )
    streams = [stream.replace(str(folder).encode(), b"HERE") for stream in (done.stdout, done.stderr)]
    told = [line for line in streams[0].split(b"\n") if b" s (" not in line]  # `annotate` says how long it took
    said = [line for line in streams[1].split(b"\n") if not PROGRESS.fullmatch(line)]  # now and then, on a busy machine
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    return done.returncode, told, said, files


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:3]).replace("{project}/", ""))
def test_the_same_bytes_everywhere(project, models, tmp_path, command):
    """Output, messages and written files are the same in every environment and folder."""
    outcomes = {}
    for number, (name, settings) in enumerate(ENVIRONMENTS.items()):
        folder = tmp_path / ("deep/" * number) / "work"
        folder.mkdir(parents=True)
        _prepared(folder, command, project)
        outcomes[name] = _outcome(folder, command, settings, {"project": project, "models": models})
    first = outcomes.pop("as usual")
    assert first[0] in {0, 2}, first
    for name, other in outcomes.items():
        assert other[:3] == first[:3], name
        assert other[3].keys() == first[3].keys(), name
        assert [file for file in first[3] if first[3][file] != other[3][file]] == [], name
