"""What can be scored: files, folders, and records or documents in memory, each with the name of its system."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from dateline.corpus.load import is_folder, load_folder, part_of
from dateline.document import Document
from dateline.errors import nearest, refuse
from dateline.evaluation.evaluate import Source
from dateline.formats.checks import Expected
from dateline.formats.read import ids, iterate
from dateline.formats.sniffing import spooled
from dateline.tasks.declarations import Task
from dateline.tasks.registry import task_type

IN_MEMORY = "predictions"
"""The name of a system whose predictions are in memory and have none."""


@dataclass(frozen=True, slots=True)
class System:
    """Predictions of one system: its name, and a file, a folder, or records in memory."""

    name: str
    source: Source


def system(task: Task, given: object) -> System:
    """Take predictions in any form that is understood.

    Args:
        task: the task that they are for.
        given: a path, `NAME=path`, or an iterable of records (mappings or record classes), of documents, of rows of a
            `datasets.Dataset`, of spaCy's `Doc`s, or of a transformers pipeline's answers.

    Raises:
        InputError: it is none of these.
    """
    if isinstance(given, System):
        return given
    if isinstance(given, str | Path):
        name, path = _named(str(given))
        if path.is_dir() and is_folder(str(path)):
            return System(name or path.name, [predicted(task, document) for document in load_folder(path)])
        return System(name or path.stem, spooled(path))
    if isinstance(given, Iterable) and not isinstance(given, Mapping | bytes):
        return System(IN_MEMORY, [_record(task, item) for item in given])
    hint = "a path, or a list of records, documents, Docs or pipeline answers"
    raise refuse("bad-predictions", f"a {type(given).__name__} can't be scored", hint=hint)


def systems(task: Task, given: object) -> list[System]:
    """Take the predictions of several systems: a sequence of what `system` takes, or a mapping from names to it.

    Raises:
        InputError: one can't be scored, or two have one name.
    """
    if isinstance(given, Mapping):
        found = [System(str(name), system(task, one).source) for name, one in given.items()]
    else:
        found = [system(task, one) for one in (given if isinstance(given, Sequence) else ())]
        if sum(one.name == IN_MEMORY for one in found) > 1:
            numbers = range(1, len(found) + 1)
            found = [
                System(f"{one.name} {number}", one.source) if one.name == IN_MEMORY else one
                for number, one in zip(numbers, found, strict=True)
            ]
    names = [one.name for one in found]
    if len(set(names)) < len(names):
        hint = "name them: NAME=path on the command line, a mapping from names in Python"
        raise refuse("repeated-system", f"two of the systems have one name: {names}", hint=hint)
    return found


def scored_part(task: Task, given: Sequence[System]) -> str:
    """Return the part or split that predictions belong to.

    Raises:
        InputError: they can't be read, name no document, documents of several parts, or none of the corpus.
    """
    named = {name for one in given for name in ids(one.source) if name is not None}
    if named:
        return part_of(named)
    for one in given:
        for _ in iterate(one.source, Expected(task_type(task.type).record)):
            pass  # a file that can't be read says what is wrong with it
    hint = "say what they are for by --data, or give your own gold by --gold"
    raise refuse("missing-document-id", "no document is named in the predictions", hint=hint)


def schemes_of(given: Sequence[System], labels: Iterable[str]) -> dict[str, str | None]:
    """Return the label scheme of each system: `SCHEME` is that of all, `NAME=SCHEME` that of one."""
    schemes: dict[str, str | None] = dict.fromkeys((one.name for one in given), None)
    for label in labels:
        name, mark, scheme = label.partition("=")
        if mark:
            schemes[name] = scheme
        else:
            schemes = dict.fromkeys(schemes, label)
    return schemes


def foreign_scheme(given: Sequence[System], schemes: Mapping[str, str | None]) -> str | None:
    """Return the label scheme that the gold is mapped to, of those of several systems.

    Raises:
        InputError: a scheme is given for a system that there is not, or two systems have schemes beside our own.
    """
    from dateline.tasks.crosswalks import OWN

    names = frozenset(one.name for one in given)
    for name in schemes:
        if name not in names:
            raise refuse("unknown-system", f"no system is called {name!r}", hint=nearest(name, names))
    found = sorted({scheme for scheme in schemes.values() if scheme and scheme not in OWN})
    if len(found) > 1:
        hint = "compare those of one scheme with those of our own labels"
        raise refuse("bad-crosswalk", f"systems in {found[0]} and {found[1]} have no labels in common", hint=hint)
    return found[0] if found else None


def predicted(task: Task, document: Document) -> Any:  # noqa: ANN401 - a record of the task
    """Return the annotation of a document as a prediction of a task."""
    kind = task_type(task.type)
    return kind.predicted(document) if kind.predicted else kind.view(document, task.settings)


def _named(given: str) -> tuple[str | None, Path]:
    name, mark, path = given.partition("=")
    return (name, Path(path)) if mark and name and not Path(given).exists() else (None, Path(given))


_COLUMNS = frozenset(Document.__struct_fields__)


def _record(task: Task, item: object) -> object:
    """Turn a document, or a row of the dataset, into a record of the task; leave everything else to the readers."""
    if isinstance(item, Document):
        return predicted(task, item)
    if isinstance(item, Mapping) and item.keys() >= _COLUMNS:
        return predicted(task, msgspec.convert(dict(item), Document, strict=False))
    return item
