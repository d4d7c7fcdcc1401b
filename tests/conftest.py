"""Fixtures that many tests share."""

import os
from pathlib import Path

import pytest

from dateline.corpus.sources import load_manifest, restore
from dateline.paths import SEEDS_VARIABLE, root


@pytest.fixture(scope="session")
def project() -> Path:
    """The project folder."""
    return root()


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder with the source texts; the test is skipped where there is none."""
    if not os.environ.get(SEEDS_VARIABLE):
        pytest.skip(f"{SEEDS_VARIABLE} is not set")
    return Path(os.environ[SEEDS_VARIABLE])


@pytest.fixture(scope="session")
def texts(project, seeds):
    """The real texts of the articles, by id."""
    return restore(load_manifest(project / "seeds" / "manifest.toml"), seeds)
