"""Where a reading comes from: the built corpus, or a project's own files."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from dateline.document import LAYERS, Document, Layer
from dateline.errors import nearest, refuse
from dateline.paths import root
from dateline.viewer.view import Reading, has_passes, of_gold, of_passes, of_predictions

LATEST = "latest"


def reading_of(
    document: str,
    *,
    layers: Sequence[str] | None = None,
    passes: str | None = None,
    predictions: Path | None = None,
    task: str = "ner",
    data: str | None = None,
    seeds: Path | None = None,
    from_gold: bool = False,
) -> Reading:
    """Read a document alone, its two raw annotations, or predictions beside its gold.

    Args:
        document: a document id.
        layers: layers to show; all without them.
        passes: a round of passes to compare, or `latest`.
        predictions: a prediction file to compare with the gold.
        task: the task of the predictions.
        data: a part, split or folder that has the document; the whole corpus by default.
        seeds: where the source texts are.
        from_gold: whether articles and gold files are read as they are now, instead of the built corpus.

    Raises:
        InputError: there is no such document, layer, round or task, or a file was refused.
    """
    chosen = _chosen(layers, passes, predictions)
    found = document_of(document, data=data, seeds=seeds, from_gold=from_gold)
    if predictions is not None:
        from dateline.evaluation.score import prepare

        return next(of_predictions([found], *prepare(task, data=data or found.part, seeds=seeds), predictions))
    if passes is not None:
        return of_passes(found, root(), "" if passes == LATEST else passes, chosen)
    return of_gold(found, chosen)


def readings_of(
    name: str,
    *,
    layers: Sequence[str] | None = None,
    passes: str | None = None,
    predictions: Path | None = None,
    task: str = "ner",
    seeds: Path | None = None,
) -> Iterator[Reading]:
    """Read all documents of a part, split or folder; with passes or predictions those that have any.

    Args:
        name: a part, split, pool, published version, or folder of documents.
        layers: as in `reading_of`.
        passes: as in `reading_of`.
        predictions: as in `reading_of`.
        task: as in `reading_of`.
        seeds: where the source texts are.

    Raises:
        InputError: there is no such part, layer, round or task, nothing can be compared, or a file was refused.
    """
    from dateline.corpus.load import load

    chosen = _chosen(layers, passes, predictions)
    documents = load(name, seeds=seeds)
    if predictions is not None:
        from dateline.evaluation.score import prepare

        yield from of_predictions(documents, *prepare(task, data=name, seeds=seeds), predictions)
    elif passes is not None:
        of_round = "" if passes == LATEST else passes
        annotated = [one for one in documents if has_passes(one, root(), of_round, chosen)]
        if not annotated:
            raise refuse("missing-passes", f"no document of {name!r} has two annotations")
        yield from (of_passes(document, root(), of_round, chosen) for document in annotated)
    else:
        yield from (of_gold(document, chosen) for document in documents)


def is_part(name: str) -> bool:
    """Tell whether a name is that of many documents: a part, split, pool, published version or folder."""
    from dateline.corpus.load import POOLS, is_folder, names

    return name in names() or name in POOLS or name.startswith("hub:") or is_folder(name)


def document_of(name: str, *, data: str | None = None, seeds: Path | None = None, from_gold: bool = False) -> Document:
    """Return a document of the built corpus, or of a project's own files as they are now.

    Raises:
        InputError: there is no such document.
    """
    if not from_gold:
        from dateline.corpus.load import load, names

        parts = [data] if data else [part for part in names() if "/" not in part]
        documents = tuple(document for part in parts for document in load(part, seeds=seeds))
    else:
        from dateline.corpus.articles import assembled
        from dateline.corpus.load import available_texts

        documents = assembled(root(), available_texts(seeds))
    found = {document.id: document for document in documents}
    if name not in found:
        hint = nearest(name, frozenset(found))
        raise refuse("unknown-document", f"there is no document {name!r}", hint=hint)
    return found[name]


def _chosen(layers: Sequence[str] | None, passes: str | None, predictions: Path | None) -> tuple[Layer, ...]:
    if passes is not None and predictions is not None:
        raise refuse("bad-options", "passes and predictions can't be shown at once", hint="name one of them")
    return tuple(_layer(name) for name in layers) if layers else LAYERS


def _layer(name: str) -> Layer:
    for layer in LAYERS:
        if layer == name:
            return layer
    raise refuse("unknown-layer", f"there is no layer {name!r}", hint=", ".join(LAYERS))
