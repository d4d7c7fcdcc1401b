"""The documentation site: it is built whole, its links lead somewhere, its numbers are the recorded ones, it works."""

import functools
import importlib
import json
import re
import subprocess
import sys
import threading
from collections import defaultdict
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urldefrag

import pytest

import dateline
from browser import DESKTOP, PHONE, Watched
from dateline.cli import app
from dateline.tables import points
from dateline.tasks.declarations import load as load_task
from dateline.tasks.declarations import names as task_ids
from leaks import leaks, runs_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("docs-site")]  # built once
SHOWN = (  # a page of each kind
    "index.html",
    "start/index.html",
    "corpus/browse.html",
    "corpus/events.html",
    "tasks/event-arguments.html",
    "evaluate/formats.html",
    "results/index.html",
    "reference/commands-benchmark.html",
    "reference/python.html",
)


@pytest.fixture(scope="module")
def site(project, tmp_path_factory):
    """The site, built in strict mode without a network."""
    if not (project / "docs" / "site").is_dir():
        pytest.skip("not a checkout")
    target = tmp_path_factory.mktemp("docs") / "site"
    command = [sys.executable, "-m", "docs.site", "--out", str(target)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)  # noqa: S603 - our own code
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def module(project, monkeypatch):
    """Import a module of docs/site."""
    monkeypatch.syspath_prepend(str(project))
    return lambda name: importlib.import_module(f"docs.site.{name}")


@pytest.fixture(scope="module")
def address(site):
    """The site on a server of plain files."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


class Links(HTMLParser):
    """What a page links to and loads, and its anchors."""

    def __init__(self, text):
        """Read a page."""
        super().__init__()
        self.targets, self.anchors = [], {"", "top"}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        """Take the links of a tag and its anchor."""
        found = dict(attributes)
        if tag != "link" or found.get("rel") != "canonical":
            self.targets += [found[name] for name in ("href", "src") if found.get(name)]
        self.anchors |= {found[name] for name in ("id", "name") if found.get(name)}


def _pages(site):
    """List the pages, but for those of the corpus browser, which have tests of their own."""
    return [path for path in site.rglob("*.html") if "browser" not in path.relative_to(site).parts]


def test_every_link_and_anchor_leads_somewhere(site):
    """Links between pages, to files and to places on pages are all there; none leaves the site to load something."""
    read = {path: Links(path.read_text(encoding="utf-8")) for path in _pages(site)}
    assert len(read) > 60
    broken = defaultdict(list)
    for path, links in read.items():
        if path.name == "404.html":  # its links begin with a slash: it is served for any address
            continue
        for target in links.targets:
            place, anchor = urldefrag(unquote(target))
            if place.startswith(("http://", "https://", "data:", "mailto:")):
                continue
            there = (path.parent / place).resolve() if place else path
            there = there / "index.html" if there.is_dir() else there
            if not there.is_file() or (there in read and anchor not in read[there].anchors):
                broken[path.relative_to(site).as_posix()].append(target)
    assert dict(broken) == {}


def test_every_page_of_the_docs_is_on_the_site(module, project):
    """Guides, definitions, reports and guidelines have a page; each is in the navigation once."""
    listed = [page.source for pages in module("plan").sections().values() for page in pages if page.source]
    assert len(listed) == len(set(listed))
    folders = ("docs/guides", "docs/scoring", "docs/reports", "docs/examples", "annotations/guidelines")
    there = {
        path.relative_to(project).as_posix()
        for folder in folders
        for path in (project / folder).iterdir()
        if path.suffix in {".md", ".ipynb", ".py", ".sh"}
    }
    assert there - set(listed) == set()


def test_a_program_is_shown_under_its_title(site):
    """What a program says of itself is text, the commands in it are code; a script keeps its scheduler's lines."""
    spacy, slurm = ((site / "evaluate" / f"{name}.html").read_text(encoding="utf-8") for name in ("spacy", "slurm"))
    assert re.search(r'<h1 id="a-spacy-pipeline">A spaCy pipeline', spacy)
    assert re.search(r"<code>python docs/examples/score_spacy\.py\s*</code>", spacy)
    assert re.search(r'<h1 id="a-slurm-job">A Slurm job', slurm)
    assert "#SBATCH --nodes" in re.sub(r"<[^>]+>", "", slurm.partition("<pre")[2])


def test_no_page_holds_tags(project):
    """Words in angle brackets would vanish where Markdown is shown; they stand in code, or in other brackets."""
    pages = [
        *project.glob("docs/[!t]*/*.md"),
        *project.glob("annotations/guidelines/*.md"),
        project / "corpus" / "README.md",
    ]
    found = {}
    for path in pages:
        code = re.compile(r"```.*?```|<!--.*?-->|^ {4}.*?$|`[^`\n]+`", re.DOTALL | re.MULTILINE)
        text = code.sub("", path.read_text(encoding="utf-8"))
        if tags := re.findall(r"<[A-Za-z/*][^>\n]*>", text):
            found[path.name] = tags
    assert len(pages) > 30
    assert found == {}


def test_a_link_that_leads_nowhere_is_refused(module, project):
    """A build ends at a link to a page or file that isn't there."""
    links = module("links")
    rewrite = functools.partial(links.rewritten, source="docs/guides/x.md", address="start/x.md", root=project)
    pages = {"docs/scoring/ner.md": "tasks/scoring-ner.md"}
    text, files = rewrite(
        "[a](../scoring/ner.md#tags), `[b](no.md)`, [c](../../LICENSE), docs/scoring/ner.md", pages=pages
    )
    assert text == (
        "[a](../tasks/scoring-ner.md#tags), `[b](no.md)`, [c](../files/LICENSE), "
        "[docs/scoring/ner.md](../tasks/scoring-ner.md)"
    )
    assert files == {"LICENSE"}
    with pytest.raises(links.BrokenLinkError, match=r"no\.md"):
        rewrite("[b](no.md)", pages=pages)


def test_every_metric_has_a_formula(module, site):
    """A task's page shows each metric, the formula of each family, and what its values mean."""
    for name in task_ids():
        task, text = load_task(name), (site / "tasks" / f"{name}.html").read_text(encoding="utf-8")
        families = module("task_pages").formulas(task)
        assert text.count('<div class="formulas">') == len(families)
        assert text.count("</math>") == sum(len(one["formulas"]) for one in families.values())
        assert [metric for metric in task.metrics if f"<code>{metric}</code>" not in text] == []


def test_the_numbers_of_a_task_are_the_recorded_ones(site, project):
    """Each baseline's score and interval on the page of its task are those under baselines/scores."""
    found = 0
    for path in sorted((project / "baselines" / "scores").glob("*.json")):
        result = json.loads(path.read_text(encoding="utf-8"))["result"]
        text = (site / "tasks" / f"{result['task']}.html").read_text(encoding="utf-8")
        table = text.partition(f">On {result['data']}<a")[2].partition("</table>")[0]
        score = result["scores"][result["primary"]]
        row = re.search(rf"<tr>\s*<td[^>]*>{re.escape(result['system'])}</td>(.*?)</tr>", table, re.DOTALL)
        assert row, path.name
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row[1])
        assert cells[0] == points(score["value"]), path.name
        if score.get("low") is not None:
            assert cells[1] == f"[{points(score['low'])}, {points(score['high'])}]", path.name
        found += 1
    assert found > 30


def test_the_reference_is_whole(site):
    """Every command with its options and every public name is in the reference."""
    pages = "".join(path.read_text(encoding="utf-8") for path in (site / "reference").glob("commands-*.html"))
    commands = {one.name for one in app.registered_commands}
    assert {name for name in commands if f'<h2 id="{name}">' not in pages} == set()
    assert all(f"<code>{option}</code>" in pages for option in ("--check-signature", "--allow-missing", "--seeds"))
    python = (site / "reference" / "python.html").read_text(encoding="utf-8")
    names = set(dateline.__all__) - {"tasks", "__version__"}
    assert {name for name in names if not re.search(rf'id="dateline\.(\w+\.)*{name}"', python)} == set()


def test_the_site_has_no_real_text(site, texts, wikinews):
    """Though the source texts are there, no page quotes them."""
    assert leaks(site, runs_of([*texts.values(), *wikinews.values()])) == []


def _open(browser, address, name, *, size=DESKTOP, scheme="light"):
    """Open a page of the site, and note what goes wrong on it and what it asks for elsewhere."""
    watched = Watched(browser.new_context(viewport=size, color_scheme=scheme).new_page())
    page = watched.page
    page.on("console", lambda one: watched.faults.append(one.text) if one.type in {"error", "warning"} else None)
    page.on("pageerror", lambda one: watched.faults.append(str(one)))
    own = (address, "data:", "blob:")
    page.on("request", lambda one: None if one.url.startswith(own) else watched.faults.append(one.url))
    page.goto(address + name)
    return watched


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_is_faultless(browser, address, name):
    """No error, no request to elsewhere, nothing that axe finds; on a wide light screen and on a dark phone."""
    for size, scheme, background in ((DESKTOP, "light", "rgb(252, 251, 249)"), (PHONE, "dark", "rgb(21, 22, 26)")):
        watched = _open(browser, address, name, size=size, scheme=scheme)
        page = watched.page
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == background
        assert watched.axe() == []
        assert watched.faults == []
        page.context.close()


@pytest.mark.parametrize("served", [True, False], ids=["server", "folder"])
def test_search_by_keyboard_finds_a_metric(browser, address, site, served):
    """A slash opens the search; what is found is reached by keys, and its page has the word; also without a server."""
    watched = _open(browser, address if served else f"{site.as_uri()}/", "index.html")
    page = watched.page
    page.keyboard.press("/")
    page.keyboard.type("BLANC")
    first = page.locator(".md-search-result__link").first
    first.wait_for()
    assert "BLANC" in page.locator(".md-search-result").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"tasks/"))
    assert "BLANC" in page.content()
    assert watched.faults == []
    page.context.close()


def test_keys_skip_to_the_content_and_reach_the_sections(browser, address):
    """The first key leads past the navigation, and further ones through it."""
    page = _open(browser, address, "tasks/ner.html").page
    page.keyboard.press("Tab")
    assert "md-skip" in page.evaluate("document.activeElement.className")
    reached = []
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert {"Home", "Corpus", "Tasks", "Results"} <= set(reached)
    page.context.close()


def test_the_reader_chooses_dark_or_light(browser, address):
    """The button goes from the system's colours to light and to dark, and the choice is kept on the next page."""
    page = _open(browser, address, "index.html").page
    for _ in range(2):
        page.locator("[data-md-component=palette] label:visible").click()
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    page.goto(f"{address}tasks/ner.html")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    page.context.close()


def test_the_leaderboard_is_sorted_by_a_click(browser, address):
    """A column is sorted downwards, then upwards; plots show scores and ranks."""
    watched = _open(browser, address, "results/index.html")
    page = watched.page
    table = page.locator("table").first
    head = table.locator("th", has_text="accuracy")

    def shown():
        return [float(text) for text in table.locator("tbody td:nth-child(2)").all_inner_texts()]

    head.locator("button").click()
    assert shown() == sorted(shown(), reverse=True)
    head.locator("button").press("Enter")
    assert shown() == sorted(shown())
    assert head.get_attribute("aria-sort") == "ascending"
    plots = page.locator("figure.plot svg[role=img]")
    assert plots.count() == 2 * page.locator("h3").count()
    assert watched.faults == []
    page.context.close()


def test_a_phone_opens_the_navigation(browser, address):
    """The menu leads to another page by taps."""
    page = _open(browser, address, "index.html", size=PHONE).page
    page.locator(".md-header label[for=__drawer]").click()
    page.locator(".md-nav--primary label", has_text="Results").first.click()
    page.locator(".md-nav--primary").get_by_role("link", name="Leaderboard").click()
    page.wait_for_url(re.compile("results/index.html"))
    page.context.close()


def test_the_site_leads_into_the_corpus_browser(browser, address):
    """A click opens it; a link of each of its pages, and of the leaderboard's, leads back."""
    watched = _open(browser, address, "corpus/browse.html")
    page = watched.page
    page.get_by_role("link", name="Open the corpus browser").click()
    page.wait_for_url(re.compile("browser/index.html"))
    assert page.locator("main").count() == 1
    page.locator("#articles li > a").first.click()
    page.wait_for_url(re.compile("browser/articles/"))
    page.get_by_role("link", name="Documentation").click()
    page.wait_for_url(f"{address}index.html")
    page.goto(f"{address}results/leaderboard.html")
    page.get_by_role("link", name="DATELINE").click()
    page.wait_for_url(f"{address}index.html")
    assert watched.faults == []
    page.context.close()
