"""Items in memory read as the files that they would make, and their problems name the item."""

import json
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.errors import InputError, TextNeededError
from dateline.formats.checks import DocumentFacts, Expected
from dateline.formats.read import documents, ids, iterate, read, sniff
from dateline.formats.sniffing import spooled
from dateline.records import (
    AttributionRecord,
    CorefRecord,
    EventRecord,
    EventsRecord,
    NerRecord,
    QuoteRecord,
    QuotesRecord,
    RoleSpan,
    SpeakerRecord,
    TypedSpan,
)

RECORDS = (
    NerRecord("d1", [TypedSpan(0, 9, "PERSON"), TypedSpan(15, 25, "GPE")]),
    NerRecord("d2", [TypedSpan(0, 10, "EVENT")]),
)
ROWS = [msgspec.to_builtins(record) for record in RECORDS]
GROUPS = [
    [
        {"entity_group": "PERSON", "score": np.float32(0.9), "word": "ana quill", "start": 0, "end": 9},
        {"entity_group": "GPE", "score": np.float32(0.9), "word": "port brand", "start": 15, "end": 25},
    ],
    [{"entity_group": "EVENT", "score": np.float32(0.9), "word": "storm vera", "start": 0, "end": np.int64(10)}],
]


def faults(items, expected):
    """Read what must be refused; return its problems."""
    with pytest.raises(InputError) as caught:
        read(items, expected)
    return caught.value.problems


@pytest.mark.parametrize(
    "items",
    [
        RECORDS,
        list(RECORDS),
        ROWS,
        [RECORDS[0], ROWS[1]],
        [{**row, "entities": tuple(row["entities"])} for row in ROWS],
        [
            {"id": row["id"], "entities": [{**e, "label": e["type"], "type": None} for e in row["entities"]]}
            for row in ROWS
        ],
    ],
    ids=["tuple", "records", "mappings", "mixed", "tuples", "labels"],
)
def test_records_and_mappings(items, expected):
    """Records, and mappings of their shape, are read as they are."""
    reading = read(items, expected["ner"])
    assert reading.records == RECORDS
    assert (reading.format, reading.warnings) == ("items", ())
    assert ids(items) == ["d1", "d2"]
    assert documents(items) is None


def test_output_of_a_pipeline(expected):
    """A list of spans for each text is taken in the order of the gold, with a warning."""
    reading = read(GROUPS, expected["ner"])
    assert reading.records == RECORDS
    assert [(problem.id, problem.file) for problem in reading.warnings] == [("missing-document-ids", None)]
    assert ids(GROUPS) == [None, None]


def test_output_of_a_pipeline_for_one_text(expected):
    """The spans of a single text are one document; so is a single record."""
    one = replace(expected["ner"], documents={"d2": expected["ner"].documents["d2"]})
    assert read(GROUPS[1], one).records == RECORDS[1:]
    assert read(ROWS[1], one).records == RECORDS[1:]
    assert read(RECORDS[1], one).records == RECORDS[1:]


def test_rows_of_a_dataset(expected):
    """Rows of a `datasets.Dataset` are read, whichever way it stores lists of spans."""
    datasets = pytest.importorskip("datasets")
    assert read(datasets.Dataset.from_list(ROWS), expected["ner"]).records == RECORDS
    records = [
        EventsRecord("d1", [EventRecord(10, 14, "Travel", "positive", arguments=[RoleSpan(0, 9, "traveler")])]),
        EventsRecord("d2", [EventRecord(11, 14, "Disaster")]),
    ]
    rows = json.loads(msgspec.json.encode(records))
    rows[1]["events"][0].update(arguments=None)
    assert read(datasets.Dataset.from_list(rows), expected["events"]).records == tuple(records)


@pytest.mark.parametrize("named", [True, False])
def test_docs_of_spacy(expected, named):
    """Docs are read by the id in their user data, or in order; they bring text and tokens."""
    spacy = pytest.importorskip("spacy")
    nlp = spacy.blank("en")
    docs = []
    for record in RECORDS:
        doc = nlp(expected["ner"].documents[record.id].text)
        doc.ents = [doc.char_span(span.start, span.end, span.type) for span in record.entities]
        if named:
            doc.user_data["id"] = record.id
        docs.append(doc)
    reading = read(docs, expected["ner"])
    assert reading.records == RECORDS
    assert len(reading.warnings) == (not named)
    assert ids(docs) == (["d1", "d2"] if named else [None, None])
    own = documents(docs)
    assert [facts.text for facts in own.values()] == [doc.text for doc in docs]
    assert next(iter(own.values())).tokens[:2] == ((0, 3), (4, 9))
    assert [problem.id for problem in faults(docs, expected["coref"])] == ["bad-format", "bad-format"]
    other = [nlp("Something else."), docs[1]]
    other[0].user_data["id"], docs[1].user_data["id"] = "d1", "d2"
    assert [(problem.file, problem.id) for problem in faults(other, expected["ner"])] == [("item 1", "bad-text")]


def test_an_iterator_is_listed_first(expected):
    """What can be iterated only once is made a list."""
    items = spooled(iter(ROWS))
    assert (ids(items), read(items, expected["ner"]).records) == (["d1", "d2"], RECORDS)


def test_quoted_items(expected):
    """Quoted text is anchored in the document's text, or in that which the item brings."""
    items = [{"id": "d2", "entities": [{"text": "Storm Vera", "type": "EVENT"}]}]
    reading = read(items, replace(expected["ner"], allow_missing=True))
    assert (reading.records, reading.anchored["exact"]) == (RECORDS[1:], 1)
    masked = Expected(NerRecord, {"d2": DocumentFacts(length=20)})
    with pytest.raises(TextNeededError, match="item 1"):
        read(items, masked)
    assert read([{**items[0], "text": "Storm Vera hit Lenz."}], masked).records == RECORDS[1:]


@pytest.mark.parametrize(
    ("item", "problem", "field"),
    [
        ({"id": "d1", "entities": [{"start": 0, "end": 99, "type": "PERSON"}]}, "bad-offset-range", "entities[0].end"),
        ({"id": "d1", "entities": [{"start": 0, "end": 9, "type": "X"}]}, "unknown-label", "entities[0].type"),
        ({"id": "d1", "entities": [{"start": 0, "end": 9, "typ": "X"}]}, "missing-field", "entities[0].type"),
        ({"id": "d3", "entities": []}, "unknown-document", "id"),
        ({"id": "d2", "entities": []}, "repeated-document", "id"),
        ({"entities": []}, "missing-document-id", None),
        ({"id": 1, "entities": []}, "bad-type", "id"),
        ("d1", "bad-type", None),
        (object(), "bad-type", None),
        (QuotesRecord("d1", []), "missing-field", "entities"),
        ({"id": "d1", "text": "No.", "entities": []}, "bad-text", "text"),
        (
            {"id": "d1", "entities": [{"start": 0, "end": 9, "type": "PERSON", "text": "Ana"}]},
            "bad-text",
            "entities[0].text",
        ),
        ({"id": "d1", "entities": [{"text": "Ana", "type": "X"}]}, "unknown-label", "entities[0].type"),
        ({"id": "d3", "entities": [{"text": "Ana", "type": "PERSON"}]}, "unknown-document", "id"),
    ],
)
def test_problems_name_the_item(item, problem, field, expected):
    """The number of the item stands in place of file and line."""
    found = faults([ROWS[1], item], replace(expected["ner"], allow_missing=True))
    assert (problem, field) in {(one.id, one.field) for one in found}
    assert {(one.file, one.line) for one in found} == {("item 2", None)}
    assert str(found[0]).startswith("item 2: ")


def test_no_items_and_missing_ones(expected):
    """An empty list is refused, and so are missing documents."""
    assert [(one.id, one.file) for one in faults([], expected["ner"])] == [("missing-records", None)]
    assert [(one.id, one.file) for one in faults(ROWS[:1], expected["ner"])] == [("missing-document", None)]


def test_ids_of_files_with_faults(tmp_path):
    """What has no id that can be read is None, whichever shape the file has."""
    path = tmp_path / "p"
    path.write_text('{"id": "d1", "entities": []}\n{]\n{"id": 3}\n{"entities": []}\n')
    assert ids(path) == ["d1", None, None, None]
    path.write_text('{"id": "d1", "text": "Ana", "entities": []}\n{]\n[]\n')
    assert ids(path) == ["d1", None, None]
    path.write_text('[{]\n, {"id": "d1"}]')
    assert ids(path) == [None]


def test_batches_behind_an_error_are_not_yielded(expected):
    """Items are streamed as files are."""
    with pytest.raises(InputError):
        list(iterate([{"id": "d1"}, ROWS[1]], expected["ner"]))


SPAN = st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda pair: (pair[0], pair[0] + pair[1]))
SPANS = st.lists(SPAN, min_size=1, max_size=3, unique=True)
LABEL = st.sampled_from(["A", "B"])
TYPED = st.builds(lambda span, label: TypedSpan(*span, label), SPAN, LABEL)
ROLE = st.builds(lambda span, label: RoleSpan(*span, label), SPAN, LABEL)
EVENT = st.builds(
    lambda span, label, polarity, cluster, roles: EventRecord(*span, label, polarity, None, cluster, roles),
    SPAN,
    LABEL,
    st.sampled_from([None, "positive"]),
    st.sampled_from([None, "x"]),
    st.lists(ROLE, max_size=2, unique_by=str),
)
QUOTE = st.builds(
    QuoteRecord, SPAN.map(lambda span: [span]), st.none() | SPAN, SPANS, st.sampled_from([None, "direct"])
)
SPEAKER = st.builds(SpeakerRecord, SPAN.map(lambda span: [span]), st.none() | SPAN | st.just("Ana"))
ANY_RECORD = st.one_of(
    st.builds(NerRecord, st.just("d"), st.lists(TYPED, max_size=3, unique_by=str)),
    st.builds(CorefRecord, st.just("d"), st.lists(SPAN, max_size=4, unique=True).map(lambda s: [[one] for one in s])),
    st.builds(EventsRecord, st.just("d"), st.lists(EVENT, max_size=3, unique_by=lambda e: (e.start, e.end, e.type))),
    st.builds(QuotesRecord, st.just("d"), st.lists(QUOTE, max_size=3, unique_by=lambda q: str(q.content))),
    st.builds(AttributionRecord, st.just("d"), st.lists(SPEAKER, max_size=3, unique_by=lambda q: str(q.content))),
)
TEXT = "".join(chr(ord("a") + place % 26) for place in range(60))


def natural(value, draw):
    """Write a record in another shape: objects for pairs, words beside offsets, label for type, scores."""
    if isinstance(value, dict):
        made = {key: natural(part, draw) for key, part in value.items()}
        if "start" in made:
            if "type" in made and draw(st.booleans()):
                made["label"] = made.pop("type")
            if draw(st.booleans()):
                made["text"] = TEXT[made["start"] : made["end"]]
            if draw(st.booleans()):
                made["score"] = 0.5
        return made
    if isinstance(value, list):
        if len(value) == 2 and all(isinstance(item, int) for item in value):
            return value if draw(st.booleans()) else {"start": value[0], "end": value[1], "text": TEXT[slice(*value)]}
        return [natural(item, draw) for item in value]
    return value


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), ANY_RECORD)
def test_round_trips(tmp_path, data, record):
    """A record comes back from memory and from files, in its own shape and in others."""
    expected = Expected(type(record), {"d": DocumentFacts(length=len(TEXT), text=TEXT)}, flat=False)
    value = json.loads(msgspec.json.encode(record))
    other = natural(value, data.draw)
    if data.draw(st.booleans()):
        other["text"] = TEXT
        assert documents([other])["d"].text == TEXT
    for item in (record, value, other):
        assert read([item], expected).records == (record,)
    path = tmp_path / "records"
    for written in (json.dumps(value), json.dumps(other), json.dumps([other], indent=1), json.dumps(other, indent=2)):
        path.write_text(written + "\n")
        assert read(path, expected).records == (record,)
        assert ids(path) == ["d"]
    path.write_text(json.dumps(value) + "\n")
    assert sniff(path) == "jsonl"
