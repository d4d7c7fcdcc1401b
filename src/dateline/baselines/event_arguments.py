"""Baselines for `event-arguments`: the nearest mention of a role's usual type, and a linear classifier of pairs."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

import msgspec

from dateline.baselines.event_triggers import Lexicon, Triggers
from dateline.baselines.features.mentions import Finder, Found, gold_mentions
from dateline.baselines.features.pairs import Labeller, Row
from dateline.baselines.features.sequences import sentences_of
from dateline.baselines.features.words import stem
from dateline.document import Document, Span
from dateline.records import EventRecord, EventsRecord, RoleSpan

_NONE = "none"
_FAR = 8  # tokens; beyond this a distance is just far


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

    def _arguments(self, _: Document, tokens: Sequence[Span], event: EventRecord, found: list[Found]) -> list[RoleSpan]:
        arguments, taken = [], set()
        for role, kind in self.roles.get(event.type, {}).items():
            near = sorted(
                (_distance(tokens, event, f), f.start, f) for f in found if f.type == kind and f.key not in taken
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
        rows: list[Row] = []
        labels: list[str] = []
        for document in documents:
            candidates = gold_mentions(document)
            for tokens in sentences_of(document):
                found = [f for f in candidates if tokens[0].start <= f.start and f.end <= tokens[-1].end]
                for event in document.events:
                    if not tokens[0].start <= event.start < tokens[-1].end:
                        continue
                    roles = {a.key: a.role for a in event.arguments}
                    self.roles.setdefault(event.type, set()).update(roles.values())
                    trigger = EventRecord(event.start, event.end, event.type)
                    rows += [_pair(document, tokens, trigger, f) for f in found]
                    labels += [roles.get(f.key, _NONE) for f in found]
        self.model.fit(rows, labels)
        return self

    def predict(self, documents: Sequence[Document]) -> list[EventsRecord]:
        """Give every trigger its arguments."""
        return with_arguments(self.triggers, self.finder, documents, self._arguments)

    def _arguments(
        self, document: Document, tokens: Sequence[Span], event: EventRecord, found: list[Found]
    ) -> list[RoleSpan]:
        scores = self.model.probabilities([_pair(document, tokens, event, f) for f in found])
        allowed = self.roles.get(event.type, set())
        best = []
        for filler, row in zip(found, scores, strict=True):
            ranked = [(p, c) for p, c in zip(row, self.model.classes, strict=True) if c == _NONE or c in allowed]
            role = max(ranked, default=(0.0, _NONE))[1]
            if role != _NONE:
                best.append(RoleSpan(filler.start, filler.end, role))
        return best


def with_arguments(
    triggers: Lexicon | Triggers,
    finder: Finder,
    documents: Sequence[Document],
    arguments: Callable[[Document, Sequence[Span], EventRecord, list[Found]], list[RoleSpan]],
) -> list[EventsRecord]:
    """Predict triggers and mentions, then the arguments of each trigger among the mentions of its sentence."""

    def events(document: Document, found: list[Found], record: EventsRecord) -> Iterator[EventRecord]:
        for tokens in sentences_of(document):
            start, end = tokens[0].start, tokens[-1].end
            near = [f for f in found if start <= f.start and f.end <= end]
            for event in record.events:
                if start <= event.start < end:
                    yield msgspec.structs.replace(event, arguments=arguments(document, tokens, event, near))

    return [
        EventsRecord(document.id, list(events(document, finder.find(document), record)))
        for document, record in zip(documents, triggers.predict(documents), strict=True)
    ]


def _distance(tokens: Sequence[Span], event: EventRecord, filler: Found) -> int:
    low, high = sorted([(event.start, event.end), filler.key])
    return sum(low[1] <= token.start < high[0] for token in tokens)


def _pair(document: Document, tokens: Sequence[Span], event: EventRecord, filler: Found) -> Row:
    words = {token.start: document.span_text(token) for token in tokens}
    order = sorted(words)
    first = order.index(filler.start) if filler.start in words else 0
    last = max(i for i, start in enumerate(order) if start < filler.end)
    at = order.index(event.start) if event.start in words else 0
    before = words[order[first - 1]].lower() if first else "<s>"
    after = words[order[last + 1]].lower() if last + 1 < len(order) else "</s>"
    side = "before" if first < at else "after"
    gap = order[last + 1 : at] if first < at else order[at + 1 : first]
    between = [words[start].lower() for start in gap]
    kind = f"{filler.type}/{filler.level}"
    passive = any(words[order[i]].lower() in {"was", "were", "been", "being", "be"} for i in range(max(0, at - 2), at))
    row: Row = {
        "event": event.type,
        "stem": stem(words.get(event.start, "")),
        "kind": kind,
        "side": f"{event.type} {side}",
        "side kind": f"{event.type} {side} {filler.type}",
        "preposition": before,
        "event preposition": f"{event.type} {before}",
        "stem preposition": f"{stem(words.get(event.start, ''))} {side} {before}",
        "after": after,
        "head": words[order[last]].lower(),
        "distance": min(len(between), _FAR),
        "side distance": f"{side} {min(len(between), _FAR)}",
        "passive": f"{event.type} {passive} {side}",
        "inside": filler.start <= event.start < filler.end,
    }
    row |= {f"between {word}": 1 for word in between[:_FAR]}
    return row
