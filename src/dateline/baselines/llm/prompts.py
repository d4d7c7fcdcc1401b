"""What a language model is asked, and how its answer becomes a prediction with quoted text."""

import re
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

import msgspec

from dateline.document import ANNOTATED_KINDS, Document
from dateline.errors import refuse
from dateline.formats.quoted import QUOTED
from dateline.ontology import ontology
from dateline.paths import root
from dateline.records import AttributionRecord, CorefRecord, EventsRecord, NerRecord, QuotesRecord

RECORDS: Mapping[str, type] = {
    "ner": NerRecord,
    "coref": CorefRecord,
    "event-triggers": EventsRecord,
    "event-arguments": EventsRecord,
    "event-coref": EventsRecord,
    "quotes": QuotesRecord,
    "attribution": AttributionRecord,
}
"""The tasks that a prompt exists for, and their records."""
_FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL)


class AnswerError(ValueError):
    """An answer that can't be used; the message says why, so that the model can be asked again."""


class Said(msgspec.Struct, frozen=True):
    """One line of an answer to the attribution prompt."""

    quote: int
    speaker: str | None = None


class Speakers(msgspec.Struct, frozen=True):
    """An answer to the attribution prompt."""

    speakers: list[Said]


def prompt_path(task: str, version: int) -> Path:
    """Return the file of a prompt.

    Raises:
        InputError: there is no such prompt.
    """
    path = root() / "baselines" / "prompts" / f"{task}.v{version}.md"
    if task not in RECORDS or not path.is_file():
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.v*.md")))
        raise refuse("prompt-unknown", f"there is no prompt {task}.v{version}", hint=f"there are {known}")
    return path


def prompt(task: str, version: int, document: Document) -> str:
    """Fill a prompt for one document with real text."""
    template = Template(prompt_path(task, version).read_text(encoding="utf-8"))
    return template.substitute(labels=_labels(task), given=_given(document), text=_numbered(document))


def parse(task: str, document: Document, answer: str) -> Any:  # noqa: ANN401 - a quoted record of the task
    """Read an answer as a quoted record of the task; code fences and repeated items are forgiven.

    Raises:
        AnswerError: the answer is no JSON, or not of the shape that was asked for.
    """
    fenced = _FENCE.search(answer)
    try:
        found = msgspec.json.decode((fenced[1] if fenced else answer).strip().encode())
        if task == "attribution":
            return _attributed(document, msgspec.convert(found, Speakers))
        if not isinstance(found, dict):
            message = "the answer is not a JSON object"
            raise AnswerError(message)
        items = {key: _distinct(value) if isinstance(value, list) else value for key, value in found.items()}
        return msgspec.convert({**items, "id": document.id}, QUOTED[RECORDS[task]])
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise AnswerError(str(error)) from error


def _distinct(items: list[Any]) -> list[Any]:
    """Drop repetitions: an answer that loops says the same thing again and again."""
    seen: dict[bytes, Any] = {}
    for item in items:
        seen.setdefault(msgspec.json.encode(item), item)
    return list(seen.values())


def _attributed(document: Document, said: Speakers) -> Any:  # noqa: ANN401
    speakers = {one.quote: one.speaker for one in said.speakers}
    unknown = sorted(number for number in speakers if not 1 <= number <= len(document.quotes))
    if unknown:
        message = f"there is no quote {unknown[0]}; they are numbered from 1 to {len(document.quotes)}"
        raise AnswerError(message)
    quotes = []
    for number, quote in enumerate(document.quotes, start=1):
        speaker = speakers.get(number)
        stands = speaker is not None and speaker in document.text
        given = {"text": speaker} if stands else speaker
        quotes.append({"content": [span.key for span in quote.content], "speaker": given})
    return msgspec.convert({"id": document.id, "quotes": quotes}, QUOTED[AttributionRecord])


def _labels(task: str) -> str:
    labels = ontology()
    if task == "ner":
        return ", ".join(labels.entity_types)
    if task == "event-arguments":
        common = {"place", "time"}
        return "; ".join(
            f"{name} ({', '.join(role for role in kind.roles if role not in common)})"
            for name, kind in labels.event_types.items()
        )
    return ", ".join(labels.event_types)


def _numbered(document: Document) -> str:
    rows = []
    for number, paragraph in enumerate(document.paragraphs, start=1):
        if paragraph.kind in ANNOTATED_KINDS:
            rows.append(f"[{number}] {document.span_text(paragraph)}")
    return "\n".join(rows)


def _given(document: Document) -> str:
    return "\n".join(
        f"{number}. {' ... '.join(document.span_text(span) for span in quote.content)}"
        for number, quote in enumerate(document.quotes, start=1)
    )
