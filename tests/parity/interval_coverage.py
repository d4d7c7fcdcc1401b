"""How often a 95% interval holds the true value, by simulation: the table of docs/scoring/statistics.md.

`python tests/parity/interval_coverage.py` writes the table; a test computes it again.
"""

import re
from pathlib import Path

import numpy as np

from dateline.scoring.counts import Counts, precision_recall_f1
from dateline.scoring.significance import bootstrap

SIZES = (9, 20, 50, 200)
TRIALS = 1000
RESAMPLES = 1000
TARGET = Path(__file__).parents[2] / "docs" / "scoring" / "statistics.md"
F1 = precision_recall_f1("x", "of x", (["gold"], ["predicted"], ["correct"]))[2]


def _counts(rng: np.random.Generator, units: int) -> Counts:
    """Draw documents of about 20 gold and 20 predicted items, with a quality of their own, Beta(8, 2)."""
    gold, predicted = rng.poisson(20, (2, units))
    correct = rng.binomial(np.minimum(gold, predicted), rng.beta(8, 2, units))
    matrix = np.stack([gold, predicted, correct], axis=1).astype(float)
    return Counts(tuple(map(str, range(units))), F1.columns, matrix)


def coverage(units: int) -> float:
    """Return the share of intervals, from this many units, that hold the value of a very large sample."""
    truth = F1.of(_counts(np.random.default_rng(0), 200_000))
    rng = np.random.default_rng(units)
    held = 0
    for trial in range(TRIALS):
        interval = bootstrap(_counts(rng, units), [F1], resamples=RESAMPLES, seed=trial)[F1.name]
        held += interval.low <= truth <= interval.high
    return held / TRIALS


def table() -> str:
    """Return the table in Markdown."""
    rows = "".join(f"| {units} | {coverage(units):.2f} |\n" for units in SIZES)
    return f"| units | share of intervals that hold the true value |\n|---|---|\n{rows}"


def main() -> None:
    """Put the table into the docs."""
    text = TARGET.read_text(encoding="utf-8")
    TARGET.write_text(re.sub(r"\| units \|.*?\n(?=\n)", table(), text, flags=re.DOTALL), encoding="utf-8")


if __name__ == "__main__":
    main()
