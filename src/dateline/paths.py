"""Where everything is: the root, and every path below it."""

import os
from pathlib import Path

SEEDS_VARIABLE = "DATELINE_SEEDS"
GUM_VARIABLE = "DATELINE_GUM"

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


def root() -> Path:
    """Return the folder that holds seeds/, corpus/, annotations/, tasks/ and baselines/.

    It is the checkout that this code is in, or the data inside the installed package.
    """
    inside = Path(__file__).parent / "_data"
    return inside if inside.is_dir() else Path(__file__).parents[2]


def seeds_folder(given: Path | None = None) -> Path:
    """Return where the source texts are looked for: the one given, else DATELINE_SEEDS, else `seeds/` here."""
    if given is not None:
        return given
    named = os.environ.get(SEEDS_VARIABLE)
    return Path(named) if named else Path(SEEDS)


def gum_folder(seeds: Path) -> Path | None:
    """Return where a copy of GUM is: the one that DATELINE_GUM names, else `gum/` in the folder of the source texts."""
    named = os.environ.get(GUM_VARIABLE)
    if named:
        return Path(named)
    return seeds / "gum" if (seeds / "gum").is_dir() else None
