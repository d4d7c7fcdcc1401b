"""W3C Web Annotation (JSON-LD): a page of annotations with position and quote selectors.

Labels are tags; ids, features and layers have terms of our own. A link is an annotation with the motivation `linking`,
its role a tag and its targets the two annotations. Positions are code points, as the Web Annotation data model says;
files of tools that count UTF-16 code units are known by the quotes that are elsewhere otherwise.

A quote has a target for each span of its content. The tag of an annotation without our terms is a mention's type.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from dateline.document import Document, Layer, Span
from dateline.errors import InputError, Problem
from dateline.interchange.tools.inputs import Positions, declared, json_of, picked
from dateline.interchange.tools.records import with_notes
from dateline.interchange.tools.standoff import FEATURES, KINDS, Kind, Link, Note, needs_text, notes_of

LOSSES: Mapping[Layer, str | None] = {"mentions": "", "events": "", "quotes": ""}
SUFFIX = ".jsonld"
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
TERMS = "dateline:"
_AROUND = 32  # code points before and behind a quote


def write(document: Document) -> dict[str, bytes]:
    """Give one page of annotations.

    Raises:
        TextNeededError: the document's text is masked.
    """
    notes = notes_of(document)
    by_key = {note.key: note for note in notes}
    links = [(note, link) for note in notes for link in note.links if link.role != "content" or note.kind != "quote"]
    inner = {link.target for note in notes if note.kind == "quote" for link in note.links if link.role == "content"}
    inner -= {link.target for _, link in links}  # a span may be of a content, and a source as well
    items = [_item(document, note, by_key) for note in notes if note.key not in inner]
    items += [_linking(document, note, link, number) for number, (note, link) in enumerate(links, 1)]
    page = {
        "@context": [CONTEXT, {"dateline": "urn:dateline:"}],
        "id": f"urn:dateline:{document.id}",
        "type": "AnnotationPage",
        f"{TERMS}layers": list(document.annotated_layers),
        "items": items,
    }
    return {f"{document.id}{SUFFIX}": json.dumps(page, ensure_ascii=False, indent=1).encode() + b"\n"}


def _name(document: Document, key: str) -> str:
    return f"urn:dateline:{document.id}#{key}"


def _item(document: Document, note: Note, notes: Mapping[str, Note]) -> dict[str, Any]:
    tag = {"type": "TextualBody", "purpose": "tagging", "value": note.label or note.kind}
    facts = {f"{TERMS}{name}": value for name, value in note.features.items()}
    name = {} if note.id is None else {f"{TERMS}id": note.id}
    parts = [notes[link.target].span for link in note.links if note.kind == "quote" and link.role == "content"]
    targets = [_target(document, span) for span in (note.span, *parts)]
    return {
        "id": _name(document, note.key),
        "type": "Annotation",
        "motivation": "tagging",
        "body": [tag],
        "target": targets[0] if len(targets) == 1 else targets,
        f"{TERMS}kind": note.kind,
        **name,
        **facts,
    }


def _target(document: Document, span: Span) -> dict[str, Any]:
    text = document.text
    quote = {
        "type": "TextQuoteSelector",
        "exact": text[span.start : span.end],
        "prefix": text[max(0, span.start - _AROUND) : span.start],
        "suffix": text[span.end : span.end + _AROUND],
    }
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    return {"source": f"urn:dateline:{document.id}", "selector": [position, quote]}


def _linking(document: Document, note: Note, link: Link, number: int) -> dict[str, Any]:
    return {
        "id": _name(document, f"link:{number}"),
        "type": "Annotation",
        "motivation": "linking",
        "body": [{"type": "TextualBody", "purpose": "tagging", "value": link.role}],
        "target": [{"id": _name(document, key)} for key in (note.key, link.target)],
    }


def read(files: Mapping[str, bytes], document: Document) -> Document:
    """Read a page, a collection or a list of annotations.

    Raises:
        TextNeededError: the document's text is masked.
        InputError: the file is no such file, or a target is not in the text.
    """
    needs_text(document)
    file = picked(files, document, SUFFIX, ".json")
    value = json_of(files[file], file)
    reading = _Reading(document, file)
    for place, item in _items(value):
        reading.take(item, place)
    layers = declared(value.get(f"{TERMS}layers")) if isinstance(value, dict) else ()
    notes = reading.notes()
    if reading.problems:
        raise InputError(reading.problems)
    return with_notes(document, notes, layers, file)


def _items(value: object) -> Iterator[tuple[str, Any]]:
    """Yield the annotations with their places."""
    page: Any = value
    prefix = ""
    if isinstance(page, dict) and isinstance(page.get("first"), dict):
        page, prefix = page["first"], "first."
    if isinstance(page, dict):
        page, prefix = (page["items"], f"{prefix}items") if "items" in page else ([page], "")
    if isinstance(page, list):
        for index, item in enumerate(page):
            yield f"{prefix}[{index}]", item


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _local(name: object) -> str:
    """Return what an annotation is called by; tools name others with or without the `#`."""
    text = name.get("id") if isinstance(name, dict) else name
    return str(text).removeprefix("#")


class _Reading:
    """Annotations of a file on their way; `problems` are what is wrong with them."""

    def __init__(self, document: Document, file: str) -> None:
        self.document, self.file = document, file
        self.points = Positions(document.text, document, file, utf16=False)
        self.units = Positions(document.text, document, file, utf16=True)
        self.problems: list[Problem] = []
        self.found: dict[str, Note] = {}
        self.links: list[tuple[str, Link, str]] = []
        self.parts: list[Note] = []

    def fault(self, place: str, test: str, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(id=test, message=message, file=self.file, field=place or None, hint=hint))

    def take(self, item: object, place: str) -> None:
        """Take an annotation."""
        if not isinstance(item, dict):
            self.fault(place, "bad-type", "expected an annotation, an object")
            return
        tags = [b["value"] for b in _listed(item.get("body")) if _is_tag(b)]
        targets = _listed(item.get("target"))
        if "linking" in _listed(item.get("motivation")):
            if len(targets) != 2 or not tags:  # noqa: PLR2004
                self.fault(place, "bad-link", "a link has a tag, its role, and two targets", "from, and to")
            else:
                first, second = map(_local, targets)
                self.links.append((first, Link(str(tags[0]), second), place))
            return
        kind = item.get(f"{TERMS}kind", "mention")
        if not isinstance(kind, str) or kind not in KINDS or not tags:
            self.fault(place, "missing-field", f"its kind is {kind!r}" if tags else "has no tag")
            return
        spans = [self.span(target, f"{place}.target") for target in targets]
        if not spans:
            self.fault(f"{place}.target", "missing-field", "has no target")
        if not spans or None in spans:
            return
        self.add(item, kind, str(tags[0]), [span for span in spans if span is not None], place)

    def add(self, item: Mapping[str, Any], kind: Kind, label: str, spans: list[Span], place: str) -> None:
        key = _local(item.get("id", place))
        extra = [Note(key=f"{key} {number}", kind="span", span=span) for number, span in enumerate(spans[1:], 1)]
        if extra and kind != "quote":
            self.fault(f"{place}.target", "bad-span-parts", f"a {kind} has {len(spans)} parts", "one part")
        self.parts += extra
        given = item.get(f"{TERMS}id")
        facts = {name: item.get(f"{TERMS}{name}") for name in FEATURES[kind]}
        self.found[key] = Note(
            key=key,
            kind=kind,
            span=spans[0],
            id=given if isinstance(given, str) else None,
            label=None if kind == "span" else label,
            features={name: value for name, value in facts.items() if isinstance(value, str)},
            links=tuple(Link("content", note.key) for note in extra),
        )

    def span(self, target: object, place: str) -> Span | None:
        """Find a target: by its positions, if its quote is there, else by its quote where that is in one place."""
        selectors = _listed(target.get("selector")) if isinstance(target, dict) else []
        kinds = {str(one.get("type")): one for one in selectors if isinstance(one, dict)}
        position, quote = kinds.get("TextPositionSelector"), kinds.get("TextQuoteSelector")
        exact = quote.get("exact") if quote else None
        if position:
            for places in (self.points, self.units):
                span = places.span(position.get("start"), position.get("end"))
                if span is not None and exact in (None, self.document.span_text(span)):
                    return span
        if isinstance(exact, str) and exact and quote:
            around = [str(quote.get(name) or "") for name in ("prefix", "suffix")]
            whole = exact.join(around)
            if self.document.text.count(whole) == 1:
                start = self.document.text.index(whole) + len(around[0])
                return Span(start, start + len(exact))
        test, message = ("bad-text", "its quote is not there") if exact else ("bad-offset", "no position in the text")
        self.fault(place, test, message, "positions are code points; a quote has its text around it")
        return None

    def notes(self) -> list[Note]:
        """Return all annotations with their links."""
        for first, link, place in self.links:
            note = self.found.get(first)
            if note is None:
                self.fault(place, "unknown-id", f"there is no annotation {first!r} to link from")
            else:
                self.found[first] = msgspec.structs.replace(note, links=(*note.links, link))
        return [*self.found.values(), *self.parts]


def _is_tag(body: object) -> bool:
    return isinstance(body, dict) and "value" in body and body.get("purpose", "tagging") in ("tagging", "classifying")
