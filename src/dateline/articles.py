"""Articles before their gold: text, paragraphs and facts of publication, and how they join with annotations."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from dateline.gold import Annotation
from dateline.model import LAYERS, Document, Paragraph
from dateline.sources import load_manifest

RIGHTS_RESERVED = "annotations CC-BY-4.0; text: all rights with its publisher, not included"


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """A document without annotations; the fields are those of `Document`."""

    id: str
    part: str
    split: str
    story: str
    outlet: str
    genre: str
    date: str
    provenance: str
    license: str
    sha256: str
    masked: bool
    text: str
    paragraphs: tuple[Paragraph, ...]


def news_articles(root: Path, texts: Mapping[str, str] | None = None) -> Iterator[Article]:
    """Yield the articles of the part `news`, masked, or with the real texts given by id."""
    for source, article in load_manifest(root / "seeds" / "manifest.toml").articles.values():
        path = root / "seeds" / "masked" / f"{article.id}.txt"
        text = path.read_text(encoding="utf-8").removesuffix("\n") if texts is None else texts[article.id]
        yield Article(
            id=article.id,
            part="news",
            split="test",
            story="afghanistan-2021",
            outlet=source.publisher,
            genre=article.genre,
            date=article.date,
            provenance="real",
            license=RIGHTS_RESERVED,
            sha256=article.sha256,
            masked=texts is None,
            text=text,
            paragraphs=tuple(Paragraph(p.start, p.end, p.kind) for p in article.paragraphs),
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
