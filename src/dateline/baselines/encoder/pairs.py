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
from dateline.baselines.event_arguments import with_arguments
from dateline.baselines.event_triggers import Triggers
from dateline.baselines.features.mentions import Finder, Found, gold_mentions
from dateline.baselines.features.sequences import sentences_of
from dateline.document import Document, Span
from dateline.records import (
    AttributionRecord,
    CorefRecord,
    EventRecord,
    EventsRecord,
    RoleSpan,
    SpeakerRecord,
)

_NONE, _SAME, _SOURCE = "none", "same", "source"
_AT_ONCE = 64  # pairs of a prediction batch
_BACK = 30  # mentions back that an antecedent is looked for
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


class TransformerArguments:
    """Triggers by the linear tagger; every mention of the sentence is given a role by the pair network, or none."""

    def __init__(self, **recipe: Any) -> None:  # noqa: ANN401 - the fields of Recipe
        """Choose how the encoder is fine-tuned."""
        self.triggers = Triggers()
        self.finder = Finder()
        self.model = PairTransformer(Recipe(**recipe))
        self.roles: dict[str, set[str]] = {}

    def fit(self, documents: Sequence[Document]) -> "TransformerArguments":
        """Learn triggers, mentions, and the roles of pairs."""
        self.triggers.fit(documents)
        self.finder.fit(documents)
        pairs, labels = [], []
        for document in documents:
            for tokens in sentences_of(document):
                found = [f for f in gold_mentions(document) if tokens[0].start <= f.start and f.end <= tokens[-1].end]
                for event in document.events:
                    if tokens[0].start <= event.start < tokens[-1].end:
                        roles = {argument.key: argument.role for argument in event.arguments}
                        self.roles.setdefault(event.type, set()).update(roles.values())
                        for filler in found:
                            pair = stretch(document, event.key, filler.key, f"{event.type} {filler.type}")
                            if pair:
                                pairs.append(pair)
                                labels.append(roles.get(filler.key, _NONE))
        self.model.fit(pairs, labels)
        return self

    def predict(self, documents: Sequence[Document]) -> list[EventsRecord]:
        """Give every trigger its arguments."""
        return with_arguments(self.triggers, self.finder, documents, self._arguments)

    def _arguments(
        self, document: Document, _: Sequence[Span], event: EventRecord, found: list[Found]
    ) -> list[RoleSpan]:
        candidates = [(f, stretch(document, (event.start, event.end), f.key, f"{event.type} {f.type}")) for f in found]
        usable = [(filler, pair) for filler, pair in candidates if pair]
        allowed = self.roles.get(event.type, set()) | {_NONE}
        arguments = []
        for (filler, _pair), row in zip(usable, self.model.probabilities([pair for _, pair in usable]), strict=True):
            _, role = max((p, label) for p, label in zip(row, self.model.labels, strict=True) if label in allowed)
            if role != _NONE:
                arguments.append(RoleSpan(filler.start, filler.end, role))
        return arguments


class TransformerSpeakers:
    """The likeliest of the mentions near a content, by the pair network."""

    def __init__(self, *, min_probability: float = 0.2, **recipe: Any) -> None:  # noqa: ANN401
        """Set how likely a speaker must be to be named, and how the encoder is fine-tuned."""
        self.finder = Finder()
        self.min_probability = min_probability
        self.model = PairTransformer(Recipe(**recipe))

    def fit(self, documents: Sequence[Document]) -> "TransformerSpeakers":
        """Learn from the mentions near each content which of them is a source."""
        self.finder.fit(documents)
        pairs, labels = [], []
        for document in documents:
            for quote in document.quotes:
                sources = {source.key for source in quote.sources}
                for filler, pair in _near(document, gold_mentions(document), quote.content):
                    pairs.append(pair)
                    labels.append(_SOURCE if filler.key in sources else _NONE)
        self.model.fit(pairs, labels)
        return self

    def predict(self, documents: Sequence[Document]) -> list[AttributionRecord]:
        """Name a speaker for every content that is given; nobody where none is likely."""
        return [self._record(document) for document in documents]

    def _record(self, document: Document) -> AttributionRecord:
        found = self.finder.find(document)
        column = self.model.labels.index(_SOURCE)
        quotes = []
        for quote in document.quotes:
            near = _near(document, found, quote.content)
            scores = self.model.probabilities([pair for _, pair in near])[:, column]
            best = max(zip(scores, (f.key for f, _ in near), strict=True), default=(0.0, None))
            quotes.append(
                SpeakerRecord([s.key for s in quote.content], best[1] if best[0] >= self.min_probability else None)
            )
        return AttributionRecord(document.id, quotes)


def _near(document: Document, found: Sequence[Found], content: Sequence[Span]) -> list[tuple[Found, Pair]]:
    edges = [span.key for span in (content[0], content[-1])]
    near = []
    for filler in found:
        if filler.level == "value":
            continue
        edge = min(edges, key=lambda span: min(abs(filler.start - span[1]), abs(span[0] - filler.end)))
        side = "inside" if edge[0] <= filler.start < edge[1] else "before" if filler.start < edge[0] else "after"
        pair = stretch(document, edge, filler.key, f"{filler.type} {filler.level} {side}")
        if pair:
            near.append((filler, pair))
    return near


class TransformerCoref:
    """Each mention joins the likeliest of the mentions before it, by the pair network, if any is likely enough."""

    def __init__(self, *, threshold: float = 0.5, **recipe: Any) -> None:  # noqa: ANN401
        """Set how likely a link must be, and how the encoder is fine-tuned."""
        self.finder = Finder()
        self.threshold = threshold
        self.model = PairTransformer(Recipe(**recipe))

    def fit(self, documents: Sequence[Document]) -> "TransformerCoref":
        """Learn from each mention's nearest antecedent, and from the mentions between the two."""
        self.finder.fit(documents)
        pairs, labels = [], []
        for document in documents:
            entity = {m.key: m.entity for m in document.mentions}
            found = [f for f in gold_mentions(document) if f.level != "value"]
            for index, mention in enumerate(found):
                before = range(max(0, index - _BACK), index)
                same = [i for i in before if entity[found[i].key] == entity[mention.key]]
                for i in range(same[-1] if same else before.start, index):
                    pair = stretch(document, found[i].key, mention.key, _kind(document, found[i], mention))
                    if pair:
                        pairs.append(pair)
                        labels.append(_SAME if entity[found[i].key] == entity[mention.key] else _NONE)
        self.model.fit(pairs, labels)
        return self

    def predict(self, documents: Sequence[Document]) -> list[CorefRecord]:
        """Cluster the mentions of each document."""
        return [CorefRecord(document.id, self._clusters(document)) for document in documents]

    def _clusters(self, document: Document) -> list[list[tuple[int, int]]]:
        found = [f for f in self.finder.find(document) if f.level != "value"]
        column = self.model.labels.index(_SAME)
        roots: list[int] = []
        clusters: dict[int, list[tuple[int, int]]] = {}
        for index, mention in enumerate(found):
            before = range(max(0, index - _BACK), index)
            pairs = [
                (i, stretch(document, found[i].key, mention.key, _kind(document, found[i], mention))) for i in before
            ]
            usable = [(i, pair) for i, pair in pairs if pair]
            scores = self.model.probabilities([pair for _, pair in usable])[:, column]
            best = max(zip(scores, (i for i, _ in usable), strict=True), default=(0.0, index))
            root = roots[best[1]] if best[0] >= self.threshold else index
            roots.append(root)
            clusters.setdefault(root, []).append(mention.key)
        return list(clusters.values())


def _kind(document: Document, one: Found, two: Found) -> str:
    texts = [document.text[f.start : f.end].casefold().removeprefix("the ") for f in (one, two)]
    return f"{one.level} {two.level} {one.type == two.type} {texts[0] == texts[1]}"
