"""Read a project for its checks; what can't be read is a problem, and the rest is read all the same."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from dateline.corpus.article_files import read_article_file
from dateline.corpus.articles import open_article, source_articles
from dateline.corpus.diff.corrections import read_adjudicated, read_corrections
from dateline.corpus.gold import read_annotation, read_catalogue
from dateline.corpus.sources import load_manifest
from dateline.corpus.stories import read_outlets, read_story
from dateline.errors import InputError, Problem
from dateline.ontology import read_ontology
from dateline.paths import ARTICLES, CATALOGUE, GOLD, MANIFESTS, MASKED, ONTOLOGY, OUTLETS, STORIES
from dateline.validation.check import Check
from dateline.validation.project import Project
from dateline.validation.subject import Subject

T = TypeVar("T")

READING: tuple[Check[Path], ...] = (
    Check("missing-file", "error", "The manifest and the ontology are there."),
    Check("bad-toml", "error", "The manifest, the ontology and the story files are TOML."),
    Check("bad-encoding", "error", "Every file is UTF-8."),
    Check("bad-front-matter", "error", "Every article of the part open has its front matter."),
    Check("unknown-paragraph-kind", "error", "Every paragraph of such an article is of a known kind."),
    Check("bad-paragraph-space", "error", "Every paragraph of such an article has text, and no white space about it."),
    Check("bad-json", "error", "Every line of a JSON lines file is JSON in UTF-8."),
    Check(
        "bad-record",
        "error",
        "Every record and declaration has its fields, of their types and closed labels.",
    ),
)


def read_project(root: Path, texts: Mapping[str, str]) -> tuple[Project | None, list[Problem]]:
    """Read what is checked: the project, None where its manifest or ontology can't be read, and all problems met."""
    problems: list[Problem] = []
    manifests = {
        file: _read(load_manifest, root / file, problems)
        for part, file in MANIFESTS.items()
        if part == "news" or (root / file).exists()
    }
    ontology = _read(read_ontology, root / ONTOLOGY, problems)
    there = (root / CATALOGUE).exists()
    catalogue = _read(read_catalogue, root / CATALOGUE, problems) if there else None
    masked_files = sorted((root / MASKED).glob("*.txt"))
    read = {path.stem: _read(_masked, path, problems) for path in masked_files}
    masked = {name: text for name, text in read.items() if text is not None}
    found = {file: manifest for file, manifest in manifests.items() if manifest is not None}
    if len(found) < len(manifests) or ontology is None:
        return None, problems
    entries = {entry.id: entry for entry in catalogue} if catalogue is not None else None
    times = Counter(a.id for manifest in found.values() for source in manifest.sources for a in source.articles)
    real = tuple(source_articles(root, {name: texts.get(name, masked.get(name, "")) for name in times}))
    stories = _named(read_story, sorted((root / STORIES).glob("*.toml")), problems)
    read_article_files = _named(read_article_file, sorted((root / ARTICLES).glob("*/*.md")), problems)
    article_files = {path.relative_to(root).as_posix(): file for path, file in read_article_files.items()}
    by_id = {path.stem: story for path, story in stories.items()}
    known = [m for m in article_files.values() if m.front.story in by_id]
    written = tuple(open_article(article_file, by_id[article_file.front.story]) for article_file in known)
    times.update(article.id for article in written)
    documents = {}
    for article in (*written, *real):
        # Without a text nothing can be said of spans; under a repeated id it isn't known which text is meant.
        there = article.part == "open" or article.id in texts or article.id in masked
        if times[article.id] > 1 or not there:
            continue
        annotation = _read(read_annotation, root / GOLD / article.part / article.id, problems)
        if annotation is not None:
            masked_here = article.part != "open" and article.id not in texts
            read_article = msgspec.structs.replace(article, masked=masked_here)
            documents[f"{article.part}/{article.id}"] = Subject(read_article, annotation, ontology, entries, gold=True)
    project = Project(
        manifests=found,
        manifest_lines={file: tuple((root / file).read_text(encoding="utf-8").split("\n")) for file in found},
        masked=masked,
        masked_files=tuple(read),
        texts={name: texts[name] for name in times if name in texts},
        ontology=ontology,
        catalogue=catalogue,
        documents=documents,
        expected=frozenset(f"{article.part}/{article.id}" for article in (*written, *real)),
        article_files=article_files,
        stories=by_id,
        outlets=(_read(read_outlets, root / OUTLETS, problems) or {}) if (root / OUTLETS).exists() else {},
        gold_files=_files(root / GOLD),
        adjudicated=_read(read_adjudicated, root, problems) or {},
        corrections=_read(read_corrections, root, problems) or (),
    )
    return project, problems


def _named(reader: Callable[[Path], T], paths: Iterable[Path], problems: list[Problem]) -> dict[Path, T]:
    """Read files; where one can't be read, add its problems and leave it out."""
    found = {path: _read(reader, path, problems) for path in paths}
    return {path: value for path, value in found.items() if value is not None}


def _files(folder: Path) -> tuple[str, ...]:
    return tuple(path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())


def _masked(path: Path) -> str:
    return path.read_text(encoding="utf-8").removesuffix("\n")


def _read(reader: Callable[[Path], T], path: Path, problems: list[Problem]) -> T | None:
    """Read a file; where that fails, add the problems and return None."""
    try:
        return reader(path)
    except InputError as refused:
        problems += refused.problems
    except FileNotFoundError:
        problems.append(Problem(id="missing-file", message="is missing", file=str(path)))
    except UnicodeDecodeError as error:
        test = "bad-encoding" if path.suffix in {".txt", ".md"} else "bad-toml"
        problems.append(Problem(id=test, message=f"byte {error.start} is not UTF-8", file=str(path)))
    return None
