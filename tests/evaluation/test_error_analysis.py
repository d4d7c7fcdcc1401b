"""Confusions and learning curves."""

import pytest

from dateline.baselines.declarations import Baseline
from dateline.baselines.experiments.learning_curves import learning_curve
from dateline.evaluation.error_analysis import MISSED, SPURIOUS, confusion, confusion_rows
from dateline.records import NerRecord, TypedSpan
from dateline.tasks.declarations import load as load_task


def record(*spans):
    """Make a record of (start, end, type)."""
    return NerRecord("d", [TypedSpan(*span) for span in spans])


def test_spans_are_paired_by_what_they_share():
    """The longest overlap is paired first, each span once; the rest is missed or spurious."""
    gold = record((0, 10, "ORG"), (20, 25, "GPE"), (40, 45, "DATE"))
    predicted = record((0, 4, "GPE"), (3, 10, "ORG"), (20, 25, "LOC"))
    assert confusion(load_task("ner"), [gold], [predicted]) == {
        ("ORG", "ORG"): 1,
        ("GPE", "LOC"): 1,
        ("DATE", MISSED): 1,
        (SPURIOUS, "GPE"): 1,
    }
    header, rows = confusion_rows(confusion(load_task("ner"), [gold], [predicted]))
    assert header == ["gold", "GPE", "LOC", "ORG", MISSED]
    assert rows[-1] == [SPURIOUS, "1", "", "", ""]


def test_equal_records_are_never_confused():
    """Gold against itself stands on the diagonal."""
    gold = record((0, 3, "ORG"), (4, 9, "GPE"))
    assert all(one == other for one, other in confusion(load_task("ner"), [gold], [gold]))


def test_more_text_does_not_hurt_on_text_of_the_kind(articles):
    """The curve grows with its share of the documents, and its last point is training on all of them."""
    baseline = Baseline(id="tagger", task="ner", model="tagger", description="", tolerance=0.0)
    curve = learning_curve(baseline, load_task("ner"), articles[:5], {"here": articles[5:]})
    assert [point.share for point in curve] == [0.125, 0.25, 0.5, 1.0]
    assert [point.words for point in curve] == sorted(point.words for point in curve)
    assert curve[-1].scores["here"] == pytest.approx(100, abs=5)
    assert curve[0].scores["here"] <= curve[-1].scores["here"]
