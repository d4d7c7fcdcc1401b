"""The score report as one self-contained page."""

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
from dateline.report.shell import written
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
    said = paragraph(text, "note") if (text := _told_of_text(found)) else ""
    data = {"index": packed.columns, "words": packed.words, "units": blocks.units(found)}
    return written(
        f"{first.task} on {first.data}",
        over="Score report",
        head=[
            paragraph(f"{found.task.description} {first.size}.", "facts"),
            *(paragraph(_lead(found, number), "lead") for number in _best(found)),
            said,
        ],
        sections=sections,
        scripts=_SCRIPTS,
        data=data | {str(number): text for number, text in enumerate(packed.contexts)},
    )


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
