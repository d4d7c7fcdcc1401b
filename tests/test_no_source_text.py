"""The sources' sentences never stand in the project."""

import re
import subprocess

import pytest

RUN = 8
WORD = re.compile(r"[a-z0-9']+")


def _words(text: str) -> list[str]:
    return WORD.findall(text.lower().replace("\u2019", "'"))


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def _tracked(project):
    command = ["git", "-C", str(project), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - a fixed command
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [project / name for name in listing.stdout.decode().split("\0") if name]


def test_no_run_of_eight_words_of_a_source_is_in_the_project(project, texts, wikinews):
    """Every tracked file, Parquet included, is searched for every run of eight words of the sources."""
    sources = set().union(*(_runs(_words(text)) for text in (*texts.values(), *wikinews.values())))
    assert len(sources) > 16_000
    hits = []
    for path in _tracked(project):
        if path.suffix == ".parquet":
            import pyarrow.parquet as pq

            content = str(pq.read_table(path).to_pylist())
        else:
            content = path.read_bytes().decode("utf-8", errors="ignore") if path.is_file() else ""
        hits += [f"{path.relative_to(project)}: {' '.join(run)}" for run in _runs(_words(content)) & sources]
    assert hits == []


def test_the_search_would_find_a_sentence(texts):
    """The search finds a sentence of a source inside other text."""
    words = _words(next(iter(texts.values())))
    sources = _runs(words)
    assert _runs(_words("Before it. " + " ".join(words[3 : 3 + RUN]).title() + ", and after it.")) & sources
