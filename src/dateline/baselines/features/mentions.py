"""Find mentions of every level, nested ones too: what models of coreference, arguments and speakers start from."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dateline.baselines.features.batch import Batch, batch_of
from dateline.baselines.features.columns import Column, Table
from dateline.baselines.features.sequences import sentences_of
from dateline.baselines.features.tokens import TokenModel, known_elsewhere, known_from, token_features
from dateline.document import Document, Mention
from dateline.formats.bio import tags_of
from dateline.records import TypedSpan
from dateline.tasks.views import outermost


class Found(NamedTuple):
    """A mention that was found."""

    start: int
    end: int
    type: str
    level: str

    @property
    def key(self) -> tuple[int, int]:
        """The offsets."""
        return self.start, self.end


class Finder:
    """Two token models, one for the outermost mentions and one for the innermost; their spans are put together."""

    def __init__(self, inverse_regularization: float = 10.0, iterations: int = 60) -> None:
        """Set the inverse of the L2 penalty and the most iterations of the solver."""
        self.models: tuple[TokenModel, ...] = (
            TokenModel(inverse_regularization, iterations),
            TokenModel(inverse_regularization, iterations),
        )
        self.known: dict[str, str] = {}

    def fit(self, documents: Sequence[Document]) -> "Finder":
        """Learn from all mentions; of models that learn from one batch, the first trains for all."""
        batch = batch_of(documents)
        settings = tuple((model.inverse_regularization, model.iterations) for model in self.models)
        self.models, self.known = batch.learnt((Finder, settings), lambda: self._learnt(batch))
        return self

    def _learnt(self, batch: Batch) -> tuple[tuple[TokenModel, ...], dict[str, str]]:
        tags: tuple[list[str], list[str]] = ([], [])
        for document in batch:
            views = [_typed(outermost(document.mentions)), _typed(innermost(document.mentions))]
            for tokens in sentences_of(document):
                for view, into in zip(views, tags, strict=True):
                    into.extend(tags_of(tokens, view))
        table = _table(batch, known_elsewhere(batch, batch.sentences, batch.sentences.words, _lexicon))
        untrained = (TokenModel(model.inverse_regularization, model.iterations) for model in self.models)
        models = tuple(model.fit(table, labels) for model, labels in zip(untrained, tags, strict=True))
        return models, _lexicon(batch)

    def find(self, documents: Sequence[Document]) -> list[list[Found]]:
        """Return the mentions of each document, by start, the longer first."""
        batch = batch_of(documents)
        return batch.once(self, lambda: self._find(batch))

    def _find(self, batch: Batch) -> list[list[Found]]:
        sentences = batch.sentences
        table = _table(batch, known_from(sentences.words, self.known))
        types: dict[tuple[int, int], str] = {}
        for model in self.models:
            for first, last, label in model.chunks(table, sentences):
                types.setdefault((first, last), label)
        found: list[list[Found]] = [[] for _ in batch]
        for (first, last), label in sorted(types.items(), key=lambda item: (item[0][0], -item[0][1])):
            owner, start, end = sentences.span(first, last)
            kind, _, level = label.partition("/")
            found[owner].append(Found(start, end, kind, level))
        return found


def gold_mentions(document: Document) -> list[Found]:
    """Return the gold mentions in the same shape."""
    return [Found(m.start, m.end, m.type, m.level) for m in document.mentions]


def _table(batch: Batch, known: Column) -> Table:
    return Table(len(batch.sentences), token_features(batch, batch.sentences, known))


def _typed(mentions: Iterable[Mention]) -> list[TypedSpan]:
    return [TypedSpan(m.start, m.end, f"{m.type}/{m.level}") for m in mentions]


def innermost(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that hold no other one."""
    return [m for m in mentions if not any(o.start >= m.start and o.end <= m.end and o.key != m.key for o in mentions)]


def _lexicon(documents: Iterable[Document]) -> dict[str, str]:
    return {d.span_text(m): f"{m.type}/{m.level}" for d in documents for m in d.mentions}
