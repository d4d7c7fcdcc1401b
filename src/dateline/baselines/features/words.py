"""Words as baselines see them: stems, shapes, pronouns, and quotation marks."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

SINGULAR = frozenset(re.findall(r"\w+", "he him his himself she her hers herself"))
NEUTER = frozenset(re.findall(r"\w+", "it its itself"))
PLURAL = frozenset(re.findall(r"\w+", "they them their theirs themselves"))
SPEAKERS = frozenset(re.findall(r"\w+", "i me my mine myself we us our ours ourselves"))
PRONOUNS = SINGULAR | NEUTER | PLURAL | SPEAKERS
OPENING = frozenset("\"'\u201c\u2018")
_CLOSING = {"\u201c": "\u201d", "\u2018": "\u2019"}


@cache
def _stemmer() -> Any:  # noqa: ANN401 - the package has no types
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of a word (Porter 2001, English Snowball), in lower case."""
    return str(_stemmer().stemWord(word.lower()))


@lru_cache(maxsize=65536)
def shape(word: str) -> str:
    """Return the shape of a word: X for capitals, 9 for digits, x for runs of small letters; long runs cut."""
    mapped = re.sub(r"[a-z]+", "x", re.sub(r"[A-Z]", "X", re.sub(r"\d", "9", word)))
    return re.sub(r"(.)\1{3,}", r"\1\1\1", mapped)


def inside_marks(words: Sequence[str]) -> list[bool]:
    """Tell for each word of a paragraph whether it is in quotation marks, the marks themselves included.

    A straight mark opens where none is open; a single mark counts only as a token of its own.
    """
    flags, opened = [], ""
    for word in words:
        if opened:
            flags.append(True)
            if word in {opened, _CLOSING.get(opened)}:
                opened = ""
        elif word in OPENING:
            opened = word
            flags.append(True)
        else:
            flags.append(False)
    return flags
