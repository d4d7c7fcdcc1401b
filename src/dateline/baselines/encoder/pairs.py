"""The transformer recipe for pairs of spans: arguments of triggers, antecedents of mentions, speakers of contents.

Both spans are averaged over the hidden states of a stretch of text that holds them; a small network reads the two,
their product and the kinds of the spans, and gives a label.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dateline.baselines.encoder.training import (
    LONGEST,
    Recipe,
    encode,
    fine_tune,
    load_encoder,
    load_weights,
    seed_all,
    weights_of,
)
from dateline.document import Document, Span

_AT_ONCE = 64  # pairs of a prediction batch
_HIDDEN = 128


class Pair(NamedTuple):
    """Two spans of a stretch of words, by word, ends exclusive; `kind` is what is known of them besides."""

    words: tuple[str, ...]
    one: tuple[int, int]
    two: tuple[int, int]
    kind: str


class PairTransformer:
    """An encoder and a small network that labels pairs."""

    def __init__(self, recipe: Recipe) -> None:
        """Choose how it is fine-tuned."""
        self.recipe = recipe
        self.labels: list[str] = []
        self.kinds: dict[str, int] = {}
        self.tokenizer: Any = None
        self.encoder: Any = None
        self.network: Any = None
        self.embedding: Any = None

    def __getstate__(self) -> dict[str, Any]:
        """Give settings and weights as plain data."""
        weights = None if self.encoder is None else weights_of(self.encoder, self.network, self.embedding)
        facts = {"recipe": self.recipe._asdict(), "labels": self.labels, "kinds": self.kinds}
        return {**facts, "weights": weights}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take them back."""
        self.__init__(Recipe(**state["recipe"]))  # type: ignore[misc]  # an empty object is filled
        self.labels, self.kinds = state["labels"], state["kinds"]
        if state["weights"] is not None:
            self._make()
            load_weights(state["weights"], self.encoder, self.network, self.embedding)

    def _make(self) -> None:
        from torch import nn

        self.tokenizer, self.encoder = load_encoder(self.recipe.encoder)
        width = self.encoder.config.hidden_size
        where = self.encoder.device
        self.embedding = nn.Embedding(len(self.kinds) + 1, 32).to(where)
        layers = (nn.Linear(3 * width + 32, _HIDDEN), nn.ReLU(), nn.Dropout(0.1), nn.Linear(_HIDDEN, len(self.labels)))
        self.network = nn.Sequential(*layers).to(where)

    def fit(self, pairs: Sequence[Pair], labels: Sequence[str]) -> "PairTransformer":
        """Fine-tune on labelled pairs."""
        import torch
        from torch import nn

        seed_all(self.recipe.seed)
        self.labels = sorted(set(labels))
        self.kinds = {kind: number for number, kind in enumerate(sorted({pair.kind for pair in pairs}), start=1)}
        self._make()
        where = self.encoder.device
        number = {label: index for index, label in enumerate(self.labels)}

        def loss_of(batch: Sequence[tuple[Pair, str]]) -> Any:  # noqa: ANN401
            wanted = torch.tensor([number[label] for _, label in batch], device=where)
            return nn.functional.cross_entropy(self._logits([pair for pair, _ in batch]), wanted)

        modules = (self.encoder, self.network, self.embedding)
        for module in modules:
            module.train()
        parameters = [parameter for module in modules for parameter in module.parameters()]
        fine_tune(parameters, list(zip(pairs, labels, strict=True)), loss_of, self.recipe)
        for module in modules:
            module.eval()
        return self

    def probabilities(self, pairs: Sequence[Pair]) -> NDArray[np.float64]:
        """Return the probability of every label (columns, as in `labels`) for every pair."""
        import torch

        rows = [np.zeros((0, len(self.labels)))]
        for start in range(0, len(pairs), _AT_ONCE):
            with torch.inference_mode():
                logits = self._logits(pairs[start : start + _AT_ONCE])
                rows.append(torch.softmax(logits, dim=-1).cpu().numpy().astype(np.float64))
        return np.concatenate(rows)

    def _logits(self, pairs: Sequence[Pair]) -> Any:  # noqa: ANN401
        import torch

        texts = list(dict.fromkeys(pair.words for pair in pairs))
        hidden, owners = encode(self.tokenizer, self.encoder, texts)
        row = {words: index for index, words in enumerate(texts)}
        rows = [row[pair.words] for pair in pairs]
        ones = torch.stack([_mean(hidden[r], owners[r], pair.one) for r, pair in zip(rows, pairs, strict=True)])
        twos = torch.stack([_mean(hidden[r], owners[r], pair.two) for r, pair in zip(rows, pairs, strict=True)])
        kinds = torch.tensor([self.kinds.get(pair.kind, 0) for pair in pairs], device=hidden.device)
        return self.network(torch.cat([ones, twos, ones * twos, self.embedding(kinds)], dim=-1))


def _mean(states: Any, owners: Sequence[int | None], span: tuple[int, int]) -> Any:  # noqa: ANN401
    """Average a span's states; a span that was cut off by the longest input is the state of the first mark."""
    at = [i for i, word in enumerate(owners) if word is not None and span[0] <= word < span[1]]
    return states[at or [0]].mean(dim=0)


def stretch(document: Document, one: tuple[int, int], two: tuple[int, int], kind: str) -> Pair | None:
    """Return a pair in the sentences that hold it and what lies between; None where that is too long."""
    low, high = min(one[0], two[0]), max(one[1], two[1])
    sentences = [s for s in document.sentences if s.end > low and s.start < high]
    if not sentences:
        return None
    tokens = [t for t in document.tokens if sentences[0].start <= t.start and t.end <= sentences[-1].end]
    if len(tokens) > LONGEST:
        tokens = [t for t in tokens if low - 100 <= t.start and t.end <= high + 100]
    if len(tokens) > LONGEST:
        return None
    spans = [_by_word(tokens, span) for span in (one, two)]
    return Pair(tuple(document.span_text(t) for t in tokens), spans[0], spans[1], kind)


def _by_word(tokens: Sequence[Span], span: tuple[int, int]) -> tuple[int, int]:
    inside = [i for i, t in enumerate(tokens) if t.start < span[1] and t.end > span[0]]
    return (inside[0], inside[-1] + 1) if inside else (0, 1)
