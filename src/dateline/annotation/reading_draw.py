"""Draw the reading test: invented and real paragraphs of the same topics and lengths, with their names hidden."""

import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from dateline.annotation.reading_test import KEY, Place
from dateline.corpus.articles import Article
from dateline.corpus.gold import lines_of
from dateline.errors import refuse
from dateline.files import check_unpublished, output_folder

SHEET = "sheet.md"
_LEAST = 30  # words: shorter paragraphs say too little
_NEAR = 0.15  # of the longer one's words: the most that a pair may differ by
_WORD = re.compile(r"[A-Z][\w\u2019']*")
_INSIDE = re.compile(r"(?<=[a-z,;] )[A-Z][\w\u2019']*|(?<=[a-z]-)[A-Z][\w\u2019']*")
_POSSESSIVE = re.compile(r"['\u2019]s$")
_DASH = re.compile(r" ?[\u2013\u2014] ?| --? ")
_MARKS = str.maketrans({"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'", "\u00a0": " "})
_INSTRUCTIONS = """\
Each paragraph below was either printed by a real news outlet or invented. Names are hidden: each is the letter N.
Say of every paragraph which it is, in a file with one line for each: {"place": 1, "answer": "real"}, or "invented".
There are as many real paragraphs as invented ones.
"""


class Excerpt(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph (counted from 1) as the reader sees it, with its topic and whether it is real."""

    document: str
    paragraph: int
    topic: str
    real: bool
    text: str

    @property
    def length(self) -> int:
        """The number of words."""
        return len(self.text.split())


def excerpts(articles: Iterable[Article], number: int, seed: int) -> list[Excerpt]:
    """Draw `number` pairs of a real and an invented paragraph of one topic and nearly one length; shuffle them.

    Retold articles are left out. The topics have shares as equal as the paragraphs allow. A word is taken for a name if
    the articles have it with a capital inside a sentence, and never without; a run of names is the letter N. Quotation
    marks and dashes are written in one way, since they are an outlet's and not a writer's.

    Raises:
        InputError: there are fewer pairs.
    """
    pool = _pool([article for article in articles if article.provenance in ("real", "invented")])
    draw = random.Random(seed)  # noqa: S311 - a sample, no secret
    draw.shuffle(pool)
    pairs = {topic: _pairs([one for one in pool if one.topic == topic]) for topic in sorted({p.topic for p in pool})}
    room = {topic: len(found) for topic, found in pairs.items()}
    if sum(room.values()) < number:
        message = f"there are {sum(room.values())} pairs of paragraphs of one topic and length, not {number}"
        raise refuse("bad-sample-size", message, hint="draw fewer with --number")
    drawn = [
        one
        for topic, share in _shares(room, number).items()
        for pair in draw.sample(pairs[topic], share)
        for one in pair
    ]
    draw.shuffle(drawn)
    return drawn


def write_test(folder: Path, drawn: Sequence[Excerpt], root: Path, *, force: str = "") -> Path:
    """Write the sheet for readers and its key to a new folder, which must not be one that is published.

    Args:
        folder: the folder; readers get only its sheet.
        drawn: the paragraphs.
        root: the project's folder.
        force: the name of the folder, given again: replace it although it is not an output of ours.

    Raises:
        InputError: the folder is in the project's data, or holds something else.
    """
    check_unpublished(folder, root)
    places = [
        Place(place=n, document=one.document, paragraph=one.paragraph, real=one.real)
        for n, one in enumerate(drawn, start=1)
    ]
    with output_folder(folder, "reading test", force=force) as scratch:
        body = "\n".join(f"[{place.place}] {one.text}\n" for place, one in zip(places, drawn, strict=True))
        (scratch / SHEET).write_text(f"{_INSTRUCTIONS}\n{body}", encoding="utf-8")
        (scratch / KEY).write_text(lines_of(places), encoding="utf-8")
    return folder


def _pool(articles: Sequence[Article]) -> list[Excerpt]:
    plain = {word for article in articles for word in re.findall(r"\b[a-z][\w']*", article.text)}
    capitals = {_POSSESSIVE.sub("", word) for article in articles for word in _INSIDE.findall(article.text)}
    names = {word for word in capitals if word.lower() not in plain} - {"I", "I'm", "I'd", "I've", "I'll"}
    return [
        Excerpt(
            document=article.id,
            paragraph=place,
            topic=article.topic,
            real=article.provenance == "real",
            text=_plain(_hide(article.text[p.start : p.end], names)),
        )
        for article in articles
        for place, p in enumerate(article.paragraphs, start=1)
        if p.kind == "body" and len(article.text[p.start : p.end].split()) >= _LEAST
    ]


def _hide(text: str, names: set[str]) -> str:
    hidden = _WORD.sub(lambda match: "N" if _POSSESSIVE.sub("", match[0]) in names else match[0], text)
    return re.sub(r"\bN(?:[ -]N)+\b", "N", hidden)


def _plain(text: str) -> str:
    return _DASH.sub(" - ", text.translate(_MARKS))


def _shares(room: Mapping[str, int], number: int) -> dict[str, int]:
    """Deal places out to the topics in turn, to each as many as it has room for."""
    shares = Counter[str]()
    while shares.total() < number:
        for topic in room:
            if shares[topic] < room[topic] and shares.total() < number:
                shares[topic] += 1
    return dict(shares)


def _pairs(pool: Sequence[Excerpt]) -> list[tuple[Excerpt, Excerpt]]:
    """Pair real with invented paragraphs, with the least sum of differences in length; keep those nearly as long."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    real, invented = [one for one in pool if one.real], [one for one in pool if not one.real]
    if not (real and invented):
        return []
    lengths = [np.array([one.length for one in side]) for side in (real, invented)]
    rows, columns = linear_sum_assignment(np.abs(lengths[0][:, None] - lengths[1][None, :]))
    pairs = [(real[row], invented[column]) for row, column in zip(rows, columns, strict=True)]
    return [(a, b) for a, b in pairs if abs(a.length - b.length) <= _NEAR * max(a.length, b.length)]
