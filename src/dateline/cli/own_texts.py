"""Commands that annotate users' own texts: train, annotate, demo."""

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.options import AddressOption, EngineOption, ForceOption, SeedsOption, add, check_engine

SAMPLE = (
    "Ferry service to Larkmouth resumes\n"
    "Ferries sailed from Larkmouth again on Monday after a storm had damaged the pier. "
    "Mayor Ilse Varga said the town would repair it by June. "
    '"We lost two boats," she told reporters, "but nobody was hurt."\n'
)

ModelOption = Annotated[
    Path | None,
    typer.Option("--model", help="A folder that `dateline train` made (default: one trained on first use)."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    add(app, "Models", train, annotate, demo)


def train(
    out: Annotated[Path, typer.Argument(help="The folder for the trained models.")],
    data: Annotated[
        str, typer.Option("--data", help="What to learn from: a part or split, a folder, or a gold file with text.")
    ] = "open/train",
    task: Annotated[str | None, typer.Option("--task", help="The task of the gold file's records.")] = None,
    encoder: Annotated[
        str,
        typer.Option(
            "--encoder", help="Fine-tune this encoder (name or folder) for every layer, instead of linear models."
        ),
    ] = "",
    seeds: SeedsOption = None,
    force: ForceOption = "",
) -> None:
    """Train models of all layers as one pipeline, linear ones or an encoder, for `dateline annotate`."""
    from dateline.baselines.pipeline.pipeline import train
    from dateline.baselines.pipeline.store import load_about
    from dateline.baselines.run import annotated_documents, documents_with_text
    from dateline.cli.progress import shown
    from dateline.files import check_output, check_unpublished
    from dateline.paths import root
    from dateline.tasks.declarations import load

    check_output(out, "models", force=force)
    learning = annotated_documents(load(task), data, seeds) if task else documents_with_text(data, seeds)
    if any(document.provenance == "real" for document in learning):  # models keep phrases of what they learn from
        check_unpublished(out, root())
    with shown() as progress:
        folder = train(learning, data, out, encoder=encoder, force=force, progress=progress)
    typer.echo(f"wrote {folder} ({', '.join(load_about(folder).models) or 'no model: nothing is annotated'})")


def annotate(
    source: Annotated[
        Path, typer.Argument(help="A folder of .txt, .jsonl or .parquet files, one such file, or a dataset folder.")
    ],
    out: Annotated[Path, typer.Option("--out", help="The folder for shards of Parquet.")],
    model: ModelOption = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "--processes", min=1, help="How many processes work at once (default: 1; of ray, all)."),
    ] = None,
    shard: Annotated[int, typer.Option("--shard", min=1, help="Documents of a shard.")] = 64,
    engine: EngineOption = "local",
    address: AddressOption = None,
    gpus: Annotated[
        float, typer.Option("--gpus", min=0, help="GPUs, or what share of one, reserved for each process of ray.")
    ] = 0.0,
    trust_pickle: Annotated[
        bool, typer.Option("--trust-pickle", help="Load models of releases before 0.2, which can run any code.")
    ] = False,
) -> None:
    """Annotate your own texts with a trained pipeline; an interrupted run resumes."""
    from dateline.baselines.pipeline.default import default_pipeline
    from dateline.baselines.pipeline.stream import ERRORS, Throughput, annotate_all
    from dateline.baselines.pipeline.texts import texts_in
    from dateline.cli.progress import shown

    if check_engine(engine, {"--address": address, "--gpus": gpus}) == "ray":
        from dateline.engines.annotating import annotate_on_cluster
        from dateline.engines.connecting import connected

        with connected(address, jobs=jobs, gpus=gpus) as workers, shown() as progress:
            done = Throughput()
            for made, fresh in annotate_on_cluster(
                source,
                model or default_pipeline(progress=progress),
                out,
                workers=workers,
                shard=shard,
                gpus=gpus,
                trust_pickle=trust_pickle,
                progress=progress,
            ):
                done.add(made, fresh=fresh)
    else:
        with shown() as progress:
            folder, done = model or default_pipeline(progress=progress), Throughput()
            entries = annotate_all(
                texts_in(source), folder, out, shard=shard, processes=jobs or 1, trust_pickle=trust_pickle
            )
            for made, fresh in entries:
                done.add(made, fresh=fresh)
                progress("documents", done.documents, 0)
    typer.echo(f"wrote {out}: {done}")
    if done.failed:
        typer.echo(f"{done.failed} documents failed; {out / ERRORS} says why", err=True)
        raise typer.Exit(1)


def demo(
    text: Annotated[
        str, typer.Argument(help="The text, or - for standard input (default: a short invented report).")
    ] = SAMPLE,
    *,
    model: ModelOption = None,
    html: Annotated[Path | None, typer.Option("--html", help="Also write the page of the text to this file.")] = None,
) -> None:
    """Annotate one text, and show its layers in the terminal and as a page."""
    import sys

    from dateline.baselines.pipeline.default import annotated, loaded
    from dateline.cli.progress import shown
    from dateline.tables import console
    from dateline.viewer import draw, of_gold
    from dateline.viewer.folder import write_page

    with shown() as progress:
        models = loaded(model, progress=progress)
    reading = of_gold(annotated(sys.stdin.read() if text == "-" else text, models, "demo"))
    console().print(draw(reading))
    if html:
        typer.echo(f"wrote {write_page(html, reading)}")
