"""The transformer recipe for token tasks: one linear layer on an encoder, decoded under the rules of IOB2."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from dateline.baselines.encoder.training import (
    LONGEST,
    Recipe,
    by_length,
    encode,
    fine_tune,
    load_encoder,
    load_weights,
    seed_all,
    weights_of,
)
from dateline.baselines.features.sequences import paragraphs_of, sentences_of
from dateline.baselines.quotes import flat_parts, join_parts
from dateline.document import Document, Span
from dateline.formats.bio import best_sequences, spans_of, tags_of
from dateline.records import EventRecord, EventsRecord, NerRecord, QuotesRecord, TypedSpan
from dateline.tasks.views import typed_spans

Piece = tuple[list[str], list[str]]
"""Words and their tags."""
_AT_ONCE = 32  # pieces of a prediction batch


class TokenTransformer:
    """An encoder and a linear layer over the first subword of each word; `target` says which spans it learns."""

    def __init__(self, target: str, **recipe: Any) -> None:  # noqa: ANN401 - the fields of Recipe
        """Choose what is learnt (`ner`, `event-triggers` or `quotes`) and how."""
        self.target = target
        self.recipe = Recipe(**recipe)
        self.tags: list[str] = []
        self.tokenizer: Any = None
        self.encoder: Any = None
        self.layer: Any = None

    def __getstate__(self) -> dict[str, Any]:
        """Give settings and weights as plain data."""
        facts = {"target": self.target, "recipe": self.recipe._asdict(), "tags": self.tags}
        return {**facts, "weights": None if self.encoder is None else weights_of(self.encoder, self.layer)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take them back."""
        self.__init__(state["target"], **state["recipe"])  # type: ignore[misc]  # an empty object is filled
        self.tags = state["tags"]
        if state["weights"] is not None:
            self._make()
            load_weights(state["weights"], self.encoder, self.layer)

    def _make(self) -> None:
        import torch

        self.tokenizer, self.encoder = load_encoder(self.recipe.encoder)
        self.layer = torch.nn.Linear(self.encoder.config.hidden_size, len(self.tags)).to(self.encoder.device)

    def fit(self, documents: Sequence[Document]) -> "TokenTransformer":
        """Fine-tune on the documents' spans."""
        seed_all(self.recipe.seed)
        pieces = [piece for document in documents for piece in self._pieces(document)]
        self.tags = sorted({tag for _, tags in pieces for tag in tags} | {"O"})
        self._make()
        self.encoder.train()
        fine_tune([*self.encoder.parameters(), *self.layer.parameters()], pieces, self._loss, self.recipe)
        self.encoder.eval()
        return self

    def predict(self, documents: Sequence[Document]) -> list[Any]:
        """Return the records of the target's task. Pieces of like length go together, from whatever document."""
        runs = [(owner, run) for owner, document in enumerate(documents) for run in _runs(self.target, document)]
        texts = [[documents[owner].span_text(token) for token in run] for owner, run in runs]
        tags: list[list[str]] = [[]] * len(runs)
        for batch in by_length(texts, _AT_ONCE):
            for number, found in zip(batch, self._tags([texts[number] for number in batch]), strict=True):
                tags[number] = found
        spans: list[list[TypedSpan]] = [[] for _ in documents]
        for (owner, run), found in zip(runs, tags, strict=True):
            spans[owner] += spans_of(run, found)
        return [self._record(document, found) for document, found in zip(documents, spans, strict=True)]

    def _pieces(self, document: Document) -> Iterator[Piece]:
        spans = _gold(self.target, document)
        for tokens in _runs(self.target, document):
            yield [document.span_text(token) for token in tokens], tags_of(tokens, spans)

    def _logits(self, texts: Sequence[Sequence[str]]) -> tuple[Any, list[list[tuple[int, int]]]]:
        """Return the scores of tags for subwords, and where each word has its first one: (subword, word)."""
        hidden, owners = encode(self.tokenizer, self.encoder, texts)
        firsts = [
            [(at, word) for at, word in enumerate(row) if word is not None and (not at or row[at - 1] != word)]
            for row in owners
        ]
        return self.layer(hidden), firsts

    def _loss(self, pieces: Sequence[Piece]) -> Any:  # noqa: ANN401
        import torch

        logits, firsts = self._logits([words for words, _ in pieces])
        number = {tag: index for index, tag in enumerate(self.tags)}
        wanted = torch.full(logits.shape[:2], -100, device=logits.device)
        for row, (first, (_, tags)) in enumerate(zip(firsts, pieces, strict=True)):
            for at, word in first:
                wanted[row, at] = number[tags[word]]
        return torch.nn.functional.cross_entropy(logits.flatten(0, 1), wanted.flatten())

    def _tags(self, texts: Sequence[Sequence[str]]) -> list[list[str]]:
        import torch

        with torch.inference_mode():
            logits, firsts = self._logits(texts)
            scores = torch.log_softmax(logits, dim=-1).cpu().numpy().astype(np.float64)
        found = [row[[at for at, _ in first]] for row, first in zip(scores, firsts, strict=True)]
        lengths = np.array([len(rows) for rows in found])
        numbers = best_sequences(np.concatenate(found), lengths, self.tags).tolist()
        return [
            [self.tags[number] for number in numbers[end - size : end]]
            for size, end in zip(lengths.tolist(), np.cumsum(lengths).tolist(), strict=True)
        ]

    def _record(self, document: Document, spans: list[TypedSpan]) -> Any:  # noqa: ANN401
        if self.target == "ner":
            return NerRecord(document.id, spans)
        if self.target == "quotes":
            return QuotesRecord(document.id, list(join_parts(document, spans)))
        events = [EventRecord(s.start, s.end, s.type, "positive", "actual") for s in spans]
        return EventsRecord(document.id, events)


def _gold(target: str, document: Document) -> list[TypedSpan]:
    if target == "ner":
        return list(typed_spans(document).entities)
    if target == "quotes":
        return flat_parts(document)
    return [TypedSpan(event.start, event.end, event.type) for event in document.events]


def _runs(target: str, document: Document) -> Iterator[list[Span]]:
    """Yield what is tagged at once: sentences, or for quotes paragraphs, cut where they are too long."""
    whole = paragraphs_of(document) if target == "quotes" else sentences_of(document)
    for tokens in whole:
        for start in range(0, len(tokens), LONGEST):
            yield tokens[start : start + LONGEST]
