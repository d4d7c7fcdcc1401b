"""The encoder for `coref`: mentions by tags, and for each the likeliest antecedent or none (Lee et al. 2017)."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from dateline.baselines.coref import antecedent_pairs, clusters_of, gold_in_clusters, pair_table
from dateline.baselines.encoder.features import Features
from dateline.baselines.encoder.mentions import MentionNumbers, MentionTags
from dateline.baselines.encoder.network import Head, Network, choices, ranking_loss, span_vectors
from dateline.baselines.encoder.texts import Text, text_of
from dateline.baselines.encoder.training import Recipe
from dateline.baselines.features.batch import batch_of
from dateline.baselines.features.columns import Ints
from dateline.baselines.features.mentions import Found
from dateline.document import Document
from dateline.records import CorefRecord

Groups = list[tuple[int, int]]
_PAIR = "antecedents"


class _Example(NamedTuple):
    text: Text
    mentions: MentionNumbers
    found: list[Found]
    one: Ints
    two: Ints
    groups: Groups
    features: Any
    right: Any


class EncoderCoref:
    """A mention detector and a mention ranker on one encoder; mentions without an antecedent begin clusters."""

    def __init__(self, **recipe: Any) -> None:  # noqa: ANN401 - the fields of Recipe
        """Choose how the encoder is fine-tuned."""
        self.network = Network(Recipe(**recipe))
        self.mentions = MentionTags()
        self.features = Features()

    def fit(self, documents: Sequence[Document]) -> "EncoderCoref":
        """Learn mentions, and which of the mentions before it each goes with."""
        found = [gold_in_clusters(document) for document in documents]
        one, two, ends = _candidates(found)
        features = self.features.fit(pair_table(batch_of(documents), found, one, two))
        pair = {_PAIR: Head("pair", 1, len(self.features))}
        self.network.make(self.mentions.learn_labels(documents) | pair)
        examples, base = [], 0
        for document, some, (first, last) in zip(documents, found, pairwise(ends), strict=True):
            text = text_of(document)
            entity = {m.key: m.entity for m in document.mentions}
            own = [entity[f.key] for f in some]
            a, b = one[first:last] - base, two[first:last] - base
            right = np.array([own[i] == own[j] for i, j in zip(a, b, strict=True)], dtype=np.bool_)
            numbers = self.mentions.numbers(document, text)
            examples.append(_Example(text, numbers, some, a, b, _groups(b, len(some)), features[first:last], right))
            base += len(some)
        self.network.fit(examples, self._loss)
        return self

    def _loss(self, example: _Example) -> Any:  # noqa: ANN401
        import torch

        vectors = self.network.vectors(example.text)
        spans = span_vectors(vectors, [example.text.range_of(*f.key) for f in example.found])
        scores = self._scores(spans, (example.one, example.two), example.features)
        loss = ranking_loss(scores, example.groups, torch.from_numpy(example.right).to(scores.device))
        return loss + self.mentions.loss(self.network, vectors, example.mentions)

    def _scores(self, spans: Any, pairs: tuple[Ints, Ints], features: Any) -> Any:  # noqa: ANN401
        one, two = pairs
        return self.network.pair_scores(_PAIR, spans[one], spans[two], features)[:, 0]

    def predict(self, documents: Sequence[Document]) -> list[CorefRecord]:
        """Find the mentions of each document and cluster them."""
        return self.with_mentions(documents)[0]

    def with_mentions(self, documents: Sequence[Document]) -> tuple[list[CorefRecord], list[list[Found]]]:
        """Return the clusters of each document, and all mentions that were found, values too."""
        import torch

        records, mentions = [], []
        with torch.inference_mode():
            for document in documents:
                text = text_of(document)
                vectors = self.network.vectors(text)
                mentions.append(self.mentions.find(self.network, vectors, text))
                referring = [f for f in mentions[-1] if f.level != "value"]
                records.append(CorefRecord(document.id, self._clusters(document, text, vectors, referring)))
        return records, mentions

    def _clusters(
        self,
        document: Document,
        text: Text,
        vectors: Any,  # noqa: ANN401
        found: list[Found],
    ) -> list[list[tuple[int, int]]]:
        one, two, _ = _candidates([found])
        if not len(one):
            return [[f.key] for f in found]
        features = self.features.of(pair_table(batch_of([document]), [found], one, two))
        spans = span_vectors(vectors, [text.range_of(*f.key) for f in found])
        scores = self._scores(spans, (one, two), features).cpu().numpy()
        chosen = choices(scores, _groups(two, len(found)))
        return clusters_of(
            [(mention, None if pair is None else int(one[pair])) for mention, pair in zip(found, chosen, strict=True)]
        )


def _candidates(found: Sequence[Sequence[Found]]) -> tuple[Ints, Ints, list[int]]:
    """Return the pairs of mentions of documents, counted through all of them, and where each document's pairs end."""
    one, two, _ = antecedent_pairs(found)
    return one, two, [0, *np.searchsorted(two, np.cumsum([len(some) for some in found])).tolist()]


def _groups(two: Ints, size: int) -> Groups:
    """Return for each mention the first pair in which it comes second, and the pair after the last."""
    ends = np.searchsorted(two, np.arange(size + 1)).tolist()
    return list(pairwise(ends))
