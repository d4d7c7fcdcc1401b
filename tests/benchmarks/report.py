"""Measure the scorers beside their peers and write docs/reports/performance.md: `python tests/benchmarks/report.py`.

Times are medians of pytest-benchmark, on one generated corpus; memory is the peak of a fresh process. `--docs` sets the
number of documents (10,000 by default, some minutes).
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import msgspec

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "docs" / "reports" / "performance.md"
PEERS = ("seqeval", "nervaluate", "spacy", "scorch", "numpy", "msgspec")
# What is compared: label, our benchmark, the peer's, and the ratio of their times that is aimed at.
ROWS = (
    ("ner, files to scores, against seqeval `f1_score`", "ner.ours", "ner.seqeval_f1", "at least 10"),
    ("ner, against seqeval's strict report", "ner.ours", "ner.seqeval_strict_report", "at least 30"),
    ("ner, against spaCy's `Scorer.score_spans`", "ner.ours", "ner.spacy_score_spans", "at least 30"),
    ("ner, against nervaluate, four schemas", "ner.ours", "ner.nervaluate_four_schemas", "at least 15"),
    (
        "coref in memory, against a plain MUC + B3 + CEAFe + LEA",
        "coref.ours",
        "coref.plain_conll_and_lea",
        "at least 15",
    ),
    ("coref in memory, against scorch, five metrics", "coref.ours", "coref.scorch", "-"),
    ("bootstrap, 10,000 resamples", "statistics.bench_bootstrap", "statistics.bench_plain_bootstrap", "at least 3"),
    ("permutation test", "statistics.bench_permutation", "statistics.bench_plain_permutation", "-"),
)
OURS = """
from dateline.evaluation.score import prepare
from dateline.evaluation.evaluate import count_file, metrics_of
task, gold = prepare("ner", gold={gold!r})
counts, _ = count_file(gold, __import__("pathlib").Path({predicted!r}))
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


def benchmarks(docs: int) -> dict[str, dict[str, float]]:
    """Run all benchmarks; return median seconds and extra information of each by `module.test`."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "benchmark.json"
        command = [sys.executable, "-m", "pytest", str(HERE), "--benchmark-enable", f"--benchmark-json={out}", "-q"]
        subprocess.run(command, check=True, env={**os.environ, "DATELINE_BENCH_DOCS": str(docs)})  # noqa: S603
        rows = json.loads(out.read_bytes())["benchmarks"]
    found = {}
    for row in rows:
        module, _, test = row["fullname"].partition("::")
        name = f"{Path(module).stem.removeprefix('test_bench_')}.{test.removeprefix('test_')}"
        found[name] = {"median": row["stats"]["median"], **row["extra_info"]}
    return found


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


def main() -> None:
    """Measure everything and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", type=int, default=10_000)
    docs = parser.parse_args().docs
    found = benchmarks(docs)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write_files(folder, docs)
        runs = [measured(OURS.format(**files)) for _ in range(3)]
        seqeval = measured(SEQEVAL.format(here=str(HERE), **files))[1]
        many, much = measured(OURS.format(**write_files(folder, 10 * docs)))
    once, memory = statistics.median(seconds for seconds, _ in runs), max(peak for _, peak in runs)
    unit = found["coref.ours_on_a_large_unit"]
    swaps = found["statistics.bench_permutation"]["median"] / found["statistics.bench_bootstrap"]["median"]
    parse = found["ner.ours"]["median"] / found["ner.parsing_alone"]["median"]
    lines = [
        "# Performance",
        "",
        f"Written by `python tests/benchmarks/report.py --docs {docs}` on {platform.machine()}, {os.cpu_count()} CPUs,",
        f"Python {platform.python_version()}; " + ", ".join(f"{peer} {version(peer)}" for peer in PEERS) + ".",
        "",
        f"The corpus is generated: {docs:,} documents of 400 tokens with 45 spans of 18 types; predictions with 10%",
        "dropped, 10% shifted, 5% retyped and 10% spurious. Peers start from their own format, in memory; ours starts",
        "from two files of JSON lines on disk and includes the join by id and full validation. For coref both start in",
        "memory, and ours computes all metrics. Times are medians in seconds.",
        "",
        "| what | ours | peer | ratio | aimed at |",
        "|---|---:|---:|---:|---|",
    ]
    for label, mine, peer, goal in ROWS:
        ours, theirs = found[mine]["median"], found[peer]["median"]
        lines.append(f"| {label} | {ours:.3f} | {theirs:.3f} | {theirs / ours:.1f} | {goal} |")
    lines += [
        "",
        "| what | value | aimed at |",
        "|---|---:|---|",
        f"| permutation test over bootstrap | {swaps:.2f} | at most 0.5 |",
        f"| ner, ours over msgspec's parse of the two files | {parse:.1f} | at most 4 |",
        f"| ner, peak memory of ours, MiB (fresh process) | {memory:.0f} | |",
        f"| ner, peak memory of seqeval, MiB (fresh process) | {seqeval:.0f} | |",
        f"| ner, memory of seqeval over ours | {seqeval / memory:.1f} | at least 5 |",
        f"| ner, {10 * docs:,} documents, seconds (fresh process) | {many:.2f} | |",
        f"| ner, that over ten times {docs:,} documents | {many / once / 10:.2f} | at most 1.15 |",
        f"| ner, {10 * docs:,} documents, peak memory, MiB | {much:.0f} | below 1,000 |",
        f"| coref, one unit of 50,000 mentions in 8,000 clusters, seconds | {unit['median']:.3f} | below 1 |",
        f"| coref, that unit, memory taken by counting, MiB | {unit['peak_mib']:.0f} | below 300 |",
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))  # noqa: T201 - a report to read


if __name__ == "__main__":
    main()
