"""Baselines for `event-coref`: one cluster for each stem (the lemma baseline), and average-link clustering of pairs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from dateline.baselines.event_triggers import Lexicon, Triggers
from dateline.baselines.features.pairs import Labeller, Row
from dateline.baselines.features.sequences import sentences_of
from dateline.baselines.features.words import stem
from dateline.document import Document
from dateline.records import EventRecord, EventsRecord

_CONTENT = 4  # letters; shorter words are mostly function words


class Site(NamedTuple):
    """A trigger and the words about it."""

    document: str
    start: int
    stem: str
    type: str
    realis: str
    names: frozenset[str]
    words: frozenset[str]
    order: int

    @property
    def key(self) -> tuple[str, int]:
        """The document and the start of the trigger."""
        return self.document, self.start


class Lemmas:
    """Triggers by lexicon; those with one stem and type are one event of the story (Cybulska and Vossen 2014)."""

    def __init__(self, *, threshold: float = 0.5) -> None:
        """Set the lexicon's threshold."""
        self.triggers = Lexicon(threshold=threshold)

    def fit(self, documents: Sequence[Document]) -> "Lemmas":
        """Learn the triggers; how they cluster is not learnt."""
        self.triggers.fit(documents)
        return self

    def predict(self, documents: Sequence[Document]) -> list[EventsRecord]:
        """Cluster the triggers of each story's documents."""
        records = self.triggers.predict(documents)
        return [
            EventsRecord(
                record.id,
                [
                    msgspec.structs.replace(
                        event, cluster=f"{event.type}/{stem(document.text[event.start : event.end].split()[0])}"
                    )
                    for event in record.events
                ],
            )
            for document, record in zip(documents, records, strict=True)
        ]


class Chains:
    """Triggers by the linear tagger; a pair model says how alike two are, and the average of a cluster decides."""

    def __init__(self, *, inverse_regularization: float = 1.0, threshold: float = 0.5) -> None:
        """Set the inverse of the L2 penalty, and how likely the average pair of a cluster must be."""
        self.triggers = Triggers()
        self.model = Labeller(inverse_regularization)
        self.threshold = threshold

    def fit(self, documents: Sequence[Document]) -> "Chains":
        """Learn triggers, and from every pair of one story and type whether it is one event."""
        self.triggers.fit(documents)
        rows: list[Row] = []
        labels: list[str] = []
        for story in stories_of(documents):
            sites = [site for document in story for site in gold_sites(document)]
            clusters = gold_clusters(story)
            for one, two in ((sites[i], sites[j]) for i, j in like_pairs(sites)):
                rows.append(pair_features(one, two))
                labels.append("same" if clusters[one.key] == clusters[two.key] else "other")
        self.model.fit(rows, labels)
        return self

    def predict(self, documents: Sequence[Document]) -> list[EventsRecord]:
        """Cluster the triggers of each story's documents."""
        records = {r.id: r for r in self.triggers.predict(documents)}
        names: dict[tuple[str, int], str] = {}
        for story in stories_of(documents):
            sites = [site for d in story for site in sites_of(d, records[d.id].events)]
            for kind in sorted({site.type for site in sites}):
                group = [site for site in sites if site.type == kind]
                for site, label in zip(group, self._cluster(group), strict=True):
                    names[site.key] = f"{kind}/{label}"
        replace = msgspec.structs.replace
        return [
            EventsRecord(d.id, [replace(e, cluster=names[d.id, e.start]) for e in records[d.id].events])
            for d in documents
        ]

    def _cluster(self, sites: Sequence[Site]) -> list[int]:
        pairs = list(combinations(range(len(sites)), 2)) if "same" in self.model.classes else []
        likely: NDArray[np.float64] = np.zeros(0)
        if pairs:
            scores = self.model.probabilities([pair_features(sites[i], sites[j]) for i, j in pairs])
            likely = scores[:, self.model.classes.index("same")]
        return average_link(len(sites), pairs, likely, self.threshold)


def average_link(size: int, pairs: Iterable[tuple[int, int]], scores: Iterable[float], threshold: float) -> list[int]:
    """Cluster by average linkage while the average pair is likely enough; a number for each item.

    Args:
        size: how many items there are.
        pairs: the places of each two that may be one.
        scores: how likely they are.
        threshold: how likely the average pair of a cluster must be.
    """
    from sklearn.cluster import AgglomerativeClustering

    if size < 2:  # noqa: PLR2004 - a pair needs two
        return list(range(size))
    likely = np.zeros((size, size))
    for (i, j), score in zip(pairs, scores, strict=True):
        likely[i, j] = likely[j, i] = score
    model = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - threshold
    )
    return [int(label) for label in model.fit_predict(1 - likely)]


def stories_of(documents: Sequence[Document]) -> list[list[Document]]:
    """Return the documents story by story."""
    stories: defaultdict[str, list[Document]] = defaultdict(list)
    for document in documents:
        stories[document.story].append(document)
    return list(stories.values())


def sites_of(document: Document, events: Sequence[EventRecord]) -> list[Site]:
    """Return the triggers of annotated sentences with the words about them, sentence by sentence."""
    sites = []
    for order, tokens in enumerate(sentences_of(document)):
        words = [document.span_text(token) for token in tokens]
        names = frozenset(w for w in words[1:] if w[:1].isupper())
        stems = frozenset(stem(w) for w in words if w.isalpha() and len(w) >= _CONTENT)
        for event in events:
            if tokens[0].start <= event.start < tokens[-1].end:
                first = stem(document.text[event.start : event.end].split()[0])
                site = Site(document.id, event.start, first, event.type, event.realis or "actual", names, stems, order)
                sites.append(site)
    return sites


def gold_sites(document: Document) -> list[Site]:
    """Return the gold triggers of annotated sentences."""
    return sites_of(document, [EventRecord(e.start, e.end, e.type, e.polarity, e.realis) for e in document.events])


def gold_clusters(story: Sequence[Document]) -> dict[tuple[str, int], str]:
    """Return the event of each gold trigger of a story, by the key of its site."""
    return {(d.id, event.start): event.story_event or f"{d.id}/{event.event}" for d in story for event in d.events}


def like_pairs(sites: Sequence[Site]) -> list[tuple[int, int]]:
    """Return the places of each two triggers of one type."""
    return [(i, j) for i, j in combinations(range(len(sites)), 2) if sites[i].type == sites[j].type]


def pair_features(one: Site, two: Site) -> Row:
    """Describe two triggers by what they share and how far apart they are."""
    names, words = one.names & two.names, one.words & two.words
    same = one.document == two.document
    alike = len(words) / max(1, min(len(one.words), len(two.words)))
    return {
        "type": one.type,
        "stem": one.stem == two.stem,
        "same document": same,
        "stem here": f"{same} {one.stem == two.stem}",
        "realis": " ".join(sorted((one.realis, two.realis))),
        "names": min(len(names), 3),
        "alike": alike,
        "alike and stem": alike * (one.stem == two.stem),
        "headlines": one.order == 0 or two.order == 0,
        "gap": min(abs(one.order - two.order), 10) if same else 10,
    }
