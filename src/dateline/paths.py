"""Where everything is: the root, and every path below it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

ROOT_VARIABLE = "DATELINE_ROOT"
SEEDS_VARIABLE = "DATELINE_SEEDS"
GUM_VARIABLE = "DATELINE_GUM"
CACHE_VARIABLE = "DATELINE_CACHE"

SEEDS = "seeds"
MANIFEST = "seeds/manifest.toml"
WIKINEWS = "seeds/wikinews.toml"
MANIFESTS = {"news": MANIFEST, "wikinews": WIKINEWS}
"""The manifest of each part with source documents."""
MASKED = "seeds/masked"

CORPUS = "corpus"
DATA = "corpus/data"
ARTICLES = "corpus/articles"
STORIES = "corpus/stories"
OUTLETS = "corpus/outlets.toml"
QUOTAS = "corpus/quotas.toml"

ONTOLOGY = "annotations/ontology.toml"
CATALOGUE = "annotations/catalogue.jsonl"
GOLD = "annotations/gold"
PASSES = "annotations/passes"
AUDIT = "annotations/audit"
CONSISTENCY = "annotations/consistency.jsonl"
HUMAN = "annotations/human"
STYLE = "annotations/style.json"
"""The habits of the real articles, counted."""

TASKS = "tasks"
BASELINES = "baselines"
PREDICTIONS = "baselines/predictions"
SCORES = "baselines/scores"
CURVES = "baselines/curves"
PROMPTS = "baselines/prompts"
SPACY = "baselines/spacy"
SUBMISSIONS = "baselines/submissions"

REPORTS = "docs/reports"
TEMPLATES = "docs/templates"

CITATION = "CITATION.cff"
LICENSE_DATA = "LICENSE-DATA"
GUIDELINES = "annotations/guidelines"
CORRECTIONS = "annotations/corrections"

TABLES = "tables"
"""The flat tables, below the dataset folder."""

_PROJECT = (MANIFEST, ONTOLOGY, CORPUS, TASKS, BASELINES)


def root() -> Path:
    """Return the one folder that everything reads: it holds seeds/, corpus/, annotations/, tasks/ and baselines/.

    It is the folder that DATELINE_ROOT names, else the checkout that the working folder is in, else what is installed.
    """
    named = os.environ.get(ROOT_VARIABLE)
    return Path(named) if named else _checkout_around(str(Path.cwd())) or installed_root()


def installed_root() -> Path:
    """Return the data inside the installed package, or the checkout that the code is in."""
    inside = Path(__file__).parent / "_data"
    return inside if inside.is_dir() else Path(__file__).parents[2]


@contextmanager
def using_root(folder: Path | None) -> Iterator[None]:
    """Read everything below another folder for a while, in child processes too; None leaves the root as it is."""
    if folder is None:
        yield
        return
    before = os.environ.get(ROOT_VARIABLE)
    os.environ[ROOT_VARIABLE] = str(folder.absolute())
    try:
        yield
    finally:
        if before is None:
            del os.environ[ROOT_VARIABLE]
        else:
            os.environ[ROOT_VARIABLE] = before


@lru_cache(maxsize=8)
def _checkout_around(folder: str) -> Path | None:
    """Return the checkout that a folder is in: the nearest one above it with all that a project has."""
    for place in (Path(folder), *Path(folder).parents):
        if all((place / part).exists() for part in _PROJECT):
            return place
    return None


def check_root(folder: Path) -> Path:
    """Return a folder that is named as the root.

    Raises:
        InputError: it holds no project.
    """
    if not (folder / ONTOLOGY).exists():
        from dateline.errors import refuse

        hint = "name a clone of the repository, or a folder like it"
        raise refuse("missing-project", f"there is no {ONTOLOGY} in it", file=str(folder), hint=hint)
    return folder


def project() -> Path:
    """Return the root, for commands that write to it.

    Raises:
        InputError: the root is the data of an installed package, which is not to be changed.
    """
    folder = root()
    if folder.name == "_data" and not (folder / "pyproject.toml").exists():
        from dateline.errors import refuse

        hint = "run it in a clone of the repository, or name one by --root"
        raise refuse("missing-project", "this command changes a project, and there is none here", hint=hint)
    return folder


def seeds_folder(given: Path | None = None) -> Path:
    """Return where the source texts are: the folder given, DATELINE_SEEDS, or `seeds/` of the project or here."""
    if given is not None:
        return given
    named = os.environ.get(SEEDS_VARIABLE)
    if named:
        return Path(named)
    here = _checkout_around(str(Path.cwd()))
    return here / SEEDS if here and here != Path.cwd() else Path(SEEDS)


def gum_folder(seeds: Path) -> Path | None:
    """Return where a copy of GUM is: the one that DATELINE_GUM names, else `gum/` in the folder of the source texts."""
    named = os.environ.get(GUM_VARIABLE)
    if named:
        return Path(named)
    return seeds / "gum" if (seeds / "gum").is_dir() else None


def cache_folder() -> Path:
    """Return where trained models are kept: DATELINE_CACHE, else `dateline/` in XDG_CACHE_HOME or ~/.cache."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dateline"
