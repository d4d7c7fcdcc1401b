"""What README says works as it stands there."""

import json
import os
import re
import subprocess
import sys

import pytest

from dateline.document import Document
from dateline.tasks.declarations import load as load_task
from dateline.tasks.declarations import names as task_ids


@pytest.fixture(scope="module")
def readme(project):
    """The text of README.md."""
    if not (project / "README.md").exists():
        pytest.skip("not a checkout")
    return (project / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_are_there(readme):
    """CI reads them by their first line."""
    blocks = re.findall(r"```sh\n# (run|test)\n(.*?)```", readme, re.DOTALL)
    assert [name for name, _ in blocks] == ["run", "test"]
    assert "dateline run" in blocks[0][1]
    assert "pytest" in blocks[1][1]


def test_the_python_examples_run(readme, project, tmp_path):
    """Every block of Python runs in a clone, without the texts and without a network."""
    blocks = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert len(blocks) == 2
    settings = {**os.environ, "DATELINE_SEEDS": "", "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    for block in blocks:
        done = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", block], cwd=project, env=settings, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_the_record_shown_is_one_of_the_task(readme):
    """The JSON example has the fields of the `ner` record."""
    (block,) = re.findall(r"```json\n(.*?)```", readme, re.DOTALL)
    assert json.loads(block).keys() == json.loads(load_task("ner").example).keys()


def test_the_record_shown_scores_as_printed(readme, project, tmp_path):
    """The JSON example is a correct prediction: with the option that the text names, its precision is 1."""
    (block,) = re.findall(r"```json\n(.*?)```", readme, re.DOTALL)
    assert "--allow-missing" in readme
    path = tmp_path / "predictions.jsonl"
    path.write_text(block, encoding="utf-8")
    command = [sys.executable, "-m", "dateline", "score", "ner", str(path)]
    refused = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)  # noqa: S603 - our own code
    assert (refused.returncode, "missing-document" in refused.stderr) == (2, True)
    scored = subprocess.run([*command, "--allow-missing"], cwd=project, capture_output=True, text=True, check=False)  # noqa: S603
    assert scored.returncode == 0, scored.stderr
    assert re.search(r"strict_f1 .*\] │ 100\.00 │", scored.stdout)  # after the interval, the precision


def test_the_files_named_are_there(readme, project):
    """Every relative link leads somewhere."""
    links = re.findall(r"\]\(([^)#]+)\)", readme)
    assert links
    assert [link for link in links if not (project / link).exists()] == []


def test_every_command_named_exists(readme):
    """No command of the text is unknown to the command line."""
    from dateline.cli import app

    known = {command.callback.__name__.replace("_", "-") for command in app.registered_commands}
    named = set(re.findall(r"`?dateline ([a-z]+(?:-[a-z]+)*)", readme))
    assert named - known == set()


def test_every_metric_of_a_task_is_known():
    """A declaration names only metrics of its type, its primary among them."""
    from dateline.ontology import ontology
    from dateline.tasks.registry import task_type

    for task in map(load_task, task_ids()):
        declared = task_type(task.type)
        known = declared.metrics(declared.types(ontology()))
        assert task.primary in task.metrics
        assert [name for name in task.metrics if name not in known] == []


def test_the_card_describes_every_column(project):
    """The features in the card's YAML are the fields of a document, in order."""
    import msgspec
    import yaml

    card = (project / "corpus" / "README.md").read_text(encoding="utf-8")
    facts = yaml.safe_load(card.split("---\n")[1])
    columns = [feature["name"] for feature in facts["dataset_info"][0]["features"]]
    assert sorted(columns) == sorted(field.name for field in msgspec.structs.fields(Document))
