"""The build: the same input gives the same bytes, and an interrupted one leaves the earlier whole."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from dateline.corpus.articles import assembled
from dateline.corpus.load import load
from dateline.corpus.sources import mask
from dateline.files import exchange
from dateline.publishing import companions
from dateline.publishing.build import build, build_with_text, check

INPUTS = (
    *(
        "seeds/manifest.toml",
        "seeds/wikinews.toml",
        "seeds/masked",
        "annotations",
        "docs",
        "tasks",
        "baselines",
        "corpus",
    ),
    *("CITATION.cff", "LICENSE-DATA"),
)


@pytest.fixture
def copy(project, tmp_path):
    """A copy of the project's data that a test may change."""
    if not (project / "docs" / "templates" / "card.md").exists():
        pytest.skip("not a checkout")
    for name in INPUTS:
        source, target = project / name, tmp_path / "project" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    return tmp_path / "project"


def _bytes(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.slow
def test_two_builds_are_byte_identical(copy):
    """Nothing of a clock, a path or an order of files gets in."""
    first = _bytes(build(copy))
    for made in ("data", "README.md", "checksums.txt"):
        path = copy / "corpus" / made
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert _bytes(build(copy)) == first
    assert {"README.md", "checksums.txt", "data/news/test.parquet"} <= first.keys()


def test_the_committed_corpus_is_what_the_gold_gives(project):
    """`dateline build --check` is clean."""
    if not (project / "docs" / "templates" / "card.md").exists():
        pytest.skip("not a checkout")
    assert check(project) == []


def test_check_sees_one_changed_label(copy):
    """A label changed in the gold makes the committed Parquet stale."""
    path = copy / "annotations" / "gold" / "news" / "kunduz" / "mentions.jsonl"
    path.write_text(path.read_text().replace('"ORG"', '"GPE"', 1))
    assert "corpus/data/news/test.parquet" in {problem.file for problem in check(copy)}


def test_check_sees_a_missing_and_a_stray_file(copy):
    """Files that are not there, or too many, are named."""
    (copy / "corpus" / "README.md").unlink()
    (copy / "corpus" / "data" / "news" / "extra.parquet").write_bytes(b"")
    assert {p.file for p in check(copy)} >= {"corpus/README.md", "corpus/data/news/extra.parquet"}


def test_a_failing_build_leaves_the_earlier_one(copy, monkeypatch):
    """An error half-way changes nothing."""
    before = _bytes(build(copy))

    def fail(*_: object) -> str:
        message = "no card"
        raise RuntimeError(message)

    monkeypatch.setattr(companions, "dataset_card", fail)
    with pytest.raises(RuntimeError):
        build(copy)
    assert _bytes(copy / "corpus") == before


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.3, 0.9, 1.4, 1.8, 2.2])
def test_a_killed_build_leaves_a_whole_corpus(copy, delay):
    """Whenever the process is killed, all files of one build are there."""
    before = _bytes(build(copy))
    code = (
        f"from pathlib import Path; from dateline.publishing.build import build\nwhile True: build(Path({str(copy)!r}))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], env=os.environ)  # noqa: S603 - our own code
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert _bytes(copy / "corpus") == before


def test_exchange_puts_a_folder_in_place(tmp_path):
    """The old folder is then where the new one was; without an old one it is a move."""
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "a").write_text("new")
    exchange(tmp_path / "new", tmp_path / "target")
    (tmp_path / "next").mkdir()
    exchange(tmp_path / "next", tmp_path / "target")
    assert not list((tmp_path / "target").iterdir())
    assert (tmp_path / "next" / "a").read_text() == "new"


def test_exchange_without_the_system_call(tmp_path, monkeypatch):
    """Where names can't be swapped at once, two renames do it."""
    monkeypatch.setattr("dateline.files._swap", lambda *_: False)
    for name in ("new", "target"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    exchange(tmp_path / "new", tmp_path / "target")
    assert (tmp_path / "target" / "new").exists()
    assert (tmp_path / "new" / "target").exists()


def test_the_published_text_is_masked(project):
    """No character of a real article stands in the Parquet files but white space and underscores."""
    rows = pq.read_table(project / "corpus" / "data" / "news" / "test.parquet").to_pylist()
    assert len(rows) == 9
    for row in rows:
        assert row["masked"]
        assert row["text"] == mask(row["text"])


def test_load_dataset_reads_a_clone(project, tmp_path):
    """`load_dataset` gives the same rows as our own loader, offline."""
    code = (
        "from datasets import load_dataset\n"
        f"rows = load_dataset({str(project / 'corpus')!r}, 'news', split='test', cache_dir={str(tmp_path)!r})\n"
        "print(len(rows), rows[0]['id'], len(rows[0]['mentions']), rows.features['mentions'])"
    )
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    first = load("news")[0]
    assert done.stdout.startswith(f"9 {first.id} {len(first.mentions)} List(")


def test_a_build_with_text_restores_it(project, texts, tmp_path):
    """The written dataset has the real text, and the same gold as the masked one."""
    if not (project / "docs" / "templates" / "card.md").exists():
        pytest.skip("not a checkout")
    out = build_with_text(project, texts, tmp_path / "with-text")
    rows = pq.read_table(out / "data" / "news" / "test.parquet").to_pylist()
    assert {row["id"]: row["text"] for row in rows} == dict(texts)

    def bare(found):
        return [msgspec.structs.replace(d, text="", title=None, masked=False) for d in found]

    assert bare(assembled(project, texts)) == bare(assembled(project))
