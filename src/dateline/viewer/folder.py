"""Many documents as a folder of pages: an index, and a page for each, which leads on and back."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from dateline.document import Document
from dateline.files import check_unpublished, output_folder, write_text
from dateline.paths import root
from dateline.viewer.page import page, written
from dateline.viewer.view import Reading

KIND = "folder of pages"
INDEX = "index.html"
SAFE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,100}")
"""Ids that can be file names everywhere."""


def write_page(target: Path, reading: Reading) -> Path:
    """Write a reading as one page; return its path.

    Raises:
        InputError: the path can't be written to, or is in a published folder and the text is real.
    """
    _check(target, reading)
    return write_text(target, page(reading))


def write_folder(target: Path, title: str, readings: Iterable[Reading], *, force: str = "") -> Path:
    """Write an index and a page for each reading to a folder; return the path of the index.

    Args:
        target: the folder.
        title: what the readings are, such as `open/test`.
        readings: the readings.
        force: the name of the folder, given again: replace it although it is not an output of ours.

    Raises:
        InputError: the folder may not be replaced, or is a published one and a text is real.
    """

    def checked() -> Iterator[Reading]:
        for reading in readings:
            _check(target, reading)
            yield reading

    with output_folder(target, KIND, force=force) as scratch:
        for name, text in pages(title, checked()):
            (scratch / name).write_text(text, encoding="utf-8")
    return target / INDEX


def listed(title: str, readings: Iterable[Reading]) -> str:
    """List readings with their counts, for the terminal."""
    from dateline.tables import plain_table

    rows = [(reading.document, counts(reading)) for reading in readings]
    header = list(rows[0][1]) if rows else []
    lines = [[one.id, *map(str, counted.values()), one.date, one.outlet] for one, counted in rows]
    return plain_table(title, ["document", *header, "date", "outlet"], lines)


def _check(target: Path, reading: Reading) -> None:
    if reading.document.provenance == "real" and not reading.document.masked:
        check_unpublished(target, root())


def pages(title: str, readings: Iterable[Reading]) -> Iterator[tuple[str, str]]:
    """Write the pages of readings, then their index.

    Args:
        title: what they are, such as `open/test`.
        readings: the readings; each is let go when its page is written.

    Yields:
        Names of files, and what they hold.
    """
    rows: list[str] = []
    header: Sequence[str] = ()
    previous: tuple[str, Reading] | None = None
    before = ""
    for number, reading in enumerate(readings, start=1):
        name = _file(reading.document, number)
        header, row = _row(name, reading)
        rows.append(row)
        if previous:
            yield previous[0], page(previous[1], _trail(title, before, name))
            before = previous[0]
        previous = name, reading
    if previous:
        yield previous[0], page(previous[1], _trail(title, before, ""))
    yield INDEX, _index(title, header, rows)


def counts(reading: Reading) -> dict[str, int]:
    """Count what an index says of a reading: the annotations of each layer, or the differences between two sides."""
    if len(reading.sides) > 1:
        return {"differences": len(reading.disagreements)}
    return {layer: len(getattr(reading.sides[0], layer)) for layer in reading.layers}


def _file(document: Document, number: int) -> str:
    safe = SAFE.fullmatch(document.id) and document.id.lower() != "index"
    return f"{document.id if safe else f'document-{number}'}.html"


def _trail(title: str, previous: str, following: str) -> str:
    links = [(INDEX, f"↑ {title}"), (previous, "← previous article"), (following, "next article →")]
    shown = "".join(f'<a href="{escape(target)}">{escape(told)}</a>' for target, told in links if target)
    return f'<nav class="trail" aria-label="Articles">{shown}</nav>'


def _row(name: str, reading: Reading) -> tuple[Sequence[str], str]:
    document, counted = reading.document, counts(reading)
    facts = " · ".join(filter(None, (document.outlet, document.genre, document.date, document.story, document.id)))
    numbers = "".join(f"<td>{number}<span> {escape(what)}</span></td>" for what, number in counted.items())
    row = (
        f'<tr><th scope="row"><a href="{escape(name)}">{escape(document.title or document.id)}</a>'
        f"<small>{escape(facts)}</small></th>{numbers}</tr>\n"
    )
    return tuple(counted), row


def _index(title: str, header: Sequence[str], rows: Sequence[str]) -> str:
    columns = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    many = f"{len(rows)} article{'' if len(rows) == 1 else 's'}"
    return written(
        title,
        f'<div class="wrap"><header><h1>{escape(title)}</h1></header>'
        f'<form class="dl-doc" method="dialog"><p class="filter"><label>Find <input type="search" '
        f'placeholder="words of a title, outlet, story" autocomplete="off"></label> <output>{many}</output></p>'
        f'<main id="text" tabindex="-1"><table class="index"><thead><tr><th scope="col">article</th>{columns}</tr>'
        f"</thead><tbody>{''.join(rows)}</tbody></table></main></form></div>",
        skip="Skip to the articles",
        sheets=("article", "page", "index"),
    )
