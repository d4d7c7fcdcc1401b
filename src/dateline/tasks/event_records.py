"""What the three task types over events share."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from dateline.corpus.gold import Annotation
from dateline.document import Argument, Document, Event, Polarity, Realis
from dateline.formats.checks import CLOSED_LABELS, DocumentFacts
from dateline.ontology import Ontology, ontology
from dateline.records import EventRecord, EventsRecord
from dateline.tasks import views
from dateline.tasks.task_type import Labels, Setting

ABSENT = "-"
"""Stands for polarity and realis that a prediction leaves out."""
GIVEN = Setting("what a system is given: the text, or the gold triggers too", ("text", "triggers"), analysed=False)


def view(document: Document, _: Mapping[str, Any]) -> EventsRecord:
    """Return the gold events of a document."""
    return views.events(document)


def given(settings: Mapping[str, Any]) -> Callable[[DocumentFacts, EventsRecord], DocumentFacts] | None:
    """Return what adds the gold triggers to the facts of a document, where a system is given them."""
    if settings["given"] == "text":
        return None
    return lambda facts, gold: replace(facts, triggers=frozenset(map(_trigger, gold.events)))


def with_given(
    units: Iterable[tuple[str, Sequence[EventRecord], Sequence[EventRecord]]],
    settings: Mapping[str, Any],
    *,
    complete: bool = False,
) -> Iterator[tuple[str, Sequence[EventRecord], Sequence[EventRecord]]]:
    """Leave out predictions whose trigger is not gold, where the gold triggers are given.

    Reading has refused their offsets; what is left was quoted and anchored elsewhere.

    Args:
        units: document, gold events and predicted events.
        settings: those of the task.
        complete: add each gold trigger that is not predicted, without cluster and arguments.
    """
    for name, gold, predicted in units:
        if settings["given"] == "text":
            yield name, gold, predicted
            continue
        known = set(map(_trigger, gold))
        kept = [event for event in predicted if _trigger(event) in known]
        missing = known - set(map(_trigger, kept))
        added = [EventRecord(*trigger) for trigger in sorted(missing)] if complete else []
        yield name, gold, [*kept, *added]


def _trigger(event: EventRecord) -> tuple[int, int, str]:
    return event.start, event.end, event.type


def types(scheme: Ontology) -> tuple[str, ...]:
    """Return all event types."""
    return tuple(scheme.event_types)


def labels(names: tuple[str, ...]) -> Labels:
    """Return the labels of each field, given the event types."""
    known = ontology().event_types
    roles = frozenset(role for name in names if name in known for role in known[name].roles)
    return {"type": frozenset(names), **({"role": roles} if roles else {}), **CLOSED_LABELS}


def groups(names: tuple[str, ...]) -> Mapping[str, list[str]]:
    """Sort event types by group; types that the ontology doesn't know are in the group Other."""
    known = ontology().event_types
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(known[name].group if name in known else "Other", []).append(name)
    return found


def prompt_types(scheme: Ontology) -> str:
    """List the event types for a prompt."""
    return ", ".join(scheme.event_types)


def annotation(record: EventsRecord) -> Annotation:
    """Make annotation of a record; what the task doesn't ask for stays empty."""
    return Annotation(
        events=tuple(
            Event(
                event.start,
                event.end,
                id=f"e{number}",
                type=event.type,
                polarity=cast("Polarity", event.polarity or ABSENT),
                realis=cast("Realis", event.realis or ABSENT),
                event=event.cluster or f"e{number}",
                arguments=tuple(Argument(one.start, one.end, role=one.role) for one in event.arguments),
            )
            for number, event in enumerate(record.events, start=1)
        )
    )
