"""Triggers by two questions, is a word one and of which type, and the encoder for `event-triggers`.

Both are answered from the word in its sentence and from what is known of it by itself (`words`), so that types which
training hardly has share what is learnt about the others. Descriptions, words that are triggers and example sentences
are those of the ontology and of the guidelines.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from dateline.baselines.encoder.events.guidelines import described_types, examples
from dateline.baselines.encoder.events.words import SIGNS, Known, TriggerWords, TypeKnowledge
from dateline.baselines.encoder.network import Head, Network, span_vectors
from dateline.baselines.encoder.tags import decoded, numbers_of
from dateline.baselines.encoder.texts import Text, plain_text, text_of
from dateline.baselines.encoder.training import Recipe
from dateline.document import Document
from dateline.records import EventRecord, EventsRecord, TypedSpan

_WIDTH = 128  # of the space in which words and types are compared
_POLARITIES = ("negative", "positive")
_REALIS = ("actual", "generic", "other")
_GUIDELINES = ""  # as a story


class TriggerExample(NamedTuple):
    """What the trigger heads learn from a text; `attributes` holds place, polarity and realis of its triggers."""

    text: Text
    known: Known
    tags: list[int]
    attributes: list[tuple[tuple[int, int], int, int]]


class TriggerHeads:
    """Finds and types triggers, with polarity and realis, while other heads learn from the same vectors."""

    def __init__(self, o_penalty: float = 0.0) -> None:
        """Set what is taken off the log-odds of O when predicting."""
        self.o_penalty = o_penalty
        self.tags: list[str] = []
        self.words = TriggerWords()
        self.knowledge: Any = None

    def heads(self, encoder: str) -> dict[str, Head]:
        """Take the types of the ontology as an encoder sees them, and return the heads that they need."""
        described = {kind: [" ".join(words) for words in texts] for kind, texts in described_types().items()}
        self.knowledge = TypeKnowledge(encoder, described)
        self.tags = ["O", *(f"{prefix}-{kind}" for prefix in "BI" for kind in self.knowledge.types)]
        beside = self.knowledge.descriptions.shape[1]
        return {
            "trigger": Head("deep", 1, beside + SIGNS),
            "inside": Head("linear", 1),
            "words": Head("linear", _WIDTH),
            "words alone": Head("linear", _WIDTH),
            "types": Head("linear", _WIDTH),
            "signs": Head("sum", 1, SIGNS),
            "polarity": Head("linear", len(_POLARITIES)),
            "realis": Head("linear", len(_REALIS)),
        }

    def learn(self, documents: Sequence[Document]) -> list[TriggerExample]:
        """Return what there is to learn from the gold of documents, and last from the guidelines' example sentences.

        What the words of a text were elsewhere does not count its own story: a story would make it too trustworthy.
        """
        texts = [(document.story, text_of(document)) for document in documents]
        tags = [
            numbers_of(text, [TypedSpan(event.start, event.end, event.type) for event in document.events], self.tags)
            for document, (_, text) in zip(documents, texts, strict=True)
        ]
        attributes = [_attributes(document, text) for document, (_, text) in zip(documents, texts, strict=True)]
        text, own = self._examples()
        texts, tags, attributes = [*texts, (_GUIDELINES, text)], [*tags, own], [*attributes, []]
        counted = [(story, text.words, self._types(own)) for (story, text), own in zip(texts, tags, strict=True)]
        self.words = _counted(counted, but=None)
        elsewhere = {story: _counted(counted, but=story) for story, _, _ in counted}
        return [
            TriggerExample(text, self.knowledge.of(text.words, elsewhere[story]), own, some)
            for (story, text), own, some in zip(texts, tags, attributes, strict=True)
        ]

    def _types(self, tags: Sequence[int]) -> list[str]:
        """Return the type that each word begins a trigger of, or nothing."""
        names = [self.tags[number] for number in tags]
        return [name[2:] if name.startswith("B") else "" for name in names]

    def _examples(self) -> tuple[Text, list[int]]:
        """Return the example sentences of the guidelines as one text, with its tags."""
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
        return Text(words, [], ends, looks), tags

    def _scores(self, network: Network, vectors: Any, known: Known) -> Any:  # noqa: ANN401
        """Return the log-probabilities of the tags of each word."""
        import torch
        from torch.nn.functional import logsigmoid

        modules, device = network.modules, vectors.device
        alone, signs = known.vectors.to(device) * _scale(known.vectors), known.signs.to(device)
        found = modules["trigger"](torch.cat([vectors, alone, signs.max(1).values], dim=1))
        inside = modules["inside"](vectors)
        types = modules["types"](self.knowledge.descriptions.to(device) * _scale(known.vectors))
        alike = (modules["words"](vectors) + modules["words alone"](alone)) @ types.T / _WIDTH**0.5
        kinds = torch.log_softmax(alike + modules["signs"](signs)[:, :, 0], dim=1) + logsigmoid(found)
        return torch.cat([logsigmoid(-found), kinds + logsigmoid(-inside), kinds + logsigmoid(inside)], dim=1)

    def loss(self, network: Network, vectors: Any, example: TriggerExample) -> Any:  # noqa: ANN401
        """Return the cross-entropy of tags, polarity and realis, added."""
        import torch
        from torch.nn.functional import cross_entropy, nll_loss

        wanted = torch.tensor(example.tags, device=vectors.device)
        loss = nll_loss(self._scores(network, vectors, example.known), wanted)
        if example.attributes:
            places, *numbers = zip(*example.attributes, strict=True)
            spans = span_vectors(vectors, places)
            for name, column in zip(("polarity", "realis"), numbers, strict=True):
                loss = loss + 0.1 * cross_entropy(
                    network.modules[name](spans), torch.tensor(column, device=vectors.device)
                )
        return loss

    def known(self, text: Text) -> Known:
        """Return what is known of the words of a new text."""
        found: Known = self.knowledge.of(text.words, self.words)
        return found

    def find(self, network: Network, vectors: Any, text: Text) -> list[EventRecord]:  # noqa: ANN401
        """Return the triggers of a text."""
        scores = self._scores(network, vectors, self.known(text)).cpu().numpy().astype(np.float64)
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


def _attributes(document: Document, text: Text) -> list[tuple[tuple[int, int], int, int]]:
    return [
        (text.range_of(event.start, event.end), _POLARITIES.index(event.polarity), _REALIS.index(event.realis))
        for event in document.events
    ]


def _counted(texts: Sequence[tuple[str, Sequence[str], Sequence[str]]], but: str | None) -> TriggerWords:
    """Count the words of all stories, or of all but one."""
    found = TriggerWords()
    for story, words, types in texts:
        if story != but:
            found.add(words, types)
    return found


def _scale(vectors: Any) -> float:  # noqa: ANN401
    """Return what brings vectors of length 1 to the size of those that the encoder gives words of a text."""
    return math.sqrt(vectors.shape[1]) / 2


class EncoderTriggers:
    """Triggers, with polarity and realis."""

    def __init__(self, *, o_penalty: float = 0.0, **recipe: Any) -> None:  # noqa: ANN401 - the fields of Recipe
        """Set what is taken off the log-odds of O, and how the encoder is fine-tuned."""
        self.network = Network(Recipe(**recipe))
        self.triggers = TriggerHeads(o_penalty)

    def fit(self, documents: Sequence[Document]) -> "EncoderTriggers":
        """Learn from the documents and from the examples of the guidelines."""
        self.network.make(self.triggers.heads(self.network.recipe.encoder))
        self.network.fit(
            self.triggers.learn(documents),
            lambda example: self.triggers.loss(self.network, self.network.vectors(example.text), example),
        )
        return self

    def predict(self, documents: Sequence[Document]) -> list[EventsRecord]:
        """Tag every annotated sentence."""
        import torch

        with torch.inference_mode():
            texts = [text_of(document) for document in documents]
            found = [self.triggers.find(self.network, self.network.vectors(text), text) for text in texts]
        return [EventsRecord(document.id, events) for document, events in zip(documents, found, strict=True)]
