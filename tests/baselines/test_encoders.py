"""What encoder models are made of: texts in windows, descriptions of types, choices among candidates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.baselines.encoder.events.guidelines import described_types, examples
from dateline.baselines.encoder.texts import LOOKS, Text, text_of
from dateline.ontology import ontology


@given(st.lists(st.integers(1, 30), max_size=12), st.integers(1, 20))
def test_windows_hold_every_word_once(lengths, longest):
    """Windows follow one another and are no longer than asked; only a sentence that is too long is cut."""
    ends = [sum(lengths[: number + 1]) for number in range(len(lengths))]
    windows = list(Text([], [], ends, []).windows(longest))
    assert [word for first, last in windows for word in range(first, last)] == list(range(sum(lengths)))
    assert all(last - first <= longest for first, last in windows)
    cut = {last for _, last in windows} - set(ends)
    inside = dict(zip(ends, lengths, strict=True))
    assert all(inside[min(end for end in ends if end > place)] > longest for place in cut)


def test_spans_of_a_document_are_found_among_its_words(articles):
    """The words of a mention are those between its offsets; a word looks like one of the kinds that there are."""
    document = articles[0]
    text = text_of(document)
    assert {*text.looks} <= {*range(LOOKS)}
    for mention in document.mentions:
        first, last = text.range_of(mention.start, mention.end)
        assert (text.spans[first].start, text.spans[last - 1].end) == mention.key


def test_words_of_marked_spans_look_different(articles):
    """The contents that attribution is given are seen by the encoder; other words are as before."""
    document = articles[0]
    contents = [span for quote in document.quotes for span in quote.content]
    plain, marked = text_of(document), text_of(document, contents)
    inside = [any(c.start <= span.start < c.end for c in contents) for span in plain.spans]
    assert any(inside)
    assert [a != b for a, b in zip(plain.looks, marked.looks, strict=True)] == inside


def test_every_type_is_described_and_examples_have_their_trigger():
    """Descriptions are of the types of the ontology; an example has one trigger, of the type of its paragraph."""
    described = described_types()
    assert list(described) == list(ontology().event_types)
    assert ["shell"] in described["Attack"]
    assert (["Rebels", "shelled", "the", "port", "with", "mortars", "."], [(1, 2, "Attack")]) in examples()
    for words, triggers in examples():
        ((first, last, kind),) = triggers
        assert 0 <= first < last <= len(words)
        assert kind in described
        assert "*" not in words


def test_a_choice_costs_what_its_probability_says():
    """With equal scores the loss is the log of the number of choices, none among them; right ones share it."""
    torch = pytest.importorskip("torch")
    from dateline.baselines.encoder.network import ranking_loss

    scores = torch.zeros(6)
    right = torch.tensor([True, False, False, True, True, False])
    groups = [(0, 3), (3, 6)]
    expected = (torch.log(torch.tensor(4.0)) + torch.log(torch.tensor(2.0))) / 2
    assert ranking_loss(scores, groups, right) == pytest.approx(expected)
    none = ranking_loss(torch.tensor([-9.0, -9.0]), [(0, 2)], torch.tensor([False, False]))
    assert none < 0.001
