"""The tasks on events and quotes scored plainly, with sets and dictionaries: peers to time our scorers against.

No package of a registry scores these tasks. Each function takes units (document, gold, predicted) and returns the
primary metric with its precision and recall, summed over documents; nothing by type, no counts by document.
"""

from collections import defaultdict

import numpy as np
from scipy.optimize import linear_sum_assignment


def prf(gold, predicted, correct):
    """Precision, recall and F1."""
    return correct / predicted, correct / gold, 2 * correct / (gold + predicted)


def of_sets(pairs):
    """Score sets, document by document."""
    sums = [0, 0, 0]
    for gold, predicted in pairs:
        sums[0] += len(gold)
        sums[1] += len(predicted)
        sums[2] += len(gold & predicted)
    return prf(*sums)


def triggers(units):
    """Classify triggers: span and type."""

    def keys(events):
        return {(event.start, event.end, event.type) for event in events}

    return of_sets((keys(gold), keys(predicted)) for _, gold, predicted in units)


def arguments(units):
    """Find arguments with their trigger, type and role (AC+)."""

    def keys(events):
        return {(e.start, e.end, e.type, a.role, a.start, a.end) for e in events for a in e.arguments}

    return of_sets((keys(gold), keys(predicted)) for _, gold, predicted in units)


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
