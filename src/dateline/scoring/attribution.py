"""Score speakers (task `attribution`): the contents are given, and each prediction names who speaks.

A prediction is right if it is a mention or a name of any of the quote's speakers, or if it is None and nobody is
identified as the speaker.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias, get_args

import numpy as np

from dateline.document import QuoteType
from dateline.errors import refuse
from dateline.records import GoldSpeaker, SpeakerRecord, Wording
from dateline.scoring.counts import Array, Counts, Metric, accuracy, named, ratio
from dateline.scoring.tables import Codes

Span: TypeAlias = tuple[int, int]
Speaker: TypeAlias = Span | str | None


Group: TypeAlias = tuple[str, str | None, bool, bool]  # wording, type, whether identified, whether named
Unit: TypeAlias = tuple[str, Sequence[GoldSpeaker], Sequence[SpeakerRecord]]  # document, gold, predicted

LABELS: tuple[str, ...] = (*get_args(QuoteType), *get_args(Wording), "identified", "named", "unnamed")
COLUMNS = ("quotes", "correct", *(f"{column}:{label}" for label in LABELS for column in ("quotes", "correct")))
PRIMARY = "accuracy"
_NOWHERE = (-1, -1)  # no mention: of a quote without a prediction
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
    names: list[str] = []
    groups = Codes()  # by `Group`: quotes with the same columns are counted together
    group_of: list[int] = []
    right: list[bool] = []
    sizes: list[int] = []
    for name, gold, predicted in units:
        names.append(name)
        sizes.append(len(gold))
        group_of += [groups[one.wording, one.type, bool(one.mentions or one.names), bool(one.names)] for one in gold]
        right += _right(name, gold, predicted)
    cell = np.repeat(np.arange(len(names)), sizes) * len(groups) + np.array(group_of, dtype=np.int64)
    columns = np.array([[label in _labels(*group) for label in LABELS] for group in groups]).reshape(-1, len(LABELS))
    matrix = np.zeros((len(names), len(COLUMNS)))
    for side, weights in enumerate((None, np.array(right, dtype=np.float64))):
        table = np.bincount(cell, weights, len(names) * len(groups)).reshape(len(names), len(groups))
        matrix[:, side] = table.sum(axis=1)
        matrix[:, side + 2 :: 2] = table @ columns
    if len(set(names)) < len(names):
        message = "two units have one name"
        raise ValueError(message)
    return Counts(tuple(names), COLUMNS, matrix)


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


def _right(name: str, gold: Sequence[GoldSpeaker], predicted: Sequence[SpeakerRecord]) -> list[bool]:
    """Tell of each gold quote of a document whether its speaker is right."""
    wanted = {one[0] if len(one := quote.content) == 1 else _key(one): quote for quote in gold}
    found = {some[0] if len(some := quote.content) == 1 else _key(some): quote.speaker for quote in predicted}
    if len(found) == len(predicted) and len(wanted) == len(gold) and found.keys() <= wanted.keys():
        return [
            speaker in quote.mentions
            if isinstance(speaker := found.get(key, _NOWHERE), tuple)
            else fits(quote, speaker)
            for key, quote in wanted.items()
        ]
    keys = [_key(quote.content) for quote in gold]
    given = Counter(keys)
    speakers: dict[tuple[Span, ...], list[Speaker]] = defaultdict(list)
    for quote in predicted:
        key = _key(quote.content)
        speakers[key].append(quote.speaker)
        if key not in given:
            raise refuse("unknown-content", f"{name}: {list(key)} is no content of the document's gold")
        if len(speakers[key]) > given[key]:
            raise refuse("repeated-content", f"{name}: {list(key)} has more speakers than quotes")
    return [any(fits(one, speaker) for speaker in speakers[key]) for key, one in zip(keys, gold, strict=True)]


def _key(content: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(content if len(content) == 1 else sorted(content))


def _labels(wording: str, kind: str | None, identified: bool, has_name: bool) -> Iterator[str | None]:  # noqa: FBT001 - of a group
    yield wording
    yield kind
    if identified:
        yield "identified"
        yield "named" if has_name else "unnamed"
