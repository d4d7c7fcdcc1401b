"""Articles of the part `open` as their writers hand them in: Markdown with front matter, one paragraph a line.

A line begins with `# ` (the headline), `## ` (a heading), `[byline] `, `[caption] `, `[credit] ` or `[link] `, or is
body text. The document's text is the paragraphs without these marks, joined by line feeds.
"""

import datetime as dt
import re
from pathlib import Path
from typing import Literal, get_args

import msgspec

from dateline.corpus.gold import problem_of
from dateline.declarations import read_text
from dateline.document import Paragraph, ParagraphKind
from dateline.errors import InputError, Problem

Genre = Literal[
    "wire report",
    "report",
    "follow-up",
    "feature",
    "explainer",
    "analysis",
    "press conference",
    "live page",
    "obituary",
    "profile",
    "interview",
]
KINDS = get_args(ParagraphKind)
_FENCE = "---"
_BRACKETS = 20  # of YAML, in front matter that needs none
_MARKED = re.compile(r"(?:(?P<hashes>#{1,2}) |\[(?P<kind>[a-z]+)\] )")


class FrontMatter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an article says of itself, between two lines of `---`; `dateline` and `byline` may be empty."""

    id: str
    story: str
    outlet: str
    genre: Genre
    topic: str
    date: dt.date
    dateline: str | None
    byline: str | None
    provenance: Literal["invented", "retold"]
    license: Literal["CC-BY-4.0"]


class ArticleFile(msgspec.Struct, frozen=True):
    """An article's front matter, its text, its paragraphs, and the line of the file of each."""

    front: FrontMatter
    text: str
    paragraphs: tuple[Paragraph, ...]
    lines: tuple[int, ...]


def read_article_file(path: Path) -> ArticleFile:
    """Read an article.

    Raises:
        InputError: everything that can't be read, with line and field.
    """
    rows = read_text(path).split("\n")
    if rows[0] != _FENCE or _FENCE not in rows[1:]:
        message = "does not begin with front matter between two lines of ---"
        raise InputError([Problem(id="bad-front-matter", message=message, file=str(path), line=1)])
    fence = rows.index(_FENCE, 1)
    problems: list[Problem] = []
    front = _front_matter("\n".join(rows[1:fence]), path, problems)
    parts: list[tuple[int, ParagraphKind, str]] = []
    for number, row in enumerate(rows[fence + 1 :], start=fence + 2):
        if not row:
            continue
        kind, text = _paragraph(row)
        if kind not in KINDS:
            hint = f"one of {', '.join(KINDS)}"
            problems.append(
                Problem(id="unknown-paragraph-kind", message=f"{kind!r}", file=str(path), line=number, hint=hint)
            )
        if not text or text != text.strip():
            message = "is empty, or begins or ends with white space"
            problems.append(Problem(id="bad-paragraph-space", message=message, file=str(path), line=number))
        parts.append((number, msgspec.convert(kind, ParagraphKind) if kind in KINDS else "body", text))
    if problems or front is None:
        raise InputError(problems)
    paragraphs, start = [], 0
    for _, kind, text in parts:
        paragraphs.append(Paragraph(start, start + len(text), kind))
        start += len(text) + 1
    text = "\n".join(text for _, _, text in parts)
    return ArticleFile(front, text, tuple(paragraphs), tuple(number for number, _, _ in parts))


def _front_matter(block: str, path: Path, problems: list[Problem]) -> FrontMatter | None:
    import yaml

    if block.count("[") + block.count("{") > _BRACKETS:  # the parser's time grows with the square of the depth
        problems.append(Problem(id="bad-front-matter", message="has too many brackets", file=str(path), line=2))
        return None
    try:
        return msgspec.convert(yaml.safe_load(block), FrontMatter)
    except msgspec.ValidationError as error:
        problem = problem_of(error, str(path), 1)
        problems.append(msgspec.structs.replace(problem, id="bad-front-matter", line=None))
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date such as 2031-02-30
        message = f"is not YAML: {str(error).partition(chr(10))[0]}"
        problems.append(Problem(id="bad-front-matter", message=message, file=str(path), line=2))
    return None


def _paragraph(row: str) -> tuple[str, str]:
    mark = _MARKED.match(row)
    if mark is None:
        return "body", row
    kind = mark["kind"] or ("headline" if mark["hashes"] == "#" else "heading")
    return kind, row[mark.end() :]
