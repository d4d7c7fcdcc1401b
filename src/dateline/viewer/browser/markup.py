"""Elements of HTML, built so that text from data can't become markup."""

from collections.abc import Iterable
from html import escape

VOID = frozenset({"br", "input", "link", "meta"})


class Html(str):
    """Markup; any other string is text and gets escaped."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: str | int | bool | None) -> Html:
    """Make an element.

    Args:
        name: its name.
        *children: markup, or text that is escaped.
        **attributes: `class_` is `class` and `data_in` is `data-in`; None and False leave an attribute out.
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{name}{written}>" + ("" if name in VOID else f"{joined(children)}</{name}>"))


def joined(children: Iterable[str], separator: str = "") -> Html:
    """Put markup and text behind one another; the separator is text."""
    return Html(
        escape(separator).join(child if isinstance(child, Html) else escape(child, quote=False) for child in children)
    )


def counted(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun, such as `1 story` or `1,200 mentions`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
