"""Commands on predictions: score, check, errors, tasks, problems, schema."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.cli.options import (
    DEFAULT_SEED,
    AddressOption,
    DataOption,
    EngineOption,
    FormatOption,
    GoldLabelsOption,
    GoldOption,
    IntervalOption,
    JobsOption,
    JsonOption,
    LabelsOption,
    MissingOption,
    PredictionsArgument,
    SeedOption,
    SeedsOption,
    SetOption,
    TagsOption,
    TaskArgument,
    UnitOption,
    add,
    check_engine,
    tag_policy,
)

if TYPE_CHECKING:
    from dateline.evaluation.inputs import System
    from dateline.evaluation.results import Result


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    add(app, "Benchmark", score, check, errors, tasks, problems, schema)


def tasks(
    task: Annotated[str | None, typer.Argument(help="A task, to say all of it (default: list all).")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the tasks; or describe one, with its metrics and settings."""
    import msgspec

    from dateline import tasks as declared

    found = [declared.load(name) for name in ([task] if task else declared.names())]
    if as_json:
        typer.echo(msgspec.json.encode(found).decode())
        return
    if task is None:
        for one in found:
            typer.echo(f"{one.id:16} {one.description}")
        return
    from dateline.tasks.describe import metric_rows, setting_rows

    (one,) = found
    typer.echo(f"{one.id} (version {one.version}): {one.description}\na prediction: {one.example}\n")
    _print_tables([("metrics", metric_rows(one)), ("settings, for --set", setting_rows(one))])


def problems(
    name: Annotated[str | None, typer.Argument(help="The id of an error or check (default: all).")] = None,
    write: Annotated[Path | None, typer.Option("--write", help="Write problems.md to this folder.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Explain an error or a validation check, or list all."""
    from dateline.publishing.problem_table import rows, write_problems
    from dateline.tables import json_table, plain_table

    if write:
        typer.echo(f"wrote {write_problems(write)}")
        return
    errors, checks = rows(name)
    tables = [
        ("errors", ["id", "meaning", "what to do"], errors),
        ("validation checks", ["id", "level", "what holds"], checks),
    ]
    if as_json:
        typer.echo(json_table([(title, header, found) for title, header, found in tables if found]))
        return
    for title, header, found in tables:
        if found:
            typer.echo(plain_table(title, header, found, right=False))


def schema(
    write: Annotated[Path | None, typer.Option("--write", help="Write results.schema.json to this folder.")] = None,
) -> None:
    """Print the JSON schema of what `dateline score --json` prints."""
    from dateline.evaluation.results import json_schema

    text = json_schema()
    if write:
        from dateline.files import write_text

        typer.echo(f"wrote {write_text(write / 'results.schema.json', text)}")
        return
    typer.echo(text, nl=False)


def check(
    task: TaskArgument,
    predictions: PredictionsArgument,
    data: DataOption = None,
    gold: GoldOption = None,
    seeds: SeedsOption = None,
    allow_missing: MissingOption = False,
    settings: SetOption = None,
    labels: LabelsOption = None,
    gold_labels: GoldLabelsOption = None,
    tags: TagsOption = "conlleval",
) -> None:
    """Validate prediction files without scoring them."""
    from dateline.evaluation import score as api
    from dateline.evaluation.evaluate import count_file
    from dateline.evaluation.inputs import foreign_scheme
    from dateline.evaluation.tables import reading_notes

    given, schemes = _systems(task, predictions, settings, labels)
    _, side = api.prepare(
        task,
        predictions=given,
        data=data,
        gold=gold,
        seeds=seeds,
        settings=settings or [],
        labels=foreign_scheme(given, schemes),
        gold_labels=gold_labels,
        tags=tag_policy(tags),
    )
    for one in given:
        _, reading = count_file(side, one.source, allow_missing=allow_missing, scheme=schemes.get(one.name))
        for note in reading_notes(reading):
            typer.echo(note)
        documents = len(side.records) - len(reading.missing)
        typer.echo(f"{one.name}: well-formed for {task} on {side.data}; {documents} documents")


def score(
    context: typer.Context,
    task: TaskArgument,
    predictions: PredictionsArgument,
    data: DataOption = None,
    gold: GoldOption = None,
    seeds: SeedsOption = None,
    allow_missing: MissingOption = False,
    settings: SetOption = None,
    labels: LabelsOption = None,
    gold_labels: GoldLabelsOption = None,
    tags: TagsOption = "conlleval",
    compare: Annotated[
        bool, typer.Option("--compare", help="Test every further system against the first (paired permutation, Holm).")
    ] = False,
    signature: Annotated[
        str | None,
        typer.Option("--check-signature", help="Refuse to score unless the result is comparable with this signature."),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", help="Write scores, comparisons and errors as one HTML page to this file too."),
    ] = None,
    unit: UnitOption = None,
    interval: IntervalOption = "logit-t",
    jobs: JobsOption = None,
    engine: EngineOption = "local",
    address: AddressOption = None,
    form: FormatOption = "table",
    as_json: JsonOption = False,
    seed: SeedOption = DEFAULT_SEED,
) -> None:
    """Score predictions: every metric of the task with its 95% interval, and the signature to quote with it."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # to start threads takes numpy longer than they could save here
    from dateline.cli.progress import shown
    from dateline.evaluation import score as api
    from dateline.evaluation.inputs import foreign_scheme

    on_ray = check_engine(engine, {"--address": address}) == "ray"
    given, schemes = _systems(task, predictions, settings, labels)
    declared, side = api.prepare(
        task,
        predictions=given,
        data=data,
        gold=gold,
        seeds=seeds,
        settings=settings or [],
        labels=foreign_scheme(given, schemes),
        gold_labels=gold_labels,
        tags=tag_policy(tags),
        unit=unit,
        interval=interval,
    )
    if signature is not None:
        from dateline.evaluation.compare import check_signature

        check_signature(signature, declared, side, seed=seed)
    compared = compare or report is not None
    with shown() as progress, ExitStack() as held:
        how: dict[str, Any] = {"allow_missing": allow_missing, "seed": seed, "jobs": jobs or 1, "progress": progress}
        if on_ray:
            from dateline.engines.connecting import connected
            from dateline.engines.scoring import on_cluster

            how |= {"jobs": held.enter_context(connected(address, jobs=jobs)), "spread": on_cluster}
        results, differences = api.compare_systems(declared, side, given, schemes=schemes, compare=compared, **how)
    top = (
        None
        if gold or side.crosswalk
        else api.annotators_result(declared, side.data, sampling=side.sampling, seed=seed)
    )
    show(results, differences, top, form="json" if as_json else form)
    if report:
        from dateline.cli.score_page import write_page
        from dateline.evaluation.results import Report

        scored = Report(results=tuple(results), differences=tuple(differences), annotators=top)
        write_page(report, declared, side, given, scored, schemes, context)


def errors(
    task: Annotated[str | None, typer.Argument(help="A task, such as ner.")] = None,
    predictions: Annotated[str | None, typer.Argument(help="A prediction file of the task.")] = None,
    data: DataOption = None,
    gold: GoldOption = None,
    seeds: SeedsOption = None,
    settings: SetOption = None,
    listed: Annotated[bool, typer.Option("--list", help="List every error with its place and context.")] = False,
    form: Annotated[str, typer.Option("--format", help="How --list prints errors: lines, jsonl, csv.")] = "lines",
    write: Annotated[
        Path | None, typer.Option("--write", help="Write errors.md, on the best baselines, to this folder instead.")
    ] = None,
) -> None:
    """Analyse the errors of a system: outcomes of the gold annotations, confusion matrix, every error."""
    from dateline.errors import refuse

    if write:
        from dateline.publishing.reports.error_report import write_errors

        typer.echo(f"wrote {write_errors(write)}")
        return
    if task is None or predictions is None:
        hint = "`dateline errors TASK PREDICTIONS`, or `dateline errors --write FOLDER`"
        raise refuse("missing-argument", "a task and a prediction file are needed", hint=hint)
    from dateline.evaluation.error_analysis import analysed
    from dateline.evaluation.error_list import error_lines
    from dateline.tables import fitted_table, screen_width

    found = analysed(task, predictions, data=data, gold=gold, seeds=seeds, settings=settings or [])
    width = screen_width()
    if listed:
        for line in error_lines(found, form, width if sys.stdout.isatty() else None):
            typer.echo(line)
        return
    for title, rows in found.tables(width):
        typer.echo(fitted_table(title, *rows))


def _systems(
    task: str, predictions: list[str], settings: list[str] | None, labels: list[str] | None
) -> tuple[list["System"], dict[str, str | None]]:
    """Take the predictions with their names, and the label scheme of each."""
    from dateline.evaluation.inputs import schemes_of, systems
    from dateline.tasks.declarations import load, with_settings

    given = systems(with_settings(load(task), settings or []), predictions)
    return given, schemes_of(given, labels or ())


def show(results: list["Result"], differences: list[Any], top: "Result | None", *, form: str) -> None:
    """Print results of one part in a format."""
    from dateline.evaluation.results import Report
    from dateline.evaluation.tables import printed, rendered

    report = Report(results=tuple(results), differences=tuple(differences), annotators=top)
    if form != "table":
        typer.echo(rendered(report, form))
        return
    from dateline.tables import screen_width

    for text in printed(report, screen_width()):
        typer.echo(text)


def _print_tables(tables: "list[tuple[str, Any]]") -> None:
    from dateline.tables import fitted_table

    for title, rows in tables:
        if rows[1]:
            typer.echo(fitted_table(title, *rows))
