"""Which documents are annotated already and which names occur twice, in 16 bytes a document.

Names and texts are kept as hashes of 64 bits, so that those of millions of documents can be sent to every worker. A
document is taken as annotated only if both agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dateline.baselines.pipeline.texts import Text

Keys = NDArray[np.uint64]
"""Hashes of documents: a row each, of the name and of the text (shape documents x 2)."""
Verdict = Literal["new", "done", "changed", "repeated"]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of documents before they are annotated.

    Attributes:
        names: hashes of the names of annotated documents, sorted.
        texts: hashes of their texts.
        repeated: hashes of names that several documents have, sorted.
    """

    names: NDArray[np.uint64]
    texts: NDArray[np.uint64]
    repeated: NDArray[np.uint64]

    def verdicts(self, keys: Keys) -> list[Verdict]:
        """Say of each document whether it is to be annotated, and if not, why."""
        names, texts = keys[:, 0], keys[:, 1]
        twice = np.isin(names, self.repeated)
        if not len(self.names):
            return ["repeated" if one else "new" for one in twice]
        place = np.minimum(np.searchsorted(self.names, names), len(self.names) - 1)
        there = self.names[place] == names
        same = there & (self.texts[place] == texts)
        found = zip(same, twice, there, strict=True)
        return ["done" if s else "repeated" if r else "changed" if t else "new" for s, r, t in found]


def known(done: Keys, present: Keys) -> Known:
    """Gather what is known from the documents of complete shards and those of the source."""
    ordered = done[np.argsort(done[:, 0])]
    names, number = np.unique(present[:, 0], return_counts=True)
    return Known(ordered[:, 0].copy(), ordered[:, 1].copy(), names[number > 1])


def keys_of(texts: Iterable[Text]) -> Keys:
    """Hash names and texts."""
    found = [[_hash(name), _hash(text)] for name, text in texts]
    return np.array(found, dtype=np.uint64).reshape(-1, 2)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
