"""The stories of the part `open`, its outlets and its quotas: what writers work from and the build counts against."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from dateline.declarations import read_toml


class Actor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place, person or body of a story; its id is that of the catalogue."""

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


class Dispute(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure or fact on which the story's sources differ."""

    what: str
    versions: tuple[str, ...]


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
    disputed: tuple[Dispute, ...] = ()

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Places, people and bodies."""
        return (*self.places, *self.people, *self.bodies)


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


class Quotas(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the part must hold: least numbers, and the splits' shares of the words in per cent, with a tolerance."""

    articles: int
    words: int
    outlets: int
    length: Length
    tolerance: float
    splits: Mapping[str, float]
    topics: Mapping[str, int]
    genres: Mapping[str, int]


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
