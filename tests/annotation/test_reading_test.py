"""The blind reading: what a reader sees, and how the answers are counted."""

import re

import msgspec
import pytest

from dateline.annotation.reading_test import excerpts, reading_rows, readings
from dateline.corpus.articles import open_articles
from dateline.errors import InputError
from dateline.paths import root


@pytest.fixture(scope="module")
def articles():
    """The articles of the open part, half of them under the name of another part."""
    found = list(open_articles(root()))
    return [
        article if place % 2 else msgspec.structs.replace(article, part="news") for place, article in enumerate(found)
    ]


def test_excerpts_are_a_repeatable_draw_without_names(articles):
    """Each part gives as many paragraphs; what is left in capitals is a word of the language too."""
    drawn = excerpts(articles, 5, seed=3)
    parts = {article.id: article.part for article in articles}
    assert sorted(parts[excerpt.document] for excerpt in drawn) == ["news"] * 5 + ["open"] * 5
    assert drawn == excerpts(articles, 5, seed=3) != excerpts(articles, 5, seed=4)
    inside = re.compile(r"(?<=[a-z,;] )[A-Z][\w\u2019']+")
    words = {word for article in articles for word in re.findall(r"\b[a-z][\w']*", article.text)}
    left = {word for excerpt in drawn for word in inside.findall(excerpt.text)}
    assert {word for word in left if word.removesuffix("'s").lower() not in words} <= {"I'm", "I'd", "I've", "I'll"}
    assert any(re.search(r"\bN\b", excerpt.text) for excerpt in drawn)


def test_too_many_excerpts_are_refused(articles):
    """A part that is too small is named, with what to do."""
    with pytest.raises(InputError, match=r"not 100000.*--number"):
        excerpts(articles, 100_000, seed=1)


def test_answers_are_counted_by_reader(tmp_path):
    """An answer is right if real was said of news, and invented of anything else."""
    assert readings(tmp_path, {}) == []
    answers = [("one", "n", "real"), ("one", "o", "real"), ("one", "n", "real"), ("two", "o", "invented")]
    lines = (
        f'{{"reader": "{reader}", "document": "{document}", "paragraph": 1, "answer": "{answer}"}}\n'
        for reader, document, answer in answers
    )
    (tmp_path / "reading.jsonl").write_text("".join(lines))
    one, two = readings(tmp_path, {"n": "news", "o": "open"})
    assert (one.reader, one.number, one.right, two.number, two.right) == ("one", 3, 2, 1, 1)
    assert one.low == pytest.approx(0.0943, abs=1e-4)  # 2 of 3: the tables of Clopper and Pearson
    assert one.high == pytest.approx(0.9916, abs=1e-4)
    assert reading_rows([one])[1] == [["one", "3", "2", "67%", "9-99%"]]


def test_an_answer_on_an_unknown_document_is_refused(tmp_path):
    """The error names file, line and field."""
    (tmp_path / "reading.jsonl").write_text('{"reader": "a", "document": "x", "paragraph": 1, "answer": "real"}\n')
    with pytest.raises(InputError, match=r"reading.jsonl.*1.*document"):
        readings(tmp_path, {})
