"""The guide to many texts: its numbers are those measured, and the files that it names are well-formed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

import scale


@pytest.fixture
def docs(project):
    """The folder of the docs."""
    if not (project / "docs" / "guides").is_dir():
        pytest.skip("not a checkout")
    return project / "docs"


def test_the_tables_are_those_measured(docs):
    """The page has what docs/reports/scale.json gives; more cores take less time, and a job its core hours."""
    speed = scale.saved()
    text = (docs / "guides" / "scale.md").read_text(encoding="utf-8")
    assert scale.filled(text, speed) == text
    assert f"| {speed.words_per_second:,.0f} |" in text
    for words in scale.JOBS:
        taken = [scale.hours(speed, words, cores) for cores in scale.CORES]
        assert taken == sorted(taken, reverse=True)
        assert taken[0] * 3600 == pytest.approx(words / speed.words_per_second + speed.load_seconds)


def test_the_cluster_file_fits_the_schema_of_ray(docs):
    """Ray's launcher takes it: names and types of all fields, and node types that are declared."""
    import jsonschema

    ray = pytest.importorskip("ray")
    schema = json.loads((Path(ray.__file__).parent / "autoscaler" / "ray-schema.json").read_text(encoding="utf-8"))
    cluster = yaml.safe_load((docs / "examples" / "ray_cluster.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(cluster, schema)
    assert cluster["head_node_type"] in cluster["available_node_types"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**cluster, "max_workers": "many"}, schema)


def test_the_slurm_script_is_well_formed(docs):
    """Bash reads it to the end."""
    script = docs / "examples" / "ray_slurm.sh"
    done = subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    assert (done.returncode, done.stderr) == (0, "")


def test_the_extra_of_the_cluster_file_is_declared(docs, project):
    """What it installs is this release, with extras that there are."""
    import re
    import tomllib

    from dateline.version import __version__

    declared = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (docs / "examples" / "ray_cluster.yaml").read_text(encoding="utf-8")
    name, extras, release = re.search(r'pip install "([a-z-]+)\[([a-z,]+)\]==([^"]+)"', text).groups()
    assert (name, release) == (declared["name"], __version__)
    assert set(extras.split(",")) <= declared["optional-dependencies"].keys()
