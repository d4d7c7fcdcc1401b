"""Gold of a file in a tenth of the memory of its records.

Typed spans are kept in arrays, and counted without making records; other records are kept as bytes.
"""

from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from dateline.formats.batch import Batch
from dateline.records import NerRecord, TypedSpan
from dateline.scoring.span_table import Growing, SpanTable, join


class SpanStore(Mapping[str, Any]):
    """Records of typed spans by document, kept as one table and made when asked for.

    Attributes:
        types: the types, by code.
    """

    def __init__(self, names: Sequence[str], spans: SpanTable, types: Sequence[str]) -> None:
        """Keep the spans of these documents; the code of a type is its place in `types`."""
        self.types = tuple(types)
        self._own = list(names)
        self._place = {name: place for place, name in enumerate(self._own)}
        self._spans = spans
        self._first = np.cumsum(spans.sizes, dtype=np.int64) - spans.sizes

    def named(self, names: Sequence[str]) -> list[str]:
        """Return the store's own strings for ids, so that equal ones are held once."""
        return list(map(self._own.__getitem__, map(self._place.__getitem__, names)))

    def take(self, names: Sequence[str]) -> SpanTable:
        """Return the spans of some documents, in the order given."""
        place = np.fromiter(map(self._place.__getitem__, names), np.int64, len(names))
        return self._spans.rows(self._first, place)

    def __getitem__(self, name: str) -> NerRecord:
        """Make the record of a document."""
        one = self.take([name])
        spans = zip(one.start.tolist(), one.end.tolist(), one.kind.tolist(), strict=True)
        return NerRecord(name, [TypedSpan(start, end, self.types[kind]) for start, end, kind in spans])

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
    """Batches of a gold file on their way into a store."""

    def __init__(self) -> None:
        """Begin with none."""
        self._names: list[str] = []
        self._spans = Growing()
        self._codes: Mapping[str, int] = {}

    def add(self, batch: Batch[Any]) -> None:
        """Keep the spans of a batch that was found sound."""
        self._names += batch.names
        self._codes = batch.codes or self._codes
        if batch.spans is not None:
            self._spans.add(batch.spans)

    def store(self) -> SpanStore:
        """Return the store, its types in order of their names."""
        types = sorted(self._codes)
        order = np.array([types.index(name) for name in self._codes] or [0])
        spans = self._spans.table().recoded(order.astype(np.min_scalar_type(len(types))))
        return SpanStore(self._names, spans, types)

    def drained(self) -> list[NerRecord]:
        """Give back the records of all batches, and begin anew."""
        store = self.store()
        self._names, self._spans = [], Growing()
        return list(store.values())


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


def predicted(batches: Sequence[Batch[Any]], types: Sequence[str]) -> SpanTable | None:
    """Join the spans of batches under the codes of these types; None where there are others, or spans were not read."""
    place = {name: code for code, name in enumerate(types)}
    tables = []
    for batch in batches:
        if batch.spans is None or not batch.codes.keys() <= place.keys():
            return None
        codes = np.array([place[name] for name in batch.codes] or [0], dtype=np.int64)
        tables.append(batch.spans.recoded(codes))
    return join(tables)
