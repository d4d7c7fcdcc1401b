"""Habits that show only across stories: figures and surnames that come again, and turns that many stories take."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from dateline.corpus.stories import Story
from dateline.corpus.style.counting import Count, Habit, Hits
from dateline.corpus.style.parsing import ParsedArticle, matches
from dateline.document import Document

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_YEAR = r"\b(?:1[5-9]|20)\d\d\b(?![,.]\d)"
_CLOCK = r"\d{1,2}[:.]\d\d ?(?:[ap]\.?m)?\b|\d+ ?[ap]\.?m\b"
_FIGURE = re.compile(
    rf"(?P<skip>\b\d{{1,2}} {_MONTH}|\b{_MONTH} \d{{1,2}}\b|{_YEAR}|{_CLOCK})"
    r"|(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|\b(?P<tens>{'|'.join(_TENS)})-(?P<units>{'|'.join(_UNITS)})\b",
    re.IGNORECASE,
)
_LEAST = 11  # smaller figures are in every story
_SUFFIXES = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III"})

Places = Mapping[str, int]
"""What may come again (figures, surnames) in an article, with the offset of each."""

ACROSS: Mapping[str, Habit] = {
    habit.name: habit
    for habit in (
        Habit(
            name="shared figures",
            unit="per 1,000 pairs",
            scale=1000,
            side="high",
            about="A figure above ten, paired with one of another story, is the same; dates and times don't count.",
        ),
        Habit(
            name="shared surnames",
            unit="per 1,000 pairs",
            scale=1000,
            side="high",
            about="A person, paired with one of another story, has the same surname.",
        ),
    )
}
"""The habits that are counted over pairs of an article and the other stories."""

TURNS = ("corrected figures", "ignored warnings", "shared surnames")
"""The habits that at most one story of five may have at all."""
MOST_STORIES = 0.2
LEAST_STORIES = 5
"""Fewer stories than this are not judged by the share that has a turn."""


def figures(article: ParsedArticle) -> dict[str, int]:
    """Find the figures above ten of an article, each where it is first, without dates, years and times of day."""
    found: dict[str, int] = {}
    for span in matches(_FIGURE, article.text, article.paragraphs):
        match = _FIGURE.fullmatch(article.span_text(span))
        if match is None or match["skip"]:
            continue
        if match["digits"]:
            value = match["digits"].replace(",", "")
        else:
            tens, units = match["tens"].casefold(), match["units"].casefold()
            value = str(10 * (_TENS.index(tens) + 2) + _UNITS.index(units) + 1)
        if float(value) >= _LEAST:
            found.setdefault(value, span.start)
    return found


def surnames(article: ParsedArticle, names: Iterable[str]) -> dict[str, int]:
    """Find the surnames of persons in an article, each where it is first.

    Args:
        article: an article.
        names: the full names of persons; of a name of one word nothing is a surname.
    """
    found: dict[str, int] = {}
    for surname in sorted({one for name in names if (one := surname_of(name))}):
        spans = matches(re.compile(rf"\b{re.escape(surname)}\b"), article.text, article.paragraphs)
        if spans:
            found[surname] = spans[0].start
    return found


def surname_of(name: str) -> str | None:
    """Return the last word of a full name that is no suffix; None if it is the only one."""
    words = [word for word in name.split() if word.strip(",") not in _SUFFIXES]
    return words[-1].strip(",") if len(words) > 1 else None


def invented_people(story: Story) -> list[str]:
    """Return the names of a story's persons who are invented."""
    return [person.name for person in story.people if not person.real]


def named_people(document: Document) -> list[str]:
    """Return the longest name of every person in a document's gold: the catalogue's, where it has one."""
    spans = {
        entity.id: [*entity.names, *(document.span_text(m) for m in document.mentions if _names(m, entity.id))]
        for entity in document.entities
        if entity.type == "PERSON"
    }
    return [max(names, key=len) for names in spans.values() if names]


def _names(mention: object, entity: str) -> bool:
    return getattr(mention, "entity", None) == entity and getattr(mention, "level", None) == "name"


def shared(places: Mapping[str, Places], stories: Mapping[str, str]) -> dict[str, Hits]:
    """Find what articles have in common with other stories than their own.

    Args:
        places: the figures, or surnames, of every article by its id.
        stories: the story of every article.

    Returns:
        By article: the places of what another story has too, once for each such story; out of all pairs of a thing
        of the article and one of another story.
    """
    owned: dict[str, set[str]] = {}
    for name, of_article in places.items():
        owned.setdefault(stories[name], set()).update(of_article)
    held = Counter(thing for things in owned.values() for thing in things)
    everything = sum(map(len, owned.values()))
    found = {}
    for name, of_article in places.items():
        others = everything - len(owned[stories[name]])
        offsets = [offset for thing, offset in of_article.items() for _ in range(held[thing] - 1)]
        found[name] = Hits(tuple(sorted(offsets)), len(of_article) * others)
    return found


def stories_with(habit: str, found: Mapping[str, Mapping[str, Hits]], stories: Mapping[str, str]) -> Count:
    """Count the stories of which an article has a habit at all.

    Args:
        habit: the habit.
        found: the hits of every article, by habit.
        stories: the story of every article.
    """
    having = {stories[name] for name, of_article in found.items() if habit in of_article and of_article[habit].offsets}
    return Count(len(having), len({stories[name] for name in found}))


def sharing(articles: Sequence[ParsedArticle], people: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Hits]]:
    """Find what articles share with other stories: by article, the hits of each habit of `ACROSS`.

    Args:
        articles: all articles, of all stories.
        people: the names of the persons of each article; surnames are not counted in articles that it lacks.
    """
    stories = {article.id: article.story for article in articles}
    numbers = shared({article.id: figures(article) for article in articles}, stories)
    families = shared({a.id: surnames(a, people[a.id]) for a in articles if a.id in people}, stories)
    return {
        article.id: {"shared figures": numbers[article.id]}
        | ({"shared surnames": families[article.id]} if article.id in families else {})
        for article in articles
    }
