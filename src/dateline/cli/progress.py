"""Progress of long work on stderr: a bar in a terminal, a line now and then elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

_EVERY = 15.0  # seconds between two lines where the output is no terminal

Progress = Callable[[str, int, int], None]


@contextmanager
def shown() -> Iterator[Progress]:
    """Give the callback that library functions report to: what is being done, how much is done, of how much (or 0)."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(transient=True, console=Console(stderr=True)) as bars:
        steps: dict[str, int] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in steps:
                steps[what] = int(bars.add_task(what, total=total or None))
            bars.update(steps[what], completed=done)  # type: ignore[arg-type]  # a TaskID is an int

        yield report


def _lines() -> Progress:
    last, unfinished = monotonic(), set[str]()

    def report(what: str, done: int, total: int) -> None:
        nonlocal last
        ends = bool(total) and done >= total and what in unfinished  # a step that was shown is shown to its end
        if ends or monotonic() - last > _EVERY:
            last = monotonic()
            (unfinished.discard if total and done >= total else unfinished.add)(what)
            sys.stderr.write(f"{what}: {done}{f' of {total}' if total else ''}\n")
            sys.stderr.flush()

    return report


def warn(message: str) -> None:
    """Print a warning to stderr."""
    sys.stderr.write(f"warning: {message}\n")


def note(message: str) -> None:
    """Print a note to stderr, apart from what the command prints."""
    sys.stderr.write(f"note: {message}\n")
