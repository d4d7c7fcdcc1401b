"""Marked text as HTML: the words stay the words, and labels stand where marks begin or end."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from dateline.document import Span
from dateline.viewer import Mark, passage, styles


def mark(start, end, kind="mention", **fields):
    """Make a mark."""
    return Mark(start, end, kind=kind, **fields)


def written(text, *marks):
    """Write a whole text."""
    return passage(text, Span(0, len(text)), marks)


TEXTS = st.text("ab <>&\"'\n", min_size=12, max_size=12)
MARKS = st.lists(st.tuples(st.integers(0, 11), st.integers(1, 12), st.text("<>&\"'ab", max_size=4)), max_size=6)


@given(TEXTS, MARKS)
def test_the_words_come_out_unchanged(text, spans):
    """Without its elements a passage is the text, escaped; no label gets between the words."""
    marks = [mark(start, min(start + length, 12), label=name, short=name, type=name) for start, length, name in spans]
    html = written(text, *marks)
    assert unescape(re.sub(r"<[^>]*>", "", html)) == text
    assert html.count("<span") == html.count("</span>")


def test_labels_stand_at_the_end_of_a_mark():
    """A mark that another cuts in two has its label once, where it ends; a quote where it begins."""
    html = written("0123456789", mark(0, 6, short="A"), mark(4, 9, short="B"))
    assert re.findall(r'data-short="(.)"', html) == ["A", "B"]
    pieces = re.findall(r"<span[^>]*>", html)
    assert [("data-short" in piece, "cut" in piece) for piece in pieces] == [
        (True, False),
        (False, False),
        (True, True),
    ]
    cut = written("0123456789", mark(0, 6), mark(4, 9, "quote", short="1 x"))
    assert re.search(r'class="q" data-short="1 x"', cut)
    assert cut.count("data-short") == 1


def test_underlines_are_stacked():
    """A mark knows how many underlines lie inside it; values have none."""
    inner, outer, value = mark(2, 4, level="name"), mark(0, 6, level="nominal"), mark(4, 5, level="value")
    assert 'class="m nominal n1"' in written("0123456789", inner, outer)
    assert 'class="m nominal n2"' in written("0123456789", inner, outer, mark(2, 5, level="name"))
    assert 'class="m nominal"' in written("0123456789", value, outer)


def test_focusable_marks_have_role_and_name():
    """What can be reached by keyboard says what it is."""
    html = written("0123", mark(0, 3, about="PERSON, name", points=(7,), groups=(7, 8)))
    assert 'role="group" aria-label="PERSON, name" tabindex="-1" data-on="7" data-in="7 8"' in html
    assert "tabindex" not in written("0123", mark(0, 3, "filler", groups=(7,)))


def test_style_sheets_reach_nothing_else():
    """Every rule is bound to the class `dl`, so that a page or notebook around it stays as it is."""
    sheet = re.sub(r"/\*.*?\*/", "", styles("article"), flags=re.DOTALL)
    depth, selectors, last = 0, [], 0
    for place, sign in enumerate(sheet):
        if sign == "{":
            inside = sheet[last:place].strip()
            if depth == 0 and not inside.startswith("@"):
                selectors.append(inside)
            depth += 1
            last = place + 1
        elif sign == "}":
            depth -= 1
            last = place + 1
    assert depth == 0
    assert len(selectors) > 80
    while any("(" in one for one in selectors):  # commas in brackets separate no selectors
        selectors = [re.sub(r"\([^()]*\)", "", one) for one in selectors]
    parts = [part.strip() for one in selectors for part in one.split(",")]
    assert [part for part in parts if not re.match(r"(body\S* )?\.dl(?![\w])", part)] == []
