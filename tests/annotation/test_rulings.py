"""Rulings of scheme 1.1: each query finds what its ruling could touch, and leaves the rest."""

import re

import msgspec
import pytest

from dateline.annotation.consistency import candidates
from dateline.annotation.rulings import RULINGS
from dateline.document import Argument, Document, Entity, Event, Filler, Mention, Paragraph, Quote, Span

FACTS = dict.fromkeys(("outlet", "genre", "topic", "date", "provenance", "license", "sha256"), "x")


def span(text, words):
    """Return the offsets of words in a text."""
    start = text.index(words)
    return start, start + len(words)


def made(text, *, mentions=(), events=(), quotes=()):
    """Make a document of one paragraph; spans are given by their words, entities by a name, links by `name=id`."""
    marked = tuple(
        Mention(*span(text, words), id=words, type=kind, level=level, entity=(entity or "").split("=")[0] or None)
        for words, kind, level, entity in mentions
    )
    ids = {mention.id for mention in marked}
    links = {e.split("=")[0]: e.partition("=")[2] or None for *_, e in mentions if e}
    types = {mention.entity: mention.type for mention in marked if mention.entity}

    def filler(words):
        return {"mention": words if words in ids else None}

    return Document(
        id="d",
        part="own",
        split="test",
        story="s",
        title=None,
        masked=False,
        text=text,
        paragraphs=(Paragraph(0, len(text), "body"),),
        sentences=tuple(Span(*found.span()) for found in re.finditer(r"[^.\s][^.]*\.[”\"]?", text)),
        tokens=tuple(Span(*found.span()) for found in re.finditer(r"\w+|[^\w\s]", text)),
        annotated_layers=("mentions", "events", "quotes"),
        entities=tuple(Entity(id=one, type=types[one], catalogue=links[one]) for one in types),
        mentions=marked,
        events=tuple(
            Event(
                *span(text, trigger),
                id=trigger,
                type=kind,
                polarity="positive",
                realis=realis,
                event=trigger,
                arguments=tuple(Argument(*span(text, words), role=role, **filler(words)) for role, words in roles),
            )
            for trigger, kind, realis, roles in events
        ),
        quotes=tuple(
            Quote(
                id=f"q{number}",
                content=tuple(Span(*span(text, words)) for words in content),
                type=kind,
                cue=Span(*span(text, cue)) if cue else None,
                sources=tuple(Filler(*span(text, words), **filler(words)) for words in sources),
            )
            for number, (content, cue, sources, kind) in enumerate(quotes)
        ),
        **FACTS,
    )


FOUND = [
    (
        "ruling-01-call-to-leave",
        made(
            "Norland told its citizens to leave.",
            events=[("leave", "Evacuate", "other", [("evacuee", "its citizens")])],
        ),
        ["Evacuate other evacuee=text"],
    ),
    ("ruling-01-call-to-leave", made("A fund relocates judges."), ["no event"]),
    ("ruling-01-call-to-leave", made("Judges fled.", events=[("fled", "Displace", "actual", [])]), []),
    (
        "ruling-02-withdraw-agent",
        made(
            "Norland regrets the withdrawal.",
            mentions=[("Norland", "GPE", "name", "norland")],
            events=[("withdrawal", "Withdraw", "actual", [("force", "Norland")])],
        ),
        ["Withdraw actual force=GPE"],
    ),
    ("ruling-02-withdraw-agent", made("Norland sent food.", events=[("sent", "Aid", "actual", [])]), []),
    (
        "ruling-03-specific-fillers",
        made("Raiders shot drivers.", events=[("shot", "Attack", "actual", [("target", "drivers")])]),
        ["target of Attack"],
    ),
    (
        "ruling-03-specific-fillers",
        made(
            "Raiders shot drivers with rifles.",
            mentions=[("drivers", "PERSON", "nominal", "drivers")],
            events=[("shot", "Attack", "actual", [("target", "drivers"), ("instrument", "rifles")])],
        ),
        [],
    ),
    (
        "ruling-03-specific-fillers",
        made("Raiders shoot drivers.", events=[("shoot", "Attack", "generic", [("target", "drivers")])]),
        [],
    ),
    (
        "ruling-04-delimited-groups",
        made("They plan to fly out Norish nationals.", mentions=[("Norish", "NORP", "name", "norish")]),
        ["no mention"],
    ),
    (
        "ruling-04-delimited-groups",
        made(
            "They plan to fly out Norish nationals and to hire soldiers.",
            mentions=[("Norish nationals", "PERSON", "nominal", "nationals"), ("Norish", "NORP", "name", "norish")],
        ),
        [],
    ),
    (
        "ruling-05-people-of-a-body",
        made(
            "Reed militants took the hill.",
            mentions=[("Reed militants", "ORG", "nominal", "reed"), ("Reed", "ORG", "name", "reed")],
        ),
        ["ORG nominal"],
    ),
    (
        "ruling-05-people-of-a-body",
        made("The army took the hill.", mentions=[("The army", "ORG", "nominal", "army")]),
        [],
    ),
    (
        "ruling-06-demonym-groups",
        made(
            "Norlanders who worked as guides fled.", mentions=[("Norlanders", "NORP", "name", "guides=norish-guides")]
        ),
        ["norish-guides"],
    ),
    ("ruling-06-demonym-groups", made("A Norish ship sank.", mentions=[("Norish", "NORP", "name", "norish")]), []),
    (
        "ruling-07-quote-edges",
        made(
            "The firm said it had sold the Gull, its oldest ferry.",
            quotes=[(["it had sold the Gull"], "said", ["The firm"], "indirect")],
        ),
        ["indirect spans=1 14-34"],
    ),
    (
        "ruling-07-quote-edges",
        made("They told walkers to turn back on Friday.", quotes=[(["to turn back"], "told", ["They"], "indirect")]),
        ["indirect spans=1 18-30"],
    ),
    (
        "ruling-07-quote-edges",
        made(
            "The pier, which is old, will close, she said.",
            quotes=[(["The pier", "will close"], "said", ["she"], "indirect")],
        ),
        ["indirect spans=2 0-34"],
    ),
    (
        "ruling-07-quote-edges",
        made("It will close, she said. Boats lay idle.", quotes=[(["It will close"], "said", ["she"], "indirect")]),
        [],
    ),
    ("ruling-08-quote-parts", made("The mayor said as much."), ["no content"]),
    ("ruling-08-quote-parts", made("The fraud allegations grew."), ["no cue"]),
    (
        "ruling-08-quote-parts",
        made("A harbour report found leaks.", quotes=[(["leaks"], "found", ["A harbour report"], "indirect")]),
        ["no cue", "source text"],
    ),
    (
        "ruling-08-quote-parts",
        made("Looting was reported in Osk.", quotes=[(["in Osk"], "was reported", [], "indirect")]),
        ["content behind"],
    ),
    (
        "ruling-08-quote-parts",
        made('"We ask them to go," she said.', quotes=[(['"We ask them to go,"'], "said", ["she"], "direct")]),
        ["source text", "no cue"],
    ),
    (
        "ruling-08-quote-parts",
        made(
            "The mayor said that the pier was safe.",
            mentions=[("The mayor", "PERSON", "nominal", "mayor")],
            quotes=[(["that the pier was safe"], "said", ["The mayor"], "indirect")],
        ),
        [],
    ),
    (
        "ruling-09-clashes-and-times",
        made("The rebels lost men in fighting.", events=[("fighting", "Attack", "actual", [])]),
        ["Attack actual"],
    ),
    (
        "ruling-09-clashes-and-times",
        made(
            "The army said on Friday that rebels shelled Halm.",
            mentions=[("Friday", "DATE", "value", None)],
            events=[("shelled", "Attack", "actual", [("time", "Friday")])],
            quotes=[(["that rebels shelled Halm"], "said", ["The army"], "indirect")],
        ),
        ["time of Attack"],
    ),
    (
        "ruling-09-clashes-and-times",
        made("Rebels made progress.", events=[("progress", "Seize", "actual", [])]),
        ["Seize actual"],
    ),
    (
        "ruling-09-clashes-and-times",
        made("Police led accused smuggler Jon Voke out.", mentions=[("Jon Voke", "PERSON", "name", "voke")]),
        ["no event"],
    ),
    (
        "ruling-09-clashes-and-times",
        made(
            "The army said that rebels shelled Halm on Friday.",
            mentions=[("Friday", "DATE", "value", None)],
            events=[("shelled", "Attack", "actual", [("time", "Friday")])],
            quotes=[(["that rebels shelled Halm on Friday"], "said", ["The army"], "indirect")],
        ),
        [],
    ),
    (
        "ruling-10-planned",
        made("The deadline for the withdrawal nears.", events=[("withdrawal", "Withdraw", "actual", [])]),
        ["Withdraw actual"],
    ),
    (
        "ruling-10-planned",
        made("Norland is leaving.", events=[("leaving", "Withdraw", "actual", [])]),
        ["Withdraw actual"],
    ),
    (
        "ruling-10-planned",
        made("The deadline for the withdrawal nears.", events=[("withdrawal", "Withdraw", "other", [])]),
        [],
    ),
    ("ruling-10-planned", made("Norland left.", events=[("left", "Withdraw", "actual", [])]), []),
    (
        "ruling-11-places-and-religions",
        made("They took the province of Velt.", mentions=[("Velt", "GPE", "name", "velt=velt")]),
        ["GPE name velt"],
    ),
    (
        "ruling-11-places-and-religions",
        made("The Shia hall shut.", mentions=[("Shia", "NORP", "name", "shia=shia")]),
        ["NORP name"],
    ),
    (
        "ruling-11-places-and-religions",
        made("The municipality paid.", mentions=[("The municipality", "ORG", "nominal", "town")]),
        ["ORG nominal"],
    ),
    (
        "ruling-11-places-and-religions",
        made(
            "Velt paid the club.",
            mentions=[("Velt", "GPE", "name", "velt=velt"), ("the club", "ORG", "nominal", "club")],
        ),
        [],
    ),
]


@pytest.mark.parametrize(("kind", "document", "labels"), FOUND)
def test_a_query_finds_what_its_ruling_could_touch(kind, document, labels):
    """It gives one hit a place, with the labels there; of a document that the ruling doesn't touch, none."""
    assert [hit.label for hit in RULINGS[kind](document)] == labels


def test_every_ruling_is_tried_both_ways():
    """Each query has a document that it finds something in, and one that it leaves."""
    assert {kind for kind, _, labels in FOUND if labels} == RULINGS.keys()
    assert {kind for kind, _, labels in FOUND if not labels} == RULINGS.keys()


@pytest.mark.parametrize("query", RULINGS.values(), ids=RULINGS)
def test_a_query_says_its_ruling(query):
    """The docstring names the ruling by its number, and what is found."""
    number = next(kind for kind, known in RULINGS.items() if known is query).split("-")[1]
    assert query.__doc__.startswith(f"Ruling {int(number)}: ")
    assert "Finds" in query.__doc__


def test_a_candidate_is_of_its_label():
    """Its key holds place and label, so that a decision ends when the label changes; masked documents give none."""
    document = made("Norland is leaving.", events=[("leaving", "Withdraw", "actual", [])])
    changed = msgspec.structs.replace(document, events=(msgspec.structs.replace(document.events[0], realis="other"),))
    kind = "ruling-02-withdraw-agent"
    keys = [one.key for one in candidates([document]) if one.kind == kind]
    assert keys == ["d:11 Withdraw actual"]
    assert [one.key for one in candidates([changed]) if one.kind == kind] == ["d:11 Withdraw other"]
    assert candidates([msgspec.structs.replace(document, masked=True)]) == []
