"""Commands on predictions: tasks, check, score, problems."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.cli.options import (
    DEFAULT_SEED,
    CrosswalkOption,
    DataOption,
    GoldOption,
    IntervalOption,
    JobsOption,
    JsonOption,
    MissingOption,
    SeedOption,
    SeedsOption,
    SetOption,
    TagsOption,
    TaskArgument,
    UnitOption,
)

if TYPE_CHECKING:
    from dateline.evaluation.evaluate import Result


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (score, check, tasks, problems):
        app.command(rich_help_panel="Benchmark")(command)


def tasks() -> None:
    """List the tasks."""
    from dateline import tasks as declared

    for task in map(declared.load, declared.names()):
        typer.echo(f"{task.id:16} {task.description}")


def problems(
    name: Annotated[str | None, typer.Argument(help="The id of an error or check (default: all).")] = None,
    write: Annotated[Path | None, typer.Option("--write", help="Write problems.md to this folder.")] = None,
) -> None:
    """Explain an error or a validation check, or list all."""
    from dateline.publishing.problem_table import rows, write_problems
    from dateline.tables import console, plain_table

    if write:
        typer.echo(f"wrote {write_problems(write)}")
        return
    errors, checks = rows(name)
    if errors:
        console().print(plain_table("errors", ["id", "meaning", "what to do"], errors, right=False))
    if checks:
        console().print(plain_table("validation checks", ["id", "level", "what holds"], checks, right=False))


def check(
    task: TaskArgument,
    predictions: Annotated[Path, typer.Argument(help="A prediction file, or a folder of brat files.")],
    data: DataOption = "news",
    gold: GoldOption = None,
    seeds: SeedsOption = None,
    allow_missing: MissingOption = False,
    crosswalk: CrosswalkOption = None,
    tags: TagsOption = "conlleval",
) -> None:
    """Validate a prediction file without scoring it."""
    from dateline.evaluation.evaluate import count_file
    from dateline.evaluation.score import prepare

    _, side = prepare(task, data=data, gold=gold, seeds=seeds, crosswalk=crosswalk, tags=_policy(tags))
    _, reading = count_file(side, predictions, allow_missing=allow_missing)
    _tell(reading)
    documents = len(side.records) - len(reading.missing)
    typer.echo(f"{predictions}: well-formed for {task} on {side.data}; {documents} documents")


def score(
    task: TaskArgument,
    predictions: Annotated[list[Path], typer.Argument(help="Prediction files, or folders of brat files.")],
    data: DataOption = "news",
    gold: GoldOption = None,
    seeds: SeedsOption = None,
    allow_missing: MissingOption = False,
    settings: SetOption = None,
    crosswalk: CrosswalkOption = None,
    tags: TagsOption = "conlleval",
    compare: Annotated[
        bool, typer.Option("--compare", help="Test every further file against the first (paired permutation, Holm).")
    ] = False,
    signature: Annotated[
        str | None,
        typer.Option("--check-signature", help="Refuse to score unless the result is comparable with this signature."),
    ] = None,
    unit: UnitOption = None,
    interval: IntervalOption = "logit-t",
    jobs: JobsOption = 1,
    as_json: JsonOption = False,
    seed: SeedOption = DEFAULT_SEED,
) -> None:
    """Score prediction files: every metric of the task with its 95% interval, and the signature to quote with it."""
    from dateline.cli.progress import shown
    from dateline.evaluation import score as api

    declared, side = api.prepare(
        task,
        data=data,
        gold=gold,
        seeds=seeds,
        settings=settings or [],
        crosswalk=crosswalk,
        tags=_policy(tags),
        unit=unit,
        interval=interval,
    )
    if signature:
        _check_signature(signature, declared, side, seed)
    differences: list[Any] = []
    with shown() as progress:
        how: dict[str, Any] = {"allow_missing": allow_missing, "seed": seed, "jobs": jobs, "progress": progress}
        if compare and len(predictions) > 1:
            results, differences = api.compare_files(declared, side, predictions, **how)
        else:
            results = [api.score_file(declared, side, path, **how) for path in predictions]
    top = None if gold or crosswalk else api.annotators_result(declared, data, sampling=side.sampling, seed=seed)
    show(results, differences, top, as_json=as_json)


def _policy(tags: str) -> Any:  # noqa: ANN401 - a literal type that typer doesn't know
    from dateline.errors import refuse

    if tags not in {"conlleval", "strict"}:
        raise refuse("unknown-option", f"--tags can't be {tags!r}", hint="conlleval or strict")
    return tags


def _check_signature(signature: str, task: Any, gold: Any, seed: int) -> None:  # noqa: ANN401 - imported lazily
    from dateline.errors import refuse
    from dateline.evaluation.compare import comparable
    from dateline.evaluation.evaluate import signature as signature_of
    from dateline.scoring.resampling import ROUNDS

    differences = comparable([signature, signature_of(task, gold, seed=seed, resamples=ROUNDS)])
    if differences:
        raise refuse("bad-signature", "the scores can't be compared: " + "; ".join(differences))


def _tell(reading: Any) -> None:  # noqa: ANN401 - imported lazily
    from dateline.evaluation.tables import reading_notes

    for note in reading_notes(reading):
        typer.echo(note)


def show(results: list["Result"], differences: list[Any], top: "Result | None", *, as_json: bool) -> None:
    """Print results of one part as a table or as JSON."""
    if as_json:
        import msgspec

        whole = {"results": results, "differences": differences, "annotators": top}
        payload = results[0] if len(results) == 1 and not differences else whole
        typer.echo(msgspec.json.encode(payload).decode())
        return
    from dateline.evaluation.tables import (
        agreement_note,
        differences_table,
        notes,
        score_table,
        systems_table,
        untested_notes,
    )
    from dateline.tables import console

    screen = console()
    if len(results) == 1:
        screen.print(score_table(results[0], top))
        for line in [*notes(results[0]), *agreement_note(top)]:
            typer.echo(line)
        return
    screen.print(systems_table(results, top))
    if differences:
        screen.print(differences_table(differences, results[0].primary))
    said = [*untested_notes(differences), f"signature: {results[0].signature}", *results[0].caveats]
    for line in [*said, *agreement_note(top)]:
        typer.echo(line)
