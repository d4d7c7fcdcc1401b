"""What annotators do with files: get a sheet, hand in a working file."""

from collections.abc import Iterator
from pathlib import Path

from dateline.articles import Article, news_articles
from dateline.checks import nearest
from dateline.corpus import texts_at_hand
from dateline.errors import Problem, TextNeededError, refuse
from dateline.gold import read_annotation, write_layer
from dateline.working import Sheet, read_working


def article_of(root: Path, document: str, seeds: Path | None = None) -> Article:
    """Return an article, with its real text where that is at hand.

    Raises:
        InputError: there is no such document.
    """
    articles = {article.id: article for article in news_articles(root, texts_at_hand(seeds))}
    if document not in articles:
        hint = nearest(document, frozenset(articles))
        raise refuse("document-unknown", f"there is no document {document!r}", hint=hint)
    return articles[document]


def sheet_of(
    root: Path, document: str, seeds: Path | None = None, mentions: Path | None = None
) -> tuple[Sheet, list[str]]:
    """Return a document's sheet, with its settled mentions, and the kinds of its paragraphs.

    Raises:
        TextNeededError: only the masked text is at hand.
    """
    article = article_of(root, document, seeds)
    if article.masked:
        message = f"the real text of {document!r} is needed, and only its masked text is at hand"
        hint = "name the folder with the source files by --seeds or DATELINE_SEEDS"
        raise TextNeededError([Problem(test="text-needed", message=message, hint=hint)])
    gold = root / "annotations" / "gold" / article.part / document
    annotation = read_annotation(gold)
    settled = read_annotation(mentions).mentions if mentions else annotation.mentions
    sheet = Sheet(article.text, article.paragraphs, annotation.sentences or (), settled or ())
    return sheet, [paragraph.kind for paragraph in article.paragraphs]


def anchor_file(
    layer: str,
    document: str,
    file: Path,
    out: Path,
    *,
    root: Path,
    seeds: Path | None = None,
    mentions: Path | None = None,
) -> Iterator[str]:
    """Anchor a working file, write its records, and yield what there is to say."""
    if layer not in {"mentions", "events", "quotes"}:
        raise refuse("layer-unknown", f"there is no layer {layer!r}", hint="expected mentions, events or quotes")
    sheet, _ = sheet_of(root, document, seeds, mentions)
    anchored = read_working(layer, file, sheet)
    yield f"wrote {write_layer(out, layer, anchored.records)} ({len(anchored.records)} records)"
    if layer == "mentions":
        yield f"wrote {write_layer(out, 'entities', anchored.entities)} ({len(anchored.entities)} entities)"
    yield "anchored: " + ", ".join(f"{number} {how}" for how, number in sorted(anchored.how.items()))
