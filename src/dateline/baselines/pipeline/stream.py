"""Run a pipeline over many texts: streaming, in several processes, and resumable.

The output folder holds shards of Parquet and `manifest.jsonl`: a line with the model's digest and the settings, then a
line for each complete shard, with the digest of its texts. A run that is started again takes a shard as done only if
the manifest says that it was made of the same texts by the same model.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from dateline.baselines.pipeline.pipeline import annotate, load_pipeline
from dateline.baselines.pipeline.store import model_digest
from dateline.corpus.gold import lines_in
from dateline.corpus.schema import arrow_schema
from dateline.corpus.segmentation import document_of
from dateline.declarations import read_text
from dateline.errors import check_version, refuse
from dateline.files import append_line, lock, writing

T = TypeVar("T")
Text = tuple[str, str]
"""A document's name and its text."""
MANIFEST = "manifest.jsonl"
SCHEMA = 1


class Run(msgspec.Struct, frozen=True, kw_only=True, tag="run"):
    """The first line of a manifest: what must be the same when a run is resumed."""

    model: str
    shard: int
    schema: int = SCHEMA


class Shard(msgspec.Struct, frozen=True, kw_only=True, tag="shard"):
    """A line of a manifest: a complete shard, its documents, and the digest of their names and texts."""

    file: str
    documents: int
    texts: str


def texts_in(source: Path) -> Iterator[Text]:
    """Yield the texts of a folder of .txt files, a .txt file, a .jsonl file or a dataset folder, in a stable order.

    Lines of .jsonl, and rows of .parquet below a dataset folder, need `text`, and may have `id`.

    Raises:
        InputError: there is nothing of that kind, or a line has no text.
    """
    if source.is_file() and source.suffix == ".txt":
        yield source.stem, read_text(source)
    elif source.is_file() and source.suffix == ".jsonl":
        yield from _lines(source)
    elif source.is_dir() and (files := sorted(source.rglob("*.parquet"))):
        for path in files:
            yield from _parquet_rows(path)
    elif source.is_dir() and (files := sorted(source.rglob("*.txt"))):
        for path in files:
            yield path.relative_to(source).with_suffix("").as_posix(), read_text(path)
    else:
        hint = "give a folder of .txt files, a .txt or .jsonl file, or a dataset folder"
        raise refuse("unknown-source", "holds no text that is understood", file=str(source), hint=hint)


def _row(row: Any, path: Path, number: int) -> Text:  # noqa: ANN401 - plain JSON data
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise refuse("missing-text", "has no text", file=str(path), line=number, field="text")
    return str(row.get("id") or f"{path.stem}-{number}"), row["text"]


def _lines(path: Path) -> Iterator[Text]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _row(_decoded(line, path, number), path, number)


def _parquet_rows(path: Path) -> Iterator[Text]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        batches = pq.ParquetFile(path).iter_batches(64)
        for number, row in enumerate((row for batch in batches for row in batch.to_pylist()), start=1):
            yield _row(row, path, number)
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        raise refuse("bad-parquet", f"can't be read ({error})", file=str(path)) from error


def _decoded(line: bytes, path: Path, number: int) -> Any:  # noqa: ANN401 - plain JSON data
    try:
        return msgspec.json.decode(line.decode())
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise refuse("bad-json", str(error), file=str(path), line=number, hint="one JSON object a line") from error


def annotate_all(
    texts: Iterable[Text], model: Path, out: Path, *, shard: int = 64, processes: int = 1, trust_pickle: bool = False
) -> Iterator[tuple[Path, int, bool]]:
    """Annotate texts in shards of Parquet; yield each shard, the number of its documents, and whether it is new.

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
        jobs = _jobs(texts, out, shard, done)
        if processes == 1:
            models = load_pipeline(model, trust_pickle=trust_pickle)
            for path, chunk, entry in jobs:
                if entry.file not in done:
                    _shard(models, path, chunk)
                    append_line(out / MANIFEST, msgspec.json.encode(entry))
                yield path, len(chunk), entry.file not in done
            return
        with ProcessPoolExecutor(processes, initializer=_load, initargs=(model, trust_pickle)) as pool:
            for window in _batched(jobs, 2 * processes):
                waiting = [
                    (path, entry, None if entry.file in done else pool.submit(_work, path, chunk))
                    for path, chunk, entry in window
                ]
                for path, entry, future in waiting:
                    if future is not None:
                        future.result()
                        append_line(out / MANIFEST, msgspec.json.encode(entry))
                    yield path, entry.documents, future is not None


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
        message = "was begun with another model, another --shard or another release"
        raise refuse("bad-output", message, file=str(out), hint="name another folder, or repeat the earlier settings")
    there = {path.name for path in out.iterdir()}
    return {one.file: one for one in found if isinstance(one, Shard) and one.file in there}


def _jobs(
    texts: Iterable[Text], out: Path, size: int, done: Mapping[str, Shard]
) -> Iterator[tuple[Path, tuple[Text, ...], Shard]]:
    seen: set[str] = set()
    for number, chunk in enumerate(_batched(texts, size)):
        path = out / f"shard-{number:05}.parquet"
        entry = Shard(
            file=path.name, documents=len(chunk), texts=hashlib.sha256(msgspec.json.encode(chunk)).hexdigest()
        )
        for name, _ in chunk:
            if name in seen:
                raise refuse("repeated-document", f"two texts are called {name!r}", hint="rename one of them")
            seen.add(name)
        if done.get(entry.file, entry) != entry:
            message = "was made of other texts: the input has changed since"
            raise refuse("bad-output", message, file=str(path), hint="name another folder for the new input")
        yield path, chunk, entry


def _batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    iterator = iter(items)
    while batch := tuple(islice(iterator, size)):
        yield batch


_models: dict[str, Mapping[str, Any]] = {}  # one entry in a worker: the models that it loaded when it started


def _load(model: Path, trust_pickle: bool) -> None:  # noqa: FBT001 - an argument of a worker
    _models["pipeline"] = load_pipeline(model, trust_pickle=trust_pickle)


def _work(path: Path, chunk: tuple[Text, ...]) -> None:
    _shard(_models["pipeline"], path, chunk)


def _shard(models: Mapping[str, Any], path: Path, chunk: tuple[Text, ...]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    documents = annotate(models, (document_of(name, text) for name, text in chunk))
    schema = arrow_schema(canary=False)
    rows = [msgspec.to_builtins(document) for document in documents]
    with writing(path) as scratch:
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), scratch, compression="zstd")
