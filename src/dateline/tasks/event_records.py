"""What the three task types over events share."""

from collections.abc import Mapping
from typing import Any, cast

from dateline.corpus.gold import Annotation
from dateline.document import Argument, Document, Event, Polarity, Realis
from dateline.formats.checks import CLOSED_LABELS
from dateline.ontology import Ontology, ontology
from dateline.records import EventsRecord
from dateline.tasks import views
from dateline.tasks.task_type import Labels, Setting

ABSENT = "-"
"""Stands for polarity and realis that a prediction leaves out."""
GIVEN = Setting("what a system is given: the text, or the gold triggers too", ("text", "triggers"))


def view(document: Document, _: Mapping[str, Any]) -> EventsRecord:
    """Return the gold events of a document."""
    return views.events(document)


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
