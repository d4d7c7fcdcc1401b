"""Rulings 1, 2, 3, 9 and 10: events."""

from collections.abc import Iterator

from dateline.annotation.rulings.reading import (
    Hit,
    after,
    before,
    event_label,
    fits,
    matching,
    sentence,
    within,
)
from dateline.document import Argument, Document, Event

OUT_OF_DANGER = r"(evacuat|relocat|airlift)\w*"
LEAVING = r"leav(e|es|ing)"
CLASH = r"(clash|fight|fought|battle|war$|wars$|violence|conflict|struggle|resist|infight|combat|hostilit|skirmish)"
TOO_GENERAL = r"(progress|moves?|steps?|incidents?|events?|situations?|cris[ie]s)"
NOT_YET = (
    r"(fear|plan|order|intend|expect|warn|threat|prepar|deadline|countdown|announc|decid|decision|propos|promis|agree"
    r"|offer|approv|demand|will$|would$|due$|to$)"
)
PARTICIPANTS = frozenset(
    {"affected", "agent", "attacker", "court", "damaged", "defendant", "demonstrator", "destination", "displaced"}
    | {"evacuee", "force", "giver", "holder", "killer", "loser", "org", "origin", "participant", "party", "person"}
    | {"place", "prosecutor", "recipient", "seized", "side", "taker", "target", "threatener", "traveler", "victim"}
    | {"voter", "winner"}
)
"""Roles that people, bodies and places fill."""


def _event(document: Document, event: Event, why: str) -> Hit:
    return Hit(event.start, event_label(document, event), f"{document.span_text(event)!r}: {why}")


def call_to_leave(document: Document) -> Iterator[Hit]:
    """Ruling 1: a call to leave by one's own means is Travel, other; Evacuate is being taken out by somebody.

    Finds every Evacuate, every Travel that is not actual, and each word of leaving or taking out that is no trigger.
    """
    for event in document.events:
        if event.type == "Evacuate" or (event.type == "Travel" and event.realis != "actual"):
            yield _event(document, event, "taken out by somebody, or gone?")
    if "events" in document.annotated_layers:
        for _, token in matching(document, f"{OUT_OF_DANGER}|{LEAVING}"):
            if not any(within(token, event) for event in document.events):
                yield Hit(token.start, "no event", f"{document.span_text(token)!r}: an event?")


def withdraw_agent(document: Document) -> Iterator[Hit]:
    """Ruling 2: in Withdraw and Deploy a state, government or alliance is always agent, troops are force.

    Finds every event of the two types.
    """
    for event in document.events:
        if event.type in {"Deploy", "Withdraw"}:
            yield _event(document, event, "who orders, who moves?")


def specific_fillers(document: Document) -> Iterator[Hit]:
    """Ruling 3: people, bodies and places in a participant role of an actual, specific event are mentions.

    Finds every filler that is no mention, in a role of that kind, of a positive and actual event.
    """
    for event in document.events:
        if event.realis == "actual" and event.polarity == "positive":
            for filler in event.arguments:
                if filler.role in PARTICIPANTS and filler.mention is None:
                    what = f"{document.span_text(filler)!r}: people, a body or a place?"
                    yield Hit(filler.start, f"{filler.role} of {event.type}", what)


def clashes_and_times(document: Document) -> Iterator[Hit]:
    """Ruling 9: all parties of a clash are attackers; `time` is never that of telling; general words are no triggers.

    *Accused* before a name is no Charge. Finds every Attack whose trigger is a word of clashing; every `time` beside a
    cue and outside what it reports, while the trigger is inside; every trigger that is a general word; every Charge;
    *accused* before a name.
    """
    for event in document.events:
        if event.type == "Attack" and fits(document, event, CLASH):
            yield _event(document, event, "are all parties that the sentence names attackers?")
        if fits(document, event, f"{TOO_GENERAL}$"):
            yield _event(document, event, "a trigger?")
        if event.type == "Charge":
            yield _event(document, event, "a formal accusation?")
        for filler in event.arguments:
            if filler.role == "time" and _told(document, event, filler):
                yield Hit(
                    filler.start, f"time of {event.type}", f"{document.span_text(filler)!r}: the time of telling?"
                )
    names = {mention.start for mention in document.mentions if mention.level == "name"}
    for _, token in matching(document, "accused"):
        if {word.start for word in after(document, token.end, 2)} & names:
            marked = any(within(token, event) for event in document.events)
            yield Hit(token.start, "event" if marked else "no event", "'accused' before a name: no Charge")


def _told(document: Document, event: Event, time: Argument) -> bool:
    """Whether a quote reports the event and leaves the time out."""
    for quote in document.quotes:
        if quote.cue and sentence(document, quote.cue.start) == sentence(document, time.start):
            reported = any(within(event, span) for span in quote.content)
            if reported and not any(within(time, span) for span in quote.content):
                return True
    return False


def planned(document: Document) -> Iterator[Hit]:
    """Ruling 10: what is feared, planned or ordered is other, until the text says that it is under way.

    Finds every actual event with a word of planning, fearing or ordering among the six before it, or in a progressive.
    """
    for event in document.events:
        near = before(document, event.start, 6)
        going = fits(document, event, r"\w+ing$") and any(fits(document, word, r"(is|are)$") for word in near[-2:])
        if event.realis == "actual" and (going or any(fits(document, word, NOT_YET) for word in near)):
            yield _event(document, event, "under way, by the text?")
