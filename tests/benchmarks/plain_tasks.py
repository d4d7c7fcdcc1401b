"""The tasks on events and quotes scored plainly, with sets and dictionaries: peers to time our scorers against.

No package of a registry scores these tasks. Each function takes units (document, gold, predicted), sums over documents
without keeping their counts, and returns the primary metric, with precision and recall. Triggers and arguments compute
all that ours do; quotes and speakers the primary metric alone.
"""

from collections import defaultdict
from operator import itemgetter

import numpy as np
from scipy.optimize import linear_sum_assignment


def prf(gold, predicted, correct):
    """Precision, recall and F1."""
    return correct / predicted, correct / gold, 2 * correct / (gold + predicted)


def of_sets(pairs, kind_of=None):
    """Score sets, document by document: in all, and by the kind of a member."""
    sums = defaultdict(lambda: [0, 0, 0])
    for gold, predicted in pairs:
        for side, keys in enumerate((gold, predicted, gold & predicted)):
            sums[None][side] += len(keys)
            if kind_of:
                for key in keys:
                    sums[kind_of(key)][side] += 1
    return prf(*sums[None])


def triggers(units):
    """Classify triggers by span and type, in all and by type; find their spans; tell polarity and realis."""
    units = list(units)

    def keys(events):
        return {(event.start, event.end, event.type) for event in events}

    found = of_sets(((keys(gold), keys(predicted)) for _, gold, predicted in units), itemgetter(2))
    of_sets(({(e.start, e.end) for e in gold}, {(e.start, e.end) for e in predicted}) for _, gold, predicted in units)
    total = correct = 0
    for _, gold, predicted in units:
        given = {(e.start, e.end, e.type): (e.polarity, e.realis) for e in predicted}
        for event in gold:
            values = given.get((event.start, event.end, event.type))
            if values:
                total += 2
                correct += (values[0] == event.polarity) + (values[1] == event.realis)
    return found


def arguments(units):
    """Find arguments at four levels: with and without role, with and without trigger; the last by type."""
    units = list(units)

    def found(key, kind_of=None):
        return of_sets(
            (
                ({key(e, a) for e in gold for a in e.arguments}, {key(e, a) for e in predicted for a in e.arguments})
                for _, gold, predicted in units
            ),
            kind_of,
        )

    found(lambda e, a: (e.type, a.start, a.end))
    found(lambda e, a: (e.type, a.role, a.start, a.end))
    found(lambda e, a: (e.start, e.end, e.type, a.start, a.end))
    return found(lambda e, a: (e.start, e.end, e.type, a.role, a.start, a.end), itemgetter(2))


def quotes(units):
    """Share characters of contents, under the best alignment of a document's quotes."""
    sums = [0, 0, 0]
    for _, gold, predicted in units:
        ours, theirs = ([{c for span in q.content for c in range(*span)} for q in side] for side in (gold, predicted))
        table = np.array([[len(one & other) for other in theirs] for one in ours]).reshape(len(ours), len(theirs))
        sums[0] += sum(map(len, ours))
        sums[1] += sum(map(len, theirs))
        sums[2] += int(table[linear_sum_assignment(table, maximize=True)].sum())
    return prf(*sums)


def attribution(units):
    """Name the speaker: accuracy."""
    total = correct = 0
    for _, gold, predicted in units:
        given = {tuple(quote.content): quote.speaker for quote in predicted}
        for quote in gold:
            total += 1
            speaker = given.get(tuple(quote.content))
            if isinstance(speaker, str):
                correct += speaker.casefold() in {name.casefold() for name in quote.names}
            else:
                correct += speaker in quote.mentions
    return correct / total


def stories(units, story_of):
    """Gather clusters of triggers by story, for a scorer of clusters."""
    found = defaultdict(lambda: (defaultdict(list), defaultdict(list)))
    for name, *sides in units:
        for side, events in zip(found[story_of[name]], sides, strict=True):
            for event in events:
                side[event.cluster].append((name, event.start, event.end))
    return [(story, list(gold.values()), list(predicted.values())) for story, (gold, predicted) in found.items()]
