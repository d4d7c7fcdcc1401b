"""Statistics of the gold: two invented documents, counted by hand."""

import pytest

from dateline.corpus.statistics import Extent, stats_rows, stats_table, tally
from dateline.document import Argument, Document, Entity, Event, Filler, Mention, Paragraph, Quote, Span

#       0    5         15   20
TEXT = "Mira said: rain.\nWire, Oslo"


def document(name, layers, **gold):
    """Make a document of one body paragraph with five tokens and a byline with three."""
    tokens = [(0, 4), (5, 9), (9, 10), (11, 15), (15, 16), (17, 21), (21, 22), (23, 27)]
    facts = dict.fromkeys(("story", "outlet", "genre", "topic", "date", "provenance", "license", "sha256"), "x")
    empty = dict.fromkeys(("entities", "mentions", "events", "quotes"), ())
    return Document(
        id=name,
        part="calm",
        split="test",
        title=None,
        masked=False,
        text=TEXT,
        paragraphs=(Paragraph(0, 16, "body"), Paragraph(17, 27, "byline")),
        sentences=(Span(0, 16),),
        tokens=tuple(Span(*token) for token in tokens),
        annotated_layers=layers,
        **facts | empty | gold,
    )


@pytest.fixture
def documents():
    """Two documents: one with all layers, one with mentions alone."""
    full = document(
        "one",
        ("mentions", "events", "quotes"),
        entities=(Entity(id="x", type="PERSON", catalogue="mira"),),
        mentions=(
            Mention(0, 4, id="m1", type="PERSON", level="name", entity="x"),
            Mention(11, 15, id="m2", type="DATE", level="value"),
        ),
        events=(
            Event(
                11,
                15,
                id="e1",
                type="Disaster",
                polarity="positive",
                realis="other",
                event="E1",
                arguments=(Argument(0, 4, role="affected", mention="m1"),),
            ),
        ),
        quotes=(
            Quote(id="q1", content=(Span(9, 10), Span(11, 15)), type="direct", sources=(Filler(0, 4, mention="m1"),)),
            Quote(id="q2", content=(Span(11, 15),), type="indirect", nested_in="q1"),
        ),
    )
    half = document(
        "two",
        ("mentions",),
        entities=(Entity(id="x", type="PERSON", catalogue="mira"), Entity(id="y", type="GPE")),
        mentions=(Mention(0, 4, id="m1", type="PERSON", level="name", entity="x"),),
    )
    return full, half


def test_counts_by_hand(documents):
    """Every count of two small documents is the one made by hand."""
    counts = tally(documents)
    assert (counts.documents, counts.words, counts.sentences) == (2, 16, 2)
    assert counts.paragraphs == {"body": 2, "byline": 2}
    assert counts.mentions == {"name": {"PERSON": 2}, "value": {"DATE": 1}}
    assert (counts.entities, counts.catalogued, counts.catalogue) == (3, 2, 1)
    assert (counts.events, counts.clusters) == ({"Disaster": 1}, 1)
    assert (counts.polarity, counts.realis) == ({"positive": 1}, {"other": 1})
    assert counts.arguments == {"affected": 1}
    assert counts.quotes == {"direct": 1, "indirect": 1}
    assert (counts.sourced, counts.unsourced, counts.discontinuous, counts.nested) == (1, 1, 1, 1)


def test_rates_are_over_annotated_words(documents):
    """A rate is over the annotated paragraphs of the documents that have the layer, and of those alone."""
    counts = tally(documents)
    assert counts.layers == {"mentions": Extent(2, 10), "events": Extent(1, 5), "quotes": Extent(1, 5)}
    _, rows = stats_rows(counts)
    assert ["mentions", "3", "300.0"] in rows
    assert ["event mentions", "1", "200.0"] in rows
    assert ["quotes: direct", "1", "200.0"] in rows


def test_rates_of_nothing_are_undefined():
    """Where no document has a layer its rate is a dash, not zero."""
    counts = tally([document("bare", ())])
    _, rows = stats_rows(counts)
    assert ["quotes", "0", "-"] in rows
    assert tally([]).documents == 0


def test_table_names_the_labels(documents):
    """The tables show the title, the types by level, and the labels of events."""
    shown = stats_table(tally(documents), "calm")
    assert "calm" in shown
    assert "PERSON" in shown
    assert "Disaster" in shown
    assert "affected" in shown
