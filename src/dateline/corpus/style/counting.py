"""A habit of style as it is counted: how often, out of what, and where."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

import msgspec

Side = Literal["high", "low", "both"]


class Count(msgspec.Struct, frozen=True):
    """How often something occurs, and the number of places where it could."""

    count: int
    base: int

    def __add__(self, other: "Count") -> "Count":
        """Add up the counts of two texts."""
        return Count(self.count + other.count, self.base + other.base)

    @property
    def rate(self) -> float | None:
        """Occurrences per place; None without any place."""
        return self.count / self.base if self.base else None


class Habit(msgspec.Struct, frozen=True, kw_only=True):
    """What is counted.

    Attributes:
        name: the habit.
        unit: what its rate is per, in words.
        scale: by what a count per place is multiplied to be so.
        side: which rates give invented text away: those above the real rate, those below, or both.
        about: how it is found, in a sentence.
    """

    name: str
    unit: str
    scale: float
    side: Side
    about: str


class Hits(NamedTuple):
    """The places of a habit in one article, as offsets, and the number of places where it could be."""

    offsets: tuple[int, ...]
    base: int

    @property
    def counted(self) -> Count:
        """The number of places."""
        return Count(len(self.offsets), self.base)


def totals(articles: Iterable[Mapping[str, Hits]]) -> dict[str, Count]:
    """Add up the hits of several articles, by habit."""
    added: dict[str, Count] = {}
    for found in articles:
        for name, hits in found.items():
            added[name] = added.get(name, Count(0, 0)) + hits.counted
    return added
