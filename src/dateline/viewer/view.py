"""What is read: a document, and one side or two of annotation on it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from dateline.annotation.agreement import Disagreement, Pair, differences, pairs
from dateline.annotation.agreement.disagreements import Claim, said, written
from dateline.corpus.gold import Annotation
from dateline.document import LAYERS, Document, Event, Layer, Mention, Quote, Span
from dateline.errors import refuse
from dateline.evaluation.reference import Gold
from dateline.formats.checks import Expected
from dateline.formats.read import read
from dateline.tasks.declarations import Task
from dateline.tasks.event_records import ABSENT
from dateline.tasks.task_type import TaskType
from dateline.viewer.links import AGAINST_GOLD, BETWEEN_ANNOTATORS, with_links


class Side(msgspec.Struct, frozen=True):
    """Annotation under a name, such as `gold` or `annotator A`."""

    name: str
    mentions: tuple[Mention, ...] = ()
    events: tuple[Event, ...] = ()
    quotes: tuple[Quote, ...] = ()


class Reading(msgspec.Struct, frozen=True):
    """A document, the layers to be shown, one side or two, and the differences between two."""

    document: Document
    layers: tuple[Layer, ...]
    sides: tuple[Side, ...]
    disagreements: tuple[tuple[Layer, Disagreement], ...] = ()

    def disagreements_within(self, paragraph: Span) -> list[tuple[Layer, Disagreement]]:
        """The differences that start in a paragraph."""
        return [(layer, one) for layer, one in self.disagreements if paragraph.start <= one.start < paragraph.end]

    def called(self, disagreement: Disagreement) -> str:
        """Name a difference, with the names of the sides."""
        said, _, letter = disagreement.difference.rpartition(" in ")
        names = dict(zip("ab", (side.name for side in self.sides), strict=False))
        return f"{said} in {names[letter]}" if letter in names and said else disagreement.difference

    def worded(self, claim: Claim) -> str:
        """Write what a side says, its spans as words."""
        return written(claim, self.document.text)


def of_gold(document: Document, layers: Sequence[Layer] = LAYERS) -> Reading:
    """Read the gold of a document, as far as it is annotated."""
    shown = tuple(layer for layer in document.annotated_layers if layer in layers)
    return Reading(document, shown, (_side("gold", shown, document),))


def has_passes(document: Document, root: Path, of_round: str, layers: Sequence[Layer]) -> bool:
    """Tell whether two annotators annotated a layer of a document."""
    return any(pairs(root, layer, [document.id], of_round) for layer in layers)


def of_passes(document: Document, root: Path, of_round: str = "", layers: Sequence[Layer] = LAYERS) -> Reading:
    """Read annotators A and B of a document side by side; a layer without raw annotations has the gold on both.

    Args:
        document: the document.
        root: the project's folder.
        of_round: a round; empty for the latest of each layer.
        layers: the layers to show.

    Raises:
        InputError: no layer has two annotators, or there is no such round.
    """
    found = {layer: pairs(root, layer, [document.id], of_round) for layer in layers}
    read = {layer: of_layer[0] for layer, of_layer in found.items() if of_layer}
    if not read:
        raise refuse("missing-passes", f"no layer of {document.id!r} has two annotations")
    a, b = ({layer: getattr(getattr(pair, side), layer) for layer, pair in read.items()} for side in "ab")
    settled = () if "mentions" in read or "mentions" not in layers else document.mentions
    sides = tuple(
        Side(f"annotator {name.upper()}", **{"mentions": settled, **layers_of})
        for name, layers_of in (("a", a), ("b", b))
    )
    listed = (
        (layer, one)
        for layer, pair in read.items()
        for one in with_links(layer, differences(layer, pair), pair, BETWEEN_ANNOTATORS)
    )
    shown = tuple(layer for layer in LAYERS if layer in read or (layer == "mentions" and settled))
    return Reading(document, shown, sides, tuple(listed))


def of_predictions(documents: Sequence[Document], task: Task, gold: Gold, path: Path) -> Iterator[Reading]:
    """Read the gold of a task beside a prediction file of it, for the documents that the file has a record of.

    Args:
        documents: the documents.
        task: the task.
        gold: its gold, that of other documents in the file included.
        path: the prediction file.

    Raises:
        InputError: the file was refused, it has a record of none of them, or the task can't be shown.
    """
    kind = gold.kind
    expected = Expected(
        kind.record, gold.facts, gold.labels, flat=kind.flat(gold.context.settings), allow_missing=True, tags=gold.tags
    )
    records = {one.id: one for one in read(path, expected).records}
    there = [document for document in documents if document.id in records]
    if not there:
        message = f"no record of {documents[0].id!r}" if len(documents) == 1 else "no record of any of the documents"
        raise refuse("missing-prediction", message, file=str(path))
    if kind.annotation is None:
        raise refuse("bad-task", f"predictions of {task.id} can't be shown", hint="ner, coref, events or quotes")
    for document in there:
        a, b = kind.annotation(gold.records[document.id]), kind.annotation(records[document.id])
        found = _against_gold(task, kind, Pair(document.id, "", a, b, Annotation()))
        sides = (_side("gold", (task.layer,), a), _side(path.stem, (task.layer,), b))
        yield Reading(document, (task.layer,), sides, tuple((task.layer, one) for one in found))


def _against_gold(task: Task, kind: TaskType, pair: Pair) -> Iterator[Disagreement]:
    """Yield what a prediction says differently, as far as the task asks for it and the prediction says anything."""
    left_out = {*kind.not_asked, *(AGAINST_GOLD if kind.not_asked & {"entity", "event"} else ())}
    for one in with_links(task.layer, differences(task.layer, pair), pair, AGAINST_GOLD):
        if one.b != said(ABSENT) and one.difference not in left_out:
            yield one


def _side(name: str, layers: Sequence[Layer], holder: Document | Annotation) -> Side:
    return Side(name, **{layer: tuple(getattr(holder, layer) or ()) for layer in layers})
