"""Checks of events: triggers, types, polarity and realis, clusters."""

from collections.abc import Iterator

from dateline.errors import nearest
from dateline.validation.check import Fault, error, warning
from dateline.validation.subject import Subject, overlap

_LONGEST_TRIGGER = 2  # words: a verb and its particle


@error
def unknown_event_type(document: Subject) -> Iterator[Fault]:
    """An event's type is in the ontology."""
    known = frozenset(document.ontology.event_types)
    for line, event in enumerate(document.events, start=1):
        if event.type not in known:
            yield Fault("events", line, "type", f"unknown type {event.type!r}", nearest(event.type, known))


@error
def bad_trigger_overlap(document: Subject) -> Iterator[Fault]:
    """No two triggers share a character: one trigger has one type."""
    for line, event in enumerate(document.events, start=1):
        for other in document.events[: line - 1]:
            if overlap(event, other):
                yield Fault("events", line, "start", f"{event.key} overlaps the trigger {other.id!r} at {other.key}")


@warning
def bad_trigger_length(document: Subject) -> Iterator[Fault]:
    """A trigger is one word, or a verb with its particle."""
    for line, event in enumerate(document.events, start=1):
        words = len(document.text_of(event).split()) if document.sound(event) else 0
        if words > _LONGEST_TRIGGER:
            yield Fault("events", line, "end", f"the trigger has {words} words", "the one word that tells the event")


@error
def bad_realis(document: Subject) -> Iterator[Fault]:
    """A negative event has the realis other."""
    for line, event in enumerate(document.events, start=1):
        if event.polarity == "negative" and event.realis != "other":
            yield Fault("events", line, "realis", f"a negative event is not {event.realis}", "other")


@error
def bad_event_cluster(document: Subject) -> Iterator[Fault]:
    """The events of a cluster have one type."""
    seen: dict[str, str] = {}
    for line, event in enumerate(document.events, start=1):
        first = seen.setdefault(event.event, event.type)
        if first != event.type:
            yield Fault("events", line, "type", f"{event.type}, but the cluster {event.event!r} is {first}")


@error
def bad_story_event(document: Subject) -> Iterator[Fault]:
    """The events of a cluster are one event of the story."""
    seen: dict[str, str | None] = {}
    for line, event in enumerate(document.events, start=1):
        first = seen.setdefault(event.event, event.story_event)
        if first != event.story_event:
            message = f"{event.story_event!r}, but the cluster {event.event!r} is {first!r}"
            yield Fault("events", line, "story_event", message)


@error
def repeated_story_event(document: Subject) -> Iterator[Fault]:
    """Two clusters of a document are two events of the story."""
    seen: dict[str, str] = {}
    for line, event in enumerate(document.events, start=1):
        if event.story_event is not None:
            first = seen.setdefault(event.story_event, event.event)
            if first != event.event:
                message = f"{event.story_event!r} is the cluster {first!r} already, not {event.event!r}"
                yield Fault("events", line, "story_event", message, "one cluster, or two events of the story")
