"""Documents of a file as arrays: what readers in bulk hand on, and values that are made of them when asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import overload

import numpy as np

from dateline.formats.batch import Batch, Deferred
from dateline.formats.checks import DocumentFacts, Pair
from dateline.formats.sniffing import stamp
from dateline.records import NerRecord
from dateline.scoring.tables import Codes, Integers, SpanTable, records

BATCH = 256  # documents of a batch


class Tokens(Sequence[Pair]):
    """Places of tokens, `(start, end)` in code points, of which no pair is made before it is asked for."""

    __slots__ = ("_end", "_start")

    def __init__(self, start: Integers, end: Integers) -> None:
        """Keep the starts and ends; shape (tokens,)."""
        self._start, self._end = start, end

    @overload
    def __getitem__(self, index: int) -> Pair: ...
    @overload
    def __getitem__(self, index: slice) -> "Tokens": ...
    def __getitem__(self, index: int | slice) -> "Pair | Tokens":
        """Make the place of a token, or take some tokens."""
        if isinstance(index, slice):
            return Tokens(self._start[index], self._end[index])
        return int(self._start[index]), int(self._end[index])

    def __iter__(self) -> Iterator[Pair]:
        """Make all places, which is quicker than one after another."""
        return iter(zip(self._start.tolist(), self._end.tolist(), strict=True))

    def __len__(self) -> int:
        """Count the tokens."""
        return len(self._start)


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of documents, end to end.

    Attributes:
        text: all texts.
        start: where each token starts in `text`, in code points; shape (tokens,).
        end: where it ends.
        first: the first token of each document, and the number of tokens; shape (documents + 1,).
        cuts: where each document starts and ends in `text`; shape (documents, 2).
        joined: whether each text is its tokens, joined by single spaces.
    """

    text: str
    start: Integers
    end: Integers
    first: Integers
    cuts: Integers
    joined: bool

    def text_of(self, place: int) -> str:
        """Return the text of a document."""
        start, end = self.cuts[place].tolist()
        return self.text[start:end]

    def facts(self, place: int) -> DocumentFacts:
        """Return text and tokens of a document."""
        tokens = slice(*self.first[place : place + 2].tolist())
        begin, end = self.cuts[place].tolist()
        places = Tokens(self.start[tokens] - begin, self.end[tokens] - begin)
        return DocumentFacts(length=end - begin, text=self.text[begin:end], tokens=places)


class OwnFacts(Mapping[str, DocumentFacts]):
    """The texts and tokens of a file's own documents, made when asked for."""

    def __init__(self, names: Sequence[str], texts: Texts, path: Path) -> None:
        """Take the ids, no two of which are equal, the texts in the same order, and the file."""
        self._place = {name: place for place, name in enumerate(names)}
        self.texts = texts
        self._of = path, stamp(path)

    def are_of(self, path: Path) -> bool:
        """Tell whether these are the documents of a file, which is as it was when they were read."""
        return self._of == (path, stamp(path))

    def place(self, name: str) -> int:
        """Return which of the texts is that of a document."""
        return self._place[name]

    def __getitem__(self, name: str) -> DocumentFacts:
        """Make the facts of a document."""
        return self.texts.facts(self._place[name])

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a document."""
        return name in self._place

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids, in the order of the file."""
        return iter(self._place)

    def __len__(self) -> int:
        """Count the documents."""
        return len(self._place)


def batches_of(
    file: str, names: Sequence[str], lines: Sequence[int], spans: SpanTable, codes: Codes
) -> Iterator[Batch[NerRecord]]:
    """Hand on the spans of documents, which were found sound, some documents at a time."""
    ends, coding = np.append(0, np.cumsum(spans.sizes)), {"type": codes}
    strings = {"type": list(codes)}
    for begin in range(0, len(names), BATCH):
        end = min(begin + BATCH, len(names))
        rows = slice(*ends[[begin, end]].tolist())
        some = SpanTable(spans.sizes[begin:end], spans.start[rows], spans.end[rows], spans.kind[rows])
        made = Deferred(names[begin:end], partial(records, names[begin:end], some, strings))
        yield Batch(file, made, lines[begin:end], table=some, codes=coding, known_sound=True)
