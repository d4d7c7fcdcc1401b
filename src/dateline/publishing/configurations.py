"""What a dataset folder offers to load: a configuration for each part and each flat table, with its splits."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dateline.corpus.schema import features
from dateline.ontology import Ontology
from dateline.paths import TABLES
from dateline.publishing.instructions import INSTRUCTIONS
from dateline.publishing.tables import COREF, EVENTS, NER, QUOTES, table_features

FLAT = (NER, COREF, EVENTS, QUOTES, INSTRUCTIONS)
_PARTS = ("open", "news", "wikinews")
_SPLITS = ("train", "validation", "test")


class Split(NamedTuple):
    """A split: its file below the dataset folder, its rows, and its bytes in memory and on disk."""

    name: str
    path: str
    rows: int
    memory: int
    size: int


class Configuration(NamedTuple):
    """What `load_dataset(repository, name)` gives: columns, as `datasets` feature types, and splits."""

    name: str
    about: str
    features: Mapping[str, Any]
    splits: tuple[Split, ...]


def configurations(folder: Path, labels: Ontology) -> tuple[Configuration, ...]:
    """Describe what a dataset folder holds: the parts first, `open` before all others, then the flat tables."""
    parts = sorted((path.name for path in (folder / "data").iterdir()), key=_part)
    found = [
        Configuration(name, f"an article of the part {name}", features(), tuple(_splits(folder, f"data/{name}")))
        for name in parts
    ]
    found += [
        Configuration(t.name, t.about, table_features(t, labels), tuple(_splits(folder, f"{TABLES}/{t.name}")))
        for t in FLAT
    ]
    return tuple(one for one in found if one.splits)


def _splits(folder: Path, below: str) -> Iterator[Split]:
    import pyarrow.parquet as pq

    for path in sorted((folder / below).glob("*.parquet"), key=_place):
        table = pq.ParquetFile(path).read()
        name = path.relative_to(folder).as_posix()
        yield Split(path.stem, name, table.num_rows, table.nbytes, path.stat().st_size)


def _part(name: str) -> tuple[int, str]:
    return _PARTS.index(name) if name in _PARTS else len(_PARTS), name


def _place(path: Path) -> tuple[str, int]:
    """Put the splits of the part `open` first, and those of a part in their order."""
    part, _, split = path.stem.rpartition("_")
    return part, _SPLITS.index(split)
