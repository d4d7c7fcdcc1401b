"""The encoder for `event-coref`: triggers by tags, and a pair head that says which triggers of a story are one event.

Only triggers of one type are compared; clusters are those of average linkage over the likelihoods of pairs.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple

import msgspec
import numpy as np

from dateline.baselines.encoder.events.triggers import TriggerExample, TriggerHeads
from dateline.baselines.encoder.features import Features
from dateline.baselines.encoder.network import Head, Network, span_vectors
from dateline.baselines.encoder.texts import Text, text_of
from dateline.baselines.encoder.training import Recipe
from dateline.baselines.event_coref import (
    Site,
    average_link,
    gold_clusters,
    gold_sites,
    like_pairs,
    pair_features,
    sites_of,
    stories_of,
)
from dateline.document import Document
from dateline.records import EventsRecord

_PAIR = "same event"


class _Example(NamedTuple):
    """A story: its documents, the triggers of each, and pairs of them counted through the story."""

    documents: list[TriggerExample]
    places: list[list[tuple[int, int]]]
    pairs: list[tuple[int, int]]
    features: Any
    right: list[float]


class EncoderChains:
    """Triggers and pairs of triggers on one encoder; the documents of a story are seen together."""

    def __init__(self, *, o_penalty: float = 0.0, threshold: float = 0.5, **recipe: Any) -> None:  # noqa: ANN401
        """Set what is taken off the log-odds of O, how likely a cluster's average pair must be, and the recipe."""
        self.network = Network(Recipe(**recipe))
        self.triggers = TriggerHeads(o_penalty)
        self.threshold = threshold
        self.features = Features()

    def fit(self, documents: Sequence[Document]) -> "EncoderChains":
        """Learn triggers, and from every pair of one story and type whether it is one event."""
        heads = self.triggers.heads(self.network.recipe.encoder)
        stories = stories_of(documents)
        *learnt, from_guidelines = self.triggers.learn([document for story in stories for document in story])
        left = iter(learnt)
        told = []
        for story in stories:
            own_triggers = list(islice(left, len(story)))
            sites = [gold_sites(document) for document in story]
            flat = [site for some in sites for site in some]
            clusters = gold_clusters(story)
            pairs = like_pairs(flat)
            own = [clusters[site.key] for site in flat]
            rows = [pair_features(flat[i], flat[j]) for i, j in pairs]
            places = [_places(one.text, some) for one, some in zip(own_triggers, sites, strict=True)]
            right = [float(own[i] == own[j]) for i, j in pairs]
            told.append((_Example(own_triggers, places, pairs, None, right), rows))
        self.features.fit([row for _, rows in told for row in rows])
        self.network.make(heads | {_PAIR: Head("pair", 1, len(self.features))})
        examples = [one._replace(features=self.features.of(rows)) if rows else one for one, rows in told]
        examples.append(_Example([from_guidelines], [[]], [], None, []))
        self.network.fit(examples, self._loss)
        return self

    def _loss(self, example: _Example) -> Any:  # noqa: ANN401
        import torch

        vectors = [self.network.vectors(one.text) for one in example.documents]
        losses = [
            self.triggers.loss(self.network, some, one) for some, one in zip(vectors, example.documents, strict=True)
        ]
        loss = torch.stack(losses).mean()
        if not example.pairs:
            return loss
        scores = self._scores(vectors, example.places, example.pairs, example.features)
        right = torch.tensor(example.right, device=scores.device)
        return loss + torch.nn.functional.binary_cross_entropy_with_logits(scores, right)

    def _scores(
        self,
        vectors: Sequence[Any],
        places: Sequence[Sequence[tuple[int, int]]],
        pairs: Sequence[tuple[int, int]],
        features: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        import torch

        spans = torch.cat([span_vectors(some, own) for some, own in zip(vectors, places, strict=True) if own])
        one, two = np.array(pairs, dtype=np.intp).T
        return self.network.pair_scores(_PAIR, spans[one], spans[two], features)[:, 0]

    def predict(self, documents: Sequence[Document]) -> list[EventsRecord]:
        """Find the triggers of each story's documents and cluster them."""
        import torch

        found: dict[str, EventsRecord] = {}
        with torch.inference_mode():
            for story in stories_of(documents):
                found |= {record.id: record for record in self._story(story)}
        return [found[document.id] for document in documents]

    def _story(self, story: Sequence[Document]) -> list[EventsRecord]:
        texts = [text_of(document) for document in story]
        vectors = [self.network.vectors(text) for text in texts]
        events = [self.triggers.find(self.network, some, text) for some, text in zip(vectors, texts, strict=True)]
        sites = [sites_of(document, some) for document, some in zip(story, events, strict=True)]
        flat = [site for some in sites for site in some]
        pairs = like_pairs(flat)
        likely = np.zeros((len(flat), len(flat)))
        if pairs:
            features = self.features.of([pair_features(flat[i], flat[j]) for i, j in pairs])
            places = [_places(text, some) for text, some in zip(texts, sites, strict=True)]
            scores = self._scores(vectors, places, pairs, features).sigmoid().cpu().numpy()
            for (i, j), score in zip(pairs, scores, strict=True):
                likely[i, j] = likely[j, i] = score
        names = {
            (site.document, site.start): f"{number}"
            for site, number in zip(flat, average_link(likely, self.threshold), strict=True)
        }
        replace = msgspec.structs.replace
        return [
            EventsRecord(d.id, [replace(event, cluster=names[d.id, event.start]) for event in some])
            for d, some in zip(story, events, strict=True)
        ]


def _places(text: Text, sites: Sequence[Site]) -> list[tuple[int, int]]:
    return [text.range_of(site.start, site.start + 1) for site in sites]
