"""Quoted text is anchored by stated rules, and what cannot be anchored stays a prediction."""

from dataclasses import replace
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InputError, TextNeededError
from dateline.formats.checks import DocumentFacts, Expected
from dateline.formats.read import read
from dateline.records import AttributionRecord, CorefRecord, EventsRecord, NerRecord, QuotesRecord

TEXT = "The mayor said the mayor of Lenz was ill.\nThe mayor said so."
FACTS = DocumentFacts(length=len(TEXT), text=TEXT, paragraphs=((0, 41), (42, 60)))


@pytest.fixture
def reading(tmp_path):
    """Return a function that reads one quoted record of a document."""

    def read_one(kind, record, facts=FACTS, **options):
        path = tmp_path / "quoted.jsonl"
        path.write_bytes(msgspec.json.encode({"id": "d", **record}))
        return read(path, Expected(kind, {"d": facts}, **options))

    return read_one


def entity(text, **hints):
    """Quote an entity."""
    return {"text": text, "type": "X", **hints}


def test_equal_words_take_the_places_in_turn(reading):
    """The same words listed twice are two places; a third that the text lacks is a prediction behind its end."""
    found = reading(NerRecord, {"entities": [entity("said"), entity("said"), entity("said")]})
    places = [(span.start, span.end) for span in found.records[0].entities]
    assert places == [(10, 14), (52, 56), (61, 65)]
    assert found.anchored == {"exact": 2, "folded": 0, "approximate": 0, "unanchored": 1}


def test_longest_first_and_none_on_another(reading):
    """In the flat task the longer passage is placed first, and the shorter elsewhere."""
    found = reading(NerRecord, {"entities": [entity("mayor"), entity("The mayor")]})
    assert [(span.start, span.end) for span in found.records[0].entities] == [(19, 24), (0, 9)]


def test_hints_narrow_the_search(reading):
    """`paragraph` and `occurrence` are obeyed, and a hint that leads nowhere leaves the passage unanchored."""
    entities = [entity("mayor", paragraph=2), entity("mayor", occurrence=2), entity("ill", paragraph=7)]
    found = reading(NerRecord, {"entities": entities})
    assert [span.start for span in found.records[0].entities] == [46, 19, len(TEXT) + 1]
    assert found.anchored["unanchored"] == 1


def test_how_each_was_anchored_is_counted(reading):
    """Folded and approximate anchors are told apart from exact ones."""
    entities = [entity("lenz"), entity("The mayor said"), entity("said the mayr of", occurrence=1)]
    found = reading(NerRecord, {"entities": entities}, flat=False)
    assert found.anchored == {"exact": 1, "folded": 1, "approximate": 1, "unanchored": 0}


def test_a_claim_and_its_denial_share_their_content(reading):
    """Words that occur once are the content of two quotes if the cues differ; a repeated quote has no place."""
    content, said, denied = [{"text": "ill"}], {"text": "said"}, {"text": "said so"}
    sources = ([{"text": "mayor"}], [], [])
    quotes = [
        {"content": content, "cue": cue, "sources": source}
        for cue, source in zip((said, denied, said), sources, strict=True)
    ]
    (record,) = reading(QuotesRecord, {"quotes": quotes}).records
    ill = (TEXT.index("ill"), TEXT.index("ill") + 3)
    assert [quote.content[0] for quote in record.quotes[:2]] == [ill, ill]
    assert record.quotes[2].content[0][0] > len(TEXT)


def test_parts_take_the_place_nearest_to_their_centre(reading):
    """Cue and source are sought near the content, arguments near the trigger."""
    quotes = {"quotes": [{"content": [{"text": "so"}], "cue": {"text": "said"}, "sources": [{"text": "mayor"}]}]}
    (record,) = reading(QuotesRecord, quotes).records
    assert record.quotes[0].cue == (52, 56)
    assert record.quotes[0].sources == [(46, 51)]
    events = {"events": [{**entity("ill"), "arguments": [{"text": "mayor", "role": "patient"}]}]}
    (record,) = reading(EventsRecord, events).records
    assert [(argument.start, argument.end) for argument in record.events[0].arguments] == [(46, 51)]


def test_speakers_and_clusters(reading):
    """Speakers may be names or passages, given contents may be offsets, and mentions take places in turn."""
    quotes = {"quotes": [{"content": [[57, 59]], "speaker": {"text": "The mayor"}}]}
    (record,) = reading(AttributionRecord, quotes).records
    assert record.quotes[0].speaker == (42, 51)
    clusters = {"clusters": [[{"text": "The mayor"}, {"text": "The mayor"}], [{"text": "Lenz"}]]}
    (record,) = reading(CorefRecord, clusters).records
    assert record.clusters == [[(0, 9), (42, 51)], [(28, 32)]]


def test_masked_text_says_what_to_do(reading):
    """Without the real text quoted predictions are refused, with the way to supply it."""
    with pytest.raises(TextNeededError) as caught:
        reading(NerRecord, {"entities": [entity("Lenz")]}, replace(FACTS, text=None))
    assert "DATELINE_SEEDS" in caught.value.problems[0].hint


def test_offsets_and_quotes_do_not_mix(reading):
    """A record that gives offsets among quoted spans is refused with the field."""
    with pytest.raises(InputError) as caught:
        reading(NerRecord, {"entities": [entity("Lenz"), {"start": 0, "end": 9, "type": "X"}]})
    assert {problem.field.split(".")[0] for problem in caught.value.problems} == {"entities[1]"}


@given(st.lists(st.sampled_from(["mayor", "the mayor of Lenz", "xyz", "said", "Lenz was", "qqq qqq"]), max_size=20))
def test_every_passage_stays_one_flat_prediction(tmp_path_factory, passages):
    """Whatever is quoted, there are as many flat spans as passages, and those behind the text keep their length."""
    path = tmp_path_factory.mktemp("quoted") / "quoted.jsonl"
    path.write_bytes(msgspec.json.encode({"id": "d", "entities": [entity(text) for text in passages]}))
    found = read(path, Expected(NerRecord, {"d": FACTS}))
    spans = sorted((span.start, span.end) for span in found.records[0].entities)
    assert len(spans) == len(passages)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    lengths = {(s.end - s.start, t) for s, t in zip(found.records[0].entities, passages, strict=True)}
    assert all(length == len(text) for length, text in lengths)
