"""Make the records of a document from the annotations of a tool's file."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from dateline.corpus.gold import ORDER
from dateline.document import LAYERS, Argument, Document, Entity, Event, Filler, Mention, Quote
from dateline.errors import InputError, Problem, nearest
from dateline.interchange.tools.standoff import KINDS, LAYER, PARTS, QUOTE_TYPES, VALUES, Link, Note


def with_notes(document: Document, notes: Sequence[Note], layers: Iterable[str], file: str) -> Document:
    """Give a document the layers that annotations make: those that are declared, and those that have any.

    Ids that the annotations have are kept, if no other has them; the others get new ones.

    Raises:
        InputError: a label or a link is missing or wrong; each is told with file and place.
    """
    declared = {*layers, *(LAYER[note.kind] for note in notes if note.kind in LAYER)}
    made = _Reading(document, notes, file)
    made.check_spans()
    facts = {
        "annotated_layers": tuple(layer for layer in LAYERS if layer in declared),
        "entities": made.entities(),
        "mentions": tuple(made.mention(note) for note in notes if note.kind == "mention"),
        "events": tuple(made.event(note) for note in notes if note.kind == "event"),
        "quotes": tuple(made.quote(note) for note in notes if note.kind == "quote"),
    }
    if made.problems:
        raise InputError(made.problems)
    try:
        for name in ("entities", *LAYERS):
            facts[name] = tuple(sorted(facts[name], key=ORDER[name]))
        return msgspec.convert({**msgspec.structs.asdict(document), **facts}, Document, from_attributes=True)
    except msgspec.ValidationError as error:  # no label gets here, so that this is a fault of the layers
        raise InputError([Problem(id="bad-record", message=str(error), file=file)]) from error


class _Reading:
    """Annotations on their way to records; `problems` are what is wrong with them."""

    def __init__(self, document: Document, notes: Sequence[Note], file: str) -> None:
        self.document, self.file = document, file
        self.notes = {note.key: note for note in notes}
        self.problems: list[Problem] = []
        self.ids: dict[str, str] = {}
        for kind in KINDS:
            self._name([note for note in notes if note.kind == kind], kind[0])
        self.clusters = {note.features.get("event") for note in notes if note.kind == "event"}

    def _name(self, notes: Sequence[Note], letter: str) -> None:
        taken: set[str] = set()
        for note in notes:
            if note.id and note.id not in taken:
                taken.add(note.id)
                self.ids[note.key] = note.id
        number = 0
        for note in notes:
            if note.key not in self.ids:
                number = next(n for n in range(number + 1, number + len(notes) + 2) if f"{letter}{n}" not in taken)
                self.ids[note.key] = f"{letter}{number}"
                taken.add(f"{letter}{number}")

    def fault(self, note: Note, test: str, message: str, field: str | None = None, hint: str | None = None) -> None:
        where = f"{note.kind} [{note.span.start}, {note.span.end})"
        place = {"file": self.file, "line": note.line, "field": field, "hint": hint}
        self.problems.append(Problem(id=test, message=f"{where}: {message}", **place))  # type: ignore[arg-type]

    def check_spans(self) -> None:
        for note in self.notes.values():
            if not 0 <= note.span.start < note.span.end <= len(self.document.text):
                hint = f"the text has {len(self.document.text)} code points"
                self.fault(note, "bad-offset-range", "is no span of the text", hint=hint)

    def label(self, note: Note, field: str, value: str | None, options: Iterable[str] = ()) -> str:
        known = frozenset(options)
        if not value:
            hint = f"one of {', '.join(sorted(known))}" if known else None
            self.fault(note, "missing-field", f"has no {field}", field, hint)
        elif known and value not in known:
            self.fault(note, "unknown-label", f"unknown label {value!r}", field, nearest(value, known))
        return value or ""

    def entities(self) -> tuple[Entity, ...]:
        """Make the clusters that mentions name."""
        members: dict[str, list[Note]] = {}
        for note in self.notes.values():
            if note.kind == "mention" and note.features.get("entity"):
                members.setdefault(note.features["entity"], []).append(note)
        names = {one.catalogue or one.id: one.names for one in self.document.entities}
        made = []
        for name, notes in members.items():
            given = {field: _given(notes, field) for field in ("catalogue", "entity_type")}
            for field, values in given.items():
                if len(values) > 1:
                    message = f"the mentions of {name!r} have {' and '.join(map(repr, values))}"
                    self.fault(notes[-1], "bad-entity", message, field, "one for an entity")
            kind = next(iter(given["entity_type"]), None) or Counter(n.label or "" for n in notes).most_common(1)[0][0]
            entry = next(iter(given["catalogue"]), None)
            made.append(Entity(id=name, type=kind, catalogue=entry, names=names.get(entry or name, ())))
        return tuple(made)

    def mention(self, note: Note) -> Mention:
        level = self.label(note, "level", note.features.get("level"), VALUES["level"])
        return Mention(
            note.span.start,
            note.span.end,
            id=self.ids[note.key],
            type=self.label(note, "label", note.label),
            level=level,  # type: ignore[arg-type]  # checked
            entity=note.features.get("entity") or None,
        )

    def event(self, note: Note) -> Event:
        cluster = note.features.get("event")
        if not cluster:  # one of its own
            cluster = next(n for n in map("v{}".format, range(1, len(self.notes) + 2)) if n not in self.clusters)
            self.clusters.add(cluster)
        arguments = []
        for link in note.links:
            role = self.label(note, "role", link.role)
            filler = self.filler(note, link)
            if filler is not None:
                arguments.append(Argument(filler.start, filler.end, mention=filler.mention, role=role))
        return Event(
            note.span.start,
            note.span.end,
            id=self.ids[note.key],
            type=self.label(note, "label", note.label),
            polarity=self.label(note, "polarity", note.features.get("polarity"), VALUES["polarity"]),  # type: ignore[arg-type]
            realis=self.label(note, "realis", note.features.get("realis"), VALUES["realis"]),  # type: ignore[arg-type]
            event=cluster,
            story_event=note.features.get("story_event") or None,
            arguments=tuple(arguments),
        )

    def quote(self, note: Note) -> Quote:
        for link in note.links:
            self.label(note, "role", link.role, PARTS)
        by_role = {
            role: [one for link in note.links if link.role == role and (one := self.target(note, link)) is not None]
            for role in PARTS
        }
        for role in ("cue", "nested_in"):
            if len(by_role[role]) > 1:
                self.fault(note, "repeated-role", f"has {len(by_role[role])} links {role}", role, "one at most")
        outer = next(iter(by_role["nested_in"]), None)
        if outer is not None and outer.kind != "quote":
            self.fault(note, "bad-link", f"is nested in a {outer.kind}", "nested_in", "link it to a quote")
        cue = next(iter(by_role["cue"]), None)
        sources = [self.filler(note, link) for link in note.links if link.role == "source"]
        return Quote(
            id=self.ids[note.key],
            content=(note.span, *(one.span for one in by_role["content"])),
            type=self.label(note, "label", note.label, QUOTE_TYPES),  # type: ignore[arg-type]
            cue=None if cue is None else cue.span,
            sources=tuple(one for one in sources if one is not None),
            speakers=tuple(note.features.get("speakers", "").split()),
            nested_in=None if outer is None else self.ids[outer.key],
        )

    def target(self, note: Note, link: Link) -> Note | None:
        found = self.notes.get(link.target)
        if found is None:
            self.fault(note, "unknown-id", f"its link {link.role!r} leads to no annotation of ours", link.role)
        return found

    def filler(self, note: Note, link: Link) -> Filler | None:
        found = self.target(note, link)
        if found is None:
            return None
        mention = self.ids[found.key] if found.kind == "mention" else found.features.get("mention") or None
        return Filler(found.span.start, found.span.end, mention=mention)


def _given(notes: Iterable[Note], feature: str) -> list[str]:
    return list(dict.fromkeys(value for note in notes if (value := note.features.get(feature))))
