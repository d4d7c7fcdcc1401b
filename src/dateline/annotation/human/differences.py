"""Where our gold and GUM's labels differ, and what the reader who sorted a difference took for its cause.

annotations/human/differences.jsonl holds one difference a line, without any text: every name that only one side has,
and a sample of all others. A reader adds `cause` and `note`; `dateline compare-human --record` keeps what is sorted.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, get_args

import msgspec

from dateline.annotation.human.compared import Compared, Comparison
from dateline.annotation.human.counting import linkable
from dateline.annotation.human.mapping import TypeMapping
from dateline.annotation.human.mentions import Placed
from dateline.corpus.gold import lines_of, read_lines
from dateline.files import write_text
from dateline.paths import HUMAN

Kind = Literal[
    "name only in ours",
    "name only in GUM",
    "mention only in ours",
    "mention only in GUM",
    "type",
    "link only in ours",
    "link only in GUM",
]
Cause = Literal["scheme", "our rule", "their slip", "ours"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CAUSES: tuple[Cause, ...] = get_args(Cause)
NAMES: frozenset[Kind] = frozenset({"name only in ours", "name only in GUM"})
SAMPLE = 200
SEED = 20261127
FILE = f"{HUMAN}/differences.jsonl"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One difference; the offsets are of our text.

    Attributes:
        document: the document.
        start: where the mention begins; of a link, the later of its two mentions.
        end: where it ends.
        kind: what differs.
        other: of a link, the offsets of the earlier mention.
        cause: `scheme`: the two schemes say different things; `our rule`: both annotate the thing, and a
            rule of ours says otherwise;
            `their slip`: an error in GUM; `ours`: an error in our gold. None until somebody has sorted it.
        note: what the reader adds, without words of the text.
    """

    document: str
    start: int
    end: int
    kind: Kind
    other: tuple[int, int] | None = None
    cause: Cause | None = None
    note: str | None = None

    @property
    def key(self) -> tuple[str, int, int, str, tuple[int, int]]:
        """What tells it from others, in order of the text."""
        return self.document, self.start, self.end, self.kind, self.other or (0, 0)


def differences(comparison: Comparison) -> list[Difference]:
    """List every difference but mentions that our scheme leaves out by their type, in order of the text."""
    found = [difference for one in comparison.documents for difference in _of(one, comparison.mapping)]
    return sorted(found, key=lambda difference: difference.key)


def to_sort(found: Sequence[Difference], before: Iterable[Difference], number: int = SAMPLE) -> list[Difference]:
    """Choose the differences that a reader sorts: all names, and a sample of the others.

    The sample is the same at every call: kinds take turns, and each gives its differences in the order of a checksum of
    the seed and what they are. A difference that was sorted before stays, also if the gold was corrected since.

    Args:
        found: all differences as they are now.
        before: those listed before, with their causes.
        number: how many others to draw.
    """
    decided = {one.key: one for one in before if one.cause is not None}
    pool = {one.key: one for one in found} | decided
    queues = [
        sorted((one for one in pool.values() if one.kind == kind), key=_rank) for kind in KINDS if kind not in NAMES
    ]
    drawn: list[Difference] = []
    for turn in range(max(map(len, queues), default=0)):
        drawn += [queue[turn] for queue in queues if turn < len(queue)]
    chosen = {one.key: one for one in pool.values() if one.kind in NAMES}
    chosen |= {one.key: one for one in drawn[:number]} | decided
    return [chosen[key] for key in sorted(chosen)]


def read_differences(root: Path) -> tuple[Difference, ...]:
    """Read the list of a project; empty where there is none.

    Raises:
        InputError: lines that can't be read, each with file, line and field.
    """
    path = root / FILE
    return read_lines(path, Difference) if path.exists() else ()


def write_differences(root: Path, listed: Iterable[Difference]) -> Path:
    """Write the list of a project, one difference a line; return the file's path."""
    return write_text(root / FILE, lines_of(listed))


def _rank(one: Difference) -> str:
    return hashlib.sha256(repr((SEED, one.key)).encode()).hexdigest()


def _of(one: Compared, mapping: TypeMapping) -> Iterator[Difference]:
    name, theirs = one.document.id, one.gum.mentions
    mine, other = ({pair[side] for pair in one.gum.common} for side in (0, 1))
    for kind, mentions, matched in (("ours", one.ours, mine), ("GUM", theirs, other)):
        for index, mention in enumerate(mentions):
            if index not in matched and (mention.name or mention.type in mapping.compared):
                what = "name" if mention.name else "mention"
                yield _at(name, mention, f"{what} only in {kind}")
    for ours, gum in one.gum.common:
        if not mapping.agree(one.ours[ours].type, theirs[gum].type):
            yield _at(name, one.ours[ours], "type")
    pairs = linkable(one.ours, one.gum)
    for kind, side in (("ours", 0), ("GUM", 1)):
        for later, earlier in _links(pairs, side):
            if pairs[later][1 - side].cluster != pairs[earlier][1 - side].cluster:
                antecedent = pairs[earlier][0]
                yield _at(name, pairs[later][0], f"link only in {kind}", (antecedent.start, antecedent.end))


def _links(pairs: Sequence[tuple[Placed, Placed]], side: int) -> Iterator[tuple[int, int]]:
    """Yield each mention with the nearest earlier one of its cluster."""
    last: dict[str | None, int] = {}
    for place, pair in enumerate(pairs):
        cluster = pair[side].cluster
        if cluster in last:
            yield place, last[cluster]
        last[cluster] = place


def _at(document: str, mention: Placed, kind: str, other: tuple[int, int] | None = None) -> Difference:
    facts = {"document": document, "start": mention.start, "end": mention.end, "kind": kind, "other": other}
    return msgspec.convert(facts, Difference)
