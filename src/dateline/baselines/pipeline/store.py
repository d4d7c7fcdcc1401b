"""Save trained models to a folder and load them."""

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from dateline.errors import refuse
from dateline.version import __version__

ABOUT = "about.json"
_PACKAGES = ("numpy", "scikit-learn")


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder of models holds and where it comes from.

    Attributes:
        models: the file of each model, by the task it is for.
        trained: the part or split that they learnt from.
        sha: a checksum of those documents and their gold.
        dateline: the release that trained them.
        versions: of the packages that the files depend on.
    """

    models: Mapping[str, str]
    trained: str
    sha: str
    dateline: str
    versions: Mapping[str, str]


def save(folder: Path, models: Mapping[str, Any], *, trained: str, sha: str) -> Path:
    """Write trained models, one file each, and what they are; return the folder."""
    import joblib

    folder.mkdir(parents=True, exist_ok=True)
    files = {task: f"{task}.joblib" for task in models}
    for task, model in models.items():
        joblib.dump(model, folder / files[task], compress=3)
    versions = {name: version(name) for name in _PACKAGES}
    about = About(models=files, trained=trained, sha=sha, dateline=__version__, versions=versions)
    (folder / ABOUT).write_bytes(msgspec.json.format(msgspec.json.encode(about), indent=2) + b"\n")
    return folder


def load_about(folder: Path) -> About:
    """Read what a folder of models holds.

    Raises:
        InputError: it is no such folder.
    """
    try:
        return msgspec.json.decode((folder / ABOUT).read_bytes(), type=About)
    except (OSError, msgspec.DecodeError) as error:
        hint = "`dateline train OUT` makes one"
        raise refuse("unknown-model", "is no folder of trained models", file=str(folder), hint=hint) from error


def load_models(folder: Path) -> dict[str, Any]:
    """Load trained models by task. The files are pickles: load only what you trained or trust.

    Raises:
        InputError: it is no such folder, or a file of it was written by another release of scikit-learn or numpy.
    """
    import joblib

    about = load_about(folder)
    for name, wanted in about.versions.items():
        if version(name).split(".")[:2] != wanted.split(".")[:2]:
            message = f"was trained with {name} {wanted}, and {version(name)} is installed"
            raise refuse("bad-model-version", message, file=str(folder), hint="train it again, or install that release")
    return {task: joblib.load(folder / file) for task, file in about.models.items()}
