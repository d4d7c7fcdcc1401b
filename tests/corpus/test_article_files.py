"""Articles of the part open: from Markdown with front matter to a document."""

import pytest

from dateline.corpus.article_files import read_article_file
from dateline.corpus.articles import open_articles
from dateline.errors import InputError

FRONT = """---
id: quay-fire-later
story: quay-fire
outlet: cliff-wire
genre: follow-up
topic: disaster
date: 2031-05-13
dateline:
byline: Ned Pallister
provenance: invented
license: CC-BY-4.0
---
"""
BODY = """
# Quay burns again

[byline] By Ned Pallister

Smoke rose at dawn.

## What is lost

Two sheds.

[caption] The quay on Monday
"""


def article(folder, text=FRONT + BODY):
    """Write an article to a file."""
    path = folder / "corpus" / "articles" / "quay-fire" / "quay-fire-later.md"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_text_is_the_paragraphs_without_their_marks(tmp_path):
    """Marks of kinds go, one line feed joins paragraphs, and each is found again by its offsets."""
    manuscript = read_article_file(article(tmp_path))
    assert manuscript.text.split("\n") == [
        "Quay burns again",
        "By Ned Pallister",
        "Smoke rose at dawn.",
        "What is lost",
        "Two sheds.",
        "The quay on Monday",
    ]
    kinds = [(p.kind, manuscript.text[p.start : p.end]) for p in manuscript.paragraphs]
    assert kinds[0] == ("headline", "Quay burns again")
    assert [kind for kind, _ in kinds] == ["headline", "byline", "body", "heading", "body", "caption"]
    assert manuscript.lines == (14, 16, 18, 20, 22, 24)
    assert manuscript.front.dateline is None


def test_all_problems_of_a_file_are_told(tmp_path):
    """Front matter and paragraphs are both judged before the file is refused."""
    text = FRONT.replace("follow-up", "ballad") + BODY.replace("[caption]", "[aside]").replace("sheds.", "sheds. ")
    with pytest.raises(InputError) as caught:
        read_article_file(article(tmp_path, text))
    assert [(p.id, p.line, p.field) for p in caught.value.problems] == [
        ("bad-front-matter", None, "genre"),
        ("bad-paragraph-space", 22, None),
        ("unknown-paragraph-kind", 24, None),
    ]


def test_an_unknown_field_is_refused(tmp_path):
    """A field that nobody reads would be a mistake nobody sees."""
    with pytest.raises(InputError, match="mood"):
        read_article_file(article(tmp_path, FRONT.replace("topic:", "mood: low\ntopic:") + BODY))


def test_an_article_without_a_story_is_refused(tmp_path):
    """The split is the story's, so that an article needs one."""
    article(tmp_path)
    with pytest.raises(InputError, match="quay-fire"):
        list(open_articles(tmp_path))
