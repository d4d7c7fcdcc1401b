"""The articles that are checked: article files anywhere, those of the part `open`, or the real articles."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from dateline.corpus.article_files import read_article_file
from dateline.corpus.stories import Story, read_stories, read_story
from dateline.corpus.style.across import invented_people, named_people
from dateline.corpus.style.parsing import ParsedArticle, parse
from dateline.corpus.style.real import parse_document
from dateline.document import Document
from dateline.errors import nearest, refuse
from dateline.paths import ARTICLES, STORIES


class Drafts(msgspec.Struct, frozen=True, kw_only=True):
    """Articles to check, and all that they are compared with.

    Attributes:
        chosen: the ids of those that are checked.
        articles: these and all others of the part, in the order of their stories.
        stories: the story files that there are, by id.
        people: the names of the persons of each article, by its id, where they are known.
    """

    chosen: tuple[str, ...]
    articles: tuple[ParsedArticle, ...]
    stories: Mapping[str, Story]
    people: Mapping[str, Sequence[str]]

    @property
    def story_of(self) -> dict[str, str]:
        """The story of every article."""
        return {article.id: article.story for article in self.articles}


def open_drafts(root: Path, names: Sequence[str] = ()) -> Drafts:
    """Read the articles of the part `open` and those of other files.

    An article file outside the project takes the place of the one with its id. Its story file is sought at
    `stories/STORY.toml` beside the folder `articles` that it lies in, then in the project.

    Args:
        root: the project's folder.
        names: what to check: ids of articles or of stories, article files, or folders of them (default: all of `open`).

    Raises:
        InputError: a file can't be read, or there is no article or story of a name.
    """
    known = _read(sorted((root / ARTICLES).glob("*/*.md")))
    given, chosen = dict[str, ParsedArticle](), list[str]()
    for name in names:
        path = Path(name)
        if path.exists():
            outside = _read(sorted(path.rglob("*.md")) if path.is_dir() else [path])
            if not outside:
                raise refuse("missing-file", "there is no article file in it", file=name, hint="articles are .md files")
            given |= outside
            chosen += outside
        else:
            chosen += _named(name, known.values())
    articles = known | given
    stories = read_stories(root / STORIES) | _stories_beside(given.values())
    return Drafts(
        chosen=tuple(dict.fromkeys(chosen)) or tuple(articles),
        articles=tuple(articles.values()),
        stories=stories,
        people={a.id: invented_people(stories[a.story]) for a in articles.values() if a.story in stories},
    )


def real_drafts(documents: Iterable[Document]) -> Drafts:
    """Take the real articles as drafts, to see how often the rule reports real news.

    Args:
        documents: real articles with their text and gold.
    """
    listed = list(documents)
    return Drafts(
        chosen=tuple(document.id for document in listed),
        articles=tuple(map(parse_document, listed)),
        stories={},
        people={document.id: named_people(document) for document in listed},
    )


def _read(paths: Iterable[Path]) -> dict[str, ParsedArticle]:
    articles = {}
    for path in paths:
        file = read_article_file(path)
        articles[file.front.id] = parse(
            file.text,
            file.paragraphs,
            id=file.front.id,
            story=file.front.story,
            date=file.front.date.isoformat(),
            file=str(path),
            lines=file.lines,
        )
    return articles


def _named(name: str, articles: Iterable[ParsedArticle]) -> list[str]:
    listed = list(articles)
    found = [article.id for article in listed if name in (article.id, article.story)]
    if not found:
        hint = nearest(name, frozenset(one for article in listed for one in (article.id, article.story)))
        raise refuse("unknown-document", f"there is no article, story or file {name!r}", hint=hint)
    return found


def _stories_beside(articles: Iterable[ParsedArticle]) -> dict[str, Story]:
    found = {}
    for article in articles:
        place = next((folder for folder in Path(article.file).absolute().parents if folder.name == "articles"), None)
        path = place.parent / "stories" / f"{article.story}.toml" if place else None
        if path is not None and path.exists():
            found[article.story] = read_story(path)
    return found
