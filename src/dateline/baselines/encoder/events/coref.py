"""The encoder for `event-coref`: triggers by tags, and a pair head that says which triggers of a story are one event.

Only triggers of one type are compared; clusters are those of average linkage over the likelihoods of pairs.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple

import msgspec
import numpy as np

from dateline.baselines.encoder.events.triggers import TriggerHeads
from dateline.baselines.encoder.events.words import Known
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
from dateline.baselines.features.pairs import Row
from dateline.document import Document
from dateline.records import EventsRecord

_PAIR = "same event"


class _Story(NamedTuple):
    """The texts of a story, what is known of their words, and the triggers of each."""

    texts: list[Text]
    known: list[Known]
    sites: list[list[Site]]

    def places(self) -> list[list[tuple[int, int]]]:
        """Return the first word of each trigger, and the one after it, text by text."""
        return [
            [text.range_of(site.start, site.start + 1) for site in some]
            for text, some in zip(self.texts, self.sites, strict=True)
        ]

    def pairs(self) -> tuple[list[tuple[int, int]], list[Row]]:
        """Return the pairs of triggers of one type, counted through the story, with their features."""
        flat = [site for some in self.sites for site in some]
        pairs = like_pairs(flat)
        if not pairs:
            return [], []
        firsts = [[first for first, _ in own] for own in self.places()]
        alone = np.concatenate([one.vectors.numpy()[own] for one, own in zip(self.known, firsts, strict=True)])
        near = alone @ alone.T
        return pairs, [{**pair_features(flat[i], flat[j]), "near": float(near[i, j])} for i, j in pairs]


class _Example(NamedTuple):
    """What the pair head learns from a story."""

    story: _Story
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
        """Learn triggers, and then from every pair of one story and type whether it is one event.

        Stories are few and triggers many, so that each has its own steps; what finds triggers stays as it is.
        """
        heads = self.triggers.heads(self.network.recipe.encoder)
        stories = stories_of(documents)
        learnt = self.triggers.learn([document for story in stories for document in story])
        left = iter(learnt)
        told = []
        for story in stories:
            own = list(islice(left, len(story)))
            told.append(_Story([one.text for one in own], [one.known for one in own], [*map(gold_sites, story)]))
        found = [one.pairs() for one in told]
        self.features.fit([row for _, rows in found for row in rows])
        self.network.make(heads | {_PAIR: Head("pair", 1, len(self.features))})
        self.network.fit(learnt, lambda one: self.triggers.loss(self.network, self.network.vectors(one.text), one))
        examples = []
        for story, read, (pairs, rows) in zip(stories, told, found, strict=True):
            clusters = gold_clusters(story)
            events = [clusters[site.key] for some in read.sites for site in some]
            right = [float(events[i] == events[j]) for i, j in pairs]
            examples += [_Example(read, pairs, self.features.of(rows), right)] if pairs else []
        self.network.fit_heads(examples, self._loss, max(self.network.recipe.heads_first, self.network.recipe.epochs))
        return self

    def _loss(self, example: _Example) -> Any:  # noqa: ANN401
        import torch

        with torch.no_grad():  # triggers are found by the same vectors
            vectors = [self.network.vectors(text) for text in example.story.texts]
        scores = self._scores(example.story, vectors, example.pairs, example.features)
        right = torch.tensor(example.right, device=scores.device)
        return torch.nn.functional.binary_cross_entropy_with_logits(scores, right)

    def _scores(
        self,
        story: _Story,
        vectors: Sequence[Any],
        pairs: Sequence[tuple[int, int]],
        features: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        import torch

        places = story.places()
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
        known = [self.triggers.known(text) for text in texts]
        vectors = [self.network.vectors(text) for text in texts]
        events = [
            self.triggers.find(self.network, of_words, text) for of_words, text in zip(vectors, texts, strict=True)
        ]
        sites = [sites_of(document, some) for document, some in zip(story, events, strict=True)]
        flat = [site for some in sites for site in some]
        read = _Story(texts, known, sites)
        pairs, rows = read.pairs()
        scores = self._scores(read, vectors, pairs, self.features.of(rows)) if pairs else None
        likely = [] if scores is None else scores.sigmoid().cpu().numpy()
        numbers = average_link(len(flat), pairs, likely, self.threshold)
        names = {site.key: f"{number}" for site, number in zip(flat, numbers, strict=True)}
        replace = msgspec.structs.replace
        return [
            EventsRecord(d.id, [replace(event, cluster=names[d.id, event.start]) for event in some])
            for d, some in zip(story, events, strict=True)
        ]
