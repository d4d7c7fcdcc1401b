"""Baselines for `coref`: one cluster for each string with recent pronouns, and a linear mention-pair model."""

from collections.abc import Sequence

from dateline.baselines.features.mentions import Finder, Found, gold_mentions
from dateline.baselines.features.pairs import Labeller, Row
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
        return [CorefRecord(document.id, _clusters(self._links(document))) for document in documents]

    def _links(self, document: Document) -> list[tuple[Found, int | None]]:
        found = referring(self.finder, document)
        first: dict[str, int] = {}
        links: list[tuple[Found, int | None]] = []
        for index, mention in enumerate(found):
            text = document.span_text(_span(mention)).casefold()
            if text in PRONOUNS:
                links.append((mention, _recent(found[:index], text)))
                continue
            key = " ".join(word for word in text.split() if word not in _ARTICLES)
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
        rows: list[Row] = []
        labels: list[str] = []
        for document in documents:
            entity = {m.key: m.entity for m in document.mentions}
            found = [f for f in gold_mentions(document) if entity[f.key] is not None]
            found.sort(key=lambda f: (f.start, -f.end))
            for index, mention in enumerate(found):
                before = range(max(0, index - _WINDOW), index)
                same = [i for i in before if entity[found[i].key] == entity[mention.key]]
                for i in range(same[-1] if same else before.start, index):
                    rows.append(_pair(document, found, i, index))
                    labels.append("same" if entity[found[i].key] == entity[mention.key] else "other")
        self.model.fit(rows, labels)
        return self

    def predict(self, documents: Sequence[Document]) -> list[CorefRecord]:
        """Cluster the mentions of each document."""
        return [CorefRecord(document.id, _clusters(self._links(document))) for document in documents]

    def _links(self, document: Document) -> list[tuple[Found, int | None]]:
        found = referring(self.finder, document)
        same = self.model.classes.index("same")
        links: list[tuple[Found, int | None]] = []
        for index, mention in enumerate(found):
            before = list(range(max(0, index - _WINDOW), index))
            scores = self.model.probabilities([_pair(document, found, i, index) for i in before])
            best = max(zip(scores[:, same], before, strict=True), default=(0.0, 0)) if before else (0.0, 0)
            links.append((mention, best[1] if best[0] >= self.threshold else None))
        return links


def referring(finder: Finder, document: Document) -> list[Found]:
    """Find the mentions that may corefer: all but values."""
    return [f for f in finder.find(document) if f.level != "value"]


def _clusters(links: Sequence[tuple[Found, int | None]]) -> list[list[tuple[int, int]]]:
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


def _pair(document: Document, found: Sequence[Found], i: int, j: int) -> Row:
    one, two = found[i], found[j]
    texts = [document.span_text(_span(f)).casefold() for f in (one, two)]
    words = [[w for w in text.split() if w not in _ARTICLES] for text in texts]
    heads = [stem(w[-1]) if w else "" for w in words]
    sentences = sum(one.end <= s.start <= two.start for s in document.sentences)
    levels = f"{one.level} {two.level}"
    shared = bool(set(words[0]) & set(words[1]))
    return {
        "levels": levels,
        "types": f"{one.type} {two.type}",
        "same type": f"{levels} {one.type == two.type}",
        "string": f"{levels} {words[0] == words[1]}",
        "head": f"{levels} {heads[0] == heads[1]}",
        "shared": f"{levels} {shared}",
        "classes": f"{_class(texts[0])} {_class(texts[1])} {one.type}",
        "sentences": f"{two.level} {min(sentences, 5)}",
        "mentions between": f"{two.level} {min(j - i, 10)}",
        "nested": two.end <= one.end,
        "definite": f"{levels} {texts[1].split()[0] if texts[1] else ''}",
        "pronoun": texts[1] if two.level == "pronoun" else "-",
        "acronym": two.level == "name" and _initials(document.span_text(_span(one))) == document.span_text(_span(two)),
        "touching": f"{levels} {0 <= two.start - one.end <= _TOUCHING}",
    }


def _initials(text: str) -> str:
    return "".join(word[0] for word in text.split() if word[:1].isupper())


def _span(found: Found) -> Span:
    return Span(found.start, found.end)
