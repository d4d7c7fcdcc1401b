"""The page: what it shows, and that nothing in the data can break it."""

import re
from html.parser import HTMLParser

import msgspec

from dateline.viewer import of_gold, page

VOID = {"meta", "input", "br", "img"}


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


def test_page_is_well_formed_and_self_contained(larkmouth, compared):
    """All elements are closed in order, and nothing refers to another resource."""
    for written in (page(of_gold(larkmouth)), page(compared)):
        found = Elements(written)
        assert found.stack == []
        assert not {"src", "srcset"} & {name for _, attrs in found.elements for name in attrs}
        assert {attrs["href"] for _, attrs in found.elements if "href" in attrs} == {"#text"}
        assert not re.search(r"url\(|@import|https?:", written)


def test_page_shows_all_layers(larkmouth):
    """Mentions carry sign, type and entity, the event its arguments, the quote its speaker and cue."""
    found = Elements(page(of_gold(larkmouth)))
    assert found.having(**{"data-short": "G", "data-long": "GPE town", "data-roles": "1 affected"})
    assert found.having(**{"data-long": "PERSON varga", "data-sources": "speaker 1"})
    assert found.having(**{"data-short": "1 Disaster", "data-long": "1 Disaster, flood"})
    assert found.having(**{"data-short": "1 Ilse Varga", "data-long": "1 Ilse Varga, mixed"})
    for shown in ("Larkmouth", "Disaster", "affected", "positive, actual", "mixed", "said"):
        assert shown in found.text


def test_unusual_events_say_so(larkmouth):
    """What is negated or not actual is said even where labels are short."""
    event = msgspec.structs.replace(larkmouth.events[0], polarity="negative", realis="other")
    found = Elements(page(of_gold(msgspec.structs.replace(larkmouth, events=(event,)))))
    assert found.having(**{"data-short": "1 Disaster, negative, other"})


def test_mentions_of_an_entity_share_a_group(larkmouth):
    """Pointing at a mention lights up all mentions of its entity: they are in the group that it points to."""
    found = Elements(page(of_gold(larkmouth)))
    spans = [attrs for tag, attrs in found.elements if tag == "span" and attrs.get("class", "").startswith("m pronoun")]
    group = spans[1]["data-on"]  # the first one is the key's
    members = [attrs for tag, attrs in found.elements if tag == "span" and group in attrs.get("data-in", "").split()]
    assert len(members) == 3
    assert all(attrs["role"] == "group" and "PERSON" in attrs["aria-label"] for attrs in members)


def test_event_row_lights_up_trigger_and_fillers(larkmouth):
    """The group of an event's row holds its trigger and its filler."""
    found = Elements(page(of_gold(larkmouth)))
    row = next(attrs for tag, attrs in found.elements if tag == "tr" and "data-in" in attrs)
    members = [
        attrs["class"].split()[0]
        for tag, attrs in found.elements
        if row["data-in"] in attrs.get("data-in", "").split() and tag == "span"
    ]
    assert sorted(members) == ["m", "t"]
    assert [a for t, a in found.elements if t == "button" and a.get("data-on") == row["data-in"]]


def test_only_the_layers_asked_for(larkmouth):
    """A page of one layer shows neither marks nor lists nor choices of another."""
    found = Elements(page(of_gold(larkmouth, ["events"])))
    assert "Disaster" in found.text
    assert "PERSON" not in found.text
    assert [attrs["value"] for attrs in found.having(name="layer")] == ["text", "events"]


def test_hostile_data_stays_text(hostile):
    """Whatever text, labels, ids and facts hold, they add no element and no attribute, and no script may run."""
    written = page(of_gold(hostile))
    found = Elements(written)
    assert found.stack == []
    assert not [tag for tag, _ in found.elements if tag == "img"]
    assert [tag for tag, _ in found.elements].count("script") == 1
    assert not [name for _, attrs in found.elements for name in attrs if name.startswith("on")]
    assert '<img src=x onerror="alert(1)">&amp;' in found.text
    assert not [value for _, attrs in found.elements for value in attrs.get("class", "").split() if "<" in value]
    assert re.search(r"script-src 'sha256-[A-Za-z0-9+/=]{44}'", written)


def test_differences_are_marked_in_words(compared):
    """Marks that differ say how; each difference has an entry with both sides, and lights up its marks."""
    found = Elements(page(compared))
    notes = sorted(attrs["data-note"] for _, attrs in found.elements if "data-note" in attrs)
    assert notes == ["≠ only here", "≠ realis, arguments", "≠ realis, arguments"]
    assert "only in annotator A" in found.text
    assert "affected “Larkmouth”" in found.text
    entries = [attrs for tag, attrs in found.elements if tag == "li" and "data-kind" in attrs]
    assert sorted(one["data-kind"] for one in entries) == [
        *("events: arguments", "events: realis", "mentions: only in annotator A"),
    ]
    lit = [
        attrs["class"].split()[0]
        for attrs in (a for _, a in found.elements)
        if entries[0]["data-on"] in attrs.get("data-in", "").split()
    ]
    assert set(lit) <= {"t", "m"}
    assert lit


def test_paragraphs_that_are_alike_are_folded(compared):
    """A run of paragraphs without a difference is one folded element; those with one are open."""
    (layer, one), *_ = compared.disagreements
    alone = msgspec.structs.replace(compared, disagreements=((layer, one),))
    found = Elements(page(alone))
    assert len(found.having(**{"class": "run"})) == 1
    assert "1 paragraph without a difference" in found.text


def test_masked_text_comes_with_a_note(larkmouth):
    """Masked text is shown as squares, one for a character, and the page says how to supply the real one."""
    masked = re.sub(r"\S", "_", larkmouth.text)
    found = Elements(page(of_gold(msgspec.structs.replace(larkmouth, text=masked, title=None, masked=True))))
    assert "DATELINE_SEEDS" in found.text
    assert 4 * "\N{BLACK SMALL SQUARE}" in found.text
    assert "__" not in found.text
    assert "Floods" not in found.text
    assert "DATELINE_SEEDS" not in Elements(page(of_gold(larkmouth))).text
