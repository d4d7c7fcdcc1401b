"""The encoder for `quotes`: contents, cues and sources by tags, and which cue and source belongs to which content."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from dateline.baselines.encoder.features import Features
from dateline.baselines.encoder.network import Head, Network, choices, ranking_loss, span_vectors, stretches
from dateline.baselines.encoder.tags import Tags
from dateline.baselines.encoder.texts import Text, text_of
from dateline.baselines.encoder.training import Recipe
from dateline.baselines.features.pairs import Row
from dateline.baselines.quotes import flat_parts, joined_contents, quote_of
from dateline.document import Document, Quote
from dateline.records import QuotesRecord, TypedSpan

_RELATIONS = ("cue", "source")
_NEAR = 60  # words between a content and a cue or source of it


class _Links(NamedTuple):
    """Candidates of all contents for one relation: content and candidate of each pair, by their words."""

    contents: list[tuple[int, int]]
    others: list[tuple[int, int]]
    sizes: list[int]
    rows: list[Row]


class _Example(NamedTuple):
    text: Text
    tags: list[int]
    links: dict[str, _Links]
    features: dict[str, Any]
    right: dict[str, Any]


class EncoderQuotes:
    """Tags and a relation head on one encoder; a content may be without cue or source."""

    def __init__(self, **recipe: Any) -> None:  # noqa: ANN401 - the fields of Recipe
        """Choose how the encoder is fine-tuned."""
        self.network = Network(Recipe(**recipe))
        self.tags = Tags("tags")
        self.features = Features()

    def fit(self, documents: Sequence[Document]) -> "EncoderQuotes":
        """Learn the outermost contents with their cues and sources."""
        texts = [text_of(document, paragraphs=True) for document in documents]
        parts = [flat_parts(document) for document in documents]
        heads = {"tags": self.tags.learn_labels(span.type for spans in parts for span in spans)}
        linked = [
            {name: self._gold_links(document, text, spans, name) for name in _RELATIONS}
            for document, text, spans in zip(documents, texts, parts, strict=True)
        ]
        self.features.fit([row for of_text in linked for links, _ in of_text.values() for row in links.rows])
        heads |= {name: Head("pair", 1, len(self.features)) for name in _RELATIONS}
        self.network.make(heads)
        examples = [
            _Example(
                text,
                self.tags.numbers(text, spans),
                {name: links for name, (links, _) in of_text.items()},
                {name: self.features.of(links.rows) for name, (links, _) in of_text.items() if links.rows},
                {name: right for name, (_, right) in of_text.items()},
            )
            for text, spans, of_text in zip(texts, parts, linked, strict=True)
        ]
        self.network.fit(examples, self._loss)
        return self

    def _gold_links(
        self, document: Document, text: Text, parts: Sequence[TypedSpan], name: str
    ) -> tuple[_Links, list[bool]]:
        quotes = [quote for quote in document.quotes if quote.nested_in is None]
        contents = [(quote.content[0].start, quote.content[-1].end) for quote in quotes]
        others = [span for span in parts if span.type == name]
        links, numbers = _links(text, contents, others)
        own = [_keys(quote, name) for quote in quotes]
        return links, [(others[o].start, others[o].end) in own[content] for content, o in numbers]

    def _loss(self, example: _Example) -> Any:  # noqa: ANN401
        import torch

        vectors = self.network.vectors(example.text)
        loss = self.tags.loss(self.network, vectors, example.tags)
        for name, features in example.features.items():
            links = example.links[name]
            right = torch.tensor(example.right[name], device=vectors.device)
            loss = loss + ranking_loss(self._scores(name, vectors, links, features), stretches(links.sizes), right)
        return loss

    def _scores(self, name: str, vectors: Any, links: _Links, features: Any) -> Any:  # noqa: ANN401
        one, two = span_vectors(vectors, links.contents), span_vectors(vectors, links.others)
        return self.network.pair_scores(name, one, two, features)[:, 0]

    def predict(self, documents: Sequence[Document]) -> list[QuotesRecord]:
        """Tag every annotated paragraph and join the parts."""
        import torch

        records = []
        with torch.inference_mode():
            for document in documents:
                text = text_of(document, paragraphs=True)
                vectors = self.network.vectors(text)
                spans = self.tags.spans(self.network, vectors, text)
                parts = {name: [span for span in spans if span.type == name] for name in ("content", *_RELATIONS)}
                groups = joined_contents(document, parts["content"], parts["cue"])
                cues, sources = (self._linked(text, vectors, groups, parts[name], name) for name in _RELATIONS)
                quotes = [quote_of(document, *quote) for quote in zip(groups, cues, sources, strict=True)]
                records.append(QuotesRecord(document.id, quotes))
        return records

    def _linked(
        self,
        text: Text,
        vectors: Any,  # noqa: ANN401
        groups: Sequence[Sequence[TypedSpan]],
        others: Sequence[TypedSpan],
        name: str,
    ) -> list[TypedSpan | None]:
        links, numbers = _links(text, [(group[0].start, group[-1].end) for group in groups], others)
        if not links.rows:
            return [None] * len(groups)
        scores = self._scores(name, vectors, links, self.features.of(links.rows)).cpu().numpy()
        chosen = choices(scores, stretches(links.sizes))
        return [None if pair is None else others[numbers[pair][1]] for pair in chosen]


def _keys(quote: Quote, name: str) -> set[tuple[int, int]]:
    if name == "cue":
        return {quote.cue.key} if quote.cue else set()
    return {source.key for source in quote.sources}


def _links(
    text: Text, contents: Sequence[tuple[int, int]], others: Sequence[TypedSpan]
) -> tuple[_Links, list[tuple[int, int]]]:
    """List the candidates near each content, and the numbers of content and candidate of each pair."""
    links = _Links([], [], [], [])
    numbers = []
    places = [text.range_of(span.start, span.end) for span in others]
    stops = np.cumsum([0, *(word in {".", "!", "?"} for word in text.words)])
    for content, span in enumerate(contents):
        begin, end = text.range_of(*span)
        gaps = [max(first - end, begin - last, 0) for first, last in places]
        near = [o for o, gap in enumerate(gaps) if gap <= _NEAR]
        links.sizes.append(len(near))
        for rank, o in enumerate(sorted(near, key=lambda o: (gaps[o], o))):
            first, last = places[o]
            side = "before" if last <= begin else "after" if first >= end else "inside"
            low, high = (last, begin) if side == "before" else (end, first)
            apart = int(stops[max(low, high)] - stops[low])
            row: Row = {"gap": f"{side} {min(gaps[o], 6)}", "apart": f"{side} {min(apart, 2)}"}
            links.rows.append(
                row | {"rank": min(rank, 3) / 3, "far": gaps[o] / _NEAR, "nearest": f"{rank == 0} {side}"}
            )
            links.contents.append((begin, end))
            links.others.append((first, last))
            numbers.append((content, o))
    return links, numbers
