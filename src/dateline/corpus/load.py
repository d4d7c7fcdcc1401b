"""Load the built corpus: typed documents from its Parquet files, offline."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from dateline.corpus.sources import Manifest, digest, load_manifest, restore
from dateline.document import Document
from dateline.errors import refuse
from dateline.paths import CORPUS, DATA, MANIFEST, MANIFESTS, SEEDS, WIKINEWS, gum_folder, root, seeds_folder

_SPLITS = ["train", "validation", "test"]


def load(name: str = "news", *, seeds: str | Path | None = None) -> tuple[Document, ...]:
    """Load a part (`"news"`), or one split of it (`"news/test"`), in the corpus's order.

    The text of real articles is masked unless their source files are available: in the folder `seeds`, in the one that
    the variable DATELINE_SEEDS names, or in `seeds/` of the working folder.

    A published version comes from the hub, through its cache: `"hub:OWNER/NAME"` is everything of the newest one,
    `"hub:OWNER/NAME@v0.2.0"` everything of a tag, branch or commit, and `"hub:OWNER/NAME@v0.2.0#news/test"` a part or
    split of it.

    Raises:
        InputError: there is no such part, split or published version, or a source file is not the original.
        TextNeededError: a folder was named and a source file is missing from it.
    """
    if name.startswith("hub:"):
        from dateline.corpus.hub import fetched, hub_name

        published = hub_name(name)
        documents = _documents(fetched(published) / "data", published.part)
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
        import difflib

        near = difflib.get_close_matches(name, known, n=1)
        message = f"there is no part or split {name!r}"
        raise refuse("unknown-part", message, hint=f"did you mean {near[0]!r}?" if near else f"there are {known}")
    part, _, split = (name or "").partition("/")
    files = sorted(data.glob(f"{part or '*'}/{split or '*'}.parquet"), key=_place)
    return tuple(document for path in files for document in _read(path))


def _place(path: Path) -> tuple[str, int]:
    return path.parent.name, _SPLITS.index(path.stem)


def corpus_path() -> Path:
    """Return the dataset folder, which `datasets.load_dataset(str(dateline.corpus_path()), "news")` reads offline."""
    return root() / CORPUS


def load_version(name: str) -> tuple[Document, ...]:
    """Load everything of a version: a dataset folder, or one on the hub by a name such as `hub:OWNER/NAME@v0.1.0`.

    Raises:
        InputError: there is no such version.
    """
    return load(name) if name.startswith("hub:") else load_folder(Path(name))


def load_folder(folder: Path) -> tuple[Document, ...]:
    """Load every part and split of a dataset folder, such as `corpus/` of another version.

    Raises:
        InputError: the folder holds no Parquet files below `data/`.
    """
    files = sorted((folder / "data").glob("*/*.parquet"))
    if not files:
        hint = "give a dataset folder such as corpus/ of a checkout"
        raise refuse("missing-dataset", "there is no data/PART/SPLIT.parquet below it", file=str(folder), hint=hint)
    return tuple(document for path in files for document in _read(path))


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
    return _read_once(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)  # documents are immutable, and a command asks for a part more than once
def _read_once(path: Path, _: int) -> tuple[Document, ...]:
    import pyarrow.parquet as pq

    # Not read_table: it loads pandas, which takes longer than all the rest.
    return msgspec.convert(pq.ParquetFile(path).read().to_pylist(), tuple[Document, ...])
