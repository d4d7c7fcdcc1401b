"""The report of performance: a step that fails leaves a gap, and the rest is written."""

import re

import pytest

import report


@pytest.fixture
def empty(monkeypatch, tmp_path):
    """A run in which nothing could be measured."""
    monkeypatch.setattr(report, "SAVED", tmp_path / "none.json")
    run = report.Run()
    run.values["loop"] = 0.1
    return run


def test_a_failing_step_is_named(empty, capsys):
    """It ends with its reason on stderr, and the next step begins."""
    assert empty.step("one", lambda: 1 // 0) is None
    assert empty.step("two", lambda: 2) == 2
    assert "not measured: one: integer division" in capsys.readouterr().err
    assert "- one" in report.pages(empty, 10, 100)


def test_gaps_are_dashes(empty):
    """Every row is there, whatever could not be measured."""
    page = "\n".join(report.pages(empty, 10, 100))
    assert len(re.findall(r"^\| .* \|$", page, re.MULTILINE)) > 40
    assert "None" not in page
    empty.values |= {"whole": 2.0, "large": 30.0}
    assert "| that over 10 times 10 documents | 1.50 | at most 1.15 |" in report.pages(empty, 10, 100)
