"""All layers over any text: mentions with coreference, then events, then quotes and their speakers."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from dateline.baselines.models import make
from dateline.baselines.pipeline.store import load_models, save
from dateline.corpus.load import checksum
from dateline.document import Argument, Document, Entity, Event, Filler, Layer, Mention, Quote, Span

MODELS: Mapping[str, tuple[str, Layer]] = {
    "coref": ("pairs", "mentions"),
    "event-arguments": ("arguments", "events"),
    "quotes": ("quote-tagger", "quotes"),
    "attribution": ("ranker", "quotes"),
}
"""The linear model of each step, and the layer that it learns from."""


def train(documents: Sequence[Document], trained: str, folder: Path, *, force: str = "") -> Path:
    """Train every step for which there is gold, and save the pipeline."""
    models = {}
    for task, (model, layer) in MODELS.items():
        having = [document for document in documents if layer in document.annotated_layers]
        if task == "attribution":  # speakers are chosen among mentions
            having = [document for document in having if document.mentions]
        if having:
            models[task] = make(model).fit(having)
    return save(folder, models, trained=trained, sha=checksum(tuple(documents)), force=force)


def load_pipeline(folder: Path, *, trust_pickle: bool = False) -> Mapping[str, Any]:
    """Load the models of a pipeline by task; as `load_models`."""
    return load_models(folder, trust_pickle=trust_pickle)


def annotate(models: Mapping[str, Any], document: Document) -> Document:
    """Add every layer for which the pipeline has a model."""
    layers: list[Layer] = []
    replace = msgspec.structs.replace
    if "coref" in models:
        entities, mentions = _mentions(models["coref"], document)
        document = replace(document, entities=entities, mentions=mentions)
        layers.append("mentions")
    by_span = {mention.key: mention for mention in document.mentions}
    if "event-arguments" in models:
        document = replace(document, events=_events(models["event-arguments"], document, by_span))
        layers.append("events")
    if "quotes" in models:
        document = replace(document, quotes=_quotes(models["quotes"], document, by_span))
        layers.append("quotes")
        if "attribution" in models:
            document = replace(document, quotes=_spoken(models["attribution"], document, by_span))
    return replace(document, annotated_layers=tuple(layers))


def _mentions(model: Any, document: Document) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:  # noqa: ANN401
    (record,) = model.predict([document])
    entity = {span: f"c{number}" for number, cluster in enumerate(record.clusters, 1) for span in cluster}
    found = model.finder.find(document)
    mentions = tuple(
        Mention(f.start, f.end, id=f"m{number}", type=f.type, level=f.level, entity=entity.get(f.key))
        for number, f in enumerate(found, start=1)
    )
    types: dict[str, str] = {}
    for mention in sorted(mentions, key=lambda m: m.level != "name"):
        if mention.entity:
            types.setdefault(mention.entity, mention.type)
    entities = tuple(Entity(id=name, type=kind) for name, kind in sorted(types.items(), key=lambda x: int(x[0][1:])))
    return entities, mentions


def _events(model: Any, document: Document, by_span: Mapping[tuple[int, int], Mention]) -> tuple[Event, ...]:  # noqa: ANN401
    (record,) = model.predict([document])
    return tuple(
        Event(
            event.start,
            event.end,
            id=f"e{number}",
            type=event.type,
            polarity=event.polarity or "positive",
            realis=event.realis or "actual",
            event=f"v{number}",
            arguments=tuple(
                Argument(a.start, a.end, role=a.role, mention=_id(by_span.get((a.start, a.end))))
                for a in event.arguments
            ),
        )
        for number, event in enumerate(record.events, start=1)
    )


def _quotes(model: Any, document: Document, by_span: Mapping[tuple[int, int], Mention]) -> tuple[Quote, ...]:  # noqa: ANN401
    (record,) = model.predict([document])
    return tuple(
        Quote(
            id=f"q{number}",
            content=tuple(Span(*span) for span in quote.content),
            type=quote.type or "indirect",
            cue=Span(*quote.cue) if quote.cue else None,
            sources=tuple(Filler(*span, mention=_id(by_span.get(span))) for span in quote.sources),
        )
        for number, quote in enumerate(record.quotes, start=1)
    )


def _spoken(model: Any, document: Document, by_span: Mapping[tuple[int, int], Mention]) -> tuple[Quote, ...]:  # noqa: ANN401
    (record,) = model.predict([document])
    quotes = []
    for quote, said in zip(document.quotes, record.quotes, strict=True):
        mention = by_span.get(said.speaker) if isinstance(said.speaker, tuple) else None
        speakers = (mention.entity,) if mention is not None and mention.entity else ()
        quotes.append(msgspec.structs.replace(quote, speakers=speakers))
    return tuple(quotes)


def _id(mention: Mention | None) -> str | None:
    return mention.id if mention else None
