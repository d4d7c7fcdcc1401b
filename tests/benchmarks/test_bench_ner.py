"""The `ner` scorer beside its peers, on one generated corpus.

Run with `pytest tests/benchmarks/test_bench_ner.py --benchmark-enable`; DATELINE_BENCH_DOCS sets the number of
documents. Peers start from what they take, already in memory; `ours` starts from two files of JSON lines.
"""

import os

import msgspec
import pytest
import spacy
from nervaluate import Evaluator
from seqeval.metrics import classification_report, f1_score
from seqeval.scheme import IOB2
from spacy.scorer import Scorer
from spacy.tokens import Doc, Span
from spacy.training import Example
from workload import TEXT, TYPES, dictionaries, ner, tagged, units, words

from dateline.evaluation.evaluate import count_file
from dateline.evaluation.score import prepare
from dateline.records import NerRecord
from dateline.scoring import spans

DOCS = int(os.environ.get("DATELINE_BENCH_DOCS", "200"))
ROUNDS = 5
PEER_ROUNDS = max(1, min(ROUNDS, 1000 // DOCS))  # at 10,000 documents a peer takes up to minutes
METRICS = spans.metrics(TYPES)
DECODER = msgspec.json.Decoder(NerRecord)

pytestmark = pytest.mark.benchmark(group=f"ner, {DOCS} documents")


@pytest.fixture(scope="module")
def pairs():
    """Generate gold and predicted records."""
    return list(ner(DOCS))


@pytest.fixture(scope="module")
def files(pairs, tmp_path_factory):
    """Write gold and predictions as JSON lines."""
    folder = tmp_path_factory.mktemp("ner")
    for name, records in zip(("gold", "predicted"), zip(*pairs, strict=True), strict=True):
        (folder / name).write_bytes(msgspec.json.Encoder().encode_lines(records))
    return [folder / "gold", folder / "predicted"]


@pytest.fixture(scope="module")
def tags(pairs):
    """Render gold and predictions as IOB2."""
    return [[tagged(record) for record in side] for side in zip(*pairs, strict=True)]


@pytest.fixture(scope="module")
def truth(pairs):
    """Score once, for the peers to agree with."""
    return scores(spans.count(units(pairs), TYPES))


def scores(counts):
    """Evaluate all metrics, overall and per type."""
    return {name: metric.of(counts) for name, metric in METRICS.items()}


def parse(files):
    """Decode both files with msgspec alone."""
    return [DECODER.decode_lines(path.read_bytes()) for path in files]


def score_files(files):
    """Read, check, join, count and evaluate, as `dateline score ner PREDICTED --gold GOLD` does."""
    _, gold = prepare("ner", gold=files[0])
    counts, _ = count_file(gold, files[1])
    return scores(counts)


def test_parsing_alone(benchmark, files, pairs):
    """What msgspec needs for the two files, the floor of any scorer that reads them."""
    gold, predicted = benchmark.pedantic(parse, [files], rounds=ROUNDS)
    assert list(zip(gold, predicted, strict=True)) == pairs


def test_ours(benchmark, files, truth):
    """Files to all four schemas, overall, per type and macro."""
    assert benchmark.pedantic(score_files, [files], rounds=ROUNDS) == truth


def test_ours_in_memory(benchmark, pairs, truth):
    """Counting and metrics without reading."""
    found = benchmark.pedantic(lambda: scores(spans.count(units(pairs), TYPES)), rounds=ROUNDS)
    assert found == truth


def test_seqeval_f1(benchmark, tags, truth):
    """Seqeval's default f1_score, micro only."""
    found = benchmark.pedantic(f1_score, tags, rounds=PEER_ROUNDS)
    assert found == pytest.approx(truth["strict_f1"], abs=1e-12)


def test_seqeval_strict_report(benchmark, tags, truth):
    """Seqeval's strict report per type."""
    settings = {"mode": "strict", "scheme": IOB2, "output_dict": True, "zero_division": 0}
    found = benchmark.pedantic(classification_report, tags, settings, rounds=PEER_ROUNDS)
    assert found["macro avg"]["f1-score"] == pytest.approx(truth["macro_f1"], abs=1e-12)


def test_spacy_score_spans(benchmark, pairs, truth):
    """Strict scores of spaCy, overall and per type; every round gets new documents, since alignments are kept."""
    vocabulary = spacy.blank("en").vocab

    def document(record):
        made = Doc(vocabulary, words=TEXT.split())
        made.set_ents([Span(made, *words(span.start, span.end), label=span.type) for span in record.entities])
        return made

    def prepare():
        return ([Example(document(predicted), document(gold)) for gold, predicted in pairs], "ents"), {}

    found = benchmark.pedantic(Scorer.score_spans, setup=prepare, rounds=PEER_ROUNDS)
    assert found["ents_f"] == pytest.approx(truth["strict_f1"], abs=1e-12)


def test_nervaluate_four_schemas(benchmark, pairs, truth):
    """Nervaluate's four schemas, overall and per type."""
    sides = [[dictionaries(record) for record in side] for side in zip(*pairs, strict=True)]
    found = benchmark.pedantic(
        lambda: Evaluator(*sides, tags=list(TYPES), loader="dict").evaluate(), rounds=PEER_ROUNDS
    )
    f1 = {schema: result.f1 for schema, result in found["overall"].items()}
    expected = {"strict": "strict_f1", "exact": "exact_f1", "partial": "partial_f1", "ent_type": "type_f1"}
    assert f1 == pytest.approx({schema: truth[name] for schema, name in expected.items()}, abs=1e-12)
