"""Commands on the formats of other tools: export, import, formats."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.options import ForceOption, JsonOption, SeedsOption, add
from dateline.paths import root

if TYPE_CHECKING:
    from dateline.document import Layer


def _format_names() -> list[str]:
    from dateline.interchange.formats import MODULES

    return [*MODULES]


FormatArgument = Annotated[
    str, typer.Argument(metavar="FORMAT", help="A format; `dateline formats` lists them.", autocompletion=_format_names)
]
LayersOption = Annotated[
    list[str] | None,
    typer.Option("--layer", help="mentions, events or quotes; may be repeated (default: all that there are)."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    add(app, "Interchange", export, import_, formats)


def export(
    form: FormatArgument,
    documents: Annotated[list[str], typer.Argument(metavar="DOCUMENT...", help="Document ids.")],
    out: Annotated[Path, typer.Option("--out", help="A new or empty folder for the files.")],
    layers: LayersOption = None,
    source: Annotated[
        str, typer.Option("--from", help="gold, a folder of raw annotations, or a file of predictions.")
    ] = "gold",
    seeds: SeedsOption = None,
    force: ForceOption = "",
) -> None:
    """Write documents with their labels in the format of an annotation tool."""
    from dateline.cli.progress import note
    from dateline.interchange.formats import format_of
    from dateline.interchange.sources import documents as read
    from dateline.interchange.transfer import export as write

    losses = format_of(form).LOSSES
    found = read(root(), documents, source, seeds, _layers(layers))
    files = write(form, found, out, root(), force=force)
    for layer, loss in losses.items():
        if loss is None and any(layer in document.annotated_layers for document in found):
            note(f"{form} holds no {layer}")
        elif loss and any(layer in document.annotated_layers for document in found):
            note(f"not held of {layer}: {loss}")
    typer.echo(f"wrote {len(files)} {'file' if len(files) == 1 else 'files'} to {out}: {', '.join(files[:6])}")


def import_(
    form: FormatArgument,
    path: Annotated[Path, typer.Argument(help="A file, or a folder with the files of a document.")],
    document: Annotated[str, typer.Option("--document", help="The document's id.")],
    out: Annotated[Path, typer.Option("--out", help="A folder for the layers, or a file .jsonl for one layer.")],
    layers: LayersOption = None,
    seeds: SeedsOption = None,
) -> None:
    """Read a document from the format of an annotation tool, and write its layers as annotation files."""
    from dateline.interchange.transfer import imported, write_layers

    found = imported(root(), form, path, document, seeds)
    for written in write_layers(found, out, root(), _layers(layers)):
        typer.echo(f"wrote {written}")


def formats(
    write: Annotated[Path | None, typer.Option("--write", help="Write interchange.md to this folder.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the formats for `export`, `import` and `correct`, and what each can't hold."""
    from dateline.publishing.format_table import HEADER, rows, write_formats
    from dateline.tables import json_table, plain_table

    if write:
        typer.echo(f"wrote {write_formats(write)}")
    elif as_json:
        typer.echo(json_table([("formats", HEADER, rows())]))
    else:
        typer.echo(plain_table("formats, and what each can't hold", HEADER, rows(), right=False))


def _layers(given: list[str] | None) -> "tuple[Layer, ...]":
    from dateline.document import LAYERS
    from dateline.errors import refuse

    for name in given or ():
        if name not in LAYERS:
            raise refuse("unknown-layer", f"there is no layer {name!r}", hint="expected mentions, events or quotes")
    return tuple(layer for layer in LAYERS if layer in (given or ()))
