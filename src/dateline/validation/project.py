"""What checks of the whole project look at: the manifest, texts, catalogue and all documents together."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from dateline.corpus.article_files import ArticleFile
from dateline.corpus.diff.corrections import Correction
from dateline.corpus.sources import Manifest, Source, SourceArticle
from dateline.corpus.stories import Outlet, Story
from dateline.document import CatalogueEntry, Layer
from dateline.ontology import Ontology
from dateline.validation.subject import Subject


@dataclass(frozen=True)
class Project:
    """A project under test.

    Attributes:
        manifests: the source documents, by the file of their manifest.
        manifest_lines: the lines of each manifest, in which articles are looked up.
        masked: the masked texts by article id, as far as their files are there.
        masked_files: the names of all files of masked texts, without their suffix.
        texts: the real texts by article id, as far as they are available.
        ontology: the labels.
        catalogue: the corpus-wide entities; None where there is no catalogue.
        documents: the documents that could be read, by folder below the gold's.
        expected: the folders, such as `news/ferry`, that the articles' annotations have there.
        article_files: the articles of the part `open` by path below the root, as far as they could be read.
        stories: its stories by the name of their file.
        outlets: its outlets by id.
        gold_files: all files below the gold's folder, such as `news/ferry/mentions.jsonl`.
        adjudicated: the digests of layers as adjudication wrote them, by document and layer.
        corrections: the recorded corrections, in their order.
    """

    manifests: Mapping[str, Manifest]
    manifest_lines: Mapping[str, tuple[str, ...]]
    masked: Mapping[str, str]
    masked_files: tuple[str, ...]
    texts: Mapping[str, str]
    ontology: Ontology
    catalogue: tuple[CatalogueEntry, ...] | None
    documents: Mapping[str, Subject]
    expected: frozenset[str]
    gold_files: tuple[str, ...]
    article_files: Mapping[str, ArticleFile]
    stories: Mapping[str, Story]
    outlets: Mapping[str, Outlet]
    adjudicated: Mapping[tuple[str, Layer], str]
    corrections: tuple[Correction, ...]

    @cached_property
    def articles(self) -> tuple[tuple[Source, SourceArticle], ...]:
        """All articles with their sources, repeated ids included."""
        sources = (source for manifest in self.manifests.values() for source in manifest.sources)
        return tuple((source, article) for source in sources for article in source.articles)

    def file(self, article: SourceArticle) -> str:
        """Return the manifest that an article is in."""
        return next(
            file
            for file, manifest in self.manifests.items()
            if any(article is one for source in manifest.sources for one in source.articles)
        )

    def known(self) -> Iterator[tuple[SourceArticle, str]]:
        """Yield the articles of which a text is there, real rather than masked, with it; none whose id is repeated."""
        times = Counter(article.id for _, article in self.articles)
        for _, article in self.articles:
            text = self.texts.get(article.id, self.masked.get(article.id))
            if text is not None and times[article.id] == 1:
                yield article, text

    def line(self, article: SourceArticle, paragraph: int | None = None) -> int | None:
        """Find the manifest's line of an article, or of one of its paragraphs (from 0); None where it isn't found."""
        lines = self.manifest_lines[self.file(article)]
        named = [n for n, line in enumerate(lines) if line.split("#")[0].split() == _given(article.id)]
        if not named or paragraph is None:
            return named[0] + 1 if named else None
        rows: list[int] = []
        for number, line in enumerate(lines[named[0] :], start=named[0] + 1):
            if line.startswith("[["):
                break
            if line.lstrip().startswith("{"):
                rows.append(number)
        return rows[paragraph] if paragraph < len(rows) else named[0] + 1


def _given(name: str) -> list[str]:
    return ["id", "=", f'"{name}"']
