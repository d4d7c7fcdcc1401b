"""What is read: a document, and one side or two of annotation on it."""

from collections.abc import Sequence
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


def of_predictions(document: Document, task: Task, gold: Gold, path: Path) -> Reading:
    """Read the gold of a task beside a prediction file of it.

    Args:
        document: the document.
        task: the task.
        gold: its gold, that of other documents in the file included.
        path: the prediction file.

    Raises:
        InputError: the file was refused, it has no record of the document, or the task can't be shown.
    """
    kind = gold.kind
    expected = Expected(
        kind.record, gold.facts, gold.labels, flat=kind.flat(gold.context.settings), allow_missing=True, tags=gold.tags
    )
    record = next((one for one in read(path, expected).records if one.id == document.id), None)
    if record is None:
        raise refuse("missing-prediction", f"no record of {document.id!r}", file=str(path))
    if kind.annotation is None:
        raise refuse("bad-task", f"predictions of {task.id} can't be shown", hint="ner, coref, events or quotes")
    a, b = kind.annotation(gold.records[document.id]), kind.annotation(record)
    pair = Pair(document.id, "", a, b, Annotation())
    found = with_links(task.layer, differences(task.layer, pair), pair, AGAINST_GOLD)
    left_out = {*kind.not_asked, *(AGAINST_GOLD if kind.not_asked & {"entity", "event"} else ())}
    listed = ((task.layer, one) for one in found if one.b != said(ABSENT) and one.difference not in left_out)
    sides = (_side("gold", (task.layer,), a), _side(path.stem, (task.layer,), b))
    return Reading(document, (task.layer,), sides, tuple(listed))


def _side(name: str, layers: Sequence[Layer], holder: Document | Annotation) -> Side:
    return Side(name, **{layer: tuple(getattr(holder, layer) or ()) for layer in layers})
