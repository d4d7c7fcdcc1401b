"""Documents read once for all layers: their tokens laid end to end, and the sequences of them that models tag."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from copy import copy
from functools import cached_property
from itertools import chain
from re import finditer
from typing import Any, Protocol, TypeVar, overload

import numpy as np

from dateline.baselines.features.columns import Column, Ints
from dateline.document import ANNOTATED_KINDS, Document

T = TypeVar("T")


class Bounded(Protocol):
    """Whatever has offsets: spans, mentions that were found, predicted events."""

    @property
    def start(self) -> int:
        """The first code point."""
        ...

    @property
    def end(self) -> int:
        """The code point after the last."""
        ...


class Batch(Sequence[Document]):
    """Documents as arrays. A model takes a batch as it is, so that all layers share its tokens and features.

    Offsets go on from document to document, so that one search finds tokens of all of them.

    Attributes:
        documents: the documents.
        origins: where each document begins.
        starts: where each token begins.
        ends: where each token ends.
        words: each token's text.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        """Lay the tokens of documents end to end."""
        self.documents = documents
        sizes = np.array([len(document.text) + 1 for document in documents], dtype=np.intp)
        self.origins = np.cumsum(sizes) - sizes
        self._size = int(sizes.sum())
        self.starts, self.ends = self.laid_out(document.tokens for document in documents)
        self.words = Column.of(d.text[token.start : token.end] for d in documents for token in d.tokens)
        self._kept: dict[Hashable, Any] = {}
        self._learnt: dict[Hashable, Any] = {}

    @overload
    def __getitem__(self, index: int) -> Document: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Document]: ...
    def __getitem__(self, index: int | slice) -> Document | Sequence[Document]:
        """Return a document, or several."""
        return self.documents[index]

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self.documents)

    def laid_out(self, spans: Iterable[Sequence[Bounded]]) -> tuple[Ints, Ints]:
        """Return the starts and ends of each document's spans as offsets of the batch."""
        listed = list(spans)
        shift = np.repeat(self.origins, [len(some) for some in listed])
        flat = list(chain.from_iterable(listed))
        starts = np.array([span.start for span in flat], dtype=np.intp) + shift
        return starts, np.array([span.end for span in flat], dtype=np.intp) + shift

    def owners(self, offsets: Ints) -> Ints:
        """Return the document of each offset."""
        return np.asarray(np.searchsorted(self.origins, offsets, side="right") - 1, dtype=np.intp)

    def tokens_in(self, owners: Ints, low: Ints, high: Ints) -> tuple[Ints, Ints]:
        """Return the first token that starts between two offsets, and the one after the last, in one document each."""
        begin = np.searchsorted(self.starts, np.append(self.origins, self._size))
        found = np.searchsorted(self.starts, low), np.searchsorted(self.starts, high)
        return np.maximum(found[0], begin[owners]), np.minimum(found[1], begin[owners + 1])

    def sentence_at(self, offsets: Ints) -> Ints:
        """Return the sentence, of all, that holds each offset; -1 where none does."""
        starts, ends = self._all_sentences
        found = np.searchsorted(starts, offsets, side="right") - 1
        return np.where(offsets < np.append(ends, 0)[found], found, -1)

    def lines_in(self, low: Ints, high: Ints) -> Ints:
        """Count the ends of lines between two offsets."""
        first, last = np.searchsorted(self._lines, low), np.searchsorted(self._lines, high)
        return np.asarray(np.maximum(last - first, 0), dtype=np.intp)

    @cached_property
    def _all_sentences(self) -> tuple[Ints, Ints]:
        return self.laid_out(document.sentences for document in self)

    @cached_property
    def _lines(self) -> Ints:
        ends = [
            origin + line.start()
            for origin, d in zip(self.origins.tolist(), self, strict=True)
            for line in finditer("\n", d.text)
        ]
        return np.array(ends, dtype=np.intp)

    def with_layers(self, documents: Sequence[Document]) -> "Batch":
        """Return a batch of the same texts with other layers, which keeps what was computed from the texts."""
        other = copy(self)
        vars(other).update(documents=documents, _learnt={})
        return other

    def once(self, what: Hashable, make: Callable[[], T]) -> T:
        """Compute something of the texts the first time that it is asked for."""
        if what not in self._kept:
            self._kept[what] = make()
        found: T = self._kept[what]
        return found

    def learnt(self, what: Hashable, make: Callable[[], T]) -> T:
        """Learn something of the texts and their layers the first time that it is asked for."""
        if what not in self._learnt:
            self._learnt[what] = make()
        found: T = self._learnt[what]
        return found

    @cached_property
    def sentences(self) -> "Sequences":
        """The sentences of annotated paragraphs."""
        kept = [[p for p in document.paragraphs if p.kind in ANNOTATED_KINDS] for document in self]
        inside = [
            [s for s in document.sentences if any(p.start <= s.start < p.end for p in paragraphs)]
            for document, paragraphs in zip(self, kept, strict=True)
        ]
        return Sequences(self, *self.laid_out(inside))

    @cached_property
    def paragraphs(self) -> "Sequences":
        """The annotated paragraphs."""
        kept = ([p for p in document.paragraphs if p.kind in ANNOTATED_KINDS] for document in self)
        return Sequences(self, *self.laid_out(kept))


def batch_of(documents: Sequence[Document]) -> Batch:
    """Return documents as a batch: themselves, if they are one."""
    return documents if isinstance(documents, Batch) else Batch(documents)


class Sequences:
    """Stretches of tokens, one after the other; a place is the position of a token among all of theirs.

    Attributes:
        lengths: the tokens of each sequence; none is empty.
        edges: the first place of each sequence, and the place after it.
        numbers: the sequence of each place.
        first: the first place of its sequence, for each place.
        last: the place after its sequence, for each place.
        starts: where the token of each place begins.
        ends: where it ends.
        owners: the document of each place.
        origins: where each document begins.
        words: the word of each place.
    """

    def __init__(self, batch: Batch, starts: Ints, ends: Ints) -> None:
        """Take the tokens that begin within each span of the batch."""
        low, high = np.searchsorted(batch.starts, starts), np.searchsorted(batch.starts, ends)
        low, high = low[low < high], high[low < high]
        self.lengths = high - low
        self.numbers = np.repeat(np.arange(len(low)), self.lengths)
        after = np.cumsum(self.lengths)
        self.edges = after - self.lengths, after
        self.first, self.last = (edge[self.numbers] for edge in self.edges)
        tokens = np.arange(len(self.numbers)) - self.first + low[self.numbers]
        self.starts, self.ends = batch.starts[tokens], batch.ends[tokens]
        self.origins = batch.origins
        self.owners = batch.owners(self.starts)
        self.words = batch.words.take(tokens)

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.numbers)

    def span(self, first: int, last: int) -> tuple[int, int, int]:
        """Return the document of a span of places, and where it starts and ends in that."""
        owner = int(self.owners[first])
        return owner, int(self.starts[first] - self.origins[owner]), int(self.ends[last - 1] - self.origins[owner])

    def near(self, column: Column, offset: int, first: str, last: str) -> Column:
        """Return the values of the places so many before or after; beyond the sequence, those given."""
        places = np.arange(len(self)) + offset
        if offset < 0:
            return column.take(places, places >= self.first, first)
        return column.take(places, places < self.last, last)

    def places(self, starts: Ints) -> Ints:
        """Return the places of the tokens that begin at offsets; -1 where none does."""
        if not len(self):
            return np.full(len(starts), -1)
        found = np.minimum(np.searchsorted(self.starts, starts), len(self) - 1)
        return np.where(self.starts[found] == starts, found, -1)

    def around(self, starts: Ints, ends: Ints) -> Ints:
        """Return the sequence that holds each span from its first to its last token; -1 where none does."""
        if not len(self):
            return np.full(len(starts), -1)
        first, last = self.edges
        found = np.searchsorted(self.starts[first], starts, side="right") - 1
        return np.where((found >= 0) & (ends <= self.ends[last[found] - 1]), found, -1)
