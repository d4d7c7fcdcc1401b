"""The fresh reading of a sample: what share of the gold was judged right, and what share it had missed.

annotations/audit/judgements.jsonl holds one judged annotation a line, annotations/audit/missed.jsonl one line for each
layer of each paragraph that was searched for what the gold lacks.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from dateline.gold import read_lines
from dateline.model import LAYERS, Layer


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """One annotation of the gold, judged afresh against the text and the guideline."""

    document: str
    layer: Layer
    id: str
    verdict: Literal["right", "wrong", "unsure"]
    note: str | None = None


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """One paragraph (counted from 1) searched for one layer: annotations found there by the gold, and missed by it."""

    document: str
    paragraph: int
    layer: Layer
    found: int
    missed: int
    note: str | None = None


class Audit(msgspec.Struct, frozen=True):
    """Counts for one layer."""

    layer: Layer
    judged: int
    right: int
    unsure: int
    found: int
    missed: int


def audit(root: Path) -> list[Audit]:
    """Count the judgements by layer; empty where nothing was judged."""
    folder = root / "annotations" / "audit"
    if not (folder / "judgements.jsonl").exists():
        return []
    judgements = read_lines(folder / "judgements.jsonl", Judgement)
    searches = read_lines(folder / "missed.jsonl", Search)
    rows = []
    for layer in LAYERS:
        verdicts = [judgement.verdict for judgement in judgements if judgement.layer == layer]
        seen = [search for search in searches if search.layer == layer]
        found, missed = sum(search.found for search in seen), sum(search.missed for search in seen)
        rows.append(Audit(layer, len(verdicts), verdicts.count("right"), verdicts.count("unsure"), found, missed))
    return rows


def audit_rows(audits: Sequence[Audit]) -> tuple[list[str], list[list[str]]]:
    """Return the header and rows of the audit's table."""
    header = ["layer", "judged", "right", "unsure", "share right", "in searched paragraphs", "missed", "share missed"]
    rows = [
        [
            row.layer,
            str(row.judged),
            str(row.right),
            str(row.unsure),
            _share(row.right, row.judged),
            str(row.found),
            str(row.missed),
            _share(row.missed, row.found + row.missed),
        ]
        for row in audits
    ]
    return header, rows


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "-"
