"""Checks of arguments and sources: what fills a slot."""

from collections.abc import Iterator, Mapping

from dateline.document import Mention, Span
from dateline.errors import nearest
from dateline.validation.check import Fault, error, warning
from dateline.validation.subject import Subject, overlap

PLAUSIBLE: Mapping[str, frozenset[str]] = {
    "place": frozenset({"GPE", "LOC", "FAC"}),
    "time": frozenset({"DATE", "TIME"}),
}
"""The mention types that may fill a role; any may fill the others."""


@error
def bad_filler_span(document: Subject) -> Iterator[Fault]:
    """An argument or source that is a mention has the mention's span."""
    for place, filler in document.fillers:
        mention = document.mention.get(filler.mention or "")
        if mention is not None and mention.key != filler.key:
            name = "start" if mention.start != filler.start else "end"
            message = f"the span is {filler.key}, its mention {mention.id!r} is {mention.key}"
            yield Fault(place.layer, place.line, place.field(name), message)


@error
def missing_filler_mention(document: Subject) -> Iterator[Fault]:
    """An argument or source whose span is that of a mention gives the mention's id."""
    by_span = {mention.key: mention.id for mention in document.mentions}
    for place, filler in document.fillers:
        if filler.mention is None and filler.key in by_span:
            hint = f"mention {by_span[filler.key]!r}"
            yield Fault(place.layer, place.line, place.field("mention"), "the span is that of a mention", hint)


@error
def unknown_role(document: Subject) -> Iterator[Fault]:
    """An argument's role is one of its event type."""
    for line, event in enumerate(document.events, start=1):
        if event.type in document.ontology.event_types:
            roles = frozenset(document.ontology.event_types[event.type].roles)
            for index, argument in enumerate(event.arguments):
                if argument.role not in roles:
                    message = f"{event.type} has no role {argument.role!r}"
                    yield Fault("events", line, f"arguments[{index}].role", message, nearest(argument.role, roles))


@error
def bad_argument_sentence(document: Subject) -> Iterator[Fault]:
    """An argument is in the sentence of its trigger."""
    for line, event in enumerate(document.events, start=1):
        sentence = document.sentence_of(event)
        for index, argument in enumerate(event.arguments):
            if sentence is not None and document.sentence_of(argument) != sentence:
                message = f"{argument.start} is outside [{sentence.start}, {sentence.end}), the trigger's sentence"
                yield Fault("events", line, f"arguments[{index}].start", message)


@error
def repeated_argument(document: Subject) -> Iterator[Fault]:
    """In one event a span fills one slot only, and an entity fills a role once."""
    for line, event in enumerate(document.events, start=1):
        spans: set[tuple[int, int]] = set()
        entities: set[tuple[str, str]] = set()
        for index, argument in enumerate(event.arguments):
            mention = document.mention.get(argument.mention or "")
            entity = (argument.role, mention.entity) if mention is not None and mention.entity is not None else None
            if argument.key in spans:
                yield Fault("events", line, f"arguments[{index}].start", f"{argument.key} fills a slot already")
            elif entity in entities:
                message = f"the entity {entity[1]!r} is {argument.role} already"
                yield Fault("events", line, f"arguments[{index}].mention", message, "the nearest mention alone")
            spans.add(argument.key)
            if entity is not None:
                entities.add(entity)


@warning
def bad_argument_type(document: Subject) -> Iterator[Fault]:
    """A place is a GPE, LOC or FAC mention; a time is a DATE or TIME mention."""
    for line, event in enumerate(document.events, start=1):
        for index, argument in enumerate(event.arguments):
            mention = document.mention.get(argument.mention or "")
            wanted = PLAUSIBLE.get(argument.role)
            if wanted is not None and (mention is None or mention.type not in wanted):
                what = f"a {mention.type} mention" if mention is not None else "no mention"
                message = f"{argument.role} is {what}"
                yield Fault("events", line, f"arguments[{index}].mention", message, ", ".join(sorted(wanted)))


@warning
def bad_argument_distance(document: Subject) -> Iterator[Fault]:
    """An argument is the mention of its entity that is nearest to the trigger in the sentence, in tokens."""
    for line, event in enumerate(document.events, start=1):
        sentence = document.sentence_of(event)
        for index, argument in enumerate(event.arguments):
            mention = document.mention.get(argument.mention or "")
            if mention is None or mention.level == "value" or document.sentence_of(mention) != sentence:
                continue
            rivals = [
                m for m in document.mentions if m.entity == mention.entity and document.sentence_of(m) == sentence
            ]
            best = min(rivals, key=lambda rival: _nearness(document, rival, event))
            if best.key != mention.key:
                message = f"{best.id!r} of the same entity is nearer to the trigger than {mention.id!r}"
                yield Fault("events", line, f"arguments[{index}].mention", message, f"mention {best.id!r}")


def _nearness(document: Subject, mention: Mention, trigger: Span) -> tuple[int, int, int]:
    """Order mentions by the tokens between them and the trigger; ties go to the left, then to the longer."""
    if overlap(mention, trigger):
        distance = 0
    elif mention.end <= trigger.start:
        distance = document.tokens_between(mention.end, trigger.start)
    else:
        distance = document.tokens_between(trigger.end, mention.start)
    return distance, mention.start, -mention.end


@error
def repeated_source(document: Subject) -> Iterator[Fault]:
    """No source of a quote is given twice."""
    for line, quote in enumerate(document.quotes, start=1):
        keys = [source.key for source in quote.sources]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                yield Fault("quotes", line, f"sources[{index}].start", f"{key} is a source already")


@error
def bad_speakers(document: Subject) -> Iterator[Fault]:
    """The speakers of a quote are the entities of its sources, each once."""
    for line, quote in enumerate(document.quotes, start=1):
        mentions = [document.mention.get(source.mention or "") for source in quote.sources]
        wanted = list(dict.fromkeys(m.entity for m in mentions if m is not None and m.entity is not None))
        if sorted(quote.speakers) != sorted(wanted):
            yield Fault("quotes", line, "speakers", f"{list(quote.speakers)}, but the sources give {wanted}")
