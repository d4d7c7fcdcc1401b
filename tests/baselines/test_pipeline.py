"""The pipeline over users' own texts."""

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from dateline.baselines.pipeline.pipeline import annotate, load_pipeline, train
from dateline.baselines.pipeline.stream import annotate_all
from dateline.baselines.pipeline.texts import pieces, texts_in, texts_of
from dateline.baselines.quotes import QuoteTagger
from dateline.cli import app
from dateline.corpus.segmentation import document_of
from dateline.document import Document
from dateline.errors import InputError

TEXT = "Rebels in Sandholm\nRebels seized Sandholm on Friday. Ada Brinn said that Sandholm would not fall.\n"


@pytest.fixture(scope="session")
def model(articles, tmp_path_factory):
    """A pipeline trained on the small articles."""
    return train(articles, "here", tmp_path_factory.mktemp("model") / "pipeline")


def test_all_layers_are_joined(model):
    """Entities, arguments, sources and speakers point to mentions and entities that are there."""
    (document,) = annotate(load_pipeline(model), [document_of("new", TEXT)])
    assert document.annotated_layers == ("mentions", "events", "quotes")
    assert document.title == "Rebels in Sandholm"
    ids = {mention.id for mention in document.mentions}
    entities = {entity.id for entity in document.entities}
    assert {m.entity for m in document.mentions if m.level != "value"} <= entities
    fillers = [a for e in document.events for a in e.arguments] + [s for q in document.quotes for s in q.sources]
    assert {filler.mention for filler in fillers if filler.mention} <= ids
    assert {speaker for q in document.quotes for speaker in q.speakers} <= entities
    assert any(document.span_text(event) == "seized" for event in document.events)


def test_an_empty_text_is_no_trouble(model):
    """A text of blank lines has nothing to annotate."""
    (document,) = annotate(load_pipeline(model), [document_of("empty", "\n \n")])
    assert (document.mentions, document.events, document.quotes) == ((), (), ())


@pytest.fixture
def folder(tmp_path):
    """A folder of five texts, one of them in a folder below."""
    for number in range(4):
        (tmp_path / f"t{number}.txt").write_text(TEXT.replace("Sandholm", f"Town{number}"), encoding="utf-8")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "t4.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_sources_of_every_kind_are_read(folder):
    """A folder, a file, JSON lines and a dataset folder give names and texts."""
    assert [name for name, _ in texts_in(folder)] == ["more/t4", "t0", "t1", "t2", "t3"]
    assert [name for name, _ in texts_in(folder / "t0.txt")] == ["t0"]
    lines = folder / "lines.jsonl"
    lines.write_text('{"id": "a", "text": "One."}\n{"text": "Two."}\n', encoding="utf-8")
    assert list(texts_in(lines)) == [("a", "One."), ("lines-2", "Two.")]
    with pytest.raises(InputError, match="dataset folder"):
        list(texts_in(folder / "nothing"))
    lines.write_text('{"id": "a"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="text"):
        list(texts_in(lines))


def test_tables_are_read_in_pieces(tmp_path):
    """Parquet, folders of JSON lines and of `datasets` give the same texts, however they are cut."""
    from datasets import Dataset, DatasetDict

    rows = [{"id": f"r{number}", "text": f"Text {number}.", "more": number} for number in range(150)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "rows.parquet", row_group_size=100)
    data = Dataset.from_list(rows)
    data.save_to_disk(tmp_path / "one")
    DatasetDict(train=data.select(range(100)), test=data.select(range(100, 150))).save_to_disk(tmp_path / "splits")
    for name in ("a", "b/a"):
        path = tmp_path / "lines" / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"text": "One."}\n\n{"text": "Two."}\n', encoding="utf-8")
    expected = [(row["id"], row["text"]) for row in rows]
    assert list(texts_in(tmp_path / "rows.parquet")) == list(texts_in(tmp_path / "one")) == expected
    assert sorted(texts_in(tmp_path / "splits")) == sorted(expected)
    assert list(texts_in(tmp_path / "lines")) == [
        ("a-1", "One."),
        ("a-3", "Two."),
        ("b/a-1", "One."),
        ("b/a-3", "Two."),
    ]
    for source in (tmp_path / "rows.parquet", tmp_path / "one", tmp_path / "lines"):
        for size in (1, 7, 1000):
            cut = list(pieces(source, size))
            found = [list(texts_of(piece)) for piece in cut]
            assert [text for some in found for text in some] == list(texts_in(source))
            assert [len(some) for some in found] == [piece.documents for piece in cut]
    pq.write_table(pa.table({"body": ["x", "y"]}), tmp_path / "other.parquet")
    with pytest.raises(InputError, match="missing-text"):
        list(texts_in(tmp_path / "other.parquet"))
    assert [one.document for one in texts_of(*pieces(tmp_path / "other.parquet"))] == ["other-1", "other-2"]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_document_that_fails_is_listed(folder, model, tmp_path_factory, monkeypatch, processes):
    """The others are written, the command ends with 1, and a resumed run still lists it."""
    predict = QuoteTagger.predict

    def stumbling(self, batch):
        if any("Town2" in document.text for document in batch):
            message = "no such town"
            raise ValueError(message)
        return predict(self, batch)

    monkeypatch.setattr(QuoteTagger, "predict", stumbling)
    out = tmp_path_factory.mktemp("out")
    command = ["annotate", str(folder), "--model", str(model), "--out", str(out), "--jobs", str(processes)]
    for _ in range(2):
        done = CliRunner().invoke(app, command)
        assert (done.exit_code, "1 documents failed" in done.output) == (1, True), done.output
        (failed,) = map(msgspec.json.decode, (out / "errors.jsonl").read_bytes().splitlines())
        assert failed == {
            "document": "t2",
            "error": "bad-document",
            "message": "can't be annotated (ValueError: no such town)",
        }
        names = [row["id"] for path in sorted(out.glob("*.parquet")) for row in pq.read_table(path).to_pylist()]
        assert names == ["more/t4", "t0", "t1", "t3"]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_broken_run_goes_on(folder, model, tmp_path_factory, processes):
    """Shards that are there are not made again, and the whole is the same however it was made."""
    out = tmp_path_factory.mktemp("out")
    first = annotate_all(texts_in(folder), model, out, shard=2, processes=1)
    shard, fresh = next(first)
    first.close()
    assert (shard.file, shard.documents, fresh) == ("shard-00000.parquet", 2, True)
    rest = list(annotate_all(texts_in(folder), model, out, shard=2, processes=processes))
    assert [(one.documents, fresh) for one, fresh in rest] == [(2, False), (2, True), (1, True)]
    rows = [row for p in sorted(out.glob("*.parquet")) for row in pq.read_table(p).to_pylist()]
    documents = msgspec.convert(rows, list[Document])
    assert [d.id for d in documents] == ["more/t4", "t0", "t1", "t2", "t3"]
    models = load_pipeline(model)
    assert documents == list(annotate(models, (document_of(name, text) for name, text in texts_in(folder))))
    assert {path.suffix for path in out.iterdir()} == {".parquet", ".jsonl"}


def test_a_resumed_run_must_be_the_same(folder, model, tmp_path_factory):
    """Other texts, other settings and other content of the folder are refused; a killed line is no complete shard."""
    out = tmp_path_factory.mktemp("out") / "shards"
    list(annotate_all(texts_in(folder), model, out, shard=2))
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(InputError, match="another model, another --shard"):
        list(annotate_all(texts_in(folder), model, out, shard=3))
    (folder / "t0.txt").write_text("Other words.", encoding="utf-8")
    with pytest.raises(InputError, match="made of other texts"):
        list(annotate_all(texts_in(folder), model, out, shard=2))
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    with pytest.raises(InputError, match="holds no output"):
        list(annotate_all(texts_in(folder), model, folder, shard=2))
    (folder / "t0.txt").write_text(TEXT.replace("Sandholm", "Town0"), encoding="utf-8")
    manifest = out / "manifest.jsonl"
    manifest.write_bytes(manifest.read_bytes()[:-20])
    made = [fresh for _, fresh in annotate_all(texts_in(folder), model, out, shard=2)]
    assert made == [False, False, True]
    with pytest.raises(InputError, match="repeated-document"):
        list(annotate_all([("a", "x"), ("a", "y")], model, folder / "new"))


def test_models_that_were_changed_are_refused(model, tmp_path):
    """A missing, edited or foreign file and a pickle are refused by name; nothing is run."""
    import shutil

    for change in ("missing", "edited", "outside", "pickle", "newer"):
        copy = tmp_path / change
        shutil.copytree(model, copy)
        about = msgspec.json.decode((copy / "about.json").read_bytes())
        if change == "missing":
            (copy / "quotes.npz").unlink()
        elif change == "edited":
            (copy / "quotes.npz").write_bytes((copy / "quotes.npz").read_bytes()[:-100])
        elif change == "outside":
            about["models"]["quotes"] = "../missing/quotes.npz"
        elif change == "pickle":
            (copy / "quotes.joblib").write_bytes(b"cos\nsystem\n(S'false'\ntR.")
            about["models"]["quotes"] = "quotes.joblib"
        else:
            about["schema"] = 99
        (copy / "about.json").write_bytes(msgspec.json.encode(about))
        with pytest.raises(InputError, match=r"bad-model|bad-schema-version"):
            load_pipeline(copy)


def test_documents_are_annotated_together_as_alone(model, articles):
    """What a document gets does not depend on those beside it."""
    models = load_pipeline(model)
    plain = [document_of(article.id, article.text) for article in articles] + [document_of("empty", "")]
    assert list(annotate(models, plain)) == [one for document in plain for one in annotate(models, [document])]
