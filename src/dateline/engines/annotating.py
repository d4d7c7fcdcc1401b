"""Annotate texts on a Ray cluster: actors that hold the models write shards, and this process keeps the manifest.

A shard counts once its line is in the manifest, so that neither a killed worker nor a killed run leaves a document
twice or none: Ray gives the work of a dead worker to another, and the next run annotates what no complete shard holds,
found by name and text. Ray gives such work again without end, so that actors count deaths in files: after some of them
a piece is done document by document, and a document that goes on killing its worker fails alone.
"""

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from dateline.baselines.pipeline.pipeline import load_pipeline
from dateline.baselines.pipeline.store import model_digest
from dateline.baselines.pipeline.stream import MANIFEST, Run, Shard, digest_of, resumed, write_errors, write_shard
from dateline.baselines.pipeline.texts import Failure, Piece, Text, pieces, texts_of
from dateline.engines.connecting import failures_refused, imported
from dateline.engines.known import Known, Verdict, keys_of, known
from dateline.engines.reading import items, keys_in, keys_of_shards, unpacked
from dateline.errors import InputError, Problem, refuse
from dateline.files import append_line, lock

DEATHS = 2  # workers that a piece may cost before it is taken apart, and then a document before it fails
NOTES = ".dateline-deaths"
Models = Mapping[str, Any]


class Task(msgspec.Struct, frozen=True):
    """What an actor is given: a piece of the source and its number."""

    number: int
    piece: Piece


class Outcome(msgspec.Struct, frozen=True):
    """What an actor gives back: the shards that it wrote, or why it could write none."""

    shards: tuple[Shard, ...] = ()
    problems: tuple[Problem, ...] = ()


class Plan(msgspec.Struct, frozen=True):
    """What is to be done.

    Attributes:
        entries: shards of earlier runs.
        tasks: pieces that have documents which those shards don't hold.
        known: names and texts of those shards, and names that several documents of the source have.
        documents: how many documents the source has.
    """

    entries: tuple[Shard, ...]
    tasks: tuple[Task, ...]
    known: Known
    documents: int


class Annotator:
    """An actor: it loads the models once, then annotates one piece after another."""

    def __init__(self, load: Callable[[], Models], out: Path, shard: int, known: Any) -> None:  # noqa: ANN401
        """Load the models; `known` is a reference of Ray to what is known of the documents."""
        self._out, self._shard = out, shard
        self._known: Known = imported().get(known)
        self._models: Models = {}
        self._refused: tuple[Problem, ...] = ()
        try:
            self._models = load()
        except InputError as error:  # raised here it would reach nobody: Ray starts the next actor
            self._refused = error.problems

    def __call__(self, batch: Mapping[str, Any]) -> Mapping[str, Any]:
        """Annotate the pieces of a batch; return an outcome for each, as JSON."""
        tasks = unpacked(batch, Task)
        return {"outcome": [msgspec.json.encode(self._outcome(task)) for task in tasks]}

    def _outcome(self, task: Task) -> Outcome:
        if self._refused:
            return Outcome(problems=self._refused)
        rows = list(texts_of(task.piece))
        failed = [row for row in rows if isinstance(row, Failure)]
        read = [row for row in rows if not isinstance(row, Failure)]
        verdicts = self._known.verdicts(keys_of(read))
        failed += [_refused(text, verdict) for text, verdict in zip(read, verdicts, strict=True) if verdict in _REFUSED]
        fresh = [text for text, verdict in zip(read, verdicts, strict=True) if verdict == "new"]
        try:
            shards = list(self._shards(task.number, fresh))
        except InputError as error:  # the folder can't be written to
            return Outcome(problems=error.problems)
        return Outcome(
            (*shards, Shard(file="", documents=0, texts="", failed=tuple(failed))) if failed else tuple(shards)
        )

    def _shards(self, number: int, texts: Sequence[Text]) -> Iterator[Shard]:
        """Write texts in shards; those of a piece that has killed its workers in shards of one document."""
        with _noted(self._out / NOTES / str(number)) as deaths:
            size = self._shard if deaths < DEATHS else 1
            for at in range(0, len(texts), size):
                chunk = tuple(texts[at : at + size])
                path = self._out / f"shard-{digest_of(chunk)[:16]}.parquet"
                if deaths < DEATHS:
                    yield write_shard(self._models, path, chunk)
                    continue
                with _noted(self._out / NOTES / f"{number}-{at}") as own:
                    yield write_shard(self._models, path, chunk) if own < DEATHS else _deadly(chunk, path)


@contextmanager
def _noted(path: Path) -> Iterator[int]:
    """Keep a byte in a file while the block runs; give how many bytes were left there by workers that died in it."""
    path.parent.mkdir(exist_ok=True)
    with path.open("ab") as file:
        deaths = file.tell()
        file.write(b"x")
    yield deaths
    path.unlink(missing_ok=True)


def _deadly(chunk: tuple[Text, ...], path: Path) -> Shard:
    message = f"can't be annotated ({DEATHS} workers died of it when they had nothing else to do)"
    failed = tuple(Failure(name, "bad-document", message) for name, _ in chunk)
    return Shard(file=path.name, documents=0, texts=digest_of(chunk), failed=failed)


_REFUSED: Mapping[Verdict, tuple[str, str, str]] = {
    "repeated": ("repeated-document", "several texts have this name", "rename all but one of them"),
    "changed": (
        "repeated-document",
        "another text of this name is annotated already: it has changed since, or the input has",
        "rename it, or name another folder for the new input",
    ),
}


def _refused(text: Text, verdict: Verdict) -> Failure:
    error, message, hint = _REFUSED[verdict]
    return Failure(text[0], error, message, hint=hint)


def annotate_on_cluster(
    source: Path,
    model: Path,
    out: Path,
    *,
    workers: int,
    shard: int = 64,
    gpus: float = 0.0,
    trust_pickle: bool = False,
    load: Callable[[], Models] | None = None,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Iterator[tuple[Shard, bool]]:
    """Annotate the texts of a source on the cluster that this process is connected to.

    All machines of the cluster must have the same release of dateline, and see the three paths. Documents that can't be
    read or annotated are listed in `errors.jsonl` when the run ends; a run that is started again tries them again.

    Args:
        source: what `pieces` reads.
        model: a folder that `dateline train` made.
        out: a folder for shards of Parquet in the columns of the published dataset, called after their contents, and
            the manifest.
        workers: how many actors, each with a CPU of its own.
        shard: documents of a shard, at most.
        gpus: how many GPUs, or what share of one, are reserved for each actor.
        trust_pickle: as in `load_models`.
        load: how an actor loads the models, instead of `load_pipeline`.
        progress: is told how many documents are done, and of how many.

    Yields:
        Each complete shard, and whether it is new.

    Raises:
        InputError: the source or the model can't be read, or the folder holds something else, or shards of another
            model, other settings or the local engine.
    """
    source, model, out = (path.resolve() for path in (source, model, out))
    digest = model_digest(model)
    load = load or partial(_load, model, digest, trust_pickle=trust_pickle)
    with lock(out):
        plan = _plan(source, out, Run(model=digest, shard=shard, engine="ray"), shard)
        yield from ((entry, False) for entry in plan.entries)
        done = sum(entry.documents for entry in plan.entries)
        failed: list[Failure] = []
        files = {entry.file for entry in plan.entries}
        actor = (load, out, shard, imported().put(plan.known))
        for entry in _shards(plan.tasks, actor, workers, gpus):
            append_line(out / MANIFEST, msgspec.json.encode(entry))
            files.add(entry.file)
            failed += entry.failed
            done += entry.documents + len(entry.failed)
            progress("documents", done, plan.documents)
            yield entry, True
        write_errors(out, failed)
        _sweep(out, files)


def _load(model: Path, digest: str, *, trust_pickle: bool) -> Models:
    """Load the models in an actor; on all machines they must be those that the run began with."""
    if model_digest(model) != digest:
        raise refuse("bad-model", "is another one on this machine of the cluster", file=str(model))
    return load_pipeline(model, trust_pickle=trust_pickle)


def _plan(source: Path, out: Path, run: Run, shard: int) -> Plan:
    parts = list(pieces(source, shard))
    there = (entry for entry in resumed(out, run).values() if entry.documents)
    entries = tuple(msgspec.structs.replace(entry, failed=()) for entry in there)  # those that failed are tried again
    _sweep(out, {entry.file for entry in entries})
    done = keys_of_shards([out / entry.file for entry in entries])
    present, piece = keys_in(parts) if parts else (keys_of(()), ())
    facts = known(done, present)
    verdicts = facts.verdicts(present)
    left = {int(number) for number, verdict in zip(piece, verdicts, strict=True) if verdict != "done"}
    tasks = tuple(Task(number, parts[number]) for number in sorted(left))
    return Plan(entries, tasks, facts, len(present))


def _sweep(out: Path, files: Collection[str]) -> None:
    """Remove what killed workers and runs have left: shards that are in no manifest, halves of shards, notes."""
    for path in (*out.glob("shard-*.parquet"), *out.glob(".dateline-shard-*")):
        if path.name not in files:
            path.unlink(missing_ok=True)
    shutil.rmtree(out / NOTES, ignore_errors=True)


def _shards(tasks: Sequence[Task], actor: tuple[Any, ...], workers: int, gpus: float) -> Iterator[Shard]:
    """Let actors do tasks; yield the shards as they come."""
    if not tasks:
        return
    ray = imported()
    found = items(tasks).map_batches(
        Annotator,
        batch_size=1,
        fn_constructor_args=actor,
        compute=ray.data.ActorPoolStrategy(size=min(workers, len(tasks))),
        num_cpus=1,
        num_gpus=gpus or None,
    )
    with failures_refused("run the command again: what is done is kept"):
        for row in found.iter_rows():
            outcome = msgspec.json.decode(row["outcome"], type=Outcome)
            if outcome.problems:
                raise InputError(outcome.problems)
            yield from outcome.shards
