"""spaCy's DocBin in bulk: entities, tokens and texts from its arrays, without making a Doc.

Whatever is unusual here - documents without an id, entities that are no chunks, spans with white space at an edge - is
left to the reader of Docs, which says what is wrong: None is returned for it. What is read is what that reader reads.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from dateline.formats.arrays import Texts
from dateline.formats.checks import DocumentFacts, Expected, R
from dateline.scoring.tables import Codes, Integers, SpanTable

_MOST_GROWTH = 64  # times its size that a file may have when it is decompressed; DocBins have 5 to 15 times
_INSIDE, _BEGIN = 1, 3  # of spaCy's ENT_IOB; 0 is unknown and 2 outside


class _Message(msgspec.Struct):
    """What a DocBin holds of what is read here."""

    attrs: list[int]
    tokens: memoryview
    spaces: memoryview
    lengths: memoryview
    strings: list[str]
    flags: list[dict[str, Any]]
    user_data: list[bytes]


@dataclass(frozen=True, slots=True)
class Store:
    """The tokens of a file.

    Attributes:
        names: the ids of the documents.
        first: the first token of each document, and the number of tokens; shape (documents + 1,).
        word: the hash of each token's text; shape (tokens,).
        space: whether a space follows it.
        iob: where it is in an entity.
        label: the hash of the entity's label.
        strings: the strings that are hashed, spaCy's StringStore.
    """

    names: Sequence[str]
    first: Integers
    word: NDArray[np.uint64]
    space: NDArray[np.bool_]
    iob: NDArray[np.uint64]
    label: NDArray[np.uint64]
    strings: Any

    def has_texts_of(self, other: "Store") -> bool:
        """Tell whether documents and tokens are those of another file."""
        same = (np.array_equal(getattr(self, one), getattr(other, one)) for one in ("first", "word", "space"))
        return self.names == other.names and all(same)


@dataclass(frozen=True, slots=True)
class Layout:
    """The texts of a file, and where all of its tokens are in them.

    Attributes:
        texts: the texts, with the tokens that are not white space.
        start: where each token starts, from the beginning of its document; shape (tokens,).
        end: where it ends.
        bare: whether it has no white space at its edges.
    """

    texts: Texts
    start: Integers
    end: Integers
    bare: NDArray[np.bool_]


def unpack(data: bytes, most: int) -> Store | None:
    """Take the arrays out of a DocBin that has at most so many bytes when it is decompressed."""
    from spacy.attrs import ENT_IOB, ENT_TYPE, ORTH
    from spacy.strings import StringStore

    try:
        inflate = zlib.decompressobj()
        found = msgspec.msgpack.decode(inflate.decompress(data, min(most, _MOST_GROWTH * len(data))), type=_Message)
        names = [_id_in(one) for one in found.user_data]
        sizes = np.frombuffer(found.lengths, dtype=np.int32).astype(np.int64)
        space = np.frombuffer(found.spaces, dtype=np.bool_)
        tokens = np.frombuffer(found.tokens, dtype=np.uint64).reshape(len(space), len(found.attrs))
        word, iob, label = (tokens[:, found.attrs.index(one)].copy() for one in (ORTH, ENT_IOB, ENT_TYPE))
        first = np.append(0, np.cumsum(sizes))
        unknown = np.array([bool(flags.get("has_unknown_spaces")) for flags in found.flags])
        space = space | np.repeat(unknown, sizes)
        whole = inflate.eof and first[-1] == len(space) and (sizes >= 0).all() and len(names) == len(sizes) > 0
        if not whole or None in names or len(set(names)) < len(names):
            return None
        return Store([str(name) for name in names], first, word, space, iob, label, StringStore(found.strings))
    except Exception:  # noqa: BLE001 - zlib, msgpack and numpy each raise errors of their own; Docs say what is wrong
        return None


def _id_in(user_data: bytes) -> str | None:
    name = msgspec.msgpack.decode(user_data).get("id")
    return str(name) if isinstance(name, str | int) and not isinstance(name, bool) else None


def lay_out(store: Store) -> Layout | None:
    """Make the texts of a file."""
    known, code = np.unique(store.word, return_inverse=True)
    try:
        words = [store.strings[one] for one in known.tolist()]
    except KeyError:
        return None
    if "" in words:
        return None
    blank, bare = np.array([[one.isspace(), one == one.strip()] for one in words], dtype=np.bool_).reshape(-1, 2).T
    pieces = np.array([*words, *(f"{word} " for word in words)], dtype=np.object_)
    text = "".join(pieces[code + len(words) * store.space].tolist())
    sizes = np.array([len(word) for word in words], dtype=np.int64)[code]
    bounds = np.append(0, np.cumsum(sizes + store.space))
    start, end, first = bounds[:-1], bounds[:-1] + sizes, store.first
    cuts = np.stack((bounds[first[:-1]], bounds[first[1:]]), axis=1)
    kept = np.flatnonzero(~blank[code])
    texts = Texts(text, start[kept], end[kept], np.searchsorted(kept, first), cuts, joined=False)
    base = np.repeat(cuts[:, 0], np.diff(first))
    return Layout(texts, start - base, end - base, bare[code])


def spans(store: Store, layout: Layout, expected: Expected[R]) -> tuple[SpanTable, Codes] | None:
    """Read the entities of all documents."""
    inside, begin = np.flatnonzero(store.iob == _INSIDE), np.flatnonzero(store.iob == _BEGIN)
    opening = np.zeros(len(store.iob) + 1, dtype=np.bool_)
    opening[store.first] = True
    before = inside - 1
    goes_on = (store.iob[before] % 2 == 1) & (store.label[before] == store.label[inside]) & ~opening[inside]
    if not goes_on.all() or not store.label[begin].all() or store.label[store.iob % 2 == 0].any():
        return None
    others = np.append(np.flatnonzero(store.iob != _INSIDE), len(store.iob))
    last = others[np.searchsorted(others, begin, side="right")] - 1
    if not (layout.bare[begin] & layout.bare[last]).all():
        return None
    kinds, kind = np.unique(store.label[begin], return_inverse=True)
    codes, allowed = Codes(), expected.labels.get("type")
    for one in kinds.tolist():
        name = store.strings[one]
        if not name or (allowed is not None and name not in allowed):
            return None
        codes[name]
    sizes = np.diff(np.searchsorted(begin, store.first))
    return SpanTable(sizes, layout.start[begin], layout.end[last], kind.reshape(-1).astype(np.int64)), codes


def fits(store: Store, layout: Layout, known: Mapping[str, DocumentFacts]) -> bool:
    """Tell whether the texts are those of the documents known."""
    for place, name in enumerate(store.names):
        facts = known.get(name)
        if facts is None or facts.text != layout.texts.text_of(place):
            return False
    return True
