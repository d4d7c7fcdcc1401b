"""Gold in other labels: a file's own labels are its label set, and a crosswalk knows on which side they are."""

import re

import pytest

import dateline
from dateline.errors import InputError

COLUMNS = """-DOCSTART- (d1)

Ada B-PER
Halt I-PER
left O
Velt B-LOC
for O
the O
Tern B-MISC
. O

-DOCSTART- (d2)

Norish B-MISC
police O
met O
Orsk B-ORG
. O
"""


@pytest.fixture
def conll(tmp_path):
    """A CoNLL-2003 gold file."""
    path = tmp_path / "gold.conll"
    path.write_text(COLUMNS)
    return path


@pytest.mark.parametrize("labels", [None, "conll03"])
def test_a_foreign_gold_file_against_itself_is_right(conll, labels):
    """With a crosswalk as without: the gold's labels are not taken for ours."""
    assert dateline.score("ner", conll, gold=conll, labels=labels).scores["strict_f1"].value == 100.0


def test_own_labels_are_scored_on_foreign_gold(conll, tmp_path):
    """Our own types are mapped to the gold's; one without counterpart is left out and counted."""
    own = COLUMNS.replace("PER", "PERSON").replace("LOC", "GPE").replace("Tern B-MISC", "Tern B-PRODUCT")
    predicted = tmp_path / "own.conll"
    predicted.write_text(own.replace("Norish B-MISC", "Norish B-NORP").replace("met O", "met B-DATE"))
    result = dateline.score("ner", predicted, gold=conll, labels="ontonotes", gold_labels="conll03")
    assert result.scores["strict_f1"].value == 100.0
    assert result.reading.left_out["predicted"] == {"DATE": 1}


def test_a_label_that_the_gold_lacks_is_wrong_and_counted(conll, tmp_path):
    """It is a false positive, in every figure, and one warning counts it."""
    predicted = tmp_path / "p.conll"
    predicted.write_text(COLUMNS.replace("B-ORG", "B-VEH"))
    result = dateline.score("ner", predicted, gold=conll)
    assert result.reading.extra_labels == {"VEH": 1}
    assert result.scores["strict_precision"].value == 80.0
    assert result.labels["VEH"].fp == 1
    assert result.scores["macro_f1"].value == pytest.approx(100 * 3 / 5)  # of PER, LOC, MISC, ORG and VEH


def test_predictions_on_empty_gold_score_zero(conll, tmp_path):
    """Gold without a single span has no labels; a prediction on it is wrong."""
    empty = tmp_path / "empty.conll"
    tags = re.compile(r" [BI]-[A-Z]+$", re.MULTILINE)
    empty.write_text(tags.sub(" O", COLUMNS))
    assert dateline.score("ner", conll, gold=empty).scores["strict_f1"].value == 0.0


def test_labels_that_fit_two_schemes_are_asked_for(tmp_path):
    """Where it matters and can't be told, the user says which."""
    gold = tmp_path / "g.conll"
    gold.write_text("-DOCSTART- (d1)\n\nNorla B-PRODUCT\nBrand B-PER\n")
    with pytest.raises(InputError, match="--gold-labels"):
        dateline.score("ner", gold, gold=gold, labels="conll03")


def test_labels_of_neither_scheme_are_refused(tmp_path):
    """A crosswalk says nothing of them."""
    gold = tmp_path / "g.conll"
    gold.write_text("-DOCSTART- (d1)\n\nVelt B-Town\n")
    with pytest.raises(InputError, match="neither ours nor those of conll03"):
        dateline.score("ner", gold, gold=gold, labels="conll03")


def test_systems_of_several_schemes_are_compared():
    """Each has its own labels; the gold is mapped once."""
    documents = dateline.load("open/validation")
    names = {"PERSON": "PER", "GPE": "LOC", "FAC": "LOC", "LOC": "LOC", "ORG": "ORG"}

    def spans(document, called):
        named = [mention for mention in document.mentions if mention.level == "name"]
        return [{"start": one.start, "end": one.end, "type": called(one.type)} for one in named]

    own = [{"id": one.id, "entities": spans(one, str)} for one in documents]
    foreign = [{"id": one.id, "entities": spans(one, lambda kind: names.get(kind, "MISC"))} for one in documents]
    results, _ = dateline.compare("ner", {"a": own, "b": foreign}, labels={"b": "conll03"}, resamples=100)
    assert results[0].scores["strict_f1"].value == pytest.approx(results[1].scores["strict_f1"].value)
    with pytest.raises(InputError, match="no system is called 'c'"):
        dateline.compare("ner", {"a": own, "b": foreign}, labels={"c": "conll03"})
    with pytest.raises(InputError, match="no labels in common"):
        dateline.compare("ner", {"a": own, "b": foreign}, labels={"a": "ace2005", "b": "conll03"})


def test_event_labels_without_counterpart_are_counted():
    """An ACE label that nothing here corresponds to is left out, not refused."""
    (document, *_) = dateline.load("open/validation")
    records = [{"id": document.id, "events": [{"start": 0, "end": 3, "type": "Life.Marry"}]}]
    result = dateline.score("event-triggers", records, labels="ace", allow_missing=True)
    assert result.reading.left_out["predicted"] == {"Life.Marry": 1}
