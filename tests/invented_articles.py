"""Small invented articles with gold of all layers, enough for a model to learn something from."""

import msgspec

from dateline.corpus.segmentation import document_of
from dateline.document import Argument, Document, Entity, Event, Filler, Mention, Quote, Span

PEOPLE = ("Ilse Varga", "Jonas Merk", "Tove Aldine", "Omar Reeth", "Lena Kopp", "Piet Sander")
TOWNS = ("Larkmouth", "Ostrow Bay", "Kellen", "Marswick", "Dunholt", "Vantry")
VERBS = ("shelled", "seized", "shelled", "seized", "shelled", "seized")
SAID = ("said", "warned", "said", "claimed", "said", "warned")
TYPES = {"shelled": "Attack", "seized": "Seize"}


def article(number: int) -> Document:
    """Make an article: who attacked where, who says so, and what they did not do."""
    person, town, verb, said = PEOPLE[number], TOWNS[number], VERBS[number], SAID[number]
    text = (
        f"Rebels in {town}\n"
        f"Rebels {verb} {town} on Friday. {person} {said} that {town} would not fall.\n"
        f'"We are still here," she added. They did not attack {town} on Sunday.'
    )
    plain = document_of(f"d{number}", text)

    def span(words: str, occurrence: int = 1) -> tuple[int, int]:
        start = -1
        for _ in range(occurrence):
            start = text.index(words, start + 1)
        return start, start + len(words)

    she = text.index("she added")  # not the "she" of "shelled"
    mentions = [
        Mention(*span("Rebels", 1), id="m1", type="ORG", level="nominal", entity="rebels"),
        Mention(*span(town, 1), id="m2", type="GPE", level="name", entity="town"),
        Mention(*span("Rebels", 2), id="m3", type="ORG", level="nominal", entity="rebels"),
        Mention(*span(town, 2), id="m4", type="GPE", level="name", entity="town"),
        Mention(*span("Friday"), id="m5", type="DATE", level="value"),
        Mention(*span(person), id="m6", type="PERSON", level="name", entity="person"),
        Mention(*span(town, 3), id="m7", type="GPE", level="name", entity="town"),
        Mention(she, she + 3, id="m8", type="PERSON", level="pronoun", entity="person"),
        Mention(*span("They"), id="m9", type="ORG", level="pronoun", entity="rebels"),
        Mention(*span(town, 4), id="m10", type="GPE", level="name", entity="town"),
        Mention(*span("Sunday"), id="m11", type="DATE", level="value"),
    ]
    roles = {"shelled": ("attacker", "target"), "seized": ("taker", "seized")}[verb]
    fact = {"polarity": "positive", "realis": "actual"}
    events = (
        Event(
            *span(verb),
            id="e1",
            type=TYPES[verb],
            **fact,
            event="first",
            story_event=TYPES[verb],
            arguments=(
                Argument(*span("Rebels", 2), mention="m3", role=roles[0]),
                Argument(*span(town, 2), mention="m4", role=roles[1]),
                Argument(*span("Friday"), mention="m5", role="time"),
            ),
        ),
        Event(
            *span("attack"),
            id="e2",
            type="Attack",
            polarity="negative",
            realis="other",
            event="second",
            arguments=(Argument(*span("They"), mention="m9", role="attacker"),),
        ),
    )
    quotes = (
        Quote(
            id="q1",
            content=(Span(*span(f"that {town} would not fall")),),
            type="indirect",
            cue=Span(*span(said)),
            sources=(Filler(*span(person), mention="m6"),),
            speakers=("person",),
        ),
        Quote(
            id="q2",
            content=(Span(*span('"We are still here,"')),),
            type="direct",
            cue=Span(*span("added")),
            sources=(Filler(she, she + 3, mention="m8"),),
            speakers=("person",),
        ),
    )
    entities = (
        Entity(id="rebels", type="ORG"),
        Entity(id="town", type="GPE", names=(town,)),
        Entity(id="person", type="PERSON", names=(person,)),
    )
    return msgspec.structs.replace(
        plain,
        story=f"s{number // 3}",
        entities=entities,
        mentions=tuple(sorted(mentions, key=lambda m: (m.start, -m.end))),
        events=events,
        quotes=quotes,
        annotated_layers=("mentions", "events", "quotes"),
    )
