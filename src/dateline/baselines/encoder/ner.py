"""The encoder for `ner`: one linear layer over the words, decoded under the rules of IOB2."""

from collections.abc import Sequence
from typing import Any

from dateline.baselines.encoder.network import Network
from dateline.baselines.encoder.tags import Tags
from dateline.baselines.encoder.texts import text_of
from dateline.baselines.encoder.training import Recipe
from dateline.document import Document
from dateline.records import NerRecord
from dateline.tasks.views import typed_spans


class EncoderNer:
    """Tags names and values."""

    def __init__(self, **recipe: Any) -> None:  # noqa: ANN401 - the fields of Recipe
        """Choose how the encoder is fine-tuned."""
        self.network = Network(Recipe(**recipe))
        self.tags = Tags("tags")

    def fit(self, documents: Sequence[Document]) -> "EncoderNer":
        """Learn the outermost names and values."""
        gold = [typed_spans(document).entities for document in documents]
        self.network.make({"tags": self.tags.learn_labels(span.type for spans in gold for span in spans)})
        texts = [text_of(document) for document in documents]
        examples = [(text, self.tags.numbers(text, spans)) for text, spans in zip(texts, gold, strict=True)]
        self.network.fit(
            examples, lambda example: self.tags.loss(self.network, self.network.vectors(example[0]), example[1])
        )
        return self

    def predict(self, documents: Sequence[Document]) -> list[NerRecord]:
        """Tag every annotated sentence."""
        import torch

        records = []
        with torch.inference_mode():
            for document in documents:
                text = text_of(document)
                spans = self.tags.spans(self.network, self.network.vectors(text), text)
                records.append(NerRecord(document.id, spans))
        return records
