"""Triggers by a head that compares words with descriptions of the types, and the encoder for `event-triggers`.

A word's vector is compared with the vector of each type's description, made by the same encoder before it learns, so
that types which training hardly has share what is learnt about the others. Descriptions, words that are triggers and
example sentences are those of the ontology and of the guidelines.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from dateline.baselines.encoder.guidelines import described_types, examples
from dateline.baselines.encoder.network import Head, Network, span_vectors
from dateline.baselines.encoder.tags import decoded, numbers_of
from dateline.baselines.encoder.texts import Text, plain_text, text_of
from dateline.baselines.encoder.training import Recipe
from dateline.document import Document
from dateline.records import EventRecord, EventsRecord, TypedSpan

_WIDTH = 128  # of the space in which words and types are compared
_POLARITIES = ("negative", "positive")
_REALIS = ("actual", "generic", "other")


class TriggerExample(NamedTuple):
    """What the trigger heads learn from a text; `attributes` holds place, polarity and realis of its triggers."""

    text: Text
    tags: list[int]
    attributes: list[tuple[tuple[int, int], int, int]]


class TriggerHeads:
    """Finds and types triggers, with polarity and realis, while other heads learn from the same vectors."""

    def __init__(self, o_penalty: float = 0.0) -> None:
        """Set what is taken off the log-odds of O when predicting."""
        self.o_penalty = o_penalty
        self.types: list[str] = []
        self.tags: list[str] = []
        self.descriptions: list[list[float]] = []

    def heads(self) -> dict[str, Head]:
        """Take the types of the ontology, and return the heads that they need."""
        self.types = list(described_types())
        self.tags = ["O", *(f"B-{kind}" for kind in self.types), *(f"I-{kind}" for kind in self.types)]
        return {
            "trigger": Head("linear", 3),
            "words": Head("linear", _WIDTH),
            "types": Head("linear", _WIDTH),
            "polarity": Head("linear", len(_POLARITIES)),
            "realis": Head("linear", len(_REALIS)),
        }

    def describe(self, network: Network) -> None:
        """Encode the descriptions of the types; to be called before the network learns."""
        import torch

        network.encoder.eval()
        rows = []
        with torch.no_grad():
            for texts in described_types().values():
                parts = [network.vectors(plain_text(words)).mean(0) for words in texts]
                rows.append(torch.stack(parts).mean(0))
            self.descriptions = torch.nn.functional.normalize(torch.stack(rows), dim=1).cpu().tolist()

    def learn(self, document: Document, text: Text) -> TriggerExample:
        """Return what there is to learn from the gold of a document."""
        places = [text.range_of(event.start, event.end) for event in document.events]
        attributes = [
            (place, _POLARITIES.index(event.polarity), _REALIS.index(event.realis))
            for place, event in zip(places, document.events, strict=True)
        ]
        spans = [TypedSpan(event.start, event.end, event.type) for event in document.events]
        return TriggerExample(text, numbers_of(text, spans, self.tags), attributes)

    def guideline_example(self) -> TriggerExample:
        """Return the example sentences of the guidelines as one text; they say nothing of polarity and realis."""
        number = {tag: index for index, tag in enumerate(self.tags)}
        words: list[str] = []
        tags: list[int] = []
        ends, looks = [], []
        for example in examples():
            text = plain_text(example.words)
            own = ["O"] * len(example.words)
            for first, last, kind in example.triggers:
                own[first:last] = [f"B-{kind}", *[f"I-{kind}"] * (last - first - 1)]
            words += text.words
            looks += text.looks
            tags += [number[tag] for tag in own]
            ends.append(len(words))
        return TriggerExample(Text(words, [], ends, looks), tags, [])

    def _logits(self, network: Network, vectors: Any) -> Any:  # noqa: ANN401
        import torch

        modules = network.modules
        outside, begin, inside = modules["trigger"](vectors).unbind(1)
        types = modules["types"](
            torch.tensor(self.descriptions, device=vectors.device) * len(self.descriptions[0]) ** 0.5
        )
        alike = modules["words"](vectors) @ types.T / _WIDTH**0.5
        return torch.cat([outside[:, None], begin[:, None] + alike, inside[:, None] + alike], dim=1)

    def loss(self, network: Network, vectors: Any, example: TriggerExample) -> Any:  # noqa: ANN401
        """Return the cross-entropy of tags, polarity and realis, added."""
        import torch
        from torch.nn.functional import cross_entropy

        wanted = torch.tensor(example.tags, device=vectors.device)
        loss = cross_entropy(self._logits(network, vectors), wanted)
        if example.attributes:
            places, *numbers = zip(*example.attributes, strict=True)
            spans = span_vectors(vectors, places)
            for name, column in zip(("polarity", "realis"), numbers, strict=True):
                loss = loss + 0.1 * cross_entropy(
                    network.modules[name](spans), torch.tensor(column, device=vectors.device)
                )
        return loss

    def find(self, network: Network, vectors: Any, text: Text) -> list[EventRecord]:  # noqa: ANN401
        """Return the triggers of a text."""
        import torch

        scores = torch.log_softmax(self._logits(network, vectors), dim=-1).cpu().numpy().astype(np.float64)
        scores[:, 0] -= self.o_penalty
        found = decoded(scores, self.tags, text)
        if not found:
            return []
        spans = span_vectors(vectors, [text.range_of(span.start, span.end) for span in found])
        polarity, realis = (network.modules[name](spans).argmax(1).tolist() for name in ("polarity", "realis"))
        return [
            EventRecord(span.start, span.end, span.type, _POLARITIES[p], _REALIS[r])
            for span, p, r in zip(found, polarity, realis, strict=True)
        ]


class EncoderTriggers:
    """Triggers, with polarity and realis."""

    def __init__(self, *, o_penalty: float = 0.0, **recipe: Any) -> None:  # noqa: ANN401 - the fields of Recipe
        """Set what is taken off the log-odds of O, and how the encoder is fine-tuned."""
        self.network = Network(Recipe(**recipe))
        self.triggers = TriggerHeads(o_penalty)

    def fit(self, documents: Sequence[Document]) -> "EncoderTriggers":
        """Learn from the documents and from the examples of the guidelines."""
        self.network.make(self.triggers.heads())
        self.triggers.describe(self.network)
        learnt = [self.triggers.learn(document, text_of(document)) for document in documents]
        learnt.append(self.triggers.guideline_example())
        self.network.fit(
            learnt, lambda example: self.triggers.loss(self.network, self.network.vectors(example.text), example)
        )
        return self

    def predict(self, documents: Sequence[Document]) -> list[EventsRecord]:
        """Tag every annotated sentence."""
        import torch

        with torch.inference_mode():
            texts = [text_of(document) for document in documents]
            found = [self.triggers.find(self.network, self.network.vectors(text), text) for text in texts]
        return [EventsRecord(document.id, events) for document, events in zip(documents, found, strict=True)]
