"""Build the corpus folder: gold and articles become Parquet, a dataset card, its companions and checksums.

The same input gives the same bytes. The new folder is made beside the old one and takes its place in one step, so that
a build that is killed leaves the earlier one whole.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from dateline.corpus.articles import assembled
from dateline.corpus.schema import arrow_schema, features, row
from dateline.document import Document
from dateline.errors import InputError, Problem
from dateline.files import MARKER, check_unpublished, output_folder
from dateline.ontology import ontology
from dateline.paths import CORPUS, TABLES, using_root
from dateline.publishing.companions import companions
from dateline.publishing.configurations import FLAT
from dateline.publishing.tables import Row, split_of, table_features, table_rows

CHECKSUMS = "checksums.txt"
_INPUT_FOLDERS, _INPUT_FILES = ("articles", "stories"), ("outlets.toml", "quotas.toml")


def write_dataset(folder: Path, records: Sequence[Document], like: Path | None = None) -> None:
    """Write the Parquet files: `data/<part>/<split>.parquet`, and `tables/<table>/<split>.parquet`.

    Args:
        folder: the dataset folder.
        records: all documents.
        like: an earlier dataset folder; a file of it with the same schema and content is kept as it is, for another
            release of the writer may encode the same table in other bytes.
    """
    from datasets import Features

    columns = Features(features())
    for (part, split), group in groupby(sorted(records, key=_place), key=_place):
        _write(folder, f"data/{part}/{split}.parquet", columns, map(row, group), like)
    for table in FLAT:
        columns = Features(table_features(table, ontology()))
        rows: dict[str, list[Row]] = {}
        for document in sorted(records, key=_place):
            rows.setdefault(split_of(document), []).extend(table_rows(table, document))
        for split, listed in rows.items():
            if listed:
                name = f"{TABLES}/{table.name}/{split}.parquet"
                _write(folder, name, columns, map(columns.encode_example, listed), like)


def _write(folder: Path, name: str, columns: Any, rows: Iterable[Row], like: Path | None) -> None:  # noqa: ANN401
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist(list(rows), schema=arrow_schema(columns, canary=True))
    pq.write_table(table, path, compression="zstd", write_page_index=False)
    if like is not None and _same(path, like / name):
        shutil.copyfile(like / name, path)


def _place(document: Document) -> tuple[str, str]:
    return document.part, document.split


def build(root: Path) -> Path:
    """Make `corpus/` anew from the masked texts and the gold; return its path.

    Raises:
        InputError: a gold file can't be read, or `corpus/` holds files that the build would remove.
    """
    target = root / CORPUS
    stray = _stray(target)
    if stray:
        message = "is in corpus/ and comes from neither sources nor gold: the build would remove it"
        raise InputError(
            Problem(id="bad-output", message=message, file=f"corpus/{name}", hint="move it elsewhere, or remove it")
            for name in stray
        )
    documents = assembled(root)
    with output_folder(target, "dataset", own=True) as scratch:
        _make(root, scratch, documents)
    return target


def build_with_text(root: Path, texts: Mapping[str, str], out: Path, *, force: str = "") -> Path:
    """Write the dataset with its real texts to a folder outside the project.

    Args:
        root: the project's folder.
        texts: real texts by document id.
        out: the folder: new, empty, or an earlier output.
        force: the name of the folder, given again, to replace one that is not an earlier output.

    Raises:
        InputError: the folder may not be replaced, or lies inside the project's tracked data.
    """
    check_unpublished(out, root)
    documents = assembled(root, texts)
    with output_folder(out, "dataset", force=force) as scratch:
        _make(root, scratch, documents)
    return out


def _stray(target: Path) -> list[str]:
    """List files of `corpus/` that no build made, and that are no inputs of the build."""
    if not (target / CHECKSUMS).exists():
        return []
    listed = (target / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    known = {line.partition("  ")[2] for line in listed} | {CHECKSUMS, *_INPUT_FILES}
    return sorted(
        name
        for name in _files(target)
        if name not in known and name.partition("/")[0] not in _INPUT_FOLDERS and not _generated(name)
    )


def _generated(name: str) -> bool:
    return name.startswith(("data/", f"{TABLES}/")) and name.endswith(".parquet")


def check(root: Path) -> list[Problem]:
    """Compare the committed `corpus/` with what the sources and gold give now.

    Parquet files are compared by schema and content, for another release of the writer may encode the same table in
    other bytes; all other files byte by byte.
    """
    problems = []
    with tempfile.TemporaryDirectory(prefix="dateline-check-") as scratch:
        fresh, target = Path(scratch) / "corpus", root / CORPUS
        _make(root, fresh, assembled(root))
        for name in sorted(_files(fresh) | _files(target)):
            if not _same(fresh / name, target / name):
                hint = "run `dateline build` and commit the result"
                message = "is not what the sources and the gold give"
                problems.append(Problem(id="bad-build", message=message, file=f"corpus/{name}", hint=hint))
    return problems


def _make(root: Path, folder: Path, records: tuple[Document, ...]) -> None:
    for name in _INPUT_FOLDERS:
        if (root / CORPUS / name).is_dir():
            shutil.copytree(root / CORPUS / name, folder / name)
    for name in _INPUT_FILES:
        if (root / CORPUS / name).is_file():
            shutil.copyfile(root / CORPUS / name, folder / name)
    with using_root(root):  # labels, tasks and prompts are those of the project that is built
        write_dataset(folder, records, root / CORPUS)
        for name, text in companions(root, folder, records):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    lines = [f"{content_digest(folder / name)}  {name}\n" for name in sorted(_files(folder))]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def content_digest(path: Path) -> str:
    """Return the SHA-256 of a file; of a Parquet file, that of its rows as JSON lines, whatever wrote it."""
    if path.suffix != ".parquet":
        return hashlib.sha256(path.read_bytes()).hexdigest()
    import pyarrow.parquet as pq

    return hashlib.sha256(msgspec.json.Encoder().encode_lines(pq.ParquetFile(path).read().to_pylist())).hexdigest()


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name != MARKER}


def _same(one: Path, other: Path) -> bool:
    if not (one.exists() and other.exists()):
        return False
    if one.suffix != ".parquet":
        return one.read_bytes() == other.read_bytes()
    import pyarrow.parquet as pq

    left, right = pq.ParquetFile(one).read(), pq.ParquetFile(other).read()
    return bool(left.schema.equals(right.schema, check_metadata=True) and left.equals(right))
