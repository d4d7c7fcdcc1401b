"""Commands on language models: ask."""

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.options import SeedsOption, add


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    add(app, "Models", ask)


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
    from dateline.baselines.llm.client import Endpoint, LanguageModel
    from dateline.baselines.run import ask_model
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
