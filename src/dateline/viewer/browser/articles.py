"""The page of an article: its text with one layer at a time, and beside it what the layer holds."""

from collections.abc import Sequence

from dateline.document import Document
from dateline.viewer.browser.collection import Collection, readable_date, types_of
from dateline.viewer.browser.marked_text import Annotated, annotated, paragraph_text
from dateline.viewer.browser.markup import Html, counted, element
from dateline.viewer.browser.rails import rail
from dateline.viewer.browser.shell import facts, shell
from dateline.viewer.marks import marked
from dateline.viewer.view import of_gold

MASKED = (
    "The text of this article belongs to its publisher and is masked: every character is an underscore. "
    "The annotations are complete."
)
NAMES = {"mentions": "Mentions", "chains": "Coreference", "events": "Events", "quotes": "Quotes", "none": "Text"}
"""The choices of what is shown; `chains` are those of mentions."""


def article_page(collection: Collection, place: int) -> str:
    """Write the page of the document at a place of the collection."""
    document = collection.documents[place]
    (side,) = marked(of_gold(document))
    of = annotated(document, side)
    layers = [name for name in NAMES if {"chains": "mentions"}.get(name, name) in document.annotated_layers]
    titled = any(paragraph.kind == "headline" for paragraph in document.paragraphs)
    text = element(
        "article",
        _head(collection, document),
        "" if titled else element("h1", collection.title(document), class_="title"),
        *(paragraph_text(collection, of, number, one) for number, one in enumerate(document.paragraphs, start=1)),
        id="text",
        class_="text masked" if document.masked else "text",
    )
    return shell(
        collection.title(document),
        _tools(collection, of, [*layers, "none"]),
        element("div", text, rail(collection, of), class_="page"),
        _neighbours(collection, place),
        element("p", class_="unseen", role="status", id="said"),
        up="../",
        script="article",
        kind="article",
        layer=[*layers, "none"][0],
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


def _tools(collection: Collection, of: Annotated, layers: Sequence[str]) -> Html:
    document = of.document
    numbers = {
        "mentions": len(document.mentions),
        "chains": len(of.chains),
        "events": len(document.events),
        "quotes": len(document.quotes),
    }
    choices = [
        element(
            "label",
            element("input", type="radio", name="layer", value=name, checked=name == layers[0]),
            element("span", NAMES[name], element("small", f" {numbers[name]}") if name in numbers else ""),
        )
        for name in layers
    ]
    options = [
        element("optgroup", *(_option(collection, name, types) for name in sorted(set(types))), label=group)
        for group, types in types_of(document).items()
        if types
    ]
    select = element("select", element("option", "all types", value=""), *options, id="type")
    return element(
        "div",
        element("fieldset", element("legend", "Layer", class_="unseen"), *choices, class_="layers"),
        element("label", element("span", "Type", class_="unseen"), select, class_="kinds"),
        element("label", element("input", type="checkbox", id="labels"), element("span", "Labels"), class_="check"),
        class_="tools",
        role="group",
        aria_label="What the text shows",
    )


def _option(collection: Collection, name: str, types: Sequence[str]) -> Html:
    return element("option", f"{name} ({types.count(name)})", value=collection.types[name], data_t=name)


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
