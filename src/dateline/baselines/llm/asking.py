"""Ask a language model about the documents of a part, and write its answers as predictions."""

from contextlib import suppress
from pathlib import Path

import msgspec

from dateline.baselines.llm.client import LanguageModel, Usage
from dateline.baselines.recorded import write_predictions
from dateline.baselines.run import Progress, annotated_documents, ignore
from dateline.corpus.gold import lines_in
from dateline.errors import refuse
from dateline.files import check_unpublished, lock
from dateline.paths import root


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
    documents = annotated_documents(model.task, data, seeds)
    if any(document.provenance == "real" for document in documents):  # answers quote the text
        for path in filter(None, (out, model.cache)):
            check_unpublished(path, root())
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
