"""All pages of the corpus browser, and how they get into a folder."""

from collections.abc import Iterator
from pathlib import Path

from dateline.files import check_unpublished, output_folder
from dateline.viewer.browser.articles import article_page
from dateline.viewer.browser.collection import Collection
from dateline.viewer.browser.contents import contents_page
from dateline.viewer.browser.entities import entities_page, entity_page
from dateline.viewer.browser.index import index_files
from dateline.viewer.browser.stories import story_page
from dateline.viewer.passages import STATIC, styles

HERE = Path(__file__).parent
ASSETS = (HERE / "browser.css", HERE / "browser.js", HERE / "article.js", STATIC / "text.js", STATIC / "article.css")
KIND = "corpus browser"


def write(collection: Collection, target: Path, root: Path, *, force: str = "") -> Path:
    """Write the pages to a folder.

    Args:
        collection: what they show.
        target: a new or empty folder, or one that was written before.
        root: the project, whose published folders get no real text.
        force: the name of the folder, given again: replace it although it is not an output of ours.

    Raises:
        InputError: the folder may not be replaced, or can't be written to.
    """
    if any(document.provenance == "real" and not document.masked for document in collection.documents):
        check_unpublished(target, root)
    with output_folder(target, KIND, force=force) as folder:
        for name, text in pages(collection):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return target


def pages(collection: Collection) -> Iterator[tuple[str, str]]:
    """Yield every file with its path below the folder."""
    yield "index.html", contents_page(collection)
    yield "entities.html", entities_page(collection)
    for place, document in enumerate(collection.documents):
        yield f"articles/{collection.pages[document.id]}.html", article_page(collection, place)
    for story, page in collection.story_pages.items():
        yield f"stories/{page}.html", story_page(collection, story)
    for entity in collection.entities.values():
        yield f"entities/{entity.page}.html", entity_page(collection, entity)
    yield from index_files(collection)
    yield "assets/text.css", styles()
    for path in ASSETS:
        yield f"assets/{path.name}", path.read_text(encoding="utf-8")
