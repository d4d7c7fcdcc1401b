"""What a check is: a pure function that finds faults, with a stable name, a level and a line of description."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from dateline.errors import Level

S = TypeVar("S")


class Fault(NamedTuple):
    """One fault, before it is known to which check it belongs.

    Attributes:
        file: a layer of the document, or a path below the project's root.
        line: counted from 1; None where the fault is of the file as a whole.
        field: such as `arguments[1].role`.
        message: what is wrong.
        hint: what was expected.
    """

    file: str
    line: int | None
    field: str | None
    message: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Check(Generic[S]):
    """A named test.

    Attributes:
        name: stable; a problem's `test`.
        level: `error` refuses a release, `warning` asks for a second look.
        about: what holds where the test passes, in one line.
        find: yields every fault of a subject; None where reading a file is the test.
    """

    name: str
    level: Level
    about: str
    find: Callable[[S], Iterable[Fault]] | None = None


def error(find: Callable[[S], Iterator[Fault]]) -> Check[S]:
    """Make a function a check of level error; its name and docstring become the check's."""
    return _check(find, "error")


def warning(find: Callable[[S], Iterator[Fault]]) -> Check[S]:
    """Make a function a check of level warning; its name and docstring become the check's."""
    return _check(find, "warning")


def _check(find: Callable[[S], Iterator[Fault]], level: Level) -> Check[S]:
    about = (find.__doc__ or "").partition("\n")[0]
    return Check(find.__name__.replace("_", "-"), level, about, find)


def checks_of(module: object) -> tuple[Check[S], ...]:
    """Return the checks that a module defines, in its order."""
    return tuple(value for value in vars(module).values() if isinstance(value, Check))
