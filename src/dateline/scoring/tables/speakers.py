"""Predicted speakers of many documents as arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from dateline.records import AttributionRecord, SpeakerRecord
from dateline.scoring.tables import (
    Integers,
    Places,
    Strings,
    Table,
    coded,
    grouped,
    optional_places,
    pairs_in,
    places_of,
    sizes_of,
)


@dataclass(frozen=True)
class SpeakerTable(Table):
    """Speakers: the spans of contents, those of speakers (none or one), and codes of their names."""

    content: Places
    place: Places
    speaker: Integers


def lay_out(lists: Sequence[Sequence[SpeakerRecord]], codes: Mapping[str, Mapping[Any, int]]) -> SpeakerTable:
    """Lay out the speakers of documents.

    Raises:
        OverflowError: an offset has more than 63 bits.
    """
    quotes = list(chain.from_iterable(lists))
    speakers = [quote.speaker for quote in quotes]
    return SpeakerTable(
        sizes_of(lists),
        places_of([quote.content for quote in quotes]),
        optional_places([one if isinstance(one, tuple) else None for one in speakers]),
        coded([None if isinstance(one, tuple) else one for one in speakers], codes["speaker"]),
    )


def records(names: Sequence[str], table: SpeakerTable, strings: Strings) -> list[AttributionRecord]:
    """Make the records of documents again."""
    values = map(strings["speaker"].__getitem__, table.speaker.tolist())
    parts = zip(pairs_in(table.content), pairs_in(table.place), values, strict=True)
    quotes = (SpeakerRecord(content, place[0] if place else name) for content, place, name in parts)
    return [AttributionRecord(name, found) for name, found in zip(names, grouped(quotes, table.sizes), strict=True)]
