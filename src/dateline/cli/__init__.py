"""The command line: it reads options, calls the library, and prints; it computes nothing.

Exit codes: 0 success, 1 the data has errors or a model gave no answer, 2 bad input or usage, 3 an unexpected error.
"""

import gc
import io
import sys
import warnings
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from dateline.cli import (
    annotation,
    benchmark,
    convert,
    corpus,
    interchange,
    language_models,
    models,
    own_texts,
    publishing,
    viewing,
    writing,
)


class _Panels(TyperGroup):
    """The command line, whose help lists the commands by panel."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - click's own, wherever typer has it
        """Write each panel as a section, in the order in which the modules register."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                rows = panels.setdefault(getattr(command, "rich_help_panel", None) or "Commands", [])
                rows.append((name, command.get_short_help_str(limit=_SHORT)))
        for panel, rows in panels.items():
            with formatter.section(panel):
                formatter.write_dl(rows)


_SHORT = 200  # characters of a command's line in the help: a sentence
app = typer.Typer(
    cls=_Panels,
    name="dateline",
    help="An annotated news corpus and benchmark: load it, score predictions on it, check every number.",
    no_args_is_help=True,
    rich_markup_mode=None,  # no rich: it takes several times as long to import as all the rest
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (
    benchmark,
    models,
    own_texts,
    language_models,
    viewing,
    corpus,
    convert,
    writing,
    annotation,
    interchange,
    publishing,
):
    module.register(app)


def _print_version(asked: bool) -> None:
    if asked:
        from dateline.version import __version__

        typer.echo(f"dateline {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; refused input ends with its problems and exit code 2, anything unforeseen with one line."""
    gc.set_threshold(100_000, 20, 20)  # imports make many objects that stay; looking through them again takes time
    if not sys.warnoptions:  # warnings of libraries, such as of convergence, are for those who ask for them by -W
        warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # files and pipes get the same bytes under every locale; a terminal of
            encoding = None if stream.isatty() else "utf-8"  # another encoding gets ? and no traceback
            stream.reconfigure(encoding=encoding, errors="replace")
    called = [command for command in app.registered_commands if command.name in sys.argv[1:2]]
    if called:  # typer makes all commands ready that are registered, which takes longer than running one
        app.registered_commands = called
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the outer net
        sys.exit(_ended(error))


def _ended(error: Exception) -> int:
    """Say why a command ended, and with which exit code."""
    from dateline.errors import InputError, shortened

    if isinstance(error, InputError):
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        return 2
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="dateline-", suffix=".log", delete=False, encoding="utf-8") as report:
        traceback.print_exception(error, file=report)
    told = shortened(f"{type(error).__name__}: {error}").replace("\n", " ")
    typer.echo(f"dateline: unexpected error: {told}; please report it with the file {report.name}", err=True)
    return 3
