"""The list of changed labels between two versions."""

import msgspec
import pytest

from dateline.corpus.diff import changes
from dateline.corpus.load import load_folder
from dateline.document import Document, Entity, Event, Mention, Paragraph, Quote, Span
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
