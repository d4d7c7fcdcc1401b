"""What can be scored, and what it is scored on when nobody says."""

import json

import pytest

import dateline
from dateline.corpus.load import part_of
from dateline.errors import InputError
from dateline.tasks import views

NER = "baselines/predictions/ner.gazetteer.{}.jsonl"


def _records(documents, *, empty=False):
    spans = [views.typed_spans(document) for document in documents]
    return [
        {
            "id": one.id,
            "entities": [] if empty else [{"start": s.start, "end": s.end, "type": s.type} for s in one.entities],
        }
        for one in spans
    ]


def test_predictions_are_scored_on_the_part_of_their_documents(project):
    """No part need be named: the ids tell it, to the split."""
    assert dateline.score("ner", project / NER.format("news")).data == "news"
    assert dateline.score("ner", project / NER.format("open-test")).data == "open/test"


def test_predictions_for_several_parts_ask_which(tmp_path, project):
    """Nothing is chosen in silence; the pool of real test sets is suggested where it fits."""
    both = tmp_path / "both.jsonl"
    both.write_text("".join((project / NER.format(part)).read_text() for part in ("news", "open-test")))
    with pytest.raises(InputError, match=f"9 of news, {len(dateline.load('open/test'))} of open"):
        dateline.score("ner", both)
    ids = [document.id for part in ("news", "wikinews/test") for document in dateline.load(part)]
    with pytest.raises(InputError, match="--data real"):
        part_of(ids)


def test_predictions_for_unknown_documents_are_refused_with_the_nearest():
    """A misspelt id gets a suggestion."""
    with pytest.raises(InputError, match="did you mean kunduz"):
        dateline.score("ner", [{"id": "kundus", "entities": []}])


def test_all_of_a_part_is_the_part():
    """Documents of several splits are scored on the whole part; some of one split on that split."""
    assert part_of([document.id for document in dateline.load("open")]) == "open"
    assert part_of([dateline.load("open/validation")[0].id]) == "open/validation"


@pytest.mark.parametrize(("name", "meant"), [("open/dev", "open/validation"), ("open/valid", "open/validation")])
def test_other_names_of_splits_suggest_the_split_that_is_meant(name, meant):
    """The development set is never taken for the test set."""
    with pytest.raises(InputError, match=f"did you mean '{meant}'"):
        dateline.load(name)


def test_records_documents_and_files_score_alike(tmp_path):
    """A list of mappings, of documents, and a file of the same are one thing."""
    documents = dateline.load("open/validation")
    records = _records(documents)
    path = tmp_path / "p.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    results = [dateline.score("ner", given) for given in (records, documents, path, str(path))]
    assert [one.scores["strict_f1"].value for one in results] == [100.0] * 4
    assert len({one.signature for one in results}) == 1


def test_rows_of_the_dataset_score_as_predictions():
    """A `datasets.Dataset` with the corpus's columns is read as annotation."""
    datasets = pytest.importorskip("datasets")
    folder = str(dateline.corpus_path())
    rows = datasets.load_dataset("parquet", data_files=f"{folder}/data/open/validation.parquet", split="train")
    assert dateline.score("coref", rows).scores["conll_f1"].value == 100.0


def test_spacy_docs_are_scored_by_their_ids():
    """Documents are known by `user_data["id"]`."""
    spacy = pytest.importorskip("spacy")
    nlp = spacy.blank("en")
    docs = []
    for document in dateline.load("open/validation"):
        doc = nlp(document.text)
        doc.user_data["id"] = document.id
        docs.append(doc)
    assert dateline.score("ner", docs).scores["strict_f1"].value == 0.0


def test_systems_get_names_from_a_mapping_or_the_command_line(project):
    """A mapping names systems in memory; `NAME=path` names a file."""
    documents = dateline.load("open/validation")
    given = {"gold": documents, "nothing": _records(documents, empty=True)}
    results, (difference,) = dateline.compare("ner", given, resamples=200)
    assert [one.system for one in results] == ["gold", "nothing"]
    assert (difference.system, difference.value) == ("nothing", -100.0)
    path = project / NER.format("news")
    assert dateline.score("ner", f"mine={path}").system == "mine"
    with pytest.raises(InputError, match="one name"):
        dateline.compare("ner", [path, path])


def test_what_cannot_be_scored_is_said():
    """A number is no prediction."""
    with pytest.raises(InputError, match="a int can't be scored"):
        dateline.score("ner", 5)


def test_a_folder_of_documents_is_gold_and_prediction(tmp_path):
    """What `annotate` and `build --with-text` write is read by load, score and --gold."""
    import shutil

    folder = tmp_path / "data" / "mine"
    folder.mkdir(parents=True)
    shutil.copy(dateline.corpus_path() / "data" / "open" / "validation.parquet", folder / "test.parquet")
    documents = dateline.load(str(tmp_path))
    assert documents == dateline.load("open/validation")
    result = dateline.score("quotes", tmp_path, gold=tmp_path)
    assert result.scores["overlap_f1"].value == 100.0
    attribution = dateline.score("attribution", documents, gold=tmp_path)
    assert attribution.scores["accuracy:named"].value == 100.0
