"""The pages of the site: their titles, their addresses, and where each comes from (pages.toml)."""

import tomllib
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
HOME = "index.md"


class Page(NamedTuple):
    """A page of the site.

    Attributes:
        title: its name in the navigation.
        address: the Markdown file below the folder of pages.
        source: the file of the project that it shows, from the root; empty for a generated one.
        made: the generator that writes it; empty for one with a source.
    """

    title: str
    address: str
    source: str = ""
    made: str = ""


def sections() -> dict[str, list[Page]]:
    """Read the pages of every section, by its title, in order."""
    declared = tomllib.loads((HERE / "pages.toml").read_text(encoding="utf-8"))
    return {one["title"]: [_page(one["folder"], page) for page in one["pages"]] for one in declared["section"]}


def _page(folder: str, declared: dict[str, str]) -> Page:
    source = declared.get("from", "")
    address = f"{folder}/{declared.get('at', Path(source).stem)}.md"
    return Page(declared["title"], address, source, declared.get("made", ""))


def addresses() -> dict[str, str]:
    """Give the address of every file of the project that is a page."""
    listed = {page.source: page.address for pages in sections().values() for page in pages if page.source}
    listed |= {  # the dataset repository has the guidelines too
        f"corpus/guidelines/{Path(name).name}": address
        for name, address in listed.items()
        if name.startswith("annotations/guidelines/")
    }
    return listed | {"docs/examples": listed["docs/examples/score_spacy.py"], "docs/README.md": HOME, "README.md": HOME}
