"""The columns of the published dataset, and what its files say of themselves.

Beside its offsets every annotated span has its words in `text`, for readers of the table; where the text is masked,
`text` is null. `dateline.load` reads the offsets alone.
"""

import json
from typing import Any

import msgspec

from dateline.document import FILE_FACTS, SCHEMA, Document

CANARY = "dateline-canary-7b1f6c52-0d0e-4d0b-9a53-5f2f6d8c41e7"
"""A string by which collectors of training text can leave the corpus out."""


def features() -> dict[str, Any]:
    """Return the columns of the published dataset, as `datasets` feature types."""
    from datasets import List, Value

    text, number = Value("string"), Value("int32")
    span = {"start": number, "end": number}
    words = {"text": text}
    filler = {**span, "mention": text}
    facts = ("id", "part", "split", "story", "outlet", "genre", "topic", "date", "title")
    rights = ("provenance", "license", "sha256")
    return {
        **dict.fromkeys((*facts, *rights), text),
        "masked": Value("bool"),
        "text": text,
        "paragraphs": List({**span, "kind": text}),
        "sentences": List(span),
        "tokens": List(span),
        "annotated_layers": List(text),
        "entities": List({"id": text, "type": text, "catalogue": text, "names": List(text)}),
        "mentions": List({**span, "id": text, "type": text, "level": text, "entity": text, **words}),
        "events": List(
            {
                **span,
                **dict.fromkeys(("id", "type", "polarity", "realis", "event", "story_event"), text),
                "arguments": List({**filler, "role": text, **words}),
                **words,
            }
        ),
        "quotes": List(
            {
                "id": text,
                "content": List({**span, **words}),
                "type": text,
                "cue": {**span, **words},
                "sources": List({**filler, **words}),
                "speakers": List(text),
                "nested_in": text,
            }
        ),
    }


def arrow_schema(columns: dict[str, Any] | None = None, *, canary: bool) -> Any:  # noqa: ANN401 - a schema of pyarrow
    """Return columns as an Arrow schema whose metadata holds their version and, for the corpus, the canary.

    `columns` are those of the documents, unless others are given.
    """
    from datasets import Features

    schema = Features(columns or features()).arrow_schema
    facts = {"schema": SCHEMA, **({"canary": CANARY} if canary else {})}
    return schema.with_metadata({**(schema.metadata or {}), FILE_FACTS: json.dumps(facts).encode()})


def row(document: Document) -> dict[str, Any]:
    """Return a document as a row of the dataset: its fields, and the words of its annotated spans."""
    found: dict[str, Any] = msgspec.to_builtins(document)
    for layer in ("mentions", "events", "quotes"):
        found[layer] = [_with_words(record, document) for record in found[layer]]
    return found


def _with_words(value: Any, document: Document) -> Any:  # noqa: ANN401 - plain data
    """Add `text` to every span inside a record."""
    if isinstance(value, list | tuple):
        return [_with_words(item, document) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {key: _with_words(item, document) for key, item in value.items()}
    if "start" not in inner:
        return inner
    return {**inner, "text": None if document.masked else document.text[inner["start"] : inner["end"]]}
