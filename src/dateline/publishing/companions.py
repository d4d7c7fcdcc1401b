"""What travels with the data, so that the published folder is complete by itself.

Guidelines, ontology, catalogue, licence and citation are copied; the list of changed labels, the hub's benchmark
declaration, the card and the Croissant description are written from the data.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from dateline.document import Document
from dateline.ontology import read_ontology
from dateline.paths import CATALOGUE, CITATION, GUIDELINES, LICENSE_DATA, ONTOLOGY
from dateline.publishing.citation import read_citation
from dateline.publishing.configurations import configurations
from dateline.publishing.croissant import croissant
from dateline.publishing.dataset_card import dataset_card
from dateline.publishing.label_changes import label_changes
from dateline.tasks.declarations import load, names

_COPIED = {ONTOLOGY: "ontology.toml", CATALOGUE: "catalogue.jsonl", CITATION: "CITATION.cff", LICENSE_DATA: "LICENSE"}


def companions(root: Path, folder: Path, documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every file that goes beside the data.

    Args:
        root: the project's folder.
        folder: the dataset folder, with its Parquet files.
        documents: all documents.
    """
    for path in sorted((root / GUIDELINES).glob("*.md")):
        yield f"guidelines/{path.name}", path.read_text(encoding="utf-8")
    for source, name in _COPIED.items():
        yield name, (root / source).read_text(encoding="utf-8")
    yield "CHANGES.md", label_changes(root, documents)
    yield "eval.yaml", benchmark(documents)
    citation = read_citation(root / CITATION)
    found = configurations(folder, read_ontology(root / ONTOLOGY))
    yield "README.md", dataset_card(root, documents, found, citation)
    yield "croissant.json", croissant(folder, documents, found, citation)


def benchmark(documents: Sequence[Document]) -> str:
    """Declare the tasks as the hub's benchmarks do in `eval.yaml`: each on every test split that has its layer."""
    import yaml

    tasks = []
    for task in map(load, names()):
        parts = dict.fromkeys(d.part for d in documents if d.split == "test" and task.layer in d.annotated_layers)
        tasks += [{"id": f"{task.id}-{part}", "config": part, "split": "test"} for part in parts]
    facts = {
        "name": "DATELINE",
        "description": (
            "Entities, coreference, events and attributed quotations on the same news text. Each task is scored by "
            "`dateline score TASK predictions`, with intervals and a signature of what a score can be compared with."
        ),
        "tasks": tasks,
    }
    return str(yaml.safe_dump(facts, sort_keys=False, allow_unicode=True, width=120))
