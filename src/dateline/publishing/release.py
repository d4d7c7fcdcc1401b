"""The folder that is published: corpus/ as committed, or the same with its real texts."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dateline.corpus.load import available_texts
from dateline.errors import InputError, text_needed
from dateline.paths import CITATION, CORPUS
from dateline.publishing.build import build_with_text, check
from dateline.publishing.citation import read_citation


@contextmanager
def released(root: Path, seeds: Path | None = None, *, with_text: bool = False) -> Iterator[Path]:
    """Give the folder to publish, for the time of a block.

    Args:
        root: the project's folder.
        seeds: where the source texts are.
        with_text: give a copy with the real texts.

    Raises:
        InputError: corpus/ is not what articles and gold give.
        TextNeededError: the real texts are asked for and not available.
    """
    problems = check(root)
    if problems:
        raise InputError(problems)
    if not with_text:
        yield root / CORPUS
        return
    texts = available_texts(seeds)
    if texts is None:
        raise text_needed("a release with its text")
    with tempfile.TemporaryDirectory(prefix="dateline-release-") as scratch:
        yield build_with_text(root, texts, Path(scratch) / "corpus")


def address_is_missing(folder: Path) -> bool:
    """Tell whether a dataset folder's CITATION.cff lacks the address of the dataset."""
    return read_citation(folder / CITATION).url is None


def tag_of(folder: Path) -> str:
    """Return the tag of a dataset folder: `v` and the version that its CITATION.cff has.

    Raises:
        InputError: it has no CITATION.cff.
    """
    return f"v{read_citation(folder / CITATION).version}"
