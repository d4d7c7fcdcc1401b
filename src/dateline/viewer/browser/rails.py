"""Beside an article's text: the key to its mentions, its entities, its events and its quotes."""

from dateline.document import Event, Quote, Span
from dateline.ontology import ontology
from dateline.viewer.browser.collection import Collection, anchor
from dateline.viewer.browser.marked_text import COLOURS, Annotated
from dateline.viewer.browser.markup import Html, counted, element, joined
from dateline.viewer.marks import words

LEVELS = ("name", "nominal", "pronoun", "value")
HELP = (
    "Keyboard: Tab into the text, arrow keys go from mark to mark, with Shift from mention to mention of one entity "
    "or event; Escape clears."
)
_SHOWN = 4  # names of an entity in the list


def rail(collection: Collection, of: Annotated) -> Html:
    """Write the lists; the style sheet shows those of the layer that is chosen."""
    parts = [
        _section("key", "Key", _key(collection, of)),
        _section("entities", "Entities", _entities(collection, of)),
        _section("events", "Events", [_event(collection, of, event) for event in sorted(of.side.side.events)]),
        _section("quotes", "Quotes", [_quote(collection, of, quote) for quote in _in_order(of.side.side.quotes)]),
    ]
    parts.append(element("p", HELP, class_="help soft"))
    return element("aside", *parts, class_="rail", tabindex=0, aria_label="What the layer holds")


def _section(name: str, title: str, items: list[Html]) -> Html:
    shown = element("ul", *items) if items else element("p", "None in this article.", class_="soft")
    return element("section", element("h2", title), shown, class_=name)


def _key(collection: Collection, of: Annotated) -> list[Html]:
    known = ontology().entity_types
    types = [mention.type for mention in of.side.side.mentions]
    levels = [mention.level for mention in of.side.side.mentions]
    kinds = [_sample(level, f"m {level}", levels.count(level)) for level in LEVELS if level in levels]
    names = sorted(set(types))
    shown = [_sample(name, f"m name {collection.types[name]}", types.count(name)) for name in names]
    meant = [
        element("p", element("b", name), " ", known[name].definition, class_="soft") for name in names if name in known
    ]
    explained = element("details", element("summary", "What the types mean"), *meant, class_="soft") if meant else ""
    return [element("li", element("ul", *kinds)), element("li", element("ul", *shown)), element("li", explained)]


def _sample(words: str, classes: str, number: int) -> Html:
    return element("li", element("span", words, class_=classes), element("small", f" {number}"))


def _entities(collection: Collection, of: Annotated) -> list[Html]:
    spoken: dict[str, list[str]] = {}
    first: dict[str, Span] = {}
    for mention in sorted(of.side.side.mentions, key=lambda mention: (mention.level != "name", mention.start)):
        if mention.entity is not None:
            first.setdefault(mention.entity, mention)
            spoken.setdefault(mention.entity, []).append(of.document.span_text(mention))
    known = {entity.id: entity for entity in of.document.entities}
    items = []
    for name, forms in sorted(spoken.items(), key=lambda item: (-len(item[1]), of.chains.get(item[0], 0))):
        entity = known.get(name)
        named = collection.entities.get((entity.catalogue or "") if entity else "")
        number = of.side.numbers["entity", name]
        chain = of.chains.get(name)
        distinct = list(dict.fromkeys(forms))
        title = named.name if named else (name if of.document.masked else distinct[0])
        others = [form for form in distinct if form != title][:_SHOWN]
        elsewhere = counted(len(named.found) - 1, "other article") if named and len(named.found) > 1 else ""
        items.append(
            element(
                "li",
                element("span", str(chain), class_=f"no c{chain % COLOURS}") if chain else "",
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


def _event(collection: Collection, of: Annotated, event: Event) -> Html:
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
            data_at=f"{one.start}-{one.end}",
        )
        for one in event.arguments
    ]
    return element(
        "li",
        _to(of, "t", event),
        " ",
        element("b", event.type, class_=f"type {collection.types[event.type]}"),
        element("small", " ", ", ".join(status)) if status else "",
        _beside(collection, of, event),
        element("ul", *arguments) if arguments else "",
        id=f"g{number}",
        data_in=f"{number} {of.side.numbers['cluster', event.event]}",
        data_k=collection.types[event.type],
    )


def _beside(collection: Collection, of: Annotated, event: Event) -> Html:
    """Link to the event on the page of the story, where other articles report it."""
    page = collection.story_pages.get(of.document.story)
    place, others = collection.story_events.get((of.document.story, event.story_event or ""), (0, 0))
    if page is None or others < 2:  # noqa: PLR2004 - this article and another one
        return Html("")
    return element("a", f"in {counted(others, 'article')}", href=f"../stories/{page}.html#e{place}", class_="out")


def _quote(collection: Collection, of: Annotated, quote: Quote) -> Html:
    number = of.side.numbers["quote", quote.id]
    content = words(of.document, quote.content)
    parts = [quote.type, *([f"within {quote.nested_in}"] if quote.nested_in else [])]
    return element(
        "li",
        element("b", of.side.speakers[quote.id] or "nobody named"),
        element("small", joined([" ", " · ".join(parts)])),
        joined([" ", _to(of, "c", quote.cue)]) if quote.cue else "",
        element("a", content, href=f"#{anchor('q', quote.content[0])}", class_="content"),
        id=f"g{number}",
        data_in=number,
        data_k=collection.types[quote.type],
    )


def _to(of: Annotated, kind: str, span: Span, words: str = "") -> Html:
    return element("a", words or of.document.span_text(span), href=f"#{anchor(kind, span)}")


def _in_order(quotes: tuple[Quote, ...]) -> list[Quote]:
    return sorted(quotes, key=lambda quote: quote.content[0])
