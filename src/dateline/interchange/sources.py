"""What can be exported: the gold of a document, a raw annotation, or a system's predictions; and files to import."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from dateline.corpus.articles import Article, all_articles, assemble
from dateline.corpus.gold import Annotation, read_annotation, read_catalogue
from dateline.corpus.load import available_texts
from dateline.document import LAYERS, Argument, Document, Event, Filler, Layer, Mention, Quote, Span
from dateline.errors import InputError, nearest, refuse
from dateline.formats.checks import Expected, facts_of
from dateline.formats.read import ids, read
from dateline.interchange.assembly import UNTYPED, assembled, level_of
from dateline.paths import CATALOGUE, GOLD
from dateline.records import CorefRecord, EventRecord, EventsRecord, NerRecord, QuoteRecord, QuotesRecord

MOST_BYTES = 64 << 20
"""The size up to which a file is imported."""


def documents(
    root: Path, names: Sequence[str], source: str = "gold", seeds: Path | None = None, layers: Sequence[Layer] = ()
) -> tuple[Document, ...]:
    """Return documents with the layers of a source.

    Args:
        root: the project's folder.
        names: document ids.
        source: `gold`, a folder of raw annotations (of the documents, or of one), or a file of predictions.
        seeds: where the source texts are.
        layers: the layers that are wanted; none for all that there are.

    Raises:
        InputError: there is no such document or source, or it has nothing of a layer that is wanted.
    """
    articles = {article.id: article for article in all_articles(root, available_texts(seeds))}
    for name in names:
        if name not in articles:
            hint = nearest(name, frozenset(articles))
            raise refuse("unknown-document", f"there is no document {name!r}", hint=hint)
    chosen = [articles[name] for name in dict.fromkeys(names)]
    place = Path(source)
    if source == "gold" or (place.is_dir() and not any(place.glob("*.ann"))):
        found = [_annotated(root, article, None if source == "gold" else place) for article in chosen]
    else:
        found = _predicted(root, articles, chosen, place, layers)
    return tuple(_only(document, layers) for document in found)


def _bare(root: Path, article: Article) -> Document:
    """Return a document with its tokens and sentences, and without labels."""
    gold = read_annotation(root / GOLD / article.part / article.id)
    return assemble(article, Annotation(tokens=gold.tokens, sentences=gold.sentences), _names(root))


def bare_document(root: Path, name: str, seeds: Path | None = None) -> Document:
    """Return a document without labels.

    Raises:
        InputError: there is no such document.
    """
    return _only(documents(root, [name], seeds=seeds)[0], (), nothing=True)


def _names(root: Path) -> Mapping[str, tuple[str, ...]]:
    return {entry.id: (entry.name, *entry.aliases) for entry in read_catalogue(root / CATALOGUE)}


def _annotated(root: Path, article: Article, folder: Path | None) -> Document:
    gold = read_annotation(root / GOLD / article.part / article.id)
    if folder is None:
        return assemble(article, gold, _names(root))
    own = folder if any((folder / f"{layer}.jsonl").exists() for layer in LAYERS) else folder / article.id
    found = read_annotation(own)
    if all(getattr(found, layer) is None for layer in LAYERS):
        hint = "name a folder with mentions.jsonl, events.jsonl or quotes.jsonl, or one with a folder for each document"
        raise refuse("missing-layer", f"there is no annotation of {article.id!r}", file=str(own), hint=hint)
    raw = msgspec.structs.replace(found, tokens=gold.tokens, sentences=gold.sentences)
    if raw.mentions is not None and raw.entities is None:
        raw = msgspec.structs.replace(raw, entities=())
    return assemble(article, raw, _names(root))


def _only(document: Document, layers: Sequence[Layer], *, nothing: bool = False) -> Document:
    """Leave the layers that are wanted."""
    there = document.annotated_layers
    for layer in layers:
        if layer not in there:
            raise refuse("missing-layer", f"{document.id!r} has no {layer} there", hint=f"layers: {', '.join(there)}")
    kept = () if nothing else tuple(layer for layer in there if not layers or layer in layers)
    emptied: dict[str, tuple[()]] = {layer: () for layer in LAYERS if layer not in kept}
    if "mentions" in emptied and not nothing:
        emptied["entities"] = ()
    return msgspec.structs.replace(document, annotated_layers=kept, **emptied)


def _predicted(
    root: Path, articles: Mapping[str, Article], chosen: Sequence[Article], path: Path, layers: Sequence[Layer]
) -> list[Document]:
    """Read the predictions of documents; the file may be of more documents, and its record class is found by trying."""
    named = [name for name in ids(path) if name is not None]
    for article in chosen:
        if named and article.id not in named:
            hint = nearest(article.id, frozenset(named))
            raise refuse("missing-document", f"{article.id!r} is not in the file", file=str(path), hint=hint)
    known = [articles[name] for name in dict.fromkeys(named) if name in articles] or chosen
    bare = {article.id: _bare(root, article) for article in known}
    facts = {name: facts_of(document) for name, document in bare.items()}
    refused: list[InputError] = []
    for record, layer in _RECORDS.items():
        if layers and layer not in layers:
            continue
        expected: Any = Expected(record, facts, flat=False, allow_missing=True)
        try:
            found = {one.id: one for one in read(path, expected).records}
        except InputError as error:
            refused.append(error)
            continue
        return [_with_record(bare[article.id], found[article.id]) for article in chosen]
    raise min(refused, key=lambda error: len(error.problems))


_RECORDS: Mapping[type, Layer] = {
    NerRecord: "mentions",
    CorefRecord: "mentions",
    EventsRecord: "events",
    QuotesRecord: "quotes",
}


def _with_record(document: Document, record: Any) -> Document:  # noqa: ANN401 - a record of a task
    if isinstance(record, NerRecord):
        found = [(span.start, span.end, span.type, None) for span in record.entities]
        return assembled(document, mentions=_mentions(document, found))
    if isinstance(record, CorefRecord):
        spans = [(*pair, UNTYPED, f"entity{n}") for n, cluster in enumerate(record.clusters, 1) for pair in cluster]
        return assembled(document, mentions=_mentions(document, spans))
    if isinstance(record, EventsRecord):
        return assembled(document, events=[_event(number, one) for number, one in enumerate(record.events, 1)])
    return assembled(document, quotes=[_quote(number, one) for number, one in enumerate(record.quotes, 1)])


def _mentions(document: Document, spans: Sequence[tuple[int, int, str, str | None]]) -> list[Mention]:
    return [
        Mention(start, end, id=f"m{n}", type=kind, level=level_of(document.text[start:end], kind), entity=entity)
        for n, (start, end, kind, entity) in enumerate(sorted(spans, key=lambda one: (one[0], -one[1])), 1)
    ]


def _event(number: int, event: EventRecord) -> Event:
    facts = {
        "start": event.start,
        "end": event.end,
        "id": f"e{number}",
        "type": event.type,
        "polarity": event.polarity or "positive",
        "realis": event.realis or "actual",
        "event": event.cluster or f"event{number}",
        "arguments": tuple(Argument(one.start, one.end, role=one.role) for one in event.arguments),
    }
    return msgspec.convert(msgspec.to_builtins(facts), Event)


def _quote(number: int, quote: QuoteRecord) -> Quote:
    return Quote(
        id=f"q{number}",
        content=tuple(Span(*part) for part in quote.content),
        type=quote.type or "indirect",  # type: ignore[arg-type]  # checked by the reader
        cue=Span(*quote.cue) if quote.cue else None,
        sources=tuple(Filler(*source) for source in quote.sources),
    )


def files_at(path: Path) -> dict[str, bytes]:
    """Read a file, or the files of a folder, to import.

    Raises:
        InputError: there is no such file, it can't be read or is too large, or the folder is empty.
    """
    if not path.exists():
        raise refuse("missing-file", "there is no such file or folder", file=str(path))
    chosen = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
    if path.suffix == ".ann" and path.with_suffix(".txt").is_file():
        chosen.append(path.with_suffix(".txt"))
    found = {}
    for one in chosen:
        try:
            if one.stat().st_size > MOST_BYTES:
                message = f"is larger than {MOST_BYTES >> 20} MiB"
                raise refuse("bad-file-access", message, file=str(one), hint="export documents to files of their own")
            found[one.name] = one.read_bytes()
        except OSError as error:
            raise refuse("bad-file-access", f"can't be read ({error.strerror})", file=str(one)) from error
    if not found:
        raise refuse("missing-file", "the folder is empty", file=str(path))
    return found
