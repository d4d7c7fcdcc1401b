"""The least differences between two systems that each test set can show, from the recorded predictions."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from dateline.corpus.load import POOLS, load
from dateline.evaluation.compare import compare
from dateline.evaluation.evaluate import count_file, result, sampled
from dateline.evaluation.reference import gold_of
from dateline.scoring.significance import LEAST_UNITS
from dateline.tables import points
from dateline.tasks.declarations import Task

Systems = Mapping[str, Mapping[str, Path]]
"""The prediction files of each part, by part and system."""


def detectable_row(task: Task, systems: Systems) -> list[str]:
    """Give the row of a task: for each test set, what the two best systems there would have to differ by.

    Args:
        task: the task.
        systems: the prediction files of each part; the pools of `dateline.corpus.load.POOLS` are made of their parts.

    Returns:
        The task, and for every part and pool the difference in points with the number of units; where these are too few
        for a test, their number alone; nothing where no system has predictions.
    """
    return [f"{task.id} ({task.primary})", *(_cell(task, data, files) for data, files in _sets(systems))]


def test_sets(systems: Systems) -> list[str]:
    """List the parts and pools that a row has a column for."""
    return [data for data, _ in _sets(systems)]


def _sets(systems: Systems) -> Iterator[tuple[str, dict[str, list[Path]]]]:
    """Yield each part, then each pool whose parts are all there, with the files of the systems that have them all."""
    for data, files in systems.items():
        yield data, {name: [path] for name, path in files.items()}
    for pool, parts in POOLS.items():
        if systems.keys() >= set(parts):
            shared = set[str].intersection(*(set(systems[part]) for part in parts))
            yield pool, {name: [systems[part][name] for part in parts] for name in sorted(shared)}


def _cell(task: Task, data: str, files: Mapping[str, list[Path]]) -> str:
    if not files:
        return ""
    gold = gold_of(task, load(data), data)
    counted = {}
    for name, paths in files.items():
        records = [msgspec.json.decode(line) for path in paths for line in path.read_bytes().splitlines() if line]
        counted[name] = count_file(gold, records)[0]
    scores = {
        name: result(task, gold, counts, name).scores[task.primary].value or 0.0 for name, counts in counted.items()
    }
    best = sorted(scores, key=lambda name: (-scores[name], name))[:2]
    units = len(sampled(gold, counted[best[0]]).counts.units)
    if len(best) < 2 or units < LEAST_UNITS:  # noqa: PLR2004 - a difference is of two
        return f"no test ({units})"
    (difference,) = compare(task, gold, {name: counted[name] for name in best})
    return f"{points(difference.detectable)} ({units})"
