"""The stories of the part `open`, its outlets and its quotas: what writers work from and the build counts against."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from dateline.declarations import read_toml

_WORD = re.compile(r"\w+")
_RUN = 4  # words; shorter runs are common speech, which no passage owns


class Actor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place, person, body or thing of a story; its id is that of the catalogue."""

    id: str
    name: str
    note: str
    aliases: tuple[str, ...] = ()
    real: bool = False


class Happening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event of the timeline: what happened, may happen, or is denied; its id is the `story_event` of triggers."""

    id: str
    date: str
    what: str


class Saying(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who said what to whom, in which words."""

    who: str
    to: str
    words: str


class Figure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number of the story, what it counts, and who gives it."""

    what: str
    value: str
    source: str


class Dispute(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure or fact on which the story's sources differ."""

    what: str
    versions: tuple[str, ...]


class Reuse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What outlets may share, as outlets that print one agency's copy do.

    Attributes:
        quotations: quotations, word for word.
        agency: one paragraph of agency copy, lightly edited.
        sentences: single sentences of agency copy that two outlets print alike.
    """

    quotations: tuple[str, ...] = ()
    agency: str = ""
    sentences: tuple[str, ...] = ()

    @property
    def passages(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.quotations, *filter(None, (self.agency,)), *self.sentences)


class Story(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The facts that the articles of a story choose from."""

    id: str
    title: str
    topic: str
    split: Literal["train", "validation", "test"]
    kind: Literal["invented", "real"]
    date: dt.date
    summary: str
    places: tuple[Actor, ...]
    people: tuple[Actor, ...]
    bodies: tuple[Actor, ...]
    events: tuple[Happening, ...]
    sayings: tuple[Saying, ...]
    things: tuple[Actor, ...] = ()
    figures: tuple[Figure, ...] = ()
    disputed: tuple[Dispute, ...] = ()
    reuse: Reuse = Reuse()

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Places, people, bodies and things (laws, works, products, named events)."""
        return (*self.places, *self.people, *self.bodies, *self.things)


class Outlet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An invented outlet and its style sheet."""

    name: str
    kind: str
    spelling: str
    honorifics: str
    dateline: str
    quotes: str
    dash: str
    numbers: str
    dates: str
    speakers: str
    voice: str


class Length(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of an article, least and most."""

    least: int
    most: int


class Amounts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Least numbers for the part or one of its splits; what is left out is not counted.

    Attributes:
        articles: articles.
        stories: stories.
        words: white-space separated words.
        triggers: event mentions.
        quotes: quotes.
        each_event_type: triggers of every event type of the ontology.
        each_role: arguments in every role of the ontology, whatever the event type.
        topics: stories by topic.
        genres: articles by genre.
        outlets: articles by outlet.
        entity_types: names and values by entity type.
        quote_types: quotes by type.
        source_kinds: quotes by the level of their first source: name, nominal or pronoun; none where there is none.
    """

    articles: int = 0
    stories: int = 0
    words: int = 0
    triggers: int = 0
    quotes: int = 0
    each_event_type: int = 0
    each_role: int = 0
    topics: Mapping[str, int] = {}
    genres: Mapping[str, int] = {}
    outlets: Mapping[str, int] = {}
    entity_types: Mapping[str, int] = {}
    quote_types: Mapping[str, int] = {}
    source_kinds: Mapping[str, int] = {}


Scope = Literal["all", "train", "validation", "test"]


class Quotas(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the part must hold, and what it grows to.

    Attributes:
        length: the words of one article.
        tolerance: percentage points that a split's share of the words may be off.
        splits: shares of the words in per cent.
        least: what must hold, for the whole part (`all`) and by split.
        targets: what is reported only, likewise.
    """

    length: Length
    tolerance: float
    splits: Mapping[str, float]
    least: Mapping[Scope, Amounts]
    targets: Mapping[Scope, Amounts] = {}


def read_story(path: Path) -> Story:
    """Read a story file.

    Raises:
        InputError: the file can't be read; the field is named.
    """
    return read_toml(path, Story)


def read_stories(folder: Path) -> dict[str, Story]:
    """Read all story files of a folder, by id, which is the name of the file."""
    return {path.stem: read_story(path) for path in sorted(folder.glob("*.toml"))}


def read_outlets(path: Path) -> dict[str, Outlet]:
    """Read the outlets, by id."""
    return read_toml(path, dict[str, Outlet])


def read_quotas(path: Path) -> Quotas:
    """Read the quotas."""
    return read_toml(path, Quotas)


def own_words(text: str, passages: Sequence[str]) -> list[str]:
    """Return the words of a text, case-folded, without its runs of four or more words of a passage."""
    words = _words(text)
    runs = {run for passage in passages for run in _runs(_words(passage))}
    reused = {at + step for at, run in enumerate(_runs(words)) if run in runs for step in range(_RUN)}
    return [word for at, word in enumerate(words) if at not in reused]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]
