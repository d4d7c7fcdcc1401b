"""The fresh reading: what is drawn for it, and how its verdicts are counted."""

import pytest

from dateline.annotation.gold_audit import audit, audit_rows, sample_sheet
from dateline.corpus.load import load
from dateline.errors import InputError


@pytest.fixture(scope="module")
def documents():
    """The validation articles of the open part, whose text is at hand."""
    return load("open/validation")


def test_the_sample_is_repeatable_and_of_all_layers(documents):
    """Every layer gives as many annotations, shown in their text; whole paragraphs follow with all that they hold."""
    lines = list(sample_sheet(documents, 9, 1, seed=3))
    assert lines == list(sample_sheet(documents, 9, 1, seed=3)) != list(sample_sheet(documents, 9, 1, seed=4))
    drawn = [line.split()[1] for line in lines[:9]]
    assert drawn == ["mentions"] * 3 + ["events"] * 3 + ["quotes"] * 3
    assert all("[[" in line for line in lines[:6])
    assert " paragraph " in lines[9]
    assert all(line.startswith("  ") for line in lines[10:])


def test_more_than_there_is_can_not_be_drawn(documents):
    """The error says how many there are."""
    with pytest.raises(InputError, match=r"not 100000"):
        list(sample_sheet(documents, 300_000, 0, seed=1))


def test_verdicts_are_counted_by_part_and_layer(tmp_path):
    """Right, wrong and unsure of each layer, and what whole paragraphs lacked."""
    assert audit(tmp_path, {}) == []
    folder = tmp_path / "annotations" / "audit"
    folder.mkdir(parents=True)
    verdicts = [("n", "right"), ("n", "wrong"), ("o", "unsure")]
    (folder / "judgements.jsonl").write_text(
        "".join(f'{{"document": "{d}", "layer": "events", "id": "e1", "verdict": "{v}"}}\n' for d, v in verdicts)
    )
    (folder / "missed.jsonl").write_text(
        '{"document": "n", "paragraph": 1, "layer": "events", "found": 3, "missed": 1, "note": "a noun"}\n'
    )
    rows = {row[0]: row[1:] for row in audit_rows(audit(tmp_path, {"n": "news", "o": "open"}))[1]}
    assert rows["news, events"] == ["2", "1", "0", "50.0%", "3", "1", "25.0%"]
    assert rows["open, events"] == ["1", "0", "1", "0.0%", "0", "0", "-"]
