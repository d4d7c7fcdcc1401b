"""Links of a page that lies elsewhere, rewritten for the site: to pages, to files that are copied, or to nothing."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

FILES = "files"
"""The folder of the site for files of the project that pages link to and that are no pages."""
_FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$|^(?:(?: {4}|\t)[^\n]*\n?)+", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`+[^`\n]+`+")
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)\)")


class BrokenLinkError(ValueError):
    """A link leads to no page of the site and to no file of the project."""


def rewritten(text: str, source: str, address: str, pages: Mapping[str, str], root: Path) -> tuple[str, set[str]]:
    """Rewrite the links of a page.

    Args:
        text: Markdown.
        source: the file that it is, from the root.
        address: where the page is on the site.
        pages: the address of every file of the project that is a page.
        root: the project.

    Returns:
        The text, and the files of the project that must be copied to `FILES`.

    Raises:
        BrokenLinkError: a file that is linked isn't there.
    """
    files: set[str] = set()
    start = posixpath.dirname(address)

    def link(found: re.Match[str]) -> str:
        picture, words, target = found.groups()
        if "://" in target or target.startswith(("#", "mailto:")):
            return found.group()
        path, _, anchor = target.partition("#")
        there = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        if there in pages:
            place = posixpath.relpath(pages[there], start) + (f"#{anchor}" if anchor else "")
        elif (root / there).is_file() and not there.endswith(".md"):
            files.add(there)
            place = posixpath.relpath(f"{FILES}/{there}", start)
        elif (root / there).is_dir():
            return words
        else:
            message = f"{source}: the link {target!r} leads to no page and no file"
            raise BrokenLinkError(message)
        return f"{picture}[{words}]({place})"

    named = {name: place for name, place in pages.items() if name.endswith(".md") and "/" in name}
    longest = sorted(named, key=len, reverse=True)
    mention = re.compile(rf"(?<![\w/.(\[`])({'|'.join(map(re.escape, longest))})(?![\w/])")

    def prose(part: str) -> str:
        done = _LINK.sub(link, part)
        # A page that is named and not linked: its name leads to it.
        return "".join(
            piece if linked else mention.sub(lambda m: f"[{m[1]}]({posixpath.relpath(named[m[1]], start)})", piece)
            for piece, linked in _parted(done, _LINK)
        )

    text = "".join(
        part if is_block else "".join(piece if code else prose(piece) for piece, code in _spans(part))
        for part, is_block in _parted(text, _FENCE)
    )
    return text, files


def _spans(text: str) -> Iterator[tuple[str, bool]]:
    """Part inline code from prose; a link whose words are code is prose."""
    hidden = _LINK.sub(lambda found: "\0" * len(found.group()), text)
    at = 0
    for found in _CODE.finditer(hidden):
        yield text[at : found.start()], False
        yield text[found.start() : found.end()], True
        at = found.end()
    yield text[at:], False


def _parted(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    """Part a text into what matches a pattern and what lies between."""
    at = 0
    for found in pattern.finditer(text):
        yield text[at : found.start()], False
        yield found.group(), True
        at = found.end()
    yield text[at:], False
