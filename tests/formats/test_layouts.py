"""JSON lines read as arrays: whatever is wrong in a file, what is said of it is what the exact way says."""

import json
from dataclasses import replace
from itertools import chain

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.formats import jsonl
from dateline.formats.batch import checked, clean
from dateline.formats.checks import DocumentFacts, Expected
from dateline.records import AttributionRecord, CorefRecord, EventsRecord, NerRecord, QuotesRecord

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = "Storm Vera hit Lenz on Monday"
WORDS = [(0, 5), (6, 10), (11, 14), (15, 19), (20, 22), (23, 29)]
LABELS = {
    "type": frozenset({"X", "Y", "direct"}),
    "role": frozenset({"agent", "place"}),
    "polarity": frozenset({"positive"}),
    "realis": frozenset({"actual"}),
}
GIVEN = DocumentFacts(length=len(TEXT), contents=(((0, 5),), ((6, 10), (15, 19)), ((23, 29),), ((23, 29),)))
FACTS = st.sampled_from(
    [
        DocumentFacts(),
        DocumentFacts(length=len(TEXT)),
        DocumentFacts(length=len(TEXT), text=TEXT),
        DocumentFacts(length=len(TEXT), triggers=frozenset({(0, 5, "X"), (6, 10, "Y")})),
        GIVEN,
    ]
)
ODD = st.sampled_from([(-1, 3), (5, 5), (4, 2), (5, 10), (20, 99), (0, 10**20), (0, 1 << 45)])
SPANS = st.sampled_from(WORDS) | st.sampled_from(WORDS) | st.sampled_from(WORDS) | ODD
NAMES = st.sampled_from(["X", "X", "X", "Y", "Z"])
LISTS = st.lists(SPANS, max_size=3) | st.lists(SPANS, min_size=1, max_size=1)


def optional(**fields):
    """Make objects of which any field may be absent."""
    return st.fixed_dictionaries({}, optional=fields)


def labelled(name, labels):
    """Make objects with a span and a label."""
    return st.builds(lambda span, label: {"start": span[0], "end": span[1], name: label}, SPANS, labels)


ROLES = labelled("role", st.sampled_from(["agent", "agent", "place", "nobody"]))
EVENTS = st.builds(
    lambda one, rest: one | rest,
    labelled("type", NAMES),
    optional(
        polarity=st.sampled_from(["positive", None, "odd"]),
        realis=st.sampled_from(["actual", None]),
        cluster=st.sampled_from(["c1", "c2", None]),
        arguments=st.lists(ROLES, max_size=3),
    ),
)
QUOTES = st.builds(
    lambda content, rest: {"content": content, **rest},
    LISTS,
    optional(cue=SPANS | st.none(), sources=LISTS, type=st.sampled_from(["direct", None, "odd"])),
)
SPEAKERS = st.builds(
    lambda content, rest: {"content": content, **rest},
    LISTS,
    optional(speaker=SPANS | st.none() | st.sampled_from(["Vera", "Åsa"])),
)
KINDS = {
    NerRecord: ("entities", labelled("type", NAMES)),
    EventsRecord: ("events", EVENTS),
    CorefRecord: ("clusters", LISTS),
    QuotesRecord: ("quotes", QUOTES),
    AttributionRecord: ("quotes", SPEAKERS),
}
CHANGES = st.sampled_from(
    [
        *[("", "")] * 8,
        *((":", " :"), ('"type": ', '"type": 1, "type": '), ('"id": ', '"id": "d9", "id": '), ("[", "[null, ")),
        *(
            ('"start": ', '"begin": '),
            ("0", "0.5"),
            ('"c1"', "3"),
            ("}", ', "more": null}'),
            ("}\n", "}\n\n"),
            ("{", ""),
        ),
        *(('"cue": ', '"cue": null, "cue": '), ('"speaker": ', '"speaker": null, "speaker": '), ('"d1"', '""')),
        *(
            ('"c2"', '"a\\": b"'),
            ('"X"', '"X :"'),
            ('"d2"', '"d1"'),
            ("Vera", "\xff"),
            ('"arguments"', '"argum\\u0065nts"'),
        ),
        *(('"realis": null', '"realis": null, "realis": null'), ('"arguments": ', '"arguments": [], "arguments": ')),
    ]
)


def exactly(path, expected):
    """Read a file record by record."""
    decoder = msgspec.json.Decoder(expected.record)
    return (jsonl.decode(chunk, str(path), decoder) for chunk in jsonl.chunks(path))


def outcome(batches, expected):
    """Read batches: records with their lines, and what is said; or the problems for which they are refused."""
    try:
        found = list(clean(checked(batches, expected), expected.limit))
    except InputError as error:
        return error.problems
    placed = [pair for batch in found for pair in zip(batch.records, batch.lines, strict=True)]
    return placed, *(
        list(chain.from_iterable(part)) for part in zip(*((b.problems, b.missing) for b in found), strict=True)
    )


@QUICK
@pytest.mark.parametrize("record", list(KINDS), ids=lambda record: record.__name__)
@given(data=st.data())
def test_faults_are_said_as_of_records(tmp_path, record, data):
    """Records, lines, problems with their fields, warnings and missing documents: all are those of the exact way."""
    field, items = KINDS[record]
    lists = data.draw(st.lists(st.lists(items, max_size=4), min_size=1, max_size=4))
    text = "".join(json.dumps({"id": f"d{n}", field: one}) + "\n" for n, one in enumerate(lists))
    old, new = data.draw(CHANGES)
    path = tmp_path / "p.jsonl"
    path.write_text(text.replace(old, new, data.draw(st.sampled_from([-1, 1]))) if old else text, encoding="latin-1")
    facts = data.draw(FACTS)
    documents = data.draw(st.sampled_from([None, {f"d{n}": facts for n in range(4)}]))
    labels = data.draw(st.sampled_from([{}, LABELS]))
    expected = Expected(
        record, documents, labels, flat=data.draw(st.booleans()), allow_missing=data.draw(st.booleans())
    )
    assert outcome(jsonl.batches(path, expected), expected) == outcome(exactly(path, expected), expected)


def event(start, end, kind="X", **rest):
    """Make an event, or an entity."""
    return {"start": start, "end": end, "type": kind, **rest}


def role(start, end, name="agent"):
    """Make an argument."""
    return {"start": start, "end": end, "role": name}


SOUND = {
    NerRecord: [event(0, 5)],
    EventsRecord: [
        event(0, 5),
        event(6, 10, polarity=None, arguments=[]),
        event(6, 10, "Y", realis="actual", arguments=[role(0, 5), role(0, 5, "place")]),
    ],
    CorefRecord: [[(0, 5), (6, 10)], [(11, 14)]],
    QuotesRecord: [{"content": [(0, 5)]}, {"content": [(6, 10), (15, 19)], "cue": None, "sources": []}],
    AttributionRecord: [{"content": [(0, 5)]}, {"content": [(23, 29)], "speaker": "Vera"}],
}
FAULTS = (  # each of one more item
    *((NerRecord, event(*span)) for span in ((4, 6), (7, 7), (20, 30), (5, 10))),
    (NerRecord, event(6, 10, "Z")),
    *((EventsRecord, event(*span)) for span in ((0, 5), (-1, 5), (20, 30), (5, 10), (11, 11))),
    *((EventsRecord, event(11, 14, **{name: "odd"})) for name in ("kind", "polarity", "realis")),
    *(
        (EventsRecord, event(11, 14, arguments=[role(6, 10), other]))
        for other in (role(6, 10), role(9, 8), role(0, 5, "x"))
    ),
    *((CorefRecord, found) for found in ([], [(0, 5)], [(15, 19), (15, 19)], [(14, 19)], [(20, 30)], [(3, 3)])),
    *((QuotesRecord, {"content": found}) for found in ([], [(0, 5)], [(6, 14), (11, 19)], [(20, 30)], [(14, 19)])),
    *(
        (QuotesRecord, {"content": [(11, 14)], **rest})
        for rest in ({"cue": (5, 5)}, {"sources": [(9, 8)]}, {"type": "odd"})
    ),
    *((AttributionRecord, {"content": found}) for found in ([], [(0, 5)], [(11, 14)], [(6, 10)], [(6, 10), (9, 19)])),
    (AttributionRecord, {"content": [(6, 10), (15, 19)], "speaker": (9, 8)}),
)


@pytest.mark.parametrize(("record", "item"), FAULTS)
def test_one_fault_is_enough(tmp_path, record, item):
    """A file in which one thing is wrong is not taken for sound."""
    path, field = tmp_path / "p.jsonl", KINDS[record][0]
    path.write_text(json.dumps({"id": "d0", field: [*SOUND[record], item]}) + "\n", encoding="utf-8")
    facts = replace(GIVEN, text=TEXT)
    expected = Expected(record, {"d0": facts}, LABELS)
    (batch,) = checked(jsonl.batches(path, expected), expected)
    assert batch.problems == next(checked(exactly(path, expected), expected)).problems != []


def test_triggers_that_are_not_given_are_seen(tmp_path):
    """Where a task gives the gold triggers, others are refused."""
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({"id": "d0", "events": SOUND[EventsRecord]}) + "\n", encoding="utf-8")
    expected = Expected(EventsRecord, {"d0": DocumentFacts(triggers=frozenset({(0, 5, "X"), (6, 10, "Y")}))})
    (batch,) = checked(jsonl.batches(path, expected), expected)
    assert [(problem.id, problem.field) for problem in batch.problems] == [("unknown-trigger", "events[1]")]


@pytest.mark.parametrize("record", list(KINDS), ids=lambda record: record.__name__)
def test_sound_files_need_no_records(tmp_path, record):
    """Where nothing is wrong, arrays are all that is made, whether optional fields are given, null or absent."""
    field, _ = KINDS[record]
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({"id": "d0", field: SOUND[record]}) + "\n", encoding="utf-8")
    expected = Expected(record, {"d0": GIVEN}, LABELS)
    (batch,) = checked(jsonl.batches(path, expected), expected)
    assert batch.problems == []
    assert batch.table is not None
    if record is not NerRecord:
        assert batch.records._made is None  # noqa: SLF001 - nothing was decoded to records
