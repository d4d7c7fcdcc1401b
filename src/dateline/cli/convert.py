"""The command on other corpora: convert."""

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.options import add


def _source_names() -> list[str]:
    from dateline.interchange.corpora.sources import MODULES

    return list(MODULES)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    add(app, "Corpus", convert)


def convert(
    source: Annotated[
        str,
        typer.Argument(
            help="The corpus: polnear, parc, gum-conllu, gum-webanno, litbank, oneie or ontonotes.",
            autocompletion=_source_names,
        ),
    ],
    path: Annotated[Path, typer.Argument(help="A file of the corpus, or a folder of them.")],
    out: Annotated[Path, typer.Option("--out", help="The gold file to write (JSON Lines).")],
    names: Annotated[bool, typer.Option("--names", help="Take only names as entities.")] = False,
    flat: Annotated[
        bool, typer.Option("--flat", help="Keep the longest of entities that overlap, as task ner needs.")
    ] = False,
) -> None:
    """Convert another corpus to a gold file, for `score --gold`, `run --train` and `train --data`."""
    from dateline.cli.progress import note
    from dateline.interchange.convert import convert

    done = convert(source, path, out, names=names, flat=flat)
    layers = ", ".join(f"{number} {layer}" for layer, number in done.layers.items())
    typer.echo(f"wrote {out}: {done.documents} documents, {layers or 'no annotation'}")
    for what, number in done.left_out.items():
        note(f"left out: {number} {what}")
