"""Checks that the gold is what adjudication wrote and recorded corrections changed; nothing else."""

from collections.abc import Iterator

from dateline.corpus.diff.corrections import corrected, state_of
from dateline.document import LAYERS
from dateline.paths import GOLD
from dateline.validation.check import Fault, error
from dateline.validation.project import Project


@error
def missing_correction(project: Project) -> Iterator[Fault]:
    """A gold layer is what its adjudication wrote and the recorded corrections changed."""
    for folder, document in project.documents.items():
        for layer in LAYERS:
            start = project.adjudicated.get((document.article.id, layer))
            if start is None or getattr(document.annotation, layer) is None:
                continue
            wanted = corrected(start, document.article.id, layer, project.corrections)
            if state_of(layer, document.annotation) != wanted:
                message = "differs from the adjudicated layer, and no correction says why"
                hint = f"undo the edit, and make it by `dateline correct {document.article.id} --layer {layer}`"
                yield Fault(f"{GOLD}/{folder}/{layer}.jsonl", None, None, message, hint)


@error
def missing_adjudication(project: Project) -> Iterator[Fault]:
    """In a project with raw annotations, every gold layer has a record of its adjudication."""
    for folder, document in project.documents.items() if project.adjudicated else ():
        for layer in LAYERS:
            there = getattr(document.annotation, layer) is not None
            if there and (document.article.id, layer) not in project.adjudicated:
                message = "no record of its adjudication is below annotations/passes"
                hint = "write gold by `dateline adjudicate`, which records it"
                yield Fault(f"{GOLD}/{folder}/{layer}.jsonl", None, None, message, hint)
