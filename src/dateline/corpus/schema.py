"""The columns of the published dataset."""

from typing import Any


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
