"""Models over pairs of spans: arguments of triggers, antecedents of mentions, speakers of contents."""

from collections.abc import Sequence
from typing import Any

from dateline.baselines.coref import referring
from dateline.baselines.encoder.pairs import Pair, PairTransformer, stretch
from dateline.baselines.encoder.training import (
    Recipe,
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
_BACK = 30  # mentions back that an antecedent is looked for


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

    def _arguments(self, document: Document, event: EventRecord, found: Sequence[Found]) -> list[RoleSpan]:
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
        found = zip(documents, self.finder.find(documents), strict=True)
        return [self._record(document, some) for document, some in found]

    def _record(self, document: Document, found: Sequence[Found]) -> AttributionRecord:
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
        found = zip(documents, referring(self.finder, documents), strict=True)
        return [CorefRecord(document.id, self._clusters(document, some)) for document, some in found]

    def _clusters(self, document: Document, found: Sequence[Found]) -> list[list[tuple[int, int]]]:
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
