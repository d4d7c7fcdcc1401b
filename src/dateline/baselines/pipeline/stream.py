"""Run a pipeline over many texts: streaming, in several processes, and resumable.

The output folder holds shards of Parquet and `manifest.jsonl`: a line with the model's digest and the settings, then a
line for each complete shard, with the digest of its texts and the documents that failed. A run that is started again
takes a shard as done only if the manifest says that it was made of the same texts by the same model.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import msgspec

from dateline.baselines.pipeline.pipeline import annotate, batched, load_pipeline
from dateline.baselines.pipeline.store import model_digest
from dateline.baselines.pipeline.texts import Failure, Text
from dateline.corpus.gold import lines_in
from dateline.corpus.schema import arrow_schema
from dateline.corpus.segmentation import document_of
from dateline.errors import check_version, refuse
from dateline.files import append_line, lock, write_bytes, writing

MANIFEST = "manifest.jsonl"
ERRORS = "errors.jsonl"
SCHEMA = 1


class Run(msgspec.Struct, frozen=True, kw_only=True, tag="run"):
    """The first line of a manifest: what must be the same when a run is resumed."""

    model: str
    shard: int
    engine: str = "local"
    schema: int = SCHEMA


class Shard(msgspec.Struct, frozen=True, kw_only=True, tag="shard"):
    """A line of a manifest: a complete shard.

    Attributes:
        file: its name; where no document could be annotated, there is no such file.
        documents: how many it holds.
        texts: the digest of the names and texts that it was made of.
        words: how many they have, between white space.
        failed: documents that it should hold and doesn't.
    """

    file: str
    documents: int
    texts: str
    words: int = 0
    failed: tuple[Failure, ...] = ()


@dataclass(slots=True)
class Throughput:
    """How much of a run is done, and how fast: documents that are new, were there, or failed, and new words."""

    new: int = 0
    old: int = 0
    failed: int = 0
    words: int = 0
    started: float = field(default_factory=perf_counter)

    def add(self, shard: Shard, *, fresh: bool) -> None:
        """Count a shard."""
        self.failed += len(shard.failed)
        if fresh:
            self.new += shard.documents
            self.words += shard.words
        else:
            self.old += shard.documents

    @property
    def documents(self) -> int:
        """All documents so far."""
        return self.new + self.old + self.failed

    def __str__(self) -> str:
        """Render in one line."""
        seconds = perf_counter() - self.started
        rates = f"{self.new / seconds:.1f} documents and {self.words / seconds:,.0f} words a second"
        there = f", {self.old} were there" if self.old else ""
        return f"{self.new} documents in {seconds:.1f} s ({rates}){there}"


def annotate_all(
    texts: Iterable[Text], model: Path, out: Path, *, shard: int = 64, processes: int = 1, trust_pickle: bool = False
) -> Iterator[tuple[Shard, bool]]:
    """Annotate texts in shards of Parquet; yield each shard, and whether it is new.

    A document on which a model fails is left out, and listed in `errors.jsonl` when the run ends.

    Args:
        texts: names and texts, in a stable order.
        model: a folder that `dateline train` made.
        out: a folder for `shard-00000.parquet` and so on, in the columns of the published dataset, and the manifest.
        shard: documents of a shard.
        processes: how many work at once; each loads the models.
        trust_pickle: as in `load_models`.

    Raises:
        InputError: the folder holds something else, or shards of another model, other settings or other texts; two
            documents have one name.
    """
    with lock(out):
        done = resumed(out, Run(model=model_digest(model), shard=shard))
        failed: list[Failure] = []
        for entry, fresh in _made(_jobs(texts, out, shard, done), done, model, processes, trust_pickle=trust_pickle):
            if fresh:
                append_line(out / MANIFEST, msgspec.json.encode(entry))
            failed += entry.failed
            yield entry, fresh
        write_errors(out, failed)


def _made(
    jobs: Iterator["_Job"], done: Mapping[str, Shard], model: Path, processes: int, *, trust_pickle: bool
) -> Iterator[tuple[Shard, bool]]:
    """Make the shards that are not there yet, in this process or in several, in the order of the jobs."""
    if processes == 1:
        models = load_pipeline(model, trust_pickle=trust_pickle)
        for path, chunk in jobs:
            there = done.get(path.name)
            yield there or write_shard(models, path, chunk), there is None
        return
    with ProcessPoolExecutor(processes, initializer=_load, initargs=(model, trust_pickle)) as pool:
        for window in batched(jobs, 2 * processes):
            waiting = [done.get(path.name) or pool.submit(_work, path, chunk) for path, chunk in window]
            for found in waiting:
                yield (found, False) if isinstance(found, Shard) else (found.result(), True)


def resumed(out: Path, run: Run) -> dict[str, Shard]:
    """Read the manifest of an earlier run, or begin one; return the complete shards by file."""
    manifest = out / MANIFEST
    if not manifest.exists():
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            message = "exists and holds no output of `dateline annotate`"
            raise refuse("bad-output", message, file=str(out), hint="name a new or empty folder")
        append_line(manifest, msgspec.json.encode(run))
        return {}
    lines = lines_in(manifest)
    found: list[Run | Shard] = []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(msgspec.json.decode(line, type=Run | Shard))
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            if number == len(lines):  # a run was killed while it wrote the line: its shard is made again
                break
            raise refuse("bad-record", str(error), file=str(manifest), line=number) from error
    if found and isinstance(found[0], Run):
        check_version(found[0].schema, SCHEMA, str(manifest))
    if not found or found[0] != run:
        message = "was begun with another model, another --shard, another --engine or another release"
        raise refuse("bad-output", message, file=str(out), hint="name another folder, or repeat the earlier settings")
    there = {path.name for path in out.iterdir()}
    shards = [one for one in found if isinstance(one, Shard)]
    return {one.file: one for one in shards if one.file in there or not one.documents}


_Job = tuple[Path, tuple[Text, ...]]
"""A shard's path, and the texts that it is made of."""


def _jobs(texts: Iterable[Text], out: Path, size: int, done: Mapping[str, Shard]) -> Iterator[_Job]:
    seen: set[str] = set()
    for number, chunk in enumerate(batched(texts, size)):
        path = out / f"shard-{number:05}.parquet"
        for name, _ in chunk:
            if name in seen:
                raise refuse("repeated-document", f"two texts are called {name!r}", hint="rename one of them")
            seen.add(name)
        if path.name in done and done[path.name].texts != digest_of(chunk):
            message = "was made of other texts: the input has changed since"
            raise refuse("bad-output", message, file=str(path), hint="name another folder for the new input")
        yield path, chunk


def digest_of(texts: tuple[Text, ...]) -> str:
    """Return a checksum of names and texts."""
    return hashlib.sha256(msgspec.json.encode(texts)).hexdigest()


_models: dict[str, Mapping[str, Any]] = {}  # one entry in a worker: the models that it loaded when it started


def _load(model: Path, trust_pickle: bool) -> None:  # noqa: FBT001 - an argument of a worker
    _models["pipeline"] = load_pipeline(model, trust_pickle=trust_pickle)


def _work(path: Path, chunk: tuple[Text, ...]) -> Shard:
    return write_shard(_models["pipeline"], path, chunk)


def write_shard(models: Mapping[str, Any], path: Path, chunk: tuple[Text, ...]) -> Shard:
    """Annotate texts and write them as one shard, unless all of them fail; return its entry for the manifest.

    Raises:
        InputError: the shard can't be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables: list[Any] = []
    failed: list[Failure] = []
    for found in _tables(models, chunk):
        (failed if isinstance(found, Failure) else tables).append(found)
    if tables:
        with writing(path) as scratch:
            pq.write_table(pa.concat_tables(tables), scratch, compression="zstd")
    words = sum(len(text.split()) for _, text in chunk)
    documents = len(chunk) - len(failed)
    texts = digest_of(chunk)
    return Shard(file=path.name, documents=documents, texts=texts, words=words, failed=tuple(failed))


def _tables(models: Mapping[str, Any], chunk: tuple[Text, ...]) -> Iterator[Any]:
    """Yield the annotated texts as one table; where that fails, as a table or a failure for each of them."""
    import pyarrow as pa

    def table(some: tuple[Text, ...]) -> Any:  # noqa: ANN401 - a table of pyarrow
        documents = annotate(models, (document_of(name, text) for name, text in some))
        rows = [msgspec.to_builtins(document) for document in documents]
        return pa.Table.from_pylist(rows, schema=arrow_schema(canary=False))

    try:
        yield table(chunk)
    except Exception as error:  # noqa: BLE001 - a text can make a model fail in any way, and the others are to go on
        if len(chunk) == 1:
            message = f"can't be annotated ({type(error).__name__}: {error})"
            yield Failure(chunk[0][0], "bad-document", message)
            return
        for one in chunk:
            yield from _tables(models, (one,))


def write_errors(out: Path, failed: Sequence[Failure]) -> None:
    """Write the table of documents that failed, or remove that of an earlier run if there are none."""
    if failed:
        write_bytes(out / ERRORS, msgspec.json.Encoder().encode_lines(failed))
    else:
        (out / ERRORS).unlink(missing_ok=True)
