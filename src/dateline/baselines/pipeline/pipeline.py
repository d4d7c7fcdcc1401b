"""All layers over any text: mentions with coreference, then events, then quotes and their speakers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace

from dateline.baselines.declarations import load
from dateline.baselines.features.batch import Batch
from dateline.baselines.models import Model, make
from dateline.baselines.pipeline.model_file import digest
from dateline.baselines.pipeline.store import load_models, save
from dateline.corpus.load import checksum
from dateline.document import Argument, Document, Entity, Event, Filler, Layer, Mention, Quote, Span

STEPS: Mapping[str, Layer] = {
    "coref": "mentions",
    "event-arguments": "events",
    "quotes": "quotes",
    "attribution": "quotes",
}
"""The task of each step, and the layer that it learns from."""
LINEAR: Mapping[str, str] = {
    "coref": "pairs",
    "event-arguments": "arguments",
    "quotes": "quote-tagger",
    "attribution": "ranker",
}
"""The linear model of each step."""
ENCODER: Mapping[str, str] = {
    "coref": "minilm-coref",
    "event-arguments": "minilm-arguments",
    "quotes": "minilm-quotes",
    "attribution": "minilm-attribution",
}
"""The baseline of each step with whose model and settings an encoder is fine-tuned."""
T = TypeVar("T")
Progress = Callable[[str, int, int], None]
Record = Any
"""What a model predicts for a document: a record of its task, or mentions."""
_AT_ONCE = 64  # documents; more would take more memory and little less time


def ignore(*_: object) -> None:
    """Report to nobody."""


def batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """Yield items some at a time."""
    iterator = iter(items)
    while batch := tuple(islice(iterator, size)):
        yield batch


def train(
    documents: Sequence[Document],
    trained: str,
    folder: Path,
    *,
    encoder: str = "",
    force: str = "",
    progress: Progress = ignore,
) -> Path:
    """Train every step for which there is gold, and save the pipeline.

    Args:
        documents: what is learnt from.
        trained: how they are called.
        folder: where the models go.
        encoder: a Hugging Face encoder by name or folder that is fine-tuned for every step; none for linear models.
        force: as in `dateline.files.check_output`.
        progress: is told the step, how many are done, and of how many.

    Raises:
        InputError: the folder may not be replaced, or a package that the encoder needs is not installed.
    """
    models: dict[str, Any] = {}
    batches: dict[tuple[str, ...], Batch] = {}  # steps that learn from the same documents share what they learn
    for done, (task, layer) in enumerate(STEPS.items()):
        progress("training the pipeline", done, len(STEPS))
        having = [document for document in documents if layer in document.annotated_layers]
        if task == "attribution":  # speakers are chosen among mentions
            having = [document for document in having if document.mentions]
        if having:
            batch = batches.setdefault(tuple(document.id for document in having), Batch(having))
            models[task] = _untrained(task, encoder).fit(batch)
    progress("training the pipeline", len(STEPS), len(STEPS))
    return save(folder, models, trained=trained, sha=checksum(tuple(documents)), force=force)


def _untrained(task: str, encoder: str) -> Model:
    if not encoder:
        return make(LINEAR[task])
    declared = load(ENCODER[task])
    return make(declared.model, **{**declared.settings_with(), "encoder": encoder})


def load_pipeline(folder: Path, *, trust_pickle: bool = False) -> Mapping[str, Any]:
    """Load the models of a pipeline by task, as `load_models`; finders of mentions that are equal become one."""
    models = load_models(folder, trust_pickle=trust_pickle)
    finders: dict[str, Any] = {}
    with suppress(TypeError):  # those in pickles hold what is not plain
        for model in models.values():
            if hasattr(model, "finder"):
                model.finder = finders.setdefault(digest(model.finder), model.finder)
    return models


def annotate(models: Mapping[str, Any], documents: Iterable[Document]) -> Iterator[Document]:
    """Add every layer for which the pipeline has a model, to some documents at a time."""
    for some in batched(documents, _AT_ONCE):
        yield from _annotated(models, Batch(some))


def _annotated(models: Mapping[str, Any], batch: Batch) -> Sequence[Document]:
    layers: list[Layer] = []
    if "coref" in models:
        batch = _with(batch, _mentions, *models["coref"].with_mentions(batch))
        layers.append("mentions")
    if "event-arguments" in models:
        batch = _with(batch, _events, models["event-arguments"].predict(batch))
        layers.append("events")
    if "quotes" in models:
        batch = _with(batch, _quotes, models["quotes"].predict(batch))
        layers.append("quotes")
        if "attribution" in models:
            batch = _with(batch, _spoken, models["attribution"].predict(batch))
    return [replace(document, annotated_layers=tuple(layers)) for document in batch]


def _with(batch: Batch, add: Callable[..., Document], *predicted: Sequence[Any]) -> Batch:
    """Add what was predicted for each document."""
    return batch.with_layers([add(*each) for each in zip(batch, *predicted, strict=True)])


def _mentions(document: Document, record: Record, found: Sequence[Record]) -> Document:
    entity = {span: f"c{number}" for number, cluster in enumerate(record.clusters, 1) for span in cluster}
    mentions = tuple(
        Mention(f.start, f.end, id=f"m{number}", type=f.type, level=f.level, entity=entity.get(f.key))
        for number, f in enumerate(found, start=1)
    )
    types: dict[str, str] = {}
    for mention in sorted(mentions, key=lambda m: m.level != "name"):
        if mention.entity:
            types.setdefault(mention.entity, mention.type)
    entities = tuple(Entity(id=name, type=kind) for name, kind in sorted(types.items(), key=lambda x: int(x[0][1:])))
    return replace(document, entities=entities, mentions=mentions)


def _events(document: Document, record: Record) -> Document:
    by_span = _by_span(document)
    events = tuple(
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
    return replace(document, events=events)


def _quotes(document: Document, record: Record) -> Document:
    by_span = _by_span(document)
    quotes = tuple(
        Quote(
            id=f"q{number}",
            content=tuple(Span(*span) for span in quote.content),
            type=quote.type or "indirect",
            cue=Span(*quote.cue) if quote.cue else None,
            sources=tuple(Filler(*span, mention=_id(by_span.get(span))) for span in quote.sources),
        )
        for number, quote in enumerate(record.quotes, start=1)
    )
    return replace(document, quotes=quotes)


def _spoken(document: Document, record: Record) -> Document:
    by_span = _by_span(document)
    quotes = []
    for quote, said in zip(document.quotes, record.quotes, strict=True):
        mention = by_span.get(said.speaker) if isinstance(said.speaker, tuple) else None
        speakers = (mention.entity,) if mention is not None and mention.entity else ()
        quotes.append(replace(quote, speakers=speakers))
    return replace(document, quotes=tuple(quotes))


def _by_span(document: Document) -> dict[tuple[int, int], Mention]:
    return {mention.key: mention for mention in document.mentions}


def _id(mention: Mention | None) -> str | None:
    return mention.id if mention else None
