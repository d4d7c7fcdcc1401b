"""Numbers and tables as text: for the terminal and for Markdown."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

_LOG_WIDTH = 120  # columns where the output is no terminal, so that tables in logs are not cut


def percent(number: float | None) -> str:
    """Format a share as a percentage with two decimals; an undefined one as a dash."""
    return "-" if number is None else f"{100 * number:.2f}"


def plain_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, right: bool = True) -> Table:
    """Show rows of strings; columns after the first are aligned to the right, unless they hold words."""
    table = Table(title=title)
    for index, column in enumerate(header):
        table.add_column(column, justify="right" if index and right else "left")
    for row in rows:
        table.add_row(*row)
    return table


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[object]], *, right: bool = True) -> str:
    """Format a table in Markdown; columns after the first are aligned to the right, unless they hold words."""
    lines = [" | ".join(header), "|".join(["---", *["---:" if right else "---"] * (len(header) - 1)])]
    lines += [" | ".join(str(cell) for cell in row) for row in rows]
    return "\n".join(f"| {line} |" if "---" not in line else f"|{line}|" for line in lines)


def console() -> Console:
    """Return the console that results are printed on."""
    screen = Console(highlight=False)
    return screen if screen.is_terminal else Console(highlight=False, width=_LOG_WIDTH)
