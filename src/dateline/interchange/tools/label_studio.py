"""Label Studio: a task with one annotation, and the labelling configuration to import it with.

Labels are regions, other features are choices and text areas of a region, links are relations. Offsets are code points:
Label Studio converts JavaScript's UTF-16 code units since 1.4. Those of older versions are known by the words of a
region, which are elsewhere otherwise.
"""

import json
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from dateline.document import Document, Layer, Span
from dateline.errors import InputError, Problem, refuse
from dateline.interchange.tools.inputs import Positions, declared, json_of, picked
from dateline.interchange.tools.records import with_notes
from dateline.interchange.tools.standoff import (
    FEATURES,
    KINDS,
    PARTS,
    QUOTE_TYPES,
    VALUES,
    Kind,
    Link,
    Note,
    needs_text,
    notes_of,
)
from dateline.ontology import ontology

LOSSES: Mapping[Layer, str | None] = {"mentions": "", "events": "", "quotes": ""}
CONFIGURATION = "label-studio.xml"


def write(document: Document) -> dict[str, bytes]:
    """Give a list of one task, and the configuration.

    Raises:
        TextNeededError: the document's text is masked.
    """
    notes = notes_of(document)
    result = [part for note in notes for part in _region(document, note)]
    for note in notes:
        for link in note.links:
            ends = {"from_id": note.key, "to_id": link.target}
            result.append({**ends, "type": "relation", "direction": "right", "labels": [link.role]})
    data = {"id": document.id, "text": document.text, "layers": " ".join(document.annotated_layers)}
    task = {"data": data, "annotations": [{"result": result}]}
    written = json.dumps([task], ensure_ascii=False, indent=1).encode() + b"\n"
    return {f"{document.id}.json": written, CONFIGURATION: configuration()}


def _region(document: Document, note: Note) -> list[dict[str, Any]]:
    place = {"start": note.span.start, "end": note.span.end, "text": document.span_text(note.span)}
    common = {"id": note.key, "to_name": "text"}
    label = {**place, "labels": [note.label or note.kind]}
    parts: list[dict[str, Any]] = [{**common, "from_name": note.kind, "type": "labels", "value": label}]
    for name, value in note.features.items():
        control, field = ("choices", "choices") if name in VALUES else ("textarea", "text")
        facts = {**place, field: [value]}
        parts.append({**common, "from_name": f"{note.kind}_{name}", "type": control, "value": facts})
    return parts


def configuration() -> bytes:
    """Return the labelling configuration, with all labels of the ontology."""
    labels = ontology()
    roles = [*sorted({role for one in labels.event_types.values() for role in one.roles}), *PARTS]
    options = {
        "mention": labels.entity_types,
        "event": labels.event_types,
        "quote": QUOTE_TYPES,
        "span": ("span",),
    }
    lines = ["<View>", "  <Relations>"]
    lines += [f"    <Relation value={quoteattr(role)}/>" for role in roles]
    lines.append("  </Relations>")
    for kind in KINDS:
        lines.append(f'  <Labels name="{kind}" toName="text">')
        lines += [f"    <Label value={quoteattr(value)}/>" for value in options[kind]]
        lines.append("  </Labels>")
    lines.append('  <Text name="text" value="$text" granularity="symbol"/>')
    for kind in KINDS:
        for name in FEATURES[kind]:
            shared = f'name="{kind}_{name}" toName="text" perRegion="true" whenTagName="{kind}"'
            lines.append(f'  <View visibleWhen="region-selected" whenTagName="{kind}"><Header value="{name}"/>')
            if name in VALUES:
                choices = "".join(f"<Choice value={quoteattr(value)}/>" for value in VALUES[name])
                lines.append(f'    <Choices {shared} choice="single-radio">{choices}</Choices>')
            else:
                lines.append(f'    <TextArea {shared} editable="true" maxSubmissions="1"/>')
            lines.append("  </View>")
    return "\n".join([*lines, "</View>", ""]).encode()


def read(files: Mapping[str, bytes], document: Document) -> Document:
    """Read the task of a document: its last annotation that is not cancelled, else its last prediction.

    Raises:
        TextNeededError: the document's text is masked.
        InputError: the file has no such task, or a region is not in the text.
    """
    needs_text(document)
    file = picked(files, document, ".json")
    task = _task(json_of(files[file], file), document, file)
    reading = _Reading(task["data"]["text"], document, file)
    for index, item in enumerate(_result(task)):
        reading.take(item, f"result[{index}]")
    notes = reading.notes()
    if reading.problems:
        raise InputError(reading.problems)
    return with_notes(document, notes, declared(task["data"].get("layers")), file)


def _task(value: object, document: Document, file: str) -> dict[str, Any]:
    tasks = value if isinstance(value, list) else [value]
    texts: list[dict[str, Any]] = [
        task
        for task in tasks
        if isinstance(task, dict) and isinstance(task.get("data"), dict) and isinstance(task["data"].get("text"), str)
    ]
    own = [task for task in texts if task["data"].get("id") == document.id]
    own = own or [task for task in texts if task["data"]["text"].replace("\r\n", "\n") == document.text]
    if not own:
        hint = "tasks with data.text, exported as JSON (not JSON-MIN)"
        raise refuse("missing-task", f"the file has no task of {document.id!r}", file=file, hint=hint)
    return own[-1]


def _result(task: Mapping[str, Any]) -> list[Any]:
    for field in ("annotations", "completions", "predictions"):
        given = task.get(field)
        made = [one for one in (given if isinstance(given, list) else []) if isinstance(one, dict)]
        made = [one for one in made if not one.get("was_cancelled") and isinstance(one.get("result"), list)]
        if made:
            last: list[Any] = max(made, key=lambda one: str(one.get("updated_at") or ""))["result"]
            return last
    return []


class _Reading:
    """Regions of a task on their way; `problems` are what is wrong with them."""

    def __init__(self, text: str, document: Document, file: str) -> None:
        self.document, self.file = document, file
        self.points = Positions(text, document, file, utf16=False)
        self.units = Positions(text, document, file, utf16=True)
        self.problems: list[Problem] = []
        self.spans: dict[str, Span] = {}
        self.labels: dict[str, tuple[Kind, str]] = {}
        self.features: dict[str, dict[str, str]] = {}
        self.links: dict[str, list[Link]] = {}

    def fault(self, place: str, test: str, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(id=test, message=message, file=self.file, field=place, hint=hint))

    def take(self, item: object, place: str) -> None:
        """Take a label, a feature or a relation; other types of regions are not ours."""
        if not isinstance(item, dict):
            self.fault(place, "bad-type", "expected an object")
        elif item.get("type") == "relation":
            roles = item.get("labels")
            role = str(roles[0]) if isinstance(roles, list) and roles else ""
            first, last = str(item.get("from_id")), str(item.get("to_id"))
            first, last = (last, first) if item.get("direction") == "left" else (first, last)
            self.links.setdefault(first, []).append(Link(role, last))
        elif isinstance(item.get("value"), dict):
            self.value(item, item["value"], place)

    def value(self, item: Mapping[str, Any], value: Mapping[str, Any], place: str) -> None:
        key, control = str(item.get("id")), str(item.get("from_name"))
        if isinstance(value.get("labels"), list) and value["labels"]:
            span = self.span(value, f"{place}.value")
            if span is not None:
                self.spans[key] = span
                kind: Kind = next((one for one in KINDS if one == control), "mention")
                self.labels[key] = (kind, str(value["labels"][0]))
            return
        given = value.get("choices", value.get("text"))
        chosen = given[0] if isinstance(given, list) and given else given
        if isinstance(chosen, str):
            self.features.setdefault(key, {})[control.partition("_")[2]] = chosen

    def span(self, value: Mapping[str, Any], place: str) -> Span | None:
        """Find a region by its offsets: code points, or UTF-16 units if its words are there only so."""
        words = value.get("text")
        for places in (self.points, self.units):
            span = places.span(value.get("start"), value.get("end"))
            if span is not None and (not isinstance(words, str) or _same(words, self.document.span_text(span))):
                return span
        hint = f"the text has {len(self.document.text)} code points"
        self.fault(place, "bad-text", "its words are not at its offsets", hint)
        return None

    def notes(self) -> list[Note]:
        """Return all regions with their features and links."""
        found = []
        for key, (kind, label) in self.labels.items():
            prefix, _, name = key.partition(":")
            features = self.features.get(key, {})
            found.append(
                Note(
                    key=key,
                    kind=kind,
                    span=self.spans[key],
                    id=name if prefix == kind and kind != "span" else None,
                    label=None if kind == "span" else label,
                    features={one: features[one] for one in FEATURES[kind] if features.get(one)},
                    links=tuple(self.links.get(key, ())),
                )
            )
        return found


def _same(words: str, text: str) -> bool:
    """Compare words but for white space; Label Studio may spell line ends out, as a backslash and an n."""
    return words.replace("\\n", " ").split() == text.replace("\\n", " ").split()
