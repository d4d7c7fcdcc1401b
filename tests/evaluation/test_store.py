"""Gold spans in arrays: the records come out again, and counts are those of the records."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dateline
from dateline.evaluation.evaluate import count, count_file
from dateline.evaluation.score import prepare
from dateline.evaluation.store import Store
from dateline.records import NerRecord, TypedSpan
from dateline.scoring import spans
from dateline.scoring.tables import Codings, Growing, join, table

TYPES = ("A", "B", "C")


@st.composite
def documents(draw):
    """Flat spans of some documents, gold and predicted."""
    made = []
    for _ in range(draw(st.integers(0, 4))):
        sides = []
        for _ in range(2):
            edges = sorted(draw(st.sets(st.integers(0, 40), max_size=8)))
            pairs = zip(edges[::2], edges[1::2], strict=False)
            sides.append([TypedSpan(start, end, draw(st.sampled_from(TYPES))) for start, end in pairs])
        made.append(tuple(sides))
    return made


def write(path, records):
    """Write records as JSON lines."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def record(name, *entities):
    """Make a record of spans given as start, end and type."""
    return {"id": name, "entities": [{"start": s, "end": e, "type": t} for s, e, t in entities]}


@given(documents())
def test_tables_count_as_records_do(made):
    """The scorer gives equal counts for lists of spans and for tables."""
    names = [f"d{number}" for number in range(len(made))]
    codes = {name: code for code, name in enumerate(TYPES)}
    expected = spans.count(((n, gold, found) for n, (gold, found) in zip(names, made, strict=True)), TYPES)
    sides = (table([document[side] for document in made], codes) for side in (0, 1))
    counts = spans.count_tables(names, *sides, TYPES)
    assert (counts.units, counts.columns) == (expected.units, expected.columns)
    assert (counts.matrix == expected.matrix).all()


@given(documents(), st.randoms())
def test_a_store_gives_back_its_records(made, random):
    """Records are made again when asked for, and any documents can be taken in any order."""
    names = [f"d{number}" for number in range(len(made))]
    codes = Codings()
    store = Store(NerRecord, names, table([gold for gold, _ in made], codes["type"]), codes)
    assert list(store) == names
    assert list(store.values()) == [NerRecord(n, gold) for n, (gold, _) in zip(names, made, strict=True)]
    some = random.sample(names, len(names))
    taken = store.take(some)
    assert taken.sizes.tolist() == [len(made[int(name[1:])][0]) for name in some]
    assert taken.start.tolist() == [span.start for name in some for span in made[int(name[1:])][0]]


def test_tables_are_joined_in_order():
    """Spans of tables lie end to end, whatever bytes their numbers need."""
    tables = [table([[TypedSpan(start, start + 1, "A")]], {"A": 0}) for start in (0, 300, 70_000, 5)]
    grown = Growing(table([], {}))
    for one in tables:
        grown.add(one)
    for both in (join(tables), grown.table()):
        assert both.start.tolist() == [0, 300, 70_000, 5]
        assert (both.end.tolist(), both.sizes.tolist()) == ([1, 301, 70_001, 6], [1] * 4)
    assert Growing(table([], {})).table().sizes.tolist() == []
    assert grown.table().start.itemsize == 4


def test_files_in_another_order_count_as_records(tmp_path):
    """Counts of a file, read as arrays, are those of its records, whatever the order of documents and labels."""
    gold = [record("a", (0, 3, "X"), (5, 8, "Y")), record("b"), record("c", (70_000, 70_002, "Z"))]
    found = [record("c", (70_000, 70_002, "Z")), record("a", (5, 8, "X"), (0, 3, "X")), record("b", (0, 1, "Y"))]
    task, side = prepare("ner", gold=write(tmp_path / "gold.jsonl", gold))
    assert isinstance(side.records, Store)
    counts, _ = count_file(side, write(tmp_path / "p.jsonl", found))
    expected = count(side, [NerRecord(r["id"], [TypedSpan(**e) for e in r["entities"]]) for r in found])
    order = [counts.units.index(name) for name in expected.units]
    assert (counts.matrix[order] == expected.matrix).all()
    scored = dateline.score(task.id, tmp_path / "p.jsonl", gold=tmp_path / "gold.jsonl")
    assert scored.scores["strict_recall"].value == pytest.approx(200 / 3)


def test_gold_that_is_not_all_sound_is_kept_as_records(tmp_path):
    """Gold with a warning in its middle is read all the same, and scores as before."""
    gold = [record("a", (0, 3, "X")), record("b", (0, 2, "Y"))]
    path = write(tmp_path / "gold.jsonl", gold)
    path.write_text("\ufeff" + path.read_text(encoding="utf-8").replace("\n", "\n\n"), encoding="utf-8")
    assert dateline.score("ner", write(tmp_path / "p.jsonl", gold), gold=path).scores["strict_f1"].value == 100


def test_a_label_that_the_gold_lacks_is_wrong_in_whichever_line(tmp_path):
    """It is told and counts as a false positive; the lines around it are counted as they are."""
    gold = [record(f"d{n}", (0, 3, "X")) for n in range(3)]
    strange = [gold[0], record("d1", (0, 3, "W")), gold[2]]
    scored = dateline.score("ner", write(tmp_path / "p.jsonl", strange), gold=write(tmp_path / "gold.jsonl", gold))
    assert scored.reading.extra_labels == {"W": 1}
    assert (scored.labels["X"].tp, scored.labels["X"].fn, scored.labels["W"].fp) == (2, 1, 1)


def test_large_counts_are_not_cut_off(tmp_path):
    """A document with more spans than 16 bits hold is counted in full."""
    many = record("a", *((2 * n, 2 * n + 1, "X") for n in range(40_000)))
    _, side = prepare("ner", gold=write(tmp_path / "gold.jsonl", [many, record("b", (0, 1, "X"))]))
    counts, _ = count_file(side, tmp_path / "gold.jsonl")
    assert counts.total()[:3].tolist() == [40_001] * 3
    assert np.issubdtype(counts.matrix.dtype, np.integer)
