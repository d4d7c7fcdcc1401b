"""An article with its layers as one self-contained page: no other file, no network.

Everything from data is escaped; scripts and styles hold no data, groups are numbers, and the page's own policy lets no
other script run.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from dateline.document import Paragraph
from dateline.viewer.colours import hue_of
from dateline.viewer.interleave import Mark, interleave
from dateline.viewer.lists import differences, entities, events, quotes
from dateline.viewer.marks import Marked, marked
from dateline.viewer.terminal import MASKED
from dateline.viewer.view import Reading

CLASSES = {"mention": "m", "trigger": "t", "quote": "q", "cue": "c", "filler": "f"}
KEY = (  # layer, classes, what they mean
    ("mentions", "m name", "name"),
    ("mentions", "m nominal", "nominal"),
    ("mentions", "m pronoun", "pronoun"),
    ("mentions", "m value", "value"),
    ("events", "t", "event trigger"),
    ("quotes", "q", "quote"),
    ("quotes", "c", "cue of a quote"),
)


def page(reading: Reading) -> str:
    """Write a reading as an HTML page."""
    style, script = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    return "".join(_page(reading, style, script))


def _page(reading: Reading, style: str, script: str) -> Iterator[str]:
    document, sides = reading.document, marked(reading)
    allowed = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{allowed}'; base-uri 'none'"
    facts = " · ".join(part for part in (document.id, document.outlet, document.date, document.genre) if part)
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{escape(document.id)}</title>\n<style>\n{style}</style>\n</head>\n"
    yield f'<body class="{"one" if len(sides) == 1 else "two"}">\n'
    yield f'<header>\n<h1>{escape(document.title or document.id)}</h1>\n<p class="facts">{escape(facts)}</p>\n'
    if document.masked:
        yield f'<p class="note">{escape(MASKED)}</p>\n'
    yield f"</header>\n{_legend(reading)}<main>\n"
    for number, paragraph in enumerate(document.paragraphs, start=1):
        yield from _paragraph(reading, sides, number, paragraph)
    for side in sides if "mentions" in reading.layers else ():
        yield entities(reading, side)
    yield f"</main>\n<script>{script}</script>\n</body>\n</html>\n"


def _legend(reading: Reading) -> str:
    toggles = [*((layer, str(layer)) for layer in reading.layers), ("tags", "labels"), ("lists", "lists")]
    boxes = "".join(
        f'<label><input type="checkbox" checked data-hides="no-{name}">{label}</label>' for name, label in toggles
    )
    types = sorted({mention.type for side in reading.sides for mention in side.mentions})
    shown = "".join(
        f'<li><span class="{name}" style="--h:40">{told}</span></li>'
        for layer, name, told in KEY
        if layer in reading.layers
    )
    coloured = "".join(
        f'<li><span class="m" style="--h:{hue_of(name)}">{escape(name)}</span></li>' for name in types if name
    )
    outlined = '<li><span class="d">outlined: the sides differ</span></li>' if len(reading.sides) > 1 else ""
    how = "Point at a mark or a row, or tab to it, to highlight its group; Enter keeps the highlight, Escape clears it."
    return (
        f'<nav class="legend" aria-label="Layers"><fieldset><legend>Show</legend>{boxes}</fieldset></nav>\n'
        f'<details class="key" open><summary>Key</summary><ul>{shown}{outlined}</ul><ul>{coloured}</ul>'
        f"<p>{how}</p></details>\n"
    )


def _paragraph(reading: Reading, sides: Iterable[Marked], number: int, paragraph: Paragraph) -> Iterator[str]:
    yield f'<section class="{escape(paragraph.kind)}" id="p{number}">'
    yield f'<span class="place">¶{number} {escape(paragraph.kind)}</span><div class="sides">\n'
    masked = " masked" if reading.document.masked else ""
    for side in sides:
        name = f"<h2>{escape(side.side.name)}</h2>" if len(reading.sides) > 1 else ""
        yield f'<div class="side">{name}<p class="text{masked}">{"".join(_text(reading, paragraph, side))}</p>'
        yield f'<div class="lists">{events(reading, side, paragraph)}{quotes(reading, side, paragraph)}</div></div>\n'
    yield f"</div>{differences(reading, paragraph)}</section>\n"


def _text(reading: Reading, paragraph: Paragraph, side: Marked) -> Iterator[str]:
    for piece in interleave(reading.document.text, paragraph, side.marks):
        if piece.mark is None:
            yield escape(piece.text)
        elif piece.what == "open":
            yield _open(piece.mark, whole=piece.whole)
        else:
            yield f"{_tag(piece.mark) if piece.whole else ''}</span>"


def _open(mark: Mark, *, whole: bool) -> str:
    classes = [CLASSES[mark.kind], mark.level, "d" if mark.note else "", "" if whole else "left"]
    style = f' style="--h:{hue_of(mark.type)}"' if mark.kind == "mention" else ""
    points = f' data-on="{" ".join(map(str, mark.points))}" tabindex="0"' if mark.points else ""
    groups = f' data-in="{" ".join(map(str, mark.groups))}"' if mark.groups else ""
    return f'<span class="{escape(" ".join(filter(None, classes)))}"{style}{points}{groups}>'


def _tag(mark: Mark) -> str:
    label = f'<span class="tag">{escape(mark.label)}</span>' if mark.label else ""
    return label + (f'<span class="tag diff">≠ {escape(mark.note)}</span>' if mark.note else "")
