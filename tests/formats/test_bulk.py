"""Readers in bulk read what the careful readers read, and leave to them whatever they can't."""

from dataclasses import replace
from itertools import chain

import numpy as np
import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin
from two_documents import DOCUMENTS, NER

from dateline.errors import InputError
from dateline.formats import conll, docbin, items
from dateline.formats.batch import checked, clean
from dateline.formats.conll import arrays, rows
from dateline.formats.read import documents, read

QUICK = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
VOCABULARY = spacy.blank("en").vocab


def outcome(batches, expected):
    """Read batches: records and their lines and what is said; or the problems for which they are refused."""
    try:
        found = list(clean(checked(batches(), expected), 50))
    except InputError as error:
        return error.problems
    placed = list(chain.from_iterable(zip(batch.records, batch.lines, strict=True) for batch in found))
    said = [
        list(chain.from_iterable(parts)) for parts in zip(*((one.problems, one.missing) for one in found), strict=True)
    ]
    return placed, said or [[], []]


def same_facts(one, other):
    """Tell whether two mappings hold the same texts and tokens."""
    assert list(one) == list(other)
    for name, facts in one.items():
        assert (facts.text, facts.length) == (other[name].text, other[name].length)
        assert list(facts.tokens) == list(other[name].tokens)
        assert [facts.tokens[place] for place in range(len(facts.tokens))] == list(other[name].tokens)


WORDS = st.sampled_from(
    ["Storm", "Vera", "hit", "Lenz", ".", "\u00c5sa", "\u65b0\u805e", "#", "-", "a b", "\u00a0x", ""]
)
TAGS = st.sampled_from(["O"] * 6 + ["B-EVENT", "I-EVENT", "B-GPE", "I-GPE", "E-GPE", "S-GPE", "L-GPE", "X-GPE", "B-NO"])
ROWS = st.builds(lambda word, gap, tag: f"{word}{gap}{tag}", WORDS, st.sampled_from(["\t", "\t_\t", " ", "  "]), TAGS)
PLAIN = st.builds("{}\t{}".format, st.sampled_from(["Storm", "hit", "\u00c5sa", "."]), TAGS)
HEADS = st.sampled_from(
    [
        *("#begin document (d1)", "#begin document (d2); part 001", "# doc_id = d1", "# newdoc id = d2"),
        *("-DOCSTART- (d1)", "-DOCSTART- -X- O O", "# newdoc", "# text = x", "#end document", "", "", "", " "),
    ]
)
LINES = st.one_of(
    st.lists(st.one_of(PLAIN, HEADS), max_size=25),
    st.lists(st.one_of(ROWS, PLAIN, PLAIN, HEADS), max_size=12),
)
FILES = st.builds(lambda lines, end: end.join(lines) + end, LINES, st.sampled_from(["\n", "\n", "\r\n", " \n"]))


@QUICK
@given(text=FILES, other=FILES, tags=st.sampled_from(["conlleval", "strict"]))
def test_columns_in_bulk(tmp_path, text, other, tags):
    """Gold and predictions in columns, named or not, sound or not: both readers give the same."""
    gold, predicted = tmp_path / "gold.conll", tmp_path / "predicted.conll"
    gold.write_bytes(text.encode())
    for content in (text, other):
        predicted.write_bytes(content.encode())
        same_facts(conll.documents(predicted), rows.documents(predicted))
        for known, plain in ((conll.documents(gold), rows.documents(gold)), (None, None), (DOCUMENTS, DOCUMENTS)):
            given_, wanted = (replace(NER, documents=one, tags=tags) for one in (known, plain))
            in_bulk = outcome(lambda: conll.batches(predicted, given_), given_)  # noqa: B023 - called at once
            assert in_bulk == outcome(lambda: rows.batches(predicted, wanted), wanted)  # noqa: B023


@pytest.mark.parametrize(
    "text",
    [
        "#begin document (d2)\nStorm\tB-EVENT\nVera\tI-EVENT\n\nhit\tO\n",
        "-DOCSTART- -X- -X- O\n\nStorm NN B-NP B-EVENT\n\u00c5sa NN I-NP O\n# NN O O\n",
        "#begin document (d2)\r\nStorm  B-EVENT \r\nVera  O\r\n",
        "d 0 0 Storm a b c d e B-EVENT\nd 0 1 hit a b c d e O\n",
    ],
)
def test_usual_columns_are_read_in_bulk(tmp_path, text):
    """What files look like is read in bulk, and the spans are where the words are."""
    path = tmp_path / "p.conll"
    path.write_bytes(text.encode())
    assert arrays.scan(path.read_text()) is not None
    (record,) = read(path, replace(NER, documents=documents(path), labels={})).records
    found = documents(path)[record.id].text
    assert [found[span.start : span.end].split()[0] for span in record.entities] == ["Storm"]


PIECES = st.lists(
    st.tuples(st.sampled_from(["Storm", "Vera", "\u00c5sa", " ", "\n", "x y", "."]), st.booleans()), max_size=8
)
DOCS = st.lists(
    st.tuples(PIECES, st.sampled_from(["d1", "d2", "d3", 4, None]), st.lists(st.sampled_from(["GPE", "EVENT", "NO"]))),
    min_size=1,
    max_size=4,
)


def made(pieces, name, labels):
    """Make a Doc with an entity of one or two tokens for each label, where there is room."""
    words, spaces = zip(*pieces, strict=True) if pieces else ((), ())
    user_data = {} if name is None else {"id": name}
    doc = Doc(VOCABULARY, words=list(words), spaces=list(spaces), user_data=user_data)
    iob, kinds = np.zeros(len(doc), dtype=np.uint64), np.zeros(len(doc), dtype=np.uint64)
    for place, label in zip(range(0, len(doc), 2), labels, strict=False):
        iob[place : place + 2], kinds[place : place + 2] = 1, VOCABULARY.strings.add(label)
        iob[place] = 3
    return doc.from_array(["ENT_IOB", "ENT_TYPE"], np.stack((iob, kinds), axis=1)) if len(doc) else doc


@QUICK
@given(gold=DOCS, predicted=DOCS)
def test_docbin_in_bulk(tmp_path, gold, predicted):
    """Documents of spaCy, with odd tokens and ids, beside themselves and others: both readers give the same."""
    paths = []
    for number, side in enumerate((gold, predicted)):
        paths.append(tmp_path / f"{number}.spacy")
        DocBin(store_user_data=True, docs=[made(*one) for one in side]).to_disk(paths[-1])
    path = paths[0]
    careful = items.documents(docbin.docs(path))
    same_facts(docbin.documents(path), careful)
    assert docbin.ids(path) == items.ids(docbin.docs(path))
    for source in paths:
        for known, plain in ((docbin.documents(path), careful), (None, None), (DOCUMENTS, DOCUMENTS)):
            given_, wanted = (replace(NER, documents=one) for one in (known, plain))
            in_bulk = outcome(lambda: docbin.batches(source, given_), given_)  # noqa: B023 - called at once
            values = lambda: items.read_values(enumerate(docbin.docs(source), 1), str(source), wanted)  # noqa: B023, E731
            assert in_bulk == outcome(values, wanted)


def test_usual_docbin_is_read_in_bulk(tmp_path):
    """A file as spaCy writes it needs no Docs."""
    path = tmp_path / "p.spacy"
    DocBin(store_user_data=True, docs=[made([("Storm", True), ("Vera", True)], "d1", ["EVENT"])]).to_disk(path)
    assert docbin.unpack(path.read_bytes(), docbin.MOST_BYTES) is not None
    (record,) = read(path, replace(NER, documents=docbin.documents(path))).records
    assert [(span.start, span.end, span.type) for span in record.entities] == [(0, 10, "EVENT")]


@pytest.mark.parametrize("label", ["A", "EVENT_AB", "EVENT_ABC", "\u00c5sa\u65b0", "EVENT_" * 5, "X" * 200])
def test_labels_of_any_length_in_bulk(tmp_path, label):
    """Tags are told apart whatever bytes they have, those that differ in their last one too."""
    path = tmp_path / "p.conll"
    tags = [f"B-{label}", f"I-{label}", f"B-{label}x", f"B-{label[:-1]}y", "O", f"B-{label}"]
    rows_ = "".join(f"word{number}\t{tag}\n" for number, tag in enumerate(tags))
    path.write_text(f"#begin document (d1)\n{rows_}\n", encoding="utf-8")
    expected = replace(NER, documents=None, labels={})
    in_bulk = outcome(lambda: conll.batches(path, expected), expected)
    assert in_bulk == outcome(lambda: rows.batches(path, expected), expected)
    ((record, _), *_), _ = in_bulk
    assert [span.type for span in record.entities] == [label, f"{label}x", f"{label[:-1]}y", label]
