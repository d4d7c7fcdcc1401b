"""Progress where the output is no terminal: a line now and then, and the end of what was begun."""

import pytest

from dateline.cli import progress


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is set."""
    now = [0.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    return now


def test_a_step_that_was_shown_is_shown_to_its_end(clock, capsys):
    """A slow training and fast predictions: the last line is the last document, not the first."""
    with progress.shown() as report:
        report("tagger", 0, 15)
        clock[0] = 100.0
        for done in range(1, 16):
            report("tagger", done, 15)
        report("tagger", 15, 15)
    assert capsys.readouterr().err.splitlines() == ["tagger: 1 of 15", "tagger: 15 of 15"]


def test_what_is_quick_is_not_shown(clock, capsys):
    """Steps that take no time leave no line, and one without a known end has lines only now and then."""
    with progress.shown() as report:
        for done in range(16):
            report("gazetteer", done, 15)
        clock[0] = 100.0
        for done in range(3):
            report("lines", done, 0)
    assert capsys.readouterr().err.splitlines() == ["lines: 0"]
