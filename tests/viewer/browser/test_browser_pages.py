"""The pages of the corpus browser: what they show, that all links lead somewhere, and that data can't break them."""

import json
import re
from html.parser import HTMLParser
from pathlib import PurePosixPath

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.cli import app
from dateline.corpus.load import load
from dateline.errors import InputError
from dateline.paths import root
from dateline.viewer.browser import browsable, collect, pages, write
from dateline.viewer.browser.collection import readable_date, stems
from dateline.viewer.browser.index import folded
from dateline.viewer.browser.markup import Html, element

VOID = {"meta", "input", "br", "link"}
FIRST_VIEW = ("index.html", "assets/text.css", "assets/browser.css", "assets/browser.js")
MOST = 300_000  # bytes of the first view


class Page(HTMLParser):
    """Collects elements, text and links, and checks that elements are nested."""

    def __init__(self, text):
        """Parse a page."""
        super().__init__()
        self.elements, self.text, self.stack = [], "", []
        self.feed(text)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag, attrs):
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        """Close the innermost element, which must be this one."""
        assert self.stack.pop() == tag

    def handle_data(self, data):
        """Note text."""
        self.text += data

    def having(self, tag, **wanted):
        """Give the elements with these attributes."""
        return [attrs for name, attrs in self.elements if name == tag and wanted.items() <= attrs.items()]


def read(text):
    """Read the data of a file of the index."""
    return json.loads(text[text.index(", ") + 2 : text.rindex(");")])


def dangling(files):
    """List the links and files named by pages that lead nowhere."""
    parsed = {path: Page(text) for path, text in files.items() if path.endswith(".html")}
    ids = {path: {attrs.get("id") for _, attrs in page.elements} for path, page in parsed.items()}
    lost = []
    for path, page in parsed.items():
        for _, attrs in page.elements:
            target = attrs.get("href") or attrs.get("src")
            if not target or target.startswith("data:"):
                continue
            file, _, anchor = target.partition("#")
            parts = []
            for part in (PurePosixPath(path).parent / file).parts if file else PurePosixPath(path).parts:
                parts = parts[:-1] if part == ".." else [*parts, part]
            place = "/".join(parts)
            if place not in files or (anchor and place in ids and anchor not in ids[place]):
                lost.append((path, target))
    return lost


@given(st.lists(st.text(max_size=80), unique=True))
def test_stems_are_safe_and_differ(names):
    """Any names become file names of lower-case letters, digits and hyphens, each its own."""
    found = stems(names)
    assert list(found) == names
    assert len(set(found.values())) == len(names)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,70}", stem) for stem in found.values())


@given(st.text(), st.text())
def test_text_never_becomes_markup(text, value):
    """Text and values of attributes come back from a parser as they were, and add no element."""
    page = Page(element("p", text, title=value))
    assert [tag for tag, _ in page.elements] == ["p"]
    assert page.text.replace("\r\n", "\n") == text.replace("\r\n", "\n")
    assert element("p", Html("<b></b>")) == "<p><b></b></p>"


@pytest.mark.parametrize(
    ("iso", "words"),
    [("2033-12-08", "8 December 2033"), ("2021-08", "August 2021"), ("2021", "2021"), ("soon", "soon"), ("x-y", "x-y")],
)
def test_dates_are_readable(iso, words):
    """Dates are written in words as far as they are known; anything else stays."""
    assert readable_date(iso) == words


def test_all_pages_are_well_formed_and_links_lead_somewhere(small_pages):
    """Every page closes its elements in order; every link has a page and an anchor."""
    assert dangling(small_pages) == []
    assert {
        "index.html",
        "entities.html",
        "stories/flood-story.html",
        "articles/larkmouth-one.html",
    } <= small_pages.keys()
    assert {"entities/ilse-varga.html", "entities/larkmouth.html", "assets/browser.js"} <= small_pages.keys()


def test_pages_refer_to_their_own_files_only(small_pages):
    """No page names a resource of the network, and none has a script or a style of its own in it."""
    for path, text in small_pages.items():
        assert not re.search(r"https?:|@import|url\(", text), path
        if path.endswith(".html"):
            assert not re.search(r"<script[^>]*>[^<]|<style|\sstyle=|\son\w+=", text), path
            assert "default-src &#x27;none&#x27;" in text


def test_first_page_lists_articles_by_story_with_counts(small_pages):
    """Each article has its facts for the filters; open and masked articles are counted apart."""
    page = Page(small_pages["index.html"])
    rows = page.having("li")
    assert [row["data-outlet"] for row in rows] == ["one", "two", "one"]
    assert [row["data-layer"] for row in rows] == ["m e q", "m q", "m e q"]
    assert "The flood at Larkmouth" in page.text
    assert "2 articles by 2 outlets on 1 story" in page.text
    assert "1 real article with 5 mentions, 1 event and 1 quote are masked" in page.text
    assert {attrs["id"] for attrs in page.having("select")} >= {"split", "story", "genre", "outlet", "layer", "type"}


def test_article_has_all_layers(small_pages):
    """Mentions have types, levels and chains; the event its argument; the quote its speaker and cue."""
    page = Page(small_pages["articles/larkmouth-one.html"])
    mentions = [attrs for attrs in page.having("span") if attrs.get("id", "").startswith("m")]
    assert [attrs["data-t"] for attrs in mentions] == ["GPE", "PERSON", "GPE", "PERSON", "PERSON"]
    assert [attrs["data-c"] for attrs in page.having("span") if "data-c" in attrs] == ["1", "2", "1", "2", "2"]
    assert len(page.having("li", **{"data-role": "affected"})) == 1
    (filler,) = [attrs["id"] for attrs in page.having("span", **{"data-roles": "1 affected"})]
    assert page.having("a", href=f"#{filler}")
    assert {attrs["value"] for attrs in page.having("input", name="layer")} == {
        "mentions", "chains", "events", "quotes", "all", "text"
    }  # fmt: skip
    assert "Disaster" in page.text
    assert page.text.count("Ilse Varga") >= 2


def test_entity_page_has_all_its_mentions_in_context(small_pages):
    """Every mention of both open articles is marked in its sentence; masked ones are counted."""
    page = Page(small_pages["entities/ilse-varga.html"])
    assert len(page.having("mark")) == 6
    assert "9 mentions in 3 documents" in page.text
    assert "speaker of 3 quotes" in page.text
    assert "3 mentions; the text is masked." in page.text


def test_story_page_sets_outlets_side_by_side(small_pages):
    """Each event has a column for each outlet, also for one that doesn't report it; masked articles are counted."""
    page = Page(small_pages["stories/flood-story.html"])
    assert "Water enters the town." in page.text
    assert "Unsaid." not in page.text
    assert page.text.count("The First Courier") == 4  # in the list twice, in the table and over its column
    assert "Not reported." in page.text
    assert "1 mention in 1 masked article" in page.text
    assert "3 December 2033 · Disaster · 2 of 3 articles" in page.text


def test_index_has_words_events_cues_and_speakers(small_pages):
    """Words lead to the numbers of articles; hits can be shown from the sentences of an article."""
    assert read(small_pages["data/words/f.js"]) == {"floods": [0, 1]}
    things = read(small_pages["data/things.js"])
    assert things["cues"] == [["said", [0, 1]]]
    assert things["speakers"] == [["Ilse Varga", [0, 1]]]
    assert [[name, of] for name, _, of in things["types"]] == [["Disaster", [[0, 1], [2, 1]]]]
    assert things["texts"] == ["larkmouth-one", "larkmouth-two", ""]
    text = read(small_pages["data/texts/larkmouth-one.js"])
    (kind, place, start, end, anchor) = text["events"][0]
    assert (kind, text["sentences"][place][1][start:end]) == ("Disaster", "Floods")
    assert f'id="{anchor}"' in small_pages["articles/larkmouth-one.html"]


def test_words_are_folded():
    """Case and accents don't matter, and an apostrophe parts words, as in the page's script."""
    assert folded("Élodie\N{RIGHT SINGLE QUOTATION MARK}s CAFÉ, 3rd") == ["elodie", "s", "cafe", "3rd"]


def test_masked_text_is_nowhere(small, small_pages):
    """Of a masked article no words are in its pages, in the index or in the pages of entities and stories."""
    only = msgspec.structs.replace(small, documents=small.documents[2:])
    written = dict(pages(only))
    assert not [path for path, text in written.items() if "Floods" in text or "recover" in text]
    assert "data/texts/real-one.js" not in small_pages
    assert "is masked" in small_pages["articles/real-one.html"]


def test_hostile_data_stays_text(attacked):
    """Markup in any field adds no element and no attribute to any page, and no file leaves the folder."""
    files = dict(pages(attacked))
    assert len([path for path in files if path.startswith("articles/")]) == 2
    assert [path for path in files if not re.fullmatch(r"[a-z0-9-]+(/[a-z0-9-]+)*\.(html|js|css)", path)] == []
    assert dangling(files) == []
    for path, text in files.items():
        if path.endswith(".html"):
            page = Page(text)
            assert not page.having("img")
            scripts = [one.get("src", "") for one in page.having("script")]
            assert [one for one in scripts if not re.fullmatch(r"(\.\./)?assets/[a-z]+\.js", one)] == []
            assert len(scripts) <= 2
            assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
        elif path.startswith("data/"):
            assert "<" not in text
    assert "<img src=x" in Page(files["index.html"]).text
    assert "<img src=x" in Page(next(text for path, text in files.items() if path.startswith("stories/"))).text


def test_first_view_stays_small(project):
    """The first page of the whole corpus, and of one grown to twice as many articles, is below 300 kB."""
    documents = browsable()
    grown = [msgspec.structs.replace(one, id=f"{one.id}-{copy}") for copy in range(2) for one in documents]
    for shown in (documents, grown):
        files = pages(collect(shown, project))
        assert sum(len(text.encode()) for path, text in files if path in FIRST_VIEW) < MOST


@pytest.mark.slow
def test_all_links_of_the_corpus_lead_somewhere(project):
    """Every link between the pages of the whole corpus has its page and its anchor."""
    assert dangling(dict(pages(collect(browsable(), project)))) == []


def test_writing_replaces_only_what_it_made(small, tmp_path):
    """A second run replaces the first; a folder of others, or one with a file added, is refused."""
    out = tmp_path / "out"
    write(small, out, root())
    write(small, out, root())
    assert (out / "index.html").exists()
    (out / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="did not write"):
        write(small, out, root())
    assert (out / "notes.txt").exists()


def test_real_text_is_not_written_where_it_would_be_published(small, project):
    """Unmasked real articles are refused below docs/ and the like."""
    told = msgspec.structs.replace(small.documents[0], provenance="real")
    shown = msgspec.structs.replace(small, documents=(told,))
    with pytest.raises(InputError, match="where real text must not be"):
        write(shown, project / "docs" / "browser", project)
    assert not (project / "docs" / "browser").exists()


def test_real_text_is_shown_only_when_asked_for(seeds):
    """With source files there, the real articles are masked unless their text is asked for."""
    assert all(document.masked for document in browsable(["news"], seeds))
    assert not any(document.masked for document in browsable(["news"], seeds, with_text=True))


def test_text_that_is_missing_is_asked_for(monkeypatch, tmp_path):
    """Without source files, the real text can't be shown."""
    monkeypatch.delenv("DATELINE_SEEDS", raising=False)
    monkeypatch.delenv("DATELINE_GUM", raising=False)
    monkeypatch.setenv("DATELINE_ROOT", str(root()))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="missing-source-text"):
        browsable(["news"], with_text=True)


def test_a_document_is_shown_once():
    """Parts that overlap are refused."""
    with pytest.raises(InputError, match="repeated-document"):
        browsable(["open", "open/test"])


def test_the_command_writes_the_pages(tmp_path):
    """`dateline browse` writes a part to a folder."""
    app(["browse", "--data", "open/validation", "--out", str(tmp_path / "out")], standalone_mode=False)
    assert len(list((tmp_path / "out" / "articles").glob("*.html"))) == len(load("open/validation"))
    assert json.loads((tmp_path / "out" / ".dateline.json").read_text())["kind"] == "corpus browser"
