"""The list of changed labels between two versions."""

import msgspec
import pytest

from dateline.corpus.diff import changes
from dateline.corpus.diff.words import rows, sentences
from dateline.corpus.load import load_folder
from dateline.document import Argument, Document, Entity, Event, Mention, Paragraph, Quote, Span
from dateline.errors import InputError

TEXT = "Ana left Ombel, she said."


def document(**other):
    """Make a small document."""
    facts = dict.fromkeys(("part", "split", "story", "outlet", "genre", "topic", "date", "provenance", "license"), "x")
    gold = {
        "entities": (Entity(id="ana", type="PERSON"),),
        "mentions": (
            Mention(0, 3, id="m1", type="PERSON", level="name", entity="ana"),
            Mention(16, 19, id="m2", type="PERSON", level="pronoun", entity="ana"),
        ),
        "events": (Event(4, 8, id="e1", type="Travel", polarity="positive", realis="actual", event="trip"),),
        "quotes": (Quote(id="q1", content=(Span(0, 14),), type="indirect", cue=Span(20, 24)),),
    }
    base = {"sha256": "0", "title": None, "masked": False, "sentences": (), "tokens": ()}
    paragraphs = (Paragraph(0, len(TEXT), "body"),)
    layers = ("mentions", "events", "quotes")
    fixed = {"id": "d", "text": TEXT, "paragraphs": paragraphs, "annotated_layers": layers}
    return Document(**facts | base | fixed | gold | other)


def test_nothing_changed():
    """A version is equal to itself, and running ids alone are no change."""
    one = document()
    renumbered = tuple(msgspec.structs.replace(m, id=f"x{m.id}") for m in one.mentions)
    assert list(changes([one], [document(mentions=renumbered)])) == []


def test_each_kind_of_change_is_told():
    """A changed field is given before and after; added and removed records in full."""
    one = document()
    two = document(
        entities=(Entity(id="ana", type="PERSON", catalogue="ana-wexcombe"),),
        mentions=(
            msgspec.structs.replace(one.mentions[0], level="nominal"),
            Mention(9, 14, id="m3", type="GPE", level="name", entity="ombel"),
        ),
        events=(msgspec.structs.replace(one.events[0], realis="other"),),
        quotes=(),
    )
    found = [(c.layer, c.change, c.spans, dict(c.before), dict(c.after)) for c in changes([one], [two])]
    assert found[0] == ("entities", "changed", (), {"catalogue": None}, {"catalogue": "ana-wexcombe"})
    assert found[1] == ("mentions", "changed", ((0, 3),), {"level": "name"}, {"level": "nominal"})
    assert [(layer, change, spans) for layer, change, spans, *_ in found[2:]] == [
        ("mentions", "added", ((9, 14),)),
        ("mentions", "removed", ((16, 19),)),
        ("events", "changed", ((4, 8),)),
        ("quotes", "removed", ((0, 14),)),
    ]


def test_documents_come_and_go():
    """A document that is new, gone, or whose facts changed is told as such."""
    one = document()
    assert [(c.document, c.change) for c in changes([one], [])] == [("d", "removed")]
    assert [(c.document, c.change) for c in changes([], [one])] == [("d", "added")]
    moved = next(changes([one], [document(split="test")]))
    assert (moved.layer, moved.before, moved.after) == ("document", {"split": "x"}, {"split": "test"})


def test_a_folder_without_data_is_refused(tmp_path):
    """The message says what kind of folder is wanted."""
    with pytest.raises(InputError, match="dataset folder"):
        load_folder(tmp_path)


def test_every_change_is_a_sentence():
    """Words are quoted, lists say what left and what came, and no value is shown as code."""
    one = document(
        events=(
            Event(
                4,
                8,
                id="e1",
                type="Travel",
                polarity="positive",
                realis="actual",
                event="trip",
                arguments=(Argument(0, 3, role="traveler", mention="m1"),),
            ),
        )
    )
    two = document(
        entities=(Entity(id="ana", type="PERSON", catalogue="ana-wexcombe"),),
        mentions=(
            msgspec.structs.replace(one.mentions[0], level="nominal"),
            Mention(9, 14, id="m3", type="GPE", level="name", entity="ombel"),
        ),
        events=(msgspec.structs.replace(one.events[0], realis="other", arguments=(Argument(9, 14, role="origin"),)),),
        quotes=(Quote(id="q1", content=(Span(0, 14),), type="direct"),),
        split="test",
    )
    told = list(sentences(changes([one], [two]), {"d": two}))
    assert told == [
        "d: the document has split test instead of x.",
        "d: the entity ana has catalogue entry ana-wexcombe instead of none.",
        "d: the mention “Ana” in paragraph 1 has level nominal instead of name.",
        "d: the mention “Ombel” in paragraph 1 was added (type GPE, level name, entity ombel).",
        "d: the mention “she” in paragraph 1 was removed (type PERSON, level pronoun, entity ana).",
        (
            "d: the event “left” in paragraph 1 lost traveler “Ana” and got origin “Ombel” among its arguments; "
            "has realis other instead of actual."
        ),
        (
            "d: the quotation “Ana left Ombel” in paragraph 1 has cue none instead of “said”; "
            "has type direct instead of indirect."
        ),
    ]
    assert [row[1] for row in rows(changes([one], [two]), {"d": two})][:3] == ["document", "entity", "mention"]


def test_masked_text_is_not_quoted():
    """Of masked text the offsets are given; long words are shortened."""
    one = document()
    masked = document(text="_" * len(TEXT), masked=True, quotes=())
    (told,) = (s for s in sentences(changes([one], [masked]), {"d": masked}) if "quotation" in s)
    assert "the quotation at characters 0 to 14 in paragraph 1 was removed" in told
    assert "_" not in told
    long = document(text="word " * 40, paragraphs=(Paragraph(0, 200, "body"),), mentions=(), events=(), quotes=())
    added = msgspec.structs.replace(long, quotes=(Quote(id="q1", content=(Span(0, 199),), type="indirect"),))
    (told,) = sentences(changes([long], [added]), {"d": added})
    assert "[...]" in told
    assert len(told) < 160


def test_documents_come_and_go_in_words():
    """A document that is new or gone is one sentence."""
    one = document()
    assert list(sentences(changes([], [one]), {"d": one})) == ["d: the document was added."]
    assert list(sentences(changes([one], []), {"d": one})) == ["d: the document was removed."]
