"""Joining the errors of several systems: one item for a gold annotation, whatever they made of it."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dateline
from dateline.evaluation.error_analysis import Analysis
from dateline.records import TypedSpan
from dateline.report.findings import NOT_PREDICTED, joined, outcome_counts
from dateline.tasks.outcomes import span_outcomes

starts = st.sets(st.integers(0, 12), max_size=6)
labels = st.sampled_from("AB")
sides = starts.flatmap(
    lambda found: st.tuples(
        *(labels.map(lambda label, at=at: TypedSpan(3 * at, 3 * at + 2, label)) for at in sorted(found))
    )
)


def analysis(gold, predicted):
    """Analyse the spans of one document."""
    return Analysis("x", {"d": None}, tuple(span_outcomes("d", gold, predicted)), {})


@given(sides, sides, sides)
def test_every_case_is_in_one_item(gold, one, other):
    """Joining loses and repeats no case of any system, and every gold span is one item with a case of each."""
    analyses = [analysis(gold, one), analysis(gold, other)]
    items = joined(analyses)
    for number, each in enumerate(analyses):
        assert Counter(item.cases[number] for item in items if item.cases[number]) == Counter(each.cases)
        assert outcome_counts(items, number) == Counter((case.row, case.outcome) for case in each.cases)
    of_gold = [item for item in items if item.case.gold is not None]
    assert len(of_gold) == len(gold)
    assert all(None not in item.cases for item in of_gold)


@given(sides, sides)
def test_a_system_is_always_right_where_it_equals_the_gold(gold, other):
    """The gold as a prediction is right everywhere, and what the other adds it has rightly not predicted."""
    for item in joined([analysis(gold, gold), analysis(gold, other)]):
        assert item.right[0]
        assert item.outcomes[0] == ("correct" if item.case.gold else NOT_PREDICTED)


def test_a_shared_spurious_prediction_is_one_item():
    """Two systems that predict the same span with the same label share an item; another label is another one."""
    gold, same = [], [TypedSpan(0, 2, "A")]
    assert [item.outcomes for item in joined([analysis(gold, same), analysis(gold, same)])] == [("spurious",) * 2]
    items = joined([analysis(gold, same), analysis(gold, [TypedSpan(0, 2, "B")])])
    assert sorted(item.outcomes for item in items) == [(NOT_PREDICTED, "spurious"), ("spurious", NOT_PREDICTED)]


def test_settings_that_are_not_followed_leave_scores_without_errors(recorded):
    """A report under such a setting has scores and says why it has no errors."""
    found = recorded("coref", settings=["singletons=drop"])
    assert found.items == ()
    assert "does not follow singletons=drop" in found.unanalysed
    assert [result.system for result in found.report.results] == found.systems


def test_missing_documents_are_all_missed(find, project):
    """With leave for missing documents, their gold annotations are missed."""
    path = project / "baselines" / "predictions" / "ner.tagger.open-test.jsonl"
    kept = path.read_text(encoding="utf-8").splitlines()[0]

    found = find("ner", [[json.loads(kept)]], data="open/test", allow_missing=True)
    missing = found.report.results[0].reading.missing
    assert len(missing) == len(dateline.load("open/test")) - 1
    outcomes = {item.outcomes[0] for item in found.items if item.case.document in missing}
    assert outcomes == {"missed"}


@pytest.mark.parametrize("from_file", [False, True])
def test_labels_of_another_scheme_are_analysed_in_the_labels_scored(find, project, tmp_path, from_file):
    """With a crosswalk the errors add up to the scores: right ones are true positives, in the shared labels."""
    path = project / "baselines" / "predictions" / "ner.tagger.open-test.jsonl"
    gold = None
    if from_file:
        gold = tmp_path / "gold.jsonl"
        gold.write_bytes(path.read_bytes())
    found = find("ner", [path], gold=gold, labels="conll03", schemes={path.stem: "ontonotes"})
    (result,) = found.report.results
    assert found.unanalysed is None
    assert set(result.labels) <= {"PER", "ORG", "LOC", "MISC"}
    right = Counter(item.case.row for item in found.items if item.right[0])
    assert right == {name: one.tp for name, one in result.labels.items() if one.tp}
