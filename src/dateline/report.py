"""Results as tables for people."""

from collections.abc import Sequence

from rich.console import Console, Group
from rich.table import Table

from dateline.evaluate import Result, Score


def percent(number: float | None) -> str:
    """Format a share as a percentage with two decimals; an undefined one as a dash."""
    return "-" if number is None else f"{100 * number:.2f}"


def interval(score: Score) -> str:
    """Format a 95% interval in percent."""
    return "-" if score.low is None else f"[{percent(score.low)}, {percent(score.high)}]"


def score_table(result: Result) -> Group:
    """Show one result: every metric with its interval, then the labels that occur, then the small print."""
    table = Table(title=f"{result.task} · {result.system} · {result.data} ({result.units} units)")
    table.add_column("metric")
    table.add_column("score", justify="right")
    table.add_column("95% interval", justify="right")
    for name, score in result.scores.items():
        style = "bold" if name == result.primary else None
        table.add_row(name, percent(score.value), interval(score), style=style)
    labels = Table(title="strict, by label")
    for column in ("label", "precision", "recall", "F1", "gold", "predicted"):
        labels.add_column(column, justify="left" if column == "label" else "right")
    for name, label in result.labels.items():
        if label.gold or label.predicted:
            figures = (percent(label.precision), percent(label.recall), percent(label.f1))
            labels.add_row(name, *figures, str(label.gold), str(label.predicted))
    return Group(table, labels, *_notes(result))


def _notes(result: Result) -> Sequence[str]:
    notes = [f"signature: {result.signature}"]
    if result.detectable is not None:
        text = f"two systems must differ by about {percent(result.detectable)} points in {result.primary}"
        notes.append(f"{text} for {result.units} units to tell them apart (5% level, 80% power)")
    if result.missing:
        notes.append(f"{len(result.missing)} documents had no prediction: {', '.join(result.missing)}")
    if result.anchored:
        notes.append("quoted text was anchored: " + ", ".join(f"{n} {how}" for how, n in result.anchored.items()))
    return [*notes, *(f"warning: {warning}" for warning in result.warnings)]


def systems_table(results: Sequence[Result]) -> Table:
    """Show several systems on one task, best first."""
    first = results[0]
    table = Table(title=f"{first.task} · {first.data} ({first.units} units)")
    table.add_column("system")
    table.add_column(first.primary, justify="right")
    table.add_column("95% interval", justify="right")
    rest = [name for name in first.scores if name != first.primary and name.endswith("f1")]
    for name in rest:
        table.add_column(name, justify="right")
    for result in sorted(results, key=lambda r: -(r.scores[r.primary].value or 0.0)):
        main = result.scores[result.primary]
        others = (percent(result.scores[name].value) for name in rest)
        table.add_row(result.system, percent(main.value), interval(main), *others)
    return table


def console() -> Console:
    """Return the console that results are printed on."""
    return Console(highlight=False, soft_wrap=False)
