"""Reading predictions and gold in any of the accepted formats, told apart by content.

The reader of a format turns a path into batches of records; the checks, the refusal of a faulty file and the joining of
gold and predictions are written once for all of them.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import zip_longest
from pathlib import Path
from types import ModuleType
from typing import Generic

from dateline.errors import InputError, Problem
from dateline.formats.batch import Batch, at, checked, clean, missing_problem, unknown_problem
from dateline.formats.checks import DocumentFacts, Expected, R
from dateline.formats.sniffing import Format, sniff


def reader(path: Path) -> ModuleType:
    """Return the module that reads the format of a file; only that one is imported."""
    return import_module(f"dateline.formats.{sniff(path)}")


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
        InputError: the file has errors. It is raised at the end of the file with all of them; the batches before the
            first error have been yielded by then, and what was made of them must be thrown away.
        TextNeededError: the file quotes text that is masked here.
    """
    batches: Callable[[Path, Expected[R]], Iterator[Batch[R]]] = reader(path).batches
    return clean(checked(batches(path, expected), expected), expected.limit)


def documents(path: Path) -> Mapping[str, DocumentFacts] | None:
    """Take texts and tokens from a gold file itself; None where its format holds none (JSON lines).

    The text of CoNLL columns is the tokens joined by single spaces.
    """
    take: Callable[[Path], Mapping[str, DocumentFacts]] | None = getattr(reader(path), "documents", None)
    return None if take is None else take(path)


def pairs(gold: Path, predicted: Path, expected: Expected[R]) -> Iterator[tuple[R, R]]:
    """Join a gold file and a file of predictions by document, streaming both.

    Memory is small where both have their documents in about the same order; otherwise the records that wait for
    their partners are held. A document without predictions counts as empty where `expected.allow_missing`.

    Raises:
        InputError: either file has errors, or they are not about the same documents; raised at the end.
        TextNeededError: the predictions quote text and the gold file holds none.
    """
    if expected.documents is None:
        expected = replace(expected, documents=documents(gold))
    alone = expected if expected.documents is None else replace(expected, allow_missing=True)
    waiting: dict[str, R] = {}
    early: dict[str, tuple[R, int]] = {}
    for left, right in zip_longest(iterate(gold, alone), iterate(predicted, alone)):
        for record in left.records if left else ():
            if record.id in early:
                yield record, early.pop(record.id)[0]
            else:
                waiting[record.id] = record
        for record, line in zip(right.records, right.lines, strict=True) if right else ():
            if record.id in waiting:
                yield waiting.pop(record.id), record
            else:
                early[record.id] = (record, line)
    problems = [at(unknown_problem(name, waiting), str(predicted), line) for name, (_, line) in early.items()]
    if waiting and not expected.allow_missing:
        problems.append(missing_problem(list(waiting), str(predicted)))
    if problems:
        raise InputError(problems[: expected.limit])
    for record in waiting.values():
        yield record, type(record)(record.id, [])


__all__ = ["Expected", "Format", "Reading", "documents", "iterate", "pairs", "read", "sniff"]
