"""The pages for beginners work: their commands and their Python run in order, in a copy of the project."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

STEP = re.compile(r"^```python\n(.*?)^```|^ {4}((?:dateline|python) [^\n]*)", re.MULTILINE | re.DOTALL)
ELSEWHERE = re.compile(r"litbank|curve|dateline (train|run)")
"""What needs another corpus, or is run by tests of its own."""


@pytest.mark.slow
@pytest.mark.parametrize(("guide", "number"), [("start", 8), ("training", 6)])
def test_the_steps_of_a_page_run(guide, number, project, checkout):
    """Each ends well, after those before it, without a network."""
    text = (project / "docs" / "guides" / f"{guide}.md").read_text(encoding="utf-8")
    steps = [found for found in STEP.finditer(text) if not ELSEWHERE.search(found[0])]
    assert len(steps) == number
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    settings = {**os.environ, "PATH": path, "HF_HUB_OFFLINE": "1", "HF_HOME": str(checkout / "local" / "cache")}
    for found in steps:
        command = [sys.executable, "-c", found[1]] if found[1] else ["bash", "-c", found[2]]
        done = subprocess.run(  # noqa: S603 - the project's own steps
            command, cwd=checkout, env=settings, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{found[0]}\n{done.stderr}"
