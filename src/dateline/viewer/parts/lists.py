"""Lists beside the text of a page: the events and quotes of a paragraph, the entities of a document."""

from html import escape

from dateline.document import Paragraph
from dateline.viewer.colours import css_class, swatch
from dateline.viewer.marks import Group, Marked, words
from dateline.viewer.parts.rail import chains_of
from dateline.viewer.view import Reading


def lists(reading: Reading, side: Marked, paragraph: Paragraph) -> str:
    """Write the events and quotes of a paragraph as tables, folded away; each shows with its layer."""
    found = (("event", _events(reading, side, paragraph)), ("quote", _quotes(reading, side, paragraph)))
    return "".join(_folded(name, *table) for name, table in found if table)


def _folded(name: str, head: str, rows: list[str]) -> str:
    many = f"{len(rows)} {name}{'' if len(rows) == 1 else 's'}"
    return (
        f'<details class="lists {name}"><summary>{many}</summary>'
        f'<div class="scroll" role="region" tabindex="0" aria-label="{many} of this paragraph">'
        f"<table><tr>{head}</tr>{''.join(rows)}</table></div></details>"
    )


def entities(reading: Reading, side: Marked) -> str:
    """List the entities of a side, those with most mentions first."""
    items = "".join(
        f'<li class="{css_class(one.type)}"><i title="{escape(one.type)}">{escape(swatch(one.type).sign)}</i>'
        f'<button type="button" class="go" data-on="{one.number}" data-in="{one.number}">{escape(one.name)}</button>'
        f"<small>{one.total} mention{'' if one.total == 1 else 's'}</small></li>"
        for one in chains_of(reading.document, side)
    )
    title = "Entities" + (f" of {side.side.name}" if len(reading.sides) > 1 else "")
    return f'<section class="entities"><h2>{escape(title)}</h2><ul>{items}</ul></section>\n' if items else ""


Table = tuple[str, list[str]]


def _events(reading: Reading, side: Marked, paragraph: Paragraph) -> Table | None:
    rows = [
        _row(
            side,
            ("event", event.id),
            f"{number} {reading.document.span_text(event)}",
            escape(event.type),
            "<br>".join(
                f'<span class="role">{escape(one.role)}</span> {escape(reading.document.span_text(one))}'
                for one in event.arguments
            ),
            escape(f"{event.polarity}, {event.realis}"),
            escape(event.event),
        )
        for number, event in side.events_within(paragraph)
    ]
    return (_head("trigger", "type", "arguments", "status", "cluster"), rows) if rows else None


def _quotes(reading: Reading, side: Marked, paragraph: Paragraph) -> Table | None:
    numbers = {quote.id: number for number, quote in enumerate(side.side.quotes, start=1)}
    rows = [
        _row(
            side,
            ("quote", quote.id),
            f"{number} {side.speakers[quote.id] or 'nobody'}",
            escape(quote.type) + (f" in {numbers.get(quote.nested_in, '')}" if quote.nested_in else ""),
            escape(reading.document.span_text(quote.cue)) if quote.cue else "",
            escape(words(reading.document, quote.content)),
        )
        for number, quote in side.quotes_within(paragraph)
    ]
    return (_head("speaker", "type", "cue", "content"), rows) if rows else None


def _row(side: Marked, group: Group, first: str, *cells: str) -> str:
    number = side.numbers[group]
    button = f'<button type="button" class="go" data-on="{number}">{escape(first)}</button>'
    inside = "".join(f"<td>{cell}</td>" for cell in (button, *cells))
    return f'<tr data-in="{number}">{inside}</tr>'


def _head(*names: str) -> str:
    return "".join(f'<th scope="col">{name}</th>' for name in names)
