"""Save trained models to a folder and load them, without pickle.

Each model is a file of numpy (`model_file`), checked by its digest; weights of encoders are bytes in safetensors.
"""

import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from dateline.baselines.pipeline.model_file import read_model, write_model
from dateline.declarations import read_json
from dateline.errors import check_version, refuse
from dateline.files import output_folder
from dateline.version import __version__

ABOUT = "about.json"
SCHEMA = 3
_PACKAGES = ("numpy", "scikit-learn")
_LONGEST_NAME = 255  # bytes, of any file system


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder of models holds and where it comes from.

    Attributes:
        models: the file of each model, by the task it is for.
        trained: the part or split that they learnt from.
        sha: a checksum of those documents and their gold.
        dateline: the release that trained them.
        versions: of the packages that the files depend on.
        digests: the SHA-256 of each file.
        schema: the version of this record; 1 had pickles and no digests, 2 files of skops.
    """

    models: Mapping[str, str]
    trained: str
    sha: str
    dateline: str
    versions: Mapping[str, str]
    digests: Mapping[str, str] = {}
    schema: int = 1


def save(folder: Path, models: Mapping[str, Any], *, trained: str, sha: str, force: str = "") -> Path:
    """Write trained models, one file each, and what they are; return the folder.

    Raises:
        InputError: the folder may not be replaced (`dateline.files.check_output`).
    """
    files = {task: f"{task}.npz" for task in models}
    with output_folder(folder, "models", force=force) as scratch:
        for task, model in models.items():
            write_model(scratch / files[task], model)
        about = About(
            models=files,
            trained=trained,
            sha=sha,
            dateline=__version__,
            versions={name: version(name) for name in _PACKAGES},
            digests={file: _digest(scratch / file) for file in files.values()},
            schema=SCHEMA,
        )
        (scratch / ABOUT).write_bytes(msgspec.json.format(msgspec.json.encode(about), indent=2) + b"\n")
    return folder


def load_about(folder: Path) -> About:
    """Read what a folder of models holds.

    Raises:
        InputError: it is no such folder, or of a newer version.
    """
    if not (folder / ABOUT).is_file():
        hint = "`dateline train OUT` makes one"
        raise refuse("unknown-model", "is no folder of trained models", file=str(folder), hint=hint)
    about = read_json(folder / ABOUT, About)
    check_version(about.schema, SCHEMA, str(folder / ABOUT))
    return about


def load_models(folder: Path, *, trust_pickle: bool = False) -> dict[str, Any]:
    """Load trained models by task.

    Args:
        folder: a folder that `dateline train` made.
        trust_pickle: also load the pickles of releases before 0.2, which can run any code.

    Raises:
        InputError: it is no such folder; a file of it is missing, changed, outside the folder or not to be trusted; it
            was written by another release of scikit-learn or numpy.
    """
    about = load_about(folder)
    for name in sorted(about.versions.keys() & set(_PACKAGES)):
        wanted, there = about.versions[name], version(name)
        if there.split(".")[:2] != wanted.split(".")[:2]:
            message = f"was trained with {name} {wanted}, and {there} is installed"
            raise refuse("bad-model-version", message, file=str(folder), hint="train it again, or install that release")
    return {task: _load(folder, file, about, trust_pickle=trust_pickle) for task, file in about.models.items()}


def model_digest(folder: Path) -> str:
    """Return a digest of all that a folder of models holds.

    Raises:
        InputError: it is no such folder.
    """
    return hashlib.sha256(msgspec.json.encode(load_about(folder), order="sorted")).hexdigest()


def _load(folder: Path, file: str, about: About, *, trust_pickle: bool) -> Any:  # noqa: ANN401 - a model
    path = folder / file
    if Path(file).name != file or len(file.encode()) > _LONGEST_NAME or path.is_symlink():
        raise refuse("bad-model", f"names the file {file!r}, which is not in the folder", file=str(folder / ABOUT))
    if not path.is_file():
        raise refuse("bad-model", "is missing", file=str(path), hint="train the models again")
    if file.endswith(".joblib"):
        return _pickled(path, trust=trust_pickle)
    if about.digests.get(file) != _digest(path):
        raise refuse("bad-model", "is not the file that was trained: its digest differs", file=str(path))
    if file.endswith(".skops"):
        raise refuse("bad-model", "is a file of an earlier release", file=str(path), hint="train the models again")
    try:
        return read_model(path)
    except Exception as error:  # a file made by hand can fail in any way
        raise refuse("bad-model", f"can't be read ({type(error).__name__}: {error})", file=str(path)) from error


def _pickled(path: Path, *, trust: bool) -> Any:  # noqa: ANN401
    if not trust:
        hint = "train the models again, or say --trust-pickle if you made the file yourself"
        raise refuse("bad-model", "is a pickle, which can run any code when it is loaded", file=str(path), hint=hint)
    import joblib

    return joblib.load(path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
