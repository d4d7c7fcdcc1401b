"""Corrections of labels after adjudication: their records, and the states of layers that they lead from and to.

annotations/passes/<round>/adjudicated.jsonl has a digest of each layer as adjudication wrote it;
annotations/corrections/<version>.jsonl has one line for each correction, with the digests before and after. The gold
must be reached from the one by the others.
Links that are made after adjudication (catalogue entries, events of a story) are not part of a digest.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from dateline.corpus.diff import Change
from dateline.corpus.gold import Annotation, lines_of, read_lines
from dateline.corpus.sources import digest
from dateline.document import Layer
from dateline.errors import refuse
from dateline.paths import CORRECTIONS, PASSES

ADJUDICATED = "adjudicated.jsonl"


class Adjudicated(msgspec.Struct, frozen=True, kw_only=True):
    """A layer of a document as adjudication wrote it; `note` says if the digest was taken later."""

    document: str
    layer: Layer
    sha256: str
    note: str = ""


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """One correction of a document's layer after adjudication.

    Attributes:
        id: version and running number.
        version: the version of the corpus that has it first.
        document: the document.
        layer: the layer that was edited.
        reason: why, in words; it never quotes a source.
        rule: the rule of the guidelines, if one says so.
        by: what kind of corrector.
        changes: the labels before and after.
        states: the digests before and after, of the edited layer and of those that followed it.
    """

    id: str
    version: str
    document: str
    layer: Layer
    reason: str
    rule: str = ""
    by: Literal["AI system", "person", "program"]
    changes: tuple[Change, ...]
    states: Mapping[Layer, tuple[str, str]]


def state_of(layer: Layer, annotation: Annotation) -> str:
    """Return the digest of a layer: of its records, and for mentions of the types of their entities.

    Raises:
        InputError: the annotation lacks the layer.
    """
    records = getattr(annotation, layer)
    if records is None:
        raise refuse("missing-layer", f"there is no layer {layer!r}")
    if layer == "mentions":
        bare = [msgspec.structs.replace(entity, catalogue=None, names=()) for entity in annotation.entities or ()]
        return digest(lines_of([*records, *bare]))
    if layer == "events":
        return digest(lines_of(msgspec.structs.replace(event, story_event=None) for event in records))
    return digest(lines_of(records))


def read_adjudicated(root: Path) -> dict[tuple[str, Layer], str]:
    """Read the digests of all adjudicated layers; those of a later round replace earlier ones."""
    paths = sorted((root / PASSES).glob(f"*/{ADJUDICATED}"))
    return {(one.document, one.layer): one.sha256 for path in paths for one in read_lines(path, Adjudicated)}


def read_corrections(root: Path) -> tuple[Correction, ...]:
    """Read all corrections, by version and in the order in which they were made."""
    paths = sorted((root / CORRECTIONS).glob("*.jsonl"), key=lambda path: version_key(path.stem))
    return tuple(one for path in paths for one in read_lines(path, Correction))


def version_key(version: str) -> tuple[tuple[int, str], ...]:
    """Order versions by their numbers: 0.10.0 comes after 0.9.0."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in version.split("."))


def corrected(start: str, document: str, layer: Layer, corrections: Iterable[Correction]) -> str:
    """Return the digest that a layer has after all corrections that follow from its adjudicated state."""
    for one in corrections:
        before, after = one.states.get(layer, ("", ""))
        if one.document == document and before == start:
            start = after
    return start
