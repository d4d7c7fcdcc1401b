"""What a page holds of the errors: complete and small, and with no more text than the gold carries."""

import base64
import gzip
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.report import blocks
from dateline.report.page import page

RECORDS = st.integers(0, 10**9)


@pytest.fixture(scope="module")
def found(recorded):
    """Two systems on an open split."""
    return recorded("coref")


def test_every_error_is_packed_with_its_text(found, unpacked):
    """Each error's places lie inside a passage, which has the document's own words there; numbers of names fit."""
    data = unpacked(page(found))
    index = data["index"]
    wrong = [item for item in found.items if not all(item.right)]
    assert len(index["row"]) == len(wrong) > 500
    place = 0
    for number in range(len(data) - 3):
        block = data[str(number)]
        for gold, cases in block["items"]:
            item = wrong[place]
            assert index["documents"][index["document"][place]] == item.case.document
            assert index["rows"][index["row"][place]] == item.case.row
            assert [index["outcomes"][column[place]] for column in index["outcome"]] == list(item.outcomes)
            assert gold == (list(item.case.gold) if item.case.gold else None)
            parts = [(index["documents"][d], a, b) for case in cases if case for _, _, d, a, b in case[1]]
            spans = [(item.case.document, *span) for span in (gold, *(case[0] for case in cases if case)) if span]
            for name, start, end in spans + parts:
                text = found.documents[name].text
                passages = block["passages"][str(index["documents"].index(name))]
                (inside,) = [one for one in passages if one[0] <= start and end <= one[0] + len(one[1])]
                assert inside[1] == text[inside[0] : inside[0] + len(inside[1])]
                assert inside[2] == int(inside[0] + len(inside[1]) < len(text))
            place += 1
    assert place == len(wrong)


def test_words_are_searchable_but_not_where_masked(recorded, unpacked, monkeypatch):
    """Open text can be searched; of masked text the page holds underscores only."""
    monkeypatch.delenv("DATELINE_SEEDS", raising=False)
    monkeypatch.delenv("DATELINE_GUM", raising=False)
    open_words = unpacked(page(recorded("ner")))["words"]
    assert any(word.isalpha() for word in open_words)
    data = unpacked(page(recorded("ner", data="news")))
    assert set(data["words"]) == {""}
    passages = [
        text for name, block in data.items() if name.isdigit() for p in block["passages"].values() for _, text, _ in p
    ]
    assert set("".join(passages).replace("_", "").split()) == set()
    assert len(data["index"]["masked"]) == len(data["index"]["documents"])


def test_a_limit_is_kept_and_told(found, unpacked):
    """Under a small limit contexts get shorter; under a smaller one errors are left out, and the page says so."""
    whole = blocks.blocks(found)
    shorter = blocks.blocks(found, limit=sum(map(len, whole.contexts)) - 1)
    assert shorter.listed == shorter.errors == whole.listed
    assert sum(map(len, shorter.contexts)) < sum(map(len, whole.contexts))
    text = page(found, limit=sum(map(len, shorter.contexts)) // 2)
    data = unpacked(text)
    listed = len(data["index"]["row"])
    assert 0 < listed < whole.errors
    assert f"{listed:,} of {whole.errors:,} errors are here" in text
    assert sum(len(block["items"]) for name, block in data.items() if name.isdigit()) == listed


def test_units_count_the_errors_of_each_document(found, unpacked):
    """Every document has its scores and the number of errors of each system."""
    data = unpacked(page(found))["units"]
    assert set(data["names"]) == set(found.documents)
    for number, result in enumerate(found.report.results):
        assert dict(zip(data["names"], data["scores"][number], strict=True)) == dict(result.per_document)
        assert sum(data["errors"][number]) == sum(not item.right[number] for item in found.items)


def test_pages_are_the_same_at_every_run(found):
    """Nothing depends on time or chance."""
    assert page(found) == page(found)


@given(st.lists(st.tuples(RECORDS, RECORDS).map(sorted)))
def test_windows_are_joined_without_loss(windows):
    """Joined windows are apart, in order, and cover what the windows cover."""
    joined = blocks._merged(windows)  # noqa: SLF001 - the property is about this step
    assert all(one[1] < other[0] for one, other in pairwise(joined))
    assert all(any(a <= start and end <= b for a, b in joined) for start, end in windows)


def test_packing_keeps_values():
    """What is packed is JSON again, whatever it holds."""
    value = {"a": ["</script>", "\u2028", "\U0001f600"]}
    text = blocks.packed(value)
    assert text.isascii()
    assert "<" not in text
    assert json.loads(gzip.decompress(base64.b64decode(text))) == value
