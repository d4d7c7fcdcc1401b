"""Find mentions of every level, nested ones too: what models of coreference, arguments and speakers start from."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dateline.baselines.features.sequences import sentences_of
from dateline.baselines.features.tokens import Row, TokenModel, token_features
from dateline.document import Document, Mention
from dateline.formats.bio import spans_of, tags_of
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
        self.models = (TokenModel(inverse_regularization, iterations), TokenModel(inverse_regularization, iterations))
        self.known: dict[str, str] = {}

    def fit(self, documents: Sequence[Document]) -> "Finder":
        """Learn from all mentions."""
        rows: list[Row] = []
        tags: tuple[list[str], list[str]] = ([], [])
        for document in documents:
            known = _lexicon(other for other in documents if other.id != document.id)
            views = [_typed(outermost(document.mentions)), _typed(_innermost(document.mentions))]
            for tokens in sentences_of(document):
                rows += token_features([document.span_text(token) for token in tokens], known)
                for view, into in zip(views, tags, strict=True):
                    into.extend(tags_of(tokens, view))
        self.known = _lexicon(documents)
        for model, labels in zip(self.models, tags, strict=True):
            model.fit(rows, labels)
        return self

    def find(self, document: Document) -> list[Found]:
        """Return the mentions of a document, by start, the longer first."""
        found: dict[tuple[int, int], Found] = {}
        for tokens in sentences_of(document):
            rows = token_features([document.span_text(token) for token in tokens], self.known)
            for model in self.models:
                for span in spans_of(tokens, model.tags(rows)):
                    kind, _, level = span.type.partition("/")
                    found.setdefault((span.start, span.end), Found(span.start, span.end, kind, level))
        return sorted(found.values(), key=lambda f: (f.start, -f.end))


def gold_mentions(document: Document) -> list[Found]:
    """Return the gold mentions in the same shape."""
    return [Found(m.start, m.end, m.type, m.level) for m in document.mentions]


def _typed(mentions: Iterable[Mention]) -> list[TypedSpan]:
    return [TypedSpan(m.start, m.end, f"{m.type}/{m.level}") for m in mentions]


def _innermost(mentions: Sequence[Mention]) -> list[Mention]:
    return [m for m in mentions if not any(o.start >= m.start and o.end <= m.end and o.key != m.key for o in mentions)]


def _lexicon(documents: Iterable[Document]) -> dict[str, str]:
    return {d.span_text(m): f"{m.type}/{m.level}" for d in documents for m in d.mentions}
