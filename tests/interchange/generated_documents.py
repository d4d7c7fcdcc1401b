"""Invented documents with labels of all layers, as strategies."""

import string

import msgspec
from hypothesis import strategies as st

from dateline.corpus.segmentation import document_of
from dateline.document import Argument, Entity, Event, Filler, Mention, Quote, Span
from dateline.interchange.assembly import assembled

TEXT = (
    'Ministers meet in Vell\nThe minister, Ada Rook, said on Monday that "talks go on" in the old town of Vell.\n'
    "She had met Brell\u2019s envoy \U0001f600 there (twice), "
    "and he left 3 caf\u00e9s | early.  Nobody spoke - or did they?"
)
DOCUMENT = document_of("vell", TEXT)
TYPES = ("PERSON", "ORG", "GPE", "LOC")
NAMES = st.text(string.ascii_letters + string.digits + "-_.:|(), \u00e9", min_size=1, max_size=8)


def stretches(most=5):
    """Spans of whole tokens."""
    tokens = DOCUMENT.tokens
    pairs = st.tuples(st.integers(0, len(tokens) - 1), st.integers(0, most))
    return pairs.map(lambda pair: Span(tokens[pair[0]].start, tokens[min(pair[0] + pair[1], len(tokens) - 1)].end))


def nested(spans):
    """Leave out spans that cross one before them."""
    kept = []
    for one in sorted(set(spans), key=lambda span: (span.start, -span.end)):
        if all(one.start >= other.end or one.end <= other.end for other in kept):
            kept.append(one)
    return kept


@st.composite
def mention_layers(draw, *, crossing=False):
    """Mentions and entities: ids in any order, entities with types of their own, links to a catalogue."""
    spans = sorted(set(draw(st.lists(stretches(), max_size=12))), key=lambda span: (span.start, -span.end))
    spans = spans if crossing else nested(spans)
    names = draw(st.lists(NAMES, unique=True, min_size=3, max_size=3))
    ids = draw(st.permutations([f"m{number}" for number in range(1, len(spans) + 1)]))
    mentions = []
    for span, own in zip(spans, ids, strict=True):
        value = draw(st.booleans()) and draw(st.booleans())
        mention = Mention(
            *span.key,
            id=own,
            type="DATE" if value else draw(st.sampled_from(TYPES)),
            level="value" if value else draw(st.sampled_from(["name", "nominal", "pronoun"])),
            entity=None if value else draw(st.sampled_from(names)),
        )
        mentions.append(mention)
    used = dict.fromkeys(mention.entity for mention in mentions if mention.entity)
    link = st.none() | NAMES
    entities = {name: Entity(id=name, type=draw(st.sampled_from(TYPES)), catalogue=draw(link)) for name in used}
    return mentions, entities


def fillers(mentions):
    """Spans, and mentions of the document."""
    plain = stretches().map(lambda span: Filler(*span.key))
    return plain | st.sampled_from(mentions).map(lambda m: Filler(*m.key, mention=m.id)) if mentions else plain


@st.composite
def documents(draw, *, crossing=False):
    """Documents with some of the layers."""
    mentions, entities = draw(mention_layers(crossing=crossing))
    triggers = sorted(set(draw(st.lists(stretches(1), max_size=4))))
    roles = st.sampled_from(["attacker", "target", "place"])
    events = [
        Event(
            *span.key,
            id=f"e{number}",
            type=draw(st.sampled_from(["Attack", "Meet"])),
            polarity=draw(st.sampled_from(["positive", "negative"])),
            realis=draw(st.sampled_from(["actual", "generic", "other"])),
            event=draw(st.sampled_from(["one", "other one"])),
            story_event=draw(st.none() | NAMES),
            arguments=tuple(
                Argument(*filler.key, mention=filler.mention, role=draw(roles))
                for filler in draw(st.lists(fillers(mentions), max_size=3))
            ),
        )
        for number, span in enumerate(triggers, 1)
    ]
    contents = {
        tuple(apart(parts)) for parts in draw(st.lists(st.lists(stretches(), min_size=1, max_size=3), max_size=3))
    }
    quotes = [
        Quote(
            id=f"q{number}",
            content=content,
            type=draw(st.sampled_from(["direct", "indirect", "mixed"])),
            cue=draw(st.none() | stretches(1)),
            sources=tuple(draw(st.lists(fillers(mentions), max_size=2))),
            speakers=tuple(draw(st.lists(st.sampled_from([*entities]), unique=True))) if entities else (),
            nested_in=draw(st.sampled_from([None, *(f"q{other}" for other in range(1, number))])),
        )
        for number, content in enumerate(sorted(contents), 1)
    ]
    layers = {"mentions": mentions, "events": events, "quotes": quotes}
    there = draw(st.sets(st.sampled_from([*layers]), min_size=1))
    return assembled(
        DOCUMENT,
        entities=entities,
        **{layer: records if layer in there else None for layer, records in layers.items()},
    )


def apart(spans):
    """Leave out spans that touch one before them."""
    kept = []
    for one in sorted(spans):
        if not kept or one.start > kept[-1].end:
            kept.append(one)
    return kept


def bare(document):
    """Take the labels away."""
    nothing = dict.fromkeys(("entities", "mentions", "events", "quotes", "annotated_layers"), ())
    return msgspec.structs.replace(document, **nothing)
