"""Reading predictions and gold in any of the accepted formats, told apart by content.

The reader of a format turns a path into batches of records; the checks, the refusal of a faulty file and the joining of
gold and predictions are written once for all of them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Generic, Protocol

from dateline.errors import Problem, refuse
from dateline.formats.batch import Batch, checked, clean
from dateline.formats.checks import DocumentFacts, Expected, R
from dateline.formats.sniffing import Format, sniff


class Reader(Protocol):
    """What the module of a format offers."""

    def batches(self, path: Path, expected: Expected[R]) -> Iterator[Batch[R]]:
        """Read a file, a batch of records at a time."""
        ...

    def documents(self, path: Path) -> Mapping[str, DocumentFacts] | None:
        """Take the texts and tokens that the file itself holds; None where the format holds none."""
        ...


def reader(path: Path) -> Reader:
    """Return the module that reads the format of a file; only that one is imported."""
    found: Reader = import_module(f"dateline.formats.{sniff(path)}")
    return found


@dataclass(frozen=True, slots=True)
class Reading(Generic[R]):
    """A file, read whole and found sound.

    Attributes:
        format: the format it was found to have.
        records: one a document, in the order of the file.
        missing: documents without a record (only where `allow_missing` lets them be).
        anchored: for quoted text, how many spans were found in which way (`exact`, `folded`, `approximate`,
            `unanchored`); empty for other formats.
        warnings: what was read all the same, up to the limit.
    """

    format: Format
    records: tuple[R, ...]
    missing: tuple[str, ...]
    anchored: Mapping[str, int]
    warnings: tuple[Problem, ...]


def read(path: Path, expected: Expected[R]) -> Reading[R]:
    """Read a file of predictions or gold.

    Raises:
        InputError: the file has errors; it lists all of them, up to a limit.
        TextNeededError: the file quotes text that is masked here.
    """
    records: list[R] = []
    missing: list[str] = []
    anchored: Counter[str] = Counter()
    warnings: list[Problem] = []
    for batch in iterate(path, expected):
        records.extend(batch.records)
        missing.extend(batch.missing)
        anchored.update(batch.anchored or {})
        warnings.extend(batch.problems[: expected.limit - len(warnings)])
    return Reading(sniff(path), tuple(records), tuple(missing), anchored, tuple(warnings))


def iterate(path: Path, expected: Expected[R]) -> Iterator[Batch[R]]:
    """Stream a file: batches of checked records, with memory for one of them (JSON lines, a chunk; others, all rows).

    Raises:
        InputError: the file has errors, or changed while it was read. It is raised at the end of the file with all of
            them; the batches before the first error have been yielded by then, and what was made of them must be
            thrown away.
        TextNeededError: the file quotes text that is masked here.
    """
    before = _stamp(path)
    yield from clean(checked(reader(path).batches(path, expected), expected), expected.limit)
    if _stamp(path) != before:
        hint = "wait until it is complete, then try again"
        raise refuse("bad-file-change", "the file changed while it was read", file=str(path), hint=hint)


def _stamp(path: Path) -> list[tuple[int, int, int]]:
    """Return what changes when a file, or a file of a folder, is written."""
    found = []
    with suppress(OSError):  # reading says what is wrong
        for one in (path, *(sorted(path.iterdir()) if path.is_dir() else ())):
            facts = one.stat()
            found.append((facts.st_ino, facts.st_size, facts.st_mtime_ns))
    return found


def documents(path: Path) -> Mapping[str, DocumentFacts] | None:
    """Take texts and tokens from a gold file itself; None where its format holds none (JSON lines).

    The text of CoNLL columns is the tokens joined by single spaces.
    """
    return reader(path).documents(path)


__all__ = ["Expected", "Format", "Reading", "documents", "iterate", "read", "sniff"]
