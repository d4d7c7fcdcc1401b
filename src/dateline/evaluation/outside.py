"""Gold from a file as documents, so that it can be trained on and its errors analysed like the corpus."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from dateline.corpus.load import is_folder, load_folder
from dateline.corpus.segmentation import document_of
from dateline.document import Document, Paragraph, Span
from dateline.errors import refuse, text_needed
from dateline.evaluation.reference import Gold, gold_in
from dateline.formats.checks import DocumentFacts
from dateline.tasks.declarations import Task


def training_documents(task: Task, path: Path) -> tuple[Document, ...]:
    """Read gold to learn from: a folder of documents in Parquet, or a file or brat folder that carries its text.

    Raises:
        InputError: it can't be read, has no gold for the task, or carries no text.
    """
    if is_folder(str(path)):
        documents = tuple(one for one in load_folder(path) if task.layer in one.annotated_layers)
        if not documents:
            raise refuse("missing-layer", f"no document has the layer {task.layer!r}", file=str(path))
        if any(document.masked for document in documents):
            raise text_needed("training", file=str(path))
        return documents
    gold = gold_in(task, path)
    if any(facts.text is None for facts in gold.facts.values()):
        hint = 'give the text of each document: a field "text" in JSON Lines, DOC.txt beside DOC.ann, CoNLL columns'
        raise refuse("missing-text", "the file has no texts to learn from", file=str(path), hint=hint)
    return tuple(documents_of(task, gold, segmented=True))


def documents_of(task: Task, gold: Gold, *, segmented: bool = False) -> Iterator[Document]:
    """Yield gold from a file as documents with the layer of the task.

    Args:
        task: the task.
        gold: gold that was read from a file.
        segmented: whether documents get sentences and tokens; it needs spaCy, and texts.

    Raises:
        InputError: records of the task can't be turned into annotation.
    """
    make = gold.kind.annotation
    if make is None:
        hint = "give a folder of documents in Parquet, such as `dateline build --with-text` writes"
        raise refuse("bad-gold", f"gold of {task.id} can't be read from a file of records here", hint=hint)
    for name, record in gold.records.items():
        found = make(record)
        layers: dict[str, Any] = {
            layer: value for layer in ("mentions", "events", "quotes") if (value := getattr(found, layer))
        }
        plain = _document(name, gold.facts.get(name) or DocumentFacts(), record, segmented=segmented)
        story = gold.context.stories.get(name, "")
        yield msgspec.structs.replace(plain, **layers, annotated_layers=(task.layer,), story=story)


def _document(name: str, facts: DocumentFacts, record: Any, *, segmented: bool) -> Document:  # noqa: ANN401
    if segmented and facts.text is not None:
        plain = document_of(name, facts.text)
        if facts.tokens:
            return msgspec.structs.replace(plain, tokens=tuple(Span(*token) for token in facts.tokens))
        return plain
    text = facts.text if facts.text is not None else "_" * (facts.length or _end(msgspec.to_builtins(record)))
    return Document(
        **dict.fromkeys(("part", "split", "story", "outlet", "genre", "topic", "date", "license", "sha256"), ""),
        id=name,
        title=None,
        provenance="user",
        masked=facts.text is None,
        text=text,
        paragraphs=(Paragraph(0, len(text), "body"),),
        sentences=(),
        tokens=tuple(Span(*token) for token in facts.tokens),
        annotated_layers=(),
        entities=(),
        mentions=(),
        events=(),
        quotes=(),
    )


def _end(value: Any) -> int:  # noqa: ANN401 - JSON
    """Return the greatest number in a record: no offset is beyond it."""
    if isinstance(value, dict):
        return max((_end(item) for item in value.values()), default=0)
    if isinstance(value, list | tuple):
        return max(map(_end, value), default=0)
    return value if isinstance(value, int) else 0
