"""Results as tables: for the terminal, and as Markdown, LaTeX, CSV and JSON."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from dateline.errors import refuse
from dateline.evaluation.annotators import MEANING, SYSTEM
from dateline.evaluation.results import Reading, Report, Result
from dateline.evaluation.rows import Rows, difference_rows, label_rows, metric_rows, system_rows
from dateline.tables import csv_table, fitted_table, latex_table, markdown_table, points

FORMATS = ("table", "markdown", "latex", "csv", "json")


def tables(report: Report) -> Iterator[tuple[str, Rows]]:
    """Yield the tables of a report, each with its title."""
    first = report.results[0]
    if len(report.results) > 1:
        yield f"{first.task} · {first.data} ({first.size})", system_rows(report.results, report.annotators)
        if report.differences:
            title = f"difference in {first.primary} from {report.differences[0].baseline}"
            yield title, difference_rows(report.differences)
        return
    yield f"{first.task} · {first.system} · {first.data} ({first.size})", metric_rows(first, report.annotators)
    if first.labels:
        yield "by label", label_rows(first.labels)


def rendered(report: Report, form: str) -> str:
    """Write a report as Markdown, LaTeX (booktabs), CSV or JSON.

    Raises:
        InputError: there is no such format.
    """
    if form == "json":
        return msgspec.json.encode(report).decode()
    if form not in FORMATS:
        raise refuse("unknown-option", f"--format can't be {form!r}", hint=f"one of {', '.join(FORMATS)}")
    if form == "csv":
        return csv_table(*csv_rows(report.results)).rstrip("\n")
    write = latex_table if form == "latex" else markdown_table
    signature = report.results[0].signature
    signed = f"% signature: {signature}" if form == "latex" else f"`{signature}`"
    return "\n\n".join([*(write(*rows) for _, rows in tables(report)), signed])


def csv_rows(results: Sequence[Result]) -> Rows:
    """Give a row for each metric of each system, and of each label, with unrounded numbers."""
    header = ["task", "data", "system", "label", "metric", "value", "low", "high", "units", "signature"]
    rows = []
    for one in results:
        figures = [("", name, score) for name, score in one.scores.items()]
        figures += [(label, "f1", score.f1) for label, score in one.labels.items()]
        for label, name, score in figures:
            numbers = ["" if number is None else repr(number) for number in (score.value, score.low, score.high)]
            rows.append([one.task, one.data, one.system, label, name, *numbers, str(one.units), one.signature])
    return header, rows


def printed(report: Report, width: int) -> Iterator[str]:
    """Yield the tables of a report for a terminal of some width, and the lines below them."""
    for title, rows in tables(report):
        yield fitted_table(title, *rows, width=width)
    yield from notes(report)


def notes(report: Report) -> Iterator[str]:
    """Say what belongs to the scores: signature, what they can tell apart, how the predictions were read."""
    first = report.results[0]
    yield f"signature: {first.signature}"
    yield from first.caveats
    for reason in dict.fromkeys(one.note for one in report.differences if one.note):
        systems = ", ".join(one.system for one in report.differences if one.note == reason)
        yield f"{systems}: {reason}"
    if len(report.results) == 1:
        if first.detectable is not None:
            text = f"two systems must differ by about {points(first.detectable)} points in {first.primary}"
            yield f"{text} for {first.size} to tell them apart (5% level, 80% power)"
        for story, value in first.without.items():
            yield f"without the story {story}, which retells articles of news: {first.primary} {points(value)}"
        yield from reading_notes(first.reading)
    else:
        yield from (f"{one.system}: {line}" for one in report.results for line in reading_notes(one.reading))
    if report.annotators:
        yield f"{SYSTEM}: {MEANING}; signature: {report.annotators.signature}"


def reading_notes(reading: Reading) -> Iterator[str]:
    """Say what was noticed when predictions were read."""
    if reading.missing:
        more = ", ..." if len(reading.missing) > 3 else ""  # noqa: PLR2004
        yield f"{len(reading.missing)} documents had no prediction: {', '.join(reading.missing[:3])}{more}"
    if reading.anchored:
        found = ", ".join(f"{number} {how}" for how, number in sorted(reading.anchored.items()))
        yield f"quoted text was anchored: {found}"
    for side, lost in reading.left_out.items():
        if lost:
            yield f"{sum(lost.values())} {side} annotations have no counterpart in the crosswalk: {_counted(lost)}"
    if reading.extra_labels:
        number = sum(reading.extra_labels.values())
        yield f"warning: {number} predictions have labels that the gold has not: {_counted(reading.extra_labels)}"
    yield from (f"warning: {warning}" for warning in reading.warnings)


def _counted(numbers: Mapping[str, int]) -> str:
    pairs = sorted(numbers.items())
    more = f" and {len(pairs) - 10} more" if len(pairs) > 10 else ""  # noqa: PLR2004
    return ", ".join(f"{number} {label}" for label, number in pairs[:10]) + more
