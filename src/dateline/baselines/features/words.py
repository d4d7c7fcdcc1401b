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


_VERBS = """
bear bore borne born, beat beaten, become became, begin began begun, bind bound, blow blew blown, break
broke broken, bring brought, build built, burn burnt, buy bought, catch caught, choose chose chosen, come
came, deal dealt, die dying, draw drew drawn, drive drove driven, eat ate eaten, fall fell fallen, feel
felt, fight fought, flee fled, fly flew flown, forbid forbade forbidden, freeze froze frozen, get got
gotten, give gave given, go went gone, grow grew grown, hang hung, hear heard, hide hid hidden, hold held,
keep kept, know knew known, lay laid, lead led, leave left, lend lent, lie lay lain lying, lose lost, make
made, mean meant, meet met, overrun overran, overthrow overthrew overthrown, pay paid, ride rode ridden,
ring rang rung, rise rose risen, run ran, say said, see saw seen, seek sought, sell sold, send sent, shake
shook shaken, shoot shot, show shown, sink sank sunk, sit sat, speak spoke spoken, spend spent, stand stood,
steal stole stolen, strike struck stricken, swear swore sworn, sweep swept, swim swam swum, take took taken,
teach taught, tell told, tear tore torn, think thought, throw threw thrown, wake woke woken, wear wore worn,
win won, withdraw withdrew withdrawn, write wrote written
"""
_IRREGULAR = {form: base for base, *forms in map(str.split, _VERBS.split(",")) for form in forms}


@lru_cache(maxsize=65536)
def base_stem(word: str) -> str:
    """Return the stem of a word's base form: as `stem`, and of irregular verbs that of the infinitive."""
    return stem(_IRREGULAR.get(word.lower(), word))


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
