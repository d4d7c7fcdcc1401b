"""What was found in articles, as tables and as JSON."""

import math
from collections.abc import Sequence

import msgspec

from dateline.corpus.style.lint import Finding, Line, Linted
from dateline.errors import refuse
from dateline.tables import csv_table, markdown_table

FORMATS = ("table", "markdown", "csv", "json")
_SHOWN = 8  # lines of one finding in a table

Rows = tuple[list[str], list[list[str]]]


def rendered(linted: Linted, form: str) -> str:
    """Write findings and summary as Markdown or JSON, or the findings as CSV.

    Raises:
        InputError: there is no such format.
    """
    if form == "json":
        return msgspec.json.encode(linted).decode()
    if form not in FORMATS:
        raise refuse("unknown-option", f"--format can't be {form!r}", hint=f"one of {', '.join(FORMATS)}")
    if form == "csv":
        return csv_table(*finding_rows(linted.findings)).rstrip("\n")
    return f"{markdown_table(*finding_rows(linted.findings))}\n\n{markdown_table(*summary_rows(linted))}"


def finding_rows(findings: Sequence[Finding]) -> Rows:
    """Give the header and rows of the findings."""
    header = ["article", "lines", "habit", "count", "rate", "real", "unit", "note"]
    rows = [
        [
            one.article,
            _lines(one.lines),
            f"{one.habit}: too {one.side}" if one.rate is not None else one.habit,
            str(one.count),
            number(one.rate),
            number(one.real),
            one.unit,
            one.note,
        ]
        for one in findings
    ]
    return header, rows


def summary_rows(linted: Linted) -> Rows:
    """Give the header and rows of the summary: the habits whose rate is furthest from the real one first."""
    header = ["habit", "unit", "rate", "real", "ratio", "articles reported"]
    rows = [
        [line.habit, line.unit, number(line.rate), number(line.real), number(ratio(line)), str(line.reported)]
        for line in sorted(linted.summary, key=_distance, reverse=True)
    ]
    return header, rows


def ratio(line: Line) -> float | None:
    """Return how many times the real rate a rate is; None where there is nothing to divide by."""
    return line.rate / line.real if line.rate is not None and line.real else None


def _distance(line: Line) -> float:
    if not line.rate or line.real is None:
        return -1.0
    return abs(math.log(line.rate / line.real)) if line.real else math.inf


def number(value: float | None) -> str:
    """Format a rate with two decimals; an undefined one as nothing."""
    return "" if value is None else f"{value:.2f}"


def _lines(lines: Sequence[int]) -> str:
    more = f" and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    return ", ".join(map(str, lines[:_SHOWN])) + more
