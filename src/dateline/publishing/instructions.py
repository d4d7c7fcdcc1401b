"""The tasks as prompts and answers for language models: one row for each document with real text, and task.

The prompts are those of baselines/prompts; an answer is the gold in the form that its prompt asks for, which the
readers of `dateline ask` read back as the gold.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from dateline.annotation.working_format import Sheet, quoted
from dateline.baselines.llm.prompts import prompt
from dateline.corpus.anchoring import find
from dateline.document import Document, Span
from dateline.ontology import Ontology
from dateline.publishing.tables import Row, Table
from dateline.tasks.declarations import Task, load, names
from dateline.tasks.registry import task_type

VERSION = 1
_CROSS_DOCUMENT = "event-coref"  # its keys compare documents, which are asked about one by one
_PAIR = 2


def _features(_: Ontology) -> Mapping[str, Any]:
    from datasets import Value

    return dict.fromkeys(("id", "task", "prompt", "answer"), Value("string"))


def _rows(document: Document) -> Iterator[Row]:
    if document.masked:
        return
    for task in map(load, names()):
        if task.layer in document.annotated_layers and task.id != _CROSS_DOCUMENT:
            asked = prompt(task, VERSION, document)
            facts = {"id": f"{document.id}/{task.id}", "task": task.id}
            yield {**facts, "prompt": asked, "answer": answer(task, document, asked)}


def answer(task: Task, document: Document, asked: str) -> str:
    """Write the gold of a task in the form that a prompt asks for: with the fields of its example.

    Args:
        task: a task whose layer the document has.
        document: a document with real text.
        asked: the filled prompt.
    """
    example = json.loads(next(line for line in asked.splitlines() if line.startswith('{"')))
    if "speakers" in example:
        return _dumped({"speakers": list(_speakers(document))})
    gold = msgspec.to_builtins(task_type(task.type).view(document, task.settings))
    ((name, shape),) = example.items()
    sheet = Sheet(document.text, document.paragraphs, document.sentences)
    return _dumped({name: [_shaped(item, shape[0], sheet) for item in gold[name]]})


def _shaped(value: Any, shape: Any, sheet: Sheet) -> Any:  # noqa: ANN401 - plain data
    """Give a gold value the shape of the example: spans quoted, fields that it lacks left out."""
    if value is None:
        return None
    if isinstance(shape, dict) and isinstance(value, list | tuple):
        return _passage(Span(*value), sheet)
    if isinstance(shape, dict):
        inner = {key: _shaped(item, shape.get(key), sheet) for key, item in value.items() if key in shape}
        return {**_passage(Span(value["start"], value["end"]), sheet), **inner} if "start" in value else inner
    if isinstance(shape, list):
        return [_shaped(item, shape[0], sheet) for item in value]
    return value


def _passage(span: Span, sheet: Sheet) -> Row:
    """Quote a span; words that stand more than once in the paragraph get their occurrence, the first one too."""
    found = quoted(span, sheet)
    paragraph = sheet.paragraphs[found["paragraph"] - 1]
    again = find(sheet.text, found["text"], start=paragraph.start, end=paragraph.end, occurrence=2)
    return {**found, "occurrence": found.get("occurrence", 1)} if again else found


def _speakers(document: Document) -> Iterator[Row]:
    """Name each quote's speaker: by its first name in the document, or else by the words of its source."""
    called: dict[str, str] = {}
    for mention in document.mentions:
        if mention.entity and mention.level == "name":
            called.setdefault(mention.entity, document.span_text(mention))
    for number, quote in enumerate(document.quotes, start=1):
        own = [called[speaker] for speaker in quote.speakers if speaker in called]
        words = [*own, *(document.span_text(source) for source in quote.sources)]
        yield {"quote": number, "speaker": words[0] if words else None}


def _dumped(value: Any) -> str:  # noqa: ANN401 - plain data
    return json.dumps(value, ensure_ascii=False)


INSTRUCTIONS = Table("instructions", "a prompt and its answer for a document and a task", None, _features, _rows)
