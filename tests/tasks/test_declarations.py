"""Declarations of tasks and baselines: every mistake is refused with file and field, and breaks nothing else."""

import shutil

import pytest

from dateline import tasks
from dateline.baselines import declarations as baselines
from dateline.errors import InputError


def refused(load, *arguments):
    """Load what is wrong and return its problems as (id, field)."""
    with pytest.raises(InputError) as caught:
        load(*arguments)
    assert all(problem.file for problem in caught.value.problems)
    return [(problem.id, problem.field) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('layer = "mentions"', "layer = mentions", ("bad-toml", None)),
        ('layer = "mentions"', 'layer = "mention"', ("bad-record", "layer")),
        ('version = "1"', 'version = "1"\nreference = []', ("bad-record", None)),
        ('version = "1"\n', "", ("bad-record", None)),
        ('type = "spans"', 'type = "span"', ("unknown-task-type", "type")),
        ('"exact_f1"', '"exact_F1"', ("unknown-metric", "metrics[3]")),
        ('primary = "strict_f1"', 'primary = "strict"', ("unknown-metric", "primary")),
        ('levels = ["name", "value"]', "", ("missing-setting", "settings.levels")),
        ('levels = ["name", "value"]', 'levels = ["nam"]', ("bad-setting", "settings.levels")),
        ('levels = ["name", "value"]', 'levels = "name"', ("bad-setting", "settings.levels")),
        ("[settings]", "[settings]\nnesting = 1", ("unknown-setting", "settings.nesting")),
    ],
)
def test_a_wrong_task_is_refused(project, tmp_path, old, new, problem):
    """Bad TOML, unknown fields, metrics, types and settings are told with their field."""
    text = (project / "tasks" / "ner.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "ner.toml").write_text(text.replace(old, new), encoding="utf-8")
    assert refused(tasks.load, "ner", tmp_path) == [problem]


def test_all_problems_of_a_task_are_told_at_once(project, tmp_path):
    """One message lists them."""
    text = (project / "tasks" / "coref.toml").read_text(encoding="utf-8")
    wrong = text.replace('"muc_f1"', '"muc"').replace('match = "exact"', 'match = "exactly"')
    (tmp_path / "coref.toml").write_text(wrong, encoding="utf-8")
    found = refused(tasks.load, "coref", tmp_path)
    assert found == [("unknown-metric", "metrics[1]"), ("bad-setting", "settings.match")]


def test_a_broken_task_does_not_break_the_others(project, tmp_path):
    """Names are listed and other tasks load."""
    shutil.copytree(project / "tasks", tmp_path, dirs_exist_ok=True)
    (tmp_path / "broken.toml").write_text("no toml", encoding="utf-8")
    assert "broken" in tasks.names(tmp_path)
    assert tasks.load("ner", tmp_path).id == "ner"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('model = "tagger"', 'model = "taggr"', ("unknown-model", "model")),
        ('task = "ner"', 'task = "nre"', ("unknown-task", "task")),
        ("iterations = 60", "iteration = 60", ("unknown-setting", "settings.iteration")),
        ("iterations = 60", 'iterations = "many"', ("bad-setting", "settings.iterations")),
        ("tolerance = 1.0", "tolerence = 1.0", ("bad-record", None)),
        ("tolerance = 1.0", 'tolerance = "small"', ("bad-record", "tolerance")),
        ("tolerance = 1.0", "tolerance = 1.0\nseeds = [1]", ("unknown-setting", "settings.seed")),
    ],
)
def test_a_wrong_baseline_is_refused(project, tmp_path, old, new, problem):
    """Model, task, settings and fields are checked at load."""
    text = (project / "baselines" / "tagger.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "tagger.toml").write_text(text.replace(old, new), encoding="utf-8")
    assert refused(baselines.load, "tagger", tmp_path) == [problem]


def test_seeds_are_declared_once(project, tmp_path):
    """No seed is there twice, and none is a setting besides."""
    text = (project / "baselines" / "minilm.toml").read_text(encoding="utf-8")
    seeds = "seeds = [1, 2, 3, 4, 5]"
    assert seeds in text
    (tmp_path / "minilm.toml").write_text(text.replace(seeds, "seeds = [1, 2, 1]") + "seed = 1\n", encoding="utf-8")
    assert refused(baselines.load, "minilm", tmp_path) == [("repeated-seed", "seeds"), ("bad-setting", "settings.seed")]


def test_every_declaration_of_the_project_is_right():
    """All tasks and baselines load, and a baseline is called as its file."""
    assert all(tasks.load(name).id == name for name in tasks.names())
    assert all(baselines.load(name).id == name for name in baselines.names())
