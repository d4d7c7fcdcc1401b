"""Lists beside the text of a page: events, quotes, differences, entities."""

from html import escape

from dateline.document import Paragraph
from dateline.viewer.colours import hue_of
from dateline.viewer.marks import Group, Marked, words
from dateline.viewer.view import Reading


def events(reading: Reading, side: Marked, paragraph: Paragraph) -> str:
    """List the events of a paragraph with their arguments."""
    rows = [
        _row(
            side,
            ("event", event.id),
            f"<b>{escape(reading.document.span_text(event))}</b>",
            escape(event.type),
            "<br>".join(
                f'<span class="role">{escape(one.role)}</span> {escape(reading.document.span_text(one))}'
                for one in event.arguments
            ),
            escape(f"{event.polarity}, {event.realis}"),
            escape(event.event),
        )
        for event in side.events_within(paragraph)
    ]
    return _table("events", "Events", ("trigger", "type", "arguments", "status", "cluster"), rows)


def quotes(reading: Reading, side: Marked, paragraph: Paragraph) -> str:
    """List the quotes that start in a paragraph with their speakers."""
    rows = [
        _row(
            side,
            ("quote", quote.id),
            escape(quote.id) + (f' <span class="role">in {escape(quote.nested_in)}</span>' if quote.nested_in else ""),
            escape(quote.type),
            escape(side.speakers[quote.id] or "nobody"),
            escape(reading.document.span_text(quote.cue)) if quote.cue else "",
            escape(words(reading.document, quote.content)),
        )
        for quote in side.quotes_within(paragraph)
    ]
    return _table("quotes", "Quotes", ("quote", "type", "speaker", "cue", "content"), rows)


def differences(reading: Reading, paragraph: Paragraph) -> str:
    """List where two sides differ in a paragraph."""
    rows = [
        "<tr>"
        + "".join(
            f"<td{kind}>{escape(cell)}</td>"
            for kind, cell in (
                ("", layer),
                (' class="what"', reading.called(one)),
                ("", reading.document.text[one.start : one.end]),
                ("", reading.worded(one.a)),
                ("", reading.worded(one.b)),
            )
        )
        + "</tr>"
        for layer, one in reading.disagreements_within(paragraph)
    ]
    header = ("layer", "difference", "words", *(side.name for side in reading.sides))
    return f'<div class="lists">{_table("differences", "Differences", header, rows)}</div>' if rows else ""


def entities(reading: Reading, side: Marked) -> str:
    """List the entities of a side, those with most mentions first."""
    found: dict[str, list[str]] = {}
    hue: dict[str, int] = {}
    for mention in side.side.mentions:
        if mention.entity is not None:
            found.setdefault(mention.entity, []).append(reading.document.span_text(mention))
            hue.setdefault(mention.entity, hue_of(mention.type))
    items = "".join(
        f'<li data-on="{side.numbers["entity", name]}" data-in="{side.numbers["entity", name]}" tabindex="0">'
        f'<span class="m" style="--h:{hue[name]}">{escape(texts[0])}</span> {escape(name)} · {len(texts)}</li>'
        for name, texts in sorted(found.items(), key=lambda item: -len(item[1]))
    )
    title = "Entities" + (f" of {side.side.name}" if len(reading.sides) > 1 else "")
    return f'<section class="entities"><h2>{escape(title)}</h2><ul>{items}</ul></section>\n' if items else ""


def _row(side: Marked, group: Group, *cells: str) -> str:
    number = side.numbers[group]
    inside = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr data-on="{number}" data-in="{number}" tabindex="0">{inside}</tr>'


def _table(name: str, title: str, header: tuple[str, ...], rows: list[str]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in header)
    return f'<table class="{name}"><caption>{title}</caption><tr>{head}</tr>{"".join(rows)}</table>'
