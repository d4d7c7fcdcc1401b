"""Checks of files and texts: masked texts, the manifest's paragraphs, and, where they are available, the originals."""

from collections.abc import Iterator
from itertools import pairwise

from dateline.corpus.gold import RECORDS
from dateline.corpus.sources import SourceArticle, SourceParagraph, digest, mask
from dateline.paths import GOLD, MASKED
from dateline.validation.check import Fault, error
from dateline.validation.project import Project


@error
def missing_masked_file(project: Project) -> Iterator[Fault]:
    """Every article has its masked text."""
    for _, article in project.articles:
        if article.id not in project.masked_files:
            yield Fault(f"{MASKED}/{article.id}.txt", None, None, "is missing", "`dateline.sources.mask` makes it")


@error
def bad_masking(project: Project) -> Iterator[Fault]:
    """A masked text holds only white space and underscores."""
    for name, text in project.masked.items():
        for number, line in enumerate(text.split("\n"), start=1):
            if mask(line) != line:
                yield Fault(f"{MASKED}/{name}.txt", number, None, "holds characters other than `_` and white space")


@error
def bad_masked_text(project: Project) -> Iterator[Fault]:
    """A masked text has the length, the white space and the paragraph breaks of the original."""
    for name, original in project.texts.items():
        masked, expected = project.masked.get(name), mask(original)
        if masked is not None and mask(masked) != expected:
            have, want = mask(masked).split("\n"), expected.split("\n")
            pairs = enumerate(zip(have, want, strict=False), start=1)
            number = next((n for n, (one, other) in pairs if one != other), min(len(have), len(want)) + 1)
            message = f"is not the mask of the original: {len(masked)} code points, the original has {len(original)}"
            yield Fault(f"{MASKED}/{name}.txt", number, None, message)


@error
def repeated_article(project: Project) -> Iterator[Fault]:
    """No two articles share an id."""
    seen = {article_file.front.id for article_file in project.article_files.values()}
    for source, article in project.articles:
        if article.id in seen:
            yield Fault(
                project.file(article),
                project.line(article),
                "id",
                f"{article.id!r} occurs twice, again in {source.file}",
            )
        seen.add(article.id)


@error
def unknown_article(project: Project) -> Iterator[Fault]:
    """Every masked text and every folder of the gold belongs to an article of the manifest."""
    known = {article.id for _, article in project.articles}
    for name in project.masked_files:
        if name not in known:
            yield Fault(f"{MASKED}/{name}.txt", None, None, f"there is no article {name!r}")
    for folder in sorted({file.rpartition("/")[0] for file in project.gold_files} - project.expected):
        yield Fault(f"{GOLD}/{folder}", None, None, f"there is no article {folder!r}")


@error
def unknown_file(project: Project) -> Iterator[Fault]:
    """Every file of the gold is one of the layers' files."""
    known = {f"{layer}.jsonl" for layer in RECORDS}
    for file in project.gold_files:
        if file.rpartition("/")[2] not in known:
            yield Fault(f"{GOLD}/{file}", None, None, "is no layer's file", ", ".join(sorted(known)))


@error
def bad_article_checksum(project: Project) -> Iterator[Fault]:
    """The original of an article has the manifest's checksum."""
    for _, article in project.articles:
        text = project.texts.get(article.id)
        if text is not None and digest(text) != article.sha256:
            yield Fault(
                project.file(article),
                project.line(article),
                "sha256",
                f"the text of {article.id!r} has another",
                digest(text),
            )


@error
def bad_article_lines(project: Project) -> Iterator[Fault]:
    """An article has as many lines as the manifest says."""
    for article, text in project.known():
        wanted, have = article.last_line - article.first_line + 1, text.count("\n") + 1
        if wanted != have:
            message = f"lines {article.first_line} to {article.last_line} are {wanted}, the text has {have}"
            yield Fault(project.file(article), project.line(article), "last_line", message)


@error
def bad_paragraph_range(project: Project) -> Iterator[Fault]:
    """A paragraph of the manifest lies inside its text, is not empty, and neither starts nor ends on white space."""
    for article, text, index, paragraph in _paragraphs(project):
        start, end = paragraph.start, paragraph.end
        if not 0 <= start < end <= len(text):
            message = f"[{start}, {end}) is no part of a text of {len(text)} code points"
            yield _fault(project, article, index, "end", message)
        elif text[start:end] != text[start:end].strip():
            name = "start" if text[start].isspace() else "end"
            yield _fault(project, article, index, name, f"[{start}, {end}) starts or ends on white space")


@error
def bad_paragraph_lines(project: Project) -> Iterator[Fault]:
    """A paragraph of the manifest is on one line, the one that is given."""
    for article, text, index, paragraph in _paragraphs(project):
        line = article.first_line + text.count("\n", 0, paragraph.start)
        if line != paragraph.line:
            yield _fault(project, article, index, "line", f"{paragraph.line}, but the text has it on line {line}")
        if "\n" in text[paragraph.start : paragraph.end]:
            yield _fault(project, article, index, "end", "the paragraph holds a line break")


@error
def bad_paragraph_order(project: Project) -> Iterator[Fault]:
    """The paragraphs of the manifest are in order and do not overlap."""
    for _, article in project.articles:
        for index, (one, other) in enumerate(pairwise(article.paragraphs), start=1):
            if other.start < one.end:
                message = f"{other.start} lies before {one.end}, the end of the paragraph before it"
                yield _fault(project, article, index, "start", message)


@error
def missing_paragraph(project: Project) -> Iterator[Fault]:
    """Every character of a text that is not white space is in a paragraph."""
    for article, text in project.known():
        outside = list(text)
        for paragraph in article.paragraphs:
            start, end = max(paragraph.start, 0), min(paragraph.end, len(text))
            outside[start:end] = " " * max(end - start, 0)
        lost = next((offset for offset, character in enumerate(outside) if not character.isspace()), None)
        if lost is not None:
            message = f"the character at {lost} of {article.id!r} is in no paragraph"
            yield Fault(project.file(article), project.line(article), "paragraphs", message)


@error
def bad_paragraph_checksum(project: Project) -> Iterator[Fault]:
    """The original of a paragraph has the manifest's checksum."""
    for article, text, index, paragraph in _paragraphs(project):
        if article.id in project.texts and digest(text[paragraph.start : paragraph.end]) != paragraph.sha256:
            yield _fault(project, article, index, "sha256", f"the text of paragraph {index + 1} has another")


def _paragraphs(project: Project) -> Iterator[tuple[SourceArticle, str, int, SourceParagraph]]:
    for article, text in project.known():
        for index, paragraph in enumerate(article.paragraphs):
            yield article, text, index, paragraph


def _fault(project: Project, article: SourceArticle, index: int, field: str, message: str) -> Fault:
    place = f"paragraphs[{index}].{field}"
    return Fault(project.file(article), project.line(article, index), place, f"article {article.id!r}: {message}")
