"""Commands on predictions: tasks, check, score, run, ask, train, annotate, leaderboard."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.cli.options import (
    DEFAULT_SEED,
    CrosswalkOption,
    DataOption,
    GoldOption,
    JsonOption,
    MissingOption,
    SeedOption,
    SeedsOption,
    SetOption,
    TagsOption,
    TaskArgument,
)

if TYPE_CHECKING:
    from dateline.evaluate import Result


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (score, run, leaderboard, ask, train, annotate, check, tasks):
        app.command(rich_help_panel="Benchmark")(command)


def tasks() -> None:
    """List the tasks."""
    from dateline.tasks import load_task, task_ids

    for task in map(load_task, task_ids()):
        typer.echo(f"{task.id:16} {task.description}")


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
    from dateline.api import prepare
    from dateline.evaluate import count_file

    declared, side = prepare(task, data=data, gold=gold, seeds=seeds, crosswalk=crosswalk, tags=_policy(tags))
    _, reading = count_file(declared, side, predictions, allow_missing=allow_missing)
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
    as_json: JsonOption = False,
    seed: SeedOption = DEFAULT_SEED,
) -> None:
    """Score prediction files: every metric of the task with its 95% interval, and the signature to quote with it."""
    from dateline import api

    declared, side = api.prepare(
        task,
        data=data,
        gold=gold,
        seeds=seeds,
        settings=settings or [],
        crosswalk=crosswalk,
        tags=_policy(tags),
    )
    if signature:
        _check_signature(signature, declared, side, seed)
    differences: list[Any] = []
    if compare and len(predictions) > 1:
        results, differences = api.compare(declared, side, predictions, allow_missing=allow_missing, seed=seed)
    else:
        results = [api.score_file(declared, side, p, allow_missing=allow_missing, seed=seed) for p in predictions]
    top = None if gold or crosswalk else api.ceiling_of(declared, data, seed=seed)
    _show(results, differences, top, as_json=as_json)


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
    from dateline.api import ceiling_of
    from dateline.tasks import load_task

    _show(results, [], ceiling_of(load_task(task), data), as_json=as_json)


def ask(
    model: Annotated[str, typer.Argument(help="The model's name at the endpoint.")],
    out: Annotated[Path, typer.Option("--out", help="The prediction file to write.")],
    task: Annotated[str, typer.Option("--task", help="The task.")] = "ner",
    url: Annotated[
        str, typer.Option("--url", help="An OpenAI-compatible endpoint.", envvar="OPENAI_BASE_URL")
    ] = "http://localhost:8000/v1",
    key: Annotated[str, typer.Option("--key", help="Its key.", envvar="OPENAI_API_KEY", show_default=False)] = "none",
    data: DataOption = "news",
    seeds: SeedsOption = None,
    version: Annotated[int, typer.Option("--prompt", help="The version of the task's prompt.")] = 1,
    cache: Annotated[Path | None, typer.Option("--cache", help="Keep answers here, to go on after a break.")] = None,
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds to wait for an answer.")] = 120.0,
    attempts: Annotated[int, typer.Option("--attempts", help="How often to ask for an answer of use.")] = 3,
    price_in: Annotated[float, typer.Option("--price-in", help="Cost of a million tokens asked.")] = 0.0,
    price_out: Annotated[float, typer.Option("--price-out", help="Cost of a million tokens answered.")] = 0.0,
) -> None:
    """Ask a language model for predictions with quoted text; `dateline score` anchors and scores them."""
    from dateline.baselines.llm import Endpoint, LanguageModel
    from dateline.baselines.run import ask_model

    endpoint = Endpoint(
        model=model, url=url, key=key, timeout=timeout, attempts=attempts, price_in=price_in, price_out=price_out
    )
    usage = ask_model(LanguageModel(endpoint, task, version=version, cache=cache), data, out, seeds=seeds)
    typer.echo(f"asked {usage.asked}, from the cache {usage.cached}, wrote {out}")
    typer.echo(f"tokens: {usage.tokens_in} in, {usage.tokens_out} out; cost {usage.cost:.4f}")
    for name, counts in (("asked again", usage.again), ("without an answer", usage.failed)):
        if counts:
            typer.echo(f"{name}: {', '.join(f'{number} {reason}' for reason, number in sorted(counts.items()))}")


def train(
    out: Annotated[Path, typer.Argument(help="The folder for the trained models.")],
    data: Annotated[str, typer.Option("--data", help="The part or split to learn from.")] = "open/train",
    seeds: SeedsOption = None,
) -> None:
    """Train the linear models of all layers as one pipeline, for `dateline annotate`."""
    from dateline.baselines.pipeline import train
    from dateline.baselines.run import documents_with_text
    from dateline.baselines.store import load_about

    folder = train(documents_with_text(data, seeds), data, out)
    typer.echo(f"wrote {folder} ({', '.join(load_about(folder).models) or 'no model: nothing is annotated'})")


def annotate(
    source: Annotated[Path, typer.Argument(help="A folder of .txt files, a .txt or .jsonl file, or a dataset folder.")],
    model: Annotated[Path, typer.Option("--model", help="A folder that `dateline train` made.")],
    out: Annotated[Path, typer.Option("--out", help="The folder for shards of Parquet.")],
    processes: Annotated[int, typer.Option("--processes", min=1, help="How many work at once.")] = 1,
    shard: Annotated[int, typer.Option("--shard", min=1, help="Documents of a shard.")] = 64,
) -> None:
    """Annotate your own texts with a trained pipeline; a broken run goes on where it stopped."""
    from time import perf_counter

    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from dateline.baselines.stream import annotate_all, texts_in

    new = old = 0
    started = perf_counter()
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=Console(stderr=True)) as progress:
        step = progress.add_task("annotating")
        for _, number, fresh in annotate_all(texts_in(source), model, out, shard=shard, processes=processes):
            new, old = (new + number, old) if fresh else (new, old + number)
            progress.update(step, description=f"{new + old} documents")
    seconds = perf_counter() - started
    there = f", {old} were there" if old else ""
    typer.echo(f"wrote {out}: {new} documents in {seconds:.1f} s ({new / seconds:.1f} a second){there}")


def leaderboard(
    write: Annotated[Path | None, typer.Option("--write", help="Write leaderboard.md to this folder.")] = None,
    check: Annotated[
        Path | None, typer.Option("--check", help="Only compare: exit code 1 if this folder's page is out of date.")
    ] = None,
) -> None:
    """Rank all systems with kept predictions, baselines and submissions, on every task."""
    from dateline.leaderboard import page, rows, tables

    if write or check:
        path = (write or check or Path()) / "leaderboard.md"
        text = page()
        if check:
            same = path.exists() and path.read_text(encoding="utf-8") == text
            typer.echo(f"{path} is {'up to date' if same else 'not what the predictions give'}")
            raise typer.Exit(0 if same else 1)
        path.write_text(text, encoding="utf-8")
        typer.echo(f"wrote {path}")
        return
    from dateline.report import console, plain_table

    for task, data, places, top in tables():
        console().print(plain_table(f"{task} on {data}", *rows(places, top)))


def _policy(tags: str) -> Any:  # noqa: ANN401 - a literal type that typer doesn't know
    from dateline.errors import refuse

    if tags not in {"conlleval", "strict"}:
        raise refuse("option-unknown", f"--tags can't be {tags!r}", hint="conlleval or strict")
    return tags


def _check_signature(signature: str, task: Any, gold: Any, seed: int) -> None:  # noqa: ANN401 - imported lazily
    from dateline.compare import comparable
    from dateline.errors import refuse
    from dateline.evaluate import signature as signature_of
    from dateline.scoring.statistics import ROUNDS

    differences = comparable([signature, signature_of(task, gold, seed=seed, resamples=ROUNDS)])
    if differences:
        raise refuse("signature-differs", "the scores can't be compared: " + "; ".join(differences))


def _tell(reading: Any) -> None:  # noqa: ANN401 - imported lazily
    from dateline.report import reading_notes

    for note in reading_notes(reading):
        typer.echo(note)


def _show(results: list["Result"], differences: list[Any], top: "Result | None", *, as_json: bool) -> None:
    if as_json:
        import msgspec

        whole = {"results": results, "differences": differences, "annotators": top}
        payload = results[0] if len(results) == 1 and not differences else whole
        typer.echo(msgspec.json.encode(payload).decode())
        return
    from dateline.report import console, differences_table, notes, score_table, systems_table

    screen = console()
    if len(results) == 1:
        screen.print(score_table(results[0], top))
        for line in notes(results[0]):
            typer.echo(line)
        return
    screen.print(systems_table(results, top))
    if differences:
        screen.print(differences_table(differences, results[0].primary))
    typer.echo(f"signature: {results[0].signature}")
