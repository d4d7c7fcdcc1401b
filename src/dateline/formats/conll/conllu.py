"""CoNLL-U: what its lines say besides words, names as `NER=` tags and mentions as the `Entity=` brackets of CorefUD.

Multiword tokens (`1-2`) are read as their words. Empty nodes (`1.1`) are no words; a mention that begins or ends at one
has the words inside. The order of the parts in a bracket is that of the comment `# global.Entity = eid-etype-...`.
"""

import re
from collections.abc import Iterable

from dateline.formats.conll.brackets import Fields

COLUMNS = 10
_FIRST = re.compile(r"(?:0\.\d+|1(?:-\d+)?)\t")
_HEAD = re.compile(r"\d+|_")
_FIELDS = re.compile(r"#\s*global\.Entity\s*=\s*(\S+)")
_TAGS = frozenset({"ner", "ne", "name"})
DEFAULT = Fields(cluster=0, label=1)


def is_layout(lines: Iterable[str]) -> bool:
    """Say whether the first line of words is one of CoNLL-U: ten columns, of which the first counts from 1."""
    first = next((line for line in lines if line.strip() and not line.startswith(("#", "-DOCSTART-"))), "")
    columns = first.split("\t")
    return len(columns) == COLUMNS and _FIRST.match(first) is not None and _HEAD.fullmatch(columns[6]) is not None


def fields_of(comment: str) -> Fields | None:
    """Read the comment that says what the parts of a bracket are; None for any other."""
    if (match := _FIELDS.match(comment)) is None:
        return None
    names = match[1].split("-")
    places = {name: place for place, name in enumerate(names)}
    cluster = places.get("eid", places.get("GRP", DEFAULT.cluster))
    return Fields(cluster, places.get("etype", places.get("entity", DEFAULT.label)))


def values(misc: str) -> dict[str, str]:
    """Split the last column."""
    pairs = (item.partition("=") for item in misc.split("|"))
    return {key: value for key, separator, value in pairs if separator}


def tag_in(misc: str) -> str | None:
    """Return the tag of a word's name (`NER=B-PER`, also `NE=` and `name=`); None where there is none."""
    return next((value for key, value in values(misc).items() if key.casefold() in _TAGS), None)


def brackets_in(misc: str) -> str:
    """Return the brackets of `Entity=`; empty where there are none."""
    return values(misc).get("Entity", "")
