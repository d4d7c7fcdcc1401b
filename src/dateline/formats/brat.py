"""brat stand-off: a folder with one DOC.ann a document, and DOC.txt beside it where the texts are available.

T lines are entities (`ner`), triggers and fillers (`event-triggers`, `event-arguments`); E lines are events, A lines
their polarity and realis; `*` lines and R lines are equivalences (`coref`). Notes (#) and normalizations (N) are not
read, nor are lines that a task has no use for.

Quotes are E lines of type `Quote` with the roles `Content`, `Cue` and `Source`, or T lines called `Content` with R
lines `Cue` and `Source` from them. brat wants a trigger of each event: it is the content if no role is, else the cue if
no role is. Contents and sources may be discontinuous.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dateline.errors import Problem, nearest
from dateline.formats.batch import Batch, at
from dateline.formats.checks import DocumentFacts, Expected, Pair, R
from dateline.formats.sniffing import text_of, wrong_task
from dateline.records import (
    AttributionRecord,
    CorefRecord,
    EventRecord,
    EventsRecord,
    NerRecord,
    QuoteRecord,
    QuotesRecord,
    RoleSpan,
    TypedSpan,
)

_DIGITS = 15  # of an offset; more is no offset of a text
QUOTE = "Quote"
ROLES = ("Content", "Cue", "Source")


@dataclass(frozen=True, slots=True)
class Annotations:
    """The lines of one file by kind; every id with its line."""

    spans: dict[str, tuple[str, list[Pair]]] = field(default_factory=dict)
    events: list[tuple[str, list[tuple[str, str]], int]] = field(default_factory=list)
    links: list[tuple[str, list[str], int]] = field(default_factory=list)
    attributes: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def fault(self, test: str, message: str, line: int, hint: str | None = None) -> None:
        """Note a problem."""
        self.problems.append(Problem(id=test, message=message, line=line, hint=hint))

    def whole(self, name: str) -> Pair:
        """Return a span that must have one part."""
        _, parts = self.spans[name]
        if len(parts) > 1:
            hint = "spans are contiguous here: join the parts, or annotate one of them"
            self.fault("bad-span-parts", f"{name} has {len(parts)} parts", self.lines[name], hint)
        return parts[0]


def documents(path: Path) -> dict[str, DocumentFacts] | None:
    """Take the texts beside the annotations, if each has one."""
    files = sorted(path.glob("*.ann"))
    if not all(file.with_suffix(".txt").is_file() for file in files):
        return None
    texts = {file.stem: text_of(file.with_suffix(".txt")) for file in files}
    return {name: DocumentFacts(length=len(text), text=text) for name, text in texts.items()}


def ids(path: Path) -> list[str | None]:
    """List the documents by the names of their files."""
    return [file.stem for file in sorted(path.glob("*.ann"))]


def batches(path: Path, expected: Expected[R]) -> Iterator[Batch[R]]:
    """Read a folder, one batch a document.

    Raises:
        InputError: the task has no such format, or a file is not UTF-8.
    """
    if expected.record is AttributionRecord:
        raise wrong_task(str(path), "brat annotations", "ner, coref, events and quotes")
    for file in sorted(path.glob("*.ann")):
        facts = None if expected.documents is None else expected.documents.get(file.stem)
        notes = parse(text_of(file), facts)
        record = _record(file.stem, notes, expected)
        if notes.problems:
            placed = [at(problem, str(file), problem.line) for problem in notes.problems]
            yield Batch(str(file), [], [], placed, [file.stem])
        else:
            yield Batch(str(file), [record], [1])


def parse(text: str, facts: DocumentFacts | None) -> Annotations:
    """Read the lines of a file; what is wrong with them is noted."""
    notes = Annotations()
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.rstrip("\r")
        name, _, rest = line.partition("\t")
        body, _, words = rest.partition("\t")
        kind = line[:1]
        if not line.strip() or kind in "#N":
            continue
        if kind != "*" and name in notes.lines:
            notes.fault("repeated-id", f"{name} is already in line {notes.lines[name]}", number)
            continue
        notes.lines[name] = number
        if kind == "T":
            _read_span(notes, name, body, number)
            if facts is not None and facts.text is not None and name in notes.spans and words:
                _compare(notes, name, words, number, facts.text)
        elif kind == "E":
            pairs = [(role, target) for role, _, target in (item.partition(":") for item in body.split())]
            notes.events.append((name, pairs, number))
        elif kind == "*":
            notes.links.append(("", body.split()[1:], number))
        elif kind == "R":
            label, *ends = body.split() or [""]
            notes.links.append((label, [item.partition(":")[2] for item in ends], number))
        elif kind in "AM":
            _read_attribute(notes, name, body, number)
        else:
            notes.fault("bad-line", f"no brat line begins with {name!r}", number, "T, E, R, *, A, M, N or # lines")
    return notes


def _read_attribute(notes: Annotations, name: str, body: str, line: int) -> None:
    attribute, target, value = [*body.split(), "", "", ""][:3]
    if not target:
        notes.fault("bad-line", f"{name} has no target", line, "A1<TAB>Attribute T1 value")
    notes.attributes[target][attribute.casefold()] = value


def _read_span(notes: Annotations, name: str, body: str, line: int) -> None:
    label, _, offsets = body.partition(" ")
    pairs = [part.split(" ") for part in offsets.split(";")]
    if not all(len(pair) == 2 and all(map(_is_offset, pair)) for pair in pairs):  # noqa: PLR2004
        notes.fault("bad-integer", f"expected 'TYPE START END', got {body!r}", line)
        return
    notes.spans[name] = (label, [(int(start), int(end)) for start, end in pairs])


def _is_offset(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) <= _DIGITS


def _compare(notes: Annotations, name: str, words: str, line: int, text: str) -> None:
    """Compare the words of a span with those of the text, but for white space."""
    parts = notes.spans[name][1]
    there = " ".join(text[start:end] for start, end in parts)
    if all(start < end <= len(text) for start, end in parts) and there.split() != words.split():
        message = f"{name} says {words!r} where the text has {there!r}"
        notes.fault("bad-text", message, line, "offsets are code points of the document's text")


def _record(name: str, notes: Annotations, expected: Expected[R]) -> R:
    record: NerRecord | CorefRecord | EventsRecord | QuotesRecord
    if expected.record is NerRecord:
        for key, (label, _) in notes.spans.items():
            _check_label(notes, "type", label, notes.lines[key], expected.labels)
        record = NerRecord(name, [TypedSpan(*notes.whole(key), label) for key, (label, _) in notes.spans.items()])
    elif expected.record is CorefRecord:
        record = CorefRecord(name, _clusters(notes))
    elif expected.record is EventsRecord:
        record = EventsRecord(name, _events(notes, expected.labels))
    else:
        record = QuotesRecord(name, _quotes(notes, expected.labels))
    return record  # type: ignore[return-value]  # the class that was asked for


def _check_label(notes: Annotations, kind: str, label: str, line: int, labels: Mapping[str, frozenset[str]]) -> None:
    allowed = labels.get(kind)
    if allowed is not None and label not in allowed:
        notes.fault("unknown-label", f"unknown label {label!r}", line, nearest(label, allowed))


def _known(notes: Annotations, names: Sequence[str], line: int) -> list[str]:
    for name in names:
        if name not in notes.spans and name not in notes.lines:
            notes.fault("unknown-id", f"there is no {name!r}", line)
    return [name for name in names if name in notes.spans]


def _resolve(notes: Annotations, names: Sequence[str], line: int) -> list[Pair]:
    return [notes.whole(name) for name in _known(notes, names, line)]


def _clusters(notes: Annotations) -> list[list[Pair]]:
    """Join what is linked; a span that no line links is a cluster of its own."""
    cluster = {name: {name} for name in notes.spans}
    for _, names, line in notes.links:
        _known(notes, names, line)
        joined = set().union(*(cluster[name] for name in names if name in cluster))
        cluster.update(dict.fromkeys(joined, joined))
    unique = {id(names): names for names in cluster.values()}
    return [sorted(map(notes.whole, names)) for names in unique.values()]


def _quotes(notes: Annotations, labels: Mapping[str, frozenset[str]]) -> list[QuoteRecord]:
    return [_quote(notes, key, roles, labels) for key, roles in quote_parts(notes).items()]


def quote_parts(notes: Annotations) -> dict[str, dict[str, list[str]]]:
    """Give the spans of each quote in each role, by the name of its E line, or of its content where it has none."""
    parts = {key: _roles(notes, pairs, line) for key, pairs, line in notes.events if pairs and pairs[0][0] == QUOTE}
    used = {name for roles in parts.values() for names in roles.values() for name in names}
    for name, (label, _) in notes.spans.items():
        if label == ROLES[0] and name not in used:
            parts[name] = {ROLES[0]: [name]}
    quote_of = {name: key for key, roles in parts.items() for name in (key, *roles.get(ROLES[0], ()))}
    for label, ends, line in notes.links:
        if label in ROLES[1:] and ends:
            if ends[0] in quote_of:
                parts[quote_of[ends[0]]].setdefault(label, []).extend(_known(notes, ends[1:], line))
            else:
                notes.fault("unknown-id", f"{ends[0]!r} is no content of a quote", line, f"{label} Arg1:CONTENT Arg2:T")
    return parts


def _roles(notes: Annotations, pairs: Sequence[tuple[str, str]], line: int) -> dict[str, list[str]]:
    """Give the spans of an event in each role; its trigger is in the first of content and cue that no other is in."""
    roles: dict[str, list[str]] = {}
    for role, target in pairs[1:]:
        plain = role.rstrip("0123456789")
        _check_label(notes, "role", plain, line, {"role": frozenset(ROLES)})
        roles.setdefault(plain, []).extend(_known(notes, [target], line))
    free = next((role for role in ROLES[:2] if role not in roles), None)
    trigger = _known(notes, [pairs[0][1]], line)
    return roles if free is None else {**roles, free: trigger}


def _quote(
    notes: Annotations, key: str, roles: Mapping[str, list[str]], labels: Mapping[str, frozenset[str]]
) -> QuoteRecord:
    content, cues, sources = (roles.get(role, []) for role in ROLES)
    if len(cues) > 1:
        notes.fault("repeated-role", f"{key} has {len(cues)} cues", notes.lines[key], "a quote has one cue, or none")
    kind = notes.attributes[key].get("type")
    if kind is not None:
        _check_label(notes, "type", kind, notes.lines[key], labels)
    return QuoteRecord(
        [part for name in content for part in notes.spans[name][1]],
        notes.whole(cues[0]) if cues else None,
        [part for name in sources for part in notes.spans[name][1]],
        kind,
    )


def _events(notes: Annotations, labels: Mapping[str, frozenset[str]]) -> list[EventRecord]:
    triggers = {key: target for key, pairs, _ in notes.events for _, target in pairs[:1] if target in notes.spans}
    made = []
    for key, pairs, line in notes.events:
        label, target = pairs[0] if pairs else ("", "")
        _check_label(notes, "type", label, line, labels)
        found = _resolve(notes, [target], line)
        arguments = []
        for role, filler in pairs[1:]:
            plain = role.rstrip("0123456789")  # brat numbers repeated roles
            _check_label(notes, "role", plain, line, labels)
            spans = _resolve(notes, [triggers.get(filler, filler)], line)
            arguments += [RoleSpan(*span, plain) for span in spans]
        values = notes.attributes[key]
        if found:
            polarity, realis = values.get("polarity"), values.get("realis")
            made.append(EventRecord(*found[0], label, polarity, realis, None, arguments))
    return made
