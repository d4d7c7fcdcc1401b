"""CHANGES.md: every corrected label, by version, from the records of annotations/corrections."""

from collections.abc import Sequence
from pathlib import Path

from dateline.document import Document


def label_changes(root: Path, documents: Sequence[Document]) -> str:
    """Write the list."""
    return "# Changed labels\n"
