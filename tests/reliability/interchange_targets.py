"""The readers of annotation tools' formats and of other corpora, with good files to start from."""

import importlib.util
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType

import msgspec

from dateline.document import Document
from dateline.interchange import formats
from dateline.interchange.convert import convert
from dateline.interchange.corpora import sources
from dateline.interchange.sources import files_at
from invented_articles import article

from .mutations import Mutation, of_bytes, of_fields, of_json, of_zlib

OUT = "converted-gold.jsonl"
_JSON = frozenset({"cas-json", "label-studio", "w3c", "oneie"})


def exported(name: str) -> Mapping[str, bytes]:
    """Return an article in a format."""
    return formats.format_of(name).write(_article())


def imported(name: str) -> Callable[[Path], object]:
    """Return a reader of a folder in a format."""

    def read(folder: Path) -> Document:
        layers = dict.fromkeys(("annotated_layers", "entities", "mentions", "events", "quotes"), ())
        bare = msgspec.structs.replace(_article(), **layers)
        return formats.format_of(name).read(files_at(folder), bare)

    return read


def corpus(name: str) -> Mapping[str, bytes]:
    """Return the sample of a corpus: all its files, by their places below a folder."""
    with tempfile.TemporaryDirectory() as place:
        path = getattr(_samples(), name.replace("-", "_"))(Path(place))
        top = path if path.is_dir() else path.parent
        return {str(one.relative_to(top)): one.read_bytes() for one in sorted(top.rglob("*")) if one.is_file()}


def converted(name: str) -> Callable[[Path], object]:
    """Return a reader of a corpus in a folder."""
    return lambda folder: convert(name, folder, folder.parent / OUT)


def readers() -> dict[str, tuple[Callable[[Path], object], Mapping[str, bytes], Sequence[Mutation]]]:
    """Return every reader by name: what reads, a good input, and how it is changed."""
    found = {f"import: {name}": (imported(name), exported(name), _ways(name)) for name in formats.MODULES}
    return found | {f"convert: {name}": (converted(name), corpus(name), _ways(name)) for name in sources.MODULES}


def _ways(name: str) -> Sequence[Mutation]:
    if name == "docbin":
        return (of_bytes, of_zlib)
    return (of_bytes, of_json, of_json) if name in _JSON else (of_bytes, of_fields)


def _article() -> Document:
    return article(0)


def _samples() -> ModuleType:
    path = Path(__file__).parents[1] / "interchange" / "corpora" / "samples.py"
    spec = importlib.util.spec_from_file_location("corpus_samples", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
