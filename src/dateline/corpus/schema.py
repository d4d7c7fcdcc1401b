"""The columns of the published dataset, and what its files say of themselves."""

import json
from typing import Any

from dateline.document import FILE_FACTS, SCHEMA

CANARY = "dateline-canary-7b1f6c52-0d0e-4d0b-9a53-5f2f6d8c41e7"
"""A string by which collectors of training text can leave the corpus out."""


def features() -> dict[str, Any]:
    """Return the columns of the published dataset, as `datasets` feature types."""
    from datasets import List, Value

    text, number = Value("string"), Value("int32")
    span = {"start": number, "end": number}
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
        "mentions": List({**span, "id": text, "type": text, "level": text, "entity": text}),
        "events": List(
            {
                **span,
                **dict.fromkeys(("id", "type", "polarity", "realis", "event", "story_event"), text),
                "arguments": List({**filler, "role": text}),
            }
        ),
        "quotes": List(
            {
                "id": text,
                "content": List(span),
                "type": text,
                "cue": span,
                "sources": List(filler),
                "speakers": List(text),
                "nested_in": text,
            }
        ),
    }


def arrow_schema(*, canary: bool) -> Any:  # noqa: ANN401 - a schema of pyarrow
    """Return the columns as an Arrow schema whose metadata holds their version and, for the corpus, the canary."""
    from datasets import Features

    schema = Features(features()).arrow_schema
    facts = {"schema": SCHEMA, **({"canary": CANARY} if canary else {})}
    return schema.with_metadata({**(schema.metadata or {}), FILE_FACTS: json.dumps(facts).encode()})
