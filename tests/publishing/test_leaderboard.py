"""The leaderboard: kept predictions, scored anew, in groups that can be told apart."""

import shutil

import msgspec
import pytest

from dateline.baselines.declarations import load as load_baseline
from dateline.baselines.recorded import read_record, record_path, seeds_of, write_predictions
from dateline.corpus.load import load
from dateline.errors import InputError
from dateline.publishing.leaderboard import SEEDS, entries, page, rows, standings, submissions
from dateline.records import NerRecord
from dateline.tasks.views import typed_spans

ABOUT = 'name = "{name}"\nauthors = ["A. Author"]\ndescription = "It guesses."\ntrained = "nothing"\n'


@pytest.fixture
def home(project, tmp_path):
    """A copy of baselines/ to which submissions can be added."""
    shutil.copytree(project / "baselines", tmp_path / "baselines")
    return tmp_path / "baselines"


def submit(home, name, records):
    """Add a submission for ner on news."""
    folder = home / "submissions" / name
    folder.mkdir(parents=True)
    (folder / "about.toml").write_text(ABOUT.format(name=name), encoding="utf-8")
    write_predictions(folder / "ner.news.jsonl", records)


def annotated():
    """The documents of news that have mentions."""
    return [document for document in load("news") if "mentions" in document.annotated_layers]


def test_a_submission_is_ranked(home):
    """A perfect submission leads, an empty one is last, and the annotators have their row."""
    submit(home, "perfect", [typed_spans(document) for document in annotated()])
    submit(home, "silent", [NerRecord(document.id, []) for document in annotated()])
    places, top = standings("ner", "news", home)
    assert (places[0].system, places[-1].system) == ("perfect", "silent")
    assert places[0].result.scores["strict_f1"].value == 100.0
    header, listed = rows(places, top)
    assert header[1] == "strict_f1"
    assert header[3] == "rank"
    assert "group" not in header  # nine documents are too few for groups
    assert (listed[0][0], listed[0][3]) == ("annotators (AI)", "")
    assert (places[0].ranks[0], places[-1].ranks[1]) == (1, len(places))
    assert places[0].ranks[1] < places[-1].ranks[0]
    assert top.signature.startswith("agreement:AI annotator B against A|")


def test_scores_of_seeds_are_shown(home):
    """A system with several seeds has their mean and standard deviation, others an empty cell."""
    path = record_path(home, load_baseline("minilm"), "news")
    record = read_record(path)
    seeds = seeds_of("strict_f1", {1: 60.0, 2: 62.0, 3: 64.0})
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(record, seeds=seeds)))
    header, listed = rows(*standings("ner", "news", home))
    column = header.index(SEEDS)
    shown = {row[0]: row[column] for row in listed}
    assert shown["minilm"] == "62.00 ± 2.00 (3)"
    assert shown["tagger"] == shown["annotators (AI)"] == ""


def test_equal_systems_share_their_ranks(home):
    """Two systems with the same predictions can't be told apart."""
    records = [typed_spans(document) for document in annotated()]
    submit(home, "one", records)
    submit(home, "two", records)
    ranks = {place.system: place.ranks for place in standings("ner", "news", home)[0]}
    assert ranks["one"] == ranks["two"] == (1, 2)


def test_groups_need_ten_units(home, monkeypatch):
    """With a test of nine units, equal systems share a group and a worse one begins the next."""
    monkeypatch.setattr("dateline.publishing.leaderboard.LEAST_UNITS", 9)
    monkeypatch.setattr("dateline.scoring.significance.LEAST_UNITS", 9)
    monkeypatch.setattr("dateline.evaluation.sampling.LEAST_UNITS", 9)
    records = [typed_spans(document) for document in annotated()]
    submit(home, "one", records)
    submit(home, "two", records)
    places, top = standings("ner", "news", home)
    groups = {place.system: place.group for place in places}
    assert groups["one"] == groups["two"] == "a"
    assert [place.group for place in places] == sorted(place.group for place in places)
    assert groups["memory"] > "a"
    header, listed = rows(places, top)
    assert header[-1] == "group"
    assert listed[0][-1] == ""


def test_a_bad_submission_is_refused(home):
    """Metadata and predictions are checked, and the file is named."""
    submit(home, "bad", [NerRecord("nowhere", [])])
    with pytest.raises(InputError, match=r"ner\.news\.jsonl"):
        standings("ner", "news", home)
    about = home / "submissions" / "bad" / "about.toml"
    about.write_text(about.read_text(encoding="utf-8") + 'mood = "low"\n', encoding="utf-8")
    with pytest.raises(InputError, match="mood"):
        submissions(home / "submissions")


def test_names_are_told_apart(home):
    """Two submissions of one name would be one row."""
    submit(home, "x", [])
    shutil.copytree(home / "submissions" / "x", home / "submissions" / "y")
    with pytest.raises(InputError, match="taken"):
        entries("ner", "news", home)


@pytest.mark.slow
def test_the_page_is_what_the_predictions_give(project):
    """docs/reports/leaderboard.md is the output of its command, submissions rescored."""
    if not (project / "docs").is_dir():
        pytest.skip("not a checkout")
    assert (project / "docs" / "reports" / "leaderboard.md").read_text(encoding="utf-8") == page()
