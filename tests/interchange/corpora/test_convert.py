"""Other corpora become gold files, which every command that takes gold reads."""

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import dateline
from dateline.cli import app
from dateline.errors import InputError
from dateline.evaluation.outside import training_documents
from dateline.interchange.convert import convert
from dateline.interchange.corpora.sources import MODULES, source_of
from dateline.tasks.declarations import load

sys.path.insert(0, str(Path(__file__).parent))
import samples

TASKS = {
    "polnear": ["quotes"],
    "parc": ["quotes"],
    "gum-conllu": ["ner", "coref"],
    "gum-webanno": ["ner", "coref"],
    "litbank": ["ner", "coref"],
    "oneie": ["ner", "coref", "event-triggers", "event-arguments"],
    "ontonotes": ["ner", "coref"],
}


def made(source, folder, **options):
    """Convert a sample; return its documents and what was left out."""
    out = folder / "gold.jsonl"
    (folder / "in").mkdir()
    write = getattr(samples, source.replace("-", "_"))
    done = convert("oneie" if source == "wikievents" else source, write(folder / "in"), out, **options)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()], done.left_out


def words(document, spans):
    """Give the words of spans."""
    return [document["text"][start:end] for start, end in spans]


def named(document):
    """Give the words and types of entities."""
    return [(document["text"][one["start"] : one["end"]], one["type"]) for one in document["entities"]]


def test_every_source_has_a_sample():
    """No source goes untested, and each says what it reads."""
    assert TASKS.keys() == MODULES.keys()
    assert all(source_of(name).ABOUT for name in MODULES)


@pytest.mark.parametrize(("source", "task"), [(source, task) for source in TASKS for task in TASKS[source]])
def test_perfect_predictions_score_100(source, task, tmp_path):
    """The gold scores 100 on itself, and can be learnt from with its text and tokens."""
    made(source, tmp_path, flat=True)
    gold = tmp_path / "gold.jsonl"
    lines = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    field = {"ner": "entities", "coref": "clusters", "quotes": "quotes"}.get(task, "events")
    predictions = tmp_path / "p.jsonl"
    predictions.write_text("".join(json.dumps({"id": one["id"], field: one[field]}) + "\n" for one in lines))
    for given in (predictions, gold):
        result = dateline.score(task, given, gold=gold, resamples=10)
        assert result.scores[result.primary].value == pytest.approx(100)
    documents = training_documents(load(task), gold)
    assert [document.text for document in documents] == [one["text"] for one in lines]
    assert all(not document.masked and document.sentences for document in documents)
    assert [[list(t.key) for t in d.tokens] for d in documents if lines[0]["tokens"]] in (
        [],
        [one["tokens"] for one in lines],
    )


def test_polnear(tmp_path):
    """Roles, contents in parts and attributions without a cue are read, from texts in another folder."""
    (document,), left_out = made("polnear", tmp_path)
    first, second = document["quotes"]
    assert document["id"] == "gazette_2031-05-04_bridge-stays"
    assert words(document, first["content"]) == ['the bridge "will stay open"', "until May"]
    assert words(document, [first["cue"], *first["sources"]]) == ["said", "Mara Vell"]
    assert words(document, second["content"]) == ["She thanked the crew."]
    assert "cue" not in second
    assert left_out == {}


def test_parc(tmp_path):
    """The text is made of the words and their places; roles are runs of words, nested attributions their own quotes."""
    (document,), left_out = made("parc", tmp_path)
    assert document["id"] == "wsj_9999"
    assert document["text"] == '"Rates fell, Oren says (she hopes so).\nDone.'
    outer, nested = document["quotes"]
    assert words(document, outer["content"]) == ["Rates fell", "she hopes so"]
    assert words(document, [outer["cue"], *outer["sources"]]) == ["says", "Oren"]
    assert words(document, [*nested["content"], nested["cue"], *nested["sources"]]) == ["so", "hopes", "she"]
    assert left_out == {"supplements": 1}


def test_gum_conllu(tmp_path):
    """Brackets give entities and clusters on the text that `# text` gives."""
    documents, _ = made("gum-conllu", tmp_path)
    assert [one["id"] for one in documents] == ["GUM_news_quay", "GUM_news_pier"]
    for document in documents:
        assert document["text"] == "Quay sold\n\nTilda Moor's firm didn't want it."
        assert named(document) == [
            ("Quay", "place"),
            ("Tilda Moor's firm", "organization"),
            ("Tilda Moor", "person"),
            ("it", "place"),
        ]
        clusters = sorted(words(document, cluster) for cluster in document["clusters"])
        assert clusters == [["Quay", "it"], ["Tilda Moor"], ["Tilda Moor's firm"]]


def test_names_alone(tmp_path):
    """`names` keeps mentions with a proper noun for a head; the rest is counted."""
    documents, left_out = made("gum-conllu", tmp_path, names=True)
    assert [named(document) for document in documents] == [[("Tilda Moor", "person")]] * 2
    assert left_out == {"entities that are no names": 6}


def test_gum_webanno(tmp_path):
    """The links of the TSV make clusters; a line of the text is a sentence."""
    (document,), _ = made("gum-webanno", tmp_path)
    assert document["text"] == "Quay sold\nTilda Moor 's firm it"
    assert ("Tilda Moor 's firm", "organization") in named(document)
    assert min(words(document, cluster) for cluster in document["clusters"]) == ["Quay", "it"]


def test_names_that_are_not_told_are_refused(tmp_path):
    """The TSV of GUM has no parts of speech."""
    with pytest.raises(InputError, match="unknown-names"):
        made("gum-webanno", tmp_path, names=True)
    assert not (tmp_path / "gold.jsonl").exists()


@pytest.mark.parametrize("folder", ["", "coref/brat", "coref/tsv", "entities/brat"])
def test_litbank(folder, tmp_path):
    """All layouts give the same entities; those of coreference the clusters, with their pronouns."""
    samples.litbank(tmp_path)
    out = tmp_path / "gold.jsonl"
    convert("litbank", tmp_path / folder, out)
    document = json.loads(out.read_text())
    assert document["id"] == "77_the_night_watch"
    expected = [("The pilot", "PER"), ("Hesper Light", "FAC"), ("the pilot 's son", "PER"), ("the pilot", "PER")]
    assert named(document) == expected
    if folder != "entities/brat":
        clusters = [words(document, cluster) for cluster in document["clusters"]]
        assert clusters == [["The pilot", "He", "the pilot"], ["Hesper Light", "it"], ["the pilot 's son"]]
    else:
        assert "clusters" not in document


def test_flat_keeps_the_longest(tmp_path):
    """Of nested entities the outer one stays."""
    (document,), left_out = made("litbank", tmp_path, flat=True)
    assert named(document)[-1] == ("the pilot 's son", "PER")
    assert left_out["entities inside of others"] == 1


def test_oneie(tmp_path):
    """Sentences of a document are joined, ids give clusters, and types are written as in the crosswalk."""
    (document,), _ = made("oneie", tmp_path)
    assert document["text"] == "Rebels shelled Ostrel.\nThey left."
    assert named(document) == [("Rebels", "PER"), ("Ostrel", "GPE"), ("They", "PER")]
    assert [words(document, cluster) for cluster in document["clusters"]] == [["Rebels", "They"], ["Ostrel"]]
    (event,) = document["events"]
    assert (event["type"], event["cluster"]) == ("Conflict.Attack", "HAR_1-EV1")
    assert [(one["role"], document["text"][one["start"] : one["end"]]) for one in event["arguments"]] == [
        ("Attacker", "Rebels"),
        ("Place", "Ostrel"),
    ]


def test_our_labels_are_scored_on_ace(tmp_path):
    """Predictions with our labels are scored through the crosswalk."""
    (document,), _ = made("oneie", tmp_path)
    (event,) = document["events"]
    mine = {"id": "HAR_1", "events": [{"start": event["start"], "end": event["end"], "type": "Attack"}]}
    result = dateline.score(
        "event-triggers", [mine], gold=tmp_path / "gold.jsonl", labels="ontonotes", gold_labels="ace2005", resamples=10
    )
    assert result.scores[result.primary].value == pytest.approx(100)


def test_wikievents(tmp_path):
    """A document a line, with the clusters of another file."""
    (document,), _ = made("wikievents", tmp_path)
    assert document["text"] == "Rebels shelled Ostrel.\nThey left."
    assert [words(document, cluster) for cluster in document["clusters"]] == [["Rebels", "They"], ["Ostrel"]]
    assert document["events"][0]["type"] == "Conflict.Attack.Unspecified"
    assert "cluster" not in document["events"][0]


def test_ontonotes(tmp_path):
    """Names and coreference are read from their columns; parts are documents."""
    documents, _ = made("ontonotes", tmp_path)
    assert [one["id"] for one in documents] == ["bn/har/00/har_0001/000", "bn/har/00/har_0001/001"]
    assert documents[0]["text"] == "Mara Vell left Ostrel -LRB- her town"
    assert named(documents[0]) == [("Mara Vell", "PERSON"), ("Ostrel", "GPE")]
    assert [words(documents[0], one) for one in documents[0]["clusters"]] == [
        ["Mara Vell", "her"],
        ["Ostrel"],
        ["her town"],
    ]


FAULTS = {
    "polnear": ("attributions/gazette_2031-05-04_bridge-stays_5fec.ann", "Source:T1\n", "Source:T9\n", 5),
    "parc": ("00/wsj_9999.xml", 'roleValue="cue"', 'roleValue="clue"', 3),
    "gum-conllu": ("en_gum-ud-test.conllu", "Entity=3)", "Entity=5)", 16),
    "gum-webanno": ("GUM_news_quay.tsv", "2-5[0_0]", "2-4[0_0]", 7),
    "litbank": ("coref/tsv/77_the_night_watch_brat.ann", "T2\t0\t3\t0\t4", "T2\t0\t3\t0\t9", 2),
    "oneie": ("train.oneie.json", '"start": 2, "end": 3', '"start": 2, "end": 9', 1),
    "ontonotes": ("har_0001.v4_gold_conll", "   (GPE)   ", "   GPE)   ", 5),
}


@pytest.mark.parametrize("source", MODULES)
def test_faults_are_told_with_their_line(source, tmp_path):
    """A file that is not in its layout is refused with file and line, and nothing is written."""
    getattr(samples, source.replace("-", "_"))(tmp_path)
    name, right, wrong, line = FAULTS[source]
    text = (tmp_path / name).read_text()
    assert right in text
    (tmp_path / name).write_text(text.replace(right, wrong, 1))
    with pytest.raises(InputError) as refused:
        convert(source, tmp_path, tmp_path / "gold.jsonl")
    problem = refused.value.problems[0]
    assert (problem.file, problem.line) == (str(tmp_path / name), line)
    assert not (tmp_path / "gold.jsonl").exists()


@pytest.mark.parametrize("source", MODULES)
def test_windows_line_ends_are_read(source, tmp_path):
    """CRLF in the files of labels changes nothing."""
    plain, _ = made(source, tmp_path)
    for file in (tmp_path / "in").rglob("*"):
        if file.is_file() and file.suffix != ".txt":
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    convert(source, tmp_path / "in", tmp_path / "again.jsonl")
    assert [json.loads(line) for line in (tmp_path / "again.jsonl").read_text().splitlines()] == plain


def test_sources_and_folders_that_are_not_there(tmp_path):
    """Names are checked, and empty folders refused."""
    with pytest.raises(InputError, match="unknown-corpus"):
        convert("park", tmp_path, tmp_path / "gold.jsonl")
    with pytest.raises(InputError, match="missing-corpus"):
        convert("parc", tmp_path, tmp_path / "gold.jsonl")
    with pytest.raises(InputError, match="missing-file"):
        convert("parc", tmp_path / "nowhere", tmp_path / "gold.jsonl")


def test_a_published_folder_is_refused(project, tmp_path):
    """The texts of others are not written where the project is published from."""
    with pytest.raises(InputError):
        convert("litbank", samples.litbank(tmp_path), project / "corpus" / "gold.jsonl")


def test_a_misspelt_field_is_still_refused(tmp_path):
    """Only the layers of other tasks may stand beside a record, and only in a whole document."""
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": "d", "text": "Ana left.", "entities": [], "cluster": []}) + "\n")
    with pytest.raises(InputError, match="unknown-field"):
        dateline.score("ner", [{"id": "d", "entities": []}], gold=gold)
    gold.write_text(json.dumps({"id": "d", "text": "Ana left.", "entities": []}) + "\n")
    with pytest.raises(InputError, match="missing-field"):
        dateline.score("coref", [{"id": "d", "clusters": []}], gold=gold)


def test_the_command(tmp_path):
    """The command says what it wrote and what it left out; `run` and `train` take the file."""
    out = tmp_path / "gold.jsonl"
    done = CliRunner().invoke(app, ["convert", "litbank", str(samples.litbank(tmp_path)), "--out", str(out), "--flat"])
    assert done.exit_code == 0, done.output
    assert f"wrote {out}: 1 documents, 3 entities, 3 clusters" in done.stdout
    assert "left out: 1 entities inside of others" in done.output


@pytest.mark.slow
def test_models_learn_from_it(tmp_path):
    """`run --train` and `train --data` learn from a converted file."""
    out = tmp_path / "gold.jsonl"
    convert("litbank", samples.litbank(tmp_path), out, flat=True)
    run = ["run", "gazetteer", "--task", "ner", "--train", str(out), "--data", "open/test"]
    done = CliRunner().invoke(app, run)
    assert done.exit_code == 0, done.output
    done = CliRunner().invoke(app, ["train", str(tmp_path / "models"), "--data", str(out), "--task", "ner"])
    assert done.exit_code == 0, done.output


@pytest.mark.slow
@pytest.mark.parametrize(("source", "task"), [("polnear", "quotes"), ("oneie", "event-arguments")])
def test_the_pipeline_learns_without_mentions(source, task, tmp_path):
    """Gold of quotes or events alone trains their models, although there is no mention to learn from."""
    made(source, tmp_path)
    options = ["--data", str(tmp_path / "gold.jsonl"), "--task", task]
    done = CliRunner().invoke(app, ["train", str(tmp_path / "models"), *options])
    assert done.exit_code == 0, done.output
    assert f"({task})" in done.output
    (tmp_path / "new.txt").write_text("Ana said that she left.\n")
    options = ["--model", str(tmp_path / "models"), "--out", str(tmp_path / "shards")]
    done = CliRunner().invoke(app, ["annotate", str(tmp_path / "new.txt"), *options])
    assert done.exit_code == 0, done.output


def test_gum_itself(gum, tmp_path):
    """Both layouts of a real article of GUM score 100 on themselves, with as many entities."""
    counts = []
    for source, name in (("gum-conllu", "dep/GUM_news_korea.conllu"), ("gum-webanno", "coref/GUM_news_korea.tsv")):
        out = tmp_path / f"{source}.jsonl"
        counts.append(convert(source, gum / name, out).layers["entities"])
        for task, settings in (("ner", ["nested=allow"]), ("coref", [])):
            result = dateline.score(task, out, gold=out, settings=settings, resamples=10)
            assert result.scores[result.primary].value == pytest.approx(100)
    assert counts[0] == counts[1] > 0
