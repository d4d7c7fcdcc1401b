"""How often nominal 95% intervals hold the true score, by simulation: docs/reports/coverage.md.

`python tests/benchmarks/interval_coverage.py` simulates (some minutes) and writes coverage.json and coverage.md;
`--counts` first takes the counts of the recorded baselines anew. docs/scoring/statistics.md says what the models are.
"""

import argparse
import json
import sys
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np

from dateline.files import write_text
from dateline.scoring.clusters import METRICS, PRIMARY
from dateline.scoring.counts import Counts, accuracy, precision_recall_f1
from dateline.scoring.intervals import METHODS, difference, intervals
from dateline.tables import markdown_table

REPORTS = Path(__file__).parents[2] / "docs" / "reports"
SIZES = (3, 5, 9, 15, 30, 100)
TRIALS = 100  # of a system, model and size
RESAMPLES = 1000
STORY_SIZES = (1, 3, 3, 9)  # documents of a story
HIGH = 0.97  # the quality of a system near the top
MODELS = {
    "recorded": "documents drawn from those of the system",
    "beta-binomial": "documents drawn from a distribution fitted to the system",
    "near the top": f"the same, with a mean quality of {HIGH}",
    "stories": "stories of 1, 3 or 9 documents drawn from those of the system",
}
PAIRED = "difference"
F1 = precision_recall_f1("x", "", (["gold"], ["predicted"], ["correct"]))[2]
ACCURACY = accuracy("accuracy", "", "quotes", "correct")


def metric_of(system):
    """The primary metric of a system's task: its counts are the metric's columns."""
    return {"attribution": ACCURACY, "coref": METRICS[PRIMARY]}.get(system.partition("/")[0], F1)


def recorded_counts():
    """Count each recorded baseline, `task/name`: a row per document of all parts, the primary metric's columns."""
    from dateline.baselines.declarations import baselines
    from dateline.baselines.recorded import predictions_path
    from dateline.baselines.run import ranked_parts
    from dateline.evaluation.evaluate import count_file, metrics_of
    from dateline.evaluation.score import prepare
    from dateline.paths import BASELINES, root
    from dateline.tasks import load, names

    found = {}
    for task in names():
        if task == "event-coref":
            continue  # its units are stories, of which there are four
        for name, baseline in baselines(task).items():
            rows = []
            for part in ranked_parts(task):
                declared, gold = prepare(task, data=part)
                counts, _ = count_file(gold, predictions_path(root() / BASELINES, baseline, part))
                primary = metrics_of(declared, gold)[declared.metrics.index(load(task).primary)]
                rows += counts.pick(primary.columns).tolist()
            found[f"{task}/{name}"] = rows
    return found


def fitted(rows):
    """Fit gold and predicted numbers as negative binomials, correct ones as a beta-binomial of the lesser of both."""
    gold, predicted, correct = np.array(rows).T
    most = np.minimum(gold, predicted)
    rate, quality = predicted.sum() / gold.sum(), correct.sum() / most.sum()
    shape = gold.mean() ** 2 / max(gold.var(ddof=1) - gold.mean(), 1e-9)
    noise = max(((predicted - rate * gold) ** 2 - rate * gold).sum() / ((rate * gold) ** 2).sum(), 1e-6)
    pairs = (most * (most - 1)).sum() * quality * (1 - quality)
    alike = ((correct - most * quality) ** 2).sum() - (most * quality * (1 - quality)).sum()
    return *map(float, (gold.mean(), shape, rate, 1 / noise, quality)), float(np.clip(alike / pairs, 0.001, 0.9))


def drawn(fit, rng, units):
    """Draw documents (units x gold, predicted, correct) from a fitted distribution."""
    mean, shape, rate, evenness, quality, alike = fit
    size = 1 / alike - 1
    gold = rng.poisson(mean * rng.gamma(shape, 1 / shape, units))
    predicted = rng.poisson(rate * gold * rng.gamma(evenness, 1 / evenness, units))
    correct = rng.binomial(np.minimum(gold, predicted), rng.beta(quality * size, (1 - quality) * size, units))
    return np.stack([gold, predicted, correct], axis=1).astype(float)


def population(model, system, rows):
    """Return a function that draws units of a model, and the true score; None where the model has no such system."""
    value, pool = metric_of(system).value, np.array(rows)
    if model == "recorded":
        return lambda rng, units: pool[rng.integers(0, len(pool), units)], float(value(pool.sum(axis=0)))
    if model == "stories":

        def stories(rng, units):
            return np.array([pool[rng.integers(0, len(pool), n)].sum(axis=0) for n in rng.choice(STORY_SIZES, units)])

        return stories, float(value(pool.sum(axis=0)))
    if metric_of(system) is not F1:
        return None
    fit = fitted(rows)
    fit = (*fit[:4], HIGH, fit[5]) if model == "near the top" else fit
    return lambda rng, units: drawn(fit, rng, units), true_f1(fit)


@cache
def true_f1(fit):
    """Return the score of a million documents."""
    return float(F1.value(drawn(fit, np.random.default_rng(0), 1_000_000).sum(axis=0)))


def as_counts(matrix, metric):
    """Name the rows and columns."""
    return Counts(tuple(map(str, range(len(matrix)))), metric.columns, matrix)


def simulated(model, system, rows, units, trials=TRIALS):
    """Count by method how many intervals hold the truth, lie below and above it; and how wide they are on average.

    A sample whose score is undefined is drawn again; an interval that does not exist does not hold the truth.
    """
    made = population(model, system, rows)
    if made is None:
        return {}
    draw, truth = made
    metric, rng = metric_of(system), np.random.default_rng(crc32(f"{model}/{system}/{units}".encode()))
    found = {method: [0, 0, 0, 0.0] for method in METHODS}
    for trial in range(trials):
        counts = as_counts(draw(rng, units), metric)
        while metric.of(counts) is None:
            counts = as_counts(draw(rng, units), metric)
        for method in METHODS:
            one = intervals(counts, [metric], method=method, resamples=RESAMPLES, seed=trial)[metric.name]
            tally(found[method], one, truth)
    return found


def compared(pair, first, second, units, trials=TRIALS):
    """Do the same for the difference of two systems on the same documents, drawn from those recorded."""
    metric, left, right = metric_of(pair), np.array(first), np.array(second)
    truth = float(metric.value(left.sum(axis=0)) - metric.value(right.sum(axis=0)))
    rng = np.random.default_rng(crc32(f"{pair}/{units}".encode()))
    found = {method: [0, 0, 0, 0.0] for method in METHODS}
    for trial in range(trials):
        rows = rng.integers(0, len(left), units)
        sides = as_counts(left[rows], metric), as_counts(right[rows], metric)
        for method in METHODS:
            tally(found[method], difference(*sides, metric, method=method, resamples=RESAMPLES, seed=trial), truth)
    return found


def tally(row, interval, truth):
    """Add an interval to a row: holds, below, above, width."""
    if interval.low is not None:
        row[0] += interval.low <= truth <= interval.high
        row[1] += interval.high < truth
        row[2] += interval.low > truth
        row[3] += interval.high - interval.low


def pairs_of(counts):
    """Pair the systems of each task with the first of it."""
    first = {}
    for system in counts:
        first.setdefault(system.partition("/")[0], system)
    return [(one, other) for other in counts if (one := first[other.partition("/")[0]]) != other]


def simulate(counts):
    """Simulate everything: rows of model, units, system, method, and what `simulated` counts."""
    rows = []
    for units in SIZES:
        for model in MODELS:
            for system, documents in counts.items():
                found = simulated(model, system, documents, units)
                rows += [[model, units, system, method, *figures] for method, figures in found.items()]
        for one, other in pairs_of(counts):
            name = f"{one} {other}"
            found = compared(name, counts[one], counts[other], units)
            rows += [[PAIRED, units, name, method, *figures] for method, figures in found.items()]
        sys.stderr.write(f"{units} units done\n")
    return rows


def table(rows, column):
    """Show a figure of each method and size, over all systems of some rows."""
    listed = []
    for method in METHODS:
        cells = [f"`{method}`"]
        for units in SIZES:
            figures = np.array([row[4:] for row in rows if row[1] == units and row[3] == method]) / TRIALS
            cells.append(column(figures))
        listed.append(cells)
    return markdown_table(["method", *map(str, SIZES)], listed)


def page(record):
    """Write the report."""
    rows = record["rows"]
    main = [row for row in rows if row[0] != PAIRED]
    systems = len(record["counts"])
    parts = [
        _HEAD.format(systems=systems, trials=TRIALS, resamples=RESAMPLES),
        "## All models\n\nShare of intervals that hold the true score (aim: .95), by number of units.\n",
        table(main, lambda f: f"{f[:, 0].mean():.3f}"),
        "\nOf the system and model that is covered worst:\n",
        table(main, lambda f: f"{f[:, 0].min():.3f}"),
        "\nMean width, in points:\n",
        table(main, lambda f: f"{100 * f[:, 3].mean():.1f}"),
        "\nShare of intervals that lie wholly above the true score, too optimistic (aim: .025):\n",
        table(main, lambda f: f"{f[:, 2].mean():.3f}"),
    ]
    for model, meaning in MODELS.items():
        parts += [f"\n## Model: {model}\n\nShare of intervals that hold the true score; {meaning}.\n"]
        parts += [table([row for row in rows if row[0] == model], lambda f: f"{f[:, 0].mean():.3f}")]
    parts += ["\n## Difference of two systems\n\nBoth on the same documents, drawn from those recorded.\n"]
    parts += [table([row for row in rows if row[0] == PAIRED], lambda f: f"{f[:, 0].mean():.3f}")]
    return "\n".join(parts) + "\n"


_HEAD = """# Coverage of intervals

Written by `python tests/benchmarks/interval_coverage.py` from coverage.json, which it writes too. {systems} recorded
baselines, {trials} samples each per model and size; {resamples} resamples for the methods that draw them.
docs/scoring/statistics.md defines methods and models. An interval that a sample does not allow counts as one that
misses.
"""


def main():
    """Simulate and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", action="store_true", help="Take the counts of the recorded baselines anew.")
    parser.add_argument("--page", action="store_true", help="Only write the page, from coverage.json.")
    path, options = REPORTS / "coverage.json", parser.parse_args()
    record = json.loads(path.read_bytes()) if path.exists() else {}
    if not options.page:
        counts = recorded_counts() if options.counts or not record else record["counts"]
        record = {"counts": counts, "rows": simulate(counts)}
        write_text(path, json.dumps(record, separators=(",", ":")).replace("],[", "],\n[") + "\n")
    write_text(REPORTS / "coverage.md", page(record))


if __name__ == "__main__":
    main()
