"""The check of articles before annotation: what is counted, what is reported, and the record of real news."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.load import load
from dateline.corpus.stories import read_stories
from dateline.corpus.style.across import MOST_STORIES, figures, shared, stories_with, surname_of, surnames
from dateline.corpus.style.counting import Count, Habit, Hits, totals
from dateline.corpus.style.drafts import Drafts, open_drafts
from dateline.corpus.style.habits import HABITS, averages, hits
from dateline.corpus.style.judging import LEAST, TIMES, judge, judge_average, too_many_stories
from dateline.corpus.style.lint import lint, real_style
from dateline.corpus.style.listing import FORMATS, rendered
from dateline.corpus.style.parsing import parse
from dateline.corpus.style.real import Range, read_style
from dateline.corpus.style.weekdays import slips
from dateline.document import Paragraph
from dateline.errors import InputError
from dateline.paths import ARTICLES, STORIES, STYLE, root
from dateline.publishing.reports.style_report import write_style_report


def article(*paragraphs, **facts):
    """Make an article of body paragraphs."""
    spans, start = [], 0
    for text in paragraphs:
        spans.append(Paragraph(start, start + len(text), "body"))
        start += len(text) + 1
    return parse("\n".join(paragraphs), spans, **({"id": "a", "story": "s"} | facts))


@pytest.mark.parametrize(
    ("habit", "text", "count"),
    [
        ("indefinite pronouns", "Nobody saw it. Someone had told no one, and nothing moved.", 4),
        ("comma before and", "It rained, and it rained, and then it froze.", 2),
        ("semicolons", "It rained; it froze.", 1),
        ("kinship", "Her grandmother and two sons met the widower.", 3),
        ("asked", "Asked why, she asked for water.", 2),
        ("negations", "He did not go, didn\u2019t call, never wrote and had no time.", 4),
        ("evasions", "It declined to comment and did not respond. It would not say why.", 3),
        ("quotations", 'The "Wind Song" won. "It is a great day," she said, and \'we are glad of it\'.', 2),
        ("said", "He said so. She added more. It argues, they said.", 2),
        ("names", "Ford opened a plant. On Monday Ford and Anna de Vries met the Bank of Larkmouth. Rain fell.", 4),
        ("personal pronouns", "They gave it to her themselves.", 4),
        ("figures", "It cost 1,200 in 2019 and 3.5 later.", 3),
        ("one-sentence paragraphs", "It rained.", 1),
        ("not X but Y", "It was not the wall but the well. It is not far.", 1),
        ("corrected figures", "The ministry had earlier said 12; the initial count was wrong.", 2),
        ("ignored warnings", "Engineers had repeatedly warned of it. It did not sound.", 2),
        ("short closing", "The bridge fell, officials said on Monday. The river ran on.", 1),
        ("short closing", "The bridge fell. Nobody was hurt, the mayor said.", 0),
    ],
)
def test_habits_are_found(habit, text, count):
    """Each habit is found where a reader would find it."""
    assert len(hits(article(text))[habit].offsets) == count


def test_every_habit_has_a_case():
    """The table above leaves none out."""
    (cases,) = (mark.args[1] for mark in test_habits_are_found.pytestmark)
    assert {case[0] for case in cases} == set(HABITS)


@pytest.mark.parametrize(
    "text",
    [
        '"We are glad of it," he said.',
        "\u201cWe are glad of it,\u201d he said.",
        "\u2018We\u2019re glad of it,\u2019 he said.",
        "'We're glad of it,' he said.",
        '"We are glad of it and go on in the next paragraph.',
    ],
)
def test_quotations_of_all_styles_are_found(text):
    """Double and single, straight and curly marks; one that is left open ends with the paragraph."""
    assert len(article(text, "The drivers' union and the owners' club met.").quotations) == 1


def test_averages_of_a_small_text():
    """Sentences have 4 and 6 words, the quotation 3."""
    found = averages(article('He said "we will". The boats came back at noon.'))
    assert found["words per sentence, mean"] == (5.0, 2)
    assert found["words per sentence, standard deviation"] == (1.0, 2)
    assert found["words per quotation, mean"] == (None, 0)
    assert averages(article('"We will go", he said.'))["words per quotation, mean"] == (3.0, 1)


texts = st.lists(
    st.text(alphabet="aN Inot,;.\"'\u2019\u201c\u201d 12", min_size=1, max_size=40), min_size=1, max_size=4
)


@given(texts)
def test_hits_lie_in_the_text(paragraphs):
    """Offsets are in paragraphs, counts are additive over articles, shares never exceed their base."""
    one = article(*paragraphs)
    found = hits(one)
    for name, place in found.items():
        assert all(one.line_of(offset) for offset in place.offsets)
        if HABITS[name].scale == 100:
            assert len(place.offsets) <= place.base
    assert totals([found, found]) == {name: place.counted + place.counted for name, place in found.items()}


def test_figures_leave_dates_and_times_out():
    """Words are read as numbers too; what is ten or less, a date, a year or a time of day is no figure."""
    text = "On 14 March 2019, at 10.30am and 11:15, some 1,200 of forty-two came; 9 left, and 12.5 stayed on May 20."
    assert set(figures(article(text))) == {"1200", "42", "12.5"}


def test_surnames():
    """The last word of a full name, without a suffix; a name of one word has none."""
    assert [surname_of(name) for name in ("Ana Ruiz", "Tom Ford Jr.", "Pele")] == ["Ruiz", "Ford", None]
    one = article("Mr Ruiz left.", "Ruiz and Pele met.")
    assert surnames(one, ["Ana Ruiz", "Pele", "Bo Lind"]) == {"Ruiz": 3}


def test_sharing_is_counted_over_pairs_of_stories():
    """What is in two stories is counted for both; articles of one story share nothing."""
    places = {"a": {"47": 0, "50": 9}, "b": {"47": 3}, "c": {"47": 5, "60": 8}}
    found = shared(places, {"a": "x", "b": "x", "c": "y"})
    assert found == {"a": Hits((0,), 4), "b": Hits((3,), 2), "c": Hits((5,), 4)}


sets = st.dictionaries(st.sampled_from("abcdef"), st.dictionaries(st.sampled_from("12345"), st.just(0)), min_size=1)


@given(sets)
def test_sharing_is_symmetric(places):
    """With one article a story, matches and pairs are those of all ordered pairs of stories."""
    found = shared(places, {name: name for name in places})
    pairs = [(a, b) for a in places for b in places if a != b]
    assert sum(len(h.offsets) for h in found.values()) == sum(len(set(places[a]) & set(places[b])) for a, b in pairs)
    assert sum(h.base for h in found.values()) == sum(len(places[a]) * len(places[b]) for a, b in pairs)


def test_stories_with_a_habit():
    """A story has a habit if one of its articles has."""
    found = {"a": {"h": Hits((), 1)}, "b": {"h": Hits((4,), 1)}, "c": {}}
    assert stories_with("h", found, {"a": "x", "b": "x", "c": "y"}) == Count(1, 2)
    assert too_many_stories(Count(3, 10))
    assert not too_many_stories(Count(int(10 * MOST_STORIES), 10))
    assert not too_many_stories(Count(3, 4))


habit = Habit(name="h", unit="", scale=1, side="both", about="")


@given(st.integers(0, 60), st.integers(1, 2000), st.integers(0, 500), st.integers(1, 20_000))
def test_what_is_reported_is_far_from_real(count, base, real, size):
    """A report implies the ratio and the least number; more of a habit that is too high is too high as well."""
    side = judge(habit, Count(count, base), Count(real, size))
    if side == "high":
        assert count >= LEAST
        assert count / base > TIMES * real / size
        assert judge(habit, Count(count + 1, base), Count(real, size)) == "high"
    if side == "low":
        assert count / base < max(real, 0.5) / size / TIMES
    assert judge(msgspec.structs.replace(habit, side="low"), Count(count, base), Count(real, size)) in (None, "low")


def test_averages_are_judged_by_range():
    """Within the range, or over too few, nothing is reported."""
    known = {"words per sentence, mean": Range(20, 15, 30)}
    values = [(14.0, 12), (31.0, 12), (16.0, 12), (14.0, 9), (None, 0)]
    assert [judge_average("words per sentence, mean", *v, known) for v in values] == ["low", "high", None, None, None]


def test_weekdays_are_checked_by_calendar_and_story():
    """A wrong date, a day that does not exist, and a weekday on which the story file dates nothing."""
    story = read_stories(root() / STORIES)["ash-river"]
    story = msgspec.structs.replace(story, date=story.date.replace(year=2021), events=story.events[:0])  # 2021-12-03
    one = article(
        "On Friday, December 3, it rained; on Friday 4 December 2021 too.",
        "On Monday it stopped. February 30 is no day, nor is Tuesday, February 30.",
        date="2021-12-04",
    )
    found = [slip.reason for slip in slips(one, story)]
    assert found[0] == "Friday 4 December 2021: 2021-12-04 is a Saturday"
    assert found[1].startswith("Monday: the story file dates nothing on one")
    assert found[2] == "Tuesday, February 30: there is no such day"
    assert len(found) == 3
    assert len(slips(one, None)) == 2
    assert slips(msgspec.structs.replace(one, date="2021-12"), story) == []


@pytest.fixture(scope="module")
def style():
    """The record of the real articles."""
    return read_style(root() / STYLE)


def test_an_article_with_the_habits_of_fiction_is_reported(style):
    """Lines and rates are those of the article; a plain one is not reported."""
    bad = article(
        "Nobody knew; nobody asked, and nobody told his mother.", "It was not the wall but the well; it was no well."
    )
    plain = article("The ministry said on Monday that the budget would grow.", id="b")
    drafts = Drafts(chosen=("a", "b"), articles=(bad, plain), stories={}, people={})
    found = {finding.habit: finding for finding in lint(drafts, style).findings}
    assert found["indefinite pronouns"].lines == (1,)
    assert found["indefinite pronouns"].rate == pytest.approx(1000 * 3 / 21)
    assert found["indefinite pronouns"].real == pytest.approx(1000 * style.habits["indefinite pronouns"].rate)
    assert {finding.article for finding in lint(drafts, style).findings} == {"a"}


def test_rare_habits_are_judged_together(style):
    """One semicolon in each of ten short articles is reported in all of them, in one alone in none."""
    sentence = "The ministry of Larkmouth said so; the budget of Larkmouth grew again."
    many = tuple(article(sentence, id=f"{n}", story=f"{n}") for n in range(10))
    drafts = Drafts(chosen=tuple(a.id for a in many), articles=many, stories={}, people={})
    reported = {f.article for f in lint(drafts, style).findings if f.habit == "semicolons"}
    assert reported == {a.id for a in many}
    alone = msgspec.structs.replace(drafts, chosen=("3",))
    assert [f for f in lint(alone, style).findings if f.habit == "semicolons"] == []


def test_drafts_by_file_folder_and_id(tmp_path):
    """Files outside the project are read with the story file beside them; ids name articles and stories."""
    source = root() / ARTICLES / "ash-river" / "ash-river-open-desk.md"
    folder = tmp_path / "articles" / "ash-river"
    folder.mkdir(parents=True)
    (folder / "x.md").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "stories").mkdir()
    story = (root() / STORIES / "ash-river.toml").read_text(encoding="utf-8").replace("The mudflow", "A mudflow", 1)
    (tmp_path / "stories" / "ash-river.toml").write_text(story, encoding="utf-8")
    for name in (folder / "x.md", tmp_path):
        drafts = open_drafts(root(), [str(name)])
        assert drafts.chosen == ("ash-river-open-desk",)
        assert drafts.stories["ash-river"].title.startswith("A mudflow")
        (chosen,) = [a for a in drafts.articles if a.id == "ash-river-open-desk"]
        assert chosen.file == str(folder / "x.md")
    assert len(open_drafts(root(), ["ash-river"]).chosen) == 3
    assert len(open_drafts(root()).chosen) == len(load("open"))


def test_bad_names_are_refused(tmp_path):
    """An unknown id is met with the nearest one; an empty folder is named."""
    with pytest.raises(InputError, match=r"unknown-document.*ash-river"):
        open_drafts(root(), ["ash-rivr"])
    with pytest.raises(InputError, match="no article file"):
        open_drafts(root(), [str(tmp_path)])


def test_formats(style):
    """JSON holds everything; an unknown format is refused."""
    linted = lint(open_drafts(root(), ["ward-nine"]), style)
    assert msgspec.json.decode(rendered(linted, "json"), type=type(linted)) == linted
    assert "ward-nine-plainview" in rendered(linted, "csv")
    assert rendered(linted, "markdown").count("|---|") == 2
    assert "table" in FORMATS
    with pytest.raises(InputError, match="unknown-option"):
        rendered(linted, "xml")


def test_a_record_of_a_newer_release_is_refused(tmp_path, project):
    """As are files without a version."""
    path = tmp_path / "style.json"
    path.write_text((project / STYLE).read_text().replace('"schema": 1', '"schema": 99'))
    with pytest.raises(InputError, match="bad-schema-version"):
        read_style(path)


def test_the_record_is_what_the_real_articles_give(seeds, gum, style):
    """annotations/style.json is the output of `dateline lint-articles --record`."""
    assert gum
    assert real_style([*load("news", seeds=seeds), *load("wikinews", seeds=seeds)]) == style


def test_the_page_is_what_the_articles_give(project, tmp_path, style):
    """docs/reports/style.md is the output of its command."""
    if not (project / "docs" / "templates" / "style.md").exists():
        pytest.skip("not a checkout")
    page = write_style_report(tmp_path, lint(open_drafts(root()), style), style)
    assert page.read_text(encoding="utf-8") == (project / "docs" / "reports" / "style.md").read_text(encoding="utf-8")
