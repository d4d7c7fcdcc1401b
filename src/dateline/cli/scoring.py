"""Commands on predictions: tasks, check, score, run."""

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.options import (
    DEFAULT_SEED,
    DataOption,
    JsonOption,
    MissingOption,
    SeedOption,
    SeedsOption,
    TaskArgument,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (score, run, check, tasks):
        app.command(rich_help_panel="Benchmark")(command)


def tasks() -> None:
    """List the tasks."""
    from dateline.tasks import load_task, task_ids

    for task in map(load_task, task_ids()):
        typer.echo(f"{task.id:16} {task.description}")


def check(
    task: TaskArgument,
    predictions: Path,
    data: DataOption = "news",
    seeds: SeedsOption = None,
    allow_missing: MissingOption = False,
) -> None:
    """Validate a prediction file without scoring it."""
    from dateline.api import gold_for
    from dateline.evaluate import read_counts
    from dateline.tasks import load_task

    declared = load_task(task)
    counts, missing, _, warnings = read_counts(
        declared, gold_for(declared, data, seeds), predictions, allow_missing=allow_missing
    )
    for warning in warnings:
        typer.echo(f"warning: {warning}")
    typer.echo(f"{predictions}: well-formed for {task} on {data}; {len(counts.units) - len(missing)} documents")


def score(
    task: TaskArgument,
    predictions: Path,
    data: DataOption = "news",
    seeds: SeedsOption = None,
    allow_missing: MissingOption = False,
    as_json: JsonOption = False,
    seed: SeedOption = DEFAULT_SEED,
) -> None:
    """Score a prediction file: every metric of the task with its 95% interval."""
    from dateline.api import score as score_api

    result = score_api(task, predictions, data=data, seeds=seeds, allow_missing=allow_missing, seed=seed)
    _show([result], as_json=as_json)


def run(
    names: Annotated[list[str] | None, typer.Argument(help="Baselines to run (default: all of the task).")] = None,
    task: Annotated[str, typer.Option("--task", help="The task.")] = "ner",
    data: DataOption = "news",
    seeds: SeedsOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the predictions to this folder.")] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Store predictions and scores under baselines/ of the project.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Train, predict and score baselines; without the articles' text, score the predictions kept with the corpus."""
    from dateline.baselines.run import run_all, score_recorded
    from dateline.errors import TextNeededError

    try:
        results = run_all(names, task=task, data=data, seeds=seeds, out=out, record=record)
    except TextNeededError as error:
        if seeds or out or record:
            raise
        typer.echo(f"{error}\nscoring the predictions kept under baselines/ instead", err=True)
        results = score_recorded(names, task=task, data=data)
    _show(results, as_json=as_json)


def _show(results: list, *, as_json: bool) -> None:  # type: ignore[type-arg]  # Result is imported lazily
    if as_json:
        import msgspec

        payload = results[0] if len(results) == 1 else results
        typer.echo(msgspec.json.encode(payload).decode())
        return
    from dateline.report import console, score_table, systems_table

    screen = console()
    if len(results) == 1:
        screen.print(score_table(results[0]))
    else:
        screen.print(systems_table(results))
