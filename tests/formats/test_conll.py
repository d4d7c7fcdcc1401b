"""Columns: parts of documents, brackets of CoNLL-2012 and CorefUD, and what is left of them where nodes are empty."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.formats.checks import Expected
from dateline.formats.read import documents, ids, read
from dateline.records import CorefRecord, NerRecord, TypedSpan

WORDS = ["Storm", "Vera", "hit", "Lenz", "."]
STARTS = [0, 6, 11, 15, 19]


def columns(cells, name="d2", part=None, words=WORDS):
    """Write one document in two columns."""
    suffix = "" if part is None else f"; part {part:03}"
    rows = [f"{word}\t{cell}" for word, cell in zip(words, cells, strict=True)]
    return "\n".join([f"#begin document ({name}){suffix}", *rows, "#end document", ""])


def conllu(rows, comment=""):
    """Write the document d2 in CoNLL-U, given for each row its id, its word and what MISC says."""
    lines = ["\t".join([number, word, *"______", "_", misc]) for number, word, misc in rows]
    return "\n".join(["# newdoc id = d2", *filter(None, [comment]), "# text = Storm", *lines, "", ""])


def clusters(path, text, expected):
    """Read clusters of the document d2."""
    path.write_text(text)
    (record,) = read(path, replace(expected["coref"], allow_missing=True)).records
    return sorted(sorted(cluster) for cluster in record.clusters)


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["(1(2)", "1)", "-", "(2)", "-"], [[(0, 5), (15, 19)], [(0, 10)]]),
        (["(1(1", "1)", "1)", "-", "-"], [[(0, 10), (0, 14)]]),
        (["(1", "(2", "-", "2)1)", "-"], [[(0, 19)], [(6, 19)]]),
        (["(a-1", "-", "a-1)|(x_y", "-", "x_y)"], [[(0, 14)], [(11, 20)]]),
    ],
    ids=["no bar", "one id twice", "closing", "letters and hyphens"],
)
def test_brackets(tmp_path, expected, cells, wanted):
    """Brackets may follow one another without a bar, and ids may be any words."""
    assert clusters(tmp_path / "p.conll", columns(cells), expected) == wanted


def test_trailing_blanks(tmp_path, expected):
    """A tab or blank at the end of a line is no column."""
    text = columns(["(1", "1)", "-", "(1)", "-"]).replace("1)\n", "1)\t\n", 1).replace("-\n", "- \n")
    assert clusters(tmp_path / "p.conll", text, expected) == [[(0, 10), (15, 19)]]


def test_parts_are_documents(tmp_path, expected):
    """Parts of one document are documents, `X/001`; gold and predictions agree, whichever parts they hold."""
    gold, predicted = tmp_path / "gold.conll", tmp_path / "predicted.conll"
    texts = [columns(["B-A", "O", "O", "O", "O"], "x", part) for part in (0, 1)]
    gold.write_text("".join(texts))
    known = documents(gold)
    assert list(known) == ids(gold) == ["x/000", "x/001"]
    wanted = Expected(NerRecord, known, allow_missing=True)
    for part, text in enumerate(texts):
        predicted.write_text(text)
        assert read(predicted, wanted).records == (NerRecord(f"x/00{part}", [TypedSpan(0, 5, "A")]),)
    assert ids(predicted) == ["x/001"]
    predicted.write_text(texts[0])
    assert ids(predicted) == ["x"]
    with pytest.raises(InputError, match="unknown-document"):
        read(gold, replace(wanted, documents={"x": known["x/000"]}))
    predicted.write_text(columns(["B-EVENT", "O", "O", "O", "O"], "d2", 0))
    assert read(predicted, replace(expected["ner"], allow_missing=True)).records[0].id == "d2"


def test_coreference_of_conllu(tmp_path, expected):
    """CorefUD's brackets become clusters; multiword tokens count as their words, empty nodes as nothing."""
    rows = [
        ("1-2", "StormVera", "Entity=(no-"),
        ("1", "Storm", "SpaceAfter=No|Entity=(e1-event-1-(e2-event-1)"),
        ("2", "Vera", "Entity=e1)"),
        ("2.1", "_", "Entity=(e2-event-1-"),
        ("3", "hit", "_"),
        ("3.1", "_", "Entity=(e3-place-1-)(e2-event-1-)"),
        ("4", "Lenz", "Entity=e2)(e1-event-1-)"),
        ("5", ".", "_"),
    ]
    found = clusters(tmp_path / "p.conllu", conllu(rows), expected)
    assert found == [[(0, 5), (11, 19)], [(0, 10), (15, 19)]]


def test_the_order_of_parts_is_what_the_comment_says(tmp_path, expected):
    """`global.Entity` names the parts of a bracket, in which GUM has had its own order."""
    rows = [
        ("1", "Storm", "Entity=(EVENT-7-new"),
        ("2", "Vera", "Entity=EVENT-7)"),
        ("3", "hit", "_"),
        ("4", "Lenz", "Entity=(GPE-8-new)"),
        ("5", ".", "_"),
    ]
    text = conllu(rows, "# global.Entity = entity-GRP-infstat")
    assert clusters(tmp_path / "p.conllu", text, expected) == [[(0, 10)], [(15, 19)]]
    spans = [TypedSpan(0, 10, "EVENT"), TypedSpan(15, 19, "GPE")]
    wanted = replace(expected["ner"], allow_missing=True)
    assert read(tmp_path / "p.conllu", wanted).records == (NerRecord("d2", spans),)


def test_conllu_is_gold(tmp_path):
    """A CoNLL-U file serves as gold, and its documents are those of its words."""
    path = tmp_path / "gold.conllu"
    rows = [(str(number), word, "NER=O") for number, word in enumerate(WORDS, 1)]
    path.write_text(conllu(rows).replace("NER=O", "name=B-EVENT", 1))
    assert documents(path)["d2"].text == "Storm Vera hit Lenz ."
    assert read(path, Expected(NerRecord)).records == (NerRecord("d2", [TypedSpan(0, 5, "EVENT")]),)


def test_nested_entities_need_the_setting(tmp_path, expected):
    """Brackets nest: where spans are flat they are refused, with the setting that allows them."""
    rows = [
        ("1", "Storm", "Entity=(e1-EVENT-1-(e2-EVENT-1-)"),
        ("2", "Vera", "Entity=e1)"),
        *((str(number), WORDS[number - 1], "_") for number in (3, 4, 5)),
    ]
    path = tmp_path / "p.conllu"
    path.write_text(conllu(rows))
    wanted = replace(expected["ner"], allow_missing=True)
    with pytest.raises(InputError, match=r"bad-span-overlap.*nested=allow"):
        read(path, wanted)
    assert len(read(path, replace(wanted, flat=False)).records[0].entities) == 2


SPANS = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda pair: (min(pair), max(pair)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(SPANS, min_size=1, max_size=3, unique=True), max_size=3), st.sampled_from(["|", ""]))
def test_round_trips(tmp_path, expected, wanted, bar):
    """Clusters whose own mentions nest or lie apart come back from brackets, with and without bars."""
    seen = set()
    nested = [[one for one in cluster if not (one in seen or seen.add(one))] for cluster in wanted]  # each span once
    nested = [[a for a in c if not any(a[0] < b[0] <= a[1] < b[1] for b in c)] for c in nested]
    nested = [cluster for cluster in nested if cluster]
    opens, closes, alone = ([[] for _ in WORDS] for _ in range(3))
    for name, cluster in enumerate(nested):
        for first, last in sorted(cluster, key=lambda span: (span[0], -span[1])):
            if first == last:
                alone[first].append(f"(c-{name})")
            else:
                opens[first].append(f"(c-{name}")
                closes[last].insert(0, f"c-{name})")
    cells = [bar.join([*one, *two, *three]) or "-" for one, two, three in zip(closes, opens, alone, strict=True)]
    ends = [start + len(word) for start, word in zip(STARTS, WORDS, strict=True)]
    found = clusters(tmp_path / "p.conll", columns(cells), expected)
    assert found == sorted(sorted((STARTS[a], ends[b]) for a, b in cluster) for cluster in nested)
    assert isinstance(
        read(tmp_path / "p.conll", replace(expected["coref"], allow_missing=True)).records[0], CorefRecord
    )
