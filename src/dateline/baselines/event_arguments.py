"""Baselines for `event-arguments`: the nearest mention of a role's usual type, and a linear classifier of pairs."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple

import msgspec
import numpy as np

from dateline.baselines.event_triggers import Lexicon, Triggers
from dateline.baselines.features.batch import Batch, batch_of
from dateline.baselines.features.columns import Bag, Column, Table, join
from dateline.baselines.features.mentions import Finder, Found, gold_mentions
from dateline.baselines.features.pairs import Labeller
from dateline.baselines.features.words import stem
from dateline.document import Document
from dateline.records import EventRecord, EventsRecord, RoleSpan

_NONE = "none"
_FAR = 8  # tokens; beyond this a distance is just far
_PASSIVE = frozenset({"was", "were", "been", "being", "be"})


class Nearest:
    """Triggers by lexicon; each role that a type usually has goes to the nearest mention of its usual type."""

    def __init__(self, *, threshold: float = 0.5, usual: float = 0.25) -> None:
        """Set the lexicon's threshold, and the share of a type's events that must have had a role."""
        self.triggers = Lexicon(threshold=threshold)
        self.finder = Finder()
        self.usual = usual
        self.roles: dict[str, dict[str, str]] = {}

    def fit(self, documents: Sequence[Document]) -> "Nearest":
        """Count which roles a type of event has, and the mention type that fills each."""
        self.triggers.fit(documents)
        self.finder.fit(documents)
        events: Counter[str] = Counter()
        fillers: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for document in documents:
            types = {m.id: m.type for m in document.mentions}
            for event in document.events:
                events[event.type] += 1
                for argument in event.arguments:
                    if argument.mention in types:
                        fillers[event.type, argument.role][types[argument.mention or ""]] += 1
        for (kind, role), votes in sorted(fillers.items()):
            if votes.total() >= self.usual * events[kind]:
                self.roles.setdefault(kind, {})[role] = min(votes, key=lambda label: (-votes[label], label))
        return self

    def predict(self, documents: Sequence[Document]) -> list[EventsRecord]:
        """Give every trigger its arguments."""
        return with_arguments(self.triggers, self.finder, documents, self._arguments)

    def _arguments(self, document: Document, event: EventRecord, found: Sequence[Found]) -> list[RoleSpan]:
        arguments, taken = [], set()
        for role, kind in self.roles.get(event.type, {}).items():
            near = sorted(
                (_distance(document, event, f), f.start, f) for f in found if f.type == kind and f.key not in taken
            )
            if near:
                filler = near[0][2]
                taken.add(filler.key)
                arguments.append(RoleSpan(filler.start, filler.end, role))
        return arguments


class Arguments:
    """A linear tagger of triggers; every mention of the sentence is given a role of the event, or none."""

    def __init__(self, *, inverse_regularization: float = 1.0) -> None:
        """Set the inverse of the classifier's L2 penalty."""
        self.triggers = Triggers()
        self.finder = Finder()
        self.model = Labeller(inverse_regularization)
        self.roles: dict[str, set[str]] = {}

    def fit(self, documents: Sequence[Document]) -> "Arguments":
        """Learn triggers, mentions, and the roles of pairs."""
        self.triggers.fit(documents)
        self.finder.fit(documents)
        batch = batch_of(documents)
        found = sites(batch, [document.events for document in documents], map(gold_mentions, documents))
        labels: list[str] = []
        for site in found:
            roles = {a.key: a.role for a in site.event.arguments}
            self.roles.setdefault(site.event.type, set()).update(roles.values())
            labels += [roles.get(f.key, _NONE) for f in site.near]
        self.model.fit(site_table(batch, found), labels)
        return self

    def predict(self, documents: Sequence[Document]) -> list[EventsRecord]:
        """Give every trigger its arguments."""
        batch = batch_of(documents)
        triggers = [record.events for record in self.triggers.predict(batch)]
        found = sites(batch, triggers, self.finder.find(batch))
        roles = iter(self._roles(found, site_table(batch, found)))
        records = [EventsRecord(document.id, []) for document in documents]
        for site in found:
            chosen = zip(site.near, islice(roles, len(site.near)), strict=True)
            arguments = [RoleSpan(filler.start, filler.end, role) for filler, role in chosen if role != _NONE]
            records[site.owner].events.append(msgspec.structs.replace(site.event, arguments=arguments))
        return records

    def _roles(self, found: Sequence["Site"], pairs: Table) -> list[str]:
        """Return the likeliest role of each pair among those that its type of event has; of equals the last."""
        classes = self.model.classes[::-1]
        scores = self.model.probabilities(pairs)[:, ::-1]
        types = [site.event.type for site in found for _ in site.near]
        allowed = {
            kind: [label == _NONE or label in self.roles.get(kind, ()) for label in classes] for kind in set(types)
        }
        possible = np.array([allowed[kind] for kind in types], dtype=np.bool_).reshape(scores.shape)
        best = np.where(possible, scores, -1.0).argmax(axis=1) if classes else []
        return [classes[role] if may[role] else _NONE for role, may in zip(best, possible, strict=True)]


class Site(NamedTuple):
    """An event of a sentence, and the mentions there."""

    owner: int
    sentence: int
    event: Any
    near: Sequence[Found]


def sites(batch: Batch, events: Iterable[Sequence[Any]], found: Iterable[Sequence[Found]]) -> list[Site]:
    """Return the events of each document that are in a sentence, sentence by sentence, with the mentions there."""
    sentences = batch.sentences
    listed = [list(some) for some in events]
    mentions = [list(some) for some in found]
    near: defaultdict[int, list[Found]] = defaultdict(list)
    for number, mention in zip(
        sentences.around(*batch.laid_out(mentions)).tolist(), chain.from_iterable(mentions), strict=True
    ):
        near[number].append(mention)
    owners = np.repeat(np.arange(len(batch)), [len(some) for some in listed]).tolist()
    starts, _ = batch.laid_out(listed)
    numbers = sentences.around(starts, starts + 1).tolist()
    made = zip(owners, numbers, chain.from_iterable(listed), strict=True)
    return sorted((Site(o, n, e, near[n]) for o, n, e in made if n >= 0), key=lambda site: site.sentence)


def with_arguments(
    triggers: Lexicon | Triggers,
    finder: Finder,
    documents: Sequence[Document],
    arguments: Callable[[Document, EventRecord, Sequence[Found]], list[RoleSpan]],
) -> list[EventsRecord]:
    """Predict triggers and mentions, then the arguments of each trigger among the mentions of its sentence."""
    batch = batch_of(documents)
    events = [record.events for record in triggers.predict(batch)]
    records = [EventsRecord(document.id, []) for document in documents]
    for site in sites(batch, events, finder.find(batch)):
        filled = arguments(documents[site.owner], site.event, site.near)
        records[site.owner].events.append(msgspec.structs.replace(site.event, arguments=filled))
    return records


def _distance(document: Document, event: EventRecord, filler: Found) -> int:
    low, high = sorted([(event.start, event.end), filler.key])
    first, last = (bisect_left(document.tokens, offset, key=lambda token: token.start) for offset in (low[1], high[0]))
    return max(0, last - first)


def site_table(batch: Batch, found: Sequence[Site]) -> Table:
    """Describe each mention of each site by what is between it and the trigger, and around both."""
    sentences = batch.sentences
    words = sentences.words
    lower = words.map(str.lower)
    site = np.repeat(np.arange(len(found)), [len(one.near) for one in found])
    origins = batch.origins[np.array([one.owner for one in found], dtype=np.intp)]
    events = origins + np.array([one.event.start for one in found], dtype=np.intp)
    fillers = [filler for one in found for filler in one.near]
    starts = origins[site] + np.array([filler.start for filler in fillers], dtype=np.intp)
    ends = origins[site] + np.array([filler.end for filler in fillers], dtype=np.intp)
    trigger = sentences.places(events)
    begin, end = (side[np.array([one.sentence for one in found], dtype=np.intp)][site] for side in sentences.edges)
    at = np.where(trigger[site] >= 0, trigger[site], begin)
    first = sentences.places(starts)
    first = np.where(first >= 0, first, begin)
    last = np.searchsorted(sentences.starts, ends) - 1
    ahead = first < at
    gap = np.where(ahead, last + 1, at + 1), np.where(ahead, at, first)
    between = np.clip(gap[1] - gap[0], 0, _FAR)
    was = np.append(0, np.cumsum(lower.flags(_PASSIVE.__contains__)))
    side = Column(np.where(ahead, 0, 1), ["before", "after"])
    event = Column.of(one.event.type for one in found).take(site)
    stems = words.map(stem).take(trigger, trigger >= 0, "").take(site)
    before = lower.take(first - 1, first > begin, "<s>")
    return Table(
        len(site),
        {
            "event": event,
            "stem": stems,
            "kind": Column.of(f"{filler.type}/{filler.level}" for filler in fillers),
            "side": join(event, side),
            "side kind": join(event, side, Column.of(filler.type for filler in fillers)),
            "preposition": before,
            "event preposition": join(event, before),
            "stem preposition": join(stems, side, before),
            "after": lower.take(last + 1, last + 1 < end, "</s>"),
            "head": lower.take(last),
            "distance": between,
            "side distance": join(side, Column.numbered(between)),
            "passive": join(event, Column.numbered(was[at] > was[np.maximum(begin, at - 2)]), side),
            "inside": (starts <= events[site]) & (events[site] < ends),
            "between": Bag.between(gap[0], gap[0] + between, lower),
        },
    )
