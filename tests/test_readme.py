"""What README says works as it stands there."""

import inspect
import json
import os
import re
import subprocess
import sys
import tomllib

import pytest

from dateline.cli import app
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


@pytest.mark.parametrize(("page", "number"), [("README.md", 1), ("docs/guides/load.md", 2)])
def test_the_python_examples_run(page, number, project, tmp_path):
    """Every block of Python runs in a clone, without the texts and without a network."""
    if not (project / page).exists():
        pytest.skip("not a checkout")
    blocks = re.findall(r"```python\n(.*?)```", (project / page).read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == number
    settings = {**os.environ, "DATELINE_SEEDS": "", "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    for block in blocks:
        done = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", block], cwd=project, env=settings, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_all_tasks_can_be_run(readme):
    """The loop that runs all tasks names all of them, and the default that the text names is the command's."""
    (names,) = re.findall(r"for task in (.*?); do dateline run --task \$task; done", readme)
    assert sorted(names.split()) == sorted(task_ids())
    run = next(one.callback for one in app.registered_commands if one.callback.__name__ == "run")
    assert inspect.signature(run).parameters["task"].default == "ner"


def test_it_is_short(readme):
    """What a newcomer needs, on about a screen and a half; the rest is in the documentation."""
    assert len(readme.splitlines()) < 100


def test_pictures_are_described_and_there(readme, project):
    """Every image has words for those who don't see it, and its files are in the project."""
    images = re.findall(r"<img [^>]*>", readme)
    assert images
    assert all(re.search(r'alt="[^"]{40,}"', image) for image in images)
    assert [name for name in re.findall(r'src(?:set)?="([^"]*)"', readme) if not (project / name).exists()] == []


def test_the_package_index_shows_no_broken_link(readme, project):
    """There the text has no picture and no link into the repository, and all else."""
    settings = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    shown = readme
    for one in settings["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]["substitutions"]:
        shown = re.sub(one["pattern"], one["replacement"], shown)
    assert not re.search(r"<picture|<img|\]\((?!https?://)", shown)
    assert "# run\n" in shown
    assert "| task (metric) |" in shown


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
