"""The score report as one self-contained page: no other file, no network.

Everything from data is escaped, or packed as JSON that the page's script writes as text; the page's own policy lets no
other script run.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from html import escape
from pathlib import Path

from dateline.evaluation.tables import notes
from dateline.files import check_unpublished, write_text
from dateline.paths import root
from dateline.report import blocks
from dateline.report.browsing import documents, errors
from dateline.report.findings import Findings
from dateline.report.markup import Html, paragraph, section
from dateline.report.outcomes import comparison, outcomes
from dateline.report.scores import headline, labels, precision_recall
from dateline.tables import points
from dateline.viewer.terminal import MASKED

_SCRIPTS = ("tools.js", "units.js", "errors.js", "start.js")  # in the order in which they are joined
_MOST_LEADS = 3
_NONE = "The gold file carries no text: underscores stand for its characters."
_OWN = "This page quotes the text of the gold file."
_REAL = "This page quotes the text of real articles, which is not free to publish: keep it to yourself."


def write_report(path: Path, found: Findings, *, limit: int = blocks.LIMIT) -> Path:
    """Write a report through the safe writer; return its path.

    Raises:
        InputError: the path can't be written to, or would publish real text.
    """
    if any(one.provenance == "real" and not one.masked for one in found.documents.values()):
        check_unpublished(path, root())
    return write_text(path, page(found, limit=limit))


def page(found: Findings, *, limit: int = blocks.LIMIT) -> str:
    """Write findings as an HTML page, whose packed errors take at most `limit` characters."""
    style, *parts = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("report.css", *_SCRIPTS))
    script = '"use strict";\n(() => {\n' + "".join(parts) + "})();\n"
    return "".join(_page(found, style, script, limit))


def _page(found: Findings, style: str, script: str, limit: int) -> Iterator[str]:
    allowed = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rules = ("default-src 'none'", "style-src 'unsafe-inline'", f"script-src 'sha256-{allowed}'", "base-uri 'none'")
    policy = "; ".join((*rules, "form-action 'none'"))
    first = found.report.results[0]
    packed = blocks.blocks(found, limit)
    sections = [
        headline(found),
        labels(found),
        precision_recall(found),
        outcomes(found),
        comparison(found),
        documents(found),
        errors(found, packed),
        _repeat(found),
    ]
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="color-scheme" content="light dark">\n'
    yield f"<title>{escape(first.task)} on {escape(first.data)}: score report</title>\n"
    yield f"<style>\n{style}</style>\n</head>\n<body>\n"
    yield '<a class="skip" href="#main">Skip to the scores</a>\n'
    yield f'<header>\n<p class="over">Score report</p>\n<h1>{escape(first.task)} on {escape(first.data)}</h1>\n'
    yield paragraph(f"{found.task.description} {first.size}.", "facts")
    yield "".join(paragraph(_lead(found, number), "lead") for number in _best(found))
    yield f"{paragraph(text, 'note') if (text := _told_of_text(found)) else ''}</header>\n"
    yield f'{_contents(sections)}<main id="main" tabindex="-1">\n{"".join(sections)}</main>\n'
    yield (
        _data("data-index", packed.columns)
        + _data("data-words", packed.words)
        + _data("data-units", blocks.units(found))
    )
    yield "".join(_data(f"data-{number}", text) for number, text in enumerate(packed.contexts))
    yield f"<script>{script}</script>\n</body>\n</html>\n"


def _best(found: Findings) -> list[int]:
    """Return the numbers of the best systems, the best first."""
    scores = [one.scores[one.primary].value or 0.0 for one in found.report.results]
    return sorted(range(len(scores)), key=lambda number: -scores[number])[:_MOST_LEADS]


def _lead(found: Findings, number: int) -> Html:
    result = found.report.results[number]
    score = result.scores[result.primary]
    bounds = score.note or ""
    if score.low is not None:
        bounds = f"95% interval {points(score.low)} to {points(score.high)}"
    return Html(
        f"<b>{points(score.value)}</b> {escape(result.primary)} of {escape(result.system)}"
        + (f" <span>{escape(bounds)}</span>" if bounds else "")
    )


def _told_of_text(found: Findings) -> str:
    """Say whose text the page holds."""
    shown = found.documents.values()
    told = []
    if any(one.provenance == "user" and one.masked for one in shown):
        told.append(_NONE)
    if any(one.provenance != "user" and one.masked for one in shown):
        told.append(MASKED.replace("`", ""))
    if any(one.provenance == "real" and not one.masked for one in shown):
        told.append(_REAL)
    if any(one.provenance == "user" and not one.masked for one in shown):
        told.append(_OWN)
    return " ".join(told)


def _contents(sections: list[Html]) -> str:
    """Link to the sections that there are."""
    links = []
    for text in filter(None, sections):
        name = text.split('"', 2)[1]
        title = text.partition("<h2")[2].partition(">")[2].partition("</h2>")[0]
        links.append(f'<li><a href="#{name}">{title}</a></li>')
    return f'<nav aria-label="Sections"><ul>{"".join(links)}</ul></nav>\n'


def _repeat(found: Findings) -> Html:
    first = found.report.results[0]
    said = {f"signature: {first.signature}", *first.caveats}  # below, and with the scores
    lines = [paragraph(line) for line in notes(found.report) if line not in said]
    return section(
        "repeat",
        "How to repeat it",
        Html("<p>The command that scores the same again:</p>"),
        Html(f'<pre tabindex="0"><code>{escape(found.command)}</code></pre>\n'),
        Html("<p>The signature; scores with equal signatures can be compared:</p>"),
        Html(f'<pre tabindex="0"><code>{escape(first.signature)}</code></pre>\n'),
        *lines,
    )


def _data(name: str, text: str) -> str:
    """Hold data that is Base64, so that nothing in it can end the element."""
    return f'<script type="text/plain" id="{name}">{text}</script>\n'
