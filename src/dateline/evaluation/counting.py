"""Counting batches of predictions: one after another, or shards of a file in several processes."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline.errors import InputError
from dateline.evaluation.reference import Gold
from dateline.evaluation.results import Reading
from dateline.formats import jsonl
from dateline.formats.batch import Batch, checked, clean
from dateline.formats.checks import Expected
from dateline.formats.read import sniff, stamp
from dateline.scoring.counts import Counts, aligned, concatenate
from dateline.tasks.task_type import Context

if TYPE_CHECKING:
    from dateline.tasks.crosswalks import Side

_MERGED = 64  # counts: many small matrices would leave holes in memory when they are joined
BATCH = 256  # documents counted at a time: few enough to stay in the processor's cache

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and of how much (0 where that is not known)."""


@dataclass(slots=True)
class Tally:
    """What batches gave: their counts, the documents that they hold, and what there is to say about them.

    Attributes:
        parts: the counts, in the order of the batches; one may lack columns of labels that came up later.
        missing: documents without a prediction.
        warnings: what was read all the same.
        anchored: for quoted text, how many spans were found in which way.
        lost: with a crosswalk, predictions whose label has no counterpart, by label.
        extra: predicted labels that a gold file has not, with their numbers.
    """

    parts: list[Counts] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    anchored: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)

    def note(self, gold: Gold, batch: Batch[Any], side: "Side | None") -> None:
        """Add what there is to say about a batch besides its counts."""
        self.missing += batch.missing
        self.warnings += [str(problem) for problem in batch.problems]
        self.anchored.update(batch.anchored or {})
        if side:
            from dateline.tasks.crosswalks import left_out

            self.lost.update(left_out(batch.records, side))
        elif gold.from_file:
            self.extra.update(_strange(gold, batch))

    def reading(self, gold: Gold, side: "Side | None") -> Reading:
        """Return what there is to say about all batches."""
        sides = {"gold": gold.left_out, "predicted": self.lost} if side else {}
        extra = dict(sorted(self.extra.items()))
        return Reading(tuple(self.missing), +self.anchored, tuple(self.warnings), sides, extra)

    @property
    def names(self) -> Iterator[str]:
        """The documents counted."""
        return (name for part in self.parts for name in part.units)


def ignore(*_: object) -> None:
    """Report to nobody."""


def tallied(gold: Gold, batches: Iterator[Batch[Any]], side: "Side | None", progress: Progress = ignore) -> Tally:
    """Count batches whose units are documents."""
    tally = Tally()
    waiting: list[Batch[Any]] = []
    recent: list[Counts] = []
    held = done = 0
    for batch in batches:
        waiting.append(batch)
        held += len(batch.records)
        tally.note(gold, batch, side)
        if held >= BATCH:
            recent.append(_count(gold, waiting, side, tally.extra))
            if len(recent) == _MERGED:
                tally.parts.append(concatenate(aligned(recent)))
                recent = []
            done += held
            waiting, held = [], 0
            progress("documents scored", done, len(gold.records))
    recent.append(_count(gold, waiting, side, tally.extra))
    tally.parts.append(concatenate(aligned(recent)))
    return tally


def _count(gold: Gold, batches: Sequence[Batch[Any]], side: "Side | None", extra: Collection[str]) -> Counts:
    """Count the documents of some batches, and no others; as arrays where both sides are."""
    context = wider(gold, extra)
    found = None if side else as_tables(gold, batches, context)
    if found is not None:
        return found
    records = (record for batch in batches for record in batch.records)
    triples = ((record.id, gold.records[record.id], mapped(record, side)) for record in records)
    return gold.kind.count(triples, context)


def as_tables(gold: Gold, batches: Sequence[Batch[Any]], context: Context) -> Counts | None:
    """Count documents as arrays; None where they can't be."""
    kind = gold.kind
    if not gold.from_file or kind.tables is None:
        return None
    from dateline.evaluation.store import Store, sides

    store = gold.records
    found = sides(store, batches, kind.tables.fields, kind.tables.types(context)) if isinstance(store, Store) else None
    if found is None:
        return None
    names, of_gold, of_predictions = found

    def again(places: Sequence[int]) -> Counts:
        wanted = {names[place] for place in places}
        records = (one for batch in batches if not wanted.isdisjoint(batch.names) for one in batch.records)
        triples = ((one.id, store[one.id], one) for one in records if one.id in wanted)
        return kind.count(triples, context)

    return kind.tables.counts(names, of_gold, of_predictions, context, again)


def mapped(record: Any, side: "Side | None") -> Any:  # noqa: ANN401 - a record of the task
    """Map a prediction to the labels that it is scored in."""
    if side is None:
        return record
    from dateline.tasks.crosswalks import map_labels

    return map_labels(record, side)


def wider(gold: Gold, extra: Collection[str]) -> Context:
    """Add labels that only predictions have."""
    return replace(gold.context, types=(*gold.context.types, *sorted(extra))) if extra else gold.context


def _strange(gold: Gold, batch: Batch[Any]) -> Counter[str]:
    """Count the labels of predictions that a gold file has not."""
    labelled, known = gold.kind.labelled, frozenset(gold.context.types)
    if labelled is None:
        return Counter()
    if batch.table is not None:
        codes = batch.codes["type"]
        strange = {name: codes[name] for name in codes.strings if name not in known}
        columns = [column for field, column in batch.table.coded() if field == "type"] if strange else []
        found = {name: sum(int((column == code).sum()) for column in columns) for name, code in strange.items()}
        return +Counter(found)
    return Counter(span.type for record in batch.records for span in labelled(record) if span.type not in known)


Extent = tuple[int, int]
"""A range of bytes of a file."""


@dataclass(frozen=True, slots=True)
class Work:
    """What all shards of a file of JSON lines are counted against."""

    gold: Gold
    path: Path
    expected: Expected[Any]
    side: "Side | None"

    def count(self, extent: Extent) -> Tally | None:
        """Count a range of the file; None where it has any problem."""
        batches = checked(jsonl.batches(self.path, self.expected, extent), self.expected)
        try:
            tally = tallied(self.gold, (batch for batch in clean(batches, 1) if not batch.missing), self.side)
        except InputError:
            return None
        return None if tally.warnings or tally.anchored else tally


Spread = Callable[[Work, Sequence[Extent]], Sequence[Tally | None] | None]
"""Counts ranges of a file at once, and gives what they hold in their order; None where it can't."""

_shared: Work | None = None  # what forked processes count against


def forked(work: Work, extents: Sequence[Extent]) -> Sequence[Tally | None] | None:
    """Count each range in a process of its own, which shares the memory of this one; None where no system call can."""
    global _shared  # noqa: PLW0603 - forked processes take the gold from here: it is too large to be sent
    from multiprocessing import get_all_start_methods, get_context

    if "fork" not in get_all_start_methods():
        return None
    _shared = work
    try:
        with get_context("fork").Pool(len(extents)) as pool:
            return pool.map(_count_shared, extents)
    finally:
        _shared = None


def _count_shared(extent: Extent) -> Tally | None:
    return _shared.count(extent) if _shared else None


def in_shards(
    gold: Gold, source: object, expected: Expected[Any], side: "Side | None", *, jobs: int, spread: Spread = forked
) -> Tally | None:
    """Count shards of a file of JSON lines at once.

    Args:
        gold: the gold.
        source: the predictions.
        expected: what they must hold.
        side: how their labels are mapped.
        jobs: how many shards.
        spread: what counts them.

    Returns:
        What counting in one process gives, parts in the order of the file. None where it must be done in one: the
        source is no file of JSON lines, units hold several documents, the system can't share memory between processes,
        or there is anything to say about single lines of the file (errors, warnings, missing documents).
    """
    if not isinstance(source, Path) or gold.kind.unit != "documents" or sniff(source) != "jsonl":
        return None
    before = stamp(source)
    work = Work(gold, source, replace(expected, allow_missing=True), side)
    whole = Tally()
    for part in spread(work, _ranges(source, jobs)) or [None]:
        if part is None:
            return None
        whole.parts += part.parts
        whole.lost.update(part.lost)
        whole.extra.update(part.extra)
    names = list(whole.names)
    complete = len(set(names)) == len(names) == len(gold.records)
    return whole if complete and stamp(source) == before else None


def _ranges(path: Path, jobs: int) -> list[Extent]:
    """Cut a file into ranges of bytes that end with a line."""
    size = path.stat().st_size
    cuts = [0]
    with path.open("rb") as file:
        for job in range(1, jobs):
            file.seek(max(cuts[-1], size * job // jobs))
            file.readline()
            cuts.append(file.tell())
    return list(zip(cuts, [*cuts[1:], size], strict=True))
