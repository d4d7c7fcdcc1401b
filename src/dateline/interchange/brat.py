"""brat: DOC.txt and DOC.ann, and annotation.conf with our labels.

Mentions are T lines of their type, entities are `* Coref` lines, events are E lines (one event in several places: R
lines `SameEvent`), quotes are E lines of type `Quote` (one in another: R lines `Within`). A note in JSON keeps our ids
and what brat has no place for. Lines with other labels are left aside.

brat's manual describes the format: T, E, R, *, A and # lines, spans in parts, and annotation.conf.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from dateline.document import Document, Entity, Event, Filler, Layer, Mention, Span
from dateline.interchange.assembly import UNTYPED, check_text
from dateline.interchange.brat_reader import read
from dateline.ontology import ontology

__all__ = ["LOSSES", "read", "write"]

LOSSES: Mapping[Layer, str | None] = {"mentions": "", "events": "", "quotes": ""}


@dataclass
class _Lines:
    """The lines of a file, and the T line of each mention."""

    text: str
    lines: list[str] = field(default_factory=list)
    numbers: Counter[str] = field(default_factory=Counter)
    mentions: dict[str, str] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, kind: str, body: str) -> str:
        """Add a line of a kind; return its name."""
        self.numbers[kind] += 1
        name = f"{kind}{self.numbers[kind]}"
        self.lines.append(f"{name}\t{body}")
        return name

    def span(self, label: str, parts: Sequence[Span]) -> str:
        """Add a T line."""
        offsets = ";".join(f"{part.start} {part.end}" for part in parts)
        words = " ".join(self.text[part.start : part.end] for part in parts)
        return self.add("T", f"{label} {offsets}\t{' '.join(words.splitlines())}")

    def note(self, target: str, **facts: object) -> None:
        """Keep facts in a note."""
        told = {key: value for key, value in facts.items() if value is not None}
        if told:
            self.add("#", f"AnnotatorNotes {target}\t{msgspec.json.encode(told).decode()}")

    def filler(self, label: str, filler: Filler) -> str:
        """Return the T line of a filler: that of its mention, or one of its own."""
        if filler.mention in self.mentions and self.spans[filler.mention] == filler.key:
            return self.mentions[filler.mention]
        name = self.span(label, [filler])
        self.note(name, mention=filler.mention)
        return name


def write(document: Document) -> dict[str, bytes]:
    """Write the text, the annotations and the labels.

    Raises:
        TextNeededError: the document is masked.
    """
    check_text(document, "brat")
    lines = _Lines(document.text)
    layers = document.annotated_layers
    if "mentions" in layers:
        _write_mentions(lines, document)
    if "events" in layers:
        _write_events(lines, document.events)
    if "quotes" in layers:
        _write_quotes(lines, document)
    if lines.numbers["T"] and not all(getattr(document, layer) for layer in layers):
        lines.note("T1", layers=layers)  # else a layer with nothing in it would look like one that was not annotated
    return {
        f"{document.id}.txt": document.text.encode(),
        f"{document.id}.ann": "".join(f"{line}\n" for line in lines.lines).encode(),
        "annotation.conf": configuration().encode(),
    }


def _write_mentions(lines: _Lines, document: Document) -> None:
    entities = {entity.id: entity for entity in document.entities}
    clusters: dict[str, list[str]] = {}
    for mention in document.mentions:
        name = lines.span(mention.type, [mention])
        lines.mentions[mention.id], lines.spans[mention.id] = name, mention.key
        lines.add("A", f"Level {name} {mention.level}")
        lines.note(name, id=mention.id, entity=_facts(mention, entities))
        if mention.entity is not None:
            clusters.setdefault(mention.entity, []).append(name)
    lines.lines += [f"*\tCoref {' '.join(names)}" for names in clusters.values() if len(names) > 1]


def _facts(mention: Mention, entities: Mapping[str, Entity]) -> dict[str, Any] | None:
    if mention.entity is None:
        return None
    entity = entities.get(mention.entity)
    known = {} if entity is None else {"type": entity.type, "catalogue": entity.catalogue}
    return {"id": mention.entity, **{key: value for key, value in known.items() if value is not None}}


def _write_events(lines: _Lines, events: Sequence[Event]) -> None:
    clusters: dict[str, str] = {}
    for event in events:
        trigger = lines.span(event.type, [event])
        roles = Counter[str]()
        arguments = []
        for argument in event.arguments:
            roles[argument.role] += 1
            number = roles[argument.role]
            role = f"{argument.role}{number if number > 1 else ''}"
            arguments.append(f"{role}:{lines.filler('Span', argument)}")
        name = lines.add("E", " ".join([f"{event.type}:{trigger}", *arguments]))
        lines.add("A", f"Polarity {name} {event.polarity}")
        lines.add("A", f"Realis {name} {event.realis}")
        lines.note(name, id=event.id, event=event.event, story_event=event.story_event)
        if event.event in clusters:
            lines.add("R", f"SameEvent Arg1:{clusters[event.event]} Arg2:{name}")
        clusters[event.event] = name


def _write_quotes(lines: _Lines, document: Document) -> None:
    entity = {mention.id: mention.entity for mention in document.mentions}
    names: dict[str, str] = {}
    for quote in document.quotes:
        parts = [f"Quote:{lines.span('Quote', quote.content)}"]
        if quote.cue:
            parts.append(f"Cue:{lines.span('Cue', [quote.cue])}")
        for number, source in enumerate(quote.sources, 1):
            parts.append(f"Source{number if number > 1 else ''}:{lines.filler('Source', source)}")
        name = names[quote.id] = lines.add("E", " ".join(parts))
        lines.add("A", f"Type {name} {quote.type}")
        expected = tuple(dict.fromkeys(e for source in quote.sources if (e := entity.get(source.mention or ""))))
        same = "mentions" in document.annotated_layers and quote.speakers == expected
        lines.note(name, id=quote.id, speakers=None if same else quote.speakers)
    for quote in document.quotes:
        if quote.nested_in in names:
            lines.add("R", f"Within Arg1:{names[quote.id]} Arg2:{names[quote.nested_in]}")


def configuration() -> str:
    """Make annotation.conf: all labels of the ontology, as brat wants them declared."""
    scheme = ontology()
    events = [
        f"{name}\t{', '.join(f'{role}*:<ENTITY>' for role in event.roles)}"
        for name, event in scheme.event_types.items()
    ]
    lines = [
        "[entities]",
        *scheme.entity_types,
        *(UNTYPED, "Span", "Cue", "Source"),
        "[relations]",
        "Coref\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive",
        "SameEvent\tArg1:<EVENT>, Arg2:<EVENT>",
        "Within\tArg1:Quote, Arg2:Quote",
        "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>",
        "[events]",
        *events,
        "Quote\tContent*:<ENTITY>, Cue?:<ENTITY>, Source*:<ENTITY>",
        "[attributes]",
        "Level\tArg:<ENTITY>, Value:name|nominal|pronoun|value",
        "Polarity\tArg:<EVENT>, Value:positive|negative",
        "Realis\tArg:<EVENT>, Value:actual|generic|other",
        "Type\tArg:Quote, Value:direct|indirect|mixed",
    ]
    return "".join(f"{line}\n" for line in lines)
