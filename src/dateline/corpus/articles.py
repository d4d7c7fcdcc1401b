"""Articles before their gold: text, paragraphs and facts of publication, and how they join with annotations."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from dateline.corpus.article_files import ArticleFile, read_article_file
from dateline.corpus.gold import Annotation, read_annotation, read_catalogue
from dateline.corpus.sources import digest, load_manifest
from dateline.corpus.stories import Story, read_stories
from dateline.declarations import read_text
from dateline.document import LAYERS, Document, Paragraph
from dateline.errors import refuse
from dateline.paths import ARTICLES, CATALOGUE, GOLD, MANIFESTS, MASKED, STORIES


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """A document without annotations; the fields are those of `Document`."""

    id: str
    part: str
    split: str
    story: str
    outlet: str
    genre: str
    topic: str
    date: str
    provenance: str
    license: str
    sha256: str
    masked: bool
    text: str
    paragraphs: tuple[Paragraph, ...]


def source_articles(root: Path, texts: Mapping[str, str] | None = None) -> Iterator[Article]:
    """Yield the articles of the parts with source documents; those without a text in `texts` are masked."""
    known = texts or {}
    for part, file in MANIFESTS.items():
        if not (root / file).exists():
            continue
        for source, article in load_manifest(root / file).articles.values():
            masked = article.id not in known
            path = root / MASKED / f"{article.id}.txt"
            text = read_text(path).removesuffix("\n") if masked else known[article.id]
            yield Article(
                id=article.id,
                part=part,
                split=article.split,
                story=article.story,
                outlet=source.publisher,
                genre=article.genre,
                topic=article.topic,
                date=article.date,
                provenance="real",
                license=source.license,
                sha256=article.sha256,
                masked=masked,
                text=text,
                paragraphs=tuple(Paragraph(p.start, p.end, p.kind) for p in article.paragraphs),
            )


def all_articles(root: Path, texts: Mapping[str, str] | None = None) -> Iterator[Article]:
    """Yield the articles of all parts, those of `open` first; `texts` are real texts by document id."""
    yield from open_articles(root)
    yield from source_articles(root, texts)


def open_articles(root: Path) -> Iterator[Article]:
    """Yield the articles of the part `open`, by story and id, each in the split of its story.

    Raises:
        InputError: an article or a story file can't be read, or an article's story is unknown.
    """
    stories = read_stories(root / STORIES)
    for path in sorted((root / ARTICLES).glob("*/*.md")):
        article_file = read_article_file(path)
        story = stories.get(article_file.front.story)
        if story is None:
            message = f"there is no story {article_file.front.story!r}"
            raise refuse("unknown-story", message, file=str(path), field="story")
        yield open_article(article_file, story)


def open_article(article_file: ArticleFile, story: Story) -> Article:
    """Make an article of the part `open` of what its writer submitted."""
    front = article_file.front
    return Article(
        id=front.id,
        part="open",
        split=story.split,
        story=front.story,
        outlet=front.outlet,
        genre=front.genre,
        topic=front.topic,
        date=front.date.isoformat(),
        provenance=front.provenance,
        license=front.license,
        sha256=digest(article_file.text),
        masked=False,
        text=article_file.text,
        paragraphs=article_file.paragraphs,
    )


def assemble(article: Article, annotation: Annotation, names: Mapping[str, tuple[str, ...]]) -> Document:
    """Join an article with its annotation and its entities with their names, by catalogue id.

    A layer without a file is left out of `annotated_layers`.
    """
    headline = next((p for p in article.paragraphs if p.kind == "headline"), None)
    return Document(
        **msgspec.structs.asdict(article),
        title=article.text[headline.start : headline.end] if headline else None,
        sentences=annotation.sentences or (),
        tokens=tuple(span for line in annotation.tokens or () for span in line.spans),
        annotated_layers=tuple(layer for layer in LAYERS if getattr(annotation, layer) is not None),
        entities=tuple(
            msgspec.structs.replace(entity, names=names.get(entity.catalogue or "", ()))
            for entity in annotation.entities or ()
        ),
        mentions=annotation.mentions or (),
        events=annotation.events or (),
        quotes=annotation.quotes or (),
    )


def assembled(root: Path, texts: Mapping[str, str] | None = None) -> tuple[Document, ...]:
    """Join every article of a project with its gold as it is now, finished or not.

    Args:
        root: the project's folder.
        texts: real texts by document id; the others stay masked.

    Raises:
        InputError: an article or a gold file can't be read.
    """
    catalogue = root / CATALOGUE
    entries = read_catalogue(catalogue) if catalogue.exists() else ()
    names = {entry.id: (entry.name, *entry.aliases) for entry in entries}
    return tuple(assemble(a, read_annotation(root / GOLD / a.part / a.id), names) for a in all_articles(root, texts))
