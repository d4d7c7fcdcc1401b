"""Commands that draw articles with their layers: show, browse."""

from pathlib import Path
from typing import Annotated, Any

import typer

from dateline.cli.options import DataOption, ForceOption, SeedsOption, add
from dateline.paths import root


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    add(app, "Corpus", show, browse)


def show(
    document: Annotated[str, typer.Argument(help="A document id; or a part, split or folder, for all its documents.")],
    *,
    layer: Annotated[
        list[str] | None, typer.Option("--layer", help="mentions, events or quotes; may be repeated (default: all).")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", help="Write one self-contained page to this file; for a part, a folder of pages."),
    ] = None,
    passes: Annotated[
        str | None, typer.Option("--passes", help="Compare annotators A and B of a round; `latest` for the last one.")
    ] = None,
    predictions: Annotated[
        Path | None, typer.Option("--predictions", help="Compare a prediction file with the gold.")
    ] = None,
    task: Annotated[str, typer.Option("--task", help="The task of the predictions.")] = "ner",
    data: DataOption = None,
    seeds: SeedsOption = None,
    from_gold: Annotated[
        bool,
        typer.Option("--from-gold", help="Read the articles and gold files as they are now, not the built corpus."),
    ] = False,
    force: ForceOption = "",
) -> None:
    """Show an article with its layers, or two annotators compared, or predictions and gold; or a whole part."""
    from dateline.tables import console
    from dateline.viewer import draw, sources

    options: dict[str, Any] = {
        "layers": layer,
        "passes": passes,
        "predictions": predictions,
        "task": task,
        "seeds": seeds,
    }
    if sources.is_part(document):
        from dateline.viewer.folder import listed, write_folder

        readings = sources.readings_of(document, **options)
        if html:
            typer.echo(f"wrote {write_folder(html, document, readings, force=force)}")
        else:
            typer.echo(listed(document, readings))
        return
    reading = sources.reading_of(document, data=data, from_gold=from_gold, **options)
    if html:
        from dateline.viewer.folder import write_page

        typer.echo(f"wrote {write_page(html, reading)}")
        return
    console().print(draw(reading))


def browse(
    out: Annotated[Path, typer.Option("--out", help="The folder that the pages go into.")],
    *,
    data: Annotated[
        list[str] | None,
        typer.Option("--data", help="A part, split or folder of documents; may be repeated (default: all parts)."),
    ] = None,
    with_text: Annotated[
        bool, typer.Option("--with-text", help="Show the real texts too, where their source files are available.")
    ] = False,
    force: ForceOption = "",
    seeds: SeedsOption = None,
) -> None:
    """Write the corpus as pages for a web browser: articles with their layers, stories, entities, search."""
    from dateline.viewer.browser import browsable, collect, write

    collection = collect(browsable(data, seeds, with_text=with_text), root())
    typer.echo(f"wrote {write(collection, out, root(), force=force) / 'index.html'}")
