"""Brackets that mark mentions in columns: `(1`, `1)` and `(1)` of CoNLL-2012, `(e1-person-1` and `e1)` of CorefUD."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from dateline.errors import Problem

_PIECE = re.compile(r"(\()?([^()|]+)(\))?\|?")
_PARTS = re.compile(r"(.+)\[(\d+)/(\d+)\]")  # CorefUD's e1[1/2]: the first of two parts


class Cell(NamedTuple):
    """What stands at a word, or at an empty node, which lies between words.

    `first` is the index of the word and `last` that of the next one; at an empty node both are that of the next word.
    """

    line: int
    text: str
    first: int
    last: int


class Mention(NamedTuple):
    """The words `first` to `last` (exclusive) of a mention, its cluster, its label and the line where it begins.

    `parts` are all that its opening bracket holds between hyphens.
    """

    cluster: str
    label: str
    first: int
    last: int
    line: int
    parts: tuple[str, ...] = ()


class Fields(NamedTuple):
    """Which of the parts between hyphens are the cluster and the label; None where brackets hold no parts."""

    cluster: int
    label: int


def mentions(cells: Iterable[Cell], fields: Fields | None = None) -> tuple[list[Mention], list[Problem]]:
    """Pair the brackets of a document, those of one cluster from inside out; what is wrong with them is told.

    A mention that has no word (it is at empty nodes alone) is left out.
    """
    opened: defaultdict[str, list[tuple[int, str, int, tuple[str, ...]]]] = defaultdict(list)
    found: list[Mention] = []
    problems: list[Problem] = []
    for cell in cells:
        for opens, body, closes in _pieces(cell, problems):
            cluster, label = _parts(body, fields)
            if _is_in_parts(cluster, cell.line, problems):
                continue
            if opens:
                opened[cluster].append((cell.first, label, cell.line, tuple(body.split("-"))))
            if closes and opened[cluster]:
                first, label, line, parts = opened[cluster].pop()
                found.append(Mention(cluster, label, first, cell.last, line, parts))
            elif closes:
                problems.append(Problem(id="bad-bracket", message=f"{body}) closes nothing", line=cell.line))
    for cluster, rest in opened.items():
        message = f"({cluster} is never closed"
        problems.extend(Problem(id="bad-bracket", message=message, line=line) for _, _, line, _ in rest)
    return [mention for mention in found if mention.first < mention.last], problems


def by_cluster(found: Sequence[Mention]) -> list[list[Mention]]:
    """Gather mentions by their cluster."""
    clusters: dict[str, list[Mention]] = {}
    for mention in found:
        clusters.setdefault(mention.cluster, []).append(mention)
    return list(clusters.values())


def _pieces(cell: Cell, problems: list[Problem]) -> Iterator[tuple[str, str, str]]:
    """Split brackets that follow one another, with or without `|`."""
    place = 0
    while place < len(cell.text):
        piece = _PIECE.match(cell.text, place)
        if piece is None or not (piece[1] or piece[3]):
            message = f"{cell.text[place:]!r} is no coreference bracket"
            hint = "- or (1, 1), (1), several in a row or joined by |"
            problems.append(Problem(id="bad-tag", message=message, line=cell.line, hint=hint))
            return
        yield piece[1] or "", piece[2], piece[3] or ""
        place = piece.end()


def _parts(body: str, fields: Fields | None) -> tuple[str, str]:
    if fields is None:
        return body, ""
    parts = body.split("-")
    if len(parts) <= fields.cluster:  # a closing bracket names the cluster alone
        return parts[0], ""
    return parts[fields.cluster], parts[fields.label] if len(parts) > fields.label else ""


def _is_in_parts(cluster: str, line: int, problems: list[Problem]) -> bool:
    if (parts := _PARTS.fullmatch(cluster)) is None:
        return False
    if parts[2] == "1":
        message = f"the mention {parts[1]} has {parts[3]} parts"
        hint = "mentions are contiguous here: join the parts, or annotate one of them"
        if not any(problem.line == line and problem.message == message for problem in problems):
            problems.append(Problem(id="bad-span-parts", message=message, line=line, hint=hint))
    return True
