"""Where the data folders are: beside the code in a checkout, inside the package in an installed wheel."""

import os
from pathlib import Path

SEEDS_VARIABLE = "DATELINE_SEEDS"


def root() -> Path:
    """Return the folder that holds seeds/, corpus/, annotations/, tasks/ and baselines/."""
    inside = Path(__file__).parent / "_data"
    return inside if inside.is_dir() else Path(__file__).parents[2]


def seeds_folder(given: Path | None = None) -> Path:
    """Return where the source texts are looked for: the one given, else DATELINE_SEEDS, else `seeds/` here."""
    if given is not None:
        return given
    named = os.environ.get(SEEDS_VARIABLE)
    return Path(named) if named else Path("seeds")
