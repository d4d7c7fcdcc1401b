"""The commands for writers and readers, from options to exit codes."""

import json

import pytest
from typer.testing import CliRunner

from dateline.cli import app


@pytest.fixture
def run():
    """Run a command; a refusal is in `exception`."""
    return lambda *arguments: CliRunner().invoke(app, [str(one) for one in arguments])


def test_articles_are_linted_by_story(run):
    """Findings give exit code 1; JSON has article, line, habit and both rates."""
    done = run("lint-articles", "ward-nine", "--format", "json")
    assert done.exit_code == 1
    first = json.loads(done.stdout)["findings"][0]
    assert {"article", "lines", "habit", "rate", "real"} <= set(first)
    assert "findings in 3 of 3 articles" in run("lint-articles", "ward-nine").stdout


def test_an_article_like_real_news_passes(run, tmp_path):
    """Without a finding the exit code is 0."""
    path = tmp_path / "plain.md"
    front = "id: plain\nstory: none\noutlet: meridian-wire\ngenre: wire report\ntopic: politics\ndate: 2020-01-06\n"
    front += "dateline:\nbyline:\nprovenance: invented\nlicense: CC-BY-4.0\n"
    body = "The Larkmouth Council voted on Monday to raise the budget of the Larkmouth Port Authority."
    path.write_text(f"---\n{front}---\n\n# Council votes\n\n{body}\n", encoding="utf-8")
    done = run("lint-articles", path)
    assert done.exit_code == 0
    assert "0 findings in 0 of 1 articles" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "error"), [(("--part", "news"), "unknown-part"), (("nowhere",), "unknown-document")]
)
def test_bad_input_is_refused(run, arguments, error):
    """What can't be checked is named."""
    assert error in str(run("lint-articles", *arguments).exception)


def test_real_articles_need_their_text(run, monkeypatch, tmp_path):
    """Counting masked text would count underscores."""
    monkeypatch.chdir(tmp_path)
    for variable in ("DATELINE_SEEDS", "DATELINE_GUM"):
        monkeypatch.delenv(variable, raising=False)
    assert "missing-source-text" in str(run("lint-articles", "--real").exception)


def test_a_reading_test_is_drawn_and_scored(run, seeds, gum, tmp_path):
    """The sheet has 50 paragraphs a side; answers are scored against the key."""
    assert gum
    folder = tmp_path / "test"
    assert run("reading", folder, "--seeds", seeds).exit_code == 0
    places = [json.loads(line) for line in (folder / "key.jsonl").read_text().splitlines()]
    assert [place["real"] for place in places].count(True) == len(places) / 2 == 50
    answers = tmp_path / "ann.jsonl"
    answers.write_text("".join(f'{{"place": {place["place"]}, "answer": "real"}}\n' for place in places))
    done = run("score-reading", folder, answers)
    assert done.exit_code == 0
    assert "40-60%" in done.stdout
    answers.write_text('{"place": 1, "answer": "maybe"}\n')
    assert "bad-" in str(run("score-reading", folder, answers).exception)
