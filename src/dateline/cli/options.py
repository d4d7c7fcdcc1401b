"""Options that several commands share."""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any

import typer


def _task_names() -> list[str]:
    from dateline.tasks.declarations import names

    return names()


def _part_names() -> list[str]:
    from dateline.corpus.load import POOLS, names

    return [*names(), *POOLS]


SeedsOption = Annotated[
    Path | None,
    typer.Option("--seeds", help="Folder with the source texts (default: $DATELINE_SEEDS, then seeds/)."),
]
RootOption = Annotated[
    Path | None,
    typer.Option(
        "--root", help="The project to read (default: the checkout around the working folder, else what is installed)."
    ),
]
DataOption = Annotated[
    str | None,
    typer.Option(
        "--data",
        help="A part or split, such as open/test, or real for all real test sets (default: what the ids belong to).",
        autocompletion=_part_names,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
UnitOption = Annotated[
    str | None, typer.Option("--unit", help="What is resampled: story or document (default: stories, if several).")
]
IntervalOption = Annotated[
    str, typer.Option("--interval", help="The 95% interval: logit-t, delta-t, percentile, bca or studentized.")
]
JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs", min=1, help="How many processes count JSON lines by documents (default: 1; of ray, all); same scores."
    ),
]
EngineOption = Annotated[
    str, typer.Option("--engine", help="What does the work: local, or ray (on a cluster; needs the extra `ray`).")
]
AddressOption = Annotated[
    str | None,
    typer.Option("--address", help="The Ray cluster, such as auto (default: $RAY_ADDRESS, else this machine alone)."),
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of the resampling.")]
MissingOption = Annotated[
    bool, typer.Option("--allow-missing", help="Score although documents have no prediction; they are counted.")
]
GoldOption = Annotated[
    Path | None, typer.Option("--gold", help="Gold of any corpus, instead of --data: a file, or a folder of documents.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", help="A setting of the task, such as singletons=drop; `dateline tasks TASK` lists them."),
]
LabelsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--labels",
        "--crosswalk",
        help="The label scheme of the predictions: conll03, ace2005, rich_ere, kairos; NAME=SCHEME for one of several.",
    ),
]
GoldLabelsOption = Annotated[
    str | None, typer.Option("--gold-labels", help="The label scheme of the gold file, where its labels don't tell it.")
]
FormatOption = Annotated[
    str, typer.Option("--format", help="How results are printed: table, markdown, latex, csv, json.")
]
TagsOption = Annotated[
    str, typer.Option("--tags", help="Invalid tag sequences of CoNLL columns: conlleval repairs them, strict refuses.")
]
ForceOption = Annotated[
    str, typer.Option("--force", help="The name of the output folder, given again: replace it although it is not ours.")
]
AllowLeakOption = Annotated[
    bool, typer.Option("--allow-leak", help="Evaluate on stories that were learnt from; the signatures say so.")
]
PredictionsArgument = Annotated[
    list[str], typer.Argument(help="Prediction files, or folders of brat files; NAME=PATH gives a system its name.")
]
TaskArgument = Annotated[
    str, typer.Argument(help="A task, such as ner; `dateline tasks` lists them.", autocompletion=_task_names)
]

DEFAULT_SEED = 20250101


def tag_policy(tags: str) -> Any:  # noqa: ANN401 - a literal type that typer doesn't know
    """Check the value of `--tags`.

    Raises:
        InputError: there is no such policy.
    """
    from dateline.errors import refuse

    if tags not in {"conlleval", "strict"}:
        raise refuse("unknown-option", f"--tags can't be {tags!r}", hint="conlleval or strict")
    return tags


def check_engine(engine: str, of_ray: Mapping[str, object]) -> str:
    """Check the value of `--engine`, and that options of ray go with ray.

    Raises:
        InputError: there is no such engine, or an option of ray is given without it.
    """
    from dateline.errors import refuse

    if engine not in {"local", "ray"}:
        raise refuse("unknown-option", f"--engine can't be {engine!r}", hint="local or ray")
    given = [name for name, value in of_ray.items() if value]
    if given and engine != "ray":
        raise refuse("bad-options", f"{given[0]} is for --engine ray", hint="give both, or neither")
    return engine


def add(app: typer.Typer, panel: str, *commands: Callable[..., None]) -> None:
    """Add commands to a panel of the help, each with the option `--root`."""
    for command in commands:
        name = command.__name__.rstrip("_").replace("_", "-")  # of import_, which Python wants written so
        app.command(name, rich_help_panel=panel)(_rooted(command))


def _rooted(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option `--root`, and say which root it reads where that is not the installed one."""

    @wraps(command)
    def run(*args: object, root: Path | None = None, **options: object) -> None:
        from dateline.cli.progress import note
        from dateline.paths import check_root, installed_root, using_root
        from dateline.paths import root as current

        with using_root(check_root(root) if root else None):
            if current() != installed_root():
                note(f"reading the project in {current()}")
            command(*args, **options)

    shape = signature(command)
    extra = Parameter("root", Parameter.KEYWORD_ONLY, default=None, annotation=RootOption)
    run.__signature__ = shape.replace(parameters=[*shape.parameters.values(), extra])  # type: ignore[attr-defined]
    run.__annotations__ = {**command.__annotations__, "root": RootOption}
    return run
