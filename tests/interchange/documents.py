"""Documents of all layers for round trips: any text, spans at tokens or amid them, links of every kind."""

import re

import msgspec
from hypothesis import strategies as st

from dateline.corpus.gold import ORDER
from dateline.corpus.sources import digest
from dateline.document import Argument, Document, Entity, Event, Filler, Mention, Paragraph, Quote, Span

WORDS = (
    "Vantry",
    "fell",
    "\U0001f600\U0001f600",
    "na\u00efve",
    "a|b",
    "[1]_;",
    "x->y*",
    "\\",
    '"so',
    "\U00010400x",
    "&<",
)


def document_of(text, **layers):
    """Make a document of a text, a paragraph a line and one sentence in each."""
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    return Document(
        **dict.fromkeys(("part", "split", "story", "outlet", "genre", "topic", "date", "license"), ""),
        id="made",
        title=None,
        provenance="user",
        sha256=digest(text),
        masked=False,
        text=text,
        paragraphs=tuple(Paragraph(start, end, "body") for start, end in lines),
        sentences=tuple(Span(start, end) for start, end in lines),
        tokens=tuple(Span(*match.span()) for match in re.finditer(r"\S+", text)),
        **{"annotated_layers": (), "entities": (), "mentions": (), "events": (), "quotes": ()} | layers,
    )


def bare(document):
    """Take the layers away, as a reader gets a document."""
    layers = dict.fromkeys(("annotated_layers", "entities", "mentions", "events", "quotes"), ())
    return msgspec.structs.replace(document, **layers)


@st.composite
def documents(draw, layers=("mentions", "events", "quotes")):
    """Draw a document with some layers; the spans of all start and end with a character that is no space."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=12))
    text = "".join(word + draw(st.sampled_from((" ", "\n", "  "))) for word in words).rstrip()
    inked = [index for index, character in enumerate(text) if not character.isspace()]
    empty = document_of(text)
    cuts = draw(st.sampled_from(("tokens", "characters")))
    starts = [t.start for t in empty.tokens] if cuts == "tokens" else inked
    ends = [t.end for t in empty.tokens] if cuts == "tokens" else [index + 1 for index in inked]
    spans = st.tuples(st.sampled_from(starts), st.sampled_from(ends)).filter(lambda pair: pair[0] < pair[1])
    number = st.integers(0, 4)
    entity_types = [draw(st.sampled_from(("PERSON", "GPE"))) for _ in range(3)]
    mentions = []
    for index in range(draw(number) if "mentions" in layers else 0):
        entity = draw(st.sampled_from((None, 0, 1, 2)))
        mentions.append(
            Mention(
                *draw(spans),
                id=f"m{index + 1}",
                type=draw(st.sampled_from(("PERSON", "GPE", "WORK_OF_ART"))),
                level="value" if entity is None else draw(st.sampled_from(("name", "nominal", "pronoun"))),
                entity=None if entity is None else f"e{entity}",
            )
        )
    used = sorted({m.entity for m in mentions} - {None})
    entities = [
        Entity(id=name, type=entity_types[int(name[1:])], catalogue=draw(st.sampled_from((None, f"c-{name}"))))
        for name in used
    ]

    def filler(kind, **facts):
        if mentions and draw(st.booleans()):
            mention = draw(st.sampled_from(mentions))
            return kind(mention.start, mention.end, mention=mention.id, **facts)
        return kind(*draw(spans), **facts)

    events = [
        Event(
            *draw(spans),
            id=f"v{index + 1}",
            type=draw(st.sampled_from(("Attack", "Seize"))),
            polarity=draw(st.sampled_from(("positive", "negative"))),
            realis=draw(st.sampled_from(("actual", "generic", "other"))),
            event=draw(st.sampled_from(("first", "second"))),
            story_event=draw(st.sampled_from((None, "the-fall"))),
            arguments=tuple(
                filler(Argument, role=draw(st.sampled_from(("attacker", "place", "time"))))
                for _ in range(draw(st.integers(0, 3)))
            ),
        )
        for index in range(draw(number) if "events" in layers else 0)
    ]
    quotes = []
    for index in range(draw(number) if "quotes" in layers else 0):
        content = tuple(Span(*draw(spans)) for _ in range(draw(st.integers(1, 3))))
        quotes.append(
            Quote(
                id=f"q{index + 1}",
                content=content,
                type=draw(st.sampled_from(("direct", "indirect", "mixed"))),
                cue=Span(*draw(spans)) if draw(st.booleans()) else None,
                sources=tuple(filler(Filler) for _ in range(draw(st.integers(0, 2)))),
                speakers=tuple(used[: draw(st.integers(0, 2))]),
                nested_in=draw(st.sampled_from((None, *(one.id for one in quotes)))),
            )
        )
    found = {"entities": entities, "mentions": mentions, "events": events, "quotes": quotes}
    ordered = {name: tuple(sorted(records, key=ORDER[name])) for name, records in found.items()}
    return msgspec.structs.replace(empty, annotated_layers=tuple(layers), **ordered)
