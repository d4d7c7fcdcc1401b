"""The tasks on events and quotes scored plainly, with sets and dictionaries: peers to time our scorers against.

No package of a registry scores these tasks. Each function takes units (document, gold, predicted), records being
dictionaries as the module json reads them, sums over documents without keeping their counts, and returns the primary
metric, with precision and recall. Each computes the counts of all metrics that ours has, in all and by type.

`python tests/benchmarks/plain_tasks.py TASK GOLD PREDICTED` scores two files of JSON lines.
"""

import json
import sys
from collections import defaultdict
from operator import itemgetter
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

sys.path.append(str(Path(__file__).parents[1] / "parity"))
import plain_coref


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
        return {(event["start"], event["end"], event["type"]) for event in events}

    found = of_sets(((keys(gold), keys(predicted)) for _, gold, predicted in units), itemgetter(2))
    of_sets(
        ({(e["start"], e["end"]) for e in gold}, {(e["start"], e["end"]) for e in predicted})
        for _, gold, predicted in units
    )
    total = correct = 0
    for _, gold, predicted in units:
        given = {(e["start"], e["end"], e["type"]): (e["polarity"], e["realis"]) for e in predicted}
        for event in gold:
            values = given.get((event["start"], event["end"], event["type"]))
            if values:
                total += 2
                correct += (values[0] == event["polarity"]) + (values[1] == event["realis"])
    return found


def arguments(units):
    """Find arguments at four levels: with and without role, with and without trigger; the last by type."""
    units = list(units)

    def found(key, kind_of=None):
        return of_sets(
            (
                tuple({key(e, a) for e in side for a in e["arguments"]} for side in (gold, predicted))
                for _, gold, predicted in units
            ),
            kind_of,
        )

    found(lambda e, a: (e["type"], a["start"], a["end"]))
    found(lambda e, a: (e["type"], a["role"], a["start"], a["end"]))
    found(lambda e, a: (e["start"], e["end"], e["type"], a["start"], a["end"]))
    return found(lambda e, a: (e["start"], e["end"], e["type"], a["role"], a["start"], a["end"]), itemgetter(2))


def quotes(units):
    """Align quotes by the characters they share; count characters, contents, cues, sources, quotes and types."""
    sums = defaultdict(int)

    def add(side, kind, amounts):
        for family, amount in zip(("overlap", "content", "cue", "source", "quote"), amounts, strict=True):
            sums[family, side, None] += amount
            if kind:
                sums[family, side, kind] += amount

    def sources_of(quote):
        return {(start, end) for start, end in quote["sources"]}

    for _, gold, predicted in units:
        ours, theirs = (
            [{c for span in quote["content"] for c in range(*span)} for quote in side] for side in (gold, predicted)
        )
        table = np.array([[len(one & other) for other in theirs] for one in ours]).reshape(len(ours), len(theirs))
        pairs = {i: j for i, j in zip(*linear_sum_assignment(table, maximize=True), strict=True) if table[i, j]}
        partner = {j: i for i, j in pairs.items()}
        for i, quote in enumerate(gold):
            add("gold", quote["type"], (len(ours[i]), 1, quote["cue"] is not None, len(sources_of(quote)), 1))
        for j, quote in enumerate(predicted):
            kind = gold[partner[j]]["type"] if j in partner else quote["type"]
            add("predicted", kind, (len(theirs[j]), 1, quote["cue"] is not None, len(sources_of(quote)), 1))
        for i, j in pairs.items():
            one, other = gold[i], predicted[j]
            content, cue = ours[i] == theirs[j], one["cue"] == other["cue"]
            sources = sources_of(one), sources_of(other)
            whole = content and cue and sources[0] == sources[1]
            right = int(table[i, j]), content, cue and one["cue"] is not None, len(sources[0] & sources[1]), whole
            add("correct", one["type"], right)
            if one["type"]:
                sums["type", one["type"]] += 1
                sums["type", one["type"], "correct"] += one["type"] == other["type"]
    return prf(*(sums["overlap", side, None] for side in ("gold", "predicted", "correct")))


def attribution(units):
    """Name the speaker: accuracy in all, by type and wording, over identified speakers, and those named or not."""
    total, correct = defaultdict(int), defaultdict(int)

    def fold(name):
        words = name.replace("\u2019", "'").replace("\u2018", "'").casefold().split()
        return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)

    for _, gold, predicted in units:
        given = {tuple(sorted(quote.content)): quote.speaker for quote in predicted}
        for quote in gold:
            content = tuple(sorted(quote.content))
            speaker, identified = given.get(content), bool(quote.mentions or quote.names)
            if isinstance(speaker, str):
                right = fold(speaker) in {fold(name) for name in quote.names}
            elif speaker is None:
                right = content in given and not identified
            else:
                right = speaker in quote.mentions
            labels = ["all", quote.wording, *filter(None, [quote.type])]
            if identified:
                labels += ["identified", "named" if quote.names else "unnamed"]
            for label in labels:
                total[label] += 1
                correct[label] += right
    return correct["all"] / total["all"]


def stories(units, story_of):
    """Gather clusters of triggers by story, for a scorer of clusters."""
    found = defaultdict(lambda: (defaultdict(list), defaultdict(list)))
    for name, *sides in units:
        for side, events in zip(found[story_of[name]], sides, strict=True):
            for event in events:
                side[event["cluster"]].append((name, event["start"], event["end"]))
    return [(story, list(gold.values()), list(predicted.values())) for story, (gold, predicted) in found.items()]


def read(gold, predicted, field):
    """Read two files of JSON lines, and join them by the ids of documents."""
    sides = []
    for path in (gold, predicted):
        with Path(path).open(encoding="utf-8") as file:
            sides.append({record["id"]: record[field] for record in map(json.loads, file)})
    return [(name, found, sides[1][name]) for name, found in sides[0].items()]


def coreference(units):
    """Score clusters by all metrics but BLANC."""
    return plain_coref.scores(
        [(name, *([list(map(tuple, cluster)) for cluster in side] for side in sides)) for name, *sides in units]
    )


def event_stories(units):
    """Score clusters across the documents of a story, which is named before the slash of their ids."""
    return plain_coref.scores(stories(units, {name: name.partition("/")[0] for name, *_ in units}))


TASKS = {
    "event-triggers": ("events", triggers),
    "event-arguments": ("events", arguments),
    "event-coref": ("events", event_stories),
    "quotes": ("quotes", quotes),
    "coref": ("clusters", coreference),
}

if __name__ == "__main__":
    task, *paths = sys.argv[1:]
    field, score = TASKS[task]
    sys.stdout.write(f"{score(read(*paths, field))}\n")
