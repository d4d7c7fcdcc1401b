"""What is measured in one document, on text and gold: counts of which rates are made, and lists to sample from."""

import re
from collections import Counter
from collections.abc import Mapping

import msgspec

from dateline.corpus.style.counting import Count
from dateline.corpus.style.parsing import QUOTED, WORD, matches
from dateline.corpus.style.vocabulary import PRONOUNS
from dateline.document import ANNOTATED_KINDS, Document, Span

RATES: Mapping[str, float] = {
    "words per sentence, mean": 1,
    "personal pronouns, % of words": 100,
    "words in quotation marks, %": 100,
    "named mentions per 1,000 words": 1000,
    "values per 1,000 words": 1000,
    "mentions that are pronouns, %": 100,
    "mentions that are nominals, %": 100,
    "mentions per entity": 1,
    "events per 1,000 words": 1000,
    "events that are not actual, %": 100,
    "arguments per event": 1,
    "quotes per 1,000 words": 1000,
    "quotes: indirect, %": 100,
    "quotes: direct, %": 100,
    "quotes: mixed, %": 100,
    "quotes: discontinuous, %": 100,
    "quotes: without a source, %": 100,
    "quotes: content begins with 'that', %": 100,
    "cues per 100 quotes": 100,
    "cues that are 'said', %": 100,
    "words per content": 1,
}
"""The rates, and by what a count per place is multiplied."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One document, measured.

    Attributes:
        counts: for every rate, how often and out of what; both 0 where the layer is not annotated.
        sentences: the words of every sentence of running text.
        words: the words of its annotated paragraphs, in lower case.
        cues: the cues of its quotes, in lower case.
    """

    counts: Mapping[str, Count]
    sentences: tuple[int, ...]
    words: tuple[str, ...]
    cues: tuple[str, ...]


def measured(document: Document) -> Measured:
    """Measure a document, whose text must not be masked."""
    text = annotated_text(document)
    words = tuple(WORD.findall(text.casefold()))
    sentences = tuple(n for s in _sentences(document) if (n := len(WORD.findall(document.span_text(s)))))
    cues = tuple(document.span_text(quote.cue).casefold() for quote in document.quotes if quote.cue)
    paragraphs = [p for p in document.paragraphs if p.kind in ANNOTATED_KINDS]
    quoted = sum(len(WORD.findall(document.span_text(s))) for s in matches(QUOTED, document.text, paragraphs))
    counts = {
        "words per sentence, mean": Count(sum(sentences), len(sentences)),
        "personal pronouns, % of words": Count(len(PRONOUNS.findall(text)), len(words)),
        "words in quotation marks, %": Count(quoted, len(words)),
        **_mentions(document, len(words)),
        **_events(document, len(words)),
        **_quotes(document, len(words), cues),
    }
    return Measured(counts=counts, sentences=sentences, words=words, cues=cues)


def annotated_text(document: Document) -> str:
    """Return the paragraphs that are annotated, one a line."""
    return "\n".join(document.span_text(p) for p in document.paragraphs if p.kind in ANNOTATED_KINDS)


def _mentions(document: Document, words: int) -> dict[str, Count]:
    having = "mentions" in document.annotated_layers
    levels = Counter(mention.level for mention in document.mentions)
    referring = levels.total() - levels["value"]
    return {
        "named mentions per 1,000 words": Count(levels["name"], words * having),
        "values per 1,000 words": Count(levels["value"], words * having),
        "mentions that are pronouns, %": Count(levels["pronoun"], referring),
        "mentions that are nominals, %": Count(levels["nominal"], referring),
        "mentions per entity": Count(referring, len(document.entities)),
    }


def _events(document: Document, words: int) -> dict[str, Count]:
    number = len(document.events)
    return {
        "events per 1,000 words": Count(number, words * ("events" in document.annotated_layers)),
        "events that are not actual, %": Count(sum(e.realis != "actual" for e in document.events), number),
        "arguments per event": Count(sum(len(e.arguments) for e in document.events), number),
    }


def _quotes(document: Document, words: int, cues: tuple[str, ...]) -> dict[str, Count]:
    quotes, number = document.quotes, len(document.quotes)
    kinds = Counter(quote.type for quote in quotes)
    return {
        "quotes per 1,000 words": Count(number, words * ("quotes" in document.annotated_layers)),
        "quotes: indirect, %": Count(kinds["indirect"], number),
        "quotes: direct, %": Count(kinds["direct"], number),
        "quotes: mixed, %": Count(kinds["mixed"], number),
        "quotes: discontinuous, %": Count(sum(len(q.content) > 1 for q in quotes), number),
        "quotes: without a source, %": Count(sum(not q.sources for q in quotes), number),
        "quotes: content begins with 'that', %": Count(sum(_that(document, q.content[0]) for q in quotes), number),
        "cues per 100 quotes": Count(len(cues), number),
        "cues that are 'said', %": Count(cues.count("said"), len(cues)),
        "words per content": Count(
            sum(len(WORD.findall(document.span_text(span))) for q in quotes for span in q.content), number
        ),
    }


_THAT = re.compile(r"that\b", re.IGNORECASE)


def _that(document: Document, span: Span) -> bool:
    return bool(_THAT.match(document.span_text(span)))


def _sentences(document: Document) -> list[Span]:
    """List the sentences of running text: those of headlines, headings and captions are short by nature."""
    bodies = [p for p in document.paragraphs if p.kind == "body"]
    return [s for s in document.sentences if any(p.start <= s.start and s.end <= p.end for p in bodies)]
