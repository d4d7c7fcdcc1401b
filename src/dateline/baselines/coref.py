"""Baselines for `coref`: one cluster for each string with recent pronouns, and a linear mention-pair model."""

from collections.abc import Sequence

import numpy as np

from dateline.baselines.features.batch import Batch, batch_of
from dateline.baselines.features.columns import Column, Flags, Ints, Table, join, stretches
from dateline.baselines.features.mentions import Finder, Found, gold_mentions
from dateline.baselines.features.pairs import Labeller
from dateline.baselines.features.words import NEUTER, PLURAL, PRONOUNS, SINGULAR, SPEAKERS, stem
from dateline.document import Document, Span
from dateline.records import CorefRecord

_TOUCHING = 2  # code points, such as a comma and a space
_WINDOW = 80  # mentions back that an antecedent is looked for
_FITS = ((SINGULAR, frozenset({"PERSON"})), (NEUTER, frozenset({"GPE", "ORG", "LOC", "FAC"})))
_ARTICLES = frozenset({"the", "a", "an", "this", "that", "these", "those"})


class Strings:
    """Mentions of one string are one entity; a pronoun joins the last mention that fits it."""

    def __init__(self) -> None:
        """Make the finder of mentions."""
        self.finder = Finder()

    def fit(self, documents: Sequence[Document]) -> "Strings":
        """Learn to find mentions; how they cluster is not learnt."""
        self.finder.fit(documents)
        return self

    def predict(self, documents: Sequence[Document]) -> list[CorefRecord]:
        """Cluster the mentions of each document."""
        found = zip(documents, referring(self.finder, documents), strict=True)
        return [CorefRecord(document.id, clusters_of(self._links(document, some))) for document, some in found]

    def _links(self, document: Document, found: Sequence[Found]) -> list[tuple[Found, int | None]]:
        first: dict[str, int] = {}
        links: list[tuple[Found, int | None]] = []
        for index, mention in enumerate(found):
            text = document.span_text(_span(mention)).casefold()
            if text in PRONOUNS:
                links.append((mention, _recent(found[:index], text)))
                continue
            key = _content(text)
            links.append((mention, first.get(key)))
            first.setdefault(key, index)
        return links


class Pairs:
    """Each mention joins the likeliest of the mentions before it, if any is likely enough (Soon et al. 2001)."""

    def __init__(self, *, inverse_regularization: float = 1.0, threshold: float = 0.5) -> None:
        """Set the inverse of the L2 penalty, and how likely a link must be."""
        self.finder = Finder()
        self.model = Labeller(inverse_regularization)
        self.threshold = threshold

    def fit(self, documents: Sequence[Document]) -> "Pairs":
        """Learn from each mention's nearest antecedent, and from the mentions between the two."""
        self.finder.fit(documents)
        labels: list[str] = []
        one, two = [], []
        listed = [gold_in_clusters(document) for document in documents]
        base = 0
        for document, found in zip(documents, listed, strict=True):
            entity = {m.key: m.entity for m in document.mentions}
            for index, mention in enumerate(found):
                before = range(max(0, index - _WINDOW), index)
                same = [i for i in before if entity[found[i].key] == entity[mention.key]]
                for i in range(same[-1] if same else before.start, index):
                    one.append(base + i)
                    two.append(base + index)
                    labels.append("same" if entity[found[i].key] == entity[mention.key] else "other")
            base += len(found)
        self.model.fit(pair_table(batch_of(documents), listed, np.array(one, np.intp), np.array(two, np.intp)), labels)
        return self

    def predict(self, documents: Sequence[Document]) -> list[CorefRecord]:
        """Cluster the mentions of each document."""
        batch = batch_of(documents)
        found = referring(self.finder, batch)
        one, two, begin = antecedent_pairs(found)
        scores = self.model.probabilities(pair_table(batch, found, one, two))[:, self.model.classes.index("same")]
        best = np.zeros(len(begin))
        np.maximum.at(best, two, scores)
        antecedent = np.full(len(begin), -1)
        likely = (scores == best[two]) & (scores >= self.threshold)
        np.maximum.at(antecedent, two[likely], (one - begin[two])[likely])  # of equals the nearest
        links = iter(antecedent.tolist())
        return [
            CorefRecord(document.id, clusters_of([(f, None if (i := next(links)) < 0 else i) for f in some]))
            for document, some in zip(documents, found, strict=True)
        ]

    def with_mentions(self, documents: Sequence[Document]) -> tuple[list[CorefRecord], list[list[Found]]]:
        """Return the clusters of each document, and all mentions that were found, values too."""
        batch = batch_of(documents)  # which remembers what was found
        return self.predict(batch), self.finder.find(batch)


def referring(finder: Finder, documents: Sequence[Document]) -> list[list[Found]]:
    """Find the mentions of each document that may corefer: all but values."""
    return [[f for f in found if f.level != "value"] for found in finder.find(documents)]


def antecedent_pairs(found: Sequence[Sequence[Found]]) -> tuple[Ints, Ints, Ints]:
    """Pair each mention with those before it in its document, `_WINDOW` back at most.

    Returns:
        The first and the second of each pair, mentions being counted through all documents; and for each mention where
        those of its document begin.
    """
    sizes = np.array([len(some) for some in found], dtype=np.intp)
    begin = np.repeat(np.cumsum(sizes) - sizes, sizes)
    number = np.arange(len(begin))
    two, one = stretches(np.maximum(begin, number - _WINDOW), number)
    return one, two, begin


def gold_in_clusters(document: Document) -> list[Found]:
    """Return the gold mentions of entities, by start, the longer first."""
    entity = {m.key: m.entity for m in document.mentions}
    return sorted((f for f in gold_mentions(document) if entity[f.key] is not None), key=lambda f: (f.start, -f.end))


def clusters_of(links: Sequence[tuple[Found, int | None]]) -> list[list[tuple[int, int]]]:
    """Follow links to their beginnings; the clusters come in order of their first mention."""
    roots: list[int] = []
    clusters: dict[int, list[tuple[int, int]]] = {}
    for index, (mention, antecedent) in enumerate(links):
        root = index if antecedent is None else roots[antecedent]
        roots.append(root)
        clusters.setdefault(root, []).append(mention.key)
    return list(clusters.values())


def _recent(found: Sequence[Found], pronoun: str) -> int | None:
    if pronoun in SPEAKERS:
        return None
    fits = next((types for words, types in _FITS if pronoun in words), None)
    for index in range(len(found) - 1, -1, -1):
        if found[index].level == "name" and (fits is None or found[index].type in fits):
            return index
    return None


def _class(text: str) -> str:
    for name, words in (("he", SINGULAR), ("it", NEUTER), ("they", PLURAL), ("we", SPEAKERS)):
        if text in words:
            return name
    return "-"


def pair_table(batch: Batch, found: Sequence[Sequence[Found]], one: Ints, two: Ints) -> Table:
    """Describe pairs of mentions.

    Args:
        batch: the documents.
        found: the mentions of each.
        one: the first mention of each pair, counted through all documents.
        two: the second mention of each pair.
    """
    flat = [mention for some in found for mention in some]
    starts, ends = batch.laid_out(found)
    written = [d.text[f.start : f.end] for d, some in zip(batch, found, strict=True) for f in some]
    text = Column.of(written).map(str.casefold)
    content = text.map(_content)
    heads = content.map(lambda words: stem(words.split()[-1]) if words else "")
    level, kind, category = Column.of(f.level for f in flat), Column.of(f.type for f in flat), text.map(_class)
    short = Column.of([*map(_initials, written), *written]).codes  # initials and texts, numbered together
    pronouns = Column.of(word if f.level == "pronoun" else "-" for word, f in zip(text, flat, strict=True))
    begun = batch.laid_out(document.sentences for document in batch)[0]
    crossed = np.searchsorted(begun, starts[two], side="right") - np.searchsorted(begun, ends[one])
    levels, level_two, gap = join(level.take(one), level.take(two)), level.take(two), starts[two] - ends[one]

    def same(column: Column) -> Column:
        return join(levels, Column.numbered(column.codes[one] == column.codes[two]))

    return Table(
        len(one),
        {
            "levels": levels,
            "types": join(kind.take(one), kind.take(two)),
            "same type": same(kind),
            "string": same(content),
            "head": same(heads),
            "shared": join(levels, Column.numbered(_share_a_word(content, one, two))),
            "classes": join(category.take(one), category.take(two), kind.take(one)),
            "sentences": join(level_two, Column.numbered(np.clip(crossed, 0, 5))),
            "mentions between": join(level_two, Column.numbered(np.minimum(two - one, 10))),
            "nested": ends[two] <= ends[one],
            "definite": join(levels, text.map(lambda words: words.split()[0] if words else "").take(two)),
            "pronoun": pronouns.take(two),
            "acronym": level_two.flags("name".__eq__) & (short[one] == short[two + len(flat)]),
            "touching": join(levels, Column.numbered((gap >= 0) & (gap <= _TOUCHING))),
        },
    )


def _content(text: str) -> str:
    return " ".join(word for word in text.split() if word not in _ARTICLES)


def _share_a_word(content: Column, one: Ints, two: Ints) -> Flags:
    from scipy.sparse import csr_array

    listed = [words.split() for words in content.values]
    rows = np.repeat(np.arange(len(listed)), [len(words) for words in listed])
    words = Column.of(word for some in listed for word in some)
    held = csr_array((np.ones(len(rows)), (rows, words.codes)), shape=(len(listed), len(words.values)))
    shared = held[content.codes[one]].multiply(held[content.codes[two]]).sum(axis=1)
    return np.asarray(shared > 0, dtype=np.bool_)


def _initials(text: str) -> str:
    return "".join(word[0] for word in text.split() if word[:1].isupper())


def _span(found: Found) -> Span:
    return Span(found.start, found.end)
