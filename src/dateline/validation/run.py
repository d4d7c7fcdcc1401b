"""Run every check over a project, or over one document's folder, and tell all problems at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from dateline.corpus.articles import Article
from dateline.corpus.gold import RECORDS, Annotation, read_annotation
from dateline.document import CatalogueEntry
from dateline.errors import InputError, Problem
from dateline.ontology import Ontology
from dateline.paths import GOLD
from dateline.validation import (
    article_files,
    corpus,
    corrections,
    events,
    fillers,
    labels,
    layout,
    links,
    quotes,
    spans,
    text,
)
from dateline.validation.check import Check, checks_of
from dateline.validation.project import Project
from dateline.validation.reading import READING, read_project
from dateline.validation.subject import Subject

S = TypeVar("S")

PROJECT: tuple[Check[Project], ...] = tuple(
    chain.from_iterable(map(checks_of, (text, corpus, article_files, corrections)))
)
DOCUMENT: tuple[Check[Subject], ...] = tuple(
    chain.from_iterable(map(checks_of, (layout, spans, labels, links, fillers, events, quotes)))
)
CHECKS: tuple[Check[Any], ...] = (*READING, *PROJECT, *DOCUMENT)
"""All checks, those of reading first."""


def validate(root: Path, texts: Mapping[str, str] | None = None) -> list[Problem]:
    """Check the whole project: manifest, masked texts, ontology, catalogue and gold.

    Args:
        root: the project's folder, which holds `seeds/` and `annotations/`.
        texts: real texts by article id; what needs them is checked for these articles only.

    Returns:
        Every problem, errors and warnings, by file and line; files are relative to the root. A document of which a
        line can't be read has its reading problems only; without a readable manifest and ontology there are no others.
    """
    project, problems = read_project(root, texts or {})
    problems = [_relative(problem, root) for problem in problems]
    if project is not None:
        problems += _run(PROJECT, project, str)
        for folder, document in project.documents.items():
            problems += _run(DOCUMENT, document, _layers(f"{GOLD}/{folder}"))
    return sorted(problems, key=lambda p: (p.file or "", p.line or 0, p.field or "", p.id))


def validate_document(
    article: Article,
    folder: Path,
    ontology: Ontology,
    catalogue: Mapping[str, CatalogueEntry] | None = None,
    *,
    base: Path | None = None,
) -> list[Problem]:
    """Check one document's folder.

    Args:
        article: its text and paragraphs; what needs the real text is checked unless the article is masked.
        folder: the folder of its layers.
        ontology: the labels that may be used.
        catalogue: the corpus-wide entities by id; None where catalogue ids can't be looked up.
        base: the gold folder, where `folder` is an annotator's pass: layers that the pass doesn't have are taken from
            there and not reported (entities go with mentions), and nothing is asked of the catalogue.

    Returns:
        Every problem of the folder's own files, which are named below the folder as it was given.
    """
    try:
        own = read_annotation(folder)
        annotation = own if base is None else _laid_over(own, read_annotation(base))
    except InputError as refused:
        return list(refused.problems)
    subject = Subject(article, annotation, ontology, catalogue if base is None else None, gold=base is None)
    name = _layers(folder.as_posix())
    borrowed = {name(layer) for layer in RECORDS if getattr(own, layer) is not getattr(annotation, layer)}
    return [problem for problem in _run(DOCUMENT, subject, name) if problem.file not in borrowed]


def _laid_over(own: Annotation, base: Annotation) -> Annotation:
    """Lay a pass over the gold; entities and mentions come from one of them, for their ids belong together."""
    paired = {"entities", "mentions"} if own.mentions is not None or own.entities is not None else set()
    lent = {layer: getattr(base, layer) for layer in RECORDS if getattr(own, layer) is None and layer not in paired}
    return msgspec.structs.replace(own, **lent)


def _layers(folder: str) -> Callable[[str], str]:
    return lambda layer: f"{folder}/{layer}.jsonl"


def _run(checks: Iterable[Check[S]], subject: S, name: Callable[[str], str]) -> Iterator[Problem]:
    for check in checks:
        for fault in check.find(subject) if check.find else ():
            yield Problem(
                id=check.name,
                message=fault.message,
                file=name(fault.file),
                line=fault.line,
                field=fault.field,
                hint=fault.hint,
                level=check.level,
            )


def _relative(problem: Problem, root: Path) -> Problem:
    file = Path(problem.file).relative_to(root).as_posix() if problem.file else None
    return msgspec.structs.replace(problem, file=file)
