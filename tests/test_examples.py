"""The examples of docs/examples run as they stand, offline."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[1] / "docs" / "examples").glob("score_*"))


@pytest.mark.slow
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs_and_prints_scores(path, tmp_path):
    """A spaCy pipeline, a transformers pipeline and a language model's file are each scored to the end."""
    program = [sys.executable] if path.suffix == ".py" else ["bash"]
    commands = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": commands, "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(  # noqa: S603 - our own examples
        [*program, str(path)], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "strict" in done.stdout
