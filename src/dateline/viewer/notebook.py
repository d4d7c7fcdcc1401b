"""What a notebook shows of a document or a result: the viewer's own HTML, with its styles and without a script.

Styles are bound to the class `dl`, choices to a form: several outputs on one page don't disturb one another or the
notebook.
"""

from html import escape
from typing import TYPE_CHECKING

from dateline.document import Document
from dateline.tables import points
from dateline.viewer.article import body, head, readable
from dateline.viewer.marks import marked
from dateline.viewer.parts.controls import controls
from dateline.viewer.passages import styles
from dateline.viewer.view import of_gold

if TYPE_CHECKING:
    from dateline.evaluation.results import Result

HOW = "Point at a mark or a chain to light up what belongs to it."


def document_html(document: Document) -> str:
    """Draw a document with all layers that it has."""
    reading = readable(of_gold(document))
    (side,) = sides = marked(reading)
    return _scoped(
        f'{head(document)}<form class="dl-doc" method="dialog"><div class="bar">'
        f"{controls(reading, chains='mentions' in reading.layers, how=HOW)}</div>"
        f"{body(reading, sides, whole=False)}</form>",
        _lights(len(side.numbers)),
    )


def result_html(result: "Result") -> str:
    """Draw a result: its metrics with their intervals as bars on one scale, then how it is quoted."""
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{points(one.value)}</td>'
        f"<td>{_interval(one.low, one.high)}</td><td>{_bar(one.value, one.low, one.high)}</td></tr>"
        for name, one in result.scores.items()
    )
    caveats = "".join(f'<p class="note">{escape(one)}</p>' for one in result.caveats)
    return _scoped(
        f'<div class="dl-doc"><table class="scores"><caption>{escape(result.task)} · {escape(result.system)} · '
        f"{escape(result.data)} ({escape(result.size)})</caption>"
        '<thead><tr><th scope="col">metric</th><th scope="col">value</th><th scope="col">95% interval</th>'
        f'<th scope="col">0 to 100</th></tr></thead><tbody>{rows}</tbody></table>{caveats}'
        f"<p><code>{escape(result.signature)}</code></p></div>"
    )


def _scoped(inside: str, rules: str = "") -> str:
    return f'<div class="dl"><style>{styles("article")}{rules}</style>{inside}</div>'


def _lights(groups: int) -> str:
    """Write a rule for each group: where one of its marks is pointed at, all are lit."""
    return "".join(
        f'.dl:has([data-on~="{n}"]:is(:hover,:focus-visible)) [data-in~="{n}"]'
        "{background:color-mix(in srgb,var(--accent) 20%,transparent);box-shadow:0 0 0 2px var(--accent)}"
        for n in range(groups)
    )


def _interval(low: float | None, high: float | None) -> str:
    return "-" if low is None or high is None else f"{points(low)} to {points(high)}"


def _bar(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return ""
    line = "" if low is None or high is None else f'<i style="left:{low:.2f}%;width:{high - low:.2f}%"></i>'
    return f'<div class="scale"><b style="width:{value:.2f}%"></b>{line}</div>'
