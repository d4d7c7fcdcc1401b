"""The leaderboard as a page: what it holds, and what it does in a browser."""

import re
import shutil

import pytest
from leaderboard_tables import NAME, hostile_tables

from browser import DESKTOP, PHONE, opened
from dateline.report.leaderboard import page, write_leaderboard

VIEWS = [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")]
FIRST = "document.querySelector('#ner-news .standings')"
NAMES = f"[...{FIRST}.tBodies[0].rows].filter((row) => !row.hidden).map((row) => row.cells[0].textContent)"
COLUMN = f"[...{FIRST}.tBodies[0].rows].map((row) => row.cells[%d].textContent)"


@pytest.fixture(scope="module")
def tables(project, tmp_path_factory):
    """Tables with a hostile submission."""
    home = tmp_path_factory.mktemp("project") / "baselines"
    shutil.copytree(project / "baselines", home)
    return hostile_tables(home)


@pytest.fixture(scope="module")
def path(tables, tmp_path_factory):
    """The page as a file."""
    return write_leaderboard(tmp_path_factory.mktemp("page") / "leaderboard.html", tables)


def test_the_page_holds_every_row(tables):
    """Scores, intervals, ranks, signatures and the commands that repeat a row are those of the standings."""
    text = page(tables)
    for task, data, places, top in tables:
        section = text.split(f'<section id="{task}-{data.replace("/", "-")}"')[1].split("</section>")[0]
        assert section.count("<svg") == 2
        assert places[0].result.signature in section
        assert top.signature in section
        for place in places:
            assert f"{place.result.scores[place.result.primary].value:.2f}" in section
            assert place.entry.path.name in section
            low, high = place.ranks
            assert f'<td class="n">{low if low == high else f"{low} to {high}"}</td>' in section
        assert "dateline run tagger --task ner --data news" in text


def test_names_are_text(tables):
    """A name that is markup is in the page as text alone, and formulas are drawn as they are."""
    text = page(tables)
    assert "<img" not in text
    assert text.count("<script>") == 1
    assert "&lt;img src=x onerror=alert(1)&gt;" in text


def test_the_page_asks_for_nothing(tables):
    """It names no address to load from, and the same tables give the same bytes."""
    text = page(tables)
    assert set(re.findall(r'(?:src|href)="([^#"][^"]*)"', text)) == set()
    assert "@import" not in text
    assert text == page(tables)


@pytest.mark.slow
@pytest.mark.xdist_group("browser")
class TestInBrowser:
    """What a reader does."""

    @pytest.mark.parametrize(("size", "scheme"), VIEWS)
    def test_it_fits_every_screen(self, browser, path, size, scheme):
        """Nothing but tables is wider than the screen, axe finds nothing, and no script of a name runs."""
        with opened(browser, path, size=size, scheme=scheme) as watched:
            there = watched.page
            there.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
            assert there.evaluate("document.documentElement.scrollWidth") <= size["width"]
            assert watched.axe() == []
            assert watched.faults == []
            if size == PHONE:
                wide = "[...document.querySelectorAll('.wide')].some((one) => one.scrollWidth > one.clientWidth)"
                assert there.evaluate(wide)

    def test_schemes_have_other_colours(self, browser, path):
        """Paper, ink and plots are other in the dark."""
        looks = []
        for scheme in ("light", "dark"):
            with opened(browser, path, scheme=scheme) as watched:
                script = """() => ['body', 'svg text', 'svg use'].map((name) => document.querySelector(name))
                  .map((one) => { const s = getComputedStyle(one);
                    return [s.backgroundColor, s.color, s.fill].join() })"""
                looks.append(watched.page.evaluate(script))
        assert all(light != dark for light, dark in zip(*looks, strict=True))

    def test_columns_sort_by_click(self, browser, path):
        """Scores begin with the highest, a second click turns the order, and the annotators stay last."""
        with opened(browser, path) as watched:
            there = watched.page
            head = there.locator("#ner-news .standings thead th")
            assert head.nth(2).get_attribute("aria-sort") == "descending"
            for _ in range(2):
                head.nth(2).locator("button").click()
                *scores, annotators = map(float, there.evaluate(COLUMN % 2))
                falls = head.nth(2).get_attribute("aria-sort") == "descending"
                assert scores == sorted(scores, reverse=falls)
                assert annotators > max(scores)
            head.nth(0).locator("button").click()
            names = there.evaluate(NAMES)[:-1]
            assert names == sorted(names, key=str.lower) or names[0] == NAME
            assert head.nth(2).get_attribute("aria-sort") is None
            assert "sorted by system, ascending" in there.inner_text("#said")
            assert watched.faults == []

    def test_every_column_sorts_by_keyboard(self, browser, path):
        """Tab goes from heading to heading, and Enter or the space bar sorts."""
        with opened(browser, path) as watched:
            there = watched.page
            head = there.locator("#ner-news .standings thead th")
            head.nth(0).locator("button").focus()
            for number in range(head.count()):
                there.keyboard.press("Enter" if number % 2 else "Space")
                assert head.nth(number).get_attribute("aria-sort") in {"ascending", "descending"}
                assert there.locator("#ner-news .standings [aria-sort]").count() == 1
                there.keyboard.press("Tab")
            ranks = [int(text.split()[0]) for text in there.evaluate(COLUMN % 4) if text]
            assert ranks == sorted(ranks)  # the last column that was sorted
            assert watched.faults == []

    def test_filters_keep_what_they_say(self, browser, path, tables):
        """Task, test set and kind narrow what is shown; marks of other kinds are faint; one button shows all again."""
        with opened(browser, path) as watched:
            there = watched.page
            shown = (
                "[...document.querySelectorAll('section[data-task]')].filter((one) => !one.hidden).map((one) => one.id)"
            )
            rows = sum(len(places) + bool(top) for _, _, places, top in tables)
            assert there.evaluate("document.querySelector('#count').value") == f"{rows} rows in 4 tables"
            there.select_option("[name=task]", "ner")
            assert there.evaluate(shown) == ["ner-news", "ner-open-test"]
            there.select_option("[name=data]", "news")
            assert there.evaluate(shown) == ["ner-news"]
            there.select_option("[name=kind]", label="linear")
            assert there.evaluate(NAMES) == ["tagger"]
            assert there.locator("#ner-news svg .faint").count() > 0
            assert there.evaluate("document.querySelector('#count').value") == "1 row in 1 table"
            there.click("text=Show all")
            there.wait_for_timeout(50)
            assert len(there.evaluate(shown)) == 4
            assert there.locator("svg .faint").count() == 0
            there.select_option("[name=task]", "ner")
            there.click("nav a[href='#coref-news']")
            assert "coref-news" in there.evaluate(shown)
            assert watched.faults == []

    def test_it_can_be_printed_and_read_without_script(self, browser, path):
        """Printed, the filters are gone; without script all rows are there."""
        with opened(browser, path) as watched:
            watched.page.emulate_media(media="print")
            assert not watched.page.is_visible("#filters")
            assert watched.page.is_visible("#ner-news .standings")
        with opened(browser, path, scripts=False) as watched:
            assert watched.page.locator("#ner-news .standings tbody tr:visible").count() > 2
