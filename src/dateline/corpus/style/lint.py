"""Check articles for the habits that tell invented text from real news: findings by article, and a summary."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from dateline.corpus.style.across import ACROSS, TURNS, stories_with
from dateline.corpus.style.counting import Count, Habit, Hits, Side, totals
from dateline.corpus.style.drafts import Drafts, real_drafts
from dateline.corpus.style.habits import AVERAGES, HABITS, averages
from dateline.corpus.style.judging import above, judge, judge_average, rare, too_many_stories
from dateline.corpus.style.parsing import ParsedArticle
from dateline.corpus.style.real import RealStyle, all_hits, measure, ranges
from dateline.corpus.style.weekdays import slips
from dateline.document import Document
from dateline.tables import points

ALL: Mapping[str, Habit] = {**HABITS, **ACROSS}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A habit of an article that sets it apart from real news.

    Attributes:
        article: the article's id.
        file: its file; empty for real articles.
        lines: the lines of its file, or the numbers of its paragraphs, where the habit is; none if it is missing there.
        habit: the habit, average or check.
        side: whether it is too high or too low.
        count: how often; for averages, out of how many.
        rate: its rate or average in the article, in `unit`.
        real: that of the real articles.
        unit: what rates are per.
        note: more words, of checks that have no rate.
    """

    article: str
    file: str
    lines: tuple[int, ...]
    habit: str
    side: Side
    count: int
    rate: float | None
    real: float | None
    unit: str
    note: str = ""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A habit of all articles that were checked, beside the real articles; `reported` counts the articles above."""

    habit: str
    unit: str
    rate: float | None
    real: float | None
    reported: int


class Linted(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in how many articles, and the habits of all together."""

    articles: int
    findings: tuple[Finding, ...]
    summary: tuple[Line, ...]


def lint(drafts: Drafts, real: RealStyle) -> Linted:
    """Check articles against the habits of real news.

    Args:
        drafts: the articles, those that they are compared with, and their stories.
        real: the habits of the real articles.
    """
    found = all_hits(drafts.articles, drafts.people)
    chosen = [article for article in drafts.articles if article.id in set(drafts.chosen)]
    findings = [finding for article in chosen for finding in _of_article(article, found[article.id], drafts, real)]
    findings += _together(chosen, found, real)
    for turn in TURNS:
        findings += _turn(turn, chosen, found, drafts.story_of, real)
    order = {article.id: place for place, article in enumerate(chosen)}
    return Linted(
        articles=len(chosen),
        findings=tuple(sorted(findings, key=lambda one: (order[one.article], one.habit))),
        summary=tuple(_summary(chosen, found, findings, real)),
    )


def real_style(documents: Iterable[Document]) -> RealStyle:
    """Count the habits of the real articles, and what the rule reports in each of them.

    Args:
        documents: real articles with their text and gold.
    """
    listed = list(documents)
    style = measure(listed)
    by_article = Counter(finding.article for finding in lint_real(real_drafts(listed), style).findings)
    return msgspec.structs.replace(style, reported=tuple(sorted(by_article[document.id] for document in listed)))


def lint_real(drafts: Drafts, style: RealStyle) -> Linted:
    """Check the real articles by the same rule, each against the counts of all others.

    Stories that share a habit are not judged, since the real articles are what they would be judged by.

    Args:
        drafts: the real articles.
        style: their habits.
    """
    found = all_hits(drafts.articles, drafts.people)
    findings: list[Finding] = []
    for article in drafts.articles:
        own = found[article.id]
        others = {
            name: Count(c.count - own[name].counted.count, c.base - own[name].counted.base) if name in own else c
            for name, c in style.habits.items()
        }
        rest = ranges([one for one in drafts.articles if one.id != article.id])
        findings += _of_article(article, own, drafts, msgspec.structs.replace(style, habits=others, averages=rest))
    summary = tuple(_summary(drafts.articles, found, findings, style))
    return Linted(articles=len(drafts.articles), findings=tuple(findings), summary=summary)


def _of_article(
    article: ParsedArticle, found: Mapping[str, Hits], drafts: Drafts, real: RealStyle
) -> Iterator[Finding]:
    """Yield what is found in one article by itself."""
    for name, hits in found.items():
        side = judge(ALL[name], hits.counted, real.habits[name])
        if side:
            yield _finding(article, name, side, hits, real)
    for name, (value, number) in averages(article).items():
        side = judge_average(name, value, number, real.averages)
        if side:
            yield Finding(
                article=article.id,
                file=article.file,
                lines=(),
                habit=name,
                side=side,
                count=number,
                rate=value,
                real=real.averages[name].mean,
                unit="words",
                note=f"real: {real.averages[name].low:.1f} to {real.averages[name].high:.1f}",
            )
    for slip in slips(article, drafts.stories.get(article.story)):
        yield Finding(
            article=article.id,
            file=article.file,
            lines=(article.line_of(slip.offset),),
            habit="weekdays",
            side="high",
            count=1,
            rate=None,
            real=None,
            unit="",
            note=slip.reason,
        )


def _finding(article: ParsedArticle, name: str, side: Side, hits: Hits, real: RealStyle) -> Finding:
    habit = ALL[name]
    places = hits.offsets if side == "high" else ()
    return Finding(
        article=article.id,
        file=article.file,
        lines=tuple(sorted({article.line_of(offset) for offset in places})),
        habit=name,
        side=side,
        count=len(hits.offsets),
        rate=_scaled(hits.counted, habit.scale),
        real=_scaled(real.habits[name], habit.scale),
        unit=habit.unit,
    )


def _together(
    chosen: Sequence[ParsedArticle], found: Mapping[str, Mapping[str, Hits]], real: RealStyle
) -> Iterator[Finding]:
    """Yield the articles with too much of a rare habit, if all that are checked have too much of it together."""
    counted = totals(found[article.id] for article in chosen)
    often = {name for name, count in counted.items() if judge(ALL[name], count, real.habits[name]) == "high"}
    for article in chosen:
        for name in often & found[article.id].keys():
            hits, known = found[article.id][name], real.habits[name]
            if rare(hits.counted, known) and above(hits.counted, known) and not judge(ALL[name], hits.counted, known):
                whole = points(_scaled(counted[name], ALL[name].scale))
                note = f"judged over all articles together: {whole}"
                yield msgspec.structs.replace(_finding(article, name, "high", hits, real), note=note)


def _turn(
    turn: str,
    chosen: Sequence[ParsedArticle],
    found: Mapping[str, Mapping[str, Hits]],
    story_of: Mapping[str, str],
    real: RealStyle,
) -> Iterator[Finding]:
    """Yield the articles with a habit that too many stories have at all."""
    stories = stories_with(turn, found, story_of)
    if not too_many_stories(stories):
        return
    for article in chosen:
        hits = found[article.id].get(turn)
        if hits and hits.offsets:
            yield Finding(
                article=article.id,
                file=article.file,
                lines=tuple(sorted({article.line_of(offset) for offset in hits.offsets})),
                habit=f"stories with {turn}",
                side="high",
                count=len(hits.offsets),
                rate=_scaled(stories, 100),
                real=_scaled(real.stories[turn], 100),
                unit="% of stories",
                note="at most one story of five",
            )


def _summary(
    articles: Sequence[ParsedArticle],
    found: Mapping[str, Mapping[str, Hits]],
    findings: Iterable[Finding],
    real: RealStyle,
) -> Iterator[Line]:
    reported: dict[str, set[str]] = {}
    for finding in findings:
        reported.setdefault(finding.habit, set()).add(finding.article)
    counted = totals(found[article.id] for article in articles)
    for name, habit in ALL.items():
        yield Line(
            habit=name,
            unit=habit.unit,
            rate=_scaled(counted[name], habit.scale) if name in counted else None,
            real=_scaled(real.habits[name], habit.scale),
            reported=len(reported.get(name, ())),
        )
    story_of = {article.id: article.story for article in articles}
    for turn in TURNS:
        share = stories_with(turn, {article.id: found[article.id] for article in articles}, story_of)
        name = f"stories with {turn}"
        own, other = _scaled(share, 100), _scaled(real.stories[turn], 100)
        yield Line(habit=name, unit="% of stories", rate=own, real=other, reported=len(reported.get(name, ())))
    means = ranges(articles)
    for name in AVERAGES:
        own = means[name].mean if name in means else None
        other = real.averages[name].mean if name in real.averages else None
        yield Line(habit=name, unit="words", rate=own, real=other, reported=len(reported.get(name, ())))
    yield Line(habit="weekdays", unit="", rate=None, real=None, reported=len(reported.get("weekdays", ())))


def _scaled(count: Count, scale: float) -> float | None:
    return None if count.rate is None else scale * count.rate
