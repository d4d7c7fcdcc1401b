"""Baselines for `quotes`: quotation marks with verbs of saying, and a linear tagger of contents, cues and sources."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from dateline.baselines.features.batch import Batch, batch_of
from dateline.baselines.features.columns import Column, Flags, Ints, Table, join
from dateline.baselines.features.sequences import paragraphs_of
from dateline.baselines.features.tokens import TokenModel, known_elsewhere, known_from, token_features
from dateline.baselines.features.words import PRONOUNS, inside_marks, stem
from dateline.document import Document, Quote, Span
from dateline.formats.bio import tags_of
from dateline.records import QuoteRecord, QuotesRecord, TypedSpan

Pair = tuple[int, int]
_CLOSERS = frozenset(".,;:!?-\u2013\u2014")
_PARTS = ("content", "cue", "source")


class Marks:
    """What is in quotation marks, or follows a verb of saying to the end of its sentence, is content.

    Verbs of saying are the stems of training cues; the source is the pronoun or capitalised run next to the cue.
    """

    def __init__(self, *, min_count: int = 2) -> None:
        """Take stems that were cues at least so many times."""
        self.min_count = min_count
        self.cues: frozenset[str] = frozenset()

    def fit(self, documents: Sequence[Document]) -> "Marks":
        """Collect the stems of cues."""
        stems = [stem(d.span_text(q.cue).split()[-1]) for d in documents for q in d.quotes if q.cue]
        self.cues = frozenset(word for word in stems if stems.count(word) >= self.min_count)
        return self

    def predict(self, documents: Sequence[Document]) -> list[QuotesRecord]:
        """Read every annotated paragraph."""
        return [
            QuotesRecord(d.id, [quote for tokens in paragraphs_of(d) for quote in self._quotes(d, tokens)])
            for d in documents
        ]

    def _quotes(self, document: Document, tokens: Sequence[Span]) -> Iterator[QuoteRecord]:
        words = [document.span_text(token) for token in tokens]
        marked = inside_marks(words)
        cues = [i for i, word in enumerate(words) if not marked[i] and stem(word) in self.cues]
        ends = [i for i, word in enumerate(words) if word in {".", "!", "?"} and not marked[i]]
        runs = _runs(marked)
        for start, end in runs:
            if end - start < 3:  # noqa: PLR2004 - two marks and a word: a title or a scare quote
                continue
            cue = min(cues, key=lambda i: min(abs(i - start), abs(i - end)), default=None)
            yield self._quote(tokens, words, (start, end), cue, "direct")
        for cue in cues:
            stop = next((i for i in ends if i > cue), len(words))
            if any(start <= stop and end > cue for start, end in runs) or stop - cue < 4:  # noqa: PLR2004 - no clause
                continue
            yield self._quote(tokens, words, (cue + 1, stop), cue, "indirect")

    def _quote(
        self, tokens: Sequence[Span], words: Sequence[str], content: Pair, cue: int | None, kind: str
    ) -> QuoteRecord:
        source = _source(words, cue) if cue is not None else None
        return QuoteRecord(
            [(tokens[content[0]].start, tokens[content[1] - 1].end)],
            tokens[cue].key if cue is not None else None,
            [(tokens[source[0]].start, tokens[source[1] - 1].end)] if source else [],
            kind,
        )


class QuoteTagger:
    """A token model over paragraphs; each content then takes the nearest cue and source of its sentence."""

    def __init__(self, *, inverse_regularization: float = 10.0, iterations: int = 60) -> None:
        """Set the inverse of the L2 penalty and the most iterations of the solver."""
        self.model = TokenModel(inverse_regularization, iterations)
        self.cues: dict[str, str] = {}

    def fit(self, documents: Sequence[Document]) -> "QuoteTagger":
        """Learn the outermost contents with their cues and sources."""
        tags: list[str] = []
        for document in documents:
            spans = flat_parts(document)
            for tokens in paragraphs_of(document):
                tags += tags_of(tokens, spans)
        batch = batch_of(documents)
        cues = known_elsewhere(batch, batch.paragraphs, batch.paragraphs.words.map(stem), _cues)
        self.cues = _cues(documents)
        self.model.fit(_table(batch, cues), tags)
        return self

    def predict(self, documents: Sequence[Document]) -> list[QuotesRecord]:
        """Tag every annotated paragraph and join the parts."""
        batch = batch_of(documents)
        paragraphs = batch.paragraphs
        table = _table(batch, known_from(paragraphs.words.map(stem), self.cues))
        parts: dict[tuple[int, int], list[TypedSpan]] = {}  # by document and paragraph
        for first, last, label in self.model.chunks(table, paragraphs):
            owner, start, end = paragraphs.span(first, last)
            parts.setdefault((owner, int(paragraphs.numbers[first])), []).append(TypedSpan(start, end, label))
        records = [QuotesRecord(document.id, []) for document in documents]
        for (owner, _), spans in parts.items():
            records[owner].quotes.extend(join_parts(documents[owner], spans))
        return records


def _cues(documents: Sequence[Document]) -> dict[str, str]:
    return {stem(d.span_text(q.cue).split()[-1]): "cue" for d in documents for q in d.quotes if q.cue}


def _parts(quote: Quote) -> Iterator[TypedSpan]:
    yield from (TypedSpan(span.start, span.end, "content") for span in quote.content)
    yield from (TypedSpan(span.start, span.end, "source") for span in quote.sources)
    if quote.cue:
        yield TypedSpan(quote.cue.start, quote.cue.end, "cue")


def flat_parts(document: Document) -> list[TypedSpan]:
    """Return contents, cues and sources of the outer quotes; what lies inside another span is left out."""
    spans = [span for quote in document.quotes if quote.nested_in is None for span in _parts(quote)]
    return [s for s in spans if not any(o.start <= s.start and s.end <= o.end and o != s for o in spans)]


def _table(batch: Batch, cues: Column) -> Table:
    """Describe the tokens of paragraphs: besides the usual, quotation marks and verbs of saying around them."""
    paragraphs = batch.paragraphs
    words, first, last = paragraphs.words, paragraphs.first, paragraphs.last
    places = np.arange(len(paragraphs))
    listed = list(words)
    marked = np.array(
        [flag for low, high in zip(*paragraphs.edges, strict=True) for flag in inside_marks(listed[low:high])], np.bool_
    )
    saying = cues.flags(lambda known: known != "-")
    stops = words.flags({".", "!", "?"}.__contains__)
    after_stop = np.maximum(first, _latest(stops) + 1)
    at = np.append(np.flatnonzero(stops), len(places))
    next_stop = np.minimum(last, at[np.searchsorted(at, places)])
    said = np.append(0, np.cumsum(saying))
    before, after = said[places] > said[after_stop], said[next_stop] > said[np.minimum(places + 1, next_stop)]
    turn = _latest((stops & ~marked) | saying)  # a stop that is not quoted ends what was said before
    since = np.where((turn >= first) & saying[turn] & ~(stops & ~marked)[turn], np.minimum(places - turn, 20), -1)
    where = Column(2 * before + after, ["", "after", "before", "beforeafter"])
    return Table(
        len(paragraphs),
        token_features(batch, paragraphs, Column(np.zeros_like(places), ["-"]))
        | {
            "marked": marked,
            "saying": saying,
            "saying near": said[np.minimum(last, places + 4)] > said[np.maximum(first, places - 3)],
            "marked-1": (places > first) & np.roll(marked, 1),
            "since saying": since,
            "saying in sentence": where,
            "mark and comma": join(Column.numbered(marked), paragraphs.near(words, -1, "", "")),
        },
    )


def _latest(flags: Flags) -> Ints:
    """Return for each place the last place before it where a flag is set; -1 where there is none."""
    places = np.where(flags, np.arange(len(flags)), -1)
    return np.append(-1, np.maximum.accumulate(places))[:-1]


def join_parts(document: Document, spans: Sequence[TypedSpan]) -> Iterator[QuoteRecord]:
    """Make quotes of tagged spans: each content with the nearest cue of its sentence, and that with its source."""
    parts = {name: [span for span in spans if span.type == name] for name in _PARTS}
    for group in joined_contents(document, parts["content"], parts["cue"]):
        cue = _nearest(document, group, parts["cue"])
        yield quote_of(document, group, cue, _nearest(document, [cue], parts["source"]) if cue else None)


def joined_contents(
    document: Document, contents: Sequence[TypedSpan], cues: Sequence[TypedSpan]
) -> list[list[TypedSpan]]:
    """Join the two contents of a quotation that its cue breaks: the content before it ends with a comma."""
    groups = [[span] for span in contents]
    for cue in cues:
        pair = [group for group in groups if group[-1].end <= cue.start][-1:] + [
            group for group in groups if group[0].start >= cue.end
        ][:1]
        broken = len(pair) == 2 and _same_sentence(document, pair[0][-1].start, pair[1][0].start)  # noqa: PLR2004
        if broken and document.text[pair[0][-1].end - 1 : pair[0][-1].end + 1].strip("\"'\u201d\u2019 ").endswith(","):
            pair[0].extend(pair[1])
            groups.remove(pair[1])
    return groups


def quote_of(
    document: Document, contents: Sequence[TypedSpan], cue: TypedSpan | None, source: TypedSpan | None
) -> QuoteRecord:
    """Return a quote of these parts, with the type that its marks tell."""
    return QuoteRecord(
        [(span.start, span.end) for span in contents],
        (cue.start, cue.end) if cue else None,
        [(source.start, source.end)] if source else [],
        kind_of([document.text[span.start : span.end] for span in contents]),
    )


def kind_of(contents: Sequence[str]) -> str:
    """Tell by its quotation marks whether a content is direct, indirect or mixed."""
    text = " ".join(contents).strip()
    whole = re.sub(r"[\"\u201c\u2018'].*?[\"\u201d\u2019'](?!\w)", "", text).strip(" .,")
    if whole == text.strip(" .,"):
        return "indirect"
    return "mixed" if whole else "direct"


def _nearest(document: Document, group: Sequence[TypedSpan], others: Sequence[TypedSpan]) -> TypedSpan | None:
    near = [
        (min(abs(o.start - group[-1].end), abs(group[0].start - o.end)), o.start, o)
        for o in others
        if any(_same_sentence(document, at, o.start) for span in group for at in (span.start, span.end - 1))
    ]
    return min(near)[2] if near else None


def _same_sentence(document: Document, one: int, two: int) -> bool:
    return any(s.start <= one < s.end and s.start <= two < s.end for s in document.sentences)


def _runs(flags: Sequence[bool]) -> list[Pair]:
    runs, start = [], None
    for index, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = index
        elif not flag and start is not None:
            runs.append((start, index))
            start = None
    return runs


def _source(words: Sequence[str], cue: int) -> Pair | None:
    """Take the pronoun or capitalised run that touches the cue, before it or, failing that, after it."""
    for first, step in ((cue - 1, -1), (cue + 1, 1)):
        end = first
        while 0 <= end < len(words) and words[end][:1].isupper() and words[end] not in _CLOSERS:
            end += step
        if end != first:
            return (end + 1, first + 1) if step < 0 else (first, end)
        if 0 <= first < len(words) and words[first].lower() in PRONOUNS:
            return first, first + 1
    return None
