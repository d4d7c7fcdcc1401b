"""The pipeline that is used where none is named: trained once from the packaged corpus, then kept in the cache."""

import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dateline.baselines.pipeline.pipeline import Progress, annotate, ignore, load_pipeline, train
from dateline.baselines.pipeline.store import ABOUT
from dateline.corpus.load import checksum, load
from dateline.corpus.segmentation import document_of
from dateline.document import Document
from dateline.errors import refuse
from dateline.files import lock
from dateline.paths import cache_folder
from dateline.version import __version__

TRAINED = "open/train"
_DEPENDS = ("numpy", "scikit-learn")  # releases that the stored models need


def default_pipeline(*, progress: Progress = ignore) -> Path:
    """Return the folder of the default pipeline; it is trained now if it is not in the cache yet.

    The folder's name is a digest of the training documents and the releases of the packages that the models depend on:
    what would train another pipeline gets another folder. Of several processes that need it at once, one trains and the
    others wait.

    Args:
        progress: is told the step of the training, how many are done, and of how many.

    Raises:
        InputError: a package of the extra `baselines` is missing, or the cache can't be written to.
    """
    _check_packages()
    documents = load(TRAINED)
    depends = [checksum(documents), __version__, *(version(name) for name in _DEPENDS)]
    key = hashlib.sha256("\n".join(depends).encode()).hexdigest()[:16]
    folder = cache_folder() / f"pipeline-{key}"
    if not (folder / ABOUT).is_file():
        with lock(folder.with_suffix(".training"), wait=True):
            if not (folder / ABOUT).is_file():
                train(documents, TRAINED, folder, progress=progress)
    return folder


def annotated(text: str, models: Mapping[str, Any], name: str = "text") -> Document:
    """Annotate one text by the models of a pipeline (`load_pipeline`)."""
    (document,) = annotate(models, [document_of(name, text)])
    return document


def loaded(model: Path | None = None, *, progress: Progress = ignore) -> Mapping[str, Any]:
    """Load the models of a folder, or of the default pipeline.

    Raises:
        InputError: as `default_pipeline` and `load_pipeline`.
    """
    return load_pipeline(model or default_pipeline(progress=progress))


def _check_packages() -> None:
    from importlib.util import find_spec

    for module in ("sklearn", "spacy"):
        if find_spec(module) is None:
            raise refuse(
                "missing-package", f"{module} is not installed", hint="pip install 'dateline-corpus[baselines]'"
            )
