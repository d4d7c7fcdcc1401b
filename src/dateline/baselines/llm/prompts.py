"""What a language model is asked, and how its answer becomes a prediction with quoted text."""

from pathlib import Path
from string import Template
from typing import Any

import msgspec

from dateline.baselines.llm.chunks import Chunk, quotes_in
from dateline.baselines.llm.extraction import extract
from dateline.document import ANNOTATED_KINDS, Document
from dateline.errors import refuse
from dateline.formats.quoted import QUOTED
from dateline.ontology import ontology
from dateline.paths import PROMPTS, root
from dateline.tasks.answers import Answer, AnswerError
from dateline.tasks.declarations import Task
from dateline.tasks.registry import task_type


def prompt_path(task: Task, version: int) -> Path:
    """Return the file of a task's prompt: its own, or that of its type.

    Raises:
        InputError: there is no such prompt.
    """
    folder = root() / PROMPTS
    own, shared = (folder / f"{name}.v{version}.md" for name in (task.id, task_type(task.type).prompt))
    path = own if own.is_file() else shared
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in folder.glob("*.v*.md")))
        raise refuse("unknown-prompt", f"there is no prompt {task.id}.v{version}", hint=f"there are {known}")
    return path


def prompt(task: Task, version: int, document: Document, chunk: Chunk | None = None) -> str:
    """Fill a prompt for one document with real text, or for some of its paragraphs."""
    template = Template(prompt_path(task, version).read_text(encoding="utf-8"))
    labels = task_type(task.type).prompt_labels(ontology())
    return template.substitute(labels=labels, given=_given(document, chunk), text=_numbered(document, chunk))


def parse(task: Task, document: Document, answer: str) -> Answer:
    """Read an answer as a quoted record of the task.

    Returns:
        The record, and what was dropped from the answer, by reason.

    Raises:
        AnswerError: the answer holds no JSON, or not of the shape that was asked for.
    """
    kind = task_type(task.type)
    try:
        record, dropped = kind.answer(document, extract(answer), kind.labels(kind.types(ontology())))
        msgspec.json.encode(record)
    except (msgspec.ValidationError, OverflowError, RecursionError) as error:  # numbers beyond 64 bits, deep nesting
        raise AnswerError(str(error)) from error
    return record, dropped


def empty(task: Task, document: Document) -> Any:  # noqa: ANN401 - a quoted record of the task
    """Return the record of a document without an answer that can be used."""
    return QUOTED[task_type(task.type).record](document.id, [])


def _numbered(document: Document, chunk: Chunk | None) -> str:
    rows = []
    for number, paragraph in enumerate(document.paragraphs, start=1):
        if paragraph.kind in ANNOTATED_KINDS and (chunk is None or number in chunk):
            rows.append(f"[{number}] {document.span_text(paragraph)}")
    return "\n".join(rows)


def _given(document: Document, chunk: Chunk | None) -> str:
    asked = None if chunk is None else {*quotes_in(document, chunk)}
    return "\n".join(
        f"{number}. {' ... '.join(document.span_text(span) for span in quote.content)}"
        for number, quote in enumerate(document.quotes, start=1)
        if asked is None or number in asked
    )
