"""Converting another corpus to a gold file: JSON Lines, one document a line with its text and all its layers."""

from collections import Counter
from pathlib import Path

import msgspec

from dateline.errors import refuse
from dateline.files import check_unpublished, writing
from dateline.interchange.corpora.converted import row_of
from dateline.interchange.corpora.sources import source_of
from dateline.paths import root

LAYERS = ("entities", "clusters", "events", "quotes")


class Summary(msgspec.Struct, frozen=True):
    """What was written: how many documents and items of each layer, and what was left out, by what it is."""

    documents: int
    layers: dict[str, int]
    left_out: dict[str, int]


def convert(source: str, path: Path, out: Path, *, names: bool = False, flat: bool = False) -> Summary:
    """Read another corpus and write it as a gold file, which `score`, `run` and `train` take.

    Args:
        source: which corpus, a name in `dateline.interchange.corpora.sources.MODULES`.
        path: a file of it, or a folder.
        out: the file to write; it holds the corpus's text, and so may not be where the project is published from.
        names: only names are entities.
        flat: of entities that overlap only the longest is kept, as task `ner` needs by default.

    Raises:
        InputError: there is no such source, its files are not in its layout, or two documents have one id.
    """
    check_unpublished(out, root())
    found: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    seen: set[str] = set()
    encoder = msgspec.json.Encoder()
    with writing(out) as scratch, scratch.open("wb") as file:
        for document in source_of(source).read(path):
            if document.id in seen:
                hint = "convert the folders one by one"
                raise refuse(
                    "repeated-document", f"two documents are called {document.id!r}", file=str(path), hint=hint
                )
            seen.add(document.id)
            row, out_of_it = row_of(document, names=names, flat=flat)
            lost += out_of_it
            found.update({layer: len(row[layer]) for layer in LAYERS if layer in row})
            file.write(encoder.encode(row) + b"\n")
        if not seen:
            raise refuse("missing-corpus", "there is no document of the corpus in it", file=str(path))
    return Summary(len(seen), {layer: found[layer] for layer in LAYERS if layer in found}, dict(sorted(lost.items())))
