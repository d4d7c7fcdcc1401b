"""JSON lines of records straight to arrays, where nothing is wrong with them.

Lines are decoded to structs that tell a field that is left out from one that is null, so that the number of keys is
known from what was decoded: where there are more in the lines, some object has a key twice.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, TypeVar, cast

import msgspec
import numpy as np
from msgspec import UNSET, UnsetType

from dateline.records import AttributionRecord, CorefRecord, EventsRecord, QuotesRecord, RoleSpan
from dateline.scoring.tables import FIELDS, Codings, Integers, Table, layout_of

T = TypeVar("T", bound=Table)


class _Event(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    start: int
    end: int
    type: str
    polarity: str | UnsetType | None = UNSET
    realis: str | UnsetType | None = UNSET
    cluster: str | UnsetType | None = UNSET
    arguments: list[RoleSpan] | UnsetType = UNSET


class _Events(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    id: str
    events: list[_Event]


class _Quote(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    content: list[tuple[int, int]]
    cue: tuple[int, int] | UnsetType | None = UNSET
    sources: list[tuple[int, int]] | UnsetType = UNSET
    type: str | UnsetType | None = UNSET


class _Quotes(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    id: str
    quotes: list[_Quote]


class _Speaker(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    content: list[tuple[int, int]]
    speaker: tuple[int, int] | str | UnsetType | None = UNSET


class _Speakers(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    id: str
    quotes: list[_Speaker]


class _Clusters(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    id: str
    clusters: list[list[tuple[int, int]]]


_DECODED: dict[type, type] = {
    EventsRecord: _Events,
    CorefRecord: _Clusters,
    QuotesRecord: _Quotes,
    AttributionRecord: _Speakers,
}
_KEYS: dict[type, int] = {
    EventsRecord: len(_Event.__struct_fields__),
    CorefRecord: 0,
    QuotesRecord: len(_Quote.__struct_fields__),
    AttributionRecord: len(_Speaker.__struct_fields__),
}  # of an item, at most


class Reader:
    """Decodes lines of records of a class to arrays.

    Attributes:
        codes: the codes of the strings that were read, by field.
    """

    def __init__(self, record: type) -> None:
        """Begin a file."""
        self.codes = Codings()
        self._record, self._layout = record, layout_of(record)
        self._decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(_DECODED[record])

    def read(self, data: bytes) -> tuple[list[str], Table, int] | None:
        """Decode lines.

        Returns:
            The ids, the records as a table, and the number of their keys if no object has a key twice; None where the
            lines must be looked at one by one.
        """
        try:
            lines: Sequence[Any] = self._decoder.decode_lines(data)
            lists = [getattr(line, self._layout.field) for line in lines]
            table = self._layout.lay_out(lists, self.codes)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError):
            return None
        table, absent = self._settled(table)
        items = list(chain.from_iterable(lists))
        keys = 2 * len(lines) + _KEYS[self._record] * len(items) - absent
        if self._record is EventsRecord:
            roles = int(cast("Any", table).arguments.sizes.sum())
            keys += len(RoleSpan.__struct_fields__) * roles - sum([one.arguments is UNSET for one in items])
        elif self._record is QuotesRecord:
            keys -= sum([(one.cue is UNSET) + (one.sources is UNSET) for one in items])
        return [line.id for line in lines], table, keys

    def _settled(self, table: T) -> tuple[T, int]:
        """Put null where a string was left out, and count how often it was."""
        absent, changed = 0, {}
        for name, column in table.columns:
            left_out = self.codes[FIELDS[name]].get(UNSET) if name in FIELDS else None
            if left_out is not None:
                codes = cast("Integers", column)
                there = codes == left_out
                absent += int(there.sum())
                changed[name] = np.where(there, self.codes[FIELDS[name]][None], codes)
        return replace(table, **changed) if changed else table, absent
