"""Mentions of every level, by two tag heads: one for the outermost, one for the innermost, put together."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from dateline.baselines.encoder.network import Head, Network
from dateline.baselines.encoder.tags import Tags
from dateline.baselines.encoder.texts import Text
from dateline.baselines.features.mentions import Found, innermost
from dateline.document import Document, Mention
from dateline.records import TypedSpan
from dateline.tasks.views import outermost


class MentionNumbers(NamedTuple):
    """The number of each word's tag in both heads."""

    outer: list[int]
    inner: list[int]


class MentionTags:
    """Finds mentions by the vectors of words, while another head learns from the same vectors."""

    def __init__(self) -> None:
        """Name the heads."""
        self.outer = Tags("outer mentions")
        self.inner = Tags("inner mentions")

    def learn_labels(self, documents: Sequence[Document]) -> dict[str, Head]:
        """Take the labels of gold mentions, and return the heads that they need."""
        labels = {f"{m.type}/{m.level}" for document in documents for m in document.mentions}
        return {tags.name: tags.learn_labels(labels) for tags in (self.outer, self.inner)}

    def numbers(self, document: Document, text: Text) -> MentionNumbers:
        """Return the tags of the gold mentions."""
        outer, inner = _typed(list(outermost(document.mentions))), _typed(innermost(document.mentions))
        return MentionNumbers(self.outer.numbers(text, outer), self.inner.numbers(text, inner))

    def loss(self, network: Network, vectors: Any, numbers: MentionNumbers) -> Any:  # noqa: ANN401
        """Return the cross-entropy of both heads, added."""
        return self.outer.loss(network, vectors, numbers.outer) + self.inner.loss(network, vectors, numbers.inner)

    def find(self, network: Network, vectors: Any, text: Text) -> list[Found]:  # noqa: ANN401
        """Return the mentions, by start, the longer first."""
        types: dict[tuple[int, int], str] = {}
        for tags in (self.outer, self.inner):
            for span in tags.spans(network, vectors, text):
                types.setdefault((span.start, span.end), span.type)
        found = []
        for (start, end), label in sorted(types.items(), key=lambda item: (item[0][0], -item[0][1])):
            kind, _, level = label.partition("/")
            found.append(Found(start, end, kind, level))
        return found


def _typed(mentions: Sequence[Mention]) -> list[TypedSpan]:
    return [TypedSpan(m.start, m.end, f"{m.type}/{m.level}") for m in mentions]
