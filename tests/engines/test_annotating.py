"""Annotating texts on a cluster of two workers: failures, deaths, and runs that are taken up again."""

import json
from functools import partial

import hostile_models
import msgspec
import pyarrow.parquet as pq
import pytest

from dateline.baselines.pipeline import store
from dateline.document import Document
from dateline.engines.annotating import DEATHS, annotate_on_cluster
from dateline.engines.connecting import connected
from hostile_models import DIE, DIE_ONCE, FAIL, hostile

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("ray")]


@pytest.fixture
def model(tmp_path):
    """A folder of a pipeline without models."""
    return store.save(tmp_path / "model", {}, trained="x", sha="0")


def written(out):
    """Return the documents of all shards, and the table of errors."""
    rows = [row for path in out.glob("*.parquet") for row in pq.read_table(path).to_pylist()]
    errors = out / "errors.jsonl"
    failed = [json.loads(line) for line in errors.read_text().splitlines()] if errors.exists() else []
    return msgspec.convert(rows, list[Document]), failed


def test_a_run_survives_bad_documents_and_dead_workers(cluster, model, tmp_path):
    """Each document is in one shard or in the table of errors, whatever happens to its neighbours."""
    lines = [{"id": f"d{number}", "text": f"Words of {number}."} for number in range(20)]
    lines[3]["text"] = FAIL
    lines[7]["text"] = f"{DIE_ONCE} a worker"
    lines[12]["text"] = DIE
    lines[15]["id"] = lines[16]["id"] = "twice"
    source = tmp_path / "texts.jsonl"
    bad = ['{"id": "none"}', "no JSON"]
    source.write_text("\n".join([*map(json.dumps, lines), *bad]))
    out, deaths = tmp_path / "out", tmp_path / "deaths"
    deaths.mkdir()
    cluster.cloudpickle.register_pickle_by_value(hostile_models)
    with connected() as workers:
        assert workers == 2
        run = partial(annotate_on_cluster, source, model, out, workers=workers, shard=3, load=partial(hostile, deaths))
        seen = []
        made = list(run(progress=lambda *told: seen.append(told)))
    documents, failed = written(out)
    assert all(fresh for _, fresh in made)
    assert seen[-1] == ("documents", 22, 22)
    wrong = {"d3", "d12", "twice", "none", "texts-22"}
    assert sorted(document.id for document in documents) == sorted(one["id"] for one in lines if one["id"] not in wrong)
    assert all(document.annotated_layers == ("quotes",) for document in documents)
    assert sorted((one["document"], one["error"]) for one in failed) == [
        ("d12", "bad-document"),
        ("d3", "bad-document"),
        ("none", "missing-text"),
        ("texts-22", "bad-json"),
        ("twice", "repeated-document"),
        ("twice", "repeated-document"),
    ]
    assert len((deaths / "d12").read_text()) == 2 * DEATHS
    assert (deaths / "d7").exists()
