"""Reading predictions and gold in any of the accepted formats, told apart by content.

The reader of a format turns a path into batches of records; the checks, the refusal of a faulty file and the joining of
gold and predictions are written once for all of them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Generic, Protocol

from dateline.errors import Problem, refuse
from dateline.formats.batch import Batch, checked, clean
from dateline.formats.checks import DocumentFacts, Expected, R
from dateline.formats.sniffing import Format, Source, sniff, stamp


class Reader(Protocol):
    """What the module of a format offers."""

    def batches(self, source: Any, expected: Expected[R]) -> Iterator[Batch[R]]:  # noqa: ANN401 - `Source`
        """Read a source, a batch of records at a time."""
        ...

    def documents(self, source: Any) -> Mapping[str, DocumentFacts] | None:  # noqa: ANN401
        """Take the texts and tokens that the source itself holds; None where it holds none."""
        ...

    def ids(self, source: Any) -> list[str | None]:  # noqa: ANN401
        """List the ids of the documents, None where one has none, without reading more than is needed."""
        ...


def reader(source: Source) -> Reader:
    """Return the module that reads the format of a source; only that one is imported."""
    found: Reader = import_module(f"dateline.formats.{sniff(source)}")
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


def read(source: Source, expected: Expected[R]) -> Reading[R]:
    """Read predictions or gold, from a file or from items in memory.

    Args:
        source: a path; or a list, or whatever can be iterated more than once (see `spooled`), of records, mappings of
            their shape (rows of a `datasets.Dataset` too), spaCy Docs, or outputs of a token-classification pipeline.
        expected: what it must hold.

    Raises:
        InputError: the file has errors; it lists all of them, up to a limit.
        TextNeededError: the file quotes text that is masked here.
    """
    records: list[R] = []
    missing: list[str] = []
    anchored: Counter[str] = Counter()
    warnings: list[Problem] = []
    for batch in iterate(source, expected):
        records.extend(batch.records)
        missing.extend(batch.missing)
        anchored.update(batch.anchored or {})
        warnings.extend(batch.problems[: expected.limit - len(warnings)])
    return Reading(sniff(source), tuple(records), tuple(missing), anchored, tuple(warnings))


def iterate(source: Source, expected: Expected[R]) -> Iterator[Batch[R]]:
    """Stream a source: batches of checked records, with memory for one of them (JSON lines, a chunk; others, all rows).

    Raises:
        InputError: the file has errors, or changed while it was read. It is raised at the end of the file with all of
            them; the batches before the first error have been yielded by then, and what was made of them must be
            thrown away.
        TextNeededError: the file quotes text that is masked here.
    """
    before = stamp(source)
    yield from clean(checked(reader(source).batches(source, expected), expected), expected.limit)
    if stamp(source) != before:
        hint = "wait until it is complete, then try again"
        raise refuse("bad-file-change", "the file changed while it was read", file=str(source), hint=hint)


def documents(source: Source) -> Mapping[str, DocumentFacts] | None:
    """Take texts and tokens from gold itself; None where it holds none, such as JSON lines of records.

    The text of CoNLL columns is the tokens joined by single spaces.
    """
    return reader(source).documents(source)


def ids(source: Source) -> list[str | None]:
    """List the document ids of a source in its order; None where a document has none that can be read.

    Raises:
        InputError: the source can't be opened, or is none of the formats.
    """
    return reader(source).ids(source)


__all__ = ["Expected", "Format", "Reading", "Source", "documents", "ids", "iterate", "read", "sniff", "stamp"]
