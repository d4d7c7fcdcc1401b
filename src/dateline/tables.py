"""Numbers and tables as text: for the terminal and for Markdown."""

import csv
import io
import json
import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # rich is imported where something is drawn: results alone don't need it
    from rich.console import Console
    from rich.table import Table

_LEAST = 2  # columns that are always shown
_BORDER = 3  # characters that a column takes besides its own
_NUMERIC = frozenset("0123456789-[. ") | {""}
_LOG_WIDTH = 400  # columns where the output is no terminal, so that tables in files and logs are not cut


def percent(number: float | None) -> str:
    """Format a share as a percentage with two decimals; an undefined one as a dash."""
    return "-" if number is None else f"{100 * number:.2f}"


def points(number: float | None) -> str:
    """Format a score from 0 to 100 with two decimals; an undefined one as a dash."""
    return "-" if number is None else f"{number:.2f}"


def plain_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, right: bool = True) -> "Table":
    """Show rows of strings; columns after the first are aligned to the right, unless they hold words."""
    from rich.table import Table

    table = Table(title=title)
    for index, column in enumerate(header):
        table.add_column(column, justify="right" if index and right else "left")
    for row in rows:
        table.add_row(*row)
    return table


def fitted_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, width: int) -> "Table":
    """Show rows of strings in a terminal of some width: numbers to the right; columns that don't fit are left out.

    The first column is always shown, and wraps where it must; columns are left out from the right, and the caption says
    which.
    """
    from rich.table import Table

    header, rows = _without_empty(header, rows)
    widths = [max(map(len, column)) + _BORDER for column in zip(header, *rows, strict=True)]
    shown = len(header)
    while shown > _LEAST and sum(widths[:shown]) + 1 > width:
        shown -= 1
    left_out = header[shown:]
    table = Table(title=title, caption=f"not shown for lack of room: {', '.join(left_out)}" if left_out else None)
    for index, column in enumerate(header[:shown]):
        numeric = all(row[index][:1] in _NUMERIC for row in rows)
        table.add_column(column, justify="right" if index and numeric else "left", no_wrap=bool(index))
    for row in rows:
        table.add_row(*row[:shown])
    return table


def _without_empty(
    header: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Leave out the columns in which no row has anything."""
    kept = [index for index in range(len(header)) if not rows or any(row[index] for row in rows)]
    return [header[index] for index in kept], [[row[index] for index in kept] for row in rows]


def fits(header: Sequence[str], rows: Sequence[Sequence[str]], *, width: int) -> bool:
    """Tell whether a table fits into a terminal of some width."""
    return sum(max(map(len, column)) + _BORDER for column in zip(header, *rows, strict=True)) < width


def csv_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Format a table as CSV (RFC 4180, with line feeds)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def latex_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Format a table in LaTeX with the rules of the package booktabs; columns after the first are set to the right."""
    lines = [" & ".join(map(_latex, row)) + r" \\" for row in (header, *rows)]
    columns = "l" + "r" * (len(header) - 1)
    body = "\n".join(lines[1:])
    return f"\\begin{{tabular}}{{{columns}}}\n\\toprule\n{lines[0]}\n\\midrule\n{body}\n\\bottomrule\n\\end{{tabular}}"


_LATEX = str.maketrans({c: f"\\{c}" for c in "&%$#_{}"} | {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"})


def _latex(cell: str) -> str:
    return cell.replace("\\", "\0").translate(_LATEX).replace("\0", r"\textbackslash{}")


def json_table(tables: Iterable[tuple[str, Sequence[str], Sequence[Sequence[str]]]]) -> str:
    """Format tables as one JSON object: by their titles, a list of rows as objects."""
    return json.dumps(
        {title: [dict(zip(header, row, strict=True)) for row in rows] for title, header, rows in tables},
        ensure_ascii=False,
    )


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[object]], *, right: bool = True) -> str:
    """Format a table in Markdown; columns after the first are aligned to the right, unless they hold words."""
    lines = [" | ".join(header), "|".join(["---", *["---:" if right else "---"] * (len(header) - 1)])]
    lines += [" | ".join(str(cell) for cell in row) for row in rows]
    return "\n".join(f"| {line} |" if "---" not in line else f"|{line}|" for line in lines)


def console() -> "Console":
    """Return the console that results are printed on."""
    from rich.console import Console

    screen = Console(highlight=False)
    if screen.is_terminal or os.environ.get("COLUMNS", "").isdigit():
        return screen
    return Console(highlight=False, width=_LOG_WIDTH)
