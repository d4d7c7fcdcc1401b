"""The blind reading: what a reader sees, and how the answers are counted."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.annotation.reading_draw import SHEET, excerpts, write_test
from dateline.annotation.reading_test import (
    KEY,
    Answer,
    counted,
    read_answers,
    reading_rows,
    readings,
    record_answers,
)
from dateline.corpus.articles import open_articles
from dateline.errors import InputError
from dateline.paths import root


@pytest.fixture(scope="module")
def articles():
    """The articles of the open part, half of the invented ones taken for real."""
    found = list(open_articles(root()))
    return [
        msgspec.structs.replace(a, provenance="real") if place % 2 and a.provenance == "invented" else a
        for place, a in enumerate(found)
    ]


def test_excerpts_are_a_repeatable_draw_without_names(articles):
    """Each side gives as many paragraphs; what is left in capitals is a word of the language too."""
    drawn = excerpts(articles, 5, seed=3)
    kinds = {article.id: article.provenance for article in articles}
    assert sorted(kinds[excerpt.document] for excerpt in drawn) == ["invented"] * 5 + ["real"] * 5
    assert [excerpt.real for excerpt in drawn] == [kinds[excerpt.document] == "real" for excerpt in drawn]
    assert drawn == excerpts(articles, 5, seed=3) != excerpts(articles, 5, seed=4)
    inside = re.compile(r"(?<=[a-z,;] )[A-Z][\w']+")
    known = [article for article in articles if article.provenance != "retold"]
    words = {word for article in known for word in re.findall(r"\b[a-z][\w']*", article.text)}
    left = {word for excerpt in drawn for word in inside.findall(excerpt.text)}
    assert {word for word in left if word.removesuffix("'s").lower() not in words} <= {"I'm", "I'd", "I've", "I'll"}
    assert any(re.search(r"\bN\b", excerpt.text) for excerpt in drawn)


def test_sides_are_matched_for_topic_and_length(articles):
    """Each topic has as many of either side, and lengths are much nearer than those of a blind draw."""
    drawn = excerpts(articles, 40, seed=1)
    assert len({(one.document, one.paragraph) for one in drawn}) == 80
    for topic in {one.topic for one in drawn}:
        real, invented = (
            sorted(o.length for o in drawn if o.topic == topic and o.real is kind) for kind in (True, False)
        )
        assert all(abs(a - b) <= 0.15 * max(a, b) for a, b in zip(real, invented, strict=True))
    assert not any(c in one.text for one in drawn for c in "\u2019\u201c\u201d\u2013\u2014")


def test_too_many_excerpts_are_refused(articles):
    """More pairs than there are can't be drawn; the message says what to do."""
    with pytest.raises(InputError, match=r"not 100000.*--number"):
        excerpts(articles, 100_000, seed=1)


def test_the_sheet_is_written_outside_the_project_only(articles, tmp_path, project):
    """Sheet and key have the places in one order; in the project's data they are refused."""
    drawn = excerpts(articles, 3, seed=1)
    folder = write_test(tmp_path / "test", drawn, project)
    sheet = (folder / SHEET).read_text(encoding="utf-8")
    assert [f"[{n}] {one.text}\n" in sheet for n, one in enumerate(drawn, start=1)] == [True] * 6
    assert not any(one.document in sheet for one in drawn)
    assert (folder / KEY).read_text(encoding="utf-8").count("\n") == 6
    with pytest.raises(InputError, match="real text must not be"):
        write_test(project / "annotations" / "audit" / "test", drawn, project)


@pytest.fixture
def test_folder(articles, tmp_path, project):
    """A test of two paragraphs a side, and whether each place is real."""
    drawn = excerpts(articles, 2, seed=1)
    return write_test(tmp_path / "test", drawn, project), [one.real for one in drawn]


def answers_of(path, said):
    """Write a reader's file."""
    lines = [f'{{"place": {place}, "answer": "{"real" if real else "invented"}"}}\n' for place, real in said]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_answers_are_scored_and_recorded(test_folder, tmp_path):
    """A reader's name is that of the file; recording again replaces what was recorded."""
    folder, real = test_folder
    right = answers_of(tmp_path / "ann.jsonl", list(enumerate(real, start=1)))
    wrong = answers_of(tmp_path / "ben.jsonl", [(place, not kind) for place, kind in enumerate(real, start=1)])
    answers, kinds = read_answers(folder, [right, wrong], "0.2")
    ann, ben, both = counted(answers, kinds)
    assert (ann.reader, ann.right, ben.reader, ben.right) == ("ann", 4, "ben", 0)
    assert (both.reader, both.paragraphs, both.answers, both.right) == ("all", 4, 8, 4)
    for _ in range(2):
        path = record_answers(tmp_path, answers)
    assert path.read_text(encoding="utf-8").count("\n") == 8
    assert readings(path.parent, kinds) == [ann, ben, both]


@pytest.mark.parametrize(
    ("places", "error"),
    [([1, 2, 3], "missing-records"), ([1, 2, 3, 4, 4], "repeated-id"), ([1, 2, 3, 4, 9], "unknown-id")],
)
def test_incomplete_answers_are_refused(test_folder, tmp_path, places, error):
    """Every place has one answer, and there is no other place."""
    path = answers_of(tmp_path / "ann.jsonl", [(place, True) for place in places])
    with pytest.raises(InputError, match=error):
        read_answers(test_folder[0] / KEY, [path], "")


def test_answers_are_counted_by_reader(tmp_path):
    """An answer is right if real was said of real text, and invented of any other."""
    assert readings(tmp_path, {}) == []
    answers = [("one", "n", 1, "real"), ("one", "o", 1, "real"), ("one", "n", 2, "real"), ("two", "o", 1, "invented")]
    lines = (
        f'{{"reader": "{reader}", "document": "{document}", "paragraph": {paragraph}, "answer": "{answer}"}}\n'
        for reader, document, paragraph, answer in answers
    )
    (tmp_path / "reading.jsonl").write_text("".join(lines))
    one, two, both = readings(tmp_path, {"n": True, "o": False})
    assert (one.reader, one.answers, one.right, two.answers, two.right) == ("one", 3, 2, 1, 1)
    assert one.low == pytest.approx(0.0943, abs=1e-4)  # 2 of 3: the tables of Clopper and Pearson
    assert one.high == pytest.approx(0.9916, abs=1e-4)
    assert (both.paragraphs, both.answers, both.right) == (3, 4, 3)
    assert reading_rows([one])[1] == [["first", "one", "3", "3", "2", "67%", "9-99%"]]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 9), st.booleans()), min_size=1, unique_by=lambda x: x[:2])
)
def test_intervals_hold_the_accuracy(said):
    """Each accuracy is within its interval; several readers have one of all together."""
    answers = [
        Answer(reader=reader, document="d", paragraph=paragraph, answer="real" if real else "invented")
        for reader, paragraph, real in said
    ]
    found = counted(answers, {"d": True})
    for one in found:
        assert one.low <= one.right / one.answers <= one.high
    readers = {reader for reader, _, _ in said}
    assert len(found) == len(readers) + (len(readers) > 1)


def test_an_answer_on_an_unknown_document_is_refused(tmp_path):
    """The error names file, line and field."""
    (tmp_path / "reading.jsonl").write_text('{"reader": "a", "document": "x", "paragraph": 1, "answer": "real"}\n')
    with pytest.raises(InputError, match=r"reading.jsonl.*1.*document"):
        readings(tmp_path, {})
