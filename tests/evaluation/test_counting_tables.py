"""Counts of files read as arrays are those of their records, to the last bit."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.evaluation.evaluate import count, count_file
from dateline.evaluation.score import prepare
from dateline.evaluation.store import Store
from dateline.records import (
    CorefRecord,
    EventRecord,
    EventsRecord,
    NerRecord,
    QuoteRecord,
    QuotesRecord,
    RoleSpan,
    TypedSpan,
)
from dateline.tasks.declarations import load
from dateline.tasks.registry import task_type

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SPANS = st.sampled_from([(0, 2), (2, 5), (3, 4), (6, 9), (9, 12), (10, 11)])
OFTEN = st.sampled_from([None, "a", "b"])
ROLES = st.builds(lambda span, role: RoleSpan(*span, role), SPANS, st.sampled_from(["r", "s"]))
EVENTS = st.builds(
    lambda span, kind, polarity, realis, cluster, arguments: EventRecord(
        *span, kind, polarity, realis, cluster, arguments
    ),
    *(SPANS, st.sampled_from(["X", "Y", "Z"]), OFTEN, OFTEN, OFTEN),
    st.lists(ROLES, max_size=3, unique_by=lambda one: (one.start, one.end, one.role)),
)
APART = st.sets(st.sampled_from([(0, 2), (3, 5), (5, 8), (9, 12)]), min_size=1, max_size=3).map(sorted)
QUOTES = st.builds(
    QuoteRecord,
    APART,
    SPANS | st.none(),
    st.lists(SPANS, max_size=2),
    st.sampled_from([None, "direct", "indirect", "mixed"]),
)
MENTIONS = st.lists(SPANS, max_size=6, unique=True)
CLUSTERS = MENTIONS.map(lambda found: [one for one in (found[::3], found[1::3], found[2::3]) if one])
FLAT = st.builds(lambda span, kind: TypedSpan(*span, kind), st.sampled_from([(0, 2), (2, 5), (6, 9)]), OFTEN.map(str))


def unique(items, key):
    """Make lists whose items differ in a key."""
    return st.lists(items, max_size=4, unique_by=key)


def key_of_event(one):
    """What may occur once in a document."""
    return one.start, one.end, one.type


KINDS = {
    "ner": (NerRecord, unique(FLAT, lambda one: one.start)),
    "event-triggers": (EventsRecord, unique(EVENTS, key_of_event)),
    "event-arguments": (EventsRecord, unique(EVENTS, key_of_event)),
    "event-coref": (EventsRecord, unique(EVENTS, key_of_event)),
    "quotes": (QuotesRecord, unique(QUOTES, lambda one: (*one.content, *sorted(set(one.sources))))),
    "coref": (CorefRecord, CLUSTERS),
}
CHANGED = {
    "event-arguments": ["given=triggers"],
    "event-coref": ["given=triggers"],
    "quotes": ["sources=contains"],
    "coref": ["singletons=drop"],
}


def write(path, records):
    """Write records as JSON lines."""
    path.write_bytes(msgspec.json.Encoder().encode_lines(records))
    return path


@QUICK
@pytest.mark.parametrize("task", list(KINDS))
@given(data=st.data())
def test_files_count_as_their_records(tmp_path, task, data):
    """Whatever order documents have, whatever labels only one side has, and under other settings too."""
    record, lists = KINDS[task]
    names = [f"s{n % 2}/d{n}" for n in range(data.draw(st.integers(1, 4)))]
    gold = [record(name, data.draw(lists)) for name in names]
    found = [record(name, data.draw(lists)) for name in data.draw(st.permutations(names))]
    asked = data.draw(st.sampled_from([[], CHANGED.get(task, [])])) if len(names) > 1 else []
    if "given=triggers" in asked:
        found = gold
    _, side = prepare(task, gold=write(tmp_path / "gold.jsonl", gold), settings=asked)
    assert isinstance(side.records, Store)
    assert [side.records[name] for name in names] == gold
    missing = data.draw(st.integers(0, 1)) if len(found) > 1 else 0
    found = found[missing:]
    counts, reading = count_file(side, write(tmp_path / "p.jsonl", found), allow_missing=True)
    kind = task_type(load(task).type)
    extra = {one.type for each in found for one in kind.labelled(each)} - {*side.context.types} if kind.labelled else {}
    assert reading.extra_labels.keys() == {*extra}
    expected = count(side, found, extra=extra)
    order = [counts.units.index(name) for name in expected.units]
    assert (counts.pick(expected.columns)[order] == expected.matrix).all()
