"""The page of a story: which articles report which of its events, and in which words, side by side."""

from collections.abc import Sequence

from dateline.document import Document
from dateline.viewer.browser.collection import Collection, Reported, around, readable_date
from dateline.viewer.browser.markup import Html, counted, element, joined
from dateline.viewer.browser.shell import facts, in_context, shell
from dateline.viewer.passages import anchor

_UPRIGHT = 6  # columns of a table whose heads fit side by side
_ALIGNED = 4  # articles that keep a column each, whether they report an event or not


def story_page(collection: Collection, name: str) -> str:
    """Write the page of a story."""
    documents, story = collection.told[name], collection.stories.get(name)
    events = collection.reported[name]
    shared = sum(len(event.triggers) > 1 for event in events)
    told = f"{counted(len(events), 'event')}, {shared:,} of them in several articles. "
    return shell(
        collection.story(name),
        element("p", element("a", "Articles", href="../index.html"), class_="kicker"),
        element("h1", collection.story(name)),
        facts([story.topic if story else "", counted(len(documents), "article")]),
        element("p", story.summary, class_="lead") if story else "",
        element("h2", "Articles"),
        element("ul", *(_article(collection, document) for document in documents), class_="articles"),
        element("h2", "Events by article") if events else "",
        element("p", told, "The numbers say how often an article mentions an event.", class_="soft") if events else "",
        _table(collection, documents, events) if events else "",
        element("h2", "The same event, outlet by outlet") if events else "",
        *(_event(collection, place, event, documents) for place, event in enumerate(events, start=1)),
        site=collection.site,
        up="../",
    )


def _article(collection: Collection, document: Document) -> Html:
    parts = [collection.outlet(document), document.genre, readable_date(document.date)]
    return element("li", _link(collection, document, collection.title(document)), element("small", " · ".join(parts)))


def _link(collection: Collection, document: Document, words: str) -> Html:
    return element("a", words, href=f"../articles/{collection.pages[document.id]}.html")


def _table(collection: Collection, documents: Sequence[Document], events: Sequence[Reported]) -> Html:
    head = [
        element("th", element("span", _link(collection, document, _head(collection, document))), scope="col")
        for document in documents
    ]
    rows = [
        element(
            "tr",
            element("th", element("a", event.id.replace("-", " "), href=f"#e{place}"), scope="row"),
            *(element("td", str(len(event.triggers.get(document.id, ())) or "")) for document in documents),
        )
        for place, event in enumerate(events, start=1)
    ]
    table = element(
        "table",
        element("caption", "Mentions of each event in each article", class_="unseen"),
        element("thead", element("tr", element("td"), *head)),
        element("tbody", *rows),
    )
    many = " many" if len(documents) > _UPRIGHT else ""
    return element("div", table, class_=f"table{many}", tabindex=0, role="region", aria_label="Events by article")


def _head(collection: Collection, document: Document) -> str:
    """Name a column; the publishers of masked articles, which are described, don't tell them apart."""
    return document.id if document.masked else collection.outlet(document)


def _event(collection: Collection, place: int, event: Reported, documents: Sequence[Document]) -> Html:
    there = [document for document in documents if document.id in event.triggers]
    masked = [document for document in there if document.masked]
    read = [document for document in documents if not document.masked]
    aligned = len(read) <= _ALIGNED
    shown = [document for document in read if aligned or document.id in event.triggers]
    types = sorted({trigger.type for of in event.triggers.values() for trigger in of})
    number = sum(len(event.triggers[document.id]) for document in masked)
    note = f"{counted(number, 'mention')} in {counted(len(masked), 'masked article')}: "
    links = joined((_link(collection, document, document.id) for document in masked), ", ")
    columns = element(
        "div",
        *(_words_of(collection, document, event) for document in shown),
        class_=f"beside of{len(read)}" if aligned else "beside",
    )
    return element(
        "section",
        element("h3", event.what),
        facts([event.date, ", ".join(types), f"{len(there)} of {counted(len(documents), 'article')}"]),
        columns if len(there) > len(masked) else "",
        element("p", note, links, class_="soft") if masked else "",
        id=f"e{place}",
        class_="event",
    )


def _words_of(collection: Collection, document: Document, event: Reported) -> Html:
    heading = element("h4", _link(collection, document, collection.outlet(document)))
    if document.id not in event.triggers:
        return element("div", heading, element("p", "Not reported.", class_="soft"), class_="silent")
    page = f"../articles/{collection.pages[document.id]}.html"
    lines = [
        in_context(document, sentence, [(span, f"{page}#{anchor('t', span)}") for span in spans])
        for sentence, spans in around(document, event.triggers[document.id])
    ]
    return element("div", heading, element("ul", *(element("li", line) for line in lines), class_="lines"))
