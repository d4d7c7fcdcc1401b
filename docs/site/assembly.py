"""The folder that the site is built from: pages, files that they link to, and the configuration with the navigation."""

import posixpath
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from docs.site import api_pages, command_pages, front_pages, score_pages, task_pages
from docs.site.links import FILES, rewritten
from docs.site.plan import HERE, HOME, ROOT, Page, addresses, sections
from docs.site.sources import markdown

from dateline.publishing.leaderboard import tables
from dateline.publishing.reports.figures import PALETTE
from dateline.report.leaderboard import page as leaderboard_page
from dateline.viewer.browser import browsable, collect
from dateline.viewer.browser import pages as corpus_pages

Written = tuple[str, str, str]
"""The title, address and text of a page."""


def assemble(work: Path) -> None:
    """Write `docs/` and `mkdocs.yml` into a folder."""
    boards = list(tables())
    collection = collect(browsable(None, None, with_text=False), ROOT, site="../index.html")
    overviews: dict[str, Callable[[], str]] = {
        "tasks": lambda: task_pages.overview(boards),
        "leaderboard": lambda: score_pages.leaderboard(boards),
        "commands": command_pages.overview,
        "api": api_pages.overview,
        "browser": lambda: front_pages.browser(collection),
    }
    below: dict[str, Callable[[], Iterator[Written]]] = {
        "tasks": lambda: task_pages.pages(boards),
        "commands": command_pages.pages,
        "api": api_pages.pages,
    }
    docs = work / "docs"
    navigation: list[Any] = [{"Home": HOME}]
    _write(docs / HOME, front_pages.home())
    for title, pages in sections().items():
        listed: list[Any] = []
        for page in pages:
            text = overviews[page.made]() if page.made else _copied(page, docs)
            _write(docs / page.address, text)
            listed.append({page.title: page.address})
            for name, address, more in below[page.made]() if page.made in below else ():
                _write(docs / address, more)
                listed.append({name: address})
        navigation.append({title: listed})
    for name, text in corpus_pages(collection):
        _write(docs / front_pages.BROWSER / name, text)
    _write(docs / "results" / score_pages.BOARD, leaderboard_page(boards, home="../index.html"))
    shutil.copytree(HERE / "assets", docs / "assets")
    shutil.copytree(HERE / "theme", work / "theme")
    _write(docs / "assets" / "palette.css", _palette())
    _write(work / "mkdocs.yml", _configured(navigation))


def _copied(page: Page, docs: Path) -> str:
    """Give a page of the project with its links rewritten, and copy the files that it links to."""
    text, files = rewritten(markdown(ROOT / page.source, page.title), page.source, page.address, addresses(), ROOT)
    for name in files:
        path = docs / posixpath.join(FILES, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, path)
    return text


def _palette() -> str:
    """Give the colours of all plots to the two schemes of the site."""
    light, dark = re.findall(r":root \{(.*?)\}", PALETTE, re.DOTALL)
    light = light.replace("color-scheme: light dark;", "")  # the site says which
    return f'[data-md-color-scheme="default"] {{{light}}}\n[data-md-color-scheme="slate"] {{{dark}}}\n'


def _configured(navigation: Sequence[Any]) -> str:
    text = (HERE / "mkdocs.yml").read_text(encoding="utf-8").replace("SOURCE", str(ROOT / "src"))
    return f"{text}\n{yaml.safe_dump({'nav': list(navigation)}, sort_keys=False, allow_unicode=True)}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
