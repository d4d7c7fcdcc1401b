"""What people labelled in one file, on its words: spans, their types and clusters."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from dateline.errors import refuse
from dateline.interchange.corpora.words import Word

Item = TypeVar("Item", bound=Hashable)


class Labelled(NamedTuple):
    """The words `first` to `last` (exclusive) of a mention, its cluster, and its entity type if the file tells it."""

    first: int
    last: int
    cluster: int
    type: str = ""


class Labels(NamedTuple):
    """The forms of a file's words, the line of each, and the mentions in order of the text."""

    forms: Sequence[str]
    lines: Sequence[int]
    mentions: Sequence[Labelled]


def lines_of(path: Path) -> list[str]:
    """Return the lines of a label file.

    Raises:
        InputError: it is not there, or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        hint = "name a folder with coref/ and ontogum/, or a clone of GUM, by --gum or DATELINE_GUM"
        raise refuse("missing-source", f"can't be read ({error.strerror})", file=str(path), hint=hint) from error
    except UnicodeDecodeError as error:
        raise refuse("bad-source-encoding", "is not UTF-8", file=str(path)) from error


def check_words(labels: Labels, listed: Sequence[Word], path: Path) -> None:
    """Check that a label file has the words of the dependency file.

    Raises:
        InputError: a word is another one; its line is named.
    """
    hint = "take both files from one version of GUM"
    for index, (form, word) in enumerate(zip(labels.forms, listed, strict=False)):
        if form != word.form and (form, word.form) != ("", "|"):  # OntoGUM leaves the bar out, which parts its links
            message = f"the word {form!r} is {word.form!r} in the dependency file"
            raise refuse("bad-token", message, file=str(path), line=labels.lines[index], hint=hint)
    if len(labels.forms) != len(listed):
        message = f"has {len(labels.forms)} words, the dependency file {len(listed)}"
        raise refuse("bad-token-count", message, file=str(path), hint=hint)


def components(items: Iterable[Item], links: Iterable[tuple[Item, Item]]) -> Mapping[Item, int]:
    """Number the groups that links join, in order of their first items."""
    parent = {item: item for item in items}

    def top(item: Item) -> Item:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for one, other in links:
        parent[top(other)] = top(one)
    numbers: dict[Item, int] = {}
    return {item: numbers.setdefault(top(item), len(numbers)) for item in parent}
