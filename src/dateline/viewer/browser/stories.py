"""The page of a story: which articles report which of its events, and in which words, side by side."""

from collections.abc import Sequence

import msgspec

from dateline.document import Document, Event
from dateline.viewer.browser.collection import Collection, anchor, around, readable_date
from dateline.viewer.browser.markup import Html, counted, element, joined
from dateline.viewer.browser.shell import facts, in_context, shell


class Reported(msgspec.Struct, frozen=True):
    """An event of a story with its triggers in each document that reports it, by the document's id."""

    id: str
    what: str
    date: str
    triggers: dict[str, list[Event]]


def story_page(collection: Collection, name: str) -> str:
    """Write the page of a story."""
    documents, story = collection.told[name], collection.stories.get(name)
    events = reported(collection, name)
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
        up="../",
        kind="story",
    )


def reported(collection: Collection, name: str) -> list[Reported]:
    """List the events of a story: those of the story file in its order, then others as they come."""
    story = collection.stories.get(name)
    known = {event.id: event for event in story.events} if story else {}
    found: dict[str, dict[str, list[Event]]] = {event: {} for event in known}
    for document in collection.told[name]:
        for event in sorted(document.events):
            if event.story_event:
                found.setdefault(event.story_event, {}).setdefault(document.id, []).append(event)
    return [
        Reported(
            event,
            known[event].what if event in known else _words(event),
            readable_date(known[event].date) if event in known else "",
            triggers,
        )
        for event, triggers in found.items()
        if triggers
    ]


def _article(collection: Collection, document: Document) -> Html:
    parts = [collection.outlet(document), document.genre, readable_date(document.date)]
    return element("li", _link(collection, document, collection.title(document)), element("small", " · ".join(parts)))


def _link(collection: Collection, document: Document, words: str) -> Html:
    return element("a", words, href=f"../articles/{collection.pages[document.id]}.html")


def _table(collection: Collection, documents: Sequence[Document], events: Sequence[Reported]) -> Html:
    head = [
        element("th", element("span", _link(collection, document, collection.outlet(document))), scope="col")
        for document in documents
    ]
    rows = [
        element(
            "tr",
            element("th", element("a", _words(event.id), href=f"#e{place}"), scope="row"),
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
    return element("div", table, class_="table", tabindex=0, role="region", aria_label="Events by article")


def _event(collection: Collection, place: int, event: Reported, documents: Sequence[Document]) -> Html:
    there = [document for document in documents if document.id in event.triggers]
    shown = [document for document in there if not document.masked]
    masked = [document for document in there if document.masked]
    types = sorted({trigger.type for of in event.triggers.values() for trigger in of})
    number = sum(len(event.triggers[document.id]) for document in masked)
    note = f"{counted(number, 'mention')} in {counted(len(masked), 'masked article')}: "
    links = joined((_link(collection, document, document.id) for document in masked), ", ")
    return element(
        "section",
        element("h3", event.what),
        facts([event.date, ", ".join(types), f"{len(there)} of {counted(len(documents), 'article')}"]),
        element("div", *(_words_of(collection, document, event) for document in shown), class_="beside")
        if shown
        else "",
        element("p", note, links, class_="soft") if masked else "",
        id=f"e{place}",
        class_="event",
    )


def _words_of(collection: Collection, document: Document, event: Reported) -> Html:
    page = f"../articles/{collection.pages[document.id]}.html"
    lines = [
        in_context(document, sentence, [(span, f"{page}#{anchor('t', span)}") for span in spans])
        for sentence, spans in around(document, event.triggers[document.id])
    ]
    return element(
        "div",
        element("h4", _link(collection, document, collection.outlet(document))),
        element("ul", *(element("li", line) for line in lines), class_="lines"),
    )


def _words(name: str) -> str:
    return name.replace("-", " ")
