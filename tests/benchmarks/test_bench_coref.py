"""The scorer of clusters beside its peers, on one generated corpus and on one large unit.

Run with `pytest tests/benchmarks/test_bench_coref.py --benchmark-enable`; DATELINE_BENCH_DOCS sets the number of
documents. All start from clusters in memory. The peers compute MUC, B3, CEAFe, CEAFm and LEA (`plain`), or BLANC in
place of LEA (`scorch`); ours computes all six and the mentions.
"""

import os
import sys
import tracemalloc
from pathlib import Path
from random import Random

import msgspec
import pytest

from dateline.records import CorefRecord
from dateline.scoring.clusters import METRICS, count

sys.path.append(str(Path(__file__).parents[1] / "parity"))
import plain_coref

DOCS = int(os.environ.get("DATELINE_BENCH_DOCS", "200"))
ROUNDS = 5
PEER_ROUNDS = max(1, min(ROUNDS, 1000 // DOCS))
CLUSTERS, MENTIONS = 18, 45  # of a document
STORY_CLUSTERS, STORY_MENTIONS = 8_000, 50_000
FIVE = ("muc", "b3", "ceafe", "ceafm", "lea")
KINDS = ("recall", "precision", "f1")

in_memory = pytest.mark.benchmark(group=f"coref, {DOCS} documents")
large = pytest.mark.benchmark(group=f"coref, one unit of {STORY_MENTIONS} mentions")


def blurred(name, rng, clusters, mentions):
    """Make gold and prediction: a tenth of the mentions is missed, a tenth misplaced, a tenth spurious.

    Every gold cluster has a mention at least; the first ones have most, as the main figures of a story do.
    """
    owners = [*range(clusters), *(int(clusters * rng.random() ** 2) for _ in range(mentions - clusters))]
    gold, predicted = ([[] for _ in range(clusters)] for _ in range(2))
    for place, owner in enumerate(rng.sample(owners, mentions)):
        gold[owner].append((place * 7, place * 7 + 5))
        luck = rng.random()
        if luck >= 0.1:
            found = owner if luck >= 0.2 else rng.randrange(clusters)
            predicted[found].append((place * 7, place * 7 + 5))
        if rng.random() < 0.1:
            rng.choice(predicted).append((place * 7, place * 7 + 6))
    return CorefRecord(name, gold), CorefRecord(name, [cluster for cluster in predicted if cluster])


def decoded(pairs):
    """Make units whose clusters lie in memory as files decode, first all gold, then all predictions."""
    encode, decode = msgspec.json.Encoder().encode_lines, msgspec.json.Decoder(CorefRecord).decode_lines
    sides = [decode(encode(side)) for side in zip(*pairs, strict=True)]
    return [(gold.id, gold.clusters, predicted.clusters) for gold, predicted in zip(*sides, strict=True)]


@pytest.fixture(scope="module")
def units():
    """Generate documents, each from a generator of its own."""
    return decoded([blurred(f"d{i:05d}", Random(f"coref/{i}"), CLUSTERS, MENTIONS) for i in range(DOCS)])  # noqa: S311


@pytest.fixture(scope="module")
def story():
    """Generate one unit of many clusters."""
    return decoded([blurred("story", Random("story"), STORY_CLUSTERS, STORY_MENTIONS)])[0]  # noqa: S311


def scores(units):
    """Count and evaluate all metrics."""
    counts = count(units)
    return {name: metric.of(counts) for name, metric in METRICS.items()}


def families(found, names):
    """Recall, precision and F1 by family, as the plain implementation gives them."""
    return {name: pytest.approx(tuple(found[f"{name}_{kind}"] for kind in KINDS), abs=1e-9) for name in names}


@in_memory
def test_ours(benchmark, units):
    """Clusters to all metrics."""
    found = benchmark.pedantic(scores, [units], rounds=ROUNDS, warmup_rounds=1)
    assert 0.5 < found["conll_f1"] < 1


@in_memory
def test_plain(benchmark, units):
    """The plain implementation: five metrics with dictionaries and a dense assignment."""
    found = benchmark.pedantic(plain_coref.scores, [units, FIVE], rounds=PEER_ROUNDS)
    assert found == families(scores(units), FIVE)


@in_memory
def test_plain_conll_and_lea(benchmark, units):
    """The plain implementation without CEAFm: one assignment instead of two."""
    names = ("muc", "b3", "ceafe", "lea")
    found = benchmark.pedantic(plain_coref.scores, [units, names], rounds=PEER_ROUNDS)
    assert found == families(scores(units), names)


@in_memory
def test_scorch(benchmark, units):
    """Scorch's five metrics, document by document."""
    scorch = pytest.importorskip("scorch.scores", reason="scorch comes with the extra `bench`")
    pairs = [(list(map(set, gold)), list(map(set, predicted))) for _, gold, predicted in units]

    def run():
        metrics = (scorch.muc, scorch.b_cubed, scorch.ceaf_e, scorch.ceaf_m, scorch.blanc)
        return [[metric(gold, predicted) for metric in metrics] for gold, predicted in pairs]

    found = benchmark.pedantic(run, rounds=PEER_ROUNDS)
    first = scores(units[:1])
    expected = families(first, ("muc", "b3", "ceafe", "ceafm", "blanc"))
    assert found[0] == list(expected.values())


@large
def test_ours_on_a_large_unit(benchmark, story):
    """One story of many clusters; the memory that counting takes at most is in the benchmark's extra information."""
    found = benchmark.pedantic(scores, [[story]], rounds=ROUNDS, warmup_rounds=1)
    tracemalloc.start()
    count([story])
    benchmark.extra_info["peak_mib"] = round(tracemalloc.get_traced_memory()[1] / 2**20, 1)
    tracemalloc.stop()
    names = ("mention", "muc", "b3", "lea")  # a dense assignment would take a minute and gigabytes
    assert plain_coref.scores([story], names) == families(found, names)
