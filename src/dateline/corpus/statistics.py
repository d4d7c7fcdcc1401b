"""What the gold holds, counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from dateline.document import ANNOTATED_KINDS, LAYERS, Document, Layer
from dateline.tables import plain_table


class Extent(msgspec.Struct, frozen=True):
    """How much text has a layer: documents, and the tokens of their annotated paragraphs."""

    documents: int
    words: int


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Counts over documents; mappings hold only what occurs.

    Attributes:
        documents: all documents, whatever layers they have.
        words: tokens, those of every paragraph.
        sentences: gold sentences.
        paragraphs: by kind.
        layers: the extent of each layer, which rates are taken over.
        mentions: by level, then by type.
        entities: clusters of mentions inside documents.
        catalogued: those of them that have a corpus-wide id.
        catalogue: the corpus-wide ids that occur.
        events: event mentions, by type.
        clusters: clusters of event mentions inside documents.
        polarity: events by polarity.
        realis: events by realis.
        arguments: by role.
        quotes: by type.
        sourced: quotes that have a source.
        unsourced: quotes that have none.
        discontinuous: quotes whose content is of several spans.
        nested: quotes that lie in another quote.
    """

    documents: int
    words: int
    sentences: int
    paragraphs: Mapping[str, int]
    layers: Mapping[Layer, Extent]
    mentions: Mapping[str, Mapping[str, int]]
    entities: int
    catalogued: int
    catalogue: int
    events: Mapping[str, int]
    clusters: int
    polarity: Mapping[str, int]
    realis: Mapping[str, int]
    arguments: Mapping[str, int]
    quotes: Mapping[str, int]
    sourced: int
    unsourced: int
    discontinuous: int
    nested: int


def tally(documents: Iterable[Document]) -> Tally:
    """Count texts and layers of documents, real or masked."""
    listed = tuple(documents)
    mentions = [mention for document in listed for mention in document.mentions]
    entities = [entity for document in listed for entity in document.entities]
    events = [event for document in listed for event in document.events]
    quotes = [quote for document in listed for quote in document.quotes]
    levels = sorted({mention.level for mention in mentions})
    sourced = sum(bool(quote.sources) for quote in quotes)
    return Tally(
        documents=len(listed),
        words=sum(len(document.tokens) for document in listed),
        sentences=sum(len(document.sentences) for document in listed),
        paragraphs=_ranked(paragraph.kind for document in listed for paragraph in document.paragraphs),
        layers={layer: _extent(layer, listed) for layer in LAYERS},
        mentions={level: _ranked(m.type for m in mentions if m.level == level) for level in levels},
        entities=len(entities),
        catalogued=sum(entity.catalogue is not None for entity in entities),
        catalogue=len({entity.catalogue for entity in entities} - {None}),
        events=_ranked(event.type for event in events),
        clusters=sum(len({event.event for event in document.events}) for document in listed),
        polarity=_ranked(event.polarity for event in events),
        realis=_ranked(event.realis for event in events),
        arguments=_ranked(argument.role for event in events for argument in event.arguments),
        quotes=_ranked(quote.type for quote in quotes),
        sourced=sourced,
        unsourced=len(quotes) - sourced,
        discontinuous=sum(len(quote.content) > 1 for quote in quotes),
        nested=sum(quote.nested_in is not None for quote in quotes),
    )


def stats_rows(counts: Tally) -> tuple[list[str], list[list[str]]]:
    """Give the header and the rows of the main table; rates are per 1,000 words of the documents with the layer."""
    mentions = {level: sum(types.values()) for level, types in counts.mentions.items()}
    rows = [
        ["documents", str(counts.documents), ""],
        ["paragraphs", str(sum(counts.paragraphs.values())), ""],
        ["sentences", str(counts.sentences), ""],
        ["words (tokens)", str(counts.words), ""],
        _rated("mentions", sum(mentions.values()), counts.layers["mentions"]),
        *(_rated(f"mentions: {level}", number, counts.layers["mentions"]) for level, number in mentions.items()),
        _rated("entities", counts.entities, counts.layers["mentions"]),
        ["entities in the catalogue", str(counts.catalogued), ""],
        ["catalogue entries", str(counts.catalogue), ""],
        _rated("event mentions", sum(counts.events.values()), counts.layers["events"]),
        _rated("events", counts.clusters, counts.layers["events"]),
        _rated("arguments", sum(counts.arguments.values()), counts.layers["events"]),
        _rated("quotes", sum(counts.quotes.values()), counts.layers["quotes"]),
        *(_rated(f"quotes: {kind}", number, counts.layers["quotes"]) for kind, number in counts.quotes.items()),
        ["quotes with a source", str(counts.sourced), ""],
        ["quotes without a source", str(counts.unsourced), ""],
        ["discontinuous quotes", str(counts.discontinuous), ""],
        ["nested quotes", str(counts.nested), ""],
    ]
    return ["", "number", "per 1,000 words"], rows


def stats_table(counts: Tally, title: str) -> str:
    """Show the main table, then the counts by label of everything that has labels."""
    header, rows = stats_rows(counts)
    by_type = sorted({kind for types in counts.mentions.values() for kind in types})
    levels = list(counts.mentions)
    mentions = [[kind, *(str(counts.mentions[level].get(kind, 0)) for level in levels)] for kind in by_type]
    tables = [plain_table(title, header, rows)]
    if mentions:
        tables.append(plain_table("mentions", ["type", *levels], mentions))
    for name in ("paragraphs", "events", "polarity", "realis", "arguments"):
        labels: Mapping[str, int] = getattr(counts, name)
        if labels:
            tables.append(plain_table(name, ["label", "number"], [[label, str(n)] for label, n in labels.items()]))
    return "\n".join(tables)


def _extent(layer: Layer, documents: Sequence[Document]) -> Extent:
    having = [document for document in documents if layer in document.annotated_layers]
    return Extent(len(having), sum(map(_annotated_words, having)))


def _annotated_words(document: Document) -> int:
    paragraphs = [paragraph for paragraph in document.paragraphs if paragraph.kind in ANNOTATED_KINDS]
    return sum(p.start <= token.start < p.end for token in document.tokens for p in paragraphs)


def _ranked(labels: Iterable[str]) -> dict[str, int]:
    """Count labels: the most frequent first, equals by name."""
    return dict(sorted(Counter(labels).items(), key=lambda item: (-item[1], item[0])))


def _rated(name: str, number: int, extent: Extent) -> list[str]:
    return [name, str(number), f"{1000 * number / extent.words:.1f}" if extent.words else "-"]
