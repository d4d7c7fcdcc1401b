"""Load the built corpus: typed documents from its Parquet files, offline."""

import difflib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from dateline.corpus.sources import Manifest, digest, load_manifest, restore
from dateline.document import FILE_FACTS, SCHEMA, Document
from dateline.errors import InputError, check_version, nearest, refuse
from dateline.paths import CORPUS, DATA, MANIFEST, MANIFESTS, SEEDS, WIKINEWS, gum_folder, root, seeds_folder

_SPLITS = ["train", "validation", "test"]


def load(name: str = "open", *, seeds: str | Path | None = None) -> tuple[Document, ...]:
    """Load a part, one split of it, a pool of them, or a folder, in the corpus's order.

    The text of real articles is masked unless their source files are available: in the folder `seeds`, in the one that
    the variable DATELINE_SEEDS names, or in `seeds/` of the working folder.

    A published version comes from the hub, through its cache: `"hub:OWNER/NAME"` is everything of the newest one,
    `"hub:OWNER/NAME@v0.2.0"` everything of a tag, branch or commit, and `"hub:OWNER/NAME@v0.2.0#news/test"` a part or
    split of it.

    Args:
        name: a part (`"news"`), a split (`"open/test"`), `"real"` (all real test sets), a published version, or a
            folder with Parquet files of documents: what `dateline build --with-text` or `dateline annotate` writes.
        seeds: where the source texts are.

    Raises:
        InputError: there is no such part, split, folder or published version, or a source file is not the original.
        TextNeededError: a folder was named and a source file is missing from it.
    """
    if name.startswith("hub:"):
        from dateline.corpus.hub import fetched, hub_name

        published = hub_name(name)
        documents = _documents(fetched(published) / "data", published.part)
    elif name in POOLS:
        documents = tuple(one for part in POOLS[name] if part in names() for one in _documents(root() / DATA, part))
    elif name not in names() and is_folder(name):
        return load_folder(Path(name))
    else:
        documents = _documents(root() / DATA, name)
    if not any(document.masked for document in documents):
        return documents
    texts = available_texts(Path(seeds) if seeds else None, {document.part for document in documents})
    return documents if texts is None else tuple(unmask(document, texts) for document in documents)


def _documents(data: Path, name: str | None) -> tuple[Document, ...]:
    """Read a part or split of a folder such as corpus/data, or everything."""
    known = names(data)
    if name is not None and name not in known:
        raise _unknown(name, known)
    part, _, split = (name or "").partition("/")
    files = sorted(data.glob(f"{part or '*'}/{split or '*'}.parquet"), key=_place)
    return tuple(document for path in files for document in _read(path))


def _place(path: Path) -> tuple[str, int]:
    return path.parent.name, _SPLITS.index(path.stem)


def is_folder(name: str) -> bool:
    """Tell whether a name is a folder of documents rather than a part: it has Parquet files somewhere below it."""
    folder = Path(name)
    return (
        ("/" in name or folder.name == name) and folder.is_dir() and next(folder.rglob("*.parquet"), None) is not None
    )


def _unknown(name: str, known: Sequence[str]) -> InputError:
    """Say that there is no such part, and which was probably meant; never one that a system must not see."""
    part, _, split = name.partition("/")
    meant = f"{part}/{_SPLIT_NAMES.get(split, split)}"
    near = difflib.get_close_matches(name, known, n=1)
    if meant in known:
        hint = f"did you mean {meant!r}?"
    elif split and part in known:
        hint = f"{part} has {', '.join(one for one in known if one.startswith(f'{part}/'))}"
    else:
        hint = f"did you mean {near[0]!r}?" if near else f"a folder, or one of {', '.join([*known, *POOLS])}"
    return refuse("unknown-part", f"there is no part or split {name!r}", hint=hint)


def part_of(ids: Collection[str]) -> str:
    """Return the smallest part or split of the corpus that documents belong to; ids that are not known don't count.

    A part of one split is named by itself.

    Raises:
        InputError: none is known, or they are of several parts.
    """
    where = {name: split for split in names() if "/" in split for name in _ids(split)}
    found = Counter(where[name] for name in ids if name in where)
    if not found:
        some = next(iter(ids), None)
        message = "the predictions are for no document of the corpus" + (f": {some!r} is none" if some else "")
        hint = nearest(some, frozenset(where)) if some else None
        hint = hint or "name the documents by their ids, or give your own gold by --gold"
        raise refuse("unknown-document", message, hint=hint)
    parts = Counter[str]()
    for split, number in found.items():
        parts[split.partition("/")[0]] += number
    if len(parts) > 1:
        told = ", ".join(f"{number} of {part}" for part, number in sorted(parts.items()))
        pools = [pool for pool, members in POOLS.items() if set(found) <= {_whole(member) for member in members}]
        hint = f"say which are scored by --data{f', such as --data {pools[0]}' if pools else ''}"
        raise refuse("bad-parts", f"the predictions are for documents of several parts: {told}", hint=hint)
    (part,) = parts
    splits = [name for name in names() if name.startswith(f"{part}/")]
    return next(iter(found)) if len(found) == 1 and len(splits) > 1 else part


def retold_stories() -> frozenset[str]:
    """Return the stories of the real articles of `news`; the open part retells some of them."""
    manifest = load_manifest(root() / MANIFEST)
    return frozenset(article.story for source in manifest.sources for article in source.articles)


def _whole(name: str) -> str:
    """Return the split that a part of a single split is."""
    splits = [split for split in names() if split.startswith(f"{name}/")]
    return splits[0] if len(splits) == 1 else name


def _ids(split: str) -> list[str]:
    import pyarrow.parquet as pq

    path = root() / DATA / f"{split}.parquet"
    found: list[str] = pq.ParquetFile(path).read(columns=["id"]).column("id").to_pylist()
    return found


def corpus_path() -> Path:
    """Return the dataset folder, which `datasets.load_dataset(str(dateline.corpus_path()), "news")` reads offline."""
    return root() / CORPUS


def load_version(name: str) -> tuple[Document, ...]:
    """Load everything of a version: a dataset folder, or one on the hub by a name such as `hub:OWNER/NAME@v0.2.0`.

    Raises:
        InputError: there is no such version.
    """
    return load(name) if name.startswith("hub:") else load_folder(Path(name))


def load_folder(folder: Path) -> tuple[Document, ...]:
    """Load all documents of a folder: every part and split of a dataset folder, or the shards of `dateline annotate`.

    Raises:
        InputError: the folder holds no Parquet files of documents.
    """
    files = sorted((folder / "data").glob("*/*.parquet")) or sorted(folder.rglob("*.parquet"))
    if not files:
        hint = "give a dataset folder such as corpus/ of a checkout"
        raise refuse("missing-dataset", "there is no Parquet file in it", file=str(folder), hint=hint)
    try:
        return tuple(document for path in files for document in _read(path))
    except InputError:
        raise
    except (msgspec.ValidationError, OSError, ValueError) as error:  # pyarrow's errors are of the last two kinds
        raise refuse("bad-dataset", f"a file holds no documents: {error}", file=str(folder)) from None


_SPLIT_NAMES = {"dev": "validation", "val": "validation", "valid": "validation", "devel": "validation"}
POOLS: Mapping[str, tuple[str, ...]] = {"real": ("news", "wikinews/test")}
"""Names for several parts or splits together: `real` is all real news that is for testing."""


def names(data: Path | None = None) -> list[str]:
    """Return the parts and splits that `load` knows: those of corpus/data, or of a folder like it."""
    found = sorted((data or root() / DATA).glob("*/*.parquet"))
    return sorted({path.parent.name for path in found} | {f"{path.parent.name}/{path.stem}" for path in found})


def available_texts(seeds: Path | None = None, parts: Collection[str] = tuple(MANIFESTS)) -> Mapping[str, str] | None:
    """Restore the real texts of parts as far as their source files are available; None where there are none.

    Raises:
        TextNeededError: a folder was named, by `seeds` or a variable, and a source file is missing from it.
        InputError: a source file is not the original.
    """
    folder = seeds_folder(seeds)
    gum = gum_folder(folder)
    texts: dict[str, str] = {}
    named = seeds is not None or folder != Path(SEEDS)
    if "news" in parts and (named or any(folder.glob("*.txt"))):  # as the sources are named; saves reading the manifest
        manifest = load_manifest(root() / MANIFEST)
        if _present(manifest, folder) or (named and not _is_gum(folder)):
            texts |= restore(manifest, folder)
    if "wikinews" in parts and gum is not None and (root() / WIKINEWS).exists():
        texts |= restore(load_manifest(root() / WIKINEWS), gum)
    return texts or None


def _is_gum(folder: Path) -> bool:
    return (folder / "dep").is_dir() or (folder / "gum" / "dep").is_dir()


def _present(manifest: Manifest, folder: Path) -> bool:
    return any((folder / source.file).exists() for source in manifest.sources)


def unmask(document: Document, texts: Mapping[str, str]) -> Document:
    """Put the real text into a masked document."""
    if not document.masked or document.id not in texts:
        return document
    text = texts[document.id]
    title = next((text[p.start : p.end] for p in document.paragraphs if p.kind == "headline"), None)
    return msgspec.structs.replace(document, text=text, title=title, masked=False)


def checksum(documents: tuple[Document, ...]) -> str:
    """Return a digest of the documents' facts and gold, the same for masked and real text."""
    bare = [msgspec.structs.replace(d, text="", title=None, masked=True) for d in documents]
    return digest(msgspec.json.encode(bare).decode())


def _read(path: Path) -> tuple[Document, ...]:
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise refuse("bad-file-access", str(error.strerror), file=str(path)) from error
    return _read_once(path, changed)


@lru_cache(maxsize=8)  # documents are immutable, and a command asks for a part more than once
def _read_once(path: Path, _: int) -> tuple[Document, ...]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        known = file.schema_arrow.metadata or {}
        facts = msgspec.json.decode(known.get(FILE_FACTS, b"{}"), type=dict[str, int | str])
        check_version(facts.get("schema", SCHEMA), SCHEMA, str(path))
        # Not read_table: it loads pandas, which takes longer than all the rest.
        return msgspec.convert(file.read().to_pylist(), tuple[Document, ...])
    except (OSError, pa.ArrowException, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise refuse("bad-parquet", f"can't be read ({error})", file=str(path)) from error
