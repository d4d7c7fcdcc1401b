"""The leaderboard as a page of the site: tables to sort, intervals and ranks as plots."""

from collections.abc import Sequence
from html import escape

from docs.site.markup import button, filled, table
from docs.site.task_pages import Board

from dateline.evaluation.annotators import SYSTEM
from dateline.publishing.leaderboard import rows
from dateline.report.leaderboard import plots_of
from dateline.tasks.declarations import load

BOARD = "leaderboard.html"
"""What `dateline leaderboard --html` writes, beside the page."""


def leaderboard(boards: Sequence[Board]) -> str:
    """Write the page."""
    parts = []
    last = ""
    for number, board in enumerate(boards):
        task = board[0]
        if task != last:
            parts.append(f"## {task}\n\n{load(task).description} [The task](../tasks/{task}.md).\n")
            last = task
        parts.append(_table(board, number))
    return filled(
        "leaderboard",
        annotators=SYSTEM,
        button=button("Filter and repeat: all of it as one page", BOARD),
        tables="\n".join(parts),
    )


def _table(board: Board, number: int) -> str:
    _, data, places, top = board
    first = places[0].result
    scores, ranks = plots_of(places, top, number)
    plots = _figure(scores, f"{first.primary} with 95% intervals") + _figure(ranks, "ranks with 95% confidence")
    header, listed = rows(places, top)
    caveats = "".join(f" {text[0].upper()}{text[1:]}." for text in first.caveats)
    return (
        f"### {data} {{#{board[0]}-{data.replace('/', '-')}}}\n\n{first.size}.{caveats}\n\n"
        f'{table(header, listed, right=True)}\n\n<div class="plots">{plots}</div>\n'
    )


def _figure(svg: str, caption: str) -> str:
    lines = " ".join(svg.split("\n"))  # a blank line would end the block of HTML
    return f'<figure class="plot">{lines}<figcaption>{escape(caption)}</figcaption></figure>'
