"""Gold of a file in a tenth of the memory of its records: arrays that are counted as they are, or bytes."""

from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping, Sequence
from functools import cached_property, partial
from itertools import groupby
from typing import Any

import msgspec
import numpy as np

from dateline.formats.batch import Batch, Deferred
from dateline.scoring.tables import Codes, Codings, Growing, Integers, Strings, Table, join, layout_of, strings_of


class Store(Mapping[str, Any]):
    """Records by document, kept as one table and made when asked for.

    Attributes:
        table: the records.
        codes: the codes of their strings, by field.
    """

    def __init__(self, record: type, names: Sequence[str], table: Table, codes: Mapping[str, Codes]) -> None:
        """Keep the records of these documents, which are of this class."""
        self.table, self.codes = table, codes
        self._layout, self._own = layout_of(record), list(names)
        self._place = {name: place for place, name in enumerate(self._own)}

    def named(self, names: Sequence[str]) -> list[str]:
        """Return the store's own strings for ids, so that equal ones are held once."""
        return list(map(self._own.__getitem__, map(self._place.__getitem__, names)))

    def take(self, names: Sequence[str]) -> Any:  # noqa: ANN401 - a table of the records
        """Return the rows of some documents, in the order given."""
        return self.table.take(np.fromiter(map(self._place.__getitem__, names), np.int64, len(names)))

    @cached_property
    def _strings(self) -> Strings:
        return strings_of(self.codes)

    def batch(self, names: Sequence[str]) -> Batch[Any]:
        """Return some documents as if they had been read together."""
        records = Deferred(names, partial(self._made, names))
        return Batch("", records, range(1, len(names) + 1), table=self.take(names), codes=self.codes)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a record of the class
        """Make the record of a document."""
        return self._made([self._own[self._place[name]]])[0]

    def _made(self, names: Sequence[str]) -> list[Any]:
        return self._layout.records(names, self.take(names), self._strings)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a document."""
        return name in self._place

    def keys(self) -> KeysView[str]:
        """Return the ids, as quick to look up as those of a dictionary."""
        return self._place.keys()

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids, in the order of the file."""
        return iter(self._place)

    def __len__(self) -> int:
        """Count the documents."""
        return len(self._place)


class Gathering:
    """Batches of a file on their way into a store.

    Attributes:
        whole: whether all records so far came as arrays.
    """

    def __init__(self, record: type) -> None:
        """Begin with none; records are of this class."""
        self.whole = True
        self._record, self._layout = record, layout_of(record)
        self._begin()

    def _begin(self) -> None:
        self._names: list[str] = []
        self._codes: Mapping[str, Codes] = Codings()
        self._rows = Growing(self._layout.lay_out([], self._codes))

    def add(self, batch: Batch[Any]) -> list[Any]:
        """Keep a batch; where it has records that are no arrays, return them, with those that were kept before them."""
        self.whole = self.whole and (batch.table is not None or not batch.records)
        if not self.whole:
            return [*self._drained(), *batch.records]
        if batch.table is not None:
            self._names += batch.names
            self._codes = self._codes or batch.codes
            own = self._codes
            same = own is batch.codes
            self._rows.add(batch.table if same else batch.table.recoded(_into(own, batch.codes)))
        return []

    def store(self) -> Store:
        """Return the store; nothing can be added afterwards."""
        return Store(self._record, self._names, self._rows.table(), self._codes)

    def _drained(self) -> list[Any]:
        """Give back the records of all batches, and begin anew."""
        made = self._layout.records(self._names, self._rows.table(), strings_of(self._codes)) if self._names else []
        self._begin()
        return made


class Derived(Mapping[str, Any]):
    """A mapping with the keys of another, whose values are made when asked for: no second table of many ids."""

    def __init__(self, keys: Mapping[str, Any], make: Callable[[str], Any]) -> None:
        """Take the keys of a mapping, and how to make the value of one."""
        self._keys, self._make = keys.keys(), make

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - whatever is made
        """Make the value of a key."""
        if name not in self._keys:
            raise KeyError(name)
        return self._make(name)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a key."""
        return name in self._keys

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys, in their order."""
        return iter(self._keys)

    def __len__(self) -> int:
        """Count the keys."""
        return len(self._keys)


class Packed(Mapping[str, Any]):
    """Records kept as bytes and decoded when asked for: a tenth of the memory of a large gold file's objects."""

    def __init__(self, record: type) -> None:
        """Keep records of this class."""
        self._record = record
        self._bytes: dict[str, bytes] = {}
        self._decoder: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(record)
        self._encoder = msgspec.msgpack.Encoder()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the bytes: decoders can't be sent to other processes."""
        return Packed, (self._record,), self._bytes

    def __setstate__(self, state: dict[str, bytes]) -> None:
        """Take the bytes."""
        self._bytes = state

    def add(self, records: Iterable[Any]) -> None:
        """Keep some records under their ids."""
        encode = self._encoder.encode
        self._bytes.update((record.id, encode(record)) for record in records)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a record of the class
        """Decode the record of a document."""
        return self._decoder.decode(self._bytes[name])

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a document."""
        return name in self._bytes

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids, in the order in which they were added."""
        return iter(self._bytes)

    def __len__(self) -> int:
        """Count the records."""
        return len(self._bytes)


def _into(own: Mapping[str, Codes], other: Mapping[str, Codes]) -> dict[str, Integers]:
    """Say how codes change to those of another mapping, which grow."""
    return {field: np.array([own[field][name] for name in codes], dtype=np.int64) for field, codes in other.items()}


def sides(
    store: Store, batches: Iterable[Batch[Any]], fields: Sequence[str], types: Sequence[str | None]
) -> tuple[list[str], Any, Any] | None:
    """Put the predictions of batches beside their gold.

    Args:
        store: the gold.
        batches: the predictions.
        fields: the fields whose strings are compared.
        types: the types; the code of one is its place among them.

    Returns:
        The documents, and the tables of their gold and of their predictions, in which equal strings of a document have
        equal codes, and 0 stands for a field without a string (if it is not the type). None where there are none, a
        batch is no array, or a type is none of those given.
    """
    names: list[str] = []
    both: tuple[list[Table], list[Table]] = [], []
    for _, some in groupby(batches, lambda batch: id(batch.codes)):
        group = [batch for batch in some if batch.records]
        if any(batch.table is None for batch in group):
            return None
        if group:
            own = [name for batch in group for name in batch.names]
            tables = store.take(own), join([batch.table for batch in group if batch.table is not None])
            try:
                changes = _same(fields, types, store.codes, group[-1].codes)
            except KeyError:
                return None
            names += own
            for tables_of_side, table, change in zip(both, tables, changes, strict=True):
                tables_of_side.append(table.recoded(change))
    return (store.named(names), join(both[0]), join(both[1])) if names else None


def _same(
    fields: Sequence[str], types: Sequence[str | None], *codes: Mapping[str, Codes]
) -> Iterator[dict[str, Integers]]:
    """Say for each side how its codes change so that equal strings have equal ones.

    Raises:
        KeyError: a type is none of those given.
    """
    new: dict[str, Mapping[str | None, int]] = {}
    for field in fields:
        strings = (name for side in codes for name in (side[field].strings if field in side else ()))
        values = types if field == "type" else (None, *dict.fromkeys(strings))
        new[field] = {name: code for code, name in enumerate(values)}
    for side in codes:
        yield {
            field: np.array(
                [place[name if isinstance(name, str) else None] for name in side.get(field, ())] or [0], dtype=np.int64
            )
            for field, place in new.items()
        }
