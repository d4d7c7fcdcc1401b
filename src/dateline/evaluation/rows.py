"""Results as rows of text, for every kind of table: one row a metric, with precision and recall beside their F1."""

from collections.abc import Iterator, Mapping, Sequence

from dateline.evaluation.results import Difference, LabelScore, Result, Score
from dateline.tables import points

Rows = tuple[list[str], list[list[str]]]
"""Header and rows."""


def interval(score: Score) -> str:
    """Format a 95% interval, or why there is none."""
    return score.note or "-" if score.low is None else f"[{points(score.low)}, {points(score.high)}]"


def metric_rows(result: Result, annotators: Result | None = None) -> Rows:
    """Give a row for each metric: F1 with its precision and recall, other metrics alone, each with its interval."""
    header = ["metric", "score", "95% interval", "P", "R"] + ([annotators.system] if annotators else [])
    rows = []
    for name, precision, recall in families(result.scores):
        score = result.scores[name]
        parts = [points(result.scores[part].value) if part else "" for part in (precision, recall)]
        other = [points(annotators.scores[name].value)] if annotators else []
        rows.append([name, points(score.value), interval(score), *parts, *other])
    return header, rows


def families(scores: Mapping[str, Score]) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield the metrics in order, F1 together with the names of its precision and recall where they are reported."""
    taken: set[str] = set()
    for name in scores:
        parts = [name.replace("_f1", f"_{part}") if "_f1" in name else None for part in ("precision", "recall")]
        taken.update(part for part in parts if part)
    for name in scores:
        if name in taken:
            continue
        parts = [name.replace("_f1", f"_{part}") if "_f1" in name else None for part in ("precision", "recall")]
        precision, recall = (part if part in scores else None for part in parts)
        yield name, precision, recall


def label_rows(labels: Mapping[str, LabelScore]) -> Rows:
    """Give a row for each label: rates, interval of F1, and the numbers."""
    header = ["label", "F1", "95% interval", "P", "R", "support", "TP", "FP", "FN"]
    return header, [
        [name, points(one.f1.value), interval(one.f1), points(one.precision), points(one.recall)]
        + [str(number) for number in (one.support, one.tp, one.fp, one.fn)]
        for name, one in labels.items()
    ]


def system_rows(results: Sequence[Result], annotators: Result | None = None) -> Rows:
    """Give a row for each system, best first, with the primary metric, its interval, and the other F1 scores."""
    first = results[0]
    rest = [name for name in first.scores if name != first.primary and name.endswith("f1")]
    ranked = sorted(results, key=lambda one: -(one.scores[one.primary].value or 0.0))
    rows = [
        [one.system, points(one.scores[first.primary].value), interval(one.scores[first.primary])]
        + [points(one.scores[name].value) for name in rest]
        for one in ([*ranked, annotators] if annotators else ranked)
    ]
    return ["system", first.primary, "95% interval", *rest], rows


def difference_rows(differences: Sequence[Difference]) -> Rows:
    """Give a row for each system: how it differs from the first, and the tests."""
    rows = []
    for one in differences:
        tests = ["-" if p is None else f"{p:.4f}" for p in (one.p, one.adjusted)]
        bounds = interval(Score(one.value, one.low, one.high))
        rows.append([one.system, points(one.value), bounds, *tests, points(one.detectable)])
    return ["system", "difference", "95% interval", "p", "p (Holm)", "detectable"], rows


def part_rows(results: Sequence[Result], annotators: Sequence[Result]) -> Rows:
    """Give a row for each system with its primary metric on several parts, the best of the first part first."""
    parts = list(dict.fromkeys(one.data for one in results))
    primary = results[0].primary
    found = {(one.system, one.data): one.scores[primary] for one in (*results, *annotators)}
    empty = Score(None, None, None)
    systems = dict.fromkeys(one.system for one in results)
    ranked = sorted(systems, key=lambda system: -(found.get((system, parts[0]), empty).value or 0.0))
    rows = []
    for system in [*ranked, *dict.fromkeys(one.system for one in annotators)]:
        scores = [found.get((system, part), empty) for part in parts]
        rows.append([system, *(cell for score in scores for cell in (points(score.value), interval(score)))])
    return ["system", *(name for part in parts for name in (part, "95% interval"))], rows
