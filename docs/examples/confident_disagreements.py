"""Where a published system and at least two of our own agree on an entity, and the gold of `ner` says otherwise.

    python docs/examples/confident_disagreements.py baselines/submissions/en-core-web-sm

The published system learnt from other people's labels, ours from this corpus: what both find, and the gold has not, is
worth a second look. Writes disagreements.jsonl to the folder, offsets and labels only, and prints the numbers.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

import dateline
from dateline.paths import PREDICTIONS, root
from dateline.records import NerRecord
from dateline.tasks.views import typed_spans

OWN = ("tagger", "spacy-ner", "minilm")
LEAST = 2
PARTS = ("news", "open/test", "wikinews/test")


def read(path: Path) -> dict[str, set[tuple[int, int, str]]]:
    """Read the entities of a prediction file by document."""
    lines = path.read_bytes().splitlines()
    records = (msgspec.json.decode(line, type=NerRecord) for line in lines)
    return {record.id: {(span.start, span.end, span.type) for span in record.entities} for record in records}


def disagreements(folder: Path, part: str) -> Iterator[dict]:
    """Yield what the systems find and the gold has not, with the gold that it touches."""
    name = part.replace("/", "-")
    published = read(folder / f"ner.{name}.jsonl")
    own = [read(root() / PREDICTIONS / f"ner.{system}.{name}.jsonl") for system in OWN]
    for document in dateline.load(part):
        gold = sorted((span.start, span.end, span.type) for span in typed_spans(document).entities)
        for found in sorted(published.get(document.id, set()) - set(gold)):
            votes = [system for system, has in zip(OWN, own, strict=True) if found in has.get(document.id, ())]
            if len(votes) >= LEAST:
                touched = [span for span in gold if span[0] < found[1] and found[0] < span[1]]
                same = any(span[:2] == found[:2] for span in touched)
                kind = "label" if same else "boundary" if touched else "not in the gold"
                yield {"document": document.id, "kind": kind, "found": found, "gold": touched, "agree": votes}


def main(folder: Path) -> None:
    """Write and count the disagreements."""
    listed = [(part, one) for part in PARTS for one in disagreements(folder, part)]
    lines = [msgspec.json.encode({"data": part, **one}) for part, one in listed]
    (folder / "disagreements.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    for part in PARTS:
        counts = Counter(one["kind"] for of, one in listed if of == part)
        print(f"{part}: {counts.total()} ({', '.join(f'{number} {kind}' for kind, number in sorted(counts.items()))})")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
