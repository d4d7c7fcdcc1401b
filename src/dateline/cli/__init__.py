"""The command line: it reads options, calls the library, and prints; it computes nothing.

Exit codes: 0 well, 1 the data has errors (validate, build --check), 2 bad input or usage.
"""

import gc
import sys

import typer

from dateline.cli import annotation, benchmark, corpus, models

app = typer.Typer(
    name="dateline",
    help="An annotated news corpus and benchmark: load it, score predictions on it, check every number.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (benchmark, models, corpus, annotation):
    module.register(app)


def main() -> None:
    """Run the command line; refused input ends with its problems and exit code 2, never a traceback."""
    gc.set_threshold(100_000, 20, 20)  # imports make many objects that stay; looking through them again takes time
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:
        from dateline.errors import InputError

        if isinstance(error, InputError):
            for problem in error.problems:
                typer.echo(str(problem), err=True)
            sys.exit(2)
        raise
