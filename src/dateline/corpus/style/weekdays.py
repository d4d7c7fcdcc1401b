"""Day arithmetic: weekdays in an article against the calendar and the dates of its story file."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import NamedTuple

from dateline.corpus.stories import Story
from dateline.corpus.style.parsing import ParsedArticle, matches

_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATED = re.compile(
    rf"\b(?P<day>{'|'.join(_DAYS)}),? (?:the )?(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m1>{_MONTH})"
    rf"|(?P<m2>{_MONTH}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)(?:,? (?P<year>\d{{4}}))?\b"
)
_BARE = re.compile(rf"\b(?:{'|'.join(_DAYS)})\b(?!s)")
_ISO = re.compile(r"\b(\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?")
_NEAR = 7  # days between an article and what it dates by a weekday alone
_LONGEST = 31  # days of a range of which each counts as dated


class Slip(NamedTuple):
    """A weekday that fits no date: where, and why."""

    offset: int
    reason: str


def slips(article: ParsedArticle, story: Story | None) -> list[Slip]:
    """Find the weekdays of an article that don't fit.

    A weekday with a date must fall on it. A weekday alone must be that of the article, or of a date of the story file,
    within seven days of publication.

    Args:
        article: an article; without a full date of publication nothing is found.
        story: its story; without one, only weekdays with a date are judged.
    """
    if not _ISO.fullmatch(article.date):
        return []
    today = dt.date.fromisoformat(article.date)
    dated = matches(_DATED, article.text, article.paragraphs)
    found = [slip for span in dated if (slip := _misdated(span.start, article.span_text(span), today))]
    if story is not None:
        events = {today, story.date, *(day for event in story.events for day in _dates(f"{event.date} {event.what}"))}
        known = {day.weekday() for day in events if abs((day - today).days) <= _NEAR}
        for span in matches(_BARE, article.text, article.paragraphs):
            name = article.span_text(span)
            inside = any(one.start <= span.start < one.end for one in dated)
            if not inside and _DAYS.index(name) not in known:
                reason = f"{name}: the story file dates nothing on one within {_NEAR} days of {today}"
                found.append(Slip(span.start, reason))
    return sorted(found)


def _misdated(offset: int, text: str, today: dt.date) -> Slip | None:
    match = _DATED.fullmatch(text)
    if match is None:
        return None
    month = _MONTHS.index((match["m1"] or match["m2"])[:3].casefold()) + 1
    years = [int(match["year"])] if match["year"] else [today.year - 1, today.year, today.year + 1]
    try:
        days = [dt.date(year, month, int(match["d1"] or match["d2"])) for year in years]
    except ValueError:
        return Slip(offset, f"{text}: there is no such day")
    day = min(days, key=lambda one: abs(one - today))
    right = _DAYS[day.weekday()]
    return None if right == match["day"] else Slip(offset, f"{text}: {day} is a {right}")


def _dates(text: str) -> Iterable[dt.date]:
    """Yield the days that a text names as YYYY-MM-DD, and those of ranges of a month or less."""
    for first, last in _ISO.findall(text):
        try:
            start = dt.date.fromisoformat(first)
            end = dt.date.fromisoformat(last) if last else start
        except ValueError:
            continue
        length = (end - start).days
        yield from (start + dt.timedelta(n) for n in range(length + 1)) if length <= _LONGEST else (start, end)
