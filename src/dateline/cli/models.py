"""Commands on models: run, leaderboard, curve, train, annotate, ask."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.options import (
    AllowLeakOption,
    ForceOption,
    JsonOption,
    SeedsOption,
    add,
)

if TYPE_CHECKING:
    from dateline.evaluation.results import Result


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    add(app, "Models", run, leaderboard, curve, train, annotate, ask)


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
    """Train, predict and score baselines; without the articles' text, score the recorded predictions."""
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
        from dateline.tables import console, fitted_table

        screen = console()
        title = f"{declared.id} · {declared.primary}"
        screen.print(fitted_table(title, *part_rows(results, tops), width=screen.width))
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
        path = (write or check or Path()) / "leaderboard.md"
        text = page()
        if check:
            same = path.exists() and path.read_text(encoding="utf-8") == text
            typer.echo(f"{path} is {'up to date' if same else 'not what the predictions give'}")
            raise typer.Exit(0 if same else 1)
        from dateline.files import write_text

        typer.echo(f"wrote {write_text(path, text)}")
    if readme or write or html:
        return
    from dateline.tables import console, json_table, plain_table

    found = [(f"{task} on {data}", *rows(places, top)) for task, data, places, top in tables()]
    if as_json:
        typer.echo(json_table(found))
        return
    for title, header, lines in found:
        console().print(plain_table(title, header, lines))


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
    from dateline.baselines.learning_curves import Curve, keep_curve, learning_curve
    from dateline.baselines.run import annotated_documents, ranked_parts
    from dateline.evaluation.leaks import check_leaks
    from dateline.paths import BASELINES, root
    from dateline.tables import console, plain_table
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
    console().print(plain_table(f"{task} · {name} · {declared.primary}", ["share", "words", *tests], rows))


def train(
    out: Annotated[Path, typer.Argument(help="The folder for the trained models.")],
    data: Annotated[
        str, typer.Option("--data", help="What to learn from: a part or split, a folder, or a gold file with text.")
    ] = "open/train",
    task: Annotated[str | None, typer.Option("--task", help="The task of the gold file's records.")] = None,
    seeds: SeedsOption = None,
    force: ForceOption = "",
) -> None:
    """Train the linear models of all layers as one pipeline, for `dateline annotate`."""
    from dateline.baselines.pipeline.pipeline import train
    from dateline.baselines.pipeline.store import load_about
    from dateline.baselines.run import annotated_documents, documents_with_text
    from dateline.files import check_output, check_unpublished
    from dateline.paths import root
    from dateline.tasks.declarations import load

    check_output(out, "models", force=force)
    learning = annotated_documents(load(task), data, seeds) if task else documents_with_text(data, seeds)
    if any(document.provenance == "real" for document in learning):  # models keep phrases of what they learn from
        check_unpublished(out, root())
    folder = train(learning, data, out, force=force)
    typer.echo(f"wrote {folder} ({', '.join(load_about(folder).models) or 'no model: nothing is annotated'})")


def annotate(
    source: Annotated[Path, typer.Argument(help="A folder of .txt files, a .txt or .jsonl file, or a dataset folder.")],
    model: Annotated[Path, typer.Option("--model", help="A folder that `dateline train` made.")],
    out: Annotated[Path, typer.Option("--out", help="The folder for shards of Parquet.")],
    jobs: Annotated[
        int,
        typer.Option("--jobs", "--processes", min=1, help="How many processes work at once; the result is the same."),
    ] = 1,
    shard: Annotated[int, typer.Option("--shard", min=1, help="Documents of a shard.")] = 64,
    trust_pickle: Annotated[
        bool, typer.Option("--trust-pickle", help="Load models of releases before 0.2, which can run any code.")
    ] = False,
) -> None:
    """Annotate your own texts with a trained pipeline; an interrupted run resumes."""
    from time import perf_counter

    from dateline.baselines.pipeline.stream import annotate_all, texts_in
    from dateline.cli.progress import shown

    new = old = 0
    started = perf_counter()
    with shown() as progress:
        for _, number, fresh in annotate_all(
            texts_in(source), model, out, shard=shard, processes=jobs, trust_pickle=trust_pickle
        ):
            new, old = (new + number, old) if fresh else (new, old + number)
            progress("documents", new + old, 0)
    seconds = perf_counter() - started
    there = f", {old} were there" if old else ""
    typer.echo(f"wrote {out}: {new} documents in {seconds:.1f} s ({new / seconds:.1f} a second){there}")


def ask(
    model: Annotated[str, typer.Argument(help="The model's name at the endpoint.")],
    out: Annotated[Path, typer.Option("--out", help="The prediction file to write.")],
    task: Annotated[str, typer.Option("--task", help="The task.")] = "ner",
    url: Annotated[
        str, typer.Option("--url", help="An OpenAI-compatible endpoint.", envvar="OPENAI_BASE_URL")
    ] = "http://localhost:8000/v1",
    key: Annotated[str, typer.Option("--key", help="Its key.", envvar="OPENAI_API_KEY", show_default=False)] = "none",
    data: Annotated[str, typer.Option("--data", help="The part or split to ask about.")] = "open/test",
    seeds: SeedsOption = None,
    version: Annotated[int, typer.Option("--prompt", help="The version of the task's prompt.")] = 1,
    cache: Annotated[
        Path | None, typer.Option("--cache", help="The answer log (default: beside --out, OUT.answers.jsonl).")
    ] = None,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds for a whole request.")] = 120.0,
    attempts: Annotated[int, typer.Option("--attempts", min=1, help="How many times to ask for a usable answer.")] = 3,
    price_in: Annotated[float, typer.Option("--price-in", help="Cost of a million tokens asked.")] = 0.0,
    price_out: Annotated[float, typer.Option("--price-out", help="Cost of a million tokens answered.")] = 0.0,
) -> None:
    """Ask a language model for predictions with quoted text; `dateline score` anchors and scores them."""
    from dateline.baselines.llm.asking import ask_model
    from dateline.baselines.llm.client import Endpoint, LanguageModel
    from dateline.cli.progress import shown
    from dateline.tasks import load

    endpoint = Endpoint(
        model=model, url=url, key=key, timeout=timeout, attempts=attempts, price_in=price_in, price_out=price_out
    )
    log = cache or out.with_name(f"{out.name}.answers.jsonl")
    asked = LanguageModel(endpoint, load(task), version=version, cache=log)
    with shown() as progress:
        usage = ask_model(asked, data, out, seeds=seeds, progress=progress)
    typer.echo(f"asked {usage.asked}, from the answer log {usage.cached}, wrote {out}; all answers are in {log}")
    costs = f"cost {usage.cost:.4f}, of all runs {usage.cost_of_all_runs:.4f}"
    typer.echo(f"tokens: {usage.tokens_in} in, {usage.tokens_out} out; {costs}")
    for name, counts in (("asked again", usage.again), ("dropped from answers", usage.dropped)):
        if counts:
            typer.echo(f"{name}: {', '.join(f'{number} {reason}' for reason, number in sorted(counts.items()))}")
    if usage.failed:
        reasons = ", ".join(f"{number} {reason}" for reason, number in sorted(usage.failed.items()))
        typer.echo(f"{usage.failed.total()} documents have no prediction: {reasons}", err=True)
        raise typer.Exit(1)
