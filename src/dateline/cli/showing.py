"""The command that shows an article: show."""

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.options import DataOption, SeedsOption


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(rich_help_panel="Corpus")(show)


def show(
    document: Annotated[str, typer.Argument(help="A document id.")],
    *,
    layer: Annotated[
        list[str] | None, typer.Option("--layer", help="mentions, events or quotes; may be repeated (default: all).")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write one self-contained page to this file instead.")
    ] = None,
    passes: Annotated[
        str | None, typer.Option("--passes", help="Compare the two raw passes of a round; `latest` for the last one.")
    ] = None,
    predictions: Annotated[
        Path | None, typer.Option("--predictions", help="Compare a prediction file with the gold.")
    ] = None,
    task: Annotated[str, typer.Option("--task", help="The task of the predictions.")] = "ner",
    data: DataOption = "news",
    seeds: SeedsOption = None,
    root: Annotated[
        Path | None,
        typer.Option("--root", help="Read this project's articles, gold and passes instead of the built corpus."),
    ] = None,
) -> None:
    """Show an article with its layers: the gold, two passes compared, or predictions compared with the gold."""
    from dateline.show import draw, page
    from dateline.show.sources import reading_of

    reading = reading_of(
        document,
        layers=layer,
        passes=passes,
        predictions=predictions,
        task=task,
        data=data,
        seeds=seeds,
        root=root,
    )
    if html:
        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(page(reading), encoding="utf-8")
        typer.echo(f"wrote {html}")
        return
    from dateline.report import console

    console().print(draw(reading))
