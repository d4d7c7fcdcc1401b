"""What all pages share: head, links at the top, and text in context."""

from collections.abc import Iterable, Sequence

from dateline.document import Document, Span
from dateline.viewer.browser.markup import Html, element, joined

POLICY = (
    "default-src 'none'; style-src 'self' file:; script-src 'self' file:; base-uri 'none'; form-action 'none'; "
    "img-src data:"
)
"""Only the files beside a page are loaded, and no script or style stands in a page."""
HOME = "index.html"
ENTITIES = "entities.html"


def shell(
    title: str,
    *main: str,
    site: str,
    up: str = "",
    scripts: Sequence[str] = (),
    sheets: Sequence[str] = ("text", "browser"),
) -> str:
    """Write a page.

    Args:
        title: its title.
        *main: what it shows.
        site: the address of a site around the pages, from their folder; empty for none.
        up: the way to the folder of all pages, such as `../`.
        scripts: the names of its scripts, in order.
        sheets: the names of its style sheets, in order.
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title if title == "DATELINE" else f"{title} · DATELINE"),
        element("link", rel="icon", href="data:,"),
        *(element("link", rel="stylesheet", href=f"{up}assets/{name}.css") for name in sheets),
        *(element("script", src=f"{up}assets/{name}.js", defer=True) for name in scripts),
    )
    places = (
        *((("Documentation", site),) if site else ()),
        ("Articles", HOME),
        ("Entities", ENTITIES),
        ("Search", f"{HOME}#search"),
    )
    links = element("nav", *(element("a", name, href=up + at) for name, at in places), aria_label="Pages")
    top = element("header", element("a", "DATELINE", href=up + HOME, class_="brand"), links, class_="top")
    body = element(
        "body",
        element("a", "Skip to the content", href="#content", class_="skip"),
        top,
        element("main", *main, id="content", tabindex=-1),
        class_="dl",
    )
    return "<!doctype html>\n" + element("html", head, "\n", body, lang="en") + "\n"


def in_context(document: Document, sentence: Span, marked: Iterable[tuple[Span, str]]) -> Html:
    """Write a sentence with spans marked, each linked to where it leads; of spans that overlap, the first stays."""
    parts: list[str] = []
    place = sentence.start
    for span, href in sorted(marked, key=lambda one: (one[0].start, -one[0].end)):
        end = min(span.end, sentence.end)
        if place <= span.start < end:
            link = element("a", document.text[span.start : end], href=href)
            parts += [document.text[place : span.start], element("mark", link)]
            place = end
    return element("q", joined([*parts, document.text[place : sentence.end]]))


def facts(parts: Sequence[str]) -> Html:
    """Write facts in a line."""
    return element("p", joined((part for part in parts if part), " · "), class_="facts")
