"""Counting batches of predictions: one after another, or shards of a file in several processes."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any

from dateline.errors import InputError, refuse
from dateline.evaluation.reference import Gold, mapped
from dateline.evaluation.span_store import SpanStore, predicted
from dateline.formats import jsonl
from dateline.formats.batch import Batch, checked, clean
from dateline.formats.checks import Expected
from dateline.formats.sniffing import sniff
from dateline.scoring.counts import Counts, concatenate

_MERGED = 64  # counts: many small matrices would leave holes in memory when they are joined
BATCH = 256  # documents counted at a time: few enough to stay in the processor's cache

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and of how much (0 where that is not known)."""


@dataclass(slots=True)
class Tally:
    """What batches gave: their counts, the documents that they hold, and what there is to say about them."""

    parts: list[Counts] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    anchored: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)

    def note(self, gold: Gold, batch: Batch[Any]) -> None:
        """Add what there is to say about a batch besides its counts."""
        self.missing += batch.missing
        self.warnings += [str(problem) for problem in batch.problems]
        self.anchored.update(batch.anchored or {})
        if gold.crosswalk:
            from dateline.tasks.crosswalks import left_out

            self.lost.update(left_out(batch.records, gold.crosswalk.other))

    @property
    def names(self) -> Iterator[str]:
        """The documents counted."""
        return (name for part in self.parts for name in part.units)


def ignore(*_: object) -> None:
    """Report to nobody."""


def tallied(gold: Gold, batches: Iterator[Batch[Any]], progress: Progress = ignore) -> Tally:
    """Count batches whose units are documents."""
    tally = Tally()
    waiting: list[Batch[Any]] = []
    recent: list[Counts] = []
    held = done = 0
    for batch in batches:
        waiting.append(batch)
        held += len(batch.records)
        tally.note(gold, batch)
        if held >= BATCH:
            recent.append(_count(gold, waiting))
            if len(recent) == _MERGED:
                tally.parts.append(concatenate(recent))  # which empties the list
            done += held
            waiting, held = [], 0
            progress("documents scored", done, len(gold.records))
    recent.append(_count(gold, waiting))
    tally.parts.append(concatenate(recent))
    return tally


def _count(gold: Gold, batches: Sequence[Batch[Any]]) -> Counts:
    """Count the documents of some batches, and no others; as arrays where both sides are."""
    records = [record for batch in batches for record in batch.records]
    types = gold.context.types
    if records and gold.crosswalk is None and gold.kind.count_tables and isinstance(gold.records, SpanStore):
        found = predicted([batch for batch in batches if batch.records], types)
        if found is not None:
            names = gold.records.named([record.id for record in records])
            return gold.kind.count_tables(names, gold.records.take(names), found, types)
    triples = ((record.id, gold.records[record.id], mapped(gold, record)) for record in records)
    return gold.kind.count(triples, gold.context)


_shared: tuple[Gold, Path, Expected[Any]] | None = None  # what forked processes count against


def in_processes(gold: Gold, path: Path, expected: Expected[Any], jobs: int) -> Tally | None:
    """Count shards of a file of JSON lines in processes of their own.

    Args:
        gold: the gold; the processes share its memory.
        path: the predictions.
        expected: what they must hold.
        jobs: how many processes.

    Returns:
        What counting in one process gives, parts in the order of the file; None where there is anything to say about
        the file besides its counts (errors, warnings, missing documents), so that it must be read in one.

    Raises:
        InputError: this input can't be counted in processes.
    """
    global _shared  # noqa: PLW0603 - forked processes take the gold from here: it is too large to be sent
    hint = "leave --jobs out"
    if "fork" not in get_all_start_methods():
        raise refuse("bad-option", "this system can't share memory between processes", hint=hint)
    if gold.kind.unit != "documents":
        raise refuse("bad-option", f"the task is counted by {gold.kind.unit}, not in shards of documents", hint=hint)
    if sniff(path) != "jsonl":
        raise refuse("bad-option", "only JSON lines with offsets can be counted in shards", file=str(path), hint=hint)
    _shared = gold, path, replace(expected, allow_missing=True)
    try:
        with get_context("fork").Pool(jobs) as pool:
            parts = pool.map(_shard, _ranges(path, jobs))
    finally:
        _shared = None
    whole = Tally()
    for part in parts:
        if part is None:
            return None
        whole.parts += part.parts
        whole.lost.update(part.lost)
    names = list(whole.names)
    complete = len(set(names)) == len(names) == len(gold.records)
    return whole if complete else None


def _ranges(path: Path, jobs: int) -> list[tuple[int, int]]:
    """Cut a file into ranges of bytes that end with a line."""
    size = path.stat().st_size
    cuts = [0]
    with path.open("rb") as file:
        for job in range(1, jobs):
            file.seek(max(cuts[-1], size * job // jobs))
            file.readline()
            cuts.append(file.tell())
    return list(zip(cuts, [*cuts[1:], size], strict=True))


def _shard(extent: tuple[int, int]) -> Tally | None:
    """Count a range of the shared file; None where it has any problem."""
    if _shared is None:
        return None
    gold, path, expected = _shared
    batches = checked(jsonl.batches(path, expected, extent), expected)
    try:
        tally = tallied(gold, (batch for batch in clean(batches, 1) if not batch.missing))
    except InputError:
        return None
    return None if tally.warnings or tally.anchored else tally
