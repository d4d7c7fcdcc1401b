"""GUM: entities and coreference in its WebAnno TSV files.

The text is the words, parted by spaces, and a sentence is a line. Nothing here says which mentions are names.
"""

from collections.abc import Iterator
from pathlib import Path

from dateline.interchange.corpora.converted import Converted, Entity, files_in, laid_out
from dateline.interchange.corpora.labels import Labels
from dateline.interchange.corpora.webanno import read_webanno

ABOUT = "GUM: entities and coreference (WebAnno .tsv files)"


def read(path: Path) -> Iterator[Converted]:
    """Read `.tsv` files, one a document."""
    for file in files_in(path, "*.tsv"):
        yield _document(file.stem, read_webanno(file))


def _document(name: str, labels: Labels) -> Converted:
    text, sentences = laid_out(_sentences(labels))
    tokens = [token for sentence in sentences for token in sentence]
    clusters: dict[int, list[tuple[int, int]]] = {}
    entities = []
    for mention in labels.mentions:
        span = tokens[mention.first][0], tokens[mention.last - 1][1]
        entities.append(Entity(*span, mention.type))
        clusters.setdefault(mention.cluster, []).append(span)
    return Converted(id=name, text=text, tokens=tokens, entities=entities, clusters=list(clusters.values()))


def _sentences(labels: Labels) -> Iterator[list[str]]:
    """Part the words where lines lie between them."""
    sentence: list[str] = []
    for index, form in enumerate(labels.forms):
        if index and labels.lines[index] != labels.lines[index - 1] + 1:
            yield sentence
            sentence = []
        sentence.append(form)
    yield sentence
