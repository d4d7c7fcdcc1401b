"""What a reader hands on: a batch of records with their lines, and the problems met on the way."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, Literal, overload

import msgspec

from dateline.errors import InputError, Problem, nearest
from dateline.formats.checks import DocumentFacts, Expected, R, faults
from dateline.formats.checks.quick import sound
from dateline.records import NerRecord
from dateline.scoring.tables import Codes, Codings, Table, table

NAMED = 3
"""How many of the documents without a record are named."""


class Deferred(Sequence[R]):
    """Records that are made when one is asked for; their ids are known before."""

    def __init__(self, names: Sequence[str], make: Callable[[], Sequence[R]]) -> None:
        """Take the ids of the documents, and what makes all records."""
        self.names: Sequence[str] = names
        self._make: Callable[[], Sequence[R]] = make
        self._made: Sequence[R] | None = None

    @overload
    def __getitem__(self, index: int) -> R: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[R]: ...
    def __getitem__(self, index: int | slice) -> R | Sequence[R]:
        """Return the record of a document, or those of some."""
        if self._made is None:
            self._made = self._make()
        return self._made[index]

    def __iter__(self) -> Iterator[R]:
        """Iterate over the records."""
        return iter(self[:])

    def __len__(self) -> int:
        """Count the documents."""
        return len(self.names)


@dataclass(frozen=True, slots=True)
class Batch(Generic[R]):
    """Records read together.

    Attributes:
        file: the file they are from, for messages; empty for items in memory.
        records: the records that could be read.
        lines: the line where each begins, or its number among the items, counted from 1.
        problems: what was wrong with the others, and all warnings.
        refused: the ids of those that could not be read; None for an id that could not be read either.
        anchored: for quoted text, how many spans were found in which way; None where offsets are given.
        missing: documents that the whole file has no record of (in its last batch).
        table: the records as arrays, if they were laid out; what `checked` passes on has no error.
        codes: the codes of the strings in `table`, by field.
        known_sound: whether the reader has found that the records have no fault but their ids.
    """

    file: str
    records: Sequence[R]
    lines: Sequence[int]
    problems: Sequence[Problem] = ()
    refused: Sequence[str | None] = ()
    anchored: Mapping[str, int] | None = None
    missing: Sequence[str] = ()
    table: Table | None = None
    codes: Mapping[str, Codes] = field(default_factory=dict)
    known_sound: bool = False

    @property
    def names(self) -> Sequence[str]:
        """The ids of the documents, without making records of arrays."""
        return self.records.names if isinstance(self.records, Deferred) else [record.id for record in self.records]

    @property
    def unit(self) -> Literal["line", "item"]:
        """What is counted to say where a record is."""
        return "line" if self.file else "item"


def at(problem: Problem, file: str, line: int | None = None) -> Problem:
    """Add the place to a problem: file and line, or `item N` where there is no file."""
    if not file:
        return msgspec.structs.replace(problem, file=None if line is None else f"item {line}", line=None)
    return msgspec.structs.replace(problem, file=file, line=line)


def checked(batches: Iterable[Batch[R]], expected: Expected[R]) -> Iterator[Batch[R]]:
    """Pass on the batches with the problems of their records added; a last batch tells of missing documents."""
    seen: dict[str, int] = {}
    codes = Codings()
    refused: set[str | None] = set()
    file = ""
    for batch in (_laid_out(batch, codes) for batch in batches):
        problems, table = list(batch.problems), batch.table
        if not _all_well(batch, seen, expected):
            for record, line in zip(batch.records, batch.lines, strict=True):
                found = _problems(record, batch, seen, expected)
                problems.extend(at(problem, batch.file, line) for problem in found)
                seen.setdefault(record.id, line)
            if batch.file:  # items come in their order
                problems.sort(key=lambda problem: problem.line or 0)
            if any(problem.level == "error" for problem in problems):
                table = None
        seen.update(zip(batch.names, batch.lines, strict=True))
        refused.update(batch.refused)
        file = file or batch.file
        yield replace(batch, problems=problems, table=table)
    # A record without a readable id may be any document: which ones are missing cannot be told then.
    if expected.documents is not None and None not in refused:
        missing = [name for name in expected.documents if name not in seen and name not in refused]
        if missing and not expected.allow_missing:
            yield Batch(file, [], [], [missing_problem(missing, file)], missing=missing)
        elif missing:
            yield Batch(file, [], [], missing=missing)


def _laid_out(batch: Batch[R], codes: Codings) -> Batch[R]:
    """Lay out records of spans, if the reader has not; elsewhere records of other readers are looked at one by one."""
    if batch.table is not None or batch.anchored is not None or not batch.records:
        return batch
    lists = [record.entities for record in batch.records if isinstance(record, NerRecord)]
    if len(lists) < len(batch.records):
        return batch
    try:
        return replace(batch, table=table(lists, codes["type"]), codes=codes)
    except OverflowError:
        return batch


def _all_well(batch: Batch[R], seen: Mapping[str, int], expected: Expected[R]) -> bool:
    """Say quickly that the records of a batch have no fault; False may be a false alarm."""
    names, documents = batch.names, expected.documents
    if batch.table is None or len(set(names)) < len(names) or not seen.keys().isdisjoint(names):
        return False
    if documents is not None and not all(map(documents.__contains__, names)):
        return False
    facts = None if documents is None else [documents[name] for name in names]
    return batch.known_sound or sound(batch.table, facts, expected, batch.codes)


def _problems(record: R, batch: Batch[R], seen: Mapping[str, int], expected: Expected[R]) -> Iterator[Problem]:
    documents = expected.documents
    if record.id in seen:
        message = f"document {record.id!r} is already in {batch.unit} {seen[record.id]}"
        yield Problem(id="repeated-document", message=message, field="id", hint="one record a document")
    if documents is not None and record.id not in documents:
        yield unknown_problem(record.id, documents)
    facts: DocumentFacts | None = None if documents is None else documents.get(record.id)
    yield from faults(record, facts, expected, anchored=batch.anchored is not None)


def unknown_problem(name: str, documents: Collection[str]) -> Problem:
    """Say that a document is none of those expected."""
    message = f"no document {name!r} is to be scored"
    return Problem(id="unknown-document", message=message, field="id", hint=nearest(name, frozenset(documents)))


def missing_problem(names: Sequence[str], file: str) -> Problem:
    """Say which documents have no record."""
    named = ", ".join(names[:NAMED])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    documents = "document has" if len(names) == 1 else "documents have"
    message = f"{len(names)} {documents} no record: {named}{more}"
    hint = "give every document a record, an empty one if need be, or say --allow-missing"
    return Problem(id="missing-document", message=message, file=file or None, hint=hint)


def clean(batches: Iterable[Batch[R]], limit: int) -> Iterator[Batch[R]]:
    """Yield the batches up to the first error; from there on only gather errors, and refuse them all at the end.

    Raises:
        InputError: there was an error anywhere; lists `limit` of them and counts the rest.
    """
    errors: list[Problem] = []
    more = 0
    for batch in batches:
        found = [problem for problem in batch.problems if problem.level == "error"]
        room = limit - len(errors)
        errors.extend(found[:room])
        more += len(found[room:])
        if not errors:
            yield batch
    if more:
        hint = "correct these first, then check again"
        errors.append(Problem(id="bad-file", message=f"and {more} more", file=errors[0].file, hint=hint))
    if errors:
        raise InputError(errors)
