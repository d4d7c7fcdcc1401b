"""How one part of the corpus differs from another, measured on text and gold: is invented news like real news?

Measures that grow or shrink with the amount of text (types, compression, repeated 4-grams) are taken over the same
number of words of both parts, so that they can be set side by side.
"""

import gzip
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import msgspec
import numpy as np

from dateline.document import ANNOTATED_KINDS, Document, Layer, Span

YARDSTICK: Mapping[str, float] = {
    "quotes per 1,000 words": 17,
    "quotes: indirect, %": 72,
    "quotes: direct, %": 16,
    "quotes: mixed, %": 12,
    "quotes: discontinuous, %": 14,
    "quotes: without a source, %": 6,
    "quotes: content begins with 'that', %": 12,
    "cues that are 'said', %": 21,
    "words per content": 15.6,
}
"""168 American news articles of PolNeAR (development and test): 131,000 words, counted in its data."""

_PRONOUNS = frozenset(
    re.findall(
        r"\w+",
        "i me my mine myself you your yours he him his himself she her hers herself it its itself we us our ours "
        "ourselves they them their theirs themselves",
    )
)
_MARKED = re.compile(r"\"[^\"]*\"|\u201c[^\u201d]*\u201d|(?<!\w)'[^']+'(?!\w)|\u2018.+?\u2019(?!\w)")
_GRAM = 4
_LEAST = 5  # words of a sentence that is looked up among those of other documents
_ALIKE = 90.0  # per cent of the characters, rapidfuzz's ratio


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One part, measured; a measure is None where the part has no annotation of its layer.

    Attributes:
        measures: by name, in the order of the table.
        sentence_lengths: words of every sentence.
        types: distinct words after every 100 words.
        grams: the commonest runs of four words, with their numbers.
        shared: pairs of nearly equal sentences of different documents: document, document, sentence.
    """

    measures: Mapping[str, float | None]
    sentence_lengths: tuple[int, ...]
    types: tuple[int, ...]
    grams: tuple[tuple[str, int], ...]
    shared: tuple[tuple[str, str, str], ...]


def profiles(one: Sequence[Document], other: Sequence[Document]) -> tuple[Profile, Profile]:
    """Measure two parts; what depends on the amount of text is measured over the words of the smaller one.

    Args:
        one: documents with their text.
        other: documents with their text.
    """
    size = min(sum(len(words) for words in map(_words, part)) for part in (one, other))
    return profile(one, size), profile(other, size)


def profile(documents: Sequence[Document], size: int) -> Profile:
    """Measure documents; `size` is the number of words over which types, compression and 4-grams are taken."""
    words = [word for document in documents for word in _words(document)]
    sample = words[:size]
    lengths = [n for document in documents for n in _sentence_lengths(document)]
    grams = Counter(gram for document in documents for gram in _grams(_words(document)))
    sampled = Counter(_grams(sample))
    shared = tuple(near_duplicates(documents))
    text = " ".join(sample).encode()
    marked = sum(len(match[0].split()) for d in documents for match in _MARKED.finditer(_annotated_text(d)))
    measures: dict[str, float | None] = {
        "words per sentence, mean": float(np.mean(lengths)),
        "words per sentence, standard deviation": float(np.std(lengths)),
        "words per sentence, 10th percentile": float(np.percentile(lengths, 10)),
        "words per sentence, 90th percentile": float(np.percentile(lengths, 90)),
        "distinct words, % of the sample": 100 * len(set(sample)) / len(sample),
        "compressed size, % of the sample": 100 * len(gzip.compress(text, mtime=0)) / len(text),
        "4-grams that recur, % of the sample": 100 * sum(n for n in sampled.values() if n > 1) / sampled.total(),
        "personal pronouns, % of words": 100 * sum(word in _PRONOUNS for word in words) / len(words),
        "words in quotation marks, %": 100 * marked / len(words),
        "nearly equal sentences of two documents": float(len(shared)),
        **_mention_measures(documents),
        **_event_measures(documents),
        **_quote_measures(documents),
    }
    return Profile(
        measures=measures,
        sentence_lengths=tuple(lengths),
        types=tuple(len(set(sample[:n])) for n in range(100, len(sample) + 1, 100)),
        grams=tuple((" ".join(gram), n) for gram, n in sorted(grams.items(), key=lambda x: (-x[1], x[0]))[:20]),
        shared=shared,
    )


def similarity_rows(profiles: Mapping[str, Profile]) -> tuple[list[str], list[list[str]]]:
    """Give the header and rows of the table: each measure, part by part, and the yardstick's figure."""
    names = list(next(iter(profiles.values())).measures)
    rows = [
        [name, *(_figure(p.measures[name]) for p in profiles.values()), _figure(YARDSTICK.get(name))] for name in names
    ]
    return ["measure", *profiles, "PolNeAR"], rows


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _mention_measures(documents: Sequence[Document]) -> dict[str, float | None]:
    having, words = _with_layer(documents, "mentions")
    levels = Counter(m.level for d in having for m in d.mentions)
    referring = levels.total() - levels["value"]
    return {
        "named mentions per 1,000 words": _rate(levels["name"], words),
        "values per 1,000 words": _rate(levels["value"], words),
        "mentions that are pronouns, %": _share(levels["pronoun"], referring),
        "mentions that are nominals, %": _share(levels["nominal"], referring),
        "mentions per entity": referring / entities if (entities := sum(len(d.entities) for d in having)) else None,
    }


def _event_measures(documents: Sequence[Document]) -> dict[str, float | None]:
    having, words = _with_layer(documents, "events")
    events = [event for document in having for event in document.events]
    return {
        "events per 1,000 words": _rate(len(events), words),
        "events that are not actual, %": _share(sum(e.realis != "actual" for e in events), len(events)),
        "arguments per event": sum(len(e.arguments) for e in events) / len(events) if events else None,
    }


def _quote_measures(documents: Sequence[Document]) -> dict[str, float | None]:
    having, words = _with_layer(documents, "quotes")
    quotes = [(document, quote) for document in having for quote in document.quotes]
    total = len(quotes)
    kinds = Counter(quote.type for _, quote in quotes)
    starts = [document.text[q.content[0].start : q.content[0].end].split()[0].casefold() for document, q in quotes]
    cues = [document.span_text(q.cue).casefold() for document, q in quotes if q.cue]
    lengths = [sum(len(_WORD.findall(document.span_text(span))) for span in q.content) for document, q in quotes]
    return {
        "quotes per 1,000 words": _rate(total, words),
        **{f"quotes: {kind}, %": _share(kinds[kind], total) for kind in ("indirect", "direct", "mixed")},
        "quotes: discontinuous, %": _share(sum(len(q.content) > 1 for _, q in quotes), total),
        "quotes: without a source, %": _share(sum(not q.sources for _, q in quotes), total),
        "quotes: content begins with 'that', %": _share(starts.count("that"), total),
        "cues that are 'said', %": _share(cues.count("said"), len(cues)),
        "distinct cues, % of cues": _share(len(set(cues)), len(cues)),
        "words per content": float(np.mean(lengths)) if lengths else None,
    }


_WORD = re.compile(r"\w+(?:['\u2019]\w+)?")


def _with_layer(documents: Sequence[Document], layer: Layer) -> tuple[list[Document], int]:
    having = [document for document in documents if layer in document.annotated_layers]
    return having, sum(len(_words(document)) for document in having)


def _annotated_text(document: Document) -> str:
    spans = (p for p in document.paragraphs if p.kind in ANNOTATED_KINDS)
    return "\n".join(document.span_text(span) for span in spans)


def _words(document: Document) -> list[str]:
    return _WORD.findall(_annotated_text(document).casefold())


def _sentence_lengths(document: Document) -> Iterator[int]:
    for sentence in _sentences(document):
        if words := len(_WORD.findall(document.span_text(sentence))):
            yield words


def _sentences(document: Document) -> Iterator[Span]:
    """Yield sentences of running text: those of headlines, headings and captions are short by nature."""
    bodies = [p for p in document.paragraphs if p.kind == "body"]
    return (s for s in document.sentences if any(p.start <= s.start and s.end <= p.end for p in bodies))


def _grams(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(islice(words, start, None) for start in range(_GRAM)), strict=False)


def near_duplicates(documents: Sequence[Document]) -> Iterator[tuple[str, str, str]]:
    """Yield the pairs of nearly equal sentences of different documents: document, document, sentence.

    Sentences of five words or more are compared; nearly equal are those of which 90% of the characters agree.
    """
    from rapidfuzz import fuzz, process

    listed = [
        (document.id, document.span_text(sentence), " ".join(words))
        for document in documents
        for sentence in document.sentences
        if len(words := _WORD.findall(document.span_text(sentence).casefold())) >= _LEAST
    ]
    keys = [key for _, _, key in listed]
    for index, (name, text, key) in enumerate(listed):
        for _, _, hit in process.extract(key, keys[index + 1 :], scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None):
            other = listed[index + 1 + hit][0]
            if other != name:
                yield name, other, text


def _rate(number: int, words: int) -> float | None:
    return 1000 * number / words if words else None


def _share(number: int, total: int) -> float | None:
    return 100 * number / total if total else None
