"""Metrics of coreference as the papers define them, one document at a time, with dictionaries and a dense assignment.

It is the peer that the scorer is held to and timed against: plain rather than quick, and without any shared code. Every
function takes the clusters of both sides and returns numerator and denominator of recall, then of precision.
"""

from collections import Counter
from itertools import chain, combinations

import numpy as np
from scipy.optimize import linear_sum_assignment


def owner(clusters):
    """Map each mention to the index of its cluster."""
    return {mention: index for index, cluster in enumerate(clusters) for mention in cluster}


def both_ways(one_way, gold, predicted):
    """Recall looks from gold to prediction, precision the other way."""
    return (*one_way(gold, predicted), *one_way(predicted, gold))


def mention_shares(clusters, others):
    """Mentions that the other side has too."""
    known = owner(others)
    mentions = list(chain.from_iterable(clusters))
    return sum(mention in known for mention in mentions), len(mentions)


def muc_links(clusters, others):
    """Vilain et al. (1995): a cluster needs |c| - 1 links and lacks one for each piece beyond the first."""
    known, common, needed = owner(others), 0, 0
    for cluster in clusters:
        pieces = len({known[mention] for mention in cluster if mention in known})
        missing = sum(mention not in known for mention in cluster)  # each is a piece of its own
        common += len(cluster) - pieces - missing
        needed += len(cluster) - 1
    return common, needed


def b3_mentions(clusters, others):
    """Bagga and Baldwin (1998): the share of its cluster that each mention finds in its other cluster."""
    known, found, mentions = owner(others), 0.0, 0
    for cluster in clusters:
        pieces = Counter(known[mention] for mention in cluster if mention in known)
        found += sum(size * size for size in pieces.values()) / len(cluster)
        mentions += len(cluster)
    return found, mentions


def lea_links(clusters, others):
    """Moosavi and Strube (2016): size times the share of links resolved; a singleton links to itself."""
    known, resolved, mentions = owner(others), 0.0, 0
    for cluster in clusters:
        mentions += len(cluster)
        if len(cluster) == 1:
            resolved += cluster[0] in known and len(others[known[cluster[0]]]) == 1
            continue
        pieces = Counter(known[mention] for mention in cluster if mention in known)
        links = sum(size * (size - 1) / 2 for size in pieces.values())
        resolved += len(cluster) * links / (len(cluster) * (len(cluster) - 1) / 2)
    return resolved, mentions


def ceaf(gold, predicted, similarity):
    """Luo (2005): the best one-to-one assignment over the similarity of every pair of clusters."""
    golden, found = [set(cluster) for cluster in gold], [set(cluster) for cluster in predicted]
    matrix = np.zeros((len(golden), len(found)))
    for i, one in enumerate(golden):
        for j, other in enumerate(found):
            matrix[i, j] = similarity(one, other)
    best = matrix[linear_sum_assignment(matrix, maximize=True)].sum()
    return best, sum(similarity(one, one) for one in golden), best, sum(similarity(one, one) for one in found)


def phi3(one, other):
    """Mentions in common."""
    return len(one & other)


def phi4(one, other):
    """The Dice coefficient."""
    return 2 * len(one & other) / (len(one) + len(other))


def link_sets(clusters):
    """All pairs of mentions: those in one cluster, and those in two."""
    links = {frozenset(pair) for cluster in clusters for pair in combinations(cluster, 2)}
    pairs = {frozenset(pair) for pair in combinations(chain.from_iterable(clusters), 2)}
    return links, pairs - links


def blanc_links(gold, predicted):
    """Luo et al. (2014): gold, predicted and common links, then the same of non-links."""
    sides = zip(link_sets(gold), link_sets(predicted), strict=True)
    return tuple(number for one, other in sides for number in (len(one), len(other), len(one & other)))


COUNTERS = {
    "mention": lambda gold, predicted: both_ways(mention_shares, gold, predicted),
    "muc": lambda gold, predicted: both_ways(muc_links, gold, predicted),
    "b3": lambda gold, predicted: both_ways(b3_mentions, gold, predicted),
    "lea": lambda gold, predicted: both_ways(lea_links, gold, predicted),
    "ceafm": lambda gold, predicted: ceaf(gold, predicted, phi3),
    "ceafe": lambda gold, predicted: ceaf(gold, predicted, phi4),
}


def divide(numerator, denominator):
    """Give 0 for 0/0, as the reference scorer prints it."""
    return numerator / denominator if denominator else 0.0


def harmonic(recall, precision):
    """F1."""
    return divide(2 * recall * precision, recall + precision)


def scores(units, names=tuple(COUNTERS)):
    """Recall, precision and F1 of a corpus, by metric: counts are summed over the documents."""
    sums = {name: np.zeros(4) for name in names}
    for _, gold, predicted in units:
        for name in names:
            sums[name] += COUNTERS[name](gold, predicted)
    found = {}
    for name, (number, gold, other, predicted) in sums.items():
        recall, precision = divide(number, gold), divide(other, predicted)
        found[name] = recall, precision, harmonic(recall, precision)
    return found


def blanc(units):
    """Recall, precision and F1 of a corpus by BLANC: the mean over links and non-links, if gold has both kinds."""
    sums = sum((np.array(blanc_links(gold, predicted)) for _, gold, predicted in units), np.zeros(6))
    kinds = []
    for gold, predicted, common in (sums[:3], sums[3:]):
        recall, precision = divide(common, gold), divide(common, predicted)
        if gold:
            kinds.append((recall, precision, harmonic(recall, precision)))
    return tuple(np.mean(kinds, axis=0)) if kinds else (0.0, 0.0, 0.0)
