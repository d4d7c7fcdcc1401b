"""What a reader hands on: a batch of records with their lines, and the problems met on the way."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, Literal, overload

import msgspec
import numpy as np

from dateline.errors import InputError, Problem, nearest
from dateline.formats.checks import DocumentFacts, Expected, R, faults, sound
from dateline.records import NerRecord, TypedSpan
from dateline.scoring.span_table import Codes, SpanTable

NAMED = 3
"""How many of the documents without a record are named."""


class SpanRecords(Sequence[NerRecord]):
    """Records of typed spans that are kept as arrays, and made when asked for."""

    def __init__(self, names: Sequence[str], spans: SpanTable, codes: Mapping[str, int]) -> None:
        """Keep the spans of these documents, and the codes of their types."""
        self.names, self._spans, self._codes = names, spans, codes
        self._ends = np.cumsum(spans.sizes)

    @overload
    def __getitem__(self, index: int) -> NerRecord: ...
    @overload
    def __getitem__(self, index: slice) -> list[NerRecord]: ...
    def __getitem__(self, index: int | slice) -> NerRecord | list[NerRecord]:
        """Make the record of a document, or those of some."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        end = int(self._ends[index])
        rows, types = slice(end - int(self._spans.sizes[index]), end), list(self._codes)
        columns = self._spans.start[rows].tolist(), self._spans.end[rows].tolist(), self._spans.kind[rows].tolist()
        return NerRecord(
            self.names[index], [TypedSpan(start, end, types[kind]) for start, end, kind in zip(*columns, strict=True)]
        )

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
        spans: the spans of `ner` records as arrays, where they are in order; None elsewhere. A reader gives them only
            where the records have no fault but their ids.
        codes: the codes of the types in `spans`.
    """

    file: str
    records: Sequence[R]
    lines: Sequence[int]
    problems: Sequence[Problem] = ()
    refused: Sequence[str | None] = ()
    anchored: Mapping[str, int] | None = None
    missing: Sequence[str] = ()
    spans: SpanTable | None = None
    codes: Mapping[str, int] = field(default_factory=dict)

    @property
    def names(self) -> Sequence[str]:
        """The ids of the documents, without making records of arrays."""
        return self.records.names if isinstance(self.records, SpanRecords) else [record.id for record in self.records]

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
    codes = Codes()
    refused: set[str | None] = set()
    file = ""
    for batch in batches:
        problems = list(batch.problems)
        well, spans = _all_well(batch, seen, expected, codes)
        if not well:
            for record, line in zip(batch.records, batch.lines, strict=True):
                found = _problems(record, batch, seen, expected)
                problems.extend(at(problem, batch.file, line) for problem in found)
                seen.setdefault(record.id, line)
            if batch.file:  # items come in their order
                problems.sort(key=lambda problem: problem.line or 0)
        seen.update(zip(batch.names, batch.lines, strict=True))
        refused.update(batch.refused)
        file = file or batch.file
        yield replace(batch, problems=problems, spans=spans, codes=codes if batch.spans is None else batch.codes)
    # A record without a readable id may be any document: which ones are missing cannot be told then.
    if expected.documents is not None and None not in refused:
        missing = [name for name in expected.documents if name not in seen and name not in refused]
        if missing and not expected.allow_missing:
            yield Batch(file, [], [], [missing_problem(missing, file)], missing=missing)
        elif missing:
            yield Batch(file, [], [], missing=missing)


def _all_well(
    batch: Batch[R], seen: Mapping[str, int], expected: Expected[R], codes: Codes
) -> tuple[bool, SpanTable | None]:
    """Say quickly that a batch of `ner` records has no fault, and give its spans; False may be a false alarm."""
    nothing = False, None
    records = batch.records
    names = set(batch.names)
    documents = expected.documents
    if len(names) < len(records) or not seen.keys().isdisjoint(names):
        return nothing
    if documents is not None and not all(map(documents.__contains__, names)):
        return nothing
    if batch.spans is not None:
        return True, batch.spans
    if batch.anchored is not None or not all(isinstance(record, NerRecord) for record in records):
        return nothing
    facts = None if documents is None else [documents[record.id] for record in records]
    spans = sound(records, facts, expected, codes)  # type: ignore[arg-type]  # narrowed above
    return spans is not None, spans


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
