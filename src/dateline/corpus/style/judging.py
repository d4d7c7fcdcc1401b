"""The rule by which an article is reported: far from the real articles, and not by chance alone.

A rate is reported where it is more than twice the real one (or less than half of it, for habits that real news has
more of), and a text of the same size with the real rate would have so many, or more, less than once in a hundred times,
counts taken as Poisson. A count above needs three at least. A habit that real news would have less than once in an
article of that size is judged over all articles that are checked: if these have too much of it together, each of them
above twice the real rate is reported. An average is reported where it is outside the range of the real articles.
"""

from collections.abc import Mapping

from dateline.corpus.style.across import LEAST_STORIES, MOST_STORIES
from dateline.corpus.style.counting import Count, Habit, Side
from dateline.corpus.style.habits import AVERAGES
from dateline.corpus.style.real import Range

TIMES = 2.0
"""How many times the real rate is too much, or what part of it too little."""
CHANCE = 0.01
"""How probable a count may be in real news and still be reported."""
LEAST = 3
"""How many of something are too many at least."""
UNSEEN = 0.5
"""What is taken for the count of a habit that the real articles never show."""


def judge(habit: Habit, found: Count, real: Count) -> Side | None:
    """Tell whether a count is too high or too low beside the real one; None if it is neither.

    Args:
        habit: the habit, which says which side counts.
        found: its count in a text.
        real: its count in the real articles.
    """
    if not found.base or not real.base:
        return None
    expected = _expected(found, real)
    if habit.side != "low" and found.count >= LEAST and above(found, real):
        return "high" if _at_least(found.count, expected) < CHANCE else None
    if habit.side != "high" and found.count < expected / TIMES:
        return "low" if _at_most(found.count, expected) < CHANCE else None
    return None


def above(found: Count, real: Count) -> bool:
    """Tell whether a rate is more than twice the real one."""
    return found.count > TIMES * _expected(found, real)


def rare(found: Count, real: Count) -> bool:
    """Tell whether real news would have a habit less than once in a text of the same size."""
    return _expected(found, real) < 1


def _expected(found: Count, real: Count) -> float:
    return max(real.count, UNSEEN) / real.base * found.base if real.base else 0.0


def judge_average(name: str, value: float | None, number: int, real: Mapping[str, Range]) -> Side | None:
    """Tell whether an average is outside the real range; None also if it is taken over too few.

    Args:
        name: the average.
        value: that of an article.
        number: out of how many it is.
        real: the real ranges, by name.
    """
    if value is None or name not in real or number < AVERAGES[name][1]:
        return None
    if value > real[name].high:
        return "high"
    return "low" if value < real[name].low else None


def too_many_stories(found: Count) -> bool:
    """Tell whether more than one story of five has a habit; of fewer than five stories none is judged."""
    return found.base >= LEAST_STORIES and found.count > MOST_STORIES * found.base


def _at_least(count: int, expected: float) -> float:
    """Return the probability of `count` or more of what is expected so often (Poisson)."""
    from scipy.stats import poisson

    return float(poisson.sf(count - 1, expected))


def _at_most(count: int, expected: float) -> float:
    from scipy.stats import poisson

    return float(poisson.cdf(count, expected))
