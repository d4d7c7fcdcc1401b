"""Random samples of documents: intervals of rates, and measures that depend on the size, taken at one size."""

import gzip
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from dateline.corpus.style.measures import RATES, Measured

RESAMPLES = 1000
"""Bootstrap samples of documents, drawn with replacement, for the intervals of rates."""
DRAWS = 200
"""Samples of documents, drawn without replacement, for measures that depend on the size."""
SEED = 20250101
_GRAM = 4
_STEP = 100  # words between two points of the type curve

Pieces = Sequence[Sequence[str]]


class Estimate(msgspec.Struct, frozen=True):
    """A figure and its 95% interval: of a rate from bootstrap samples, of a sized measure from samples of one size."""

    value: float
    low: float
    high: float


def rates(documents: Sequence[Measured]) -> dict[str, Estimate | None]:
    """Estimate rates over documents, with percentile intervals (Efron and Tibshirani 1993) over documents.

    A rate is None where there is nothing to count it out of.
    """
    counts = np.array([[(d.counts[name].count, d.counts[name].base) for name in RATES] for d in documents])
    weights = _weights(len(documents))
    sums = np.tensordot(weights, counts, axes=(1, 0))  # resamples x rates x 2
    totals = counts.sum(axis=0)
    found: dict[str, Estimate | None] = {}
    for place, (name, scale) in enumerate(RATES.items()):
        if not totals[place, 1]:
            found[name] = None
            continue
        tops, bases = sums[:, place, 0], sums[:, place, 1]
        found[name] = _estimate(
            float(scale * totals[place, 0] / totals[place, 1]), scale * tops[bases > 0] / bases[bases > 0]
        )
    return found


SPREADS: Mapping[str, Callable[[NDArray[Any]], Any]] = {
    "words per sentence, standard deviation": np.std,
    "words per sentence, 10th percentile": lambda lengths: np.percentile(lengths, 10),
    "words per sentence, 90th percentile": lambda lengths: np.percentile(lengths, 90),
}
"""How sentence lengths vary."""


def spreads(documents: Sequence[Measured]) -> dict[str, Estimate | None]:
    """Estimate how sentence lengths vary, with percentile intervals over documents."""
    lengths = [np.array(document.sentences) for document in documents]
    pooled = np.concatenate(lengths)
    if not len(pooled):
        return dict.fromkeys(SPREADS)
    resamples = [
        np.concatenate([np.tile(n, w) for n, w in zip(lengths, row, strict=True)]) for row in _weights(len(lengths))
    ]
    kept = [sample for sample in resamples if len(sample)]
    return {name: _estimate(float(of(pooled)), np.array([of(one) for one in kept])) for name, of in SPREADS.items()}


def _weights(number: int) -> NDArray[Any]:
    return np.random.default_rng(SEED).multinomial(number, [1 / number] * number, size=RESAMPLES)


def _estimate(value: float, resampled: NDArray[Any]) -> Estimate:
    low, high = np.quantile(resampled, [0.025, 0.975])
    return Estimate(value, float(low), float(high))


def _distinct(pieces: Pieces) -> float:
    words = [word for piece in pieces for word in piece]
    return 100 * len(set(words)) / len(words)


def _compressed(pieces: Pieces) -> float:
    text = " ".join(word for piece in pieces for word in piece).encode()
    return 100 * len(gzip.compress(text, mtime=0)) / len(text)


def _recurring(pieces: Pieces) -> float:
    found = Counter(gram for piece in pieces for gram in grams(piece))
    return 100 * sum(n for n in found.values() if n > 1) / found.total() if found else 0.0


SIZED: Mapping[str, Callable[[Pieces], float]] = {
    "distinct words, % of the sample": _distinct,
    "compressed size, % of the sample": _compressed,
    "4-grams that recur, % of the sample": _recurring,
}
"""What depends on the number of words."""
CUES = "distinct cues, % of the sample"
"""What depends on the number of cues."""


def sized(documents: Sequence[Measured], words: int, cues: int) -> dict[str, Estimate | None]:
    """Measure samples of one size: the mean over all, and the range of 95% of them.

    Args:
        documents: the documents of a part.
        words: the words of a sample; at least as many are there.
        cues: the cues of a sample; with 0, cues are not measured.
    """
    drawn = list(draws([document.words for document in documents], words))
    found: dict[str, Estimate | None] = {
        name: _mean([measure(pieces) for pieces in drawn]) for name, measure in SIZED.items()
    }
    of_cues = [_distinct(pieces) for pieces in draws([d.cues for d in documents], cues)] if cues else []
    return {**found, CUES: _mean(of_cues) if of_cues else None}


def draws(lists: Pieces, size: int) -> Iterator[list[Sequence[str]]]:
    """Draw documents in random order until they have `size` words; the last is cut. The order is the seed's."""
    generator = np.random.default_rng(SEED)
    for _ in range(DRAWS):
        pieces: list[Sequence[str]] = []
        left = size
        for place in generator.permutation(len(lists)):
            if left <= 0:
                break
            pieces.append(lists[place][:left])
            left -= len(pieces[-1])
        yield pieces


def type_curve(documents: Sequence[Measured], words: int) -> tuple[float, ...]:
    """Return the distinct words after every 100 words, on average over samples."""
    curves = []
    for pieces in draws([document.words for document in documents], words):
        sample = [word for piece in pieces for word in piece]
        first = {word: place for place, word in reversed(list(enumerate(sample)))}
        new = np.zeros(len(sample))
        new[list(first.values())] = 1
        curves.append(np.cumsum(new)[_STEP - 1 :: _STEP])
    return tuple(map(float, np.mean(curves, axis=0)))


def grams(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the runs of four words."""
    return zip(*(islice(words, start, None) for start in range(_GRAM)), strict=False)


def _mean(values: Sequence[float]) -> Estimate:
    low, high = np.quantile(values, [0.025, 0.975])
    return Estimate(float(np.mean(values)), float(low), float(high))
