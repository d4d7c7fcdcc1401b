"""The encoder for `attribution`: mentions near a content are ranked; the words of all contents are marked."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from dateline.baselines.attribution import Asked, asked_of, candidate_table, cue_stems
from dateline.baselines.encoder.features import Features
from dateline.baselines.encoder.mentions import MentionNumbers, MentionTags
from dateline.baselines.encoder.network import Head, Network, choices, ranking_loss, span_vectors, stretches
from dateline.baselines.encoder.texts import Text, text_of
from dateline.baselines.encoder.training import Recipe
from dateline.baselines.features.batch import batch_of
from dateline.baselines.features.mentions import gold_mentions
from dateline.document import Document
from dateline.records import AttributionRecord, SpeakerRecord
from dateline.tasks.views import speakers

_PAIR = "speakers"


class _Example(NamedTuple):
    text: Text
    mentions: MentionNumbers
    asked: list[Asked]
    features: Any
    right: Any


class EncoderSpeakers:
    """A mention detector and a ranker of speakers on one encoder; nobody is a candidate too."""

    def __init__(self, **recipe: Any) -> None:  # noqa: ANN401 - the fields of Recipe
        """Choose how the encoder is fine-tuned."""
        self.network = Network(Recipe(**recipe))
        self.mentions = MentionTags()
        self.features = Features()
        self.cues: frozenset[str] = frozenset()

    def fit(self, documents: Sequence[Document]) -> "EncoderSpeakers":
        """Learn mentions, and which mention near each content is one of its speaker."""
        self.cues = cue_stems(documents)
        batch = batch_of(documents)
        asked = asked_of(batch, [gold_mentions(document) for document in documents])
        features = self.features.fit(candidate_table(batch, asked, self.cues))
        pair = {_PAIR: Head("pair", 1, len(self.features))}
        self.network.make(self.mentions.learn_labels(documents) | pair)
        examples, at = [], 0
        for owner, document in enumerate(documents):
            own = [one for one in asked if one.owner == owner]
            right = [
                candidate.key in gold.mentions
                for one, gold in zip(own, speakers(document).quotes, strict=True)
                for candidate in one.candidates
            ]
            text = _text(document)
            numbers = self.mentions.numbers(document, text)
            flags = np.array(right, dtype=np.bool_)
            examples.append(_Example(text, numbers, own, features[at : at + len(right)], flags))
            at += len(right)
        self.network.fit(examples, self._loss)
        return self

    def _loss(self, example: _Example) -> Any:  # noqa: ANN401
        import torch

        vectors = self.network.vectors(example.text)
        loss = self.mentions.loss(self.network, vectors, example.mentions)
        if not len(example.right):
            return loss
        scores = self._scores(example.text, vectors, example.asked, example.features)
        groups = stretches([len(one.candidates) for one in example.asked])
        return loss + ranking_loss(scores, groups, torch.from_numpy(example.right).to(scores.device))

    def _scores(self, text: Text, vectors: Any, asked: Sequence[Asked], features: Any) -> Any:  # noqa: ANN401
        contents = [text.range_of(one.quote.content[0].start, one.quote.content[-1].end) for one in asked]
        keys = [candidate.key for one in asked for candidate in one.candidates]
        of = np.repeat(np.arange(len(asked)), [len(one.candidates) for one in asked])
        candidates = span_vectors(vectors, [text.range_of(*key) for key in keys])
        return self.network.pair_scores(_PAIR, span_vectors(vectors, contents)[of], candidates, features)[:, 0]

    def predict(self, documents: Sequence[Document]) -> list[AttributionRecord]:
        """Name a speaker for every content that is given; nobody where no mention is likelier."""
        import torch

        with torch.inference_mode():
            return [AttributionRecord(document.id, self._speakers(document)) for document in documents]

    def _speakers(self, document: Document) -> list[SpeakerRecord]:
        text = _text(document)
        vectors = self.network.vectors(text)
        batch = batch_of([document])
        asked = asked_of(batch, [self.mentions.find(self.network, vectors, text)])
        groups = stretches([len(one.candidates) for one in asked])
        scores = np.zeros(0)
        if groups and groups[-1][1]:
            features = self.features.of(candidate_table(batch, asked, self.cues))
            scores = self._scores(text, vectors, asked, features).cpu().numpy()
        named = []
        for one, (first, _), best in zip(asked, groups, choices(scores, groups), strict=True):
            speaker = None if best is None else one.candidates[best - first].key
            named.append(SpeakerRecord([span.key for span in one.quote.content], speaker))
        return named


def _text(document: Document) -> Text:
    return text_of(document, [span for quote in document.quotes for span in quote.content])
