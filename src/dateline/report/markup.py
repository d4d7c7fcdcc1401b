"""Small pieces of HTML: everything from data is escaped here, once."""

from collections.abc import Mapping, Sequence
from html import escape

import msgspec

from dateline.publishing.reports.figures import SERIES

_NUMBER = frozenset("0123456789-[.")


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def inner(text: str) -> str:
    """Escape text, unless it is HTML already."""
    return text if isinstance(text, Html) else escape(text)


def table(caption: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, kind: str = "") -> Html:
    """Write a table; the first column names its rows, and it scrolls sideways by itself where it is wide."""
    head = "".join(f'<th scope="col">{inner(cell)}</th>' for cell in header)
    body = "".join(f"<tr>{_first(row[0])}{''.join(map(_cell, row[1:]))}</tr>" for row in rows)
    name = escape(caption)
    return Html(
        f'<div class="wide" role="region" tabindex="0" aria-label="{name}"><table class="{kind}">'
        f"<caption>{name}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>\n"
    )


def _first(text: str) -> str:
    return f'<th scope="row">{inner(text)}</th>'


def _cell(text: str) -> str:
    number = isinstance(text, Html) or text[:1] in _NUMBER or not text
    return f'<td class="n">{inner(text)}</td>' if number else f"<td>{inner(text)}</td>"


def bar(value: float | None, text: str, number: int = 0) -> Html:
    """Write a number with a bar of its share of 100, in the colour of a system."""
    width = 0.0 if value is None else max(0.0, min(100.0, value))
    drawn = f'<span class="bar s{number % len(SERIES) + 1}" style="--v:{width:.1f}"></span>'
    return Html(f'{drawn}<span class="value">{escape(text)}</span>')


def find(number: int, what: str, query: Mapping[str, str | int], share: float | None = None) -> Html:
    """Write a number as a button that shows the errors that it counts; `share` shades it, from 0 to 1."""
    shade = "" if share is None else f' style="--v:{share:.2f}"'
    data = escape(msgspec.json.encode(query).decode())
    label = escape(f"show {number}: {what}")
    return Html(f'<button type="button" class="find" data-find="{data}" aria-label="{label}"{shade}>{number}</button>')


def system_name(name: str, number: int) -> Html:
    """Write the name of a system with the sign that it has in plots."""
    return Html(f'<span class="sign s{number % len(SERIES) + 1}" aria-hidden="true"></span>{escape(name)}')


def plot(svg: str, caption: str) -> Html:
    """Write a plot with its caption."""
    return Html(f'<figure class="plot">{svg}<figcaption>{escape(caption)}</figcaption></figure>\n')


def beside(*parts: str) -> Html:
    """Put a plot and its data side by side, where there is room."""
    return Html(f'<div class="pair">{"".join(parts)}</div>\n')


def side_by_side(*parts: str) -> Html:
    """Put things in rows, as many as there is room for."""
    return Html(f'<div class="side">{"".join(parts)}</div>\n')


def folded(title: str, *parts: str) -> Html:
    """Put something behind its title."""
    return Html(f"<details><summary>{escape(title)}</summary>{''.join(parts)}</details>\n")


def section(name: str, title: str, *parts: str) -> Html:
    """Write a section of the page; nothing where it has no content."""
    whole = "".join(parts)
    if not whole:
        return Html()
    return Html(
        f'<section id="{name}" aria-labelledby="{name}-title"><h2 id="{name}-title">{title}</h2>\n{whole}</section>\n'
    )


def paragraph(text: str, kind: str = "") -> Html:
    """Write a paragraph."""
    return Html(f'<p class="{kind}">{inner(text)}</p>\n' if kind else f"<p>{inner(text)}</p>\n")
