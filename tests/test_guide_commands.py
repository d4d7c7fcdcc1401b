"""The commands of the guides that need no model and no server run as they stand there, one after the other."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SKIPPED = re.compile(r"DOCUMENT|OLD|hub:|convert|--train|--data|predictions\.jsonl")
"""Placeholders, and what needs files of the reader's own."""


@pytest.mark.slow
@pytest.mark.parametrize(("guide", "number"), [("exchange", 4), ("report-a-label", 2)])
def test_the_commands_of_a_guide_run(guide, number, project, checkout):
    """Each ends with exit code 0 in a checkout, after those before it."""
    text = (project / "docs" / "guides" / f"{guide}.md").read_text(encoding="utf-8")
    commands = [line.strip() for line in text.splitlines() if line.startswith("    dateline ")]
    commands = [command for command in commands if not SKIPPED.search(command)]
    assert len(commands) == number
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for command in commands:
        done = subprocess.run(  # noqa: S603 - the project's own commands
            ["bash", "-c", command],  # noqa: S607
            cwd=checkout,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
