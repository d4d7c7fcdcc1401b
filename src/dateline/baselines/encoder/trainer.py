"""Our metrics for the transformers Trainer: aligned labels of a part, and `compute_metrics` over them.

    data = aligned_labels(dateline.load("open/validation"), tokenizer)
    trainer = Trainer(model, args, eval_dataset=data.features, compute_metrics=data.compute_metrics, ...)

The scores are those of `dateline.score` for the same predictions, from 0 to 100.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.baselines.features.sequences import sentences_of
from dateline.document import Document, Span
from dateline.errors import text_needed
from dateline.evaluation.evaluate import count, metrics_of
from dateline.evaluation.reference import Gold, gold_of
from dateline.formats.bio import spans_of, tags_of
from dateline.ontology import ontology
from dateline.records import NerRecord, TypedSpan
from dateline.tasks.declarations import load as load_task
from dateline.tasks.views import typed_spans

IGNORED = -100
"""The label of subwords that no loss is computed for: all but the first of each word, and special tokens."""
_LOGITS = 3  # axes: pieces, subwords, classes
_LONGEST = 512  # subwords
TAGS = ("O", *(f"{prefix}-{label}" for label in ontology().entity_types for prefix in "BI"))
"""The tags of task `ner` in IOB2; a tag's place is the number of its class."""


@dataclass(frozen=True)
class AlignedLabels:
    """Documents cut into pieces that fit an encoder, their gold as one label a subword, and the way back.

    Attributes:
        documents: the documents, with text.
        features: for each piece `input_ids`, `attention_mask` and `labels` (as `DataCollatorForTokenClassification`
            pads them).
        owners: the document of each piece, by number.
        words: for each piece the words that have a label, in order, as spans of the document's text.
    """

    documents: tuple[Document, ...]
    features: tuple[Mapping[str, list[int]], ...]
    owners: tuple[int, ...]
    words: tuple[tuple[Span, ...], ...]

    @property
    def id2label(self) -> dict[int, str]:
        """The tag of each class, for the model's configuration."""
        return dict(enumerate(TAGS))

    @property
    def label2id(self) -> dict[str, int]:
        """The class of each tag."""
        return {tag: number for number, tag in enumerate(TAGS)}

    def records(self, predictions: NDArray[Any]) -> list[NerRecord]:
        """Turn predicted classes into records of the task, one for each document.

        Args:
            predictions: logits (pieces x subwords x classes) or classes (pieces x subwords), padded or not; the pieces
                in the order of `features`.

        Raises:
            ValueError: there are more or fewer pieces than `features` has.
        """
        classes = predictions.argmax(axis=-1) if predictions.ndim == _LOGITS else predictions
        spans: list[list[TypedSpan]] = [[] for _ in self.documents]
        for row, feature, owner, words in zip(classes, self.features, self.owners, self.words, strict=True):
            labelled = [at for at, label in enumerate(feature["labels"]) if label != IGNORED]
            spans[owner] += spans_of(words, [TAGS[int(row[at])] for at in labelled])
        return [NerRecord(document.id, found) for document, found in zip(self.documents, spans, strict=True)]

    def compute_metrics(self, evaluated: Any) -> dict[str, float]:  # noqa: ANN401 - transformers' EvalPrediction
        """Score what a Trainer predicted for `features`: every metric of the task that is defined, in points."""
        found = evaluated.predictions
        counts = count(self._gold, self.records(np.asarray(found[0] if isinstance(found, tuple) else found)))
        metrics = metrics_of(load_task("ner"), self._gold)
        scores = {metric.name: metric.of(counts) for metric in metrics}
        return {name: 100 * value for name, value in scores.items() if value is not None}

    @cached_property
    def _gold(self) -> Gold:
        return gold_of(load_task("ner"), self.documents, "documents")


def aligned_labels(documents: Sequence[Document], tokenizer: Any, *, longest: int | None = None) -> AlignedLabels:  # noqa: ANN401
    """Align the gold of task `ner` with an encoder's subwords: the first one of each word has its label.

    Sentences that are too long are cut between words, and nothing is left out.

    Args:
        documents: gold documents with text.
        tokenizer: a fast tokenizer of transformers; for those of byte-level BPE with `add_prefix_space=True`.
        longest: the most subwords of a piece, special tokens included; by default those that the model takes, 512 at
            most.

    Raises:
        TextNeededError: a document is masked.
    """
    room = min(longest or _LONGEST, tokenizer.model_max_length)
    most = room - tokenizer.num_special_tokens_to_add()
    number = {tag: place for place, tag in enumerate(TAGS)}
    features: list[dict[str, list[int]]] = []
    owners: list[int] = []
    words: list[tuple[Span, ...]] = []
    for owner, document in enumerate(documents):
        if document.masked:
            raise text_needed(f"aligning the labels of {document.id!r}")
        spans = list(typed_spans(document).entities)
        for tokens in (
            part for sentence in sentences_of(document) for part in _cut(document, sentence, tokenizer, most)
        ):
            tags = tags_of(tokens, spans)
            encoded = tokenizer(
                [document.span_text(token) for token in tokens],
                is_split_into_words=True,
                truncation=True,
                max_length=room,
            )
            labels, labelled, before = [], [], None
            for word in encoded.word_ids():
                first = word is not None and word != before
                labels.append(number[tags[word]] if first else IGNORED)
                labelled += [tokens[word]] if first else []
                before = word
            features.append(
                {"input_ids": encoded["input_ids"], "attention_mask": encoded["attention_mask"], "labels": labels}
            )
            owners.append(owner)
            words.append(tuple(labelled))
    return AlignedLabels(tuple(documents), tuple(features), tuple(owners), tuple(words))


def _cut(document: Document, tokens: Sequence[Span], tokenizer: Any, most: int) -> list[list[Span]]:  # noqa: ANN401
    """Cut a sentence before the word that would not fit any more; a word longer than a piece is a piece of its own."""
    words = [document.span_text(token) for token in tokens]
    sizes = [len(ids) for ids in tokenizer(words, add_special_tokens=False)["input_ids"]]
    parts: list[list[Span]] = []
    size = most
    for token, own in zip(tokens, sizes, strict=True):
        if size + own > most:
            parts.append([])
            size = 0
        parts[-1].append(token)
        size += own
    return parts
