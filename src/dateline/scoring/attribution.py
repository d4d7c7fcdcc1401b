"""Score speakers (task `attribution`): the contents are given, and each prediction names who speaks.

A prediction is right if it is a mention or a name of any of the quote's speakers, or if it is None and nobody is
identified as the speaker.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias, get_args

from dateline.document import QuoteType
from dateline.errors import refuse
from dateline.records import GoldSpeaker, SpeakerRecord, Wording
from dateline.scoring.counts import Array, Counts, Metric, accuracy, named, ratio, tabulate

Span: TypeAlias = tuple[int, int]
Speaker: TypeAlias = Span | str | None


Unit: TypeAlias = tuple[str, Sequence[GoldSpeaker], Sequence[SpeakerRecord]]  # document, gold, predicted

LABELS: tuple[str, ...] = (*get_args(QuoteType), *get_args(Wording), "identified", "named", "unnamed")
COLUMNS = ("quotes", "correct", *(f"{column}:{label}" for label in LABELS for column in ("quotes", "correct")))
PRIMARY = "accuracy"
_APOSTROPHES = str.maketrans("\u2018\u2019", "''")


def count(units: Iterable[Unit]) -> Counts:
    """Count the quotes, and those whose speaker is right.

    Predictions belong to the gold quotes of equal content; a gold quote without one is wrong. Where several gold quotes
    have one content, each is right if any of the content's predictions fits it.

    Args:
        units: document, gold speakers and predicted speakers.

    Returns:
        One row per document, with `COLUMNS`: `quotes` and `correct`; and both by quote type, by wording of the source,
        over quotes with an identified speaker, and over those of them whose speaker has a name or none, `COLUMN:LABEL`.

    Raises:
        InputError: a predicted content is not one of the document's, or has more predictions than gold quotes.
        ValueError: two units have one name.
    """
    return tabulate(((name, _row(name, gold, predicted)) for name, gold, predicted in units), COLUMNS)


def metrics() -> Mapping[str, Metric]:
    """Name all metrics: `accuracy`, by label `accuracy:LABEL` (quote types, wordings, identified), `named_share`.

    `named` and `unnamed` are the quotes whose speaker has a name in the gold, and has none. `named_share` is the
    accuracy of a system that gives a right name for every speaker who has one and nobody for all other quotes: the most
    that answers by name can reach.
    """
    of_labels = (
        accuracy(f"accuracy:{label}", f"speakers, {label} alone", f"quotes:{label}", f"correct:{label}")
        for label in LABELS
    )
    reach = Metric(
        "named_share",
        "the most that answers by name can reach",
        ("quotes", "quotes:identified", "quotes:named"),
        _reachable,
    )
    return named((accuracy("accuracy", "speakers", "quotes", "correct"), *of_labels, reach))


def _reachable(sums: Array) -> Array:
    return ratio(sums[..., 0] - sums[..., 1] + sums[..., 2], sums[..., 0])


@lru_cache(maxsize=1 << 14)
def fold(name: str) -> str:
    """Bring a name to the form in which names are compared: case, white space, apostrophes and a leading "the" go."""
    words = name.translate(_APOSTROPHES).casefold().split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def fits(gold: GoldSpeaker, speaker: Speaker) -> bool:
    """Tell whether a predicted speaker is right for a quote."""
    if speaker is None:
        return not gold.identified
    if isinstance(speaker, str):
        return fold(speaker) in map(fold, gold.names)
    return speaker in gold.mentions


def _row(name: str, gold: Sequence[GoldSpeaker], predicted: Sequence[SpeakerRecord]) -> Mapping[str, float]:
    given = Counter(_key(quote.content) for quote in gold)
    speakers: dict[tuple[Span, ...], list[Speaker]] = defaultdict(list)
    for quote in predicted:
        key = _key(quote.content)
        speakers[key].append(quote.speaker)
        if key not in given:
            raise refuse("unknown-content", f"{name}: {list(key)} is no content of the document's gold")
        if len(speakers[key]) > given[key]:
            raise refuse("repeated-content", f"{name}: {list(key)} has more speakers than quotes")
    row = Counter[str]()
    for one in gold:
        right = any(fits(one, speaker) for speaker in speakers[_key(one.content)])
        for suffix in _suffixes(one):
            row[f"quotes{suffix}"] += 1
            row[f"correct{suffix}"] += right
    return row


def _key(content: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(content))


def _suffixes(gold: GoldSpeaker) -> Iterator[str]:
    yield ""
    yield f":{gold.wording}"
    if gold.type is not None:
        yield f":{gold.type}"
    if gold.identified:
        yield ":identified"
        yield ":named" if gold.names else ":unnamed"
