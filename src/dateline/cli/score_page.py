"""The report page of `dateline score`, and the command line that repeats it."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from dateline.evaluation.inputs import System
    from dateline.evaluation.reference import Gold
    from dateline.evaluation.results import Report
    from dateline.tasks.declarations import Task


def write_page(
    path: Path,
    task: "Task",
    side: "Gold",
    given: Sequence["System"],
    report: "Report",
    schemes: Mapping[str, str | None],
    context: typer.Context,
) -> None:
    """Write the report page of scores, and say on the error stream where it is."""
    from dateline.cli.progress import note
    from dateline.report.findings import findings
    from dateline.report.page import write_report

    options = {name: context.params[name] for name in ("gold", "seeds", "allow_missing")}
    found = findings(task, side, given, report, command=command_line(context), schemes=schemes, **options)
    note(f"wrote {write_report(path, found)}")


def command_line(context: typer.Context) -> str:
    """Return the command that was given, without what has its default."""
    words = ["dateline", context.info_name or ""]
    for parameter in context.command.params:
        value: Any = context.params.get(parameter.name or "")
        if parameter.param_type_name == "argument":
            words += map(str, value if isinstance(value, list | tuple) else [value])
        elif value and value != parameter.default:
            option = parameter.opts[0]
            several = value if isinstance(value, list | tuple) else [value]
            words += [option] if value is True else [word for one in several for word in (option, str(one))]
    return shlex.join(words)
