"""Reading test: can a reader tell the invented paragraphs from the real ones, when their names are hidden?

annotations/audit/reading.jsonl holds one answer a line.
"""

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from dateline.corpus.articles import Article
from dateline.corpus.gold import read_lines
from dateline.errors import refuse

_LEAST = 30  # words: shorter paragraphs say too little
_WORD = re.compile(r"[A-Z][\w\u2019']*")
_INSIDE = re.compile(r"(?<=[a-z,;] )[A-Z][\w\u2019']*|(?<=[a-z]-)[A-Z][\w\u2019']*")
_POSSESSIVE = re.compile(r"['\u2019]s$")


class Excerpt(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph (counted from 1) as the reader sees it: a run of names is the letter N."""

    document: str
    paragraph: int
    text: str


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader took a paragraph for."""

    reader: str
    document: str
    paragraph: int
    answer: Literal["real", "invented"]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One reader's answers, counted; `low` and `high` bound the share of right ones (Clopper and Pearson 1934, 95%)."""

    reader: str
    number: int
    right: int
    low: float
    high: float


def excerpts(articles: Iterable[Article], number: int, seed: int) -> list[Excerpt]:
    """Draw `number` body paragraphs of each part, hide their names and shuffle them.

    A word is taken for a name if the articles have it with a capital inside a sentence, and never without.

    Raises:
        InputError: a part has fewer paragraphs that are long enough.
    """
    known = list(articles)
    plain = {word for article in known for word in re.findall(r"\b[a-z][\w']*", article.text)}
    capitals = {_POSSESSIVE.sub("", word) for article in known for word in _INSIDE.findall(article.text)}
    names = {word for word in capitals if word.lower() not in plain} - {"I", "I'm", "I'd", "I've", "I'll"}
    draw = random.Random(seed)  # noqa: S311 - a sample, no secret
    drawn: list[Excerpt] = []
    for part in sorted({article.part for article in known}):
        pool = [
            Excerpt(document=article.id, paragraph=place, text=_hide(article.text[p.start : p.end], names))
            for article in known
            if article.part == part
            for place, p in enumerate(article.paragraphs, start=1)
            if p.kind == "body" and len(article.text[p.start : p.end].split()) >= _LEAST
        ]
        if len(pool) < number:
            message = f"{part} has {len(pool)} body paragraphs of {_LEAST} words or more, not {number}"
            raise refuse("bad-sample-size", message, hint="draw fewer with --number")
        drawn += draw.sample(pool, number)
    draw.shuffle(drawn)
    return drawn


def _hide(text: str, names: set[str]) -> str:
    hidden = _WORD.sub(lambda match: "N" if _POSSESSIVE.sub("", match[0]) in names else match[0], text)
    return re.sub(r"\bN(?:[ -]N)+\b", "N", hidden)


def readings(folder: Path, parts: Mapping[str, str]) -> list[Reading]:
    """Count the recorded answers by reader.

    Args:
        folder: annotations/audit.
        parts: the part of every document, by its id.

    Raises:
        InputError: a line can't be read, or its document does not exist.
    """
    path = folder / "reading.jsonl"
    if not path.exists():
        return []
    answers = read_lines(path, Answer)
    for line, answer in enumerate(answers, start=1):
        if answer.document not in parts:
            message = f"there is no document {answer.document!r}"
            raise refuse("unknown-document", message, file=str(path), line=line, field="document")
    return [
        _count(reader, [(a.answer == "real") == (parts[a.document] == "news") for a in answers if a.reader == reader])
        for reader in dict.fromkeys(answer.reader for answer in answers)
    ]


def _count(reader: str, right: Sequence[bool]) -> Reading:
    from scipy.stats import binomtest

    interval = binomtest(sum(right), len(right)).proportion_ci(0.95, "exact")
    return Reading(
        reader=reader, number=len(right), right=sum(right), low=float(interval.low), high=float(interval.high)
    )


def reading_rows(found: Sequence[Reading]) -> tuple[list[str], list[list[str]]]:
    """Return the header and rows of the table of readings."""
    header = ["reader", "paragraphs", "told rightly", "share", "95% interval"]
    rows = [
        [
            one.reader,
            str(one.number),
            str(one.right),
            f"{100 * one.right / one.number:.0f}%",
            f"{100 * one.low:.0f}-{100 * one.high:.0f}%",
        ]
        for one in found
    ]
    return header, rows
