"""How one part of the corpus differs from others, measured on text and gold: is invented news like real news?

Rates have bootstrap intervals over documents. What grows or shrinks with the amount of text (distinct words and cues,
compression, repeated 4-grams) is measured on random samples of documents of one size for all parts.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from dateline.corpus.style import sampling
from dateline.corpus.style.duplicates import NO_REUSE, near_duplicates
from dateline.corpus.style.measures import Measured, measured
from dateline.corpus.style.sampling import Estimate
from dateline.document import Document

YARDSTICK: Mapping[str, float] = {
    "quotes per 1,000 words": 17,
    "quotes: indirect, %": 72,
    "quotes: direct, %": 16,
    "quotes: mixed, %": 12,
    "quotes: discontinuous, %": 14,
    "quotes: without a source, %": 6,
    "quotes: content begins with 'that', %": 12,
    "cues that are 'said', %": 21,
    "words per content": 15.6,
}
"""168 American news articles of PolNeAR (development and test): 131,000 words, counted in its data."""
NEAR = 15.0
"""Per cent of the real figure within which an invented one counts as like it."""
_SHARE = 0.5  # of the smallest part's words and cues: samples must be able to differ


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One part, measured; a measure is None where the part has no annotation of its layer.

    Attributes:
        documents: how many.
        words: their words.
        measures: by name, in the order of the table.
        sentence_lengths: words of every sentence.
        types: distinct words after every 100 words, on average over samples.
        grams: the commonest runs of four words, with their numbers.
        shared: pairs of nearly equal sentences of different documents: document, document, sentence.
    """

    documents: int
    words: int
    measures: Mapping[str, Estimate | None]
    sentence_lengths: tuple[int, ...]
    types: tuple[float, ...]
    grams: tuple[tuple[str, int], ...]
    shared: tuple[tuple[str, str, str], ...]


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Parts beside each other.

    Attributes:
        judged: the part that is judged.
        real: those that it should be like.
        sample: words of each sample for measures that depend on the size.
        cues: cues of each sample.
        profiles: all parts, by name, the judged one first.
    """

    judged: str
    real: tuple[str, ...]
    sample: int
    cues: int
    profiles: Mapping[str, Profile]


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A measure of the judged part beside the mean of the real parts; `gap` is in per cent of that mean."""

    measure: str
    real: float | None
    gap: float | None

    @property
    def near(self) -> bool | None:
        """Whether the gap is within 15%; None if there is none to judge."""
        return None if self.gap is None else abs(self.gap) <= NEAR


def parts_of(name: str, documents: Sequence[Document]) -> dict[str, list[Document]]:
    """Take invented and retold articles of a part apart: the invented ones first, each under a name of its own."""
    found: dict[str, list[Document]] = {}
    for document in documents:
        found.setdefault(document.provenance, []).append(document)
    if len(found) == 1:
        return {name: list(documents)}
    return {f"{name}, {kind}": found[kind] for kind in sorted(found, key=lambda kind: (kind != "invented", kind))}


def compare_parts(
    judged: Mapping[str, Sequence[Document]],
    real: Mapping[str, Sequence[Document]],
    reuse: Mapping[str, Sequence[str]] = NO_REUSE,
) -> Comparison:
    """Measure parts, all sized measures at half the words, or cues, of the smallest part that has any.

    Args:
        judged: documents by part, with their text; the first part is judged.
        real: documents by part, with their text, of the parts that it should be like.
        reuse: passages that documents of a story may share, by story.
    """
    parts = {name: [measured(d) for d in documents] for name, documents in {**judged, **real}.items()}
    words = int(_SHARE * min(sum(len(d.words) for d in documents) for documents in parts.values()))
    numbers = [number for documents in parts.values() if (number := sum(len(d.cues) for d in documents))]
    cues = int(_SHARE * min(numbers)) if numbers else 0
    return Comparison(
        judged=next(iter(judged)),
        real=tuple(real),
        sample=words,
        cues=cues,
        profiles={
            name: _profile(parts[name], documents, words, cues, reuse) for name, documents in {**judged, **real}.items()
        },
    )


def _profile(
    found: Sequence[Measured],
    documents: Sequence[Document],
    words: int,
    cues: int,
    reuse: Mapping[str, Sequence[str]],
) -> Profile:
    has_cues = any(document.cues for document in found)
    grams = Counter(gram for document in found for gram in sampling.grams(document.words))
    return Profile(
        documents=len(documents),
        words=sum(len(document.words) for document in found),
        measures={
            **sampling.rates(found),
            **sampling.spreads(found),
            **sampling.sized(found, words, cues if has_cues else 0),
        },
        sentence_lengths=tuple(length for document in found for length in document.sentences),
        types=sampling.type_curve(found, words),
        grams=tuple((" ".join(gram), n) for gram, n in sorted(grams.items(), key=lambda x: (-x[1], x[0]))[:20]),
        shared=tuple(near_duplicates(documents, reuse)),
    )


def gaps(comparison: Comparison) -> list[Gap]:
    """Compare every measure of the judged part with the mean of the real parts: the largest gaps first."""
    own = comparison.profiles[comparison.judged].measures
    found = []
    for name, estimate in own.items():
        known = [e.value for part in comparison.real if (e := comparison.profiles[part].measures[name]) is not None]
        real = sum(known) / len(known) if known else None
        gap = 100 * (estimate.value - real) / real if estimate is not None and real else None
        found.append(Gap(measure=name, real=real, gap=gap))
    return sorted(found, key=lambda one: -1.0 if one.gap is None else abs(one.gap), reverse=True)


def similarity_rows(comparison: Comparison) -> tuple[list[str], list[list[str]]]:
    """Give the header and rows of the table: the largest gaps first, each part with its interval."""
    profiles = comparison.profiles
    rows = [
        [
            gap.measure,
            *(_interval(profile.measures[gap.measure]) for profile in profiles.values()),
            _figure(YARDSTICK.get(gap.measure)),
            "" if gap.gap is None else f"{gap.gap:+.1f}%",
            "" if gap.near is None else "yes" if gap.near else "no",
        ]
        for gap in gaps(comparison)
    ]
    return ["measure", *profiles, "PolNeAR", "gap", f"within {NEAR:g}%"], rows


def extent_rows(comparison: Comparison) -> tuple[list[str], list[list[str]]]:
    """Give the header and rows of the parts' sizes, and of their nearly equal sentences."""
    rows = [
        [name, str(profile.documents), str(profile.words), str(len(profile.shared))]
        for name, profile in comparison.profiles.items()
    ]
    return ["part", "documents", "words", "nearly equal sentences of two documents"], rows


def _interval(estimate: Estimate | None) -> str:
    return "" if estimate is None else f"{estimate.value:.1f} ({estimate.low:.1f} to {estimate.high:.1f})"


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
