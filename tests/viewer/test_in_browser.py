"""The viewer in a browser: what people click, press and see, on desktop and phone, light and dark."""

import msgspec
import pytest

from browser import DESKTOP, PHONE, opened
from dateline.corpus.load import load
from dateline.viewer import of_gold, page
from dateline.viewer.folder import write_folder
from dateline.viewer.sources import reading_of, readings_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
ARTICLE = "ferry-verdict-meridian-wire"
VIEWS = [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")]
VIEW_NAMES = ["desktop-light", "desktop-dark", "phone-light", "phone-dark"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory, project):
    """Pages of real data: an article, two annotators, predicted coreference, an index, and the index of differences."""
    folder = tmp_path_factory.mktemp("pages")
    coref = project / "baselines" / "predictions" / "coref.pairs.open-test.jsonl"
    for name, reading in (
        ("article", reading_of(ARTICLE)),
        ("annotators", reading_of(ARTICLE, passes="latest")),
        ("coref", reading_of("night-cabinet-meridian-wire", predictions=coref, task="coref")),
    ):
        (folder / f"{name}.html").write_text(page(reading), encoding="utf-8")
    write_folder(folder / "part", "open/test", readings_of("open/test", predictions=coref, task="coref"))
    return folder


FILES = ("article.html", "annotators.html", "coref.html", "part/index.html", "part/night-cabinet-open-desk.html")


@pytest.mark.parametrize(("size", "scheme"), VIEWS, ids=VIEW_NAMES)
@pytest.mark.parametrize("file", FILES)
def test_pages_are_quiet_and_fit(browser, pages, file, size, scheme):
    """No console message, no request for anything else, and nothing wider than the screen, in any view."""
    with opened(browser, pages / file, size=size, scheme=scheme) as watched:
        for details in watched.page.locator("details.options, details.lists, details.run").all():
            details.evaluate("each => { each.open = true; }")
        for layer in watched.page.locator("[name=layer]").all():
            layer.check(force=True)
            width = watched.page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], layer.get_attribute("value")
        assert watched.faults == []


@pytest.mark.parametrize(("size", "scheme"), [VIEWS[0], VIEWS[-1]], ids=[VIEW_NAMES[0], VIEW_NAMES[-1]])
@pytest.mark.parametrize("file", FILES)
def test_pages_are_accessible(browser, pages, file, size, scheme):
    """Axe finds no serious fault when all layers are strong and all that folds is open."""
    with opened(browser, pages / file, size=size, scheme=scheme) as watched:
        for details in watched.page.locator("details").all():
            details.evaluate("each => { each.open = true; }")
        for layer in watched.page.locator("[name=layer]").all():
            layer.check(force=True)
        assert watched.axe() == []


def shown(page, selector, pseudo="::after"):
    """Return what the style sheet writes beside an element."""
    return page.locator(selector).first.evaluate("(one, pseudo) => getComputedStyle(one, pseudo).content", pseudo)


def test_one_layer_is_strong(browser, pages):
    """Choosing a layer shows its labels and hides those of the others; labels can be long, and fold away."""
    with opened(browser, pages / "article.html") as watched:
        there = watched.page
        mention, filler, trigger, quote = '.para .m[data-short="O"]', ".para .m[data-roles]", ".para .t", ".para .q"
        assert shown(there, mention) == '"O"'
        assert shown(there, trigger) == "none"
        there.check("[name=layer][value=events]", force=True)
        assert shown(there, trigger) == '"1 Sentence"'
        assert shown(there, filler) == '"1 court"'
        assert shown(there, '.para .m:not([data-roles])[data-short="P"]') == "none"
        there.check("[name=layer][value=chains]", force=True)
        assert shown(there, ".para .m[data-c][data-short]") == '"1"'
        assert shown(there, '.para .m:not([data-c])[data-short="D"]') == "none"
        there.check("[name=layer][value=quotes]", force=True)
        assert shown(there, quote, "::before") == '"1 witnesses"'
        there.check("[name=layer][value=mentions]", force=True)
        there.click(".options summary")
        there.check("[name=labels][value=long]", force=True)
        assert shown(there, mention) == '"ORG court"'
        there.check("[name=labels][value=none]", force=True)
        assert shown(there, mention) == "none"
        there.check("[name=layer][value=text]", force=True)
        assert (
            there.locator(mention).first.evaluate("one => getComputedStyle(one).borderBottomColor")
            == "rgba(0, 0, 0, 0)"
        )
        assert watched.faults == []


def test_labels_are_large_enough_and_do_not_move_lines(browser, pages):
    """Labels have 12 px at least, and lines keep their distance whatever is marked in them."""
    with opened(browser, pages / "article.html") as watched:
        there = watched.page
        text = there.locator("p.text").nth(3)
        line = text.evaluate("one => parseFloat(getComputedStyle(one).lineHeight)")
        for layer in ("text", "mentions", "chains", "events", "quotes", "all"):
            there.check(f"[name=layer][value={layer}]", force=True)
            small = there.evaluate(
                """() => [...document.querySelectorAll(".text, .text span, body *")].flatMap((one) =>
                    ["", "::before", "::after"].filter((pseudo) => !pseudo
                        ? [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
                        : !["none", "normal", ""].includes(getComputedStyle(one, pseudo).content))
                    .map((pseudo) => parseFloat(getComputedStyle(one, pseudo || null).fontSize))
                    .filter((size) => size < 12))"""
            )
            assert small == []
            for place in range(there.locator("p.text").count()):
                height = there.locator("p.text").nth(place).evaluate("one => one.getBoundingClientRect().height")
                assert abs(height / line - round(height / line)) < 0.02, (layer, place)


def test_pointing_and_clicking_light_up_a_group(browser, pages):
    """Pointing lights up what belongs together, a click keeps it, Escape ends it; the line below says what it is."""
    with opened(browser, pages / "article.html") as watched:
        there = watched.page
        name = there.locator('.para .m[data-long="PERSON boutros"]').first
        name.hover()
        assert there.locator(".text .lit").count() == 7
        name.click()
        there.mouse.move(0, 0)
        assert there.locator(".text .lit").count() == 7
        assert "boutros" in there.locator(".about").text_content()
        there.keyboard.press("Escape")
        assert there.locator(".lit").count() == 0
        there.locator(".rail button").first.click()
        assert there.locator(".text .lit").count() == 7


@pytest.mark.parametrize("low", [True, False], ids=["bottom", "top"])
def test_words_do_not_cover_what_is_pointed_at(browser, pages, low):
    """The line that says what is pointed at leaves the mark free, at the bottom too, and takes no click."""
    with opened(browser, pages / "article.html") as watched:
        there = watched.page
        mark = there.locator(".para.body .m[data-on]").nth(12)
        mark.evaluate("(one, low) => one.scrollIntoView({ block: low ? 'end' : 'center' })", low)
        mark.hover()
        box, line = mark.bounding_box(), there.locator(".about").bounding_box()
        assert line["y"] >= box["y"] + box["height"] or line["y"] + line["height"] <= box["y"]
        mark.click()
        assert there.locator(".text .picked").count() == 1


def test_the_text_is_walked_by_keyboard(browser, pages):
    """The skip link comes first; the text is one stop, where arrows go from mark to mark and Enter keeps one lit.

    Marks of the strong layer are walked, with Shift those of a chain or an event.
    """
    with opened(browser, pages / "article.html") as watched:
        there = watched.page
        there.locator("[name=layer][value=all]").evaluate("(one) => { one.checked = true; }")  # without the focus
        there.keyboard.press("Tab")
        assert there.evaluate("document.activeElement.className") == "skip"
        there.keyboard.press("Enter")
        there.keyboard.press("Tab")
        assert there.evaluate("document.activeElement.dataset.long") == "ORG court"
        there.keyboard.press("ArrowRight")
        there.keyboard.press("ArrowRight")
        assert there.evaluate("document.activeElement.dataset.long") == "PERSON boutros"
        there.keyboard.press("ArrowLeft")
        assert there.evaluate("document.activeElement.dataset.long") == "1 Sentence, captain-sentencing"
        there.keyboard.press("Enter")
        there.keyboard.press("Tab")
        assert there.evaluate("document.activeElement.closest('.text')") is None
        assert there.locator(".text .lit").count() > 1
        there.check("[name=layer][value=chains]", force=True)
        there.locator(".text [tabindex='0']").focus()
        chain = there.evaluate("document.activeElement.dataset.c")
        there.keyboard.press("Shift+ArrowRight")
        assert there.evaluate("document.activeElement.dataset.c") == chain
        there.keyboard.press("ArrowRight")
        assert there.evaluate("document.activeElement.dataset.c") not in {chain, None}
        assert watched.faults == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_differences_are_walked(browser, pages, size):
    """Buttons and keys go through the differences and around; the one that is shown is in view, its marks are lit."""
    with opened(browser, pages / "coref.html", size=size) as watched:
        there, count = watched.page, watched.page.locator(".steps output")
        total = there.locator(".difference").count()
        assert total > 20
        there.click(".next")
        assert count.text_content() == f"1 of {total}"
        there.keyboard.press("n")
        assert count.text_content() == f"2 of {total}"
        assert there.locator(".difference.now").evaluate("one => one === document.activeElement")
        assert there.locator(".text .lit").count() > 0
        for _ in range(2):
            there.keyboard.press("p")
        assert count.text_content() == f"{total} of {total}"
        box, bar = there.locator(".difference.now").bounding_box(), there.locator(".top").bounding_box()
        assert bar["y"] + bar["height"] - 1 <= box["y"] + box["height"] <= size["height"] + 1
        there.click(".previous")
        assert count.text_content() == f"{total - 1} of {total}"
        assert watched.faults == []


def test_differences_are_filtered_by_kind(browser, pages):
    """A kind alone can be walked; coreference links that differ are a kind, and both ends are lit."""
    with opened(browser, pages / "coref.html") as watched:
        there = watched.page
        kinds = there.locator(".steps option").evaluate_all("all => all.map((one) => one.value)")
        assert "mentions: missed link" in kinds
        there.select_option(".steps select", "mentions: missed link")
        seen = there.locator(".difference:visible")
        assert 0 < seen.count() < there.locator(".difference").count()
        assert set(seen.evaluate_all("all => all.map((one) => one.dataset.kind)")) == {"mentions: missed link"}
        there.click(".next")
        assert there.locator(".steps output").text_content() == f"1 of {seen.count()}"
        assert there.locator(".text .lit").count() >= 3  # the mention on both sides, and its antecedent in the gold


def test_paragraphs_that_are_alike_are_folded(browser, pages):
    """Only differences are shown at first; all paragraphs on demand."""
    with opened(browser, pages / "annotators.html") as watched:
        there = watched.page
        seen = there.locator(".para:visible").count()
        assert seen < there.locator(".para").count()
        there.uncheck("[name=folded]")
        assert there.locator(".para:visible").count() == there.locator(".para").count()
        there.check("[name=folded]")
        there.locator(".run summary").first.click()
        assert there.locator(".para:visible").count() > seen


def test_lists_scroll_visibly_on_a_phone(browser, pages):
    """A list that is wider than the phone scrolls by itself, can be reached by keyboard, and its edge is shaded."""
    with opened(browser, pages / "article.html", size=PHONE) as watched:
        there = watched.page
        there.check("[name=layer][value=events]", force=True)
        there.locator(".lists.event summary").nth(1).click()
        scroll = there.locator(".lists.event .scroll").nth(1)
        assert scroll.evaluate("one => one.scrollWidth > one.clientWidth")
        assert scroll.evaluate("one => getComputedStyle(one).backgroundImage").count("gradient") == 4
        scroll.focus()
        there.keyboard.press("ArrowRight")
        there.wait_for_function("one => one.scrollLeft > 0", arg=scroll.element_handle())


def test_choices_work_without_a_script(browser, pages):
    """Layers and labels are chosen by style sheets alone."""
    with opened(browser, pages / "article.html", scripts=False) as watched:
        watched.page.check("[name=layer][value=events]", force=True)
        watched.page.locator(".lists.event summary").first.click()
        assert watched.page.locator(".lists.event table").first.is_visible()


def test_an_index_is_searched(browser, pages):
    """Words narrow the index down, and a page leads on and back."""
    with opened(browser, pages / "part" / "index.html") as watched:
        there = watched.page
        there.fill("input[type=search]", "night open-desk")
        assert there.locator("tbody tr:visible").count() == 1
        assert there.locator(".filter output").text_content() == f"1 of {len(load('open/test'))}"
        there.locator("tbody tr:visible a").click()
        assert there.title() != "open/test"
        there.get_by_text("open/test").click()
        assert there.title() == "open/test"
        assert watched.faults == []


def test_printed_pages_have_text_and_no_choices(browser, pages):
    """On paper the text, its marks and the rail are black on white; what is for the screen is gone."""
    with opened(browser, pages / "article.html", scheme="dark") as watched:
        watched.page.check("[name=layer][value=events]", force=True)
        watched.page.emulate_media(media="print", color_scheme="dark")
        assert not watched.page.locator(".bar:visible, .lists:visible").count()
        assert watched.page.locator("h1").is_visible()
        assert watched.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert len(watched.page.pdf()) > 10_000


@pytest.mark.parametrize("layer", ["mentions", "events", "quotes", "all"])
def test_no_text_can_run_as_a_script(browser, hostile, tmp_path, layer):
    """With a script in every field nothing runs, in any view, when all is opened and pointed at."""
    file = tmp_path / "hostile.html"
    notebook = tmp_path / "notebook.html"
    file.write_text(page(of_gold(hostile)), encoding="utf-8")
    notebook.write_text(f"<!doctype html><title>x</title>{hostile._repr_html_()}", encoding="utf-8")
    for path in (file, notebook):
        with opened(browser, path) as watched:
            watched.page.check(f"[name=layer][value={layer}]", force=True)
            for one in watched.page.locator(".text span:visible").all():
                one.hover(force=True)
            assert watched.page.locator("img").count() == 0
            assert watched.faults == []


def test_outputs_of_a_notebook_keep_apart(browser, larkmouth, tmp_path):
    """Two outputs on one page have choices of their own, light up alone, and leave the rest of the page as it is."""
    other = msgspec.structs.replace(larkmouth, id="other")
    file = tmp_path / "notebook.html"
    theme = "style='background: #111; color: #eee' data-jp-theme-light='false'"
    body = f"<table id='mine'><tr><td>mine</td></tr></table>{larkmouth._repr_html_()}{other._repr_html_()}"
    file.write_text(
        f"<!doctype html><title>x</title><body {theme}>{body}</body>",
        encoding="utf-8",
    )
    with opened(browser, file, scripts=False) as watched:
        there = watched.page
        there.locator(".dl").nth(0).locator("[value=events]").check(force=True)
        assert there.locator(".dl").nth(1).locator("[value=mentions]").is_checked()
        there.locator(".dl").nth(0).locator(".rail button").first.hover()
    with opened(browser, file) as watched:
        there = watched.page
        assert there.locator("#mine").evaluate("one => getComputedStyle(one).borderCollapse") == "separate"
        there.locator(".dl").nth(0).locator(".rail button").first.hover()
        lit = "all => all.filter((one) => getComputedStyle(one).boxShadow !== 'none').length"
        assert there.locator(".dl").nth(0).locator(".text span").evaluate_all(lit) > 0
        assert there.locator(".dl").nth(1).locator(".text span").evaluate_all(lit) == 0
        dark = there.locator(".dl .text").first.evaluate("one => getComputedStyle(one).color")
        assert dark == "rgb(230, 227, 220)"
        assert [one for one in watched.axe() if not one.startswith("html-has-lang")] == []
        assert watched.faults == []
