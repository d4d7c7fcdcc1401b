"""The figures of a comparison: shares and cluster scores with their intervals, and the tables behind them.

annotations/human/figures.json records them, so that the page and the dataset card can be made without a copy of GUM.
first.json keeps those of the first record: once errors that the comparison showed are corrected, the gold is no longer
independent of GUM.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from dateline.annotation.human import counting
from dateline.annotation.human.compared import Compared, Comparison, gold_checksum
from dateline.annotation.human.differences import KINDS, Difference
from dateline.corpus.gold import problem_of
from dateline.errors import InputError, refuse
from dateline.files import write_text
from dateline.paths import HUMAN
from dateline.scoring.counts import Counts, Metric
from dateline.scoring.intervals import Interval, intervals

COMMAND = "dateline compare-human --record"
SOURCE = "GUM V11.1.0"
FILE = f"{HUMAN}/figures.json"
FIRST = f"{HUMAN}/first.json"
_DIGITS = 4  # of a recorded share: two decimals of a percentage


class Figure(msgspec.Struct, frozen=True):
    """A share with its 95% interval over documents; None where undefined, and `note` says why there is no interval.

    `of` is what it is a share of: mentions, for clusters the common mentions that are in one.
    """

    value: float | None
    low: float | None
    high: float | None
    of: int
    note: str | None = None


class Row(msgspec.Struct, frozen=True):
    """One document: mentions of ours, of GUM's, common ones; shares from 0 to 1."""

    ours: int
    gum: int
    common: int
    our_names_as_mentions: float | None
    gum_names_as_mentions: float | None
    types: float | None
    gum_conll: float | None
    ontogum_conll: float | None


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What is recorded of a comparison.

    Attributes:
        command: what makes the record.
        source: the labels that ours are compared with.
        labels: checksum of the label files.
        gold: checksum of our gold mentions.
        elsewhere: GUM's mentions in paragraphs that we do not annotate; they are left out.
        outside: by type, GUM's other mentions that our scheme leaves out by their type.
        shares: by name, those of `dateline.annotation.human.counting.SHARES`.
        clusters: for `gum` and `ontogum`, the scores of our clusters on common mentions.
        names: for `ours` and `gum`, by type: all names, and those that the other side has as a mention.
        confusion: common mentions by GUM's type and ours.
        differences: how many there are of each kind.
        documents: by id.
    """

    command: str
    source: str
    labels: str
    gold: str
    elsewhere: int
    outside: Mapping[str, int]
    shares: Mapping[str, Figure]
    clusters: Mapping[str, Mapping[str, Figure]]
    names: Mapping[str, Mapping[str, tuple[int, int]]]
    confusion: Mapping[str, Mapping[str, int]]
    differences: Mapping[str, int]
    documents: Mapping[str, Row]


def figures(comparison: Comparison, found: Sequence[Difference]) -> Figures:
    """Compute all figures of a comparison.

    Args:
        comparison: both sides of all documents.
        found: all differences of it.
    """
    documents, mapping = comparison.documents, comparison.mapping
    shares = counting.count_shares(documents, mapping)
    gum = counting.count_clusters([(one.document.id, one.ours, one.gum) for one in documents])
    onto = counting.count_clusters([(one.document.id, one.ours, one.ontogum) for one in documents])
    kinds = Counter(one.kind for one in found)
    return Figures(
        command=COMMAND,
        source=SOURCE,
        labels=comparison.labels,
        gold=gold_checksum([one.document for one in documents]),
        elsewhere=sum(one.gum.elsewhere for one in documents),
        outside=counting.outside_scheme(documents, mapping),
        shares=_evaluated(shares, counting.METRICS),
        clusters={
            name: _evaluated(counts, counting.CLUSTER_METRICS) for name, counts in (("gum", gum), ("ontogum", onto))
        },
        names=counting.names_by_type(documents),
        confusion=counting.confusion(documents),
        differences={kind: kinds[kind] for kind in KINDS},
        documents={one.document.id: _document(one, shares, gum, onto) for one in documents},
    )


def read_figures(root: Path, file: str = FILE) -> Figures | None:
    """Read the figures that a project has recorded, the latest or those of `FIRST`; None where it has none.

    Raises:
        InputError: the file can't be read as figures.
    """
    path = root / file
    if not path.exists():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Figures)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError([problem_of(error, str(path), 1)]) from error


def recorded(root: Path) -> Figures:
    """Return the recorded figures.

    Raises:
        InputError: there are none, or they can't be read.
    """
    found = read_figures(root)
    if found is None:
        raise refuse("missing-file", "no comparison is recorded", file=FILE, hint=f"run `{COMMAND}` with a copy of GUM")
    return found


def write_figures(root: Path, made: Figures) -> Path:
    """Record figures, the first ones a second time; return the file's path."""
    text = msgspec.json.format(msgspec.json.encode(made), indent=1).decode()
    if not (root / FIRST).exists():
        write_text(root / FIRST, f"{text}\n")
    return write_text(root / FILE, f"{text}\n")


def _evaluated(counts: Counts, metrics: Sequence[Metric]) -> dict[str, Figure]:
    found = intervals(counts, metrics)
    return {metric.name: _figure(counts, metric, found[metric.name]) for metric in metrics}


def _figure(counts: Counts, metric: Metric, interval: Interval) -> Figure:
    of = metric.columns[0] if metric in counting.METRICS else "gold_mentions"
    total = int(counts.pick([of]).sum())
    return Figure(_short(interval.point), _short(interval.low), _short(interval.high), total, interval.note)


def _document(one: Compared, shares: Counts, gum: Counts, onto: Counts) -> Row:
    name = [one.document.id]
    by_name = {metric.name: metric for metric in counting.METRICS}
    conll = counting.CLUSTER_METRICS[-1]
    return Row(
        ours=len(one.ours),
        gum=len(one.gum.mentions),
        common=len(one.gum.common),
        our_names_as_mentions=_short(by_name["our_names_as_mentions"].of(shares, name)),
        gum_names_as_mentions=_short(by_name["gum_names_as_mentions"].of(shares, name)),
        types=_short(by_name["types"].of(shares, name)),
        gum_conll=_short(conll.of(gum, name)),
        ontogum_conll=_short(conll.of(onto, name)),
    )


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
