"""Our gold of the part `wikinews` beside GUM's labels of the same articles, document by document."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from dateline.annotation.human.mapping import TypeMapping, read_mapping
from dateline.annotation.human.mentions import Common, Placed, annotated, common, our_mentions, their_mentions
from dateline.annotation.human.ontogum import read_ontogum
from dateline.corpus.articles import assembled
from dateline.corpus.sources import digest, load_manifest, restore
from dateline.document import Document
from dateline.errors import refuse
from dateline.interchange.corpora.labels import Labels, check_words
from dateline.interchange.corpora.webanno import read_webanno
from dateline.interchange.corpora.words import words
from dateline.paths import WIKINEWS

PART = "wikinews"


class Beside(NamedTuple):
    """Another side's labels of a document.

    Attributes:
        mentions: those in paragraphs that we annotate.
        common: which of them are common with ours.
        elsewhere: how many there are in other paragraphs.
    """

    mentions: Sequence[Placed]
    common: Common
    elsewhere: int


class Compared(NamedTuple):
    """A document with our mentions, GUM's, and OntoGUM's, which have no types and no singletons."""

    document: Document
    ours: Sequence[Placed]
    gum: Beside
    ontogum: Beside


class Comparison(NamedTuple):
    """All documents, the mapping of types, and a checksum of the label files that were read."""

    documents: Sequence[Compared]
    mapping: TypeMapping
    labels: str


def read_comparison(root: Path, gum: Path) -> Comparison:
    """Read our gold and a copy of GUM.

    Args:
        root: the project's folder.
        gum: a folder with dep/, and either coref/ and ontogum/ with the label files or the layout of GUM's repository.

    Raises:
        InputError: a file is missing, is not the original, or can't be read; or our gold has no mentions yet.
    """
    manifest, mapping = load_manifest(root / WIKINEWS), read_mapping(root)
    texts = restore(manifest, gum)
    documents = {one.id: one for one in assembled(root, texts) if one.part == PART}
    for name, document in documents.items():  # before any label is read
        if "mentions" not in document.annotated_layers:
            message = f"{name} has no gold mentions yet"
            raise refuse("missing-layer", message, hint=f"compare when all of {PART} is annotated")
    compared = []
    seen = hashlib.sha256()
    for source in manifest.sources:
        (article,) = source.articles
        document = documents[article.id]
        stem = Path(source.file).stem
        files = gum / source.file, *(_first(gum, options, stem) for options in (_GUM, _ONTOGUM))
        compared.append(_compare(document, *files))
        mapping.check((one.type for one in compared[-1].gum.mentions), str(files[1]))
        for path in files[1:]:
            seen.update(path.read_bytes())
    return Comparison(compared, mapping, seen.hexdigest())


def gold_checksum(documents: Sequence[Document]) -> str:
    """Return a digest of the gold mentions of the part, the same for masked and real text."""
    mentions = [(one.id, one.mentions) for one in documents if one.part == PART]
    return digest(msgspec.json.encode(sorted(mentions)).decode())


_GUM = ("coref/{}.tsv", "coref/gum/tsv/{}.tsv")
_ONTOGUM = ("ontogum/{}.conll", "coref/ontogum/conll/{}.conll")


def _first(folder: Path, options: Sequence[str], stem: str) -> Path:
    """Return the first of the places that a file may have which is there; the first of all if none is."""
    paths = [folder / option.format(stem) for option in options]
    return next((path for path in paths if path.exists()), paths[0])


def _compare(document: Document, dep: Path, tsv: Path, conll: Path) -> Compared:
    listed = words(dep.read_text(encoding="utf-8-sig"), str(dep))
    ours = our_mentions(document.mentions, listed)

    def beside(labels: Labels, path: Path) -> Beside:
        check_words(labels, listed, path)
        found = their_mentions(labels, listed)
        kept = annotated(found, document)
        return Beside(kept, common(ours, kept), len(found) - len(kept))

    return Compared(document, ours, beside(read_webanno(tsv), tsv), beside(read_ontogum(conll), conll))
