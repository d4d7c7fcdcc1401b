"""Two sides beside one another: where they differ, step by step, and what is alike folded away."""

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from dateline.annotation.agreement import Disagreement
from dateline.document import Layer, Paragraph
from dateline.viewer.marks import Marked, difference_group
from dateline.viewer.passages import passage
from dateline.viewer.view import Reading

Numbered = tuple[int, Layer, Disagreement]


def runs(reading: Reading, sides: Sequence[Marked]) -> Iterator[str]:
    """Write the paragraphs; those in a row without a difference are folded together."""
    placed = list(enumerate(reading.document.paragraphs, start=1))
    for alike, group in groupby(placed, key=lambda one: not _within(reading, one[1])):
        run = list(group)
        written = "".join(_paragraph(reading, sides, number, paragraph) for number, paragraph in run)
        told = f"{len(run)} paragraph{'' if len(run) == 1 else 's'} without a difference"
        yield f'<details class="run"><summary>{told}</summary>{written}</details>' if alike else written


def steps(reading: Reading) -> str:
    """Write the choices of a comparison: the previous and the next difference, their kinds, and what is folded."""
    found = Counter(kind_of(reading, layer, one) for layer, one in reading.disagreements)
    kinds = "".join(
        f'<option value="{escape(kind)}">{escape(kind)} ({number})</option>' for kind, number in sorted(found.items())
    )
    total = found.total()
    return (
        '<div class="steps"><button type="button" class="previous" aria-keyshortcuts="p" '
        'aria-label="Previous difference">&lsaquo;<span class="word"> Previous</span></button>'
        f'<output aria-live="polite">{total} differences</output>'
        '<button type="button" class="next" aria-keyshortcuts="n" '
        'aria-label="Next difference"><span class="word">Next </span>&rsaquo;</button>'
        f'<select aria-label="Kind of difference"><option value="">all kinds ({total})</option>{kinds}</select></div>'
        '<label class="check"><input type="checkbox" name="folded" checked>differences only</label>'
    )


def kind_of(reading: Reading, layer: Layer, one: Disagreement) -> str:
    """Name the kind of a difference: its layer and what differs."""
    return f"{layer}: {reading.called(one)}"


def _within(reading: Reading, paragraph: Paragraph) -> list[Numbered]:
    return [
        (index, layer, one)
        for index, (layer, one) in enumerate(reading.disagreements)
        if paragraph.start <= one.start < paragraph.end
    ]


def _paragraph(reading: Reading, sides: Sequence[Marked], number: int, paragraph: Paragraph) -> str:
    document = reading.document
    masked = " masked" if document.masked else ""
    columns = "".join(
        f'<div class="side"><p class="side-name">{escape(side.side.name)}</p>'
        f'<p class="text{masked}">{passage(document.text, paragraph, side.marks)}</p></div>'
        for side in sides
    )
    listed = "".join(_difference(reading, sides, one) for one in _within(reading, paragraph))
    return (
        f'<section class="para {escape(paragraph.kind)}" id="p{number}"><span class="place">¶{number} '
        f"{escape(paragraph.kind)}</span>{columns}"
        + (f'<ol class="differences">{listed}</ol>' if listed else "")
        + "</section>\n"
    )


def _difference(reading: Reading, sides: Sequence[Marked], numbered: Numbered) -> str:
    index, layer, one = numbered
    group = difference_group(sides, index)
    claims = "".join(
        f"<dt>{escape(side.side.name)}</dt><dd>{escape(reading.worded(claim))}</dd>"
        for side, claim in zip(sides, (one.a, one.b), strict=True)
    )
    words = reading.document.text[one.start : one.end]
    return (
        f'<li class="difference" tabindex="-1" data-on="{group}" data-kind="{escape(kind_of(reading, layer, one))}">'
        f"<h3><b>{escape(reading.called(one))}</b> · {layer} · “{escape(words)}”</h3><dl>{claims}</dl></li>"
    )
