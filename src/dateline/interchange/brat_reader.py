"""Read a brat file into the layers of a document."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

import msgspec

from dateline.document import (
    Argument,
    Document,
    Entity,
    Event,
    Filler,
    Mention,
    MentionLevel,
    Polarity,
    Quote,
    QuoteType,
    Realis,
    Span,
)
from dateline.errors import InputError, nearest, refuse
from dateline.formats.brat import QUOTE, Annotations, parse, quote_parts
from dateline.formats.checks import facts_of
from dateline.interchange.assembly import (
    UNTYPED,
    assembled,
    check_text,
    cluster_ids,
    decoded,
    distinct,
    joined,
    level_of,
    span_problems,
    the_file,
)
from dateline.ontology import ontology

Facts = Mapping[str, Mapping[str, Any]]


def read(files: Mapping[str, bytes], document: Document) -> Document:
    """Read the annotations of a document; a layer that the file has nothing of is not there.

    A mention, trigger or cue in parts is the stretch from its first part to its last.

    Raises:
        TextNeededError: the document is masked.
        InputError: a line can't be read, names what isn't there, or doesn't fit the text.
    """
    check_text(document, "brat")
    file = the_file(files, document, ".ann")
    _check_text(files, file, document)
    content = decoded(files[file], file)
    notes = parse(content, facts_of(document))
    for name, (_, parts) in notes.spans.items():
        for start, end in parts:
            notes.problems.extend(span_problems(Span(start, end), document, notes.lines[name]))
    facts = _facts(content)
    if notes.problems:
        raise _refused(notes, file)
    mentions, entities = _mentions(notes, facts, document)
    events = _events(notes, facts, mentions)
    quotes = _quotes(notes, facts, mentions)
    if notes.problems:
        raise _refused(notes, file)
    told = next((one["layers"] for one in facts.values() if isinstance(one.get("layers"), list)), ())
    return assembled(
        document,
        mentions=[*mentions.values()] if mentions or "mentions" in told else None,
        entities=entities,
        events=events if events or "events" in told else None,
        quotes=quotes if quotes or "quotes" in told else None,
    )


def _refused(notes: Annotations, file: str) -> InputError:
    return InputError(msgspec.structs.replace(problem, file=file) for problem in notes.problems)


def _check_text(files: Mapping[str, bytes], file: str, document: Document) -> None:
    text = f"{file.removesuffix('.ann')}.txt"
    if text in files and decoded(files[text], text).replace("\r\n", "\n").rstrip() != document.text.rstrip():
        hint = "the file is of another document, or its text was edited"
        raise refuse("bad-text", f"the text is not that of {document.id!r}", file=text, hint=hint)


def _facts(content: str) -> Facts:
    """Read the notes that are ours: JSON objects, by what they are on."""
    found: dict[str, dict[str, Any]] = {}
    for line in content.split("\n"):
        name, _, rest = line.rstrip("\r").partition("\t")
        body, _, words = rest.partition("\t")
        if name.startswith("#") and words.startswith("{"):
            try:
                found.setdefault(body.split()[-1], {}).update(msgspec.json.decode(words, type=dict[str, Any]))
            except (msgspec.MsgspecError, IndexError, RecursionError):
                continue  # a note of the annotator's own
    return found


def _text_in(facts: Facts, name: str, key: str) -> str | None:
    value = facts.get(name, {}).get(key)
    return value if isinstance(value, str) and value else None


def _entity_in(facts: Facts, name: str) -> Mapping[str, Any]:
    value = facts.get(name, {}).get("entity")
    return value if isinstance(value, dict) and isinstance(value.get("id"), str) else {}


def _stretch(notes: Annotations, name: str) -> tuple[int, int]:
    parts = notes.spans[name][1]
    return min(start for start, _ in parts), max(end for _, end in parts)


def _choice(notes: Annotations, name: str, attribute: str, choices: Any, default: str) -> Any:  # noqa: ANN401 - a literal
    """Return the value of an attribute; another one than the choices is noted."""
    value = notes.attributes[name].get(attribute, default) if name in notes.attributes else default
    allowed = frozenset(get_args(choices))
    if value not in allowed:
        hint = nearest(value, allowed)
        if not value:
            hint = f"add the attribute {attribute.capitalize()}: {', '.join(sorted(allowed))}"
        notes.fault("unknown-label", f"{name} has the {attribute} {value!r}", notes.lines[name], hint)
    return value


def _mentions(notes: Annotations, facts: Facts, document: Document) -> tuple[dict[str, Mention], dict[str, Entity]]:
    """Give mentions by their T lines, and what is said of entities."""
    types = {*ontology().entity_types, UNTYPED}
    triggers = {target for _, pairs, _ in notes.events for _, target in pairs[:1]}
    spans = {name: _stretch(notes, name) for name, (label, _) in notes.spans.items() if label in types}
    names = [name for name in spans if name not in triggers]
    levels = {}
    for name in names:
        start, end = spans[name]
        guess = level_of(document.text[start:end], notes.spans[name][0])
        levels[name] = _choice(notes, name, "level", MentionLevel, guess)
    groups = [
        group
        for group in joined(names, (ends for label, ends, _ in notes.links if label in {"", "Coref"}))
        if len(group) > 1 or _entity_in(facts, group[0]) or (group[0] not in facts and levels[group[0]] != "value")
    ]
    told = [[_entity_in(facts, name) for name in group if _entity_in(facts, name)] for group in groups]
    clusters = cluster_ids([[one["id"] for one in claims] for claims in told], "entity")
    entity = {name: cluster for group, cluster in zip(groups, clusters, strict=True) for name in group}
    entities = {
        cluster: Entity(id=cluster, type=one["type"], catalogue=one.get("catalogue"))
        for claims, cluster in zip(told, clusters, strict=True)
        for one in claims
        if one["id"] == cluster and isinstance(one.get("type"), str)
    }
    ids = distinct([_text_in(facts, name, "id") for name in names], "m")
    mentions = {
        name: Mention(*spans[name], id=own, type=notes.spans[name][0], level=levels[name], entity=entity.get(name))
        for name, own in zip(names, ids, strict=True)
    }
    return mentions, entities


def _filler(notes: Annotations, facts: Facts, mentions: Mapping[str, Mention], name: str) -> Filler:
    own = mentions[name].id if name in mentions else _text_in(facts, name, "mention")
    return Filler(*_stretch(notes, name), mention=own)


def _events(notes: Annotations, facts: Facts, mentions: Mapping[str, Mention]) -> list[Event]:
    known = ontology().event_types
    lines = [(name, pairs, line) for name, pairs, line in notes.events if pairs and pairs[0][0] in known]
    triggers = {name: pairs[0][1] for name, pairs, _ in notes.events if pairs}
    for name, pairs, line in lines:
        for _, target in pairs:
            if triggers.get(target, target) not in notes.spans:
                notes.fault("unknown-id", f"{name} names {target!r}, which is not there", line)
    if notes.problems:
        return []
    names = [name for name, *_ in lines]
    groups = joined(names, (ends for label, ends, _ in notes.links if label == "SameEvent"))
    claims = [[own for name in group if (own := _text_in(facts, name, "event"))] for group in groups]
    clusters = cluster_ids(claims, "event")
    cluster = {name: one for group, one in zip(groups, clusters, strict=True) for name in group}
    ids = distinct([_text_in(facts, name, "id") for name in names], "e")
    made = []
    for (name, pairs, _), own in zip(lines, ids, strict=True):
        arguments = []
        for role, target in pairs[1:]:
            filler = _filler(notes, facts, mentions, triggers.get(target, target))
            arguments.append(Argument(filler.start, filler.end, mention=filler.mention, role=role.rstrip("0123456789")))
        event = Event(
            *_stretch(notes, pairs[0][1]),
            id=own,
            type=pairs[0][0],
            polarity=_choice(notes, name, "polarity", Polarity, "positive"),
            realis=_choice(notes, name, "realis", Realis, "actual"),
            event=cluster[name],
            story_event=_text_in(facts, name, "story_event"),
            arguments=tuple(arguments),
        )
        made.append(event)
    return made


def _quotes(notes: Annotations, facts: Facts, mentions: Mapping[str, Mention]) -> list[Quote]:
    parts = quote_parts(notes)
    for key, roles in parts.items():
        if len(roles.get("Cue", ())) > 1:
            notes.fault("repeated-role", f"{key} has {len(roles['Cue'])} cues", notes.lines[key], "one cue, or none")
        if not roles.get("Content"):
            notes.fault("missing-field", f"{key} has no content", notes.lines[key], f"{QUOTE}:CONTENT Cue:T Source:T")
    if notes.problems:
        return []
    ids = dict(zip(parts, distinct([_text_in(facts, key, "id") for key in parts], "q"), strict=True))
    outer = {ends[0]: ids.get(ends[1]) for label, ends, _ in notes.links if label == "Within" and len(ends) > 1}
    entity = {mention.id: mention.entity for mention in mentions.values()}
    made = []
    for key, roles in parts.items():
        sources = tuple(_filler(notes, facts, mentions, name) for name in roles.get("Source", ()))
        quote = Quote(
            id=ids[key],
            content=tuple(sorted(Span(*part) for name in roles["Content"] for part in notes.spans[name][1])),
            type=_choice(notes, key, "type", QuoteType, ""),
            cue=Span(*_stretch(notes, roles["Cue"][0])) if roles.get("Cue") else None,
            sources=sources,
            speakers=_speakers(facts, key, sources, entity),
            nested_in=outer.get(key),
        )
        made.append(quote)
    return made


def _speakers(facts: Facts, key: str, sources: Sequence[Filler], entity: Mapping[str, str | None]) -> tuple[str, ...]:
    told = facts.get(key, {}).get("speakers")
    if isinstance(told, list):
        return tuple(name for name in told if isinstance(name, str))
    return tuple(dict.fromkeys(name for source in sources if (name := entity.get(source.mention or ""))))
