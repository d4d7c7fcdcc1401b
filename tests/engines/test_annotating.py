"""Annotating texts on a cluster of two workers: failures, deaths, and runs that are taken up again."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial

import hostile_models
import msgspec
import pyarrow.parquet as pq
import pytest
from hostile_models import DIE, DIE_ONCE, FAIL, hostile

from dateline.baselines.pipeline import store
from dateline.baselines.pipeline.stream import annotate_all
from dateline.baselines.pipeline.texts import texts_in
from dateline.document import Document
from dateline.engines.annotating import DEATHS, annotate_on_cluster
from dateline.engines.connecting import connected
from dateline.errors import InputError

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("ray")]


@pytest.fixture
def model(tmp_path):
    """A folder of a pipeline without models."""
    return store.save(tmp_path / "model", {}, trained="x", sha="0")


def write_lines(path, lines):
    """Write JSON lines."""
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def written(out):
    """Return the documents of all shards in order of their names, and the table of errors."""
    rows = [row for path in out.glob("*.parquet") for row in pq.read_table(path).to_pylist()]
    errors = out / "errors.jsonl"
    failed = [json.loads(line) for line in errors.read_text().splitlines()] if errors.exists() else []
    return sorted(msgspec.convert(rows, list[Document]), key=lambda one: one.id), failed


def test_a_run_survives_bad_documents_and_dead_workers(cluster, model, tmp_path):
    """Each document is in one shard or in the table of errors, whatever happens to its neighbours."""
    lines = [{"id": f"d{number:02}", "text": f"Words of {number}."} for number in range(20)]
    lines[3]["text"] = FAIL
    lines[7]["text"] = f"{DIE_ONCE} a worker"
    lines[12]["text"] = DIE
    lines[15]["id"] = lines[16]["id"] = "twice"
    source = write_lines(tmp_path / "texts.jsonl", [*lines, {"id": "none"}])
    with source.open("a") as file:
        file.write("no JSON\n")
    out, deaths = tmp_path / "out", tmp_path / "deaths"
    deaths.mkdir()
    cluster.cloudpickle.register_pickle_by_value(hostile_models)
    seen = []
    with connected(gpus=0.5) as workers:
        assert workers == 2
        made = list(
            annotate_on_cluster(
                source,
                model,
                out,
                workers=workers,
                shard=3,
                gpus=0.5,
                load=partial(hostile, deaths),
                progress=lambda *told: seen.append(told),
            )
        )
    documents, failed = written(out)
    assert all(fresh for _, fresh in made)
    assert seen[-1] == ("documents", 22, 22)
    wrong = {"d03", "d12", "twice"}
    assert [document.id for document in documents] == [one["id"] for one in lines if one["id"] not in wrong]
    assert all(document.annotated_layers == ("quotes",) for document in documents)
    assert sorted((one["document"], one["error"]) for one in failed) == [
        ("d03", "bad-document"),
        ("d12", "bad-document"),
        ("none", "missing-text"),
        ("texts-22", "bad-json"),
        ("twice", "repeated-document"),
        ("twice", "repeated-document"),
    ]
    assert len((deaths / "d12").read_text()) == 2 * DEATHS
    assert (deaths / "d07").exists()
    assert {path.suffix for path in out.iterdir()} == {".parquet", ".jsonl"}


def test_a_run_is_resumed_by_document(cluster, model, tmp_path):
    """A second run annotates what is new, whatever the order; changed texts fail, and other engines are refused."""
    assert cluster.is_initialized()
    first = [{"id": f"d{number}", "text": f"Words of {number}."} for number in range(6)]
    source, out = write_lines(tmp_path / "texts.jsonl", first), tmp_path / "out"
    run = partial(annotate_on_cluster, source, model, out, workers=2, shard=2)
    begun = run()
    next(begun)
    begun.close()  # as if it had been interrupted: at least one shard is entered, others are not
    (out / "shard-left.parquet").write_bytes(b"a shard that no manifest names")
    rest = list(run())
    assert [fresh for _, fresh in rest] == [False, *[True] * 2]
    assert [document.id for document in written(out)[0]] == [one["id"] for one in first]
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert [fresh for _, fresh in run()] == [False] * 3
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before

    changed = [{"id": "d0", "text": "Other words."}, {"id": "new", "text": "New words."}, *reversed(first[1:])]
    write_lines(source, changed)
    assert sum(entry.documents for entry, fresh in run() if fresh) == 1
    documents, failed = written(out)
    assert [document.id for document in documents] == [*(one["id"] for one in first), "new"]
    assert [(one["document"], one["error"]) for one in failed] == [("d0", "repeated-document")]
    with pytest.raises(InputError, match="another --engine"):
        list(annotate_all(texts_in(source), model, out, shard=2))
    with pytest.raises(InputError, match="another --shard"):
        list(annotate_on_cluster(source, model, out, workers=2, shard=3))


def test_a_killed_command_is_resumed_and_gives_what_the_local_engine_gives(tmp_path, articles):
    """`annotate --engine ray` is killed once its first shard is there; again it does the rest, and nothing twice."""
    from dateline.baselines.pipeline.pipeline import train

    model = train(articles[:3], "here", tmp_path / "model")
    texts = [{"id": f"t{number:02}", "text": articles[number % 6].text} for number in range(24)]
    source, out = write_lines(tmp_path / "texts.jsonl", texts), tmp_path / "out"
    command = [sys.executable, "-m", "dateline", "annotate", str(source), "--model", str(model), "--out", str(out)]
    command += ["--engine", "ray", "--jobs", "2", "--shard", "1"]
    clean = {key: value for key, value in os.environ.items() if key != "RAY_ADDRESS"}
    killed = subprocess.Popen(command, env=clean, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    while len(list(out.glob("*.parquet"))) < 2 and killed.poll() is None:
        time.sleep(0.02)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    manifest = out / "manifest.jsonl"
    entered = manifest.read_text().count("\n") - 1 if manifest.exists() else 0  # a line that was cut off is none
    again = subprocess.run(command, env=clean, capture_output=True, text=True, check=False)  # noqa: S603
    assert again.returncode == 0, again.stderr
    assert f"{24 - entered} documents in" in again.stdout
    assert "words a second" in again.stdout
    local = tmp_path / "local"
    list(annotate_all(texts_in(source), model, local))
    assert written(out) == written(local)
    assert len(written(out)[0]) == len(texts)
