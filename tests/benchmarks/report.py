"""Measure the scorers beside their peers and write docs/performance.md: `python tests/benchmarks/report.py`.

Times are medians of pytest-benchmark, on one generated corpus; memory is the peak of a fresh process. `--docs` sets the
number of documents (10,000 by default, some minutes).
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import msgspec

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "docs" / "performance.md"
PEERS = ("seqeval", "nervaluate", "spacy", "scipy", "numpy", "msgspec")
# What is compared: label, our benchmark, the peer's, and the ratio aimed at (peer over ours; under 1, ours over peer).
ROWS = (
    ("ner, files to scores, against seqeval `f1_score`", "test_ours", "test_seqeval_f1", "at least 10"),
    ("ner, against seqeval's strict report", "test_ours", "test_seqeval_strict_report", "at least 30"),
    ("ner, against spaCy's `Scorer.score_spans`", "test_ours", "test_spacy_score_spans", "at least 30"),
    ("ner, against nervaluate, four schemas", "test_ours", "test_nervaluate_four_schemas", "at least 15"),
    (
        "coref, MUC + B3 + CEAFe + LEA in memory, against a plain implementation",
        "test_ours_coref",
        "test_plain_coref",
        "at least 15",
    ),
    (
        "bootstrap, 10,000 resamples, against a plain numpy loop",
        "test_bench_bootstrap",
        "test_bench_plain_bootstrap",
        "at least 3",
    ),
    ("permutation test, against a plain numpy loop", "test_bench_permutation", "test_bench_plain_permutation", "-"),
)
PARSE = ("test_ours", "test_parsing_alone")
OURS = """
from dateline.api import prepare
from dateline.evaluate import count_file, metrics_of
task, gold = prepare("ner", gold={gold!r})
counts, _ = count_file(task, gold, __import__("pathlib").Path({predicted!r}))
print([metric.of(counts) for metric in metrics_of(task, gold)][0])
"""
SEQEVAL = """
import msgspec, sys
sys.path.insert(0, {here!r})
from workload import tagged
from dateline.records import NerRecord
from seqeval.metrics import f1_score
decoder = msgspec.json.Decoder(NerRecord)
sides = []
for path in ({gold!r}, {predicted!r}):
    sides.append([tagged(decoder.decode(line)) for line in open(path, "rb")])
print(f1_score(*sides))
"""


def medians(docs: int) -> dict[str, float]:
    """Run all benchmarks and return the median seconds of each by test name."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "benchmark.json"
        command = [sys.executable, "-m", "pytest", str(HERE), "--benchmark-enable", f"--benchmark-json={out}", "-q"]
        subprocess.run(command, check=True, env={**os.environ, "DATELINE_BENCH_DOCS": str(docs)})  # noqa: S603
        return {row["name"]: row["stats"]["median"] for row in json.loads(out.read_bytes())["benchmarks"]}


def measured(code: str) -> tuple[float, float]:
    """Run code in a fresh process; return its seconds and its peak memory in MiB."""
    wrapped = (
        "import time, resource\nstart = time.perf_counter()\n"
        f"{code}\n"
        "print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", wrapped], check=True, capture_output=True, text=True)  # noqa: S603
    seconds, memory = done.stdout.splitlines()[-1].split()
    return float(seconds), float(memory)


def write_files(folder: Path, docs: int) -> dict[str, str]:
    """Write the generated `ner` corpus, gold and predictions, a record at a time."""
    sys.path.insert(0, str(HERE))
    from workload import ner

    paths = {name: folder / f"{name}-{docs}.jsonl" for name in ("gold", "predicted")}
    encoder = msgspec.json.Encoder()
    with paths["gold"].open("wb") as gold, paths["predicted"].open("wb") as predicted:
        for one, other in ner(docs):
            gold.write(encoder.encode(one) + b"\n")
            predicted.write(encoder.encode(other) + b"\n")
    return {name: str(path) for name, path in paths.items()}


def large_unit() -> str:
    """Return code that scores one unit of 50,000 mentions in 8,000 clusters."""
    return (
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        "from test_bench_coref import large\nunit = large()\n"
        "import time\nfrom dateline.scoring import clusters\nstart = time.perf_counter()\n"
        "print(clusters.METRICS['conll_f1'].of(clusters.count([unit])))"
    )


def main() -> None:
    """Measure everything and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", type=int, default=10_000)
    docs = parser.parse_args().docs
    found = medians(docs)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write_files(folder, docs)
        ours = measured(OURS.format(**files))
        seqeval = measured(SEQEVAL.format(here=str(HERE), **files))
        tenfold = measured(OURS.format(**write_files(folder, 10 * docs)))
    unit = measured(large_unit())
    lines = [
        "# Performance",
        "",
        f"Written by `python tests/benchmarks/report.py --docs {docs}` on {platform.machine()}, {os.cpu_count()} cores,",
        f"Python {platform.python_version()}; " + ", ".join(f"{peer} {version(peer)}" for peer in PEERS) + ".",
        "",
        f"The corpus is generated: {docs:,} documents of 400 tokens with 45 spans of 18 types; predictions with 10% dropped,",
        "10% shifted, 5% retyped and 10% spurious. Peers start from their own format, in memory; ours starts from two files of",
        "JSON lines on disk and includes the join by id and full validation. Times are medians in seconds.",
        "",
        "| what | ours | peer | ratio | aimed at |",
        "|---|---:|---:|---:|---|",
    ]
    for label, mine, peer, goal in ROWS:
        lines.append(f"| {label} | {found[mine]:.3f} | {found[peer]:.3f} | {found[peer] / found[mine]:.1f} | {goal} |")
    parse = found[PARSE[0]] / found[PARSE[1]]
    lines += [
        "",
        "| what | value | aimed at |",
        "|---|---:|---|",
        f"| ner, ours over msgspec's parse of the two files | {parse:.1f} | at most 4 |",
        f"| ner, peak memory of ours, MiB (fresh process) | {ours[1]:.0f} | |",
        f"| ner, peak memory of seqeval, MiB (fresh process) | {seqeval[1]:.0f} | |",
        f"| ner, memory of seqeval over ours | {seqeval[1] / ours[1]:.1f} | at least 5 |",
        f"| ner, {10 * docs:,} documents, seconds (fresh process) | {tenfold[0]:.2f} | |",
        f"| ner, time of {10 * docs:,} documents over ten times that of {docs:,} | {tenfold[0] / ours[0] / 10:.2f} | at most 1.15 |",
        f"| ner, {10 * docs:,} documents, peak memory, MiB | {tenfold[1]:.0f} | below 1,000 |",
        f"| coref, one unit of 50,000 mentions in 8,000 clusters, seconds | {found['test_large_unit']:.2f} | below 1 |",
        f"| coref, that unit, peak memory, MiB (with its making) | {unit[1]:.0f} | below 300 |",
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))  # noqa: T201 - a report to read


if __name__ == "__main__":
    main()
