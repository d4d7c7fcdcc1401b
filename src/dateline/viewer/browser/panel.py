"""Beside an article's text: its entities, its events and its quotes, each with a link to its place in the text."""

from typing import NamedTuple, TypeVar

from dateline.document import Document, Event, Quote, Span
from dateline.viewer.browser.collection import Collection
from dateline.viewer.browser.markup import Html, counted, element, joined
from dateline.viewer.marks import Marked, words
from dateline.viewer.passages import anchor, chain_class

_Listed = TypeVar("_Listed", Event, Quote)
_SHOWN = 4  # names of an entity in the list


class _Of(NamedTuple):
    """What is listed."""

    document: Document
    side: Marked


def panel(collection: Collection, document: Document, side: Marked) -> Html:
    """Write the lists; the style sheet shows those of the layer that is chosen."""
    of = _Of(document, side)
    parts = [
        _section("entities", "Entities", _entities(collection, of)),
        _section("events", "Events", [_event(collection, of, *one) for one in _in_order(side.side.events)]),
        _section("quotes", "Quotes", [_quote(of, *one) for one in _in_order(side.side.quotes)]),
    ]
    return element("aside", *parts, class_="panel", tabindex=0, aria_label="What the layer holds")


def _section(name: str, title: str, items: list[Html]) -> Html:
    shown = element("ul", *items) if items else element("p", "None in this article.", class_="soft")
    return element("section", element("h2", title), shown, class_=name)


def _entities(collection: Collection, of: _Of) -> list[Html]:
    spoken: dict[str, list[str]] = {}
    first: dict[str, Span] = {}
    for mention in sorted(of.side.side.mentions, key=lambda mention: (mention.level != "name", mention.start)):
        if mention.entity is not None:
            first.setdefault(mention.entity, mention)
            spoken.setdefault(mention.entity, []).append(of.document.span_text(mention))
    known = {entity.id: entity for entity in of.document.entities}
    items = []
    for name, forms in sorted(spoken.items(), key=lambda item: (-len(item[1]), of.side.chains.get(item[0], 0))):
        entity = known.get(name)
        named = collection.entities.get((entity.catalogue or "") if entity else "")
        number = of.side.numbers["entity", name]
        chain = of.side.chains.get(name)
        distinct = list(dict.fromkeys(forms))
        title = named.name if named else (name if of.document.masked else distinct[0])
        others = [form for form in distinct if form != title][:_SHOWN]
        elsewhere = counted(len(named.found) - 1, "other article") if named and len(named.found) > 1 else ""
        items.append(
            element(
                "li",
                element("span", str(chain), class_=f"no {chain_class(chain)}") if chain else "",
                _to(of, "m", first[name], title),
                element("small", joined([" ", entity.type if entity else "", f" · {len(forms)}"])),
                element("small", " ", ", ".join(others), class_="forms") if others and not of.document.masked else "",
                element("a", f"and in {elsewhere}", href=f"../entities/{named.page}.html", class_="out")
                if named and elsewhere
                else "",
                class_="chain" if chain else "single",
                id=f"g{number}",
                data_in=number,
            )
        )
    return items


def _event(collection: Collection, of: _Of, place: int, event: Event) -> Html:
    number = of.side.numbers["event", event.id]
    status = [
        *(["negated"] if event.polarity == "negative" else []),
        *([event.realis] if event.realis != "actual" else []),
    ]
    arguments = [
        element(
            "li",
            element("span", one.role, class_="role"),
            " ",
            _to(of, ("m" if one.mention else "f"), one),
            data_role=one.role,
        )
        for one in event.arguments
    ]
    return element(
        "li",
        element("span", str(place), class_="no"),
        _to(of, "t", event),
        " ",
        element("b", event.type, class_="type"),
        element("small", " ", ", ".join(status)) if status else "",
        _beside(collection, of, event),
        element("ul", *arguments) if arguments else "",
        id=f"g{number}",
        data_in=f"{number} {of.side.numbers['cluster', event.event]}",
        data_k=event.type,
    )


def _beside(collection: Collection, of: _Of, event: Event) -> Html:
    """Link to the event on the page of the story, where other articles report it."""
    page = collection.story_pages.get(of.document.story)
    place, others = collection.story_events.get((of.document.story, event.story_event or ""), (0, 0))
    if page is None or others < 2:  # noqa: PLR2004 - this article and another one
        return Html("")
    return element("a", f"in {counted(others, 'article')}", href=f"../stories/{page}.html#e{place}", class_="out")


def _quote(of: _Of, place: int, quote: Quote) -> Html:
    number = of.side.numbers["quote", quote.id]
    content = words(of.document, quote.content)
    parts = [quote.type, *([f"within {quote.nested_in}"] if quote.nested_in else [])]
    return element(
        "li",
        element("span", str(place), class_="no"),
        element("b", of.side.speakers[quote.id] or "nobody named"),
        element("small", joined([" ", " · ".join(parts)])),
        joined([" ", _to(of, "c", quote.cue)]) if quote.cue else "",
        element("a", content, href=f"#{anchor('q', quote.content[0])}", class_="content"),
        id=f"g{number}",
        data_in=number,
        data_k=quote.type,
    )


def _to(of: _Of, kind: str, span: Span, words: str = "") -> Html:
    return element("a", words or of.document.span_text(span), href=f"#{anchor(kind, span)}")


def _in_order(found: tuple[_Listed, ...]) -> list[tuple[int, _Listed]]:
    """Number events or quotes as the marks in the text are, and put them in its order."""
    return sorted(enumerate(found, start=1), key=lambda one: one[1].content[0] if isinstance(one[1], Quote) else one[1])
