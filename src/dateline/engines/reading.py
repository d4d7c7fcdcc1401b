"""Texts as datasets of Ray: one block for each piece of the source, read where it is needed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from dateline.baselines.pipeline.texts import Failure, Piece, Text, texts_of
from dateline.engines.connecting import imported
from dateline.engines.known import Keys, keys_of

Rows = Mapping[str, Any]
"""A batch of Ray Data: columns by name."""


def texts(pieces: Sequence[Piece]) -> Any:  # noqa: ANN401 - a Dataset of Ray
    """Return the documents of a source as a dataset of Ray: columns `piece`, `id`, `text`, and `error`.

    `piece` is the place of the piece in the sequence. A document that can't be read has no text, and its failure as
    JSON in `error`; the others have "" there.
    """
    return items(list(enumerate(pieces))).map_batches(_read, batch_size=1, batch_format="pyarrow")


def items(values: Sequence[Any]) -> Any:  # noqa: ANN401 - a Dataset of Ray
    """Return values as a dataset of Ray, each as JSON in a block of its own."""
    ray = imported()
    return ray.data.from_items([msgspec.json.encode(one) for one in values], override_num_blocks=len(values))


def keys_in(pieces: Sequence[Piece]) -> tuple[Keys, "np.ndarray[Any, Any]"]:
    """Hash all documents of a source; return their keys, and the piece of each."""
    return _gathered(texts(pieces).map_batches(_keys_of_texts, batch_size=None, batch_format="numpy"))


def keys_of_shards(paths: Sequence[Path]) -> Keys:
    """Hash the documents of complete shards."""
    if not paths:
        return keys_of(())
    return _gathered(items([str(path) for path in paths]).map_batches(_keys_of_shard, batch_size=1))[0]


def unpacked(rows: Any, kind: Any) -> list[Any]:  # noqa: ANN401
    """Return the values of a batch of `items`."""
    found = rows["item"]
    return [
        msgspec.json.decode(item, type=kind) for item in (found.to_pylist() if hasattr(found, "to_pylist") else found)
    ]


def _read(rows: Any) -> Any:  # noqa: ANN401 - a table of pyarrow
    import pyarrow as pa

    found: list[tuple[int, str, str, str]] = []
    for number, piece in unpacked(rows, tuple[int, Piece]):
        for one in texts_of(piece):
            if isinstance(one, Failure):
                found.append((number, one.document, "", msgspec.json.encode(one).decode()))
            else:
                found.append((number, *one, ""))
    columns = list(zip(*found, strict=True)) or [()] * 4
    kinds = (pa.int64(), pa.string(), pa.string(), pa.string())
    arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    return pa.table(arrays, names=["piece", "id", "text", "error"])


def _keys_of_texts(rows: Rows) -> Rows:
    return _columns(keys_of(zip(rows["id"], rows["text"], strict=True)), rows["piece"])


def _keys_of_shard(rows: Rows) -> Rows:
    import pyarrow.parquet as pq

    found: list[Text] = []
    for path in unpacked(rows, str):
        table = pq.ParquetFile(path).read(columns=["id", "text"])
        found += zip(*(table[name].to_pylist() for name in ("id", "text")), strict=True)
    return _columns(keys_of(found), np.zeros(len(found), dtype=np.int64))


def _columns(keys: Keys, piece: Any) -> Rows:  # noqa: ANN401 - an array
    return {"name": keys[:, 0], "text": keys[:, 1], "piece": piece}


def _gathered(found: Any) -> tuple[Keys, "np.ndarray[Any, Any]"]:  # noqa: ANN401 - a Dataset of Ray
    keys, pieces = [keys_of(())], [np.zeros(0, dtype=np.int64)]
    for rows in found.iter_batches(batch_size=None, batch_format="numpy"):
        keys.append(np.stack([rows["name"], rows["text"]], axis=1))
        pieces.append(rows["piece"])
    return np.concatenate(keys), np.concatenate(pieces)
