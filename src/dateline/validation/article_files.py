"""Checks of the part `open`: its articles beside their stories, their outlets and one another."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from dateline.corpus.stories import own_words
from dateline.errors import nearest
from dateline.paths import ARTICLES, GOLD, STORIES
from dateline.validation.check import Fault, error
from dateline.validation.project import Project

_RUN = 8  # words; the same length for which the sources' text is guarded
_SENTENCE = re.compile(r"(?<=[.!?][\"'\u201d\u2019])\s+|(?<=[.!?])\s+")
_WORD = re.compile(r"\w+")
_LEAST = 5  # words of a sentence that two articles may not share; shorter ones ("She did not reply.") may recur


@error
def bad_article_path(project: Project) -> Iterator[Fault]:
    """An article of the part open is in the folder of its story, under its own id."""
    for path, article_file in project.article_files.items():
        wanted = f"{ARTICLES}/{article_file.front.story}/{article_file.front.id}.md"
        if path != wanted:
            yield Fault(path, None, "id", "front matter and path differ", f"expected at {wanted}")


@error
def unknown_story(project: Project) -> Iterator[Fault]:
    """An article's story has a file."""
    for path, article_file in project.article_files.items():
        if article_file.front.story not in project.stories:
            hint = nearest(article_file.front.story, frozenset(project.stories))
            yield Fault(path, None, "story", f"there is no story {article_file.front.story!r}", hint)


@error
def unknown_outlet(project: Project) -> Iterator[Fault]:
    """An article's outlet has a style sheet."""
    for path, article_file in project.article_files.items():
        if article_file.front.outlet not in project.outlets:
            hint = nearest(article_file.front.outlet, frozenset(project.outlets))
            yield Fault(path, None, "outlet", f"there is no outlet {article_file.front.outlet!r}", hint)


@error
def bad_story_facts(project: Project) -> Iterator[Fault]:
    """An article has its story's topic, and is retold where the story is real and invented where it is not."""
    for path, article_file in project.article_files.items():
        story = project.stories.get(article_file.front.story)
        if story is None:
            continue
        provenance = "retold" if story.kind == "real" else "invented"
        for field, have, want in (
            ("topic", article_file.front.topic, story.topic),
            ("provenance", article_file.front.provenance, provenance),
        ):
            if have != want:
                yield Fault(path, None, field, f"is {have!r}", f"{want!r}, as the story file says")


@error
def bad_headline(project: Project) -> Iterator[Fault]:
    """An article has one headline, and begins with it."""
    for path, article_file in project.article_files.items():
        kinds = [paragraph.kind for paragraph in article_file.paragraphs]
        if not kinds or kinds[0] != "headline" or kinds.count("headline") > 1:
            yield Fault(path, None, None, f"has {kinds.count('headline')} headlines", "one, as the first paragraph")


@error
def bad_front_matter_facts(project: Project) -> Iterator[Fault]:
    """The byline of the front matter is in a byline paragraph, the dateline in a byline or body paragraph."""
    for path, article_file in project.article_files.items():
        front = article_file.front
        for field, value, kinds in (
            ("byline", front.byline, {"byline"}),
            ("dateline", front.dateline, {"byline", "body"}),
        ):
            said = [article_file.text[p.start : p.end] for p in article_file.paragraphs if p.kind in kinds]
            if value and not any(value in text for text in said):
                yield Fault(path, None, field, f"{value!r} is in no paragraph of kind {' or '.join(sorted(kinds))}")


@error
def repeated_sentence(project: Project) -> Iterator[Fault]:
    """No two articles share a sentence of five words or more; those of one story may share what its file lets them."""
    first: dict[str, str] = {}
    for path, article_file in project.article_files.items():
        story = project.stories.get(article_file.front.story)
        passages = story.reuse.passages if story else ()
        for line, paragraph in zip(article_file.lines, article_file.paragraphs, strict=True):
            for sentence in _SENTENCE.split(article_file.text[paragraph.start : paragraph.end]):
                words = _WORD.findall(sentence.casefold())
                where = first.setdefault(" ".join(words), path)
                if len(words) < _LEAST or where == path:
                    continue
                one_story = project.article_files[where].front.story == article_file.front.story
                if not one_story or len(own_words(sentence, passages)) >= _LEAST:
                    yield Fault(path, line, None, f"a sentence of this paragraph is in {where} too", "reword it")


@error
def repeated_source_text(project: Project) -> Iterator[Fault]:
    """No article holds eight or more consecutive words of a real one (with the real texts)."""
    runs = {run for text in project.texts.values() for run in _runs(text)}
    for path, article_file in project.article_files.items():
        for line, paragraph in zip(article_file.lines, article_file.paragraphs, strict=True):
            if runs.intersection(_runs(article_file.text[paragraph.start : paragraph.end])):
                message = f"holds {_RUN} or more consecutive words of a source"
                yield Fault(path, line, None, message, "tell it in other words")


@error
def repeated_name(project: Project) -> Iterator[Fault]:
    """An invented place, person, body or reporter belongs to one split only; a real namesake is marked in its story."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for story in project.stories.values():
        for actor in story.actors:
            if not actor.real:
                names[actor.name.casefold()][story.split] = story.id
    for name, splits in sorted(names.items()):
        for one, other in combinations(sorted(splits), 2):
            message = f"{name!r} is in a story of {one} too, {splits[one]!r}"
            yield Fault(f"{STORIES}/{splits[other]}.toml", None, "name", message, "rename one of them")
    for path, article_file in project.article_files.items():
        own = project.stories.get(article_file.front.story)
        if own is None:
            continue
        real = {actor.name.casefold() for actor in own.actors if actor.real}
        text = article_file.text.casefold()
        for name, splits in names.items():
            if own.split not in splits and name not in real and re.search(rf"\b{re.escape(name)}\b", text):
                message = f"{name!r} belongs to a story of {', '.join(sorted(splits))}"
                yield Fault(path, None, None, message, "rename it here")
    yield from _bylines(project)


def _bylines(project: Project) -> Iterator[Fault]:
    writers: dict[str, tuple[str, str]] = {}
    for path, article_file in project.article_files.items():
        story, byline = project.stories.get(article_file.front.story), article_file.front.byline
        if story is None or not byline:
            continue
        for writer in byline.partition(",")[0].split(" and "):
            split, where = writers.setdefault(writer, (story.split, path))
            if split != story.split:
                yield Fault(
                    path, None, "byline", f"{writer!r} writes for {split} too, in {where}", "rename one of them"
                )


@error
def bad_story_ids(project: Project) -> Iterator[Fault]:
    """A story has the name of its file, its ids are told apart, and a saying is someone's who is in the story."""
    for stem, story in project.stories.items():
        file = f"{STORIES}/{stem}.toml"
        if story.id != stem:
            yield Fault(file, None, "id", f"is {story.id!r}", f"{stem!r}, as the file is named")
        for group in (story.actors, story.events):
            ids = [item.id for item in group]
            for name in sorted({name for name in ids if ids.count(name) > 1}):
                yield Fault(file, None, "id", f"{name!r} occurs twice")
        known = frozenset(actor.id for actor in story.actors)
        for index, saying in enumerate(story.sayings):
            if saying.who not in known:
                hint = nearest(saying.who, known)
                yield Fault(file, None, f"sayings[{index}].who", f"there is nobody {saying.who!r}", hint)


@error
def bad_story_reuse(project: Project) -> Iterator[Fault]:
    """A quotation that a story's outlets may share is, word for word, part of one of its sayings."""
    for stem, story in project.stories.items():
        said = [" ".join(_WORD.findall(saying.words.casefold())) for saying in story.sayings]
        for index, quotation in enumerate(story.reuse.quotations):
            words = " ".join(_WORD.findall(quotation.casefold()))
            if not words or not any(f" {words} " in f" {one} " for one in said):
                field = f"reuse.quotations[{index}]"
                yield Fault(f"{STORIES}/{stem}.toml", None, field, "is in no saying", "copy words of a saying")


@error
def unknown_story_event(project: Project) -> Iterator[Fault]:
    """A story's events in gold are those of its file; further ones begin with `other-`."""
    for folder, document in project.documents.items():
        story = project.stories.get(document.article.story)
        if story is None or document.article.part != "open" or story.kind == "real":
            continue
        known = frozenset(event.id for event in story.events)
        for line, event in enumerate(document.events, start=1):
            name = event.story_event
            if name is not None and name not in known and not name.startswith("other-"):
                message = f"the story {story.id!r} has no event {name!r}"
                yield Fault(f"{GOLD}/{folder}/events.jsonl", line, "story_event", message, nearest(name, known))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return (tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1))
