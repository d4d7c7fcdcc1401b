"""The page of an entity, with all its mentions in context, and the list of all entities."""

from collections import Counter

from dateline.document import Document, Mention
from dateline.viewer.browser.collection import Collection, Named, around, readable_date
from dateline.viewer.browser.markup import Html, counted, element, joined
from dateline.viewer.browser.shell import facts, in_context, shell
from dateline.viewer.passages import anchor


def entity_page(collection: Collection, entity: Named) -> str:
    """Write the page of an entity."""
    levels = Counter(mention.level for _, mentions in entity.found for mention in mentions)
    told = counted(entity.mentions, "mention"), counted(len(entity.found), "document")
    levelled = ", ".join(counted(number, level) for level, number in levels.most_common())
    return shell(
        entity.name,
        element("p", element("a", "Entities", href="../entities.html"), class_="kicker"),
        element("h1", entity.name),
        facts([entity.type, f"{told[0]} in {told[1]}", levelled]),
        element("p", f"Also: {', '.join(entity.aliases)}", class_="soft") if entity.aliases else "",
        _parts(entity),
        *(_document(collection, document, mentions) for document, mentions in entity.found),
        site=collection.site,
        up="../",
    )


def entities_page(collection: Collection) -> str:
    """Write the list of all entities, by type, those of most mentions first."""
    by_type: dict[str, list[Named]] = {}
    for entity in collection.entities.values():
        by_type.setdefault(entity.type, []).append(entity)
    ordered = sorted(by_type.items(), key=lambda item: -len(item[1]))
    jumps = [
        element("a", name, element("small", f" {len(of):,}"), href=f"#{collection.types.get(name, name)}")
        for name, of in ordered
    ]
    sections = [
        element(
            "section",
            element("h2", name, element("small", f" {len(of):,}")),
            element("ul", *map(_entry, of), class_="columns"),
            id=collection.types.get(name, name),
        )
        for name, of in ordered
    ]
    told = f"{counted(len(by_type), 'type')}. The number behind a name is that of its mentions in all documents."
    return shell(
        "Entities",
        element("h1", "Entities"),
        element(
            "p", f"{counted(len(collection.entities), 'entity', 'entities')} with a name, of {told}", class_="lead"
        ),
        element("nav", *jumps, class_="jumps", aria_label="Types"),
        *sections,
        site=collection.site,
    )


def _entry(entity: Named) -> Html:
    link = element("a", entity.name, href=f"entities/{entity.page}.html")
    return element("li", link, element("small", f" {entity.mentions:,}"))


def _parts(entity: Named) -> Html:
    """List the roles in events that its mentions fill, and how many quotes are of it."""
    roles: Counter[tuple[str, str]] = Counter()
    spoken = 0
    for document, mentions in entity.found:
        ids = {mention.id for mention in mentions}
        clusters = {mention.entity for mention in mentions}
        roles.update((e.type, a.role) for e in document.events for a in e.arguments if a.mention in ids)
        spoken += sum(bool(clusters & {*quote.speakers}) for quote in document.quotes)
    listed = [f"{role} of {kind} ({number})" for (kind, role), number in roles.most_common()]
    listed += [f"speaker of {counted(spoken, 'quote')}"] if spoken else []
    if not listed:
        return Html("")
    return element("p", element("b", "In events and quotes: "), ", ".join(listed), class_="soft")


def _document(collection: Collection, document: Document, mentions: tuple[Mention, ...]) -> Html:
    page = f"../articles/{collection.pages[document.id]}.html"
    number = counted(len(mentions), "mention")
    if document.masked:
        shown = element("p", f"{number}; the text is masked.", class_="soft")
    else:
        lines = [
            in_context(document, sentence, [(span, f"{page}#{anchor('m', span)}") for span in spans])
            for sentence, spans in around(document, mentions)
        ]
        shown = element("ul", *(element("li", line) for line in lines), class_="lines")
    facts_ = [collection.outlet(document), readable_date(document.date), document.genre, number]
    return element(
        "section",
        element("h2", element("a", collection.title(document), href=page)),
        element("p", joined(facts_, " · "), class_="facts"),
        shown,
        class_="in",
    )
