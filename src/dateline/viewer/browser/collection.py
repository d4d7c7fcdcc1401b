"""What the pages show: documents with the names of their outlets and stories, and entities across documents."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

import msgspec

from dateline.corpus.stories import Story, read_outlets, read_stories
from dateline.document import Document, Entity, Event, Mention, Span
from dateline.paths import OUTLETS, STORIES
from dateline.viewer.article import title_of

_LONGEST = 60  # characters of a file's stem


class Named(msgspec.Struct, frozen=True):
    """An entity of the catalogue with the documents that mention it, each with its mentions there, in order."""

    id: str
    name: str
    type: str
    aliases: tuple[str, ...]
    page: str
    found: tuple[tuple[Document, tuple[Mention, ...]], ...]

    @property
    def mentions(self) -> int:
        """How many mentions it has in all documents."""
        return sum(len(mentions) for _, mentions in self.found)


class Reported(msgspec.Struct, frozen=True):
    """An event of a story with its triggers in each document that reports it, by the document's id."""

    id: str
    what: str
    date: str
    triggers: dict[str, list[Event]]


class Collection(msgspec.Struct, frozen=True, dict=True):
    """Documents, and what is known of them.

    Attributes:
        documents: the documents, in the order in which they are listed.
        outlets: the names of outlets, by id.
        stories: the story files, by id.
        pages: the stem of each document's page, by its id.
        site: the address, from their folder, of the site that the pages are part of; empty where there is none.
    """

    documents: tuple[Document, ...]
    outlets: Mapping[str, str]
    stories: Mapping[str, Story]
    pages: Mapping[str, str]
    site: str = ""

    @cached_property
    def told(self) -> dict[str, list[Document]]:
        """The documents of each story."""
        found: dict[str, list[Document]] = {}
        for document in self.documents:
            found.setdefault(document.story, []).append(document)
        return found

    @cached_property
    def story_pages(self) -> dict[str, str]:
        """The stem of each story's page; a story of a single document has none."""
        return stems(story for story, documents in self.told.items() if len(documents) > 1)

    @cached_property
    def reported(self) -> dict[str, list[Reported]]:
        """The events of each story with a page."""
        return {story: self._reported(story) for story in self.story_pages}

    @cached_property
    def story_events(self) -> dict[tuple[str, str], tuple[int, int]]:
        """The place of an event on the page of its story, and how many articles report it."""
        return {
            (story, event.id): (place, len(event.triggers))
            for story, events in self.reported.items()
            for place, event in enumerate(events, start=1)
        }

    @cached_property
    def entities(self) -> dict[str, Named]:
        """The entities of the catalogue, by id, those of most mentions first."""
        found: dict[str, dict[int, list[Mention]]] = {}
        entries: dict[str, Entity] = {}
        for number, document in enumerate(self.documents):
            catalogue = {entity.id: entity for entity in document.entities if entity.catalogue}
            for mention in sorted(document.mentions):
                entity = catalogue.get(mention.entity or "")
                if entity is not None and entity.catalogue:
                    entries.setdefault(entity.catalogue, entity)
                    found.setdefault(entity.catalogue, {}).setdefault(number, []).append(mention)
        pages = stems(found)
        named = [
            Named(
                id=name,
                name=(*entries[name].names, name)[0],
                type=entries[name].type,
                aliases=entries[name].names[1:],
                page=pages[name],
                found=tuple((self.documents[number], tuple(mentions)) for number, mentions in of.items()),
            )
            for name, of in found.items()
        ]
        return {one.id: one for one in sorted(named, key=lambda one: (-one.mentions, one.name))}

    @cached_property
    def types(self) -> dict[str, str]:
        """A short name of each type of a mention, an event or a quote."""
        found = {name for document in self.documents for of in types_of(document).values() for name in of}
        return {name: f"k{number}" for number, name in enumerate(sorted(found))}

    def _reported(self, name: str) -> list[Reported]:
        """List the events of a story: those of the story file in its order, then others as they come."""
        known = {event.id: event for event in self.stories[name].events} if name in self.stories else {}
        found: dict[str, dict[str, list[Event]]] = {event: {} for event in known}
        for document in self.told[name]:
            for event in sorted(document.events):
                if event.story_event:
                    found.setdefault(event.story_event, {}).setdefault(document.id, []).append(event)
        return [
            Reported(
                event,
                known[event].what if event in known else event.replace("-", " "),
                readable_date(known[event].date) if event in known else "",
                triggers,
            )
            for event, triggers in found.items()
            if triggers
        ]

    def outlet(self, document: Document) -> str:
        """The name of a document's outlet."""
        return self.outlets.get(document.outlet, document.outlet)

    def story(self, name: str) -> str:
        """The title of a story."""
        return self.stories[name].title if name in self.stories else name

    def title(self, document: Document) -> str:
        """The headline of a document, or its id."""
        return title_of(document)


def collect(documents: Sequence[Document], root: Path, *, site: str = "") -> Collection:
    """Join documents with the names of their outlets and stories, as far as a project has them."""
    outlets = read_outlets(root / OUTLETS) if (root / OUTLETS).exists() else {}
    return Collection(
        tuple(documents),
        {name: outlet.name for name, outlet in outlets.items()},
        read_stories(root / STORIES),
        stems(document.id for document in documents),
        site,
    )


def types_of(document: Document) -> dict[str, list[str]]:
    """The types of a document's annotations, by layer, repeated as often as they are there."""
    return {
        "Mentions": [mention.type for mention in document.mentions],
        "Events": [event.type for event in document.events],
        "Quotes": [quote.type for quote in document.quotes],
    }


def stems(names: Iterable[str]) -> dict[str, str]:
    """Give each name a file stem of its own, which is the name where that is safe."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        stem = base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_LONGEST] or "x"
        number = 1
        while stem in taken:
            number += 1
            stem = f"{base}-{number}"
        taken.add(stem)
        found[name] = stem
    return found


def readable_date(iso: str) -> str:
    """Write a date such as 2033-12-08 or 2021-08 in words; anything else stays."""
    parts = iso.split("-")
    try:
        day = date(*(int(part) for part in (*parts, *["1"] * (3 - len(parts)))))
    except (TypeError, ValueError):
        return iso
    month = f"{day:%B} {day.year}"
    return (str(day.year), month, f"{day.day} {month}")[len(parts) - 1]


def contexts(document: Document) -> tuple[Span, ...]:
    """The stretches of text that annotations are shown in: sentences, else paragraphs."""
    return tuple(sorted(document.sentences or (Span(*p.key) for p in document.paragraphs)))


def around(document: Document, spans: Iterable[Span]) -> Iterator[tuple[Span, list[Span]]]:
    """Yield each sentence that has some of the spans, with those that start in it."""
    sentences = contexts(document)
    found: dict[int, list[Span]] = {}
    for span in spans:
        found.setdefault(place_of(sentences, span), []).append(span)
    for place in sorted(found):
        yield sentences[place], found[place]


def place_of(stretches: Sequence[Span], span: Span) -> int:
    """The index of the last stretch, of several in order, that begins at or before a span."""
    return max(bisect_right(stretches, span.start, key=lambda stretch: stretch.start) - 1, 0)


def paragraph_of(document: Document, span: Span) -> int:
    """The number of the paragraph that a span starts in, from 1."""
    return place_of(document.paragraphs, span) + 1
