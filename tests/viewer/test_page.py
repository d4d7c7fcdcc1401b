"""The page: what it shows, and that nothing in the data can break it."""

import re
from html.parser import HTMLParser

import msgspec
import pytest

from dateline.annotation.agreement import Pair, differences
from dateline.corpus.gold import Annotation
from dateline.document import LAYERS
from dateline.viewer import Reading, Side, of_gold, page

VOID = {"meta", "input", "br"}


class Elements(HTMLParser):
    """Collects elements, checks that they are nested, and gathers the text of the body without scripts and styles."""

    def __init__(self, text):
        """Parse a page."""
        super().__init__()
        self.elements, self.text, self.stack = [], "", []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        """Close the innermost element, which must be this one."""
        assert self.stack.pop() == tag

    def handle_data(self, data):
        """Note text."""
        if self.stack and self.stack[-1] not in {"script", "style"}:
            self.text += data

    def having(self, **wanted):
        """Give the elements with these attributes."""
        return [attrs for _, attrs in self.elements if wanted.items() <= attrs.items()]


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


def test_page_is_well_formed_and_self_contained(larkmouth):
    """All elements are closed in order, and nothing refers to another resource."""
    written = page(of_gold(larkmouth))
    found = Elements(written)
    assert found.stack == []
    assert not {"src", "href", "srcset"} & {name for _, attrs in found.elements for name in attrs}
    assert not re.search(r"url\(|@import|https?:", written)


def test_page_shows_all_layers(larkmouth):
    """Mentions carry type and entity, the event its arguments, the quote its speaker and cue."""
    found = Elements(page(of_gold(larkmouth)))
    assert "Larkmouth" in found.text
    for shown in ("GPE town", "PERSON varga", "Disaster", "affected", "positive, actual", "q1 Ilse Varga", "mixed"):
        assert shown in found.text


def test_mentions_of_an_entity_share_a_group(larkmouth):
    """Pointing at a mention lights up all mentions of its entity: they are in the group that it points to."""
    found = Elements(page(of_gold(larkmouth)))
    spans = [attrs for tag, attrs in found.elements if tag == "span" and attrs.get("class", "").startswith("m pronoun")]
    group = spans[1]["data-on"]
    members = [attrs for tag, attrs in found.elements if tag == "span" and group in attrs.get("data-in", "").split()]
    assert len(members) == 3
    assert all(attrs["tabindex"] == "0" for attrs in members)


def test_event_row_lights_up_trigger_and_fillers(larkmouth):
    """The group of an event's row holds its trigger and its filler."""
    found = Elements(page(of_gold(larkmouth)))
    row = next(attrs for tag, attrs in found.elements if tag == "tr" and "data-on" in attrs)
    members = [
        attrs["class"]
        for tag, attrs in found.elements
        if row["data-on"] in attrs.get("data-in", "").split() and tag == "span"
    ]
    assert sorted(members) == ["m name", "t"]


def test_only_the_layers_asked_for(larkmouth):
    """A page of one layer shows neither marks nor lists nor switches of another."""
    found = Elements(page(of_gold(larkmouth, ["events"])))
    assert "Disaster" in found.text
    assert "PERSON" not in found.text
    assert [attrs["data-hides"] for attrs in found.having(type="checkbox")] == ["no-events", "no-tags", "no-lists"]


def test_hostile_data_stays_text(hostile):
    """Whatever text, labels, ids and facts hold, they add no element and no attribute, and no script may run."""
    written = page(of_gold(hostile))
    found = Elements(written)
    assert found.stack == []
    assert not [tag for tag, _ in found.elements if tag == "img"]
    assert [tag for tag, _ in found.elements].count("script") == 1
    assert not [name for _, attrs in found.elements for name in attrs if name.startswith("on")]
    assert '<img src=x onerror="alert(1)">&amp;' in found.text
    assert re.search(r"script-src 'sha256-[A-Za-z0-9+/=]{44}'", written)


def test_differences_are_marked_in_words(compared):
    """Marks that differ are outlined and say how; each difference has a row with both sides."""
    found = Elements(page(compared))
    marked = [attrs["class"] for attrs in (a for _, a in found.elements) if "d" in attrs.get("class", "").split()]
    assert sorted(marked) == ["d", "m pronoun d", "t d", "t d"]  # the first is the key's
    assert "≠ only here" in found.text
    assert "≠ realis, arguments" in found.text
    assert "only in annotator A" in found.text
    assert "affected “Larkmouth”" in found.text


def test_masked_text_comes_with_a_note(larkmouth):
    """Masked text is shown as it is, and the page says how to supply the real one."""
    masked = re.sub(r"\S", "_", larkmouth.text)
    found = Elements(page(of_gold(msgspec.structs.replace(larkmouth, text=masked, title=None, masked=True))))
    assert "DATELINE_SEEDS" in found.text
    assert "____" in found.text
    assert "Floods" not in found.text
    assert "DATELINE_SEEDS" not in Elements(page(of_gold(larkmouth))).text
