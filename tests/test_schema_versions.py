"""Every file that the program writes and reads again says its version, and one of a newer release is refused."""

import json

import pyarrow.parquet as pq
import pytest

from dateline.baselines import recorded
from dateline.baselines.experiments import learning_curves, transfer
from dateline.baselines.llm import client
from dateline.baselines.llm.plan import Plan
from dateline.baselines.pipeline import store, stream
from dateline.corpus.load import load_folder
from dateline.document import FILE_FACTS
from dateline.errors import InputError
from dateline.files import MARKER, check_output, output_folder
from dateline.tasks.declarations import load as load_task


def _newer(text):
    """Raise the version in a line of JSON."""
    return json.dumps({**json.loads(text), "schema": 99})


def _dataset(folder, baselines):
    path = folder / "data" / "open" / "test.parquet"
    path.parent.mkdir(parents=True)
    table = pq.ParquetFile(baselines.parent / "corpus" / "data" / "open" / "test.parquet").read()
    facts = json.loads(table.schema.metadata[FILE_FACTS])
    newer = table.replace_schema_metadata({**table.schema.metadata, FILE_FACTS: _newer(json.dumps(facts))})
    pq.write_table(newer, path)
    load_folder(folder)


def _marker(folder, _):
    with output_folder(folder / "out", "dataset") as scratch:
        (scratch / "data").write_text("x")
    path = folder / "out" / MARKER
    path.write_text(_newer(path.read_text()))
    check_output(folder / "out", "dataset")


def _models(folder, _):
    store.save(folder / "models", {}, trained="x", sha="0")
    path = folder / "models" / store.ABOUT
    path.write_text(_newer(path.read_text()))
    store.load_models(folder / "models")


def _manifest(folder, _):
    run = stream.Run(model="x", shard=1)
    stream.resumed(folder, run)
    path = folder / stream.MANIFEST
    path.write_text(_newer(path.read_text()) + "\n")
    stream.resumed(folder, run)


def _answers(folder, _):
    path = folder / "answers.jsonl"
    path.write_text('{"key": "k", "answer": "a", "schema": 99}\n')
    client.LanguageModel(client.Endpoint(model="m", url="x"), Plan(load_task("ner")), cache=path)


def _curve(folder, baselines):
    original = next((baselines / "curves").glob("ner.*.json"))
    (folder / "curves").mkdir()
    (folder / "curves" / original.name).write_text(_newer(original.read_text()))
    learning_curves.read_curves(folder, "ner")


def _transfer(folder, baselines):
    original = next((baselines / "transfer").glob("ner.*.json"))
    (folder / "transfer").mkdir()
    (folder / "transfer" / original.name).write_text(_newer(original.read_text()))
    transfer.read_transfers(folder)


def _score(folder, baselines):
    original = next((baselines / "scores").glob("ner.*.json"))
    (folder / original.name).write_text(_newer(original.read_text()))
    recorded.read_record(folder / original.name)


@pytest.mark.parametrize("read", [_dataset, _marker, _models, _manifest, _answers, _curve, _transfer, _score])
def test_a_newer_version_is_refused(project, tmp_path, read):
    """The message names the file, both versions, and what to do."""
    with pytest.raises(InputError, match="schema 99, and this release reads up to") as caught:
        read(tmp_path, project / "baselines")
    (problem,) = caught.value.problems
    assert problem.id == "bad-schema-version"
    assert str(tmp_path) in str(problem.file)
    assert problem.hint == "install a newer release"
