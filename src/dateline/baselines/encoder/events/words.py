"""What a word says of the types of events by itself: how near it is to their trigger words, and what it was before.

The vectors are those of the encoder before it learns, which has seen far more words than training has triggers.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dateline.baselines.encoder.training import load_encoder
from dateline.baselines.features.words import base_stem

SIGNS = 4
"""How many signs of a type a word has: its nearness to the closest trigger word and to all that describes the type,
whether its stem is one of the guidelines' trigger words, and the share of its stem's places that were triggers."""
_NEAR = 3.0  # cosines of words lie close together; this gives all signs one scale
_SURE = 2.0
_UNSEEN = 0.5  # a place where each stem was no trigger, in part: one place proves little
_MOST = 20_000  # words whose vectors are kept
_AT_ONCE = 256  # words that are encoded at once


class Known(NamedTuple):
    """What is known of the words of a text.

    Attributes:
        vectors: of each word alone; shape words x width.
        signs: of each type for each word; shape words x types x signs.
    """

    vectors: Any
    signs: Any


class TriggerWords:
    """Which stems were triggers of which types, in how many of their places."""

    def __init__(self) -> None:
        """Know none."""
        self.places: dict[str, int] = {}
        self.triggers: dict[str, dict[str, int]] = {}

    def add(self, words: Sequence[str], types: Sequence[str]) -> "TriggerWords":
        """Count words, each with the type that it is a trigger of, or nothing."""
        for word, kind in zip(words, types, strict=True):
            key = base_stem(word)
            self.places[key] = self.places.get(key, 0) + 1
            if kind:
                votes = self.triggers.setdefault(key, {})
                votes[kind] = votes.get(kind, 0) + 1
        return self

    def shares(self, words: Sequence[str], types: Sequence[str]) -> NDArray[np.float32]:
        """Return the share of each word's places that were triggers of each type; shape words x types."""
        column = {kind: number for number, kind in enumerate(types)}
        found = np.zeros((len(words), len(types)), dtype=np.float32)
        for row, word in enumerate(words):
            for kind, number in self.triggers.get(base_stem(word), {}).items():
                found[row, column[kind]] = number / (self.places[base_stem(word)] + _UNSEEN)
        return found


class WordVectors:
    """Vectors of words alone, by an encoder as it is before it learns; those seen last are kept."""

    def __init__(self, encoder: str) -> None:
        """Take an encoder by name or folder."""
        self.tokenizer, self.encoder = load_encoder(encoder)
        self.encoder.eval()
        self.rows: dict[str, Any] = {}

    def of(self, words: Sequence[str]) -> Any:  # noqa: ANN401 - a tensor
        """Return a vector of length 1 for each word or phrase, in lower case; shape words x width."""
        import torch

        lower = [word.lower() for word in words]
        if len(self.rows) > _MOST:
            self.rows.clear()
        new = sorted({*lower} - self.rows.keys(), key=lambda word: (len(word), word))  # words of a batch are alike
        if new:
            self.rows |= zip(new, self._encoded(new), strict=True)
        width = self.encoder.config.hidden_size
        return torch.stack([self.rows[word] for word in lower]) if lower else torch.zeros((0, width))

    def _encoded(self, words: Sequence[str]) -> Any:  # noqa: ANN401
        import torch

        found = []
        for start in range(0, len(words), _AT_ONCE):
            made = self.tokenizer(
                list(words[start : start + _AT_ONCE]), return_tensors="pt", padding=True, truncation=True
            )
            made = {name: made[name].to(self.encoder.device) for name in ("input_ids", "attention_mask")}
            with torch.no_grad():
                states = self.encoder(**made).last_hidden_state
            seen = made["attention_mask"][:, :, None]
            found.append(torch.nn.functional.normalize((states * seen).sum(1) / seen.sum(1), dim=1).cpu())
        return torch.cat(found)


@lru_cache(maxsize=1)
def word_vectors(encoder: str) -> WordVectors:
    """Return the vectors of an encoder; kept, as models of several tasks ask for them."""
    return WordVectors(encoder)


class TypeKnowledge:
    """The types of events as their descriptions are to an encoder.

    Attributes:
        types: the names of the types.
        descriptions: the mean vector of what describes each type; shape types x width.
    """

    def __init__(self, encoder: str, described: Mapping[str, Sequence[str]]) -> None:
        """Take an encoder by name or folder, and for each type its definition and its trigger words, if any."""
        import torch

        self.encoder = encoder
        self.described = {kind: list(texts) for kind, texts in described.items()}
        self.types = list(described)
        vectors = word_vectors(encoder)
        parts = [vectors.of(texts) for texts in described.values()]
        self.descriptions = torch.stack([some.mean(0) for some in parts])
        self._listed = [some[1:] if len(some) > 1 else some for some in parts]
        self._stems: dict[str, list[int]] = {}
        for number, texts in enumerate(described.values()):
            for key in sorted({base_stem(text.split()[0]) for text in texts[1:]}):
                self._stems.setdefault(key, []).append(number)

    def __getstate__(self) -> dict[str, Any]:
        """Give what it was made of."""
        return {"encoder": self.encoder, "described": self.described}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make it again."""
        self.__init__(**state)  # type: ignore[misc]  # an empty object is filled

    def of(self, words: Sequence[str], before: TriggerWords) -> Known:
        """Return what is known of words.

        Args:
            words: any words.
            before: what words were in training.
        """
        import torch

        vectors = word_vectors(self.encoder).of(words)
        near = torch.stack([(vectors @ listed.T).max(1).values for listed in self._listed], dim=1)
        listed = torch.zeros((len(words), len(self.types)))
        for row, word in enumerate(words):
            listed[row, self._stems.get(base_stem(word), [])] = 1.0
        shares = torch.from_numpy(before.shares(words, self.types))
        signs = [_NEAR * near, _NEAR * (vectors @ self.descriptions.T), _SURE * listed, _SURE * shares]
        return Known(vectors, torch.stack(signs, dim=2))
