"""Invented articles for the reading tool, a hostile one among them."""

import msgspec
import pytest

from dateline.annotation.agreement import Pair, differences
from dateline.corpus.gold import Annotation
from dateline.document import LAYERS, Argument, Document, Entity, Event, Filler, Mention, Paragraph, Quote, Span
from dateline.viewer import Reading, Side

TEXT = 'Floods hit Larkmouth\nIlse Varga said "her town" would recover. She left.'
HOSTILE = '</script><img src=x onerror="alert(1)">&amp;\'"[bold]\x1b[31m'


def span(text, words, occurrence=1):
    """Find the span of the words in a text."""
    start = -1
    for _ in range(occurrence):
        start = text.index(words, start + 1)
    return start, start + len(words)


def document(text, *, name="larkmouth", kinds=("headline", "body"), **gold):
    """Make a document with a paragraph a line."""
    paragraphs, start = [], 0
    for line, kind in zip(text.split("\n"), kinds, strict=True):
        paragraphs.append(Paragraph(start, start + len(line), kind))
        start += len(line) + 1
    facts = dict.fromkeys(("part", "split", "story", "date", "provenance", "license", "sha256"), "x")
    facts |= {
        "outlet": "The Invented Courier",
        "genre": "report",
        "topic": "conflict",
        "title": text.split("\n")[0],
        "masked": False,
    }
    parts = dict.fromkeys(("sentences", "tokens", "entities", "mentions", "events", "quotes"), ())
    return Document(id=name, text=text, paragraphs=tuple(paragraphs), annotated_layers=LAYERS, **facts | parts | gold)


@pytest.fixture
def larkmouth():
    """An article with nested mentions, an event with an argument, and a quote."""
    return document(
        TEXT,
        entities=(
            Entity(id="varga", type="PERSON", catalogue="ilse-varga", names=("Ilse Varga",)),
            Entity(id="town", type="GPE", catalogue="larkmouth", names=("Larkmouth",)),
        ),
        mentions=(
            Mention(*span(TEXT, "Larkmouth"), id="m1", type="GPE", level="name", entity="town"),
            Mention(*span(TEXT, "Ilse Varga"), id="m2", type="PERSON", level="name", entity="varga"),
            Mention(*span(TEXT, "her town"), id="m3", type="GPE", level="nominal", entity="town"),
            Mention(*span(TEXT, "her"), id="m4", type="PERSON", level="pronoun", entity="varga"),
            Mention(*span(TEXT, "She"), id="m5", type="PERSON", level="pronoun", entity="varga"),
        ),
        events=(
            Event(
                *span(TEXT, "Floods"),
                id="e1",
                type="Disaster",
                polarity="positive",
                realis="actual",
                event="flood",
                arguments=(Argument(*span(TEXT, "Larkmouth"), role="affected", mention="m1"),),
            ),
        ),
        quotes=(
            Quote(
                id="q1",
                content=(Span(*span(TEXT, '"her town" would recover')),),
                type="mixed",
                cue=Span(*span(TEXT, "said")),
                sources=(Filler(*span(TEXT, "Ilse Varga"), mention="m2"),),
                speakers=("varga",),
            ),
        ),
    )


@pytest.fixture
def compared(larkmouth):
    """Two passes: b lacks a mention and gives the event another realis and another argument."""
    a = Side("annotator A", larkmouth.mentions, larkmouth.events, larkmouth.quotes)
    event = msgspec.structs.replace(larkmouth.events[0], realis="other", arguments=())
    b = Side("annotator B", larkmouth.mentions[:-1], (event,), larkmouth.quotes)
    annotation_a, annotation_b = (Annotation(mentions=s.mentions, events=s.events, quotes=s.quotes) for s in (a, b))
    pair = Pair(larkmouth.id, "01", annotation_a, annotation_b, Annotation())
    found = tuple((layer, one) for layer in LAYERS for one in differences(layer, pair))
    return Reading(larkmouth, LAYERS, (a, b), found)


@pytest.fixture
def hostile():
    """An article whose text, labels, ids and facts all try to break out of the page."""
    text = f"{HOSTILE}\nWho said {HOSTILE} and {HOSTILE}?"
    one, other = span(text, HOSTILE, 2), span(text, HOSTILE, 3)
    return document(
        text,
        name=HOSTILE,
        outlet=HOSTILE,
        entities=(Entity(id=HOSTILE, type=HOSTILE, names=(HOSTILE,)),),
        mentions=(Mention(*one, id=HOSTILE, type=HOSTILE, level=HOSTILE, entity=HOSTILE),),
        events=(
            Event(
                *other,
                id=HOSTILE,
                type=HOSTILE,
                polarity=HOSTILE,
                realis=HOSTILE,
                event=HOSTILE,
                arguments=(Argument(*one, role=HOSTILE, mention=HOSTILE),),
            ),
        ),
        quotes=(
            Quote(
                id=HOSTILE,
                content=(Span(*other),),
                type=HOSTILE,
                cue=Span(*one),
                sources=(Filler(*one, mention=HOSTILE),),
                nested_in=HOSTILE,
            ),
        ),
    )
