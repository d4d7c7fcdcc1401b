"""The first page: all articles by story, with the fields for filtering and searching."""

from collections import Counter
from collections.abc import Iterable, Mapping

from dateline.document import Document
from dateline.viewer.browser.collection import Collection, readable_date, types_of
from dateline.viewer.browser.markup import Html, counted, element
from dateline.viewer.browser.shell import shell

SCOPES = {
    "all": "everything",
    "words": "words",
    "entities": "entities",
    "types": "event types",
    "cues": "cues",
    "speakers": "speakers",
}
"""What can be searched for."""
LAYERS = {"m": "mentions", "e": "events", "q": "quotes"}


def contents_page(collection: Collection) -> str:
    """Write the first page."""
    open_ones = [document for document in collection.documents if not document.masked]
    masked = [document for document in collection.documents if document.masked]
    return shell(
        "DATELINE",
        element("h1", "English news, annotated"),
        element("p", _counts(open_ones), class_="lead"),
        element("p", _masked_note(masked), class_="soft") if masked else "",
        _search(),
        _filters(collection),
        element("p", counted(len(collection.documents), "article"), role="status", id="found", class_="soft"),
        element("section", id="results", hidden=True, aria_label="Search results"),
        element("div", *_groups(collection), id="articles"),
        site=collection.site,
        scripts=("browser",),
    )


def _counts(documents: Iterable[Document]) -> str:
    listed = list(documents)
    words = counted(sum(len(document.text.split()) for document in listed), "word")
    outlets = counted(len({document.outlet for document in listed}), "outlet")
    stories = counted(len({document.story for document in listed}), "story", "stories")
    return f"{counted(len(listed), 'article')} by {outlets} on {stories}: {words} with {_layers(listed)}."


def _layers(documents: Iterable[Document]) -> str:
    listed = list(documents)
    mentions = counted(sum(len(document.mentions) for document in listed), "mention")
    events = counted(sum(len(document.events) for document in listed), "event")
    return f"{mentions}, {events} and {counted(sum(len(document.quotes) for document in listed), 'quote')}"


def _masked_note(documents: list[Document]) -> str:
    return (
        f"{counted(len(documents), 'real article')} with {_layers(documents)} are masked: the text belongs to its "
        "publishers, and the annotations are shown without it."
    )


def _search() -> Html:
    options = [element("option", words, value=name) for name, words in SCOPES.items()]
    return element(
        "form",
        element("label", "Search", for_="search"),
        element("input", type="search", id="search", name="q", autocomplete="off", spellcheck="false"),
        element("label", element("span", "in ", class_="in"), element("select", *options, id="scope")),
        role="search",
        id="form",
    )


def _filters(collection: Collection) -> Html:
    documents = collection.documents
    fields = {
        "split": ("Split", "all splits", {split_of(document): split_of(document) for document in documents}),
        "story": ("Story", "all stories", {d.story: collection.story(d.story) for d in documents}),
        "genre": ("Genre", "all genres", {genre: genre for genre in sorted({d.genre for d in documents})}),
        "outlet": ("Outlet", "all outlets", {d.outlet: collection.outlet(d) for d in documents}),
        "layer": ("Layer", "all layers", LAYERS),
    }
    types: dict[str, set[str]] = {}
    for document in documents:
        for label, of in types_of(document).items():
            types.setdefault(label, set()).update(of)
    groups = [
        element("optgroup", *(_option(collection.types[name], name) for name in sorted(of)), label=label)
        for label, of in types.items()
    ]
    return element(
        "div",
        *(
            _select(name, label, whole, [_option(*one) for one in of.items()])
            for name, (label, whole, of) in fields.items()
        ),
        _select("type", "Type", "all types", groups),
        element("button", "Clear all", type="button", id="clear", hidden=True),
        class_="filters",
        role="group",
        aria_label="Filters",
    )


def _select(name: str, label: str, whole: str, options: Iterable[Html]) -> Html:
    select = element("select", element("option", whole, value=""), *options, id=name, data_filter=True)
    return element("label", element("span", label), select)


def _option(value: str, words: str) -> Html:
    return element("option", words, value=value, data_t=words)


def split_of(document: Document) -> str:
    """Name the split of a document, with its part."""
    return f"{document.part}/{document.split}"


def _groups(collection: Collection) -> Iterable[Html]:
    """List the articles by story; those whose story has no other article come last, by part."""
    numbers = {document.id: number for number, document in enumerate(collection.documents)}
    alone: dict[str, list[Document]] = {}
    for story, documents in collection.told.items():
        if story not in collection.story_pages:
            alone.setdefault(documents[0].part, []).extend(documents)
            continue
        link = element("a", collection.story(story), href=f"stories/{collection.story_pages[story]}.html")
        yield element("section", element("h2", link), _list(collection, documents, numbers))
    for part, documents in alone.items():
        yield element("section", element("h2", f"Other articles of {part}"), _list(collection, documents, numbers))


def _list(collection: Collection, documents: Iterable[Document], numbers: Mapping[str, int]) -> Html:
    return element("ul", *(_row(collection, document, numbers[document.id]) for document in documents))


def _row(collection: Collection, document: Document, number: int) -> Html:
    of = {"m": len(document.mentions), "e": len(document.events), "q": len(document.quotes)}
    types = Counter(collection.types[name] for names in types_of(document).values() for name in names)
    parts = [collection.outlet(document), document.genre, readable_date(document.date), split_of(document)]
    parts += ["masked"] if document.masked else []
    counts = [element("span", counted(of[layer], name.removesuffix("s"))) for layer, name in LAYERS.items()]
    return element(
        "li",
        element("a", collection.title(document), href=f"articles/{collection.pages[document.id]}.html"),
        element("small", " · ".join(parts), class_="facts"),
        element("small", *counts, class_="counts"),
        data_n=number,
        data_split=split_of(document),
        data_story=document.story,
        data_genre=document.genre,
        data_outlet=document.outlet,
        data_layer=" ".join(layer for layer, times in of.items() if times),
        data_type=" ".join(f"{name}:{times}" for name, times in types.items()),
    )
