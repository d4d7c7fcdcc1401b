"""Ask about the documents of a part: an estimate before, a batch file instead, and the prediction file after."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from dateline.baselines.llm.client import LanguageModel, Usage
from dateline.baselines.recorded import write_predictions
from dateline.baselines.run import TRAIN, Progress, annotated_documents, ignore
from dateline.corpus.gold import lines_in
from dateline.corpus.load import load
from dateline.document import Document
from dateline.errors import refuse
from dateline.files import check_unpublished, lock, write_bytes
from dateline.paths import root


def documents_to_ask(model: LanguageModel, data: str, seeds: Path | None = None) -> tuple[Document, ...]:
    """Return the documents of a part that have the task's layer; the model gets open/train for examples and estimates.

    Raises:
        TextNeededError: the documents are masked.
        InputError: no document has the layer.
    """
    model.fit(load(TRAIN))
    return annotated_documents(model.task, data, seeds)


def ask_model(
    model: LanguageModel, data: str, out: Path, *, seeds: Path | None = None, progress: Progress = ignore
) -> Usage:
    """Write what a language model answers about the documents that have the task's layer.

    A document without an answer that can be used gets no record: it is no prediction.

    Raises:
        TextNeededError: the documents are masked.
        InputError: `out` has predictions that this run lacks, and is left as it was; or it is where real text must not
            be.
    """
    documents = documents_to_ask(model, data, seeds)
    _check(documents, out, model.cache)
    records = []
    with lock(out):
        for number, record in enumerate(model.stream(documents), start=1):
            records += [] if record is None else [record]
            progress(model.task.id, number, len(documents))
    lost = _ids(out) - {record.id for record in records}
    if lost:
        message = f"has predictions for {len(lost)} documents that this run has none for; it is left as it was"
        hint = "the answers are kept: ask again, or name another file by --out"
        raise refuse("bad-output", message, file=str(out), hint=hint)
    write_predictions(out, records)
    return model.usage


def write_batch(model: LanguageModel, data: str, path: Path, *, seeds: Path | None = None) -> int:
    """Write the requests that have no answer yet to a file for a batch endpoint; return their number.

    Raises:
        TextNeededError: the documents are masked.
        InputError: the path can't be written to, or is where real text must not be.
    """
    documents = documents_to_ask(model, data, seeds)
    _check(documents, path)
    lines = [*model.batch(documents)]
    write_bytes(path, b"".join(line + b"\n" for line in lines))
    return len(lines)


def write_outcomes(usage: Usage, path: Path) -> None:
    """Write as JSON what was and what was not answered, document by document, with what was dropped, and the cost."""
    write_bytes(path, msgspec.json.format(msgspec.json.encode(usage, order="deterministic"), indent=2) + b"\n")


def _check(documents: Sequence[Document], *paths: Path | None) -> None:
    """Refuse places of the project where real text must not be: requests hold the text, and answers quote it."""
    if any(document.provenance == "real" for document in documents):
        for path in filter(None, paths):
            check_unpublished(path, root())


def _ids(path: Path) -> set[str]:
    """List the documents of a prediction file; none where there is no such file."""
    found = set()
    for line in lines_in(path) if path.exists() else ():
        with suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            found.add(msgspec.json.decode(line, type=_Named).id)
    return found


class _Named(msgspec.Struct, frozen=True):
    """As much of a prediction as says what it is about."""

    id: str
