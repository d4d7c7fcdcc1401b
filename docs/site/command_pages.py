"""The command reference, from the program itself: a page for each panel of its help."""

from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import typer.main
from docs.site.markup import filled, table

from dateline.cli import app

_COMMON = {"root", "help"}


def panels() -> dict[str, list[Any]]:
    """Group the commands by the panel of the help that shows them, in its order."""
    group: Any = typer.main.get_command(app)
    found: dict[str, list[Any]] = {}
    for command in group.commands.values():
        found.setdefault(str(command.rich_help_panel), []).append(command)
    return found


def pages() -> Iterator[tuple[str, str, str]]:
    """Yield the title, address and text of every panel's page."""
    for panel, commands in panels().items():
        head = f"# Commands: {panel.lower()}\n\nGenerated from the program; `dateline COMMAND --help` says the same.\n"
        yield panel, f"reference/{_slug(panel)}.md", "\n".join([head, *map(_command, commands)])


def overview() -> str:
    """Write the page that lists all commands."""
    parts = []
    for panel, commands in panels().items():
        rows = [[f"[`dateline {one.name}`]({_slug(panel)}.md#{one.name})", one.help or ""] for one in commands]
        parts.append(f"## {panel}\n\n{table(['command', 'what it does'], rows)}\n")
    return filled("commands", panels="\n".join(parts))


def _slug(panel: str) -> str:
    return f"commands-{panel.lower().replace(' ', '-')}"


def _command(command: Any) -> str:  # noqa: ANN401 - of typer, whose classes change between releases
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option" and one.name not in _COMMON]
    kinds = {name: _kind(one.annotation) for name, one in signature(command.callback).parameters.items()}
    usage = " ".join(["dateline", command.name, *map(_usage, arguments), *(["[OPTIONS]"] if options else [])])
    parts = [f"## {command.name} {{#{command.name}}}\n\n{command.help}\n\n```bash\n{usage}\n```\n"]
    if arguments:
        rows = [[f"`{_argument(one)}`", kinds.get(one.name, ""), one.help or ""] for one in arguments]
        parts.append(f"{table(['argument', 'value', 'meaning'], rows)}\n")
    if options:
        rows = [[_names(one), "" if one.is_flag else kinds.get(one.name, ""), _meaning(one)] for one in options]
        parts.append(f"{table(['option', 'value', 'meaning'], rows)}\n")
    return "\n".join(parts)


def _argument(one: Any) -> str:  # noqa: ANN401
    return str(one.name).upper().replace("_", "-")


def _usage(one: Any) -> str:  # noqa: ANN401
    name = _argument(one) + ("..." if one.nargs == -1 else "")
    return name if one.required else f"[{name}]"


def _names(one: Any) -> str:  # noqa: ANN401
    return " ".join(f"`{name}`" for name in (*one.opts, *one.secondary_opts))


def _meaning(one: Any) -> str:  # noqa: ANN401
    said = one.help or ""
    default = one.default
    told = "default" in said or one.is_flag or one.multiple or default in (None, "", (), [])
    return said if told else f"{said.rstrip('.')} (default: `{default}`)."


def _kind(annotation: Any) -> str:  # noqa: ANN401
    """Say what a value is, from its type: a choice, a number, a path."""
    origin, inner = get_origin(annotation), [one for one in get_args(annotation) if one is not NoneType]
    if hasattr(annotation, "__metadata__"):  # Annotated
        return _kind(annotation.__origin__)
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in inner)
    if origin in (Union, UnionType, list, tuple) and inner:
        return _kind(inner[0])
    return {int: "number", float: "number", str: "text", Path: "path", bool: ""}.get(annotation, "")
