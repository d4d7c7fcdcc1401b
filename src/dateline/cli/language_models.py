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
    structured: Annotated[
        bool, typer.Option("--structured", help="Have the endpoint keep to the JSON schema of the answer.")
    ] = False,
    shots: Annotated[
        int, typer.Option("--shots", min=0, help="Articles of open/train with their gold that the prompt begins with.")
    ] = 0,
    chunk: Annotated[
        int, typer.Option("--chunk", min=0, help="Ask about at most so many words at once, in whole paragraphs.")
    ] = 0,
    estimate: Annotated[bool, typer.Option("--estimate", help="Only say what asking would take and cost.")] = False,
    batch_out: Annotated[
        Path | None, typer.Option("--batch-out", help="Ask nothing: write the requests to a file for a batch endpoint.")
    ] = None,
    batch_in: Annotated[
        Path | None, typer.Option("--batch-in", help="Ask nothing: take the answers from the results of a batch.")
    ] = None,
    outcomes: Annotated[
        Path | None, typer.Option("--outcomes", help="Write what was and was not answered to this JSON file.")
    ] = None,
) -> None:
    """Ask a language model for predictions with quoted text; `dateline score` anchors and scores them."""
    from dateline.baselines.llm.ask import ask_model, documents_to_ask, write_batch, write_outcomes
    from dateline.baselines.llm.client import Endpoint, LanguageModel
    from dateline.baselines.llm.plan import Plan, batch_replies
    from dateline.cli.progress import note, shown
    from dateline.tasks import load

    endpoint = Endpoint(
        model=model, url=url, key=key, timeout=timeout, attempts=attempts, price_in=price_in, price_out=price_out
    )
    log = cache or out.with_name(f"{out.name}.answers.jsonl")
    plan = Plan(load(task), version, structured=structured, shots=shots, chunk=chunk)
    asked = LanguageModel(endpoint, plan, cache=log, replies=batch_replies(batch_in) if batch_in else None)
    expected = asked.estimate(documents_to_ask(asked, data, seeds))
    tokens = f"about {expected.tokens_in} tokens in and {expected.tokens_out} out"
    said = f"{expected.requests} requests, {tokens}, cost about {expected.cost(price_in, price_out):.4f}"
    if estimate:
        typer.echo(said)
        return
    if batch_out:
        typer.echo(f"wrote {write_batch(asked, data, batch_out, seeds=seeds)} requests to {batch_out}: {said}")
        return
    note(said)
    with shown() as progress:
        usage = ask_model(asked, data, out, seeds=seeds, progress=progress)
    if outcomes:
        write_outcomes(usage, outcomes)
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
