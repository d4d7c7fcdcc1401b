"""CoNLL columns in bulk: typed spans of files without a fault, as arrays, many times as fast as row by row.

Whatever is unusual here - a fault, another white space, CoNLL-U, tags that the policy `strict` refuses - is left to the
reader of rows, which says what is wrong: None is returned for it. What is read is what that reader reads.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dateline.formats.arrays import OwnFacts, Texts
from dateline.formats.bio import BIOES, PREFIXES, scheme_of
from dateline.formats.checks import DocumentFacts, Expected, R
from dateline.formats.conll.rows import names_in
from dateline.formats.conll.sections import Section, Table, begun, gives_name, is_comment
from dateline.scoring.tables import Codes, Integers, SpanTable

_SEVERAL = re.compile(" {2,}")
_SPACES = (
    "\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_LINE, _TAB, _RETURN, _SPACE, _HASH, _HYPHEN, _OUTSIDE = b"\n\t\r #-O"
_CONTINUES = 0x80, 0xC0  # the bytes of a character after its first, in UTF-8, and the bits that show it
_LONGEST_TAG = 128  # bytes
_CONLL_2012 = 9  # separators of a row whose token is in the fourth column


@dataclass(frozen=True, slots=True)
class Columns:
    """The words of a file.

    Attributes:
        sections: its documents, without their rows.
        texts: their words, joined by spaces.
        begins: whether a sentence or document begins at a word; shape (words + 1,).
        tagged: the words whose tag is not O.
        tag: the code of the tag of each of these; shape (tagged words,).
        tags: the tags but O, by code.
    """

    sections: Sequence[Section]
    texts: Texts
    begins: NDArray[np.bool_]
    tagged: Integers
    tag: Integers
    tags: Sequence[str]

    @property
    def names(self) -> list[str | None]:
        """The ids of the documents; None where the file does not tell."""
        return Table(list(self.sections), None).names


def scan(content: str) -> Columns | None:
    """Lay out the words of a file."""
    data = _plain(content)
    return None if data is None else _columns(data)


def _plain(content: str) -> bytes | None:
    """Bring a file to lines without white space at their ends, and columns with one between them."""
    data = content.encode()
    data = data if data.endswith(b"\n") else data + b"\n"
    codes = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(codes == _LINE)
    if _is_blank(codes[ends - 1]).any():
        return _plain("\n".join([line.rstrip(" \t\r") for line in content.split("\n")]))
    if "\t" not in content and "  " in content:
        return _plain(_SEVERAL.sub(" ", content))
    return None if _has_unusual(content, data, len(ends)) else data


def _columns(data: bytes) -> Columns | None:
    codes = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(codes == _LINE)
    starts = np.append(0, ends[:-1] + 1)
    head = codes[starts]
    is_row = head != _LINE
    sections, first_line = _sections(data, starts, ends, is_row)
    rows = np.flatnonzero(is_row)
    separator = _TAB if b"\t" in data else _SPACE
    if not len(rows) or _is_blank(head[rows]).any():
        return None
    found = _cells(codes, starts[rows], ends[rows], separator)
    if found is None:
        return None
    start, end, tag_start = found
    first = np.searchsorted(rows, first_line)
    if not len(first) or first[0] > 0:  # words before any document is named
        sections, first = [Section(None, int(rows[0]) + 1, []), *sections], np.append(0, first)
    first = np.append(first, len(rows))
    texts = _texts(codes, start, end, first)
    if texts is None:
        return None
    begins = np.zeros(len(rows) + 1, dtype=np.bool_)
    begins[np.searchsorted(rows, np.flatnonzero(head == _LINE))] = True
    begins[first] = True
    after = ends[rows]
    tagged = np.flatnonzero((after - tag_start != 1) | (codes[tag_start] != _OUTSIDE))
    if (after - tag_start).max() > _LONGEST_TAG:
        return None
    tag, names = _numbered(data, tag_start[tagged], after[tagged])
    return Columns(sections, texts, begins, tagged, tag, names)


def _numbered(data: bytes, start: Integers, end: Integers) -> tuple[Integers, list[str]]:
    """Give pieces of the data that are equal one number, and return what each number stands for."""
    size, eight = end - start, 8
    padded = data + bytes(2 * eight)
    words = np.ndarray((len(padded) - eight + 1,), dtype="<u8", buffer=padded, strides=(1,))  # at every byte
    key = np.zeros(len(start), dtype=np.int64)
    for begin in range(0, int(size.max(initial=0)), eight):  # eight bytes at a time, and 0 behind the end
        kept = np.clip(size - begin, 0, eight).astype(np.uint64)
        bits = words[np.minimum(start + begin, len(words) - 1)]
        part = np.where(
            kept == eight, bits, bits & ((np.uint64(1) << (np.uint64(eight) * (kept % eight))) - np.uint64(1))
        )
        known = np.unique(part)
        key = key * len(known) + np.searchsorted(known, part)
        seen = np.unique(key)
        key = np.searchsorted(seen, key)
    first = np.full(int(key.max(initial=-1)) + 1, -1)
    first[key] = np.arange(len(key))
    pieces = zip(start[first].tolist(), end[first].tolist(), strict=True)
    return key, [data[begin:stop].decode() for begin, stop in pieces]


def _is_blank(codes: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return np.isin(codes, (_SPACE, _TAB, _RETURN))


def _has_unusual(content: str, data: bytes, lines: int) -> bool:
    """Tell whether there are control characters but those of columns, or white space beyond ASCII."""
    controls = np.count_nonzero(np.frombuffer(data, dtype=np.uint8) < _SPACE)
    if controls > lines + data.count(b"\t"):
        return True
    return not content.isascii() and any(space in content for space in _SPACES)


def _sections(
    data: bytes, starts: Integers, ends: Integers, is_row: NDArray[np.bool_]
) -> tuple[list[Section], list[int]]:
    """Find the documents, and the line where each begins; take the lines that are no words from `is_row`."""
    head = np.frombuffer(data, dtype=np.uint8)[starts]
    special = np.flatnonzero((head == _HASH) | (head == _HYPHEN))
    found: list[Section] = []
    places: list[int] = []
    outside: list[int] = []
    for line, start, end in zip(special.tolist(), starts[special].tolist(), ends[special].tolist(), strict=True):
        text = data[start:end].decode()
        section = begun(text, line + 1)
        if section is not None:
            if gives_name(text, section) and found and found[-1].name is None and not is_row[places[-1] : line].any():
                section = replace(section, line=found.pop().line)
                places.pop()
            found.append(section)
            places.append(line)
        elif not is_comment(text):
            continue
        is_row[line] = False
        outside.append(line)
    return found, places


def _cells(
    codes: NDArray[np.uint8], start: Integers, end: Integers, separator: int
) -> tuple[Integers, Integers, Integers] | None:
    """Find where the token of each row starts and ends, and where its tag starts, which goes to the end of the row."""
    marks = np.flatnonzero(codes == separator)
    if len(marks) == len(start) and (marks > start).all() and (marks < end).all():  # two columns
        return start, marks, marks + 1
    low, high = np.searchsorted(marks, start), np.searchsorted(marks, end)
    between = high - low
    if (between == 0).any() or (separator == _TAB and (between == _CONLL_2012).any()):  # one column, perhaps CoNLL-U
        return None
    fourth = between >= _CONLL_2012
    token = np.where(fourth, marks[np.minimum(low + 2, len(marks) - 1)] + 1, start)
    return token, marks[np.where(fourth, low + 3, low)], marks[high - 1] + 1


def _texts(codes: NDArray[np.uint8], start: Integers, end: Integers, first: Integers) -> Texts | None:
    """Join the words of all documents by spaces; None where a word is empty or has a space in it."""
    sizes = end - start
    if not sizes.all():
        return None
    edges = np.zeros(len(codes) + 1, dtype=np.int8)
    edges[start], edges[end + 1] = 1, -1
    joined = codes[np.cumsum(edges[:-1], dtype=np.int8).view(np.bool_)]  # each word, and the byte after it
    ends = np.cumsum(sizes + 1) - 1
    joined[ends] = _SPACE
    data = joined.tobytes()[:-1]
    if data.count(b" ") != len(sizes) - 1:
        return None
    starts = ends - sizes
    if not data.isascii():
        bits, mask = _CONTINUES
        inside = np.cumsum((joined & mask) == bits)  # bytes of characters after their first, up to each byte
        ends, starts = ends - inside[ends], starts - inside[starts]
    cuts = np.zeros((len(first) - 1, 2), dtype=np.int64)
    filled = np.flatnonzero(first[1:] > first[:-1])
    cuts[filled] = np.stack((starts[first[filled]], ends[first[filled + 1] - 1]), axis=1)
    return Texts(data.decode(), starts, ends, first, cuts, joined=True)


def spans(
    columns: Columns, known: Mapping[str, DocumentFacts], expected: Expected[R]
) -> tuple[list[str], SpanTable, Codes] | None:
    """Read the names of the documents and their spans, by the documents known."""
    sections = list(columns.sections)
    in_order = len(sections) == len(known) and all(one.name is None for one in sections)
    names = list(known) if in_order else names_in(Table(sections, None), known)
    if not all(name is not None and name in known for name in names):
        return None
    found = _chunks(columns, expected)
    if found is None:
        return None
    begin, last, kind, codes = found
    first = columns.texts.first
    sizes = np.diff(np.searchsorted(begin, first))
    document = np.repeat(np.arange(len(names)), sizes)
    given = [str(name) for name in names]
    if _same(columns.texts, given, known):
        base = columns.texts.cuts[document, 0]
        start, end = columns.texts.start[begin] - base, columns.texts.end[last] - base
    else:
        places = _places(columns.texts, [known[name] for name in given])
        if places is None:
            return None
        start, end = places[begin, 0], places[last, 1]
    return given, SpanTable(sizes, start, end, kind), codes


def _chunks(columns: Columns, expected: Expected[R]) -> tuple[Integers, Integers, Integers, Codes] | None:
    """Find the chunks by the rules of conlleval: the first and the last word of each, and the code of its type."""
    scheme = scheme_of(columns.tags)
    codes, allowed = Codes(), expected.labels.get("type")
    parsed = [name.partition("-") for name in columns.tags]
    for prefix, _, label in parsed:
        if (
            len(prefix) != 1
            or prefix not in PREFIXES[scheme]
            or not label
            or (allowed is not None and label not in allowed)
        ):
            return None
    letters = np.array([ord(prefix.translate(BIOES)) for prefix, _, _ in parsed] or [0], dtype=np.uint8)[columns.tag]
    kinds = np.array([codes[label] for _, _, label in parsed] or [0], dtype=np.int64)[columns.tag]
    words = columns.tagged
    goes_on = np.zeros(len(words), dtype=np.bool_)
    goes_on[1:] = (
        (words[1:] == words[:-1] + 1)
        & ~columns.begins[words[1:]]
        & (kinds[1:] == kinds[:-1])
        & ((letters[1:] == ord("I")) | (letters[1:] == ord("E")))
        & ((letters[:-1] == ord("B")) | (letters[:-1] == ord("I")))
    )
    begin = np.flatnonzero(~goes_on)
    last = np.append(begin[1:], len(words)) - 1 if len(begin) else begin
    if expected.tags == "strict":
        whole = letters[begin] == ord("B")
        if scheme != "IOB2":
            whole = (whole & (letters[last] == ord("E"))) | (letters[begin] == ord("S"))
        if not whole.all():
            return None
    return words[begin], words[last], kinds[begin], codes


def _same(texts: Texts, names: Sequence[str], known: Mapping[str, DocumentFacts]) -> bool:
    """Tell whether the documents known are words joined by spaces, and these the same ones."""
    if not isinstance(known, OwnFacts) or not known.texts.joined:
        return False
    theirs = known.texts
    if names == list(known) and texts.text == theirs.text and np.array_equal(texts.first, theirs.first):
        return True
    return all(texts.text_of(place) == theirs.text_of(known.place(name)) for place, name in enumerate(names))


def _places(texts: Texts, known: Sequence[DocumentFacts]) -> Integers | None:
    """Find the places of words in the documents known; None where their tokens are others."""
    found = np.zeros((len(texts.start), 2), dtype=np.int64)
    for place, (facts, begin, end) in enumerate(zip(known, texts.first, texts.first[1:], strict=False)):
        if len(facts.tokens) != end - begin:
            return None
        if end > begin:
            text, tokens = facts.text, facts.tokens
            if text is not None and [text[one:other] for one, other in tokens] != texts.text_of(place).split(" "):
                return None
            found[begin:end] = list(tokens)
    return found
