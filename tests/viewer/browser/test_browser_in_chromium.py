"""The corpus browser in a real web browser, opened from the disk as a reader opens it."""

import os
import shutil

import pytest

from dateline.paths import root
from dateline.viewer.browser import browsable, collect, write

pytestmark = pytest.mark.slow

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
PAGES = (
    "index.html",
    "index.html#q=resigned",
    "index.html#q=said&in=cues",
    "entities.html",
    "entities/taliban.html",
    "stories/ash-river.html",
    "stories/afghanistan-2021.html",
    "articles/kunduz.html",
    "articles/ash-river-harbor-times.html",
    "articles/ash-river-harbor-times.html#t728-736",
)
STORIES = {"ash-river", "opera-fund", "afghanistan-2021"}
ARTICLE = "articles/ash-river-harbor-times.html"
LAYERS = ("mentions", "chains", "events", "quotes", "all", "text")
SMALLEST = 12  # CSS pixels of text
SMALL_TEXT = f"""() => [...document.querySelectorAll('body *')].filter((one) => one.checkVisibility() && (
    parseFloat(getComputedStyle(one).fontSize) < {SMALLEST} && one.textContent.trim() ||
    parseFloat(getComputedStyle(one, '::after').fontSize) < {SMALLEST}
)).map((one) => one.outerHTML.slice(0, 80))"""


def missing(what):
    """Skip where a reader has no Chromium; in CI its absence is a failure."""
    message = f"{what} is not installed: pip install -e '.[test]', and Debian's package chromium"
    (pytest.fail if os.environ.get("CI") else pytest.skip)(message)


@pytest.fixture(scope="module")
def chromium():
    """A headless Chromium without network."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright")
    program = shutil.which("chromium")
    if program is None:
        missing("chromium")
    options = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """All parts, written once."""
    return write(collect(browsable(), root()), tmp_path_factory.mktemp("site") / "out", root())


@pytest.fixture(scope="module")
def some(tmp_path_factory):
    """Three stories, written once: axe looks at every element, and pages of the whole corpus have no others."""
    documents = [document for document in browsable() if document.story in STORIES]
    return write(collect(documents, root()), tmp_path_factory.mktemp("some") / "out", root())


@pytest.fixture
def opened(chromium, site):
    """Open pages; in the end no error was on the console and nothing but files of the site was requested."""
    faults, contexts = [], []

    def open_page(path, viewport=DESKTOP, folder=site, **options):
        context = chromium.new_context(viewport=viewport, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: faults.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        inside = (folder.as_uri(), "data:")
        page.on("request", lambda one: one.url.startswith(inside) or faults.append(f"asked for {one.url}"))
        page.goto(f"{folder.as_uri()}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def layer_of(page):
    """The layer that is strong."""
    return page.locator("[name=layer]:checked").get_attribute("value")


def wide(page):
    """How far a page is wider than its window, in pixels."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def grave_faults(page):
    """What axe calls serious or critical: rules, and the first elements that break them."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        missing("axe-playwright-python")
    found = Axe().run(page, options={"preload": False}).response["violations"]  # it would fetch the style sheets
    grave = [one for one in found if one["impact"] in {"serious", "critical"}]
    return [(one["id"], [(node["html"][:120], node["failureSummary"]) for node in one["nodes"][:3]]) for one in grave]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_serious_fault(opened, some, path):
    """Structure, names, roles and contrast are sound: on a desktop in light colours, on a phone in dark ones."""
    for viewport, scheme in ((DESKTOP, "light"), (PHONE, "dark")):
        page = opened(path, viewport, folder=some, color_scheme=scheme)
        page.wait_for_timeout(300)
        assert grave_faults(page) == []


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_is_sound(opened, some, layer):
    """With long labels, the key open and a mark picked, each layer of an article passes axe, light and dark."""
    for scheme in ("light", "dark"):
        page = opened(ARTICLE, folder=some, color_scheme=scheme)
        page.locator(".options summary").first.click()
        page.locator("[name=labels][value=long]").check(force=True)
        page.locator(f"input[value={layer}]").check(force=True)
        if layer != "text":
            page.locator("#text [tabindex='0']").press("Enter")
            assert page.locator(".picked").count() == 1
        assert grave_faults(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_phone_width_needs_no_sideways_scrolling(opened, path):
    """At 360 pixels no page is wider than the window, and no text is below 12 pixels."""
    page = opened(path, PHONE)
    page.wait_for_timeout(300)
    assert wide(page) <= 0
    assert page.evaluate(SMALL_TEXT) == []


def test_filters_narrow_the_list(opened):
    """Filters combine, counts follow, links carry the type, the address keeps them, and one button clears all."""
    page = opened("index.html")
    rows = page.locator("#articles li:visible")
    everything = rows.count()
    page.select_option("#split", "open/test")
    tested = rows.count()
    page.select_option("#genre", "analysis")
    assert 0 < rows.count() < tested < everything
    assert page.locator("#found").inner_text() == f"{rows.count()} articles"
    page.select_option("#type", label=page.locator("#type option[data-t=Attack]").inner_text())
    first = rows.first
    assert first.locator(".counts b").inner_text().endswith(" Attack")
    assert first.locator("a").get_attribute("href").endswith("#type=Attack")
    address = page.url
    first.locator("a").click()
    page.wait_for_selector(".tools")
    assert layer_of(page) == "events"
    strong = page.evaluate("[...document.querySelectorAll('#text .t:not(.off)')].map((one) => one.dataset.t)")
    assert set(strong) == {"Attack"}
    page.go_back()
    assert page.url == address
    assert page.locator("#genre").input_value() == "analysis"
    page.get_by_role("button", name="Clear all").click()
    assert rows.count() == everything


@pytest.mark.parametrize("filtered", ["story", "outlet", "layer"])
def test_each_filter_has_what_it_says(opened, filtered):
    """The number beside each option is how many articles are left."""
    page = opened("index.html")
    options = page.locator(f"#{filtered} option[data-t]:enabled")
    for place in range(min(options.count(), 4)):
        value, told = options.nth(place).get_attribute("value"), options.nth(place).inner_text()
        page.select_option(f"#{filtered}", value)
        assert told.endswith(f"({page.locator('#articles li:visible').count()})")


def test_words_are_searched_in_context(opened):
    """Typing finds sentences; a hit leads to its paragraph; a phrase in quotation marks must be there as it is."""
    page = opened("index.html")
    assert page.evaluate("document.querySelectorAll('script').length") == 1
    page.get_by_role("searchbox", name="Search").fill("director resigned")
    page.wait_for_selector("#results mark")
    lines = page.locator("#results .lines li")
    assert all("director" in text.lower() and "resign" in text for text in lines.all_inner_texts())
    page.get_by_role("searchbox", name="Search").fill('"director resigned"')
    page.locator("#found", has_text="Nothing found").wait_for()
    page.get_by_role("searchbox", name="Search").fill("the siren stands")
    page.locator("#results mark a").first.click()
    page.wait_for_selector(".tools")
    assert page.locator(":target").inner_text().lower().count("siren")


def test_search_obeys_the_filters(opened):
    """Hits are those of the articles that the filters leave."""
    page = opened("index.html#q=said&in=words")
    page.wait_for_selector("#results mark")
    page.select_option("#outlet", "plainview")
    page.locator("#results h3 small").first.wait_for()
    page.locator("#results h3 small", has_text="The Harbor Times").first.wait_for(state="detached")
    assert all(text.startswith("Plainview") for text in page.locator("#results h3 small").all_inner_texts())


def test_entities_types_cues_and_speakers_are_searched(opened):
    """Each scope shows its own kind of hit, and a hit leads to its mark."""
    page = opened("index.html")
    page.select_option("#scope", "entities")
    page.get_by_role("searchbox").fill("casimiro")
    page.wait_for_selector("#results a[href^='entities/']")
    page.goto(page.url.partition("#")[0] + "#q=evac&in=types")
    page.wait_for_selector("#results mark")
    assert set(page.locator("#results .lines small").all_inner_texts()) == {"Evacuate"}
    assert page.locator("#results").inner_text().count("In masked articles") == 1
    page.goto(page.url.partition("#")[0] + '#q="according to"&in=cues')
    page.wait_for_selector("#results mark")
    assert {text.lower() for text in page.locator("#results mark").all_inner_texts()} == {"according to"}
    page.goto(page.url.partition("#")[0] + "#q=Wulan Casimiro&in=speakers")
    page.wait_for_selector("#results mark")
    assert all(text.startswith("Wulan Casimiro") for text in page.locator("#results .lines small").all_inner_texts())
    page.locator("#results mark a").first.click()
    page.wait_for_selector(".picked")
    assert layer_of(page) == "quotes"
    assert "Wulan Casimiro" in page.locator(".open").inner_text()


def test_everything_that_is_found_can_be_followed(opened):
    """A search of everything lists things with links that search for them exactly."""
    page = opened("index.html#q=said")
    page.wait_for_selector("#results mark")
    page.get_by_role("link", name="said", exact=True).first.click()
    page.locator("#found", has_text="quotes").wait_for()
    assert page.locator("#scope").input_value() == "cues"
    page.locator("#more").click()
    page.locator("#results .lines li").nth(100).wait_for()


def test_the_keyboard_is_enough(opened):
    """Skip link, layers by arrow keys, marks by arrow keys, along a chain with Shift, and Escape clears."""
    page = opened(ARTICLE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert layer_of(page) == "mentions"
    page.keyboard.press("ArrowRight")
    assert layer_of(page) == "chains"
    page.locator("#text [tabindex='0']").focus()
    page.keyboard.press("Enter")
    chain = page.locator(".picked").get_attribute("data-c")
    page.keyboard.press("Shift+ArrowRight")
    assert page.locator(".picked").get_attribute("data-c") == chain
    assert page.locator(".open .steps").inner_text().strip().endswith("4")
    page.keyboard.press("ArrowRight")
    assert page.locator(".picked").get_attribute("data-c") != chain
    assert page.evaluate("document.activeElement === document.querySelector('.picked')")
    page.keyboard.press("Escape")
    assert page.locator(".picked, .lit, .open").count() == 0


def test_clicking_shows_arguments_and_chains(opened):
    """A trigger lights up its arguments with their roles; a list entry leads to its mark; a click elsewhere clears."""
    page = opened(ARTICLE)
    page.locator("input[value=events]").check(force=True)
    page.locator("#t728-736").click()
    roles = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.lit[data-roles]')]"
        ".map((one) => [one.dataset.roles, one.textContent]))"
    )
    assert {role.partition(" ")[2]: words for role, words in roles.items()} == {
        "person": "Teodoro Saputra",
        "time": "Wednesday",
    }
    faded = "all => all.filter((one) => getComputedStyle(one, '::after').opacity < 1).length"
    others = page.locator("[data-roles]:not(.lit)")
    assert others.evaluate_all(faded) == others.count() > 0
    page.locator(".panel .events a").filter(has_text="grant").click()
    assert page.locator(".picked").inner_text().startswith("grant")
    page.locator(".byline").click()
    assert page.locator(".picked").count() == 0


def test_on_a_phone_what_is_picked_is_shown_below(opened):
    """The entry of a picked mark is in view at the bottom of the window, with buttons along its chain."""
    page = opened(ARTICLE, PHONE)
    page.locator("#m711-726").click()
    box = page.locator(".panel li.open").bounding_box()
    assert box["y"] + box["height"] == PHONE["height"]
    page.get_by_role("button", name="Next").click()
    assert page.locator(".picked").inner_text() == "He"


def test_pages_print_without_their_tools(opened):
    """In print the text stays and the tools go."""
    page = opened(ARTICLE)
    page.emulate_media(media="print")
    assert not page.locator(".tools").is_visible()
    assert not page.locator("header.top").is_visible()
    assert page.locator("#text").is_visible()


def test_hostile_data_runs_nothing(opened, attacked, tmp_path):
    """Markup in every field stays text on every page and in search results: no dialog, no element, no error."""
    folder = write(attacked, tmp_path / "hostile", root())
    for path in sorted(folder.rglob("*.html")):
        page = opened(path.relative_to(folder).as_posix(), folder=folder)
        assert page.locator("img").count() == 0
        assert "<img src=x" in page.locator("body").inner_text()
    for scope in ("all", "words", "entities", "types", "cues", "speakers"):
        page = opened(f"index.html#q=script&in={scope}", folder=folder)
        page.locator("#results", has_text="<img src=x").wait_for()
        assert page.locator("img").count() == 0
