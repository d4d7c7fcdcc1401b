"""OneIE's JSON lines: ACE 2005, ERE and WikiEvents, a sentence or a document a line.

A line has `doc_id`, `tokens`, `entity_mentions` (`id`, `entity_type`, `mention_type`, and the tokens `start` to `end`,
exclusive) and `event_mentions` (`event_type`, `trigger`, `arguments` with `entity_id` and `role`). The lines of
sentences (with `sent_id` and `sentence`) of a document are joined; WikiEvents has whole documents (with `text`).

- Types of events that are written `Conflict:Attack` are `Conflict.Attack` here, as in the crosswalk.
- In ACE and ERE the id of a mention is that of its entity with a number (`DOC-E15-53`), and that of an event mention
  likewise (`DOC-EV3-1`): these are the clusters. Where an entity would have several types the ids are no such ids.
- Clusters of WikiEvents are lines of other files, with `doc_key` and `clusters`, which are read from the same folder.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from dateline.corpus.gold import problem_of
from dateline.errors import InputError
from dateline.formats.checks import Pair
from dateline.formats.sniffing import text_of
from dateline.interchange.corpora.converted import Converted, Entity, Level, files_in, misshapen
from dateline.records import EventRecord, RoleSpan

ABOUT = "OneIE: entities and events of ACE, ERE or WikiEvents (.json or .jsonl files)"
_LEVELS: Mapping[str, Level] = {"NAM": "name", "NOM": "nominal", "PRO": "pronoun"}
_ENTITY = re.compile(r"(.+-E[^-]+)-[^-]+")
_EVENT = re.compile(r"(.+-EV[^-]+)-[^-]+")


class _Mention(msgspec.Struct, frozen=True):
    id: str
    start: int
    end: int
    entity_type: str
    mention_type: str = ""


class _Trigger(msgspec.Struct, frozen=True):
    start: int
    end: int


class _Argument(msgspec.Struct, frozen=True):
    entity_id: str
    role: str


class _Event(msgspec.Struct, frozen=True):
    event_type: str
    trigger: _Trigger
    id: str = ""
    arguments: tuple[_Argument, ...] = ()


class _Line(msgspec.Struct, frozen=True):
    """A sentence or a document; or the clusters of one, with `doc_key`."""

    doc_id: str = ""
    doc_key: str = ""
    tokens: tuple[str, ...] = ()
    sentence: str | None = None
    text: str | None = None
    entity_mentions: tuple[_Mention, ...] = ()
    event_mentions: tuple[_Event, ...] = ()
    clusters: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class _Made:
    """What the lines of a document make up."""

    text: str = ""
    tokens: list[Pair] = field(default_factory=list)
    mentions: dict[str, Entity] = field(default_factory=dict)
    events: list[EventRecord] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)


def read(path: Path) -> Iterator[Converted]:
    """Read `.json`, `.jsonl` and `.jsonlines` files."""
    made: dict[str, _Made] = {}
    clusters: dict[str, tuple[tuple[str, ...], ...]] = {}
    for file in files_in(path, "*.json", "*.jsonl", "*.jsonlines"):
        for number, line in _lines(file):
            if line.doc_key:
                clusters[line.doc_key] = line.clusters
            elif not line.doc_id or not line.tokens:
                raise misshapen("has no doc_id or no tokens", file, number, "one sentence or document a line")
            else:
                _add(made.setdefault(line.doc_id, _Made()), line, file, number)
    for name, one in made.items():
        yield Converted(
            id=name,
            text=one.text,
            tokens=one.tokens,
            entities=list(one.mentions.values()),
            clusters=_clusters(one.mentions, clusters.get(name)),
            events=one.events,
            left_out=one.lost,
        )


def _lines(file: Path) -> Iterator[tuple[int, _Line]]:
    decoder = msgspec.json.Decoder(_Line)
    for number, text in enumerate(text_of(file).split("\n"), 1):
        if text.strip():
            try:
                yield number, decoder.decode(text)
            except (msgspec.MsgspecError, RecursionError) as error:
                raise InputError([problem_of(error, str(file), number)]) from None


def _add(made: _Made, line: _Line, file: Path, number: int) -> None:
    """Add a line to its document; a further sentence is a further line of the text."""
    text, spans = _placed(line)
    start = len(made.text) + bool(made.text)
    made.text += "\n" * bool(made.text) + text
    tokens = [(start + first, start + last) for first, last in spans]
    made.tokens += tokens

    def span(one: _Mention | _Trigger) -> Pair:
        if not 0 <= one.start < one.end <= len(tokens):
            message = f"tokens {one.start} to {one.end} are not in the {len(tokens)} of the line"
            raise misshapen(message, file, number, "start and end are numbers of tokens, the end exclusive")
        return tokens[one.start][0], tokens[one.end - 1][1]

    for mention in line.entity_mentions:
        made.mentions[mention.id] = Entity(*span(mention), mention.entity_type, _LEVELS.get(mention.mention_type))
    for event in line.event_mentions:
        known = [one for one in event.arguments if one.entity_id in made.mentions]
        made.lost["arguments that are no entity mentions"] += len(event.arguments) - len(known)
        arguments = [RoleSpan(*made.mentions[one.entity_id].key, one.role) for one in known]
        cluster = _EVENT.fullmatch(event.id)
        made.events.append(
            EventRecord(
                *span(event.trigger),
                event.event_type.replace(":", "."),
                cluster=cluster[1] if cluster else None,
                arguments=arguments,
            )
        )


def _placed(line: _Line) -> tuple[str, list[Pair]]:
    """Find the tokens in the text of a line; where they are not in it, the text is the tokens, parted by spaces."""
    given = (line.text if line.text is not None else line.sentence) or ""
    text = given.strip() if line.text is None else given
    spans: list[Pair] = []
    place = 0
    for token in line.tokens:
        start = text.find(token, place)
        if not token or start < 0 or text[place:start].strip():
            break
        place = start + len(token)
        spans.append((start, place))
    if len(spans) == len(line.tokens):
        return text, spans
    spans, place = [], 0
    for token in line.tokens:
        spans.append((place, place + len(token)))
        place += len(token) + 1
    return " ".join(line.tokens), spans


def _clusters(mentions: Mapping[str, Entity], given: Sequence[Sequence[str]] | None) -> list[list[Pair]] | None:
    """Return the clusters that a file gives, or those of the mentions' ids; None where neither tells them."""
    if given is not None:
        listed = [[mentions[name].key for name in cluster if name in mentions] for cluster in given]
        linked = {name for cluster in given for name in cluster}
        alone = [[mention.key] for name, mention in mentions.items() if name not in linked]
        return [cluster for cluster in listed if cluster] + alone
    found: defaultdict[str, list[Entity]] = defaultdict(list)
    for name, mention in mentions.items():
        if (entity := _ENTITY.fullmatch(name)) is None:
            return None
        found[entity[1]].append(mention)
    if not found or any(len({one.type for one in cluster}) > 1 for cluster in found.values()):
        return None
    return [[one.key for one in cluster] for cluster in found.values()]
