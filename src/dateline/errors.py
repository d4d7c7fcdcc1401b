"""What is wrong with an input, said so that its author can correct it."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

import msgspec

Level = Literal["error", "warning"]

_LONGEST = 400  # characters of each part of a message
_SUGGESTED_FROM = 2000  # among more names than this the search for a near one takes longer than it is worth


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One fault of one place.

    `id` is stable and names what is wrong; docs/reports/problems.md lists all. `line` counts from 1, `field` is a path
    such as `entities[3].start`, `hint` says what was expected or what to do.
    """

    id: str
    message: str
    file: str | None = None
    line: int | None = None
    field: str | None = None
    hint: str | None = None
    level: Level = "error"

    def __str__(self) -> str:
        """Render as `file:line: field: message [id]; hint`."""
        place = ":".join(shortened(str(part)) for part in (self.file, self.line) if part is not None)
        head = ": ".join(part for part in (place, shortened(self.field or "")) if part)
        tail = f"; {shortened(self.hint)}" if self.hint else ""
        message = shortened(self.message)
        return f"{head}: {message} [{self.id}]{tail}" if head else f"{message} [{self.id}]{tail}"


def shortened(text: str) -> str:
    """Leave out the middle of a text that is too long for a message; control characters are made visible."""
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]} ... {text[-_LONGEST // 2 :]}"
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


class InputError(ValueError):
    """The input was refused as a whole; `problems` lists every fault found, up to a limit."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems; the message is one line for each."""
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class TextNeededError(InputError):
    """The operation needs the real text of documents that are masked here."""


def refuse(error: str, message: str, **place: str | int | None) -> InputError:
    """Make an `InputError` of a single problem, whose id is `error`; keywords are those of `Problem`."""
    return InputError([msgspec.convert({"id": error, "message": message, **place}, Problem)])


def check_version(found: object, newest: int, file: str) -> None:
    """Check that the schema version of a file is one that this release reads.

    Raises:
        InputError: it is newer, or no version at all.
    """
    if not isinstance(found, int) or found > newest:
        message = f"has schema {found!r}, and this release reads up to {newest}"
        raise refuse("bad-schema-version", message, file=file, hint="install a newer release")


def nearest(name: str, options: frozenset[str]) -> str | None:
    """Say which of the options was probably meant, as a hint; None where there are too many to look through."""
    if len(options) > _SUGGESTED_FROM:
        return None
    return _nearest(name, options)


def text_needed(what: str, **place: str | int | None) -> TextNeededError:
    """Say that something needs real text that is masked here, and how to supply it; keywords are those of `Problem`."""
    message = f"{what} needs the real text of the articles, which is masked here"
    hint = "name their folder by --seeds or DATELINE_SEEDS, for wikinews by DATELINE_GUM (seeds/README.md lists them)"
    problem = {"id": "missing-source-text", "message": message, "hint": hint, **place}
    return TextNeededError([msgspec.convert(problem, Problem)])


@lru_cache(maxsize=4096)
def _nearest(name: str, options: frozenset[str]) -> str | None:
    import difflib

    folded = {option.casefold(): option for option in sorted(options)}
    close = [folded[near] for near in difflib.get_close_matches(name.casefold(), folded, n=3)]
    if close:
        return f"did you mean {' or '.join(close)}?"
    return f"expected one of {', '.join(sorted(options))}" if 0 < len(options) <= 60 else None  # noqa: PLR2004
