"""Results as tables for people."""

from collections.abc import Mapping, Sequence

from rich.console import Group
from rich.table import Table

from dateline.evaluation.annotators import MEANING, SYSTEM
from dateline.evaluation.compare import Difference
from dateline.evaluation.evaluate import Reading, Result, Score
from dateline.evaluation.sampling import size
from dateline.tables import percent


def interval(score: Score) -> str:
    """Format a 95% interval in percent, or why there is none."""
    return score.note or "-" if score.low is None else f"[{percent(score.low)}, {percent(score.high)}]"


def size_of(result: Result) -> str:
    """Say what a result is about: `15 documents in 3 stories`."""
    return size(result.units, result.unit, result.documents)


def score_table(result: Result, agreement: Result | None = None) -> Group:
    """Show one result: every metric with its interval, beside the annotators' agreement, then the labels that occur."""
    table = Table(title=f"{result.task} · {result.system} · {result.data} ({size_of(result)})")
    table.add_column("metric")
    table.add_column("score", justify="right")
    table.add_column("95% interval", justify="right")
    if agreement:
        table.add_column(agreement.system, justify="right")
    for name, score in result.scores.items():
        style = "bold" if name == result.primary else None
        top = [percent(agreement.scores[name].value)] if agreement else []
        table.add_row(name, percent(score.value), interval(score), *top, style=style)
    parts = [table]
    if result.labels:
        labels = Table(title="by label")
        for column in ("label", "precision", "recall", "F1"):
            labels.add_column(column, justify="left" if column == "label" else "right")
        for name, figures in result.labels.items():
            labels.add_row(name, *map(percent, figures))
        parts.append(labels)
    return Group(*parts)


def notes(result: Result) -> Sequence[str]:
    """Say what belongs to a result besides its numbers: signature, what it can tell apart, how the file was read."""
    said = [f"signature: {result.signature}", *result.caveats]
    if result.detectable is not None:
        text = f"two systems must differ by about {percent(result.detectable)} points in {result.primary}"
        said.append(f"{text} for {size_of(result)} to tell them apart (5% level, 80% power)")
    return [*said, *reading_notes(result.reading)]


def reading_notes(reading: Reading) -> Sequence[str]:
    """Say what was noticed when a prediction file was read."""
    notes = []
    if reading.missing:
        notes.append(f"{len(reading.missing)} documents had no prediction: {', '.join(reading.missing)}")
    if reading.anchored:
        found = ", ".join(f"{number} {how}" for how, number in sorted(reading.anchored.items()))
        notes.append(f"quoted text was anchored: {found}")
    for side, lost in reading.left_out.items():
        if lost:
            found = ", ".join(f"{number} {label}" for label, number in sorted(lost.items()))
            notes.append(f"{sum(lost.values())} {side} annotations have no counterpart in the crosswalk: {found}")
    return [*notes, *(f"warning: {warning}" for warning in reading.warnings)]


def agreement_note(agreement: Result | None) -> Sequence[str]:
    """Say what the annotators' row is, with its own signature."""
    return [f"{SYSTEM}: {MEANING}; signature: {agreement.signature}"] if agreement else []


def differences_table(differences: Sequence[Difference], metric: str) -> Table:
    """Show how systems differ from the first one."""
    table = Table(title=f"difference in {metric} from {differences[0].baseline}")
    for column in ("system", "difference", "95% interval", "p", "p (Holm)", "detectable"):
        table.add_column(column, justify="left" if column == "system" else "right")
    for one in differences:
        bounds = interval(Score(one.value, one.low, one.high))
        tests = ("-" if p is None else f"{p:.4f}" for p in (one.p, one.adjusted))
        table.add_row(one.system, percent(one.value), bounds, *tests, percent(one.detectable))
    return table


def untested_notes(differences: Sequence[Difference]) -> Sequence[str]:
    """Say why comparisons have no p-value, each reason once."""
    reasons = dict.fromkeys(one.note for one in differences if one.note)
    systems = {reason: ", ".join(one.system for one in differences if one.note == reason) for reason in reasons}
    return [f"{named}: {reason}" for reason, named in systems.items()]


def systems_table(results: Sequence[Result], agreement: Result | None = None) -> Table:
    """Show several systems on one task, best first, under the annotators' agreement."""
    first = results[0]
    table = Table(title=f"{first.task} · {first.data} ({size_of(first)})")
    table.add_column("system", no_wrap=True)
    table.add_column(first.primary, justify="right", no_wrap=True)
    table.add_column("95% interval", justify="right", no_wrap=True)
    rest = [name for name in first.scores if name != first.primary and name.endswith("f1")]
    for name in rest:
        table.add_column(name, justify="right")
    ranked = sorted(results, key=lambda r: -(r.scores[r.primary].value or 0.0))
    for result in [agreement, *ranked] if agreement else ranked:
        main = result.scores[result.primary]
        others = (percent(result.scores[name].value) for name in rest)
        table.add_row(result.system, percent(main.value), interval(main), *others)
    return table


def parts_table(results: Sequence[Result], agreements: Mapping[str, Result | None]) -> Table:
    """Show the primary metric of several systems on several parts, a column each, the best of the first part first."""
    parts = list(agreements)
    primary = results[0].primary
    found = {(one.system, one.data): one.scores[primary] for one in results}
    found |= {(top.system, part): top.scores[primary] for part, top in agreements.items() if top}
    tops = {top.system for top in agreements.values() if top}
    systems = dict.fromkeys(one.system for one in results)
    table = Table(title=f"{results[0].task} · {primary}")
    table.add_column("system", no_wrap=True)
    for part in parts:
        table.add_column(part, justify="right", no_wrap=True)
        table.add_column("95% interval", justify="right", no_wrap=True)
    empty = Score(None, None, None)
    ranked = sorted(systems, key=lambda system: -(found.get((system, parts[0]), empty).value or 0.0))
    for system in [*tops, *ranked]:
        scores = [found.get((system, part), empty) for part in parts]
        table.add_row(system, *(cell for score in scores for cell in (percent(score.value), interval(score))))
    return table
