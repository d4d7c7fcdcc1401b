"""The dataset card: prose from docs/templates/card.md, every number from the data."""

from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from string import Template
from typing import Any

from dateline.annotation.agreement import Agreement, agreement, summary_rows
from dateline.annotation.gold_audit import audit, audit_rows
from dateline.corpus.schema import CANARY
from dateline.corpus.statistics import stats_rows, tally
from dateline.document import LAYERS, Document
from dateline.ontology import read_ontology
from dateline.paths import MANIFESTS, ONTOLOGY, TEMPLATES
from dateline.publishing.citation import Citation, real_dates
from dateline.publishing.configurations import FLAT, Configuration
from dateline.publishing.label_changes import corrected_rows
from dateline.publishing.reports.human_report import card_section
from dateline.tables import markdown_table

_SPLITS = ("train", "validation", "test")


def dataset_card(root: Path, documents: Sequence[Document], found: Sequence[Configuration], citation: Citation) -> str:
    """Write the card of the dataset: YAML with configs, columns and sizes, then the filled template.

    Args:
        root: the project's folder.
        documents: all documents.
        found: what the dataset folder holds.
        citation: how to cite it.
    """
    labels = read_ontology(root / ONTOLOGY)
    template = Template((root / TEMPLATES / "card.md").read_text(encoding="utf-8"))
    body = template.substitute(
        parts=markdown_table(*_parts(documents)),
        invented=len({d.story for d in documents if d.provenance == "invented"}),
        counts=markdown_table(*_counts(documents)),
        layers=markdown_table(*_layers(documents)),
        entity_types=len(labels.entity_types),
        event_types=len(labels.event_types),
        agreement=markdown_table(*summary_rows(_agreements(root, documents))),
        audit=_audit(root, documents),
        human=card_section(root, documents),
        canary=CANARY,
        tables=markdown_table(*_tables(found), right=False),
        notice=_notice(documents),
        changes=_changes(root),
        real_dates=" to ".join(real_dates(documents)),
        version=citation.version,
        bibtex=citation.bibtex,
    )
    return f"---\n{_front_matter(found)}---\n\n{body}"


def _by_part(documents: Sequence[Document]) -> dict[str, list[Document]]:
    parts: dict[str, list[Document]] = {}
    for document in documents:
        parts.setdefault(document.part, []).append(document)
    return parts


def _parts(documents: Sequence[Document]) -> tuple[list[str], list[list[str]]]:
    """Give what each split of each part holds; words are white-space separated, as in the masked text."""
    rows = []
    for part, listed in _by_part(documents).items():
        for split in dict.fromkeys(document.split for document in sorted(listed, key=lambda d: _SPLITS.index(d.split))):
            chosen = [document for document in listed if document.split == split]
            words = sum(len(document.text.split()) for document in chosen)
            stories, outlets = ({getattr(d, field) for d in chosen} for field in ("story", "outlet"))
            rows.append([part, split, *(f"{n:,}" for n in (len(chosen), words, len(stories), len(outlets)))])
    return ["part", "split", "articles", "words", "stories", "outlets"], rows


def _counts(documents: Sequence[Document]) -> tuple[list[str], list[list[str]]]:
    """Set the main counts of the parts side by side."""
    header, table = [""], []
    for part, listed in _by_part(documents).items():
        _, rows = stats_rows(tally(listed))
        header += [part, "per 1,000 words"]
        found = {row[0]: row[1:] for row in rows}
        table.append(found)
    names = list(dict.fromkeys(name for found in table for name in found))
    return header, [[name, *(cell for found in table for cell in found.get(name, ["0", ""]))] for name in names]


def _layers(documents: Sequence[Document]) -> tuple[list[str], list[list[str]]]:
    """Say how many articles of each part have each layer."""
    rows = [
        [part, str(len(listed)), *(str(sum(layer in d.annotated_layers for d in listed)) for layer in LAYERS)]
        for part, listed in _by_part(documents).items()
    ]
    return ["part", "articles", *LAYERS], rows


def _agreements(root: Path, documents: Sequence[Document]) -> dict[str, Agreement]:
    parts = _by_part([document for document in documents if document.annotated_layers])
    return {part: agreement(root, [document.id for document in listed]) for part, listed in sorted(parts.items())}


def _audit(root: Path, documents: Sequence[Document]) -> str:
    audits = audit(root, {document.id: document.part for document in documents})
    if not audits:
        return ""
    intro = (
        "### Gold audit\n\nA reader who had not annotated saw a random sample of the gold with its text and the "
        "guidelines, and searched whole paragraphs for what the gold had missed. What was found wrong was corrected "
        "afterwards.\n\n"
    )
    return f"{intro}{markdown_table(*audit_rows(audits))}\n\n"


def _notice(documents: Sequence[Document]) -> str:
    """Say which parts have real text that is not masked here."""
    real = sorted({document.part for document in documents if document.part in MANIFESTS and not document.masked})
    if not real:
        return ""
    parts = " and ".join(f"`{part}`" for part in real)
    return f">\n> This copy holds the real text of {parts}, which is not masked here. It is not for redistribution.\n"


def _changes(root: Path) -> str:
    header, rows = corrected_rows(root)
    return markdown_table(header, rows) if rows else "No label has been corrected since version 0.1.0, the first one."


def _tables(found: Sequence[Configuration]) -> tuple[list[str], list[list[str]]]:
    """List the flat tables with the rows of each split."""
    flat = {table.name for table in FLAT}
    rows = [
        [f"`{one.name}`", one.about, ", ".join(f"{split.name} {split.rows:,}" for split in one.splits)]
        for one in found
        if one.name in flat
    ]
    return ["configuration", "a row is", "rows of each split"], rows


def _front_matter(found: Sequence[Configuration]) -> str:
    import yaml

    facts: dict[str, Any] = {
        "pretty_name": "DATELINE",
        "language": ["en"],
        "license": ["cc-by-4.0", "other"],
        "license_name": "cc-by-4.0-annotations-masked-text",
        "license_link": "LICENSE",
        "annotations_creators": ["machine-generated"],
        "language_creators": ["found", "machine-generated"],
        "multilinguality": ["monolingual"],
        "size_categories": ["n<1K"],
        "source_datasets": ["original"],
        "task_categories": ["token-classification", "text-generation"],
        "task_ids": ["named-entity-recognition", "coreference-resolution"],
        "tags": ["news", "events", "quotations", "attribution", "coreference", "benchmark", "croissant"],
        "configs": [
            {
                "config_name": one.name,
                **({"default": True} if index == 0 else {}),
                "data_files": [{"split": split.name, "path": split.path} for split in one.splits],
            }
            for index, one in enumerate(found)
        ],
        "dataset_info": [_info(one) for one in found],
    }
    return str(yaml.safe_dump(facts, sort_keys=False, allow_unicode=True, width=120))


def _info(one: Configuration) -> dict[str, Any]:
    """Describe a configuration as `datasets` does: columns, rows, bytes in memory and on disk."""
    from datasets import Features

    columns = Features(one.features)._to_yaml_list()  # noqa: SLF001 - the only writer of the card's feature format
    return {
        "config_name": one.name,
        "features": deepcopy(columns),
        "splits": [{"name": s.name, "num_bytes": s.memory, "num_examples": s.rows} for s in one.splits],
        "download_size": sum(split.size for split in one.splits),
        "dataset_size": sum(split.memory for split in one.splits),
    }
