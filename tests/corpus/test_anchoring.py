"""Anchoring: quoted text finds its place, and says how."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.anchoring import anchor

TEXT = "The \u201cGrand  Hotel\u201d at Port Amsel, he said, was the mayor\u2019s own hotel. He left the hotel."


@pytest.mark.parametrize(
    ("quote", "occurrence", "found", "how"),
    [
        ("he", 1, "he", "exact"),
        ("hotel", 1, "hotel", "exact"),
        ("hotel", 2, "hotel", "exact"),
        ('"grand hotel"', 1, "\u201cGrand  Hotel\u201d", "folded"),
        ("mayor's", 1, "mayor\u2019s", "folded"),
        ("  Port Amsel ", 1, "Port Amsel", "exact"),
        ("the mayor's own hotell", 1, "the mayor\u2019s own hotel", "approximate"),
        ("at Port Ansel, he siad", 1, "at Port Amsel, he said", "approximate"),
    ],
)
def test_a_quote_is_found(quote, occurrence, found, how):
    """Exactly first, then folded, then approximately."""
    span = anchor(TEXT, quote, occurrence=occurrence)
    assert span is not None
    assert (TEXT[span.start : span.end], span.how) == (found, how)


@pytest.mark.parametrize(("quote", "occurrence"), [("", 1), (" ", 1), ("zebra", 1), ("hotel", 4), ("e", 1), ("ote", 1)])
def test_what_is_not_there_is_not_found(quote, occurrence):
    """Nothing is anchored inside a word, or to an occurrence that is not there."""
    assert anchor(TEXT, quote, occurrence=occurrence) is None


def test_occurrences_are_counted_within_the_window():
    """A window limits the search, and the offsets are those of the whole text."""
    second = anchor(TEXT, "hotel", occurrence=2)
    assert second is not None
    assert anchor(TEXT, "hotel", start=second.start) == second
    assert anchor(TEXT, "hotel", end=10) is None


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.data())
def test_any_word_of_a_text_is_anchored_exactly(text, data):
    """A word copied from a text is found where it stands, for some occurrence."""
    words = [word for word in text.split() if word]
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    spans = [anchor(text, word, occurrence=n) for n in range(1, text.count(word) + 1)]
    assert any(span and text[span.start : span.end] == word for span in spans)
