"""A linear token tagger for `ner`."""

from collections.abc import Sequence

from dateline.baselines.sequences import sentences_of, spans_of, tags_of
from dateline.baselines.tokens import Row, TokenModel, token_features
from dateline.model import Document, Span
from dateline.records import NerRecord
from dateline.views import typed_spans


class Tagger:
    """Features of a token and its neighbours (word, stem, shape, affixes, names seen in training)."""

    def __init__(self, strength: float = 10.0, iterations: int = 60) -> None:
        """Set the inverse of the L2 penalty and the most iterations of the solver."""
        self.model = TokenModel(strength, iterations)
        self.known: dict[str, str] = {}

    def fit(self, documents: Sequence[Document]) -> "Tagger":
        """Learn tags from the documents' names and values."""
        rows: list[Row] = []
        tags: list[str] = []
        for document in documents:
            spans = typed_spans(document).entities
            # The other documents tell which words are names: a document's own would make the feature too trustworthy.
            known = _lexicon([other for other in documents if other.id != document.id])
            for tokens in sentences_of(document):
                rows += token_features([document.span_text(token) for token in tokens], known)
                tags += tags_of(tokens, spans)
        self.known = _lexicon(documents)
        self.model.fit(rows, tags)
        return self

    def predict(self, documents: Sequence[Document]) -> list[NerRecord]:
        """Tag every annotated sentence with its best valid sequence."""
        return [
            NerRecord(
                document.id,
                [
                    span
                    for tokens in sentences_of(document)
                    for span in spans_of(tokens, self.model.tags(self._rows(document, tokens)))
                ],
            )
            for document in documents
        ]

    def _rows(self, document: Document, tokens: Sequence[Span]) -> list[Row]:
        return token_features([document.span_text(token) for token in tokens], self.known)


def _lexicon(documents: Sequence[Document]) -> dict[str, str]:
    return {
        document.text[span.start : span.end]: span.type
        for document in documents
        for span in typed_spans(document).entities
    }
