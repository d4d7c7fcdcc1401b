"""Reading and checking predictions, beside msgspec's bare decoding of the same files.

Run with `pytest tests/benchmarks/test_bench_formats.py --benchmark-enable`.
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from workload import TEXT, TYPES, ner

from dateline.formats.checks import DocumentFacts, Expected
from dateline.formats.read import iterate, read
from dateline.records import NerRecord

DOCUMENTS = 10_000


@dataclass(frozen=True)
class Files:
    """A gold file, a file of predictions, and what is expected of both."""

    gold: Path
    predicted: Path
    expected: Expected[NerRecord]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Write gold and predictions of 10,000 documents with 45 entities each."""
    folder = tmp_path_factory.mktemp("formats")
    encoder = msgspec.json.Encoder()
    records = list(ner(DOCUMENTS))
    paths = [folder / "gold.jsonl", folder / "predicted.jsonl"]
    for path, side in zip(paths, zip(*records, strict=True), strict=True):
        path.write_bytes(encoder.encode_lines(side))
    documents = {gold.id: DocumentFacts(length=len(TEXT)) for gold, _ in records}
    return Files(*paths, Expected(NerRecord, documents, {"type": frozenset(TYPES)}))


def decode(path):
    """Decode a file line by line, keeping nothing: the least that any reader must do."""
    decoder = msgspec.json.Decoder(NerRecord)
    with path.open("rb") as file:
        return sum(1 for _ in map(decoder.decode, file))


def decode_whole(path):
    """Decode a file at once, keeping everything."""
    return msgspec.json.Decoder(NerRecord).decode_lines(path.read_bytes())


@pytest.mark.benchmark(group="ner: one file, kept whole")
def test_bench_read(benchmark, files):
    """Ours: one file read, checked and kept."""
    assert len(benchmark(read, files.predicted, files.expected).records) == DOCUMENTS


@pytest.mark.benchmark(group="ner: one file, kept whole")
def test_bench_msgspec_whole(benchmark, files):
    """The peer: one file decoded at once and kept."""
    assert len(benchmark(decode_whole, files.predicted)) == DOCUMENTS


@pytest.mark.benchmark(group="ner: one file, streamed, with its text")
def test_bench_iterate_with_text(benchmark, files):
    """Ours, with the check for white space at the edges of spans."""
    documents = dict.fromkeys(files.expected.documents, DocumentFacts(length=len(TEXT), text=TEXT))
    expected = Expected(NerRecord, documents, files.expected.labels)
    assert benchmark(lambda: sum(len(batch.records) for batch in iterate(files.predicted, expected))) == DOCUMENTS


@pytest.mark.benchmark(group="ner: one file, streamed, with its text")
def test_bench_msgspec_one(benchmark, files):
    """The peer: one file decoded line by line."""
    assert benchmark(decode, files.predicted) == DOCUMENTS
