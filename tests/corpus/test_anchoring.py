"""Anchoring: quoted text finds its place, and says how."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dateline
from dateline.corpus import anchoring
from dateline.corpus.anchoring import find

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
    span = find(TEXT, quote, occurrence=occurrence)
    assert span is not None
    assert (TEXT[span.start : span.end], span.how) == (found, how)


@pytest.mark.parametrize(("quote", "occurrence"), [("", 1), (" ", 1), ("zebra", 1), ("hotel", 4), ("e", 1), ("ote", 1)])
def test_what_is_not_there_is_not_found(quote, occurrence):
    """Nothing is anchored inside a word, or to an occurrence that is not there."""
    assert find(TEXT, quote, occurrence=occurrence) is None


def test_occurrences_are_counted_within_the_window():
    """A window limits the search, and the offsets are those of the whole text."""
    second = find(TEXT, "hotel", occurrence=2)
    assert second is not None
    assert find(TEXT, "hotel", start=second.start) == second
    assert find(TEXT, "hotel", end=10) is None


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.data())
def test_any_word_of_a_text_is_anchored_exactly(text, data):
    """A word copied from a text is found where it stands, for some occurrence."""
    words = [word for word in text.split() if word]
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    spans = [find(text, word, occurrence=n) for n in range(1, text.count(word) + 1)]
    assert any(span and text[span.start : span.end] == word for span in spans)


def test_the_example_of_the_public_function_holds():
    """What the docstring shows is what comes out."""
    assert doctest.testmod(anchoring).failed == 0


def test_equal_quotes_take_one_place_after_the_other():
    """Both places are given, a third time there is none; what is said once of two places is ambiguous."""
    text = "Rain, then more rain."
    found = dateline.anchor(text, ["rain", "rain", "rain", ""])
    assert [span and (span.start, span.end, span.how) for span in found.spans] == [(16, 20, "exact"), None, None, None]
    found = dateline.anchor("no rain, no wind", ["no", "wind"])
    assert found.ambiguous == ("no",)
    assert dateline.anchor("no rain, no wind", iter(["no", "no"])).ambiguous == ()
    assert found.ways == {"exact": 2, "folded": 0, "approximate": 0, "unanchored": 0}
    assert "in several places: 'no'" in str(found)


@given(st.text("ab .", max_size=30), st.lists(st.text("aB .", max_size=4), max_size=6))
def test_every_span_holds_its_quote_and_none_is_given_twice(text, quotes):
    """Exact spans are the quote's own words; no place is given to two quotes."""
    found = dateline.anchor(text, quotes)
    spans = [(span.start, span.end) for span in found.spans if span]
    assert len(set(spans)) == len(spans)
    assert len(found.spans) == len(quotes) == sum(found.ways.values())
    for quote, span in zip(quotes, found.spans, strict=True):
        if span and span.how == "exact":
            assert text[span.start : span.end] == quote.strip()
