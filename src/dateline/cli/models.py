"""Commands on recorded models: run, leaderboard, curve, transfer."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.options import (
    AllowLeakOption,
    JsonOption,
    SeedsOption,
    add,
)

if TYPE_CHECKING:
    from dateline.evaluation.results import Result


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    add(app, "Models", run, leaderboard, curve, transfer)


def run(
    names: Annotated[list[str] | None, typer.Argument(help="Baselines to run (default: all of the task).")] = None,
    task: Annotated[str, typer.Option("--task", help="The task.")] = "ner",
    data: Annotated[
        list[str] | None, typer.Option("--data", help="Parts or splits to predict (default: all that have gold).")
    ] = None,
    train: Annotated[
        str | None,
        typer.Option(
            "--train",
            help="What to learn from: a part or split, a gold file with text, or a folder (default: open/train).",
        ),
    ] = None,
    allow_leak: AllowLeakOption = False,
    seeds: SeedsOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the predictions to this folder.")] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Store predictions and scores under baselines/ of the project.")
    ] = False,
    seed: Annotated[
        int | None, typer.Option("--seed", help="Train with this seed alone (default: the first; to record, all).")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Train, predict and score the baselines of a task; without the articles' text, score the recorded predictions."""
    from dateline.baselines.run import masked_parts, ranked_parts, run_all, score_recorded, training_part
    from dateline.cli.progress import shown, warn
    from dateline.errors import refuse, text_needed
    from dateline.evaluation.score import annotators_result
    from dateline.tasks.declarations import load as load_task

    declared = load_task(task)
    results: list[Result] = []
    tested = data or ranked_parts(task)
    if not tested:
        hint = "`dateline stats PART` tells what is there"
        raise refuse("missing-layer", f"no part has gold for {task} yet", hint=hint)
    masked = [] if seeds or out or record else masked_parts(tested)
    readable = [part for part in tested if part not in masked]
    if readable:
        learning = train or training_part(task)
        with shown() as progress:
            results += run_all(
                names,
                task=task,
                data=readable,
                train=learning,
                seeds=seeds,
                out=out,
                record=record,
                seed=seed,
                allow_leak=allow_leak,
                progress=progress,
                warn=warn,
            )
    for part in masked:
        warn(f"{text_needed(f'predicting on {part}')}\nscoring the recorded predictions instead")
        results += score_recorded(names, task=task, data=part)
    parts = list(dict.fromkeys(one.data for one in results))
    tops = [top for part in parts if (top := annotators_result(declared, part))]
    if len(parts) > 1 and not as_json:
        from dateline.evaluation.rows import part_rows
        from dateline.tables import fitted_table

        title = f"{declared.id} · {declared.primary}"
        typer.echo(fitted_table(title, *part_rows(results, tops)))
        return
    from dateline.cli.benchmark import show

    show(results, [], tops[0] if len(parts) == 1 and tops else None, form="json" if as_json else "table")


def leaderboard(
    write: Annotated[Path | None, typer.Option("--write", help="Write leaderboard.md to this folder.")] = None,
    check: Annotated[
        Path | None, typer.Option("--check", help="Only compare: exit code 1 if this folder's page is out of date.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a page with plots and tables that sort to this file.")
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Score the recorded predictions of baselines and store their scores.")
    ] = False,
    readme: Annotated[
        Path | None, typer.Option("--readme", help="Write the best recorded scores between the markers of this file.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Rank all systems with recorded predictions, baselines and submissions, on every task."""
    from dateline.publishing.leaderboard import page, rows, tables

    if record:
        from dateline.baselines.run import rescore_all

        typer.echo(f"stored {rescore_all()} scores under baselines/scores")
    if html:
        from dateline.report.leaderboard import write_leaderboard

        typer.echo(f"wrote {write_leaderboard(html, tables())}")
    if readme:
        from dateline.declarations import read_text
        from dateline.files import write_text
        from dateline.publishing.reports.front_page import best_scores, with_scores

        typer.echo(f"wrote {write_text(readme, with_scores(read_text(readme), best_scores(), str(readme)))}")
    if write or check:
        _written_or_compared("leaderboard.md", page(), write, check, source="predictions")
    if readme or write or html:
        return
    from dateline.tables import json_table, plain_table

    found = [(f"{task} on {data}", *rows(places, top)) for task, data, places, top in tables()]
    if as_json:
        typer.echo(json_table(found))
        return
    for title, header, lines in found:
        typer.echo(plain_table(title, header, lines))


def curve(
    name: Annotated[str, typer.Argument(help="A baseline.")],
    task: Annotated[str, typer.Option("--task", help="The task.")] = "ner",
    train: Annotated[
        str, typer.Option("--train", help="What to learn from: a part or split, a gold file with text, or a folder.")
    ] = "open/train",
    data: Annotated[list[str] | None, typer.Option("--data", help="Parts to score (default: all with gold).")] = None,
    allow_leak: AllowLeakOption = False,
    seeds: SeedsOption = None,
    record: Annotated[bool, typer.Option("--record", help="Keep the curve under baselines/ of the project.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Train a baseline on growing shares of the text, and score each: would more text help?"""
    from dateline.baselines.declarations import chosen
    from dateline.baselines.experiments.learning_curves import Curve, keep_curve, learning_curve
    from dateline.baselines.run import annotated_documents, ranked_parts
    from dateline.evaluation.leaks import check_leaks
    from dateline.paths import BASELINES, root
    from dateline.tables import plain_table
    from dateline.tables import points as formatted
    from dateline.tasks.declarations import load as load_task

    declared = load_task(task)
    (baseline,) = chosen([name], task)
    tests = {part: annotated_documents(declared, part, seeds) for part in data or ranked_parts(task)}
    learning = annotated_documents(declared, train, seeds)
    if not allow_leak:
        for part, documents in tests.items():
            check_leaks(learning, documents, train, part)
    points = tuple(learning_curve(baseline, declared, learning, tests))
    if record:
        command = f"dateline curve {name} --task {task} --record"
        keep_curve(root() / BASELINES, Curve(task=task, baseline=name, trained=train, command=command, points=points))
    if as_json:
        import msgspec

        typer.echo(msgspec.json.encode(points).decode())
        return
    rows = [[f"{point.share:.1%}", str(point.words), *map(formatted, point.scores.values())] for point in points]
    typer.echo(plain_table(f"{task} · {name} · {declared.primary}", ["share", "words", *tests], rows))


def transfer(
    names: Annotated[
        list[str] | None, typer.Argument(help="Baselines (default: the linear ones of all tasks, and memory).")
    ] = None,
    draws: Annotated[
        int, typer.Option("--draws", min=1, help="How often invented articles to learn from are drawn.")
    ] = 3,
    folds: Annotated[int, typer.Option("--folds", min=2, help="Folds of real stories, at most.")] = 5,
    seeds: SeedsOption = None,
    record: Annotated[
        bool, typer.Option("--record", help="Keep the scores under baselines/transfer of the project.")
    ] = False,
    write: Annotated[Path | None, typer.Option("--write", help="Write transfer.md to this folder.")] = None,
    check: Annotated[
        Path | None, typer.Option("--check", help="Only compare: exit code 1 if this folder's page is out of date.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Train baselines on invented text and on as much real text, and score both on real news.

    With --write or --check and nothing else, the page is made of the scores that are kept.
    """
    from dateline.baselines.experiments.transfer import keep_transfer, transfers
    from dateline.paths import BASELINES, project
    from dateline.publishing.reports.transfer_report import transfer_page, transfer_rows

    if names or record or not (write or check):
        from dateline.baselines.declarations import load
        from dateline.cli.progress import shown

        with shown() as progress:
            chosen = [load(name) for name in names] if names else None
            found = transfers(chosen, draws=draws, folds=folds, seeds=seeds, progress=progress)
        for one in found if record else ():
            keep_transfer(project() / BASELINES, one)
        if as_json:
            import msgspec

            typer.echo(msgspec.json.encode(found).decode())
        else:
            from dateline.tables import plain_table

            typer.echo(plain_table("transfer", *transfer_rows(found)))
    if write or check:
        _written_or_compared("transfer.md", transfer_page(), write, check, source="kept scores")


def _written_or_compared(name: str, text: str, write: Path | None, check: Path | None, *, source: str) -> None:
    """Write a page into the folder `write`; or compare it with that of the folder `check`, and exit with 0 or 1."""
    path = (write or check or Path()) / name
    if check:
        same = path.exists() and path.read_text(encoding="utf-8") == text
        typer.echo(f"{path} is {'up to date' if same else f'not what the {source} give'}")
        raise typer.Exit(0 if same else 1)
    from dateline.files import write_text

    typer.echo(f"wrote {write_text(path, text)}")
