"""The two small documents that all files under valid/ and invalid/ speak of, and what each task expects of a file."""

import re
from dataclasses import replace

from dateline.formats.checks import CLOSED_LABELS, QUOTE_TYPES, DocumentFacts, Expected
from dateline.records import AttributionRecord, CorefRecord, EventsRecord, NerRecord, QuotesRecord

TEXTS = {
    "d1": "Ana Quill left Port Brand on Monday.\nShe said the port was shut.",
    "d2": "Storm Vera hit Lenz.",
}
TYPES = frozenset({"PERSON", "GPE", "ORG", "DATE", "EVENT"})


def facts(text):
    """Take the facts of a text, a token for each word and mark."""
    tokens = tuple(match.span() for match in re.finditer(r"\w+|[^\w\s]", text))
    paragraphs = tuple(match.span() for match in re.finditer(r".+", text))
    return DocumentFacts(length=len(text), text=text, tokens=tokens, paragraphs=paragraphs)


DOCUMENTS = {name: facts(text) for name, text in TEXTS.items()}
EVENT_LABELS = {"type": frozenset({"Travel", "Disaster"}), "role": frozenset({"traveler", "origin"}), **CLOSED_LABELS}
NER = Expected(NerRecord, DOCUMENTS, {"type": TYPES})
EXPECTED = {
    "ner": NER,
    "strict": replace(NER, tags="strict"),
    "coref": Expected(CorefRecord, DOCUMENTS),
    "events": Expected(EventsRecord, DOCUMENTS, EVENT_LABELS),
    "quotes": Expected(QuotesRecord, DOCUMENTS, {"type": QUOTE_TYPES}),
    "attribution": Expected(
        AttributionRecord,
        {name: replace(fact, contents=(((46, 63),), ((46, 49), (50, 54)))) for name, fact in DOCUMENTS.items()},
    ),
    "given": Expected(
        EventsRecord,
        {name: replace(fact, triggers=frozenset({(10, 14, "Travel")})) for name, fact in DOCUMENTS.items()},
        EVENT_LABELS,
    ),
}
