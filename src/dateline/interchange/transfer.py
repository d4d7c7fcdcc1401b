"""Documents to folders of files, and files to layers."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from dateline.corpus.gold import ORDER, lines_of, write_layer
from dateline.document import LAYERS, Document, Layer
from dateline.errors import InputError, refuse
from dateline.files import check_unpublished, output_folder, write_text
from dateline.interchange.formats import format_of
from dateline.interchange.sources import bare_document, files_at
from dateline.paths import GOLD


def export(name: str, found: Sequence[Document], out: Path, root: Path, *, force: str = "") -> list[str]:
    """Write documents to a folder in a format; return the names of the files.

    Raises:
        InputError: the format can't hold a document, or the folder may not be written.
        TextNeededError: a document is masked.
    """
    form = format_of(name)
    files: dict[str, bytes] = {}
    for document in found:
        files.update(form.write(document))
    if any(document.provenance == "real" for document in found):
        check_unpublished(out, root)
    with output_folder(out, "export", force=force) as folder:
        for file, data in files.items():
            (folder / file).write_bytes(data)
    return sorted(files)


def imported(root: Path, name: str, path: Path, document: str, seeds: Path | None = None) -> Document:
    """Read a document back from a file or folder.

    Raises:
        InputError: the file can't be read in the format, or is not of the document.
        TextNeededError: only the masked text is available.
    """
    bare = bare_document(root, document, seeds)
    folder = path if path.is_dir() else path.parent
    try:
        return format_of(name).read(files_at(path), bare)
    except InputError as error:
        placed = [msgspec.structs.replace(one, file=_place(one.file, folder)) for one in error.problems]
        raise type(error)(placed) from error


def _place(file: str | None, folder: Path) -> str | None:
    return str(folder / file) if file and (folder / file).exists() else file


def write_layers(document: Document, out: Path, root: Path, layers: Sequence[Layer] = ()) -> list[Path]:
    """Write the layers of a document as annotation files, to a folder or, one layer, to a file; return their paths.

    Raises:
        InputError: a layer that is wanted is not there, or the place is the gold's.
    """
    chosen = [layer for layer in LAYERS if layer in (layers or document.annotated_layers)]
    gold = (root / GOLD).resolve()
    if gold in (out.resolve(), *out.resolve().parents):
        hint = "correct the gold by `dateline correct DOCUMENT --from FILE --format FORMAT`"
        raise refuse("bad-output", "is in the gold, which is only changed by corrections", file=str(out), hint=hint)
    missing = [layer for layer in chosen if layer not in document.annotated_layers]
    if missing or not chosen:
        message = f"the file has no {' and no '.join(missing) or 'layer'}"
        raise refuse("missing-layer", message, hint=f"layers: {', '.join(document.annotated_layers) or 'none'}")
    if out.suffix == ".jsonl":
        return [_write_file(document, out, chosen)]
    written = []
    for layer in chosen:
        if layer == "mentions":
            slim = [msgspec.structs.replace(entity, names=()) for entity in document.entities]
            written.append(write_layer(out, "entities", slim))
        written.append(write_layer(out, layer, getattr(document, layer)))
    return written


def _write_file(document: Document, out: Path, layers: Sequence[Layer]) -> Path:
    named = [layer for layer in layers if layer == out.stem]
    if not named and len(layers) > 1:
        message = f"one file can't hold {', '.join(layers)}"
        raise refuse("bad-output", message, file=str(out), hint="name a folder, or choose a layer by --layer")
    layer = (named or layers)[0]
    return write_text(out, lines_of(sorted(getattr(document, layer), key=ORDER[layer])))
