"""Candidates for inconsistency: the same words labelled differently, one thing under two ids.

A candidate is no error, only a place to look. annotations/consistency.jsonl says of each one how it was decided.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Literal

import msgspec

from dateline.annotation.rulings import RULINGS
from dateline.corpus.anchoring import fold
from dateline.corpus.gold import read_lines
from dateline.document import ANNOTATED_KINDS, Document, Event
from dateline.paths import CONSISTENCY

Fact = tuple[str, str]
"""A role and the catalogue's entity that fills it, or `trigger` and its word."""


class Candidate(msgspec.Struct, frozen=True):
    """Something to look at.

    Attributes:
        kind: `types`, `ids`, `names`, `missed`, `story-events`, or a ruling's (dateline.annotation.rulings).
        key: the same from run to run; a ruling's ends with the label there, so that a decision holds for that label.
        message: what is found.
        places: where, as `document:start`.
    """

    kind: str
    key: str
    message: str
    places: tuple[str, ...]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """How a candidate was decided: the gold was corrected, or the difference is correct."""

    kind: str
    key: str
    decision: Literal["corrected", "correct"]
    note: str


def candidates(documents: Sequence[Document]) -> list[Candidate]:
    """List all candidates; those that need words are found only in documents with their real text."""
    readable = [document for document in documents if not document.masked]
    return [
        *_labels(documents),
        *_names(documents),
        *_missed(readable),
        *_story_events(documents),
        *_rulings(readable),
    ]


def verdicts(root: Path) -> dict[tuple[str, str], Verdict]:
    """Read the decisions, by kind and key."""
    path = root / CONSISTENCY
    found = read_lines(path, Verdict) if path.exists() else ()
    return {(verdict.kind, verdict.key): verdict for verdict in found}


def _rulings(documents: Sequence[Document]) -> Iterator[Candidate]:
    """Whatever a ruling of scheme 1.1 could touch; one candidate a place and label."""
    for kind, query in RULINGS.items():
        for document in documents:
            found = {f"{document.id}:{hit.start} {hit.label}": hit for hit in query(document)}
            for key, hit in found.items():
                yield Candidate(kind, key, hit.message, (f"{document.id}:{hit.start}",))


def _labels(documents: Sequence[Document]) -> Iterator[Candidate]:
    """One name with two types, or with two catalogue ids."""
    types: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    ids: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for document in documents:
        catalogue = {entity.id: entity.catalogue or "none" for entity in document.entities}
        for mention in document.mentions if not document.masked else ():
            if mention.level == "name":
                name, place = fold(document.span_text(mention))[0], f"{document.id}:{mention.start}"
                types[name][mention.type].append(place)
                ids[name][catalogue.get(mention.entity or "", "none")].append(place)
    for kind, found, what in (("types", types, "types"), ("ids", ids, "catalogue ids")):
        for name, values in sorted(found.items()):
            if len(values) > 1:
                # The key holds no text of a document but the name, which the catalogue has as well.
                told = ", ".join(f"{value} ({len(places)})" for value, places in sorted(values.items()))
                places = tuple(place for some in values.values() for place in some)
                yield Candidate(kind, name, f"{name!r} has several {what}: {told}", places)


def _names(documents: Sequence[Document]) -> Iterator[Candidate]:
    """Two catalogue ids of one type, where a name of the one is a name, or the last word, of the other."""
    known: dict[str, tuple[str, set[str]]] = {}
    for document in documents:
        for entity in document.entities:
            if entity.catalogue:
                known[entity.catalogue] = (entity.type, {fold(name)[0] for name in entity.names})
    for (one, (kind, names)), (other, (other_kind, others)) in combinations(sorted(known.items()), 2):
        last = {name.rpartition(" ")[2] for name in names}
        last_of_other = {name.rpartition(" ")[2] for name in others}
        if kind == other_kind and (names & (others | last_of_other) or others & last):
            message = f"{one!r} and {other!r} ({kind}) share a name"
            yield Candidate("names", f"{one} {other}", message, ())


def _missed(documents: Sequence[Document]) -> Iterator[Candidate]:
    """Words that are a name somewhere, and occur in an annotated paragraph of some document without a mention."""
    names = {
        document.span_text(mention)
        for document in documents
        for mention in document.mentions
        if mention.level == "name"
    }
    for document in documents:
        if "mentions" not in document.annotated_layers:
            continue
        covered = [(mention.start, mention.end) for mention in document.mentions if mention.level in {"name", "value"}]
        starts = {token.start: index for index, token in enumerate(document.tokens)}
        kept = [p for p in document.paragraphs if p.kind in ANNOTATED_KINDS]
        for name in sorted(names):
            for start in _found(document.text, name):
                end = start + len(name)
                inside = any(p.start <= start < p.end for p in kept)
                if start in starts and inside and not any(left <= start and end <= right for left, right in covered):
                    place = f"{document.id}:{start}"
                    yield Candidate("missed", place, f"{name!r} is a name elsewhere and no mention here", (place,))


def _found(text: str, name: str) -> Iterator[int]:
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if not (end < len(text) and text[end].isalnum()):
            yield start
        start = text.find(name, start + 1)


def _story_events(documents: Sequence[Document]) -> Iterator[Candidate]:
    """Events of one type in two documents of a story that look like one event, and have not one story event.

    They look alike if two roles have the same entities, or if one has and the trigger is the same word; and if no role
    has entities of the catalogue in both, and none in common.
    """
    found: dict[tuple[str, str], list[tuple[str, Event, frozenset[Fact]]]] = defaultdict(list)
    for document in documents:
        entity = {mention.id: mention.entity for mention in document.mentions}
        catalogue = {one.id: one.catalogue for one in document.entities}
        for event in document.events:
            filled = ((one.role, catalogue.get(entity.get(one.mention or "") or "")) for one in event.arguments)
            roles = {(role, filler) for role, filler in filled if filler}
            if not document.masked:
                roles.add(("trigger", document.text[event.start : event.end].casefold()))
            found[document.story, event.type].append((document.id, event, frozenset(roles)))
    for (_, kind), events in sorted(found.items()):
        told: set[str] = set()
        for (one, first, facts), (other, second, others) in combinations(events, 2):
            names = sorted(
                first.story_event or f"{one}/{first.event}" for one, first in ((one, first), (other, second))
            )
            key = " ".join(names)
            shared = facts & others
            if (
                one != other
                and names[0] != names[1]
                and len(shared) > 1
                and key not in told
                and not _differ(facts, others, shared)
            ):
                told.add(key)
                what = ", ".join(f"{role} {filler}" for role, filler in sorted(shared))
                message = f"{kind} events {names[0]!r} and {names[1]!r} share {what}"
                places = (f"{one}:{first.start}", f"{other}:{second.start}")
                yield Candidate("story-events", key, message, places)


def _differ(facts: frozenset[Fact], others: frozenset[Fact], shared: frozenset[Fact]) -> bool:
    filled, also, alike = ({role for role, _ in known} for known in (facts, others, shared))
    return bool((filled & also) - alike - {"trigger"})
