"""Heads that tag words: what they learn, and the spans that their likeliest valid tags give."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from dateline.baselines.encoder.network import Head, Network
from dateline.baselines.encoder.texts import Text
from dateline.formats.bio import best_sequences, tags_of, valid_chunks
from dateline.records import TypedSpan


class Tags:
    """IOB2 tags by a linear layer over the vectors of words."""

    def __init__(self, name: str) -> None:
        """Name the head."""
        self.name = name
        self.tags: list[str] = []

    def learn_labels(self, labels: Iterable[str]) -> Head:
        """Take the labels of spans, and return the head that they need."""
        self.tags = ["O", *(f"{prefix}-{label}" for label in sorted(set(labels)) for prefix in "BI")]
        return Head("linear", len(self.tags))

    def numbers(self, text: Text, spans: Sequence[TypedSpan]) -> list[int]:
        """Return the number of each word's tag."""
        return numbers_of(text, spans, self.tags)

    def loss(self, network: Network, vectors: Any, numbers: Sequence[int]) -> Any:  # noqa: ANN401
        """Return the mean cross-entropy of the tags."""
        import torch

        wanted = torch.tensor(numbers, device=vectors.device, dtype=torch.long)
        return torch.nn.functional.cross_entropy(network.modules[self.name](vectors), wanted)

    def spans(self, network: Network, vectors: Any, text: Text) -> list[TypedSpan]:  # noqa: ANN401
        """Return the spans of the likeliest valid tags, sentence by sentence."""
        import torch

        scores = torch.log_softmax(network.modules[self.name](vectors), dim=-1).cpu().numpy().astype(np.float64)
        return decoded(scores, self.tags, text)


def numbers_of(text: Text, spans: Sequence[TypedSpan], tags: Sequence[str]) -> list[int]:
    """Return the number of each word's tag, sentence by sentence."""
    number = {tag: index for index, tag in enumerate(tags)}
    return [number[tag] for first, last in text.sentences() for tag in tags_of(text.spans[first:last], spans)]


def decoded(scores: Any, tags: Sequence[str], text: Text) -> list[TypedSpan]:  # noqa: ANN401
    """Return the spans of the likeliest valid tags; `scores` are log-probabilities, words x tags."""
    lengths = np.diff([0, *text.ends])
    if not len(scores):
        return []
    chunks = valid_chunks(best_sequences(scores, lengths, tags), tags)
    return [TypedSpan(text.spans[first].start, text.spans[last - 1].end, label) for first, last, label in chunks]
