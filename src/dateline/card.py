"""The dataset card: prose from docs/card.template.md, every number from the data."""

from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from string import Template
from typing import Any

from dateline.agreement import agreement, summary_rows
from dateline.audit import audit, audit_rows
from dateline.model import Document
from dateline.ontology import read_ontology
from dateline.schema import features
from dateline.stats import stats_rows, tally


def dataset_card(root: Path, documents: Sequence[Document]) -> str:
    """Write the card of the dataset: YAML with configs and features, then the filled template."""
    template = Template((root / "docs" / "card.template.md").read_text(encoding="utf-8"))
    body = template.substitute(
        counts=markdown_table(*stats_rows(tally(documents))),
        event_types=len(read_ontology(root / "annotations" / "ontology.toml").event_types),
        agreement=markdown_table(*summary_rows(agreement(root))),
        audit=_audit(root),
    )
    return f"---\n{_front_matter(documents)}---\n\n{body}"


def _audit(root: Path) -> str:
    audits = audit(root)
    if not audits:
        return ""
    intro = (
        "### A fresh reading\n\nA reader who had not annotated saw a random sample of the gold with its text and the "
        "guidelines, and searched whole paragraphs for what the gold had missed.\n\n"
    )
    return f"{intro}{markdown_table(*audit_rows(audits))}\n\n"


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Format a table in Markdown; columns after the first are aligned to the right."""
    lines = [" | ".join(header), "|".join(["---", *["---:"] * (len(header) - 1)])]
    lines += [" | ".join(str(cell) for cell in row) for row in rows]
    return "\n".join(f"| {line} |" if "---" not in line else f"|{line}|" for line in lines)


def _front_matter(documents: Sequence[Document]) -> str:
    import yaml
    from datasets import Features

    columns = Features(features())._to_yaml_list()  # noqa: SLF001 - the only writer of the card's feature format
    parts: dict[str, list[str]] = {}
    for document in documents:
        splits = parts.setdefault(document.part, [])
        if document.split not in splits:
            splits.append(document.split)
    facts: dict[str, Any] = {
        "pretty_name": "DATELINE",
        "language": ["en"],
        "license": ["cc-by-4.0", "other"],
        "annotations_creators": ["machine-generated"],
        "language_creators": ["found"],
        "multilinguality": ["monolingual"],
        "size_categories": ["n<1K"],
        "source_datasets": ["original"],
        "task_categories": ["token-classification"],
        "task_ids": ["named-entity-recognition", "coreference-resolution"],
        "tags": ["news", "events", "quotations", "attribution", "coreference"],
        "configs": [
            {
                "config_name": part,
                "default": index == 0,
                "data_files": [{"split": split, "path": f"data/{part}/{split}.parquet"} for split in splits],
            }
            for index, (part, splits) in enumerate(parts.items())
        ],
        "dataset_info": [{"config_name": part, "features": deepcopy(columns)} for part in parts],
    }
    return str(yaml.safe_dump(facts, sort_keys=False, allow_unicode=True))
