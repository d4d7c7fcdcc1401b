"""What annotators do with files: get a sheet, submit a working file, adjudicate."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from dateline.annotation.agreement import Decision, differences, pairs
from dateline.annotation.agreement.disagreements import line_of
from dateline.annotation.working_format import Sheet, read_anchored, read_working
from dateline.corpus.articles import Article, all_articles
from dateline.corpus.diff.corrections import ADJUDICATED, Adjudicated, state_of
from dateline.corpus.gold import TokenLine, lines_of, read_annotation, read_lines, write_layer
from dateline.corpus.load import available_texts
from dateline.document import Layer
from dateline.errors import InputError, Problem, nearest, refuse, text_needed
from dateline.files import write_text
from dateline.paths import GOLD, PASSES


def article_of(root: Path, document: str, seeds: Path | None = None) -> Article:
    """Return an article, with its real text where that is available.

    Raises:
        InputError: there is no such document.
    """
    articles = {article.id: article for article in all_articles(root, available_texts(seeds))}
    if document not in articles:
        hint = nearest(document, frozenset(articles))
        raise refuse("unknown-document", f"there is no document {document!r}", hint=hint)
    return articles[document]


def segment_articles(root: Path, seeds: Path | None = None) -> Iterator[Path]:
    """Write tokens and proposed sentences of every article that has none, or was edited since; yield their folders.

    Sentences are a proposal: they are read and corrected by hand before mentions are annotated. An article that has
    mentions is left alone.
    """
    from dateline.corpus.segmentation import propose_sentences, tokenize

    for article in all_articles(root, available_texts(seeds)):
        folder = root / GOLD / article.part / article.id
        if article.masked or (folder / "mentions.jsonl").exists():
            continue
        lines = tokenize(article.text, article.paragraphs)
        tokens = tuple(TokenLine(*zip(*(s.key for s in line), strict=True)) for line in lines)
        if read_annotation(folder).tokens == tokens:
            continue
        write_layer(folder, "sentences", propose_sentences(article.text, article.paragraphs))
        write_layer(folder, "tokens", tokens)  # last: they say that the article is done
        yield folder


def sheet_of(
    root: Path, document: str, seeds: Path | None = None, mentions: Path | None = None
) -> tuple[Sheet, list[str]]:
    """Return a document's sheet, with its settled mentions, and the kinds of its paragraphs.

    Raises:
        TextNeededError: only the masked text is available.
    """
    article = article_of(root, document, seeds)
    if article.masked:
        raise text_needed(f"a sheet of {document!r}")
    gold = root / GOLD / article.part / document
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
        raise refuse("unknown-layer", f"there is no layer {layer!r}", hint="expected mentions, events or quotes")
    sheet, _ = sheet_of(root, document, seeds, mentions)
    anchored = read_working(layer, file, sheet)
    yield f"wrote {write_layer(out, layer, anchored.records)} ({len(anchored.records)} records)"
    if layer == "mentions":
        yield f"wrote {write_layer(out, 'entities', anchored.entities)} ({len(anchored.entities)} entities)"
    yield "anchored: " + ", ".join(f"{number} {how}" for how, number in sorted(anchored.how.items()))


def settle(
    layer: Layer,
    document: str,
    work: Path,
    decided: Path,
    *,
    root: Path,
    seeds: Path | None = None,
    of_round: str = "",
) -> Iterator[str]:
    """Write the adjudicated layer of a document to the gold, and the decisions beside its passes.

    Args:
        layer: mentions, events or quotes.
        document: a document that two annotators annotated.
        work: the adjudicated layer, in the working format.
        decided: one decision a line: where (`paragraph`, `text`, `occurrence`), `difference`, `category`, `chosen`, and
            perhaps a `note`.
        root: the project's folder.
        seeds: where the source texts are.
        of_round: the round of the passes; the latest by default.

    Raises:
        InputError: a line can't be read or anchored, or a difference between the passes has no decision.
    """
    sheet, _ = sheet_of(root, document, seeds)
    gold = root / GOLD / article_of(root, document, seeds).part / document
    (pair,) = pairs(root, layer, [document], of_round) or (None,)
    if pair is None:
        raise refuse("missing-passes", f"{document!r} has no two annotations of {layer}")
    anchored = read_working(layer, work, sheet)
    decisions = read_anchored(decided, sheet, Decision)
    open_ones = [one for one in differences(layer, pair) if one.decided(decisions) is None]
    if open_ones:
        hint = "decide it in the decisions file; `dateline agreement --list` names the differences"
        raise InputError(
            Problem(id="missing-decision", message=line_of(pair, layer, one, sheet.text), file=str(decided), hint=hint)
            for one in open_ones
        )
    yield f"wrote {write_layer(gold, layer, anchored.records)} ({len(anchored.records)} records)"
    if layer == "mentions":
        known = {entity.id: entity.catalogue for entity in read_annotation(gold).entities or ()}
        entities = [msgspec.structs.replace(one, catalogue=known.get(one.id)) for one in anchored.entities]
        yield f"wrote {write_layer(gold, 'entities', entities)} ({len(entities)} entities)"
    path = root / PASSES / pair.round / "decisions" / document / f"{layer}.jsonl"
    decisions.sort(key=lambda one: one.key)
    write_text(path, lines_of(decisions))
    yield f"wrote {path} ({len(decisions)} decisions)"
    yield f"wrote {record_adjudicated(root, pair.round, document, [layer])}"


def record_adjudicated(root: Path, of_round: str, document: str, layers: Sequence[Layer], note: str = "") -> Path:
    """Write the digests of a document's gold layers to the record of a round; return its path.

    Args:
        root: the project's folder.
        of_round: the round of annotation that was adjudicated.
        document: the document.
        layers: those that adjudication wrote.
        note: says so, where a digest was not taken when adjudication wrote the layer.
    """
    (folder,) = (root / GOLD).glob(f"*/{document}")
    gold, path = read_annotation(folder), root / PASSES / of_round / ADJUDICATED
    there = {(one.document, one.layer): one for one in read_lines(path, Adjudicated)} if path.exists() else {}
    for layer in layers:
        there[document, layer] = Adjudicated(document=document, layer=layer, sha256=state_of(layer, gold), note=note)
    return write_text(path, lines_of(there[key] for key in sorted(there)))
