"""CHANGES.md: every corrected label, by version, from the records of annotations/corrections."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from dateline.corpus.diff.corrections import Correction, read_corrections, version_key
from dateline.corpus.diff.words import sentences
from dateline.document import Document

_HEAD = """# Changes of labels

Written by `dateline build` from the records of corrections. A label is corrected by `dateline correct`, with a reason;
`dateline diff OLD NEW` lists all that differs between two versions, new articles and layers too.
"""


def label_changes(root: Path, documents: Sequence[Document]) -> str:
    """Write every correction in words, the newest version first."""
    by_id = {document.id: document for document in documents}
    return "\n".join(_lines(read_corrections(root), by_id))


def corrected_rows(root: Path) -> tuple[list[str], list[list[str]]]:
    """Count the corrections of each version, the newest first."""
    rows = []
    for version, group in _by_version(read_corrections(root)):
        made = list(group)
        changes, documents = sum(len(one.changes) for one in made), len({one.document for one in made})
        rows.append([version, str(len(made)), str(changes), str(documents)])
    return ["version", "corrections", "changed labels", "documents"], rows


def _by_version(corrections: Sequence[Correction]) -> Iterator[tuple[str, Iterator[Correction]]]:
    newest_first = sorted(corrections, key=lambda one: version_key(one.version), reverse=True)
    return groupby(newest_first, key=lambda one: one.version)


def _lines(corrections: Sequence[Correction], documents: Mapping[str, Document]) -> Iterator[str]:
    yield _HEAD
    if not corrections:
        yield "No label has been corrected since version 0.1.0, the first one.\n"
    for version, group in _by_version(corrections):
        yield f"## {version}\n"
        for one in group:
            rule = f" Rule: {one.rule}." if one.rule else ""
            yield f"- {one.reason.rstrip('.')}.{rule} (corrected by: {one.by}; {one.id})"
            yield from (f"  - {sentence}" for sentence in sentences(one.changes, documents))
        yield ""
