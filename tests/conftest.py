"""Fixtures that many tests share."""

import os
import shutil

if "PYTEST_XDIST_WORKER" in os.environ:  # before any library starts its threads: the workers share the cores
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.pop("COLUMNS", None)  # a worker has 80, and the tables of commands would follow it

from pathlib import Path

import pytest
from hypothesis import settings

from browser import started
from dateline.corpus.sources import load_manifest, restore
from dateline.document import Document
from dateline.paths import GUM_VARIABLE, SEEDS_VARIABLE, root
from invented_articles import article

_COPIED = ("annotations", "baselines", "corpus", "tasks", "seeds/masked", "docs/templates")
_FILES = ("seeds/manifest.toml", "seeds/wikinews.toml", "CITATION.cff", "LICENSE-DATA", "pyproject.toml")

settings.register_profile("any machine", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("any machine")


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
def gum() -> Path:
    """The folder with GUM's files; the test is skipped where there is none."""
    if not os.environ.get(GUM_VARIABLE):
        pytest.skip(f"{GUM_VARIABLE} is not set")
    return Path(os.environ[GUM_VARIABLE])


@pytest.fixture(scope="session")
def wikinews(project, gum):
    """The real texts of the part `wikinews`, by id."""
    return restore(load_manifest(project / "seeds" / "wikinews.toml"), gum)


@pytest.fixture(scope="session")
def texts(project, seeds):
    """The real texts of the articles, by id."""
    return restore(load_manifest(project / "seeds" / "manifest.toml"), seeds)


@pytest.fixture(scope="module")
def browser():
    """Headless Chromium; where there is none, the test is skipped, and fails in CI."""
    with started() as program:
        yield program


@pytest.fixture(scope="session")
def articles() -> tuple[Document, ...]:
    """Six articles, by two writers with one style."""
    return tuple(article(number) for number in range(6))


@pytest.fixture
def checkout(project, tmp_path):
    """A copy of the project to work in."""
    if not (project / "docs" / "guides").is_dir():
        pytest.skip("not a checkout")
    for name in _COPIED:
        shutil.copytree(project / name, tmp_path / name)
    for name in _FILES:
        shutil.copy(project / name, tmp_path / name)
    return tmp_path
