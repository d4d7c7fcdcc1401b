"""The errors of a page as compressed blocks that it unpacks when they are needed, so that a large page stays small."""

import gzip
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from dateline.document import Document
from dateline.report.findings import Findings, Item
from dateline.tasks.task_type import Case

LIMIT = 15_000_000
"""How many characters the blocks of a page may take."""
CONTEXTS = (240, 60)
"""Characters shown on each side of an error: the fewer where a page would be too large with the more."""
PER_BLOCK = 250  # errors
_LONGEST = 60  # characters of an error's words that can be searched

Window = tuple[int, int]


class Blocks(NamedTuple):
    """Errors, packed.

    Attributes:
        columns: what errors are found and counted by.
        words: the words of each, for the search.
        contexts: their places and the text around them, `PER_BLOCK` errors each.
        listed: how many errors there are in the blocks.
        errors: how many there are in all.
    """

    columns: str
    words: str
    contexts: tuple[str, ...]
    listed: int
    errors: int


def packed(value: object) -> str:
    """Pack a value: JSON, gzip, Base64."""
    return b64encode(gzip.compress(msgspec.json.encode(value), mtime=0)).decode()


def blocks(found: Findings, limit: int = LIMIT) -> Blocks:
    """Pack the errors of all systems within a limit of characters.

    Where even the shorter contexts take more than that, blocks are left out at even distances.
    """
    wrong = [item for item in found.items if not all(item.right)]
    groups = [list(group) for group in _grouped(wrong)]
    order = {name: number for number, name in enumerate(found.documents)}
    contexts: list[str] = []
    for width in CONTEXTS:
        contexts = [packed(_block(group, found.documents, order, width)) for group in groups]
        if (size := sum(map(len, contexts))) <= limit:
            break
    else:
        share = limit / size
        kept = [number for number in range(len(groups)) if int((number + 1) * share) > int(number * share)]
        groups, contexts = [groups[number] for number in kept], [contexts[number] for number in kept]
    listed = [item for group in groups for item in group]
    words = [_words(item.case, found.documents) for item in listed]
    return Blocks(packed(_index(found, listed, order)), packed(words), tuple(contexts), len(listed), len(wrong))


def units(found: Findings) -> str:
    """Pack the score of every document (or story), and the number of its errors, by system."""
    results = found.report.results
    numbers: list[dict[str, int]] = [{} for _ in results]
    for item in found.items:
        name = item.case.document
        unit = found.stories.get(name, name) if found.by_story else name
        for number, right in zip(numbers, item.right, strict=True):
            number[unit] = number.get(unit, 0) + (not right)
    names = list(dict.fromkeys([*(name for one in results for name in one.per_document), *(numbers[0])]))
    return packed(
        {
            "names": names,
            "scores": [[one.per_document.get(name) for name in names] for one in results],
            "errors": [[number.get(name, 0) for name in names] for number in numbers] if found.analyses else [],
        }
    )


def _grouped(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + PER_BLOCK] for start in range(0, len(items), PER_BLOCK))


def _index(found: Findings, listed: Sequence[Item], order: Mapping[str, int]) -> dict[str, Any]:
    """Give the columns that errors are filtered by; names are numbers, and -1 is none."""
    rows = list(dict.fromkeys(item.case.row for item in listed))
    labels = list(dict.fromkeys(c.predicted_label for item in listed for c in item.cases if c and c.predicted_label))
    outcomes = list(dict.fromkeys(name for item in listed for name in item.outcomes))
    row_of, label_of, outcome_of = ({name: n for n, name in enumerate(names)} for names in (rows, labels, outcomes))
    systems = range(len(found.systems))
    return {
        "documents": list(order),
        "masked": [order[name] for name, document in found.documents.items() if document.masked],
        "rows": rows,
        "labels": labels,
        "outcomes": outcomes,
        "systems": found.systems,
        "document": [order[item.case.document] for item in listed],
        "row": [row_of[item.case.row] for item in listed],
        "outcome": [[outcome_of[item.outcomes[system]] for item in listed] for system in systems],
        "label": [[_label(item.cases[system], label_of) for item in listed] for system in systems],
    }


def _label(case: Case | None, numbers: Mapping[str, int]) -> int:
    return numbers[case.predicted_label] if case and case.predicted_label else -1


def _words(case: Case, documents: Mapping[str, Document]) -> str:
    document, (start, end) = documents[case.document], case.gold or case.predicted or (0, 0)
    return "" if document.masked else document.text[start : min(end, start + _LONGEST)]


def _block(
    items: Sequence[Item], documents: Mapping[str, Document], order: Mapping[str, int], width: int
) -> dict[str, Any]:
    """Give the places of errors, and the passages that they stand in: start, text, whether the document goes on."""
    windows: dict[str, list[Window]] = {}
    for item in items:
        for name, start, end in _places(item):
            size = len(documents[name].text)
            windows.setdefault(name, []).append((max(0, start - width), min(size, end + width)))
    return {
        "passages": {
            str(order[name]): [
                [start, documents[name].text[start:end], int(end < len(documents[name].text))]
                for start, end in _merged(found)
            ]
            for name, found in windows.items()
        },
        "items": [[item.case.gold, [_told(case, order) for case in item.cases]] for item in items],
    }


def _places(item: Item) -> Iterator[tuple[str, int, int]]:
    for case in item.cases:
        if case is not None:
            yield from ((case.document, *span) for span in (case.gold, case.predicted) if span)
            yield from ((part.document, part.start, part.end) for part in case.parts)


def _told(case: Case | None, order: Mapping[str, int]) -> list[Any] | None:
    """Give what a system predicted: its place, the parts that explain it, or else the note; None for the gold."""
    if case is None or (case.outcome == "correct" and case.predicted == case.gold):
        return None
    parts = [[one.what, one.side, order[one.document], one.start, one.end] for one in case.parts]
    return [case.predicted, parts, "" if parts else case.note]


def _merged(windows: Iterable[Window]) -> list[Window]:
    """Join windows that touch."""
    found: list[Window] = []
    for start, end in sorted(windows):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
