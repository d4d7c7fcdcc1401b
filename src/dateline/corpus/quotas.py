"""Count the part `open` against its quotas."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from dateline.corpus.stories import Quotas
from dateline.document import Document


class Quota(NamedTuple):
    """One quota: what is counted, how much is wanted, how much there is."""

    name: str
    wanted: str
    found: str
    met: bool


def count(documents: Sequence[Document], quotas: Quotas) -> list[Quota]:
    """Count documents against the quotas; words are white-space separated."""
    lengths = {document.id: len(document.text.split()) for document in documents}
    words = sum(lengths.values())
    outlets = len({document.outlet for document in documents})
    least, most = min(lengths.values(), default=0), max(lengths.values(), default=0)
    topics = Counter(topic for topic, _ in {(document.topic, document.story) for document in documents})
    genres = Counter(document.genre for document in documents)
    by_split = Counter[str]()
    for document in documents:
        by_split[document.split] += lengths[document.id]
    rows = [
        _at_least("articles", quotas.articles, len(documents)),
        _at_least("words", quotas.words, words),
        _at_least("outlets", quotas.outlets, outlets),
        Quota(
            "words of an article",
            f"{quotas.length.least} to {quotas.length.most}",
            f"{least} to {most}",
            quotas.length.least <= least and most <= quotas.length.most,
        ),
    ]
    for split, share in quotas.splits.items():
        have = 100 * by_split[split] / words if words else 0.0
        met = abs(have - share) <= quotas.tolerance
        rows.append(Quota(f"split {split}", f"{share:g} ± {quotas.tolerance:g} %", f"{have:.1f} %", met))
    rows += [_at_least(f"stories on {topic}", number, topics[topic]) for topic, number in quotas.topics.items()]
    rows += [_at_least(f"genre {genre}", number, genres[genre]) for genre, number in quotas.genres.items()]
    return rows


def _at_least(name: str, wanted: int, found: int) -> Quota:
    return Quota(name, f"at least {wanted}", str(found), found >= wanted)
