"""Correct a label after adjudication: read an edited layer, say what changed, check it, and record it with a reason."""

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from dateline.annotation.adjudication import article_of, sheet_of
from dateline.annotation.edited_exports import merged
from dateline.annotation.edited_layers import kept, with_mentions
from dateline.annotation.working_format import Sheet, draft, read_working
from dateline.corpus.articles import Article, assemble
from dateline.corpus.diff import Change, changes
from dateline.corpus.diff.corrections import Correction, read_corrections, state_of
from dateline.corpus.gold import Annotation, entities_of, read_annotation, read_catalogue, read_lines, write_layer
from dateline.document import LAYERS, CatalogueEntry, Document, Entity, Layer
from dateline.errors import InputError, refuse
from dateline.files import write_bytes
from dateline.interchange.formats import format_of
from dateline.interchange.sources import documents
from dateline.interchange.transfer import imported
from dateline.ontology import read_ontology
from dateline.paths import CATALOGUE, CORRECTIONS, GOLD, ONTOLOGY
from dateline.tasks.declarations import load, names
from dateline.validation import validate_document


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """An edited layer beside the gold.

    Attributes:
        folder: the document's gold folder.
        layer: the layer that was edited.
        before: the document with the gold.
        after: the document as edited; layers that name mentions follow an edit of the mentions.
        annotation: what would be written.
        changes: what differs.
        states: the digests before and after, of the layers that differ.
    """

    folder: Path
    layer: Layer
    before: Document
    after: Document
    annotation: Annotation
    changes: tuple[Change, ...]
    states: Mapping[Layer, tuple[str, str]]


def text_to_edit(root: Path, document: str, layer: Layer, seeds: Path | None = None) -> str:
    """Write a layer of the gold in the working format.

    Raises:
        TextNeededError: only the masked text is available.
        InputError: there is no such document, or it lacks the layer.
    """
    sheet, _ = sheet_of(root, document, seeds)
    gold = read_annotation(root / GOLD / article_of(root, document, seeds).part / document)
    records = getattr(gold, layer)
    if records is None:
        raise refuse("missing-layer", f"{document!r} has no gold of {layer}")
    return draft(layer, records, sheet)


def layer_of(file: Path) -> Layer:
    """Tell the layer of a working file by the fields of its first line.

    Raises:
        InputError: the file can't be read, or no layer has these fields.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        first = msgspec.json.decode(next((line for line in lines if line.strip()), "{}"), type=dict[str, object])
    except FileNotFoundError:
        raise refuse("missing-file", "there is no such file", file=str(file)) from None
    except (UnicodeDecodeError, msgspec.DecodeError) as error:
        raise refuse("bad-json", str(error), file=str(file), line=1) from error
    marks: dict[str, Layer] = {"content": "quotes", "level": "mentions", "realis": "events"}
    for field, layer in marks.items():
        if field in first:
            return layer
    raise refuse("unknown-layer", "its first line is of no layer", file=str(file), hint="say which by --layer")


def propose(
    root: Path, document: str, layer: Layer, file: Path, seeds: Path | None = None, *, form: str = ""
) -> Proposal:
    """Read an edited layer and compare it with the gold; nothing is written.

    Args:
        root: the project's folder.
        document: the document's id.
        layer: the layer that was edited.
        file: the edited file, or folder.
        seeds: where the source texts are.
        form: the format of an edited export; empty for the working format.

    Raises:
        TextNeededError: only the masked text is available.
        InputError: the file can't be read or anchored, or what it says breaks a check of the gold.
    """
    article = article_of(root, document, seeds)
    folder = root / GOLD / article.part / document
    sheet, _ = sheet_of(root, document, seeds)
    gold = read_annotation(folder)
    catalogue = {entry.id: entry for entry in read_catalogue(root / CATALOGUE)}
    if form:
        annotation = _from_export(
            gold, layer, file, form, root=root, document=document, seeds=seeds, catalogue=catalogue
        )
    else:
        annotation = edited(gold, layer, file, sheet, catalogue)
    _check(root, article, folder, annotation, catalogue)
    linked = {entry.id: (entry.name, *entry.aliases) for entry in catalogue.values()}
    before, after = (assemble(article, one, linked) for one in (gold, annotation))
    there = [one for one in LAYERS if getattr(gold, one) is not None]
    states = {one: (state_of(one, gold), state_of(one, annotation)) for one in there}
    return Proposal(
        folder=folder,
        layer=layer,
        before=before,
        after=after,
        annotation=annotation,
        changes=tuple(changes([before], [after])),
        states={one: pair for one, pair in states.items() if pair[0] != pair[1]},
    )


def edited(
    gold: Annotation, layer: Layer, file: Path, sheet: Sheet, catalogue: Mapping[str, CatalogueEntry]
) -> Annotation:
    """Read a working file into the gold: records keep their ids, what names mentions follows them."""
    read = read_working(layer, file, sheet)
    return _put(gold, layer, read.records, read.entities, catalogue)


def _from_export(
    gold: Annotation,
    layer: Layer,
    file: Path,
    form: str,
    *,
    root: Path,
    document: str,
    seeds: Path | None,
    catalogue: Mapping[str, CatalogueEntry],
) -> Annotation:
    """Read an edited export into the gold; what its format can't hold stays as it is.

    The edit is what differs between the file and the gold as the format gives it.

    Raises:
        InputError: the file can't be read, or the format doesn't hold the layer.
    """
    if format_of(form).LOSSES.get(layer) is None:
        raise refuse("bad-format", f"{form} holds no {layer}", hint="`dateline formats` lists what formats hold")
    (before,) = documents(root, [document], seeds=seeds)
    unedited = format_of(form).read(format_of(form).write(before), before)
    read = imported(root, form, file, document, seeds)
    if layer not in read.annotated_layers:
        raise refuse("missing-layer", f"the file has no {layer}", file=str(file), hint="choose another by --layer")
    records = merged(layer, before, unedited, read)
    return _put(gold, layer, records, entities_of(records), catalogue)


def _put(
    gold: Annotation,
    layer: Layer,
    records: Sequence[Any],
    entities: Iterable[Entity],
    catalogue: Mapping[str, CatalogueEntry],
) -> Annotation:
    together = kept(layer, getattr(gold, layer) or (), records)
    if layer == "mentions":
        return with_mentions(gold, together, entities, catalogue)
    return msgspec.structs.replace(gold, **{layer: together})


def _check(
    root: Path, article: Article, folder: Path, annotation: Annotation, catalogue: Mapping[str, CatalogueEntry]
) -> None:
    """Refuse an annotation with errors that the gold doesn't have."""
    labels = read_ontology(root / ONTOLOGY)
    with tempfile.TemporaryDirectory(prefix="dateline-correct-") as scratch:
        trial = Path(scratch) / folder.name
        shutil.copytree(folder, trial)
        for name in ("entities", *LAYERS):
            if getattr(annotation, name) is not None:
                write_layer(trial, name, getattr(annotation, name))
        found = validate_document(article, trial, labels, catalogue)
        known = {(p.id, p.message) for p in validate_document(article, folder, labels, catalogue)}
        new = [
            msgspec.structs.replace(p, file=Path(p.file or "").name)
            for p in found
            if p.level == "error" and (p.id, p.message) not in known
        ]
    if new:
        raise InputError(new)


def record(root: Path, proposal: Proposal, *, version: str, reason: str, rule: str = "", by: str) -> Correction:
    """Write a correction: its record first, then the layers that differ; return the record.

    A run that was killed between the two is completed by the next one with the same edit.

    Raises:
        InputError: there is no reason, an unknown kind of corrector, or nothing differs.
    """
    if not proposal.changes:
        raise refuse("missing-change", "the edited layer is the gold as it is")
    if not reason.strip():
        raise refuse("missing-reason", "a correction needs a reason", hint="give it by --reason")
    path = root / CORRECTIONS / f"{version}.jsonl"
    there = read_lines(path, Correction) if path.exists() else ()
    facts = {
        "id": f"{version}-{len(there) + 1}",
        "version": version,
        "document": proposal.before.id,
        "layer": proposal.layer,
        "reason": reason.strip(),
        "rule": rule.strip(),
        "by": by,
        "changes": proposal.changes,
        "states": proposal.states,
    }
    try:
        made = msgspec.convert(msgspec.to_builtins(facts), Correction)
    except msgspec.ValidationError as error:
        raise refuse("unknown-option", str(error), hint="AI system, person or program") from error
    last = read_corrections(root)[-1:]
    if not (last and last[0].document == made.document and last[0].states == made.states):
        write_bytes(path, msgspec.json.Encoder().encode_lines([*there, made]))  # what is None is part of a change
    for name in ("entities", *LAYERS):
        records = getattr(proposal.annotation, name)
        if records is not None:
            write_layer(proposal.folder, name, records)
    return made


def to_rebuild(layer: Layer) -> list[str]:
    """List the commands that make anew what a correction of a layer makes stale."""
    layers = {layer, "quotes", "events"} if layer == "mentions" else {layer}
    tasks = [task.id for task in map(load, names()) if task.layer in layers]
    return [
        "dateline validate && dateline consistency",
        "dateline build",
        *(f"dateline run --task {name} --record" for name in tasks),
        "dateline leaderboard --write docs/reports",
        "dateline errors --write docs/reports",
        "dateline stats open --compare news --compare wikinews --write docs/reports",
    ]
