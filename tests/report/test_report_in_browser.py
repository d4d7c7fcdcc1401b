"""The score report in a browser: filters, keys, sorting, phones, dark screens, hostile data, and 10,000 documents."""

import json
import random

import pytest
from hostile_report import HOSTILE, hostile_findings

from browser import DESKTOP, PHONE, opened
from dateline.report.page import page, write_report

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
SMALL = {"width": 320, "height": 640}
VIEWS = [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark"), (SMALL, "light")]
VIEW_NAMES = ["desktop-light", "desktop-dark", "phone-light", "phone-dark", "small-light"]
TASKS = ("ner", "coref", "event-triggers", "event-arguments", "event-coref", "quotes", "attribution")


@pytest.fixture(scope="module")
def pages(tmp_path_factory, recorded):
    """The report of two systems, by task, when it is asked for."""
    folder = tmp_path_factory.mktemp("reports")

    def of(task):
        path = folder / f"{task}.html"
        return path if path.exists() else write_report(path, recorded(task))

    return of


def ready(watched):
    """Wait until the page has unpacked what it shows at first."""
    watched.page.wait_for_selector("html[data-ready]")
    return watched.page


def until(there, expression):
    """Wait until an expression holds; the page's policy forbids Playwright's own way of waiting."""
    for _ in range(1000):
        if there.evaluate(expression):
            return
        there.wait_for_timeout(20)
    pytest.fail(f"never true: {expression}")


def number(there):
    """Return the number of the current error, and how many there are, once they are drawn."""
    until(there, "!document.querySelector('#list').hasAttribute('aria-busy')")
    words = there.inner_text("#count").replace(",", "").split()
    return int(words[1]), int(words[3])


@pytest.mark.parametrize("task", TASKS)
def test_every_task_is_quiet_and_accessible(browser, pages, task):
    """No console message, no request, no serious fault of axe, with all that folds open."""
    with opened(browser, pages(task)) as watched:
        there = ready(watched)
        there.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert watched.axe() == []
        assert watched.faults == []


@pytest.mark.parametrize(("size", "scheme"), VIEWS, ids=VIEW_NAMES)
def test_pages_fit_every_screen(browser, pages, size, scheme):
    """Only tables and the links to sections are wider than the screen, no letter is below 12 px, axe finds nothing."""
    with opened(browser, pages("ner"), size=size, scheme=scheme) as watched:
        there = ready(watched)
        there.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert there.evaluate("document.documentElement.scrollWidth") <= size["width"]
        smallest = """() => {
          const texts = [...document.querySelectorAll('body *:not(script):not(style)')].filter((one) =>
            [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
          const scale = (one) => { const svg = one.closest('svg');
            return svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1; };
          return Math.min(...texts.map((one) => parseFloat(getComputedStyle(one).fontSize) * scale(one)));
        }"""
        least = 12 if size != SMALL else 10  # plots are drawn smaller where there is no room for them
        assert there.evaluate(smallest) >= least - 0.01
        assert watched.axe() == []
        assert watched.faults == []


def test_dark_screens_have_other_colours(browser, pages):
    """Paper, ink and the colours of plots follow the scheme."""
    looks = {}
    for scheme in ("light", "dark"):
        with opened(browser, pages("ner"), scheme=scheme) as watched:
            looks[scheme] = ready(watched).evaluate(
                """() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color,
                  getComputedStyle(document.querySelector('svg text')).fill,
                  getComputedStyle(document.querySelector('svg use[style*="--s1"]')).fill]"""
            )
    assert all(light != dark for light, dark in zip(looks["light"], looks["dark"], strict=True))


def test_keys_go_to_the_next_and_previous_error(browser, pages):
    """N and p move the mark and the focus, over the ends of a page of errors; in a field they are letters."""
    with opened(browser, pages("ner")) as watched:
        there = ready(watched)
        _, total = number(there)
        current = "document.querySelector('#list [aria-current]').value"
        assert there.evaluate(current) == 1
        for _ in range(24):
            there.keyboard.press("n")
        until(there, "document.activeElement.value === 25")
        assert number(there) == (25, total)
        assert there.evaluate(current) == 25
        there.keyboard.press("p")
        assert number(there) == (24, total)
        there.fill("[name=words]", "")
        there.type("[name=words]", "n")
        assert there.input_value("[name=words]") == "n"
        assert watched.faults == []


def test_a_key_that_is_held_loses_no_step(browser, pages):
    """Fast presses over many pages of errors arrive where they should."""
    with opened(browser, pages("ner")) as watched:
        there = ready(watched)
        there.evaluate(
            "for (let n = 0; n < 90; n += 1) document.dispatchEvent(new KeyboardEvent('keydown', { key: 'n' }))"
        )
        until(there, "document.querySelector('#list [aria-current]')?.value === 91")
        assert number(there)[0] == 91
        assert there.evaluate("document.querySelectorAll('#list > li').length") <= 20


def test_buttons_step_and_page(browser, pages):
    """Next and Previous do what the keys do, and the pages below do what they say."""
    with opened(browser, pages("ner")) as watched:
        there = ready(watched)
        assert there.is_disabled("#previous")
        there.click("#next")
        assert number(there)[0] == 2
        there.click("#pages button:text('Forward')")
        until(there, "document.querySelector('#list [aria-current]').value === 21")
        there.click("#pages button:text('Last')")
        there.wait_for_selector("#pages button:text('Last'):disabled")
        assert watched.faults == []


def test_filters_keep_what_they_say(browser, pages, recorded):
    """Filters by outcome, label, words and document keep as many errors as the analysis has of them."""
    found = recorded("ner")
    wrong = [item for item in found.items if not all(item.right)]

    def words(item):
        start, end = item.case.gold or item.case.predicted
        return found.documents[item.case.document].text[start:end].lower()

    with opened(browser, pages("ner")) as watched:
        there = ready(watched)
        assert number(there)[1] == len(wrong)
        there.select_option("[name=outcome0]", "missed")
        assert number(there)[1] == sum(item.outcomes[0] == "missed" for item in wrong)
        there.select_option("[name=row]", "GPE")
        kept = [item for item in wrong if item.outcomes[0] == "missed" and item.case.row == "GPE"]
        assert number(there)[1] == len(kept)
        assert there.evaluate(
            "[...document.querySelectorAll('#list .head > b')].every((one) => one.textContent === 'GPE')"
        )
        there.click("#clear")
        until(there, f"document.querySelector('#count').value.includes('of {len(wrong):,}')")
        there.select_option("[name=outcome0]", "right")
        assert number(there)[1] == sum(item.right[0] for item in wrong)
        there.select_option("[name=outcome0]", "")
        there.fill("[name=words]", "the")
        expected = sum("the" in words(item) or "the" in item.case.document for item in wrong)
        until(there, f"document.querySelector('#count').value.endsWith('of {expected:,}')")
        document = wrong[0].case.document
        there.fill("[name=words]", document)
        expected = sum(item.case.document == document for item in wrong)
        until(there, f"document.querySelector('#count').value.endsWith('of {expected:,}')")
        there.fill("[name=words]", "zzzz")
        until(there, "document.querySelector('#count').value === 'no error fits these filters'")
        assert watched.faults == []


def test_numbers_open_their_errors(browser, pages):
    """A number of the matrices opens as many errors as it says, and a document's number its own."""
    with opened(browser, pages("ner")) as watched:
        there = ready(watched)
        for section in ("outcomes", "comparison", "documents"):
            button = there.locator(f"#{section} [data-find]:visible").nth(2)
            told = int(button.inner_text())
            button.click()
            until(there, "document.activeElement.closest('#list') !== null")
            if section != "documents":
                assert number(there)[1] == told
            else:
                documents = there.evaluate(
                    "[...document.querySelectorAll('#list .place button')].map((b) => b.textContent)"
                )
                assert len(set(documents)) == 1


def test_errors_show_gold_and_prediction(browser, pages):
    """The gold is underlined, the prediction of the system shown is shaded, and antecedents are quoted."""
    with opened(browser, pages("ner")) as watched:
        there = ready(watched)
        there.select_option("[name=outcome0]", "boundary")
        number(there)
        first = there.locator("#list > li").first
        gold = "".join(first.locator(".context u").all_inner_texts())
        predicted = "".join(first.locator(".context mark").all_inner_texts())
        assert gold
        assert predicted
        assert gold != predicted
        there.select_option("[name=outcome0]", "missed")
        number(there)
        assert there.locator("#list > li").first.locator("mark").count() == 0
    with opened(browser, pages("coref")) as watched:
        there = ready(watched)
        there.select_option("[name=outcome0]", "wrong antecedent")
        number(there)
        parts = there.locator("#list .parts").first
        assert parts.locator("dt").all_inner_texts()[0] == "predicted antecedent"
        assert parts.locator("mark").first.inner_text().strip()


def test_another_system_can_be_shown(browser, pages):
    """Where only the second system predicted something, it is shaded when that system is shown."""
    with opened(browser, pages("ner")) as watched:
        there = ready(watched)
        there.select_option("[name=outcome0]", "missed")
        there.select_option("[name=outcome1]", "correct")
        _, total = number(there)
        assert there.locator("#list mark").count() == 0
        there.select_option("[name=system]", "1")
        assert number(there) == (1, total)
        assert there.locator("#list .context mark").count() == there.locator("#list > li").count() == min(total, 20)


def test_documents_are_sorted(browser, pages):
    """Choosing a heading sorts by it, and says so; choosing it again turns the order."""
    with opened(browser, pages("ner")) as watched:
        there = ready(watched)
        values = "[...document.querySelectorAll('#units tbody tr')].map((row) => Number(row.children[1].textContent))"
        for direction, factor in (("ascending", 1), ("descending", -1)):
            there.locator("#units thead button").nth(1).click()
            assert there.locator("#units thead th").nth(1).get_attribute("aria-sort") == direction
            found = [factor * value for value in there.evaluate(values)]
            assert found == sorted(found)


def test_the_skip_link_is_first_and_works(browser, pages):
    """The first stop of the keyboard leads past the header."""
    with opened(browser, pages("ner")) as watched:
        there = ready(watched)
        there.keyboard.press("Tab")
        assert there.evaluate("document.activeElement.className") == "skip"
        there.keyboard.press("Enter")
        assert there.evaluate("document.activeElement.id") == "main"


def test_print_leaves_out_what_can_be_pressed_only(browser, pages):
    """On paper there are no filters and no navigation."""
    with opened(browser, pages("ner")) as watched:
        there = ready(watched)
        there.emulate_media(media="print")
        assert not there.is_visible("nav")
        assert not there.is_visible("#filters")
        assert there.is_visible("#scores table")


def test_without_scripts_the_numbers_are_there(browser, pages):
    """Scores and matrices are in the page itself; what needs the script says so."""
    with opened(browser, pages("ner"), scripts=False) as watched:
        assert watched.page.is_visible("#scores table")
        assert watched.page.is_visible("#outcomes table")
        assert "needs JavaScript" in watched.page.inner_text("#errors")


def test_hostile_data_does_nothing(browser, tmp_path):
    """A script in every field stays text in every view that the page's script draws."""
    path = tmp_path / "hostile.html"
    path.write_text(page(hostile_findings()), encoding="utf-8")
    with opened(browser, path) as watched:
        there = ready(watched)
        assert number(there)[1] == 3
        assert there.evaluate("document.querySelectorAll('img').length") == 0
        assert there.evaluate("document.scripts.length") == 5  # the page's own, and four that hold data
        assert HOSTILE in there.inner_text("#list")
        there.select_option("[name=row]", HOSTILE)
        there.select_option("[name=label]", f"{HOSTILE}2")
        there.locator("#units .find").first.click()
        there.fill("[name=words]", HOSTILE)
        until(there, "document.querySelector('#count').value === 'error 1 of 3'")
        there.locator("#outcomes .find:visible").first.click()
        assert watched.faults == []


def invented(count, seed):
    """Yield gold and two noisy predictions of many documents of 450 invented words."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    words = ["".join(draw.choices(syllables, k=draw.randint(1, 3))) for _ in range(4000)]
    labels = ["PERSON", "ORG", "GPE", "DATE", "NORP", "EVENT"]
    for n in range(count):
        text, spans = "", []
        for place, word in enumerate(draw.choices(words, k=450)):
            if place % 15 == 3:
                spans.append({"start": len(text), "end": len(text) + len(word), "type": draw.choice(labels)})
            text += word + ("\n" if place % 90 == 89 else " ")
        one, two = (
            [span | {"type": draw.choice(labels)} for span in spans if draw.random() > missed] for missed in (0.1, 0.15)
        )
        yield [{"id": f"set-{n % 7}/{n}", "entities": entities} for entities in (spans, one, two)], text


@pytest.fixture(scope="module")
def large(tmp_path_factory, find):
    """The report of 10,000 documents."""
    folder = tmp_path_factory.mktemp("large")
    names = [folder / f"{name}.jsonl" for name in ("gold", "one", "two")]
    files = [path.open("w", encoding="utf-8") for path in names]
    for records, text in invented(10_000, 7):
        for number, (file, record) in enumerate(zip(files, records, strict=True)):
            file.write(json.dumps(record | ({} if number else {"text": text})) + "\n")
    for file in files:
        file.close()
    return write_report(folder / "large.html", find("ner", names[1:], gold=names[0]))


def test_ten_thousand_documents_stay_small_and_usable(browser, large):
    """The page is below 20 MB, opens, and unpacks only what is looked at; filters and keys work on all errors."""
    assert large.stat().st_size < 20_000_000
    with opened(browser, large) as watched:
        there = ready(watched)
        _, total = number(there)
        assert total > 100_000
        assert there.evaluate("document.querySelectorAll('*').length") < 5_000
        there.select_option("[name=outcome0]", "missed")
        assert 1_000 < number(there)[1] < total
        there.click("#pages button:text('Last')")
        there.wait_for_selector("#pages button:text('Last'):disabled")
        assert there.locator("#list .context u").count() >= 1
        there.locator("#units thead button").nth(1).click()
        assert there.locator("#units tbody tr").count() == 20
        assert watched.faults == []
