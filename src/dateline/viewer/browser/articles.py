"""The page of an article: its text with one layer at a time, and beside it what the layer holds."""

from collections.abc import Sequence

from dateline.document import Document
from dateline.viewer.article import paragraphs, readable
from dateline.viewer.browser.collection import Collection, readable_date, types_of
from dateline.viewer.browser.markup import Html, counted, element
from dateline.viewer.browser.panel import panel
from dateline.viewer.browser.shell import facts, shell
from dateline.viewer.marks import marked
from dateline.viewer.parts.controls import HOW, controls
from dateline.viewer.view import Reading, of_gold

MASKED = (
    "The text of this article belongs to its publisher and is masked: every character is an underscore. "
    "The annotations are complete."
)


def article_page(collection: Collection, place: int) -> str:
    """Write the page of the document at a place of the collection."""
    reading = readable(of_gold(collection.documents[place]))
    (side,) = marked(reading)
    title = collection.title(reading.document)
    text = element(
        "article", _head(collection, reading.document), Html("".join(paragraphs(reading, side, whole=True))), id="text"
    )
    return shell(
        title,
        _tools(reading),
        element("div", text, panel(collection, reading.document, side), class_="page"),
        _neighbours(collection, place),
        element("p", class_="about", aria_hidden="true"),
        element("p", class_="unseen", role="status", id="said"),
        site=collection.site,
        up="../",
        scripts=("text", "article"),
        sheets=("text", "article", "browser"),
    )


def _head(collection: Collection, document: Document) -> Html:
    story, page = collection.story(document.story), collection.story_pages.get(document.story)
    return element(
        "div",
        element("p", element("a", story, href=f"../stories/{page}.html") if page else story, class_="kicker"),
        facts(
            [
                collection.outlet(document),
                readable_date(document.date),
                document.genre,
                f"{document.part}/{document.split}",
                counted(len(document.text.split()), "word"),
            ]
        ),
        element("p", MASKED, class_="note") if document.masked else "",
        class_="head",
    )


def _tools(reading: Reading) -> Html:
    options = [
        element("optgroup", *(_option(name, types) for name in sorted(set(types))), label=group)
        for group, types in types_of(reading.document).items()
        if types
    ]
    select = element("select", element("option", "all types", value=""), *options, id="type")
    return element(
        "div",
        Html(controls(reading, chains=False, how=HOW)),
        element("label", element("span", "Type", class_="unseen"), select, class_="kinds"),
        class_="bar tools",
        role="group",
        aria_label="What the text shows",
    )


def _option(name: str, types: Sequence[str]) -> Html:
    return element("option", f"{name} ({types.count(name)})", value=name)


def _neighbours(collection: Collection, place: int) -> Html:
    near = {"Previous": place - 1, "Next": place + 1}
    links = [
        element(
            "a",
            element("small", name),
            collection.title(collection.documents[at]),
            href=f"{collection.pages[collection.documents[at].id]}.html",
            class_=name.lower(),
        )
        for name, at in near.items()
        if 0 <= at < len(collection.documents)
    ]
    return element("nav", *links, class_="neighbours", aria_label="Neighbouring articles")
