"""The words of GUM's dependency files on our text: offsets, syntactic heads, proper nouns.

All labels of GUM count words, in the order of these files; this is where they get the offsets of our text.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dateline.corpus.gum import paragraphs
from dateline.errors import refuse

_ID, _FORM, _UPOS, _HEAD = 0, 1, 3, 6
_COLUMNS = 10


class Word(NamedTuple):
    """A syntactic word: its form, its code points in the text, the index of its head (-1 for a root), its UPOS tag."""

    form: str
    start: int
    end: int
    head: int
    upos: str


def words(conllu: str, file: str) -> list[Word]:
    """Return the words of a CoNLL-U file with their offsets in `dateline.corpus.gum.plain_text` of it.

    Multiword tokens are read as their words; empty nodes are none.

    Args:
        conllu: the file's text.
        file: its name, for messages.

    Raises:
        InputError: a line has too few columns, or a word is not where `# text` has it.
    """
    starts = _sentence_starts(conllu)
    found: list[Word] = []
    text, place, first, begin = "", 0, 0, 0
    for number, line in enumerate(conllu.split("\n"), start=1):
        if line.startswith("# text = "):
            text, place, first, begin = line.partition(" = ")[2], 0, len(found), next(starts)
        elif line and not line.startswith("#"):
            columns = line.split("\t")
            if not columns[_ID].isdecimal():
                continue
            if len(columns) < _COLUMNS or not columns[_HEAD].isdecimal():
                message = f"a word has {_COLUMNS} columns, the seventh a number"
                raise refuse("bad-source", message, file=file, line=number)
            form, head = columns[_FORM], int(columns[_HEAD])
            start = text.find(form, place)
            if start < 0 or text[place:start].strip():
                hint = "use an unedited copy of GUM"
                raise refuse("bad-token", "the word is not next in `# text`", file=file, line=number, hint=hint)
            place = start + len(form)
            found.append(Word(form, begin + start, begin + place, first + head - 1 if head else -1, columns[_UPOS]))
    return found


def head_of(listed: Sequence[Word], first: int, last: int) -> int:
    """Return the index of the head of the words `first` to `last` (exclusive): the first attached outside of them."""
    return next((i for i in range(first, last) if not first <= listed[i].head < last), first)


def covered(listed: Sequence[Word], start: int, end: int) -> tuple[int, int] | None:
    """Return the first and last (exclusive) of the words that lie in a span, in whole or in part; None for none."""
    inside = [index for index, word in enumerate(listed) if word.start < end and start < word.end]
    return (inside[0], inside[-1] + 1) if inside else None


def _sentence_starts(conllu: str) -> Iterator[int]:
    place = 0
    for paragraph in paragraphs(conllu):
        for sentence in paragraph.sentences:
            yield place
            place += len(sentence) + 1
        place += 1
