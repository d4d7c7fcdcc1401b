"""The comparison with people's labels as a page, and as a section of the dataset card."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from dateline.annotation.human import (
    FIRST,
    Difference,
    Figure,
    Figures,
    TypeMapping,
    gold_checksum,
    read_differences,
    read_figures,
    read_mapping,
    recorded,
)
from dateline.annotation.human.counting import METRICS
from dateline.annotation.human.differences import CAUSES, KINDS, NAMES, SAMPLE
from dateline.document import Document
from dateline.files import write_text
from dateline.paths import TEMPLATES
from dateline.tables import markdown_table, percent

Table = tuple[list[str], list[list[str]]]

_SCORES = {"muc_f1": "MUC", "b3_f1": "B3", "ceafe_f1": "CEAFe", "conll_f1": "CoNLL"}
_SIDES = {"gum": "GUM", "ontogum": "OntoGUM"}
_STALE = "The gold mentions of the part have changed since the figures were recorded."


def write_human(folder: Path, root: Path, documents: Sequence[Document]) -> Path:
    """Write `human.md` of the recorded figures and the sorted differences; return its path.

    Args:
        folder: the folder to write to.
        root: the project's folder.
        documents: the documents with their gold as it is now.

    Raises:
        InputError: no figures are recorded, or a file of the record can't be read.
    """
    made, mapping, listed = recorded(root), read_mapping(root), read_differences(root)
    template = Template((root / TEMPLATES / "human.md").read_text(encoding="utf-8"))
    text = template.substitute(
        source=made.source,
        command=made.command,
        stale="" if made.gold == gold_checksum(documents) else f"\n**{_STALE}**\n",
        elsewhere=made.elsewhere,
        shares=markdown_table(*share_rows(made, read_figures(root, FIRST))),
        names=markdown_table(*_names(made)),
        confusion=markdown_table(*_confusion(made, mapping)),
        mapping=markdown_table(*_mapping(mapping), right=False),
        outside=_listed(made.outside),
        clusters=markdown_table(*cluster_rows(made, read_figures(root, FIRST))),
        documents=markdown_table(*_documents(made)),
        sample=SAMPLE,
        causes=markdown_table(*cause_rows(made, listed)),
        sorted=_sorted(listed),
    )
    return write_text(folder / "human.md", text)


def card_section(root: Path, documents: Sequence[Document]) -> str:
    """Return the section of the dataset card; empty where nothing is recorded."""
    made = read_figures(root)
    if made is None:
        return ""
    listed = read_differences(root)
    template = Template((root / TEMPLATES / "human-card.md").read_text(encoding="utf-8"))
    return template.substitute(
        source=made.source,
        stale="" if made.gold == gold_checksum(documents) else f" {_STALE}",
        shares=markdown_table(*share_rows(made, read_figures(root, FIRST))),
        clusters=markdown_table(*cluster_rows(made, read_figures(root, FIRST))),
        sample=SAMPLE,
        sorted=_sorted(listed),
        causes=markdown_table(*cause_rows(made, listed)),
    )


def share_rows(made: Figures, first: Figures | None = None) -> Table:
    """Return header and rows of the shares of names, mentions and types; beside them those of the first comparison."""
    rows = [[metric.description, *_cells(made.shares[metric.name])] for metric in METRICS]
    header = ["share", "%", "95% interval", "of"]
    if first is None or first.gold == made.gold:
        return header, rows
    before = [_cells(first.shares[metric.name]) for metric in METRICS]
    return [*header, "first comparison", "of"], [[*row, one[0], one[2]] for row, one in zip(rows, before, strict=True)]


def cluster_rows(made: Figures, first: Figures | None = None) -> Table:
    """Return header and rows of the cluster scores; below them those of the first comparison."""
    header = ["F1 against", "common mentions", *(cell for name in _SCORES.values() for cell in (name, "95% interval"))]
    shown = [("", made)] if first is None or first.gold == made.gold else [("", made), (", first comparison", first)]
    rows = [
        [f"{told}{when}", str(one.clusters[side]["conll_f1"].of), *_scores(one.clusters[side])]
        for when, one in shown
        for side, told in _SIDES.items()
    ]
    return header, rows


def cause_rows(made: Figures, listed: Sequence[Difference]) -> Table:
    """Return header and rows of the differences by kind: all, those listed, and how they were sorted."""
    counts = {kind: Counter(one.cause for one in listed if one.kind == kind) for kind in KINDS}
    rows = [
        [kind, str(made.differences[kind]), str(counts[kind].total()), *(str(counts[kind][cause]) for cause in CAUSES)]
        for kind in KINDS
    ]
    sums = [sum(int(row[column]) for row in rows) for column in range(1, len(rows[0]))]
    names = [sum(int(row[column]) for row in rows if row[0] in NAMES) for column in range(1, len(rows[0]))]
    rows += [["names, together", *map(str, names)], ["together", *map(str, sums)]]
    return ["difference", "there are", "listed", *CAUSES], rows


def console_tables(made: Figures) -> list[tuple[str, Table]]:
    """Return the main tables with their titles, for the terminal."""
    kinds = [[kind, str(number)] for kind, number in made.differences.items()]
    return [
        ("names, mentions and types", share_rows(made)),
        ("coreference on common mentions", cluster_rows(made)),
        ("by document", _documents(made)),
        ("differences", (["difference", "there are"], kinds)),
    ]


def _cells(figure: Figure) -> list[str]:
    return [percent(figure.value), _interval(figure), str(figure.of)]


def _scores(scores: Mapping[str, Figure]) -> list[str]:
    return [cell for name in _SCORES for cell in _cells(scores[name])[:2]]


def _interval(figure: Figure) -> str:
    if figure.low is None:
        return figure.note or "-"
    return f"{percent(figure.low)} to {percent(figure.high)}"


def _names(made: Figures) -> Table:
    rows = [
        [f"{side}: {name}", str(total), str(found), percent(found / total)]
        for side, told in (("ours", "ours"), ("GUM", "gum"))
        for name, (total, found) in made.names[told].items()
    ]
    return ["type", "names", "found", "%"], rows


def _confusion(made: Figures, mapping: TypeMapping) -> Table:
    columns = sorted({ours for row in made.confusion.values() for ours in row})

    def cell(theirs: str, ours: str) -> str:
        number = made.confusion[theirs].get(ours, 0)
        if not number:
            return ""
        return f"**{number}**" if mapping.agree(ours, theirs) else str(number)

    return ["GUM", *columns], [[theirs, *(cell(theirs, ours) for ours in columns)] for theirs in made.confusion]


def _mapping(mapping: TypeMapping) -> Table:
    rows = [
        [name, ", ".join(rule.ours) or "none", "yes" if rule.compared else "no", rule.reason]
        for name, rule in mapping.types.items()
    ]
    return ["GUM", "ours", "all annotated here", "reason"], rows


def _documents(made: Figures) -> Table:
    header = ["document", "ours", "GUM", "common", "our names", "GUM's names", "types", "CoNLL, GUM", "CoNLL, OntoGUM"]
    rows = [
        [
            name,
            *(str(number) for number in (row.ours, row.gum, row.common)),
            *(percent(share) for share in (row.our_names_as_mentions, row.gum_names_as_mentions, row.types)),
            *(percent(score) for score in (row.gum_conll, row.ontogum_conll)),
        ]
        for name, row in made.documents.items()
    ]
    return header, rows


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items()) or "none"


def _sorted(listed: Sequence[Difference]) -> str:
    decided = sum(one.cause is not None for one in listed)
    return f"{decided} of {len(listed)} are sorted."
