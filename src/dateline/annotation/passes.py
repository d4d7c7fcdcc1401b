"""The raw annotations of annotators A and B, by round and document.

annotations/passes/<round>/<a|b>/<document>/<layer>.jsonl holds a pass; what the adjudicator decided lies in
annotations/passes/<round>/decisions/<document>/<layer>.jsonl. Rounds sort by name: the last one is the latest.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from dateline.corpus.gold import Annotation, read_annotation, read_lines
from dateline.document import Layer, Span
from dateline.errors import nearest, refuse
from dateline.paths import GOLD, PASSES

Category = Literal["guideline unclear", "annotator error", "both acceptable", "text ambiguous"]
UNDECIDED = "undecided"


class Decision(Span, frozen=True, kw_only=True):
    """How the adjudicator settled a difference; `note` never quotes a source's sentence."""

    difference: str
    category: Category
    chosen: Literal["a", "b", "both", "neither", "other"]
    note: str = ""


class Pair(msgspec.Struct, frozen=True):
    """Both annotations of a document in a round, the document's gold, and the decisions on one layer."""

    document: str
    round: str
    a: Annotation
    b: Annotation
    gold: Annotation
    decisions: tuple[Decision, ...] = ()

    def paragraph(self, offset: int) -> int | None:
        """The number, from 1, of the paragraph that holds an offset; None where the document has no tokens."""
        starts = [line.starts[0] if line.starts else -1 for line in self.gold.tokens or ()]
        return max((number for number, start in enumerate(starts, start=1) if 0 <= start <= offset), default=None)


def pairs(root: Path, layer: Layer, documents: Sequence[str] | None = None, of_round: str = "") -> tuple[Pair, ...]:
    """Read both annotations of a layer, for every document (or those named) that has both.

    Args:
        root: the project's folder.
        layer: which file must be there from both annotators.
        documents: document ids; None for all.
        of_round: a round; empty for the latest of each document that has both annotations of the layer.

    Raises:
        InputError: there is no such round or document, or a file can't be read.
    """
    folder = root / PASSES
    rounds = sorted(path.name for path in folder.glob("*") if path.is_dir())
    if of_round and of_round not in rounds:
        hint = nearest(of_round, frozenset(rounds))
        raise refuse("unknown-round", f"there is no round {of_round!r} under {folder}", hint=hint)
    latest = {
        path.parent.name: name
        for name in ([of_round] if of_round else rounds)
        for path in sorted(folder.glob(f"{name}/a/*/{layer}.jsonl"))
        if (folder / name / "b" / path.parent.name / path.name).exists()
    }
    known = frozenset(path.name for path in folder.glob("*/[ab]/*"))
    for document in documents or ():
        if document not in known:
            raise refuse("missing-passes", f"there is no annotation of {document!r}", hint=nearest(document, known))
    chosen = sorted(latest if documents is None else latest.keys() & set(documents))
    return tuple(_read(root, layer, document, latest[document]) for document in chosen)


def _read(root: Path, layer: Layer, document: str, of_round: str) -> Pair:
    folder = root / PASSES / of_round
    gold = next(iter(sorted((root / GOLD).glob(f"*/{document}"))), None)
    decided = folder / "decisions" / document / f"{layer}.jsonl"
    return Pair(
        document,
        of_round,
        read_annotation(folder / "a" / document),
        read_annotation(folder / "b" / document),
        read_annotation(gold) if gold else Annotation(),
        read_lines(decided, Decision) if decided.exists() else (),
    )
