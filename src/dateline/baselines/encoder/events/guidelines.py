"""What ontology and guidelines say of the types of events: definitions, words that are triggers, example sentences."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from dateline.ontology import ontology
from dateline.paths import GUIDELINES, root

_TYPE = re.compile(r"^\*\*(\w+)\.\*\* (.+?)(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
_WORD = re.compile(r"\*\*|\w+(?:['\u2019]\w+)?|[^\w\s]")


class Example(NamedTuple):
    """An example sentence: its words, and its triggers as first word, the word after the last, and type."""

    words: list[str]
    triggers: list[tuple[int, int, str]]


def described_types() -> dict[str, list[list[str]]]:
    """Return what describes each type, as words: its name and definition, and each word that may be a trigger of it."""
    said = dict(_paragraphs())
    found = {}
    for name, kind in ontology().event_types.items():
        listed = re.search(r"\*Triggers:\*(.*?)(?:\.|\Z)", said.get(name, ""), re.DOTALL)
        words = re.split(r"[,;]", re.sub(r"\([^)]*\)|\*", "", listed[1])) if listed else []
        named = " ".join(re.findall(r"[A-Z][a-z]+", name)).lower()
        texts = [_words(f"{named}: {kind.definition}"), *(_words(word) for word in words)]
        found[name] = [text for text in texts if text]
    return found


def examples() -> list[Example]:
    """Return the quoted examples with triggers; what a paragraph says after *Not* is about other types."""
    found = []
    for kind, text in _paragraphs():
        if kind not in ontology().event_types:
            continue
        for quoted in re.findall(r"\"([^\"]*\*\*[^\"]*)\"", text.split("*Not:*")[0]):
            plain = re.sub(r"\s*\((?!\*)[^)]*\)", "", quoted)
            words: list[str] = []
            triggers = []
            start = None
            for piece in _WORD.findall(plain):
                if piece != "**":
                    words.append(piece)
                elif start is None:
                    start = len(words)
                else:
                    triggers.append((start, len(words), kind))
                    start = None
            if len(triggers) == 1 and triggers[0][0] < triggers[0][1]:  # two triggers may be of two types
                found.append(Example(words, triggers))
    return found


@cache
def _paragraphs() -> tuple[tuple[str, str], ...]:
    text = (root() / GUIDELINES / "events.md").read_text(encoding="utf-8")
    return tuple(_found(text))


def _found(text: str) -> Iterator[tuple[str, str]]:
    for match in _TYPE.finditer(text):
        yield match[1], match[2]


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word != "**"]
