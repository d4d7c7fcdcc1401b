"""Run a pipeline over many texts: streaming, in several processes, and so that a broken run can go on."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from dateline.baselines.pipeline.pipeline import annotate, document_of, load_pipeline
from dateline.corpus.schema import features
from dateline.errors import refuse

T = TypeVar("T")
Text = tuple[str, str]
"""A document's name and its text."""


def texts_in(source: Path) -> Iterator[Text]:
    """Yield the texts of a folder of .txt files, a .txt file, a .jsonl file or a dataset folder, in a stable order.

    Lines of .jsonl, and rows of .parquet below a dataset folder, need `text`, and may have `id`.

    Raises:
        InputError: there is nothing of that kind, or a line has no text.
    """
    if source.is_file() and source.suffix == ".txt":
        yield source.stem, source.read_text(encoding="utf-8")
    elif source.is_file() and source.suffix == ".jsonl":
        with source.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                yield _row(msgspec.json.decode(line), source, number)
    elif source.is_dir() and (files := sorted(source.rglob("*.parquet"))):
        import pyarrow.parquet as pq

        for path in files:
            for batch in pq.ParquetFile(path).iter_batches(64):
                for number, row in enumerate(batch.to_pylist(), start=1):
                    yield _row(row, path, number)
    elif source.is_dir() and (files := sorted(source.rglob("*.txt"))):
        for path in files:
            yield path.relative_to(source).with_suffix("").as_posix(), path.read_text(encoding="utf-8")
    else:
        hint = "give a folder of .txt files, a .txt or .jsonl file, or a dataset folder"
        raise refuse("unknown-source", "holds no text that is understood", file=str(source), hint=hint)


def _row(row: Any, path: Path, number: int) -> Text:  # noqa: ANN401 - plain JSON data
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise refuse("missing-text", "has no text", file=str(path), line=number, field="text")
    return str(row.get("id") or f"{path.stem}-{number}"), row["text"]


def annotate_all(
    texts: Iterable[Text], model: Path, out: Path, *, shard: int = 64, processes: int = 1
) -> Iterator[tuple[Path, int, bool]]:
    """Annotate texts in shards of Parquet; yield each shard, the number of its documents, and whether it is new.

    A shard that is there is taken as done, so that an interrupted run resumes; a shard under way has another
    name until it is whole.

    Args:
        texts: names and texts, in a stable order.
        model: a folder that `dateline train` made.
        out: a folder for `shard-00000.parquet` and so on, in the columns of the published dataset.
        shard: documents of a shard.
        processes: how many work at once; each loads the models.
    """
    out.mkdir(parents=True, exist_ok=True)
    jobs = ((out / f"shard-{number:05}.parquet", chunk) for number, chunk in enumerate(_batched(texts, shard)))
    if processes == 1:
        models = load_pipeline(model)
        for path, chunk in jobs:
            yield path, len(chunk), _shard(models, path, chunk)
        return
    with ProcessPoolExecutor(processes, initializer=_load, initargs=(model,)) as pool:
        for window in _batched(jobs, 2 * processes):
            waiting = [(path, len(chunk), pool.submit(_work, path, chunk)) for path, chunk in window]
            for path, number, future in waiting:
                yield path, number, future.result()


def _batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    iterator = iter(items)
    while batch := tuple(islice(iterator, size)):
        yield batch


_models: dict[str, Mapping[str, Any]] = {}  # one entry in a worker: the models that it loaded when it started


def _load(model: Path) -> None:
    _models["pipeline"] = load_pipeline(model)


def _work(path: Path, chunk: tuple[Text, ...]) -> bool:
    return _shard(_models["pipeline"], path, chunk)


def _shard(models: Mapping[str, Any], path: Path, chunk: tuple[Text, ...]) -> bool:
    if path.exists():
        return False
    import pyarrow as pa
    import pyarrow.parquet as pq
    from datasets import Features

    documents = [annotate(models, document_of(name, text)) for name, text in chunk]
    schema = Features(features()).arrow_schema
    rows = [msgspec.to_builtins(document) for document in documents]
    under_way = path.with_suffix(".partial")
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), under_way, compression="zstd")
    under_way.rename(path)
    return True
