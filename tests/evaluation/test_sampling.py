"""Units, intervals and what too few units do not allow to say, through `score`."""

import json

import pytest

import dateline
from dateline.errors import InputError
from dateline.evaluation.compare import comparable
from dateline.evaluation.results import Report
from dateline.evaluation.tables import notes
from dateline.scoring.intervals import METHODS, RANDOM


@pytest.fixture(scope="module")
def predictions(project):
    """Predictions of a baseline on open/test: documents of several stories."""
    return project / "baselines" / "predictions" / "ner.tagger.open-test.jsonl"


def said(result, annotators=None):
    """Return the lines that are printed below a result."""
    return list(notes(Report(results=(result,), annotators=annotators)))


def gold(tmp_path, documents, wrong=()):
    """Write a gold file of one entity a document, and predictions of it that miss some."""
    paths = []
    for name in ("gold", "predicted"):
        lines = [
            {"id": f"d{n}", "entities": [{"start": 0, "end": 2 + (name == "predicted" and n in wrong), "type": "X"}]}
            for n in range(documents)
        ]
        paths.append(tmp_path / f"{name}.jsonl")
        paths[-1].write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return paths


def test_stories_are_the_units_where_there_are_several(predictions):
    """The default is stories; documents give another interval and another signature, and the same score."""
    stories, documents = (dateline.score("ner", predictions, data="open/test", unit=u) for u in (None, "document"))
    test = dateline.load("open/test")
    number = len({document.story for document in test})
    assert 1 < number < len(test)
    assert (stories.units, stories.unit, stories.documents) == (number, "story", len(test))
    assert (documents.units, documents.unit, documents.documents) == (len(test), "document", len(test))
    one, other = (result.scores["strict_f1"] for result in (stories, documents))
    assert one.value == other.value
    assert one.high - one.low > other.high - other.low
    assert comparable([stories.signature, documents.signature]) == ["unit: story / document"]
    assert dateline.score("ner", predictions, data="open/test", unit="story") == stories


def test_documents_of_one_story_are_units_of_it(project):
    """All of news is one story: its documents are the units by default, and the result says so."""
    path = project / "baselines" / "predictions" / "ner.tagger.news.jsonl"
    documents = dateline.score("ner", path, data="news")
    assert (documents.units, documents.unit) == (9, "document")
    assert any("all documents are of one story" in line for line in documents.caveats)
    story = dateline.score("ner", path, data="news", unit="story")
    assert (story.units, story.scores["strict_f1"].low, story.scores["strict_f1"].note) == (1, None, "one unit")
    assert story.caveats == ("no interval: one story does not show how strict_f1 varies between stories",)


def test_documents_of_a_gold_file_are_units(tmp_path):
    """A gold file tells no stories unless they are asked for: then they are what precedes the last `/` of an id."""
    right, predicted = gold(tmp_path, 12, wrong=(1, 2))
    result = dateline.score("ner", predicted, gold=right)
    assert (result.units, result.unit, result.caveats) == (12, "document", ())
    assert dateline.score("ner", predicted, gold=right, unit="story").units == 1


@pytest.mark.parametrize("method", METHODS)
def test_every_method_is_an_option(predictions, method):
    """The method is in the signature, with resamples and seed where it draws any, and changes the interval alone."""
    result = dateline.score("ner", predictions, data="open/test", unit="document", interval=method, resamples=500)
    usual = dateline.score("ner", predictions, data="open/test", unit="document")
    assert result.scores["strict_f1"].value == usual.scores["strict_f1"].value
    assert (result.scores["strict_f1"].low == usual.scores["strict_f1"].low) == (method == "logit-t")
    draws = "-500@20250101" if method in RANDOM else ""
    assert f"|interval:{method}{draws}|" in result.signature


def test_few_units_promise_nothing(tmp_path):
    """Below ten units there is no detectable difference but a sentence; from ten on there is one."""
    right, predicted = gold(tmp_path, 9, wrong=(1, 2))
    few = dateline.score("ner", predicted, gold=right)
    assert few.detectable is None
    assert "9 documents are too few to tell two systems apart by a test (10 are needed)" in said(few)
    right, predicted = gold(tmp_path, 10, wrong=(1, 2))
    enough = dateline.score("ner", predicted, gold=right)
    assert 0 < enough.detectable < 100
    assert any("two systems must differ by about" in line for line in said(enough))


@pytest.mark.parametrize("wrong", [(), tuple(range(12))])
def test_scores_that_do_not_vary_have_no_interval(tmp_path, wrong):
    """F1 of 100 or 0 on every document: no interval of no width, no difference of 0.00 points, but a sentence."""
    right, predicted = gold(tmp_path, 12, wrong=wrong)
    result = dateline.score("ner", predicted, gold=right)
    score = result.scores["strict_f1"]
    assert (score.value, score.low, score.high, score.note) == (0.0 if wrong else 100.0, None, None, "no variation")
    assert result.detectable is None
    assert not any("must differ" in line for line in said(result))
    assert any("is the same whichever document is left out" in line for line in said(result))


def test_the_agreement_of_annotators_is_named_as_such():
    """The row has a signature of its own, and a sentence that says what it is."""
    from dateline.evaluation.score import annotators_result
    from dateline.tasks import load

    top = annotators_result(load("ner"), "open/test")
    assert top.system == "annotators (AI)"
    *_, line = said(top, top)
    assert "agreement of two AI annotators" in line
    assert "signature: agreement:AI annotator B against A|task:ner" in line


def test_documents_of_stories_cannot_be_units_of_a_task_by_story(project):
    """Clusters across documents are counted by story: `unit=document` is refused, `unit=story` is what it is."""
    path = project / "baselines" / "predictions" / "event-coref.chains.open-test.jsonl"
    with pytest.raises(InputError, match="documents can't be resampled"):
        dateline.score("event-coref", path, data="open/test", unit="document")
    assert dateline.score("event-coref", path, data="open/test", unit="story").unit == "story"
