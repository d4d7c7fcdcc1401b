"""Numbers and tables as text: for the terminal and for Markdown."""

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # rich draws articles and progress; tables are drawn here, as importing it takes longer than scoring
    from rich.console import Console

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


def plain_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, right: bool = True) -> str:
    """Draw rows of strings; columns after the first are aligned to the right, unless they hold words.

    Where the terminal is too narrow the widest columns are wrapped.
    """
    columns = list(zip(header, *rows, strict=True))
    return _drawn(title, columns, [right and bool(index) for index in range(len(header))], _shrunk(columns))


def fitted_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, width: int | None = None) -> str:
    """Draw rows of strings in some width: numbers to the right; columns that don't fit are left out.

    The first column is always shown, and wraps where it must; columns are left out from the right, and the line below
    says which.

    Args:
        title: a line above the table.
        header: the names of the columns.
        rows: the cells.
        width: in characters; None is that of the terminal.
    """
    width = screen_width() if width is None else width
    header, rows = _without_empty(header, rows)
    columns = list(zip(header, *rows, strict=True))
    widths = [_widest(column) + _BORDER for column in columns]
    shown = len(header)
    while shown > _LEAST and sum(widths[:shown]) + 1 > width:
        shown -= 1
    right = [bool(index) and all(cell[:1] in _NUMERIC for cell in column[1:]) for index, column in enumerate(columns)]
    sizes = [size - _BORDER for size in widths[:shown]]
    sizes[0] = max(1, min(sizes[0], width - 1 - _BORDER - sum(widths[1:shown])))
    drawn = _drawn(title, columns[:shown], right, sizes)
    left_out = textwrap.wrap(f"not shown for lack of room: {', '.join(header[shown:])}", width)
    return "\n".join([drawn, *left_out]) if header[shown:] else drawn


def screen_width() -> int:
    """Return how many characters a line may have: those of the terminal; in files and logs so many that none is cut."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit():
        return shutil.get_terminal_size().columns
    return _LOG_WIDTH


def _drawn(title: str, columns: Sequence[Sequence[str]], right: Sequence[bool], sizes: Sequence[int]) -> str:
    """Draw columns, each with its header first, in boxes of some sizes."""
    head, *body = zip(*columns, strict=True)
    lines = [_rule("\u250f\u2501\u2533\u2513", sizes), *_row("\u2503", head, right, sizes)]
    lines.append(_rule("\u2521\u2501\u2547\u2529", sizes))
    for cells in body:
        lines += _row("\u2502", cells, right, sizes)
    lines.append(_rule("\u2514\u2500\u2534\u2518", sizes))
    text = "\n".join([title.center(len(lines[0])).rstrip(), *lines])
    return text if _draws_boxes() else text.translate(_PLAIN)


def _draws_boxes() -> bool:
    try:
        "\u2503".encode(sys.stdout.encoding or "utf-8")
    except (LookupError, UnicodeEncodeError):
        return False
    return True


_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u250f\u2533\u2513\u2521\u2547\u2529\u2514\u2534\u2518", "+"),
        "\u2501": "=",
        "\u2500": "-",
        "\u2503": "|",
        "\u2502": "|",
    }
)
"""The lines of tables where the terminal has no characters for boxes."""


def _rule(marks: str, sizes: Sequence[int]) -> str:
    left, along, between, end = list(marks)
    return left + between.join(along * (size + 2) for size in sizes) + end


def _row(bar: str, cells: Sequence[str], right: Sequence[bool], sizes: Sequence[int]) -> Iterator[str]:
    """Draw the lines of a row."""
    wrapped = [_wrapped(cell, size) for cell, size in zip(cells, sizes, strict=True)]
    for line in zip_longest(*wrapped, fillvalue=""):
        padded = []
        for text, aligned, size in zip(line, right, sizes, strict=False):
            gap = " " * (size - _cells(text))
            padded.append(f" {gap}{text} " if aligned else f" {text}{gap} ")
        yield f"{bar}{bar.join(padded)}{bar}"


def _wrapped(cell: str, size: int) -> list[str]:
    if _cells(cell) <= size and "\n" not in cell:
        return [cell]
    return [piece for line in cell.splitlines() for piece in textwrap.wrap(line, size) or [""]] or [""]


def _shrunk(columns: Sequence[Sequence[str]]) -> list[int]:
    """Return the widths of columns, the widest of which are cut until all fit."""
    sizes = [_widest(column) for column in columns]
    over = sum(sizes) + _BORDER * len(sizes) + 1 - screen_width()
    while over > 0 and max(sizes) > 1:
        widest = sizes.index(max(sizes))
        others = sorted(size for index, size in enumerate(sizes) if index != widest)
        cut = min(over, max(1, sizes[widest] - (others[-1] if others else 1)))
        sizes[widest] -= cut
        over -= cut
    return sizes


def _widest(column: Sequence[str]) -> int:
    return max(_cells(line) for cell in column for line in cell.split("\n"))


def _cells(text: str) -> int:
    """Count the places that a text takes in a terminal: letters of East Asia take two, combining marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 1 + (east_asian_width(c) in "WF") for c in text)


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
    import csv
    import io

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
    import json

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
    """Return the console that articles are drawn on."""
    from rich.console import Console

    screen = Console(highlight=False)
    if screen.is_terminal or os.environ.get("COLUMNS", "").isdigit():
        return screen
    return Console(highlight=False, width=_LOG_WIDTH)
