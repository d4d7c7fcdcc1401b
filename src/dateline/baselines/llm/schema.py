"""What an answer must look like: a JSON schema for structured output, and gold in the same form for examples."""

import re
from collections.abc import Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from dateline.baselines.llm.prompts import prompt_path
from dateline.corpus.anchoring import find
from dateline.document import Document
from dateline.evaluation.inputs import predicted
from dateline.formats.quoted import QUOTED, Passage
from dateline.ontology import ontology
from dateline.records import AttributionRecord
from dateline.tasks.declarations import Task
from dateline.tasks.registry import task_type

Schema = dict[str, Any]
Labels = Mapping[str, frozenset[str]]


def answer_schema(task: Task, version: int) -> Schema:
    """Return the JSON schema of an answer, in the subset that strict structured output takes.

    Objects have no other fields than those that the prompt asks for, and all of them; a field that a record may lack
    can be null.
    """
    kind = task_type(task.type)
    if kind.record is AttributionRecord:
        speaker = {"quote": {"type": "integer"}, "speaker": {"anyOf": [{"type": "string"}, {"type": "null"}]}}
        return _closed({"speakers": {"type": "array", "items": _closed(speaker)}})
    labels = kind.labels(kind.types(ontology()))
    return _of_struct(QUOTED[kind.record], labels, asked_fields(task, version))


def response_format(task: Task, version: int) -> Schema:
    """Return the field `response_format` of a chat completion that asks for the answer's schema."""
    name = re.sub(r"[^A-Za-z0-9_-]", "_", task.id)
    schema = {"name": name, "strict": True, "schema": answer_schema(task, version)}
    return {"type": "json_schema", "json_schema": schema}


def asked_fields(task: Task, version: int) -> frozenset[str]:
    """Return the names in quotation marks in a task's prompt: the fields that its answers have."""
    return frozenset(re.findall(r'"([a-z]+)"', prompt_path(task, version).read_text(encoding="utf-8")))


def gold_answer(task: Task, version: int, document: Document) -> Any:  # noqa: ANN401 - JSON
    """Return the gold of a document as the answer that the prompt asks for; read again, it gives the gold.

    A quote without a source has no speaker; words that stand in a paragraph more than once have their `occurrence`.
    """
    record = predicted(task, document)
    if isinstance(record, AttributionRecord):
        named = enumerate((quote.speaker for quote in record.quotes), start=1)
        speakers = [
            {"quote": number, "speaker": document.text[slice(*one)] if isinstance(one, tuple) else one}
            for number, one in named
        ]
        return {"speakers": speakers}
    whole = msgspec.to_builtins(record)
    del whole["id"]
    return _quoted(whole, document, asked_fields(task, version))


def completed(value: Any, schema: Schema) -> Any:  # noqa: ANN401 - JSON
    """Give every object of an answer all fields of its schema: those that it lacks are null."""
    if "anyOf" in schema:
        return None if value is None else completed(value, schema["anyOf"][0])
    if schema["type"] == "object":
        return {name: completed(value.get(name), part) for name, part in schema["properties"].items()}
    if schema["type"] == "array":
        return [completed(one, schema["items"]) for one in value]
    return value


def _of_struct(shape: type[msgspec.Struct], labels: Labels, asked: frozenset[str]) -> Schema:
    hints = get_type_hints(shape)
    kept = [field for field in msgspec.structs.fields(shape) if field.name != "id"]
    return _closed(
        {
            field.name: _of(hints[field.name], labels, asked, labels.get(field.name))
            for field in kept
            if field.required or field.name in asked
        }
    )


def _of(wanted: Any, labels: Labels, asked: frozenset[str], allowed: frozenset[str] | None = None) -> Schema:  # noqa: ANN401 - a type
    if isinstance(wanted, UnionType) or get_origin(wanted) is Union:
        return {"anyOf": [_of(one, labels, asked, allowed) for one in get_args(wanted)]}
    if get_origin(wanted) is list:
        return {"type": "array", "items": _of(get_args(wanted)[0], labels, asked)}
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        return _of_struct(wanted, labels, asked)
    if wanted is str and allowed:
        return {"type": "string", "enum": sorted(allowed)}
    return {"type": {str: "string", int: "integer", type(None): "null"}[wanted]}


def _closed(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def _quoted(value: Any, document: Document, asked: frozenset[str]) -> Any:  # noqa: ANN401 - JSON
    """Put quoted words in the place of offsets, and leave out what the prompt does not ask for."""
    if isinstance(value, list | tuple):
        if len(value) == 2 and all(type(one) is int for one in value):  # noqa: PLR2004 - a span
            return passage(document, *value)
        return [_quoted(one, document, asked) for one in value]
    if not isinstance(value, dict):
        return value
    place = passage(document, value["start"], value["end"]) if "start" in value else {}
    rest = {key: one for key, one in value.items() if key in asked and key not in Passage.__struct_fields__}
    return place | {key: _quoted(one, document, asked) for key, one in rest.items()}


def passage(document: Document, start: int, end: int) -> dict[str, Any]:
    """Quote a span of a document: its words, its paragraph, and which of several occurrences it is."""
    number, paragraph = next(
        (number, one) for number, one in enumerate(document.paragraphs, start=1) if one.start <= start < one.end
    )
    text = document.text[start:end]
    quoted = {"text": text, "paragraph": number}
    occurrence, found = 1, find(document.text, text, start=paragraph.start, end=paragraph.end)
    while found and found.start != start:
        occurrence += 1
        found = find(document.text, text, start=paragraph.start, end=paragraph.end, occurrence=occurrence)
    several = find(document.text, text, start=paragraph.start, end=paragraph.end, occurrence=2)
    return {**quoted, "occurrence": occurrence} if found and several else quoted
