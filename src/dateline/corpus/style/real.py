"""The habits of the real articles, counted once and recorded, so that articles can be checked without real text."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from dateline.corpus.style.across import TURNS, named_people, sharing, stories_with
from dateline.corpus.style.counting import Count, Hits, totals
from dateline.corpus.style.habits import AVERAGES, averages, hits
from dateline.corpus.style.parsing import ParsedArticle, parse
from dateline.declarations import read_json
from dateline.document import Document
from dateline.errors import check_version
from dateline.files import write_text

_SCHEMA = 1
_DIGITS = 4  # of recorded averages


class Range(msgspec.Struct, frozen=True):
    """An average over all articles, and the lowest and highest of one article that is long enough."""

    mean: float
    low: float
    high: float


class RealStyle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What annotations/style.json holds.

    Attributes:
        schema: the version of these fields.
        articles: how many articles were counted.
        words: their words.
        habits: by name.
        averages: by name.
        stories: how many of the stories have a habit at all.
        reported: how many habits `dateline lint-articles --real` reports in each article, in ascending order.
    """

    schema: int
    articles: int
    words: int
    habits: Mapping[str, Count]
    averages: Mapping[str, Range]
    stories: Mapping[str, Count]
    reported: tuple[int, ...] = ()


def parse_document(document: Document) -> ParsedArticle:
    """Split up a document; its lines are the numbers of its paragraphs."""
    return parse(document.text, document.paragraphs, id=document.id, story=document.story, date=document.date)


def all_hits(articles: Sequence[ParsedArticle], people: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Hits]]:
    """Find every habit in articles, by article: those of single articles, and those across their stories.

    Args:
        articles: all articles, of all stories.
        people: the names of the persons of each article.
    """
    across = sharing(articles, people)
    return {article.id: hits(article) | across[article.id] for article in articles}


def measure(documents: Iterable[Document]) -> RealStyle:
    """Count the habits of the real articles.

    Args:
        documents: those of `news` and `wikinews`, with their text and gold, from which persons are known.
    """
    listed = list(documents)
    articles = [parse_document(document) for document in listed]
    found = all_hits(articles, {document.id: named_people(document) for document in listed})
    stories = {article.id: article.story for article in articles}
    return RealStyle(
        schema=_SCHEMA,
        articles=len(articles),
        words=sum(len(article.words) for article in articles),
        habits=totals(found.values()),
        averages=ranges(articles),
        stories={turn: stories_with(turn, found, stories) for turn in TURNS},
    )


def ranges(articles: Sequence[ParsedArticle]) -> dict[str, Range]:
    """Average over articles, each weighted by what it has to average; articles that are too short give no bounds."""
    measured = [averages(article) for article in articles]
    found = {}
    for name, (_, least) in AVERAGES.items():
        known = [(value, number) for one in measured for value, number in [one[name]] if value is not None]
        bounds = [value for value, number in known if number >= least]
        if bounds:
            mean = sum(value * number for value, number in known) / sum(number for _, number in known)
            found[name] = Range(*(round(value, _DIGITS) for value in (mean, min(bounds), max(bounds))))
    return found


def read_style(path: Path) -> RealStyle:
    """Read the record of the real articles.

    Raises:
        InputError: it is missing, can't be read, or was written by a newer release.
    """
    check_version(read_json(path, dict[str, object]).get("schema"), _SCHEMA, str(path))
    return read_json(path, RealStyle)


def write_style(path: Path, style: RealStyle) -> Path:
    """Write the record of the real articles; it holds numbers only."""
    return write_text(path, msgspec.json.format(msgspec.json.encode(style), indent=1).decode() + "\n")
