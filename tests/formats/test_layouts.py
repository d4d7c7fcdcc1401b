"""JSON lines read as arrays: whatever is wrong in a file, what is said of it is what the exact way says."""

import json
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


@pytest.mark.parametrize("record", list(KINDS), ids=lambda record: record.__name__)
def test_sound_files_need_no_records(tmp_path, record):
    """Where nothing is wrong, arrays are all that is made, whether optional fields are given, null or absent."""
    field, _ = KINDS[record]
    items = {
        NerRecord: [{"start": 0, "end": 5, "type": "X"}],
        EventsRecord: [
            {"start": 0, "end": 5, "type": "X"},
            {"start": 6, "end": 10, "type": "X", "polarity": None, "arguments": []},
            {"start": 6, "end": 10, "type": "Y", "arguments": [{"start": 0, "end": 5, "role": "agent"}]},
        ],
        CorefRecord: [[(0, 5), (6, 10)], [(11, 14)]],
        QuotesRecord: [{"content": [(0, 5)]}, {"content": [(6, 10), (15, 19)], "cue": None, "sources": []}],
        AttributionRecord: [{"content": [(0, 5)]}, {"content": [(23, 29)], "speaker": "Vera"}],
    }[record]
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({"id": "d0", field: items}) + "\n", encoding="utf-8")
    expected = Expected(record, {"d0": GIVEN}, LABELS)
    (batch,) = checked(jsonl.batches(path, expected), expected)
    assert batch.problems == []
    assert batch.table is not None
    if record is not NerRecord:
        assert batch.records._made is None  # noqa: SLF001 - nothing was decoded to records
