"""The encoder for `event-arguments`: triggers and mentions by tags, a role or none for the pairs of a sentence."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from dateline.baselines.encoder.events.roles import KINDS, role_knowledge
from dateline.baselines.encoder.events.triggers import TriggerExample, TriggerHeads
from dateline.baselines.encoder.features import Features
from dateline.baselines.encoder.mentions import MentionNumbers, MentionTags
from dateline.baselines.encoder.network import Head, Network, span_vectors, stretches
from dateline.baselines.encoder.texts import Text, text_of
from dateline.baselines.encoder.training import Recipe
from dateline.baselines.event_arguments import Site, site_table, sites
from dateline.baselines.features.batch import batch_of
from dateline.baselines.features.mentions import Found, gold_mentions
from dateline.document import Document
from dateline.records import EventsRecord, RoleSpan

_PAIR = "roles"
_NONE = "none"


class _Pairs(NamedTuple):
    """The pairs of a trigger and a mention of its sentence in a text.

    Attributes:
        events: the words of the trigger of each pair.
        fillers: the words of the mention.
        kinds: the kind of each role in the type of event; shape pairs x roles.
        never: the roles that the mention can't have in this type of event; shape pairs x roles.
        features: a sparse array, shape pairs x features.
    """

    events: list[tuple[int, int]]
    fillers: list[tuple[int, int]]
    kinds: Any
    never: Any
    features: Any


class _Example(NamedTuple):
    triggers: TriggerExample
    mentions: MentionNumbers | None
    pairs: _Pairs | None
    roles: list[int]


class EncoderArguments:
    """Triggers, mentions and roles on one encoder; a type of event has the roles of the ontology."""

    def __init__(self, *, o_penalty: float = 0.0, none_penalty: float = 0.0, **recipe: Any) -> None:  # noqa: ANN401
        """Set what is taken off the log-odds of O and of no role, and how the encoder is fine-tuned."""
        self.network = Network(Recipe(**recipe))
        self.triggers = TriggerHeads(o_penalty)
        self.none_penalty = none_penalty
        self.mentions = MentionTags()
        self.features = Features()
        self.roles: list[str] = []
        self.knowledge: Any = None

    def fit(self, documents: Sequence[Document]) -> "EncoderArguments":
        """Learn triggers, mentions and roles; triggers also from the examples of the guidelines."""
        self.knowledge = role_knowledge()
        self.roles = [_NONE, *self.knowledge.roles]
        batch = batch_of(documents)
        found = sites(batch, [document.events for document in documents], map(gold_mentions, documents))
        features = self.features.fit(site_table(batch, found))
        pair = {_PAIR: Head("pair", len(self.roles) + len(KINDS), len(self.features))}
        heads = self.triggers.heads(self.network.recipe.encoder)
        self.network.make(heads | self.mentions.learn_labels(documents) | pair)
        *learnt, from_guidelines = self.triggers.learn(documents)
        examples = [_Example(from_guidelines, None, None, [])]
        ends = stretches([len(site.near) for site in found])
        for owner, (document, triggers) in enumerate(zip(documents, learnt, strict=True)):
            own = [(site, rows) for site, rows in zip(found, ends, strict=True) if site.owner == owner]
            rows = np.array([row for _, (first, last) in own for row in range(first, last)], dtype=np.intp)
            roles = [role for site, _ in own for role in self._gold(site)]
            pairs = self._pairs(triggers.text, [site for site, _ in own], features[rows]) if roles else None
            examples.append(_Example(triggers, self.mentions.numbers(document, triggers.text), pairs, roles))
        self.network.fit(examples, self._loss)
        return self

    def _gold(self, site: Site) -> list[int]:
        roles = {argument.key: argument.role for argument in site.event.arguments}
        return [self.roles.index(roles.get(filler.key, _NONE)) for filler in site.near]

    def _loss(self, example: _Example) -> Any:  # noqa: ANN401
        import torch

        vectors = self.network.vectors(example.triggers.text)
        loss = self.triggers.loss(self.network, vectors, example.triggers)
        if example.mentions:
            loss = loss + self.mentions.loss(self.network, vectors, example.mentions)
        if not example.pairs:
            return loss
        scores = self._scores(vectors, example.pairs)
        return loss + torch.nn.functional.nll_loss(scores, torch.tensor(example.roles, device=vectors.device))

    def _pairs(self, text: Text, found: Sequence[Site], features: Any) -> _Pairs:  # noqa: ANN401
        import torch

        types = [(site.event.type, filler.type) for site in found for filler in site.near]
        kinds = {event: self.knowledge.kinds(event) for event, _ in {*types}}
        may = {pair: self.knowledge.may(*pair) for pair in {*types}}
        return _Pairs(
            [text.range_of(site.event.start, site.event.end) for site in found for _ in site.near],
            [text.range_of(*filler.key) for site in found for filler in site.near],
            torch.tensor([kinds[event] for event, _ in types]),
            ~torch.tensor([may[pair] for pair in types]),
            features,
        )

    def _scores(self, vectors: Any, pairs: _Pairs) -> Any:  # noqa: ANN401
        """Return the log-probabilities of no role and of each role for each pair.

        Whether there is one is asked apart from which: all types share the first. Roles that the type of event lacks
        are as good as impossible.
        """
        import torch
        from torch.nn.functional import logsigmoid

        events, fillers = span_vectors(vectors, pairs.events), span_vectors(vectors, pairs.fillers)
        made = self.network.pair_scores(_PAIR, events, fillers, pairs.features)
        some, which, of_kinds = made.split([1, len(self.roles) - 1, len(KINDS)], 1)
        which = which + of_kinds.gather(1, pairs.kinds.to(made.device))
        which = which.masked_fill(pairs.never.to(made.device), -1e4).log_softmax(1)
        return torch.cat([logsigmoid(-some), logsigmoid(some) + which], dim=1)

    def predict(self, documents: Sequence[Document]) -> list[EventsRecord]:
        """Find triggers and mentions, and give every trigger its arguments."""
        import torch

        with torch.inference_mode():
            return [EventsRecord(document.id, self._events(document)) for document in documents]

    def _events(self, document: Document) -> list[Any]:
        text = text_of(document)
        vectors = self.network.vectors(text)
        batch = batch_of([document])
        mentions = self.mentions.find(self.network, vectors, text)
        found = sites(batch, [self.triggers.find(self.network, vectors, text)], [mentions])
        scores = np.zeros((0, len(self.roles)))
        if any(site.near for site in found):
            pairs = self._pairs(text, found, self.features.of(site_table(batch, found)))
            made = self._scores(vectors, pairs)
            scores = made.cpu().numpy().astype(np.float64)
            scores[:, 0] -= self.none_penalty
        ends = stretches([len(site.near) for site in found])
        events = []
        for site, (first, last) in zip(found, ends, strict=True):
            filled = fill(site.near, scores[first:last])
            arguments = [RoleSpan(filler.start, filler.end, self.roles[role]) for filler, role in filled]
            events.append(msgspec.structs.replace(site.event, arguments=arguments))
        return events


def fill(fillers: Sequence[Found], scores: NDArray[np.float64]) -> list[tuple[Found, int]]:
    """Give mentions their likeliest roles, by number; of two that overlap only the likelier one has the same role.

    Args:
        fillers: the mentions of a trigger's sentence.
        scores: the log-probabilities of roles, fillers x roles; the first is that of no role.
    """
    best = scores.argmax(1)
    kept: list[tuple[Found, int]] = []
    for row in sorted(np.flatnonzero(best).tolist(), key=lambda row: -scores[row, best[row]]):
        filler, role = fillers[row], int(best[row])
        if not any(role == other and f.start < filler.end and filler.start < f.end for f, other in kept):
            kept.append((filler, role))
    return sorted(kept, key=lambda item: item[0].key)
