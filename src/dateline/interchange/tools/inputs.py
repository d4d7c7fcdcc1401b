"""What the readers of tools' files share: which file it is, its text, and offsets as the tool counts them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from dateline.document import Document, Span
from dateline.errors import refuse


def picked(files: Mapping[str, bytes], document: Document, *suffixes: str) -> str:
    """Return the name of the file of a document: the one that is called like it, else the only one of its kind.

    Raises:
        InputError: there is none, or there are several that may be it.
    """
    fitting = [name for name in files if name.endswith(suffixes)]
    named = [name for name in fitting if PurePath(name).name.removesuffix(PurePath(name).suffix) == document.id]
    found = named or fitting
    if not found:
        hint = f"files of this format end in {' or '.join(suffixes)}"
        raise refuse("missing-file", f"there is no file of {document.id!r}", hint=hint)
    if len(found) > 1:
        message = f"several files may be of {document.id!r}: {', '.join(sorted(found))}"
        raise refuse("bad-file-name", message, hint=f"call its file {document.id}{suffixes[0]}")
    return found[0]


def text_of(data: bytes, file: str) -> str:
    """Decode a file.

    Raises:
        InputError: it is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refuse("bad-encoding", "the file is not UTF-8", file=file, line=line) from None


def json_of(data: bytes, file: str) -> object:
    """Decode a JSON file.

    Raises:
        InputError: it is no JSON.
    """
    try:
        return json.loads(text_of(data, file))
    except json.JSONDecodeError as error:
        raise refuse("bad-json", error.msg, file=file, line=error.lineno) from None
    except RecursionError:
        raise refuse("bad-json", "the value is nested too deeply", file=file, line=1) from None


def utf16_offsets(text: str) -> list[int]:
    """Return the UTF-16 code unit at which each code point of a text begins, and that of its end."""
    found, place = [], 0
    for character in text:
        found.append(place)
        place += 2 if ord(character) > 0xFFFF else 1  # noqa: PLR2004
    return [*found, place]


class Positions:
    """Offsets in a tool's copy of a text, as code points of ours; line ends may be CRLF there."""

    def __init__(self, copy: str, document: Document, file: str, *, utf16: bool) -> None:
        """Compare the copy with the document's text.

        Raises:
            InputError: it is another text.
        """
        if copy.replace("\r\n", "\n") != document.text:
            hint = "the text may not be changed in a tool"
            raise refuse("bad-text", f"the file's text is not that of {document.id!r}", file=file, hint=hint)
        self._places: list[int | None] = []
        place = 0
        for index, character in enumerate(copy):
            self._places.append(place)
            if utf16 and ord(character) > 0xFFFF:  # noqa: PLR2004
                self._places.append(None)
            place += copy[index : index + 2] != "\r\n"
        self._places.append(place)

    def span(self, start: object, end: object) -> Span | None:
        """Return a span; None where an offset is no number, beyond the text, or amid a character."""
        first, last = self._place(start), self._place(end)
        return None if first is None or last is None or first >= last else Span(first, last)

    def _place(self, offset: object) -> int | None:
        if not isinstance(offset, int) or isinstance(offset, bool) or not 0 <= offset < len(self._places):
            return None
        return self._places[offset]


def declared(value: object) -> Sequence[str]:
    """Return the layers that a file says it has, in any shape that a tool may have left them in."""
    words = value.split() if isinstance(value, str) else value if isinstance(value, list) else []
    return [word for word in words if isinstance(word, str)]
