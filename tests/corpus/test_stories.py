"""Story files: what writers work from, and what outlets of one story may share."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.stories import own_words, read_story
from dateline.errors import InputError

STORY = """
id = "quay-sale"
title = "The sale of the quay"
topic = "business"
split = "train"
kind = "invented"
date = 2018-10-24
summary = "A county sells a quay."
places = [{ id = "vellmouth", name = "Vellmouth", note = "port" }]
people = [{ id = "ida-borg", name = "Ida Borg", note = "director" }]
bodies = [{ id = "quay-board", name = "Quay Board", note = "owner" }]
things = [{ id = "quays-act", name = "Quays Act", note = "law of 2009" }]
events = [{ id = "sale", date = "2018-10-24", what = "The quay is sold." }]
sayings = [{ who = "quay-board", to = "a statement", words = "The board has agreed to sell the quay in May." }]
figures = [{ what = "price", value = "12 million crowns", source = "Quay Board" }]
[reuse]
quotations = ["agreed to sell the quay in May"]
agency = "The quay was built in 1924."
"""


def test_a_story_of_the_past_is_read(tmp_path):
    """Dates before today, things, figures and what may be shared are read; things are actors too."""
    path = tmp_path / "quay-sale.toml"
    path.write_text(STORY, encoding="utf-8")
    story = read_story(path)
    assert story.date == dt.date(2018, 10, 24)
    assert [actor.id for actor in story.actors] == ["vellmouth", "ida-borg", "quay-board", "quays-act"]
    assert story.figures[0].source == "Quay Board"
    assert story.reuse.passages == ("agreed to sell the quay in May", "The quay was built in 1924.")


def test_a_story_need_not_let_anything_be_shared(tmp_path):
    """Without a table `reuse`, nothing is; an unknown field of it is refused."""
    path = tmp_path / "quay-sale.toml"
    path.write_text(STORY.partition("[reuse]")[0], encoding="utf-8")
    assert read_story(path).reuse.passages == ()
    path.write_text(f"{STORY}\npictures = []\n", encoding="utf-8")
    with pytest.raises(InputError, match="pictures"):
        read_story(path)


WORDS = st.lists(
    st.sampled_from(["the", "quay", "was", "built", "by", "county", "and", "sold", "in", "may"]), max_size=20
)


@given(WORDS, WORDS)
def test_own_words_are_those_outside_shared_runs(words, passage):
    """Own words are a part of the text in its order; all of them without a passage, none of a passage itself."""
    text, shared = " ".join(words), " ".join(passage)
    assert own_words(text, ()) == words
    assert own_words(shared, [shared]) == (passage if len(passage) < 4 else [])
    rest = iter(words)
    assert all(word in rest for word in own_words(text, [shared]))


def test_own_words_do_not_depend_on_marks():
    """Quotation marks, capitals and spacing are no difference; runs of three words are common speech."""
    passage = "The board has agreed to sell the quay."
    assert own_words("“The board  has agreed to sell the quay,” Borg said.", [passage]) == ["borg", "said"]
    assert own_words("They agreed to sell.", [passage]) == ["they", "agreed", "to", "sell"]
