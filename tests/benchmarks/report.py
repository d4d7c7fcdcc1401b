"""Measure the scorers beside their peers and write docs/reports/performance.md: `python tests/benchmarks/report.py`.

Times are medians of pytest-benchmark, on one generated corpus; memory is the peak of a fresh process, or of one count.
`--docs` sets the number of documents (10,000 by default, some minutes), `--large` that of the largest file: `--large
1000000` takes ten minutes more and 5 GB of disk. performance.json keeps the times as ratios to a calibrating loop; a
later report flags what has become slower by a quarter. `--compare` only prints what has, and writes nothing.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from itertools import cycle
from pathlib import Path
from random import Random
from time import process_time

import msgspec

from dateline.files import write_text

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "docs" / "reports" / "performance.md"
SAVED = TARGET.with_suffix(".json")
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
TASK_ROWS = tuple(
    (f"{task}: {what}", f"tasks.{name}", f"tasks.plain_{name}", "at least 10")
    for task, what, name in (
        ("event-triggers", "all metrics on both sides", "triggers"),
        ("event-arguments", "all metrics on both sides", "arguments"),
        ("event-coref", "all metrics, against all but BLANC", "stories"),
        ("quotes", "all metrics on both sides", "quotes"),
        ("attribution", "all metrics on both sides", "attribution"),
    )
)
OURS = {mine for _, mine, _, _ in (*ROWS, *TASK_ROWS)} | {"ner.ours_in_memory", "coref.ours_on_a_large_unit"}
ANNOTATING = (
    ("all layers of the linear pipeline", "ours", "at least 10,000"),
    ("spaCy's recogniser of names alone (baselines/spacy/ner.cfg)", "spacy", ""),
    ("one layer of ours, the plain way", "plain", ""),
)
MOST_GENERATED = 10_000  # documents; a larger file repeats these under other names
SLOWER = 1.25  # a ratio to the calibrating loop that is flagged, against the saved one
COUNT = """
from dateline.evaluation.score import prepare
from dateline.evaluation.evaluate import count_file, metrics_of
from dateline.scoring.intervals import intervals
from pathlib import Path
from random import Random
from time import process_time
begin = process_time()
task, gold = prepare("ner", gold={gold!r})
counts, _ = count_file(gold, Path({predicted!r}))
between = process_time()
intervals(counts, metrics_of(task, gold), method={method!r})
print(between - begin, process_time() - between)
"""
PARSE = """
import msgspec
from dateline.records import NerRecord
decoder = msgspec.json.Decoder(NerRecord)
print(sum(len(decoder.decode_lines(open(path, "rb").read())) for path in ({gold!r}, {predicted!r})))
"""
SEQEVAL = """
import sys
from time import process_time
import msgspec
sys.path.insert(0, {here!r})
from workload import tagged
from dateline.records import NerRecord
from seqeval.metrics import f1_score
decoder = msgspec.json.Decoder(NerRecord)
sides = [[tagged(decoder.decode(line)) for line in open(path, "rb")] for path in ({gold!r}, {predicted!r})]
begin = process_time()
f1_score(*sides)
print(process_time() - begin)
"""


def compiled() -> dict[str, str]:
    """Return an environment in which Python keeps compiled modules, as it does where it is installed."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def benchmarks(docs: int) -> dict[str, dict[str, float]]:
    """Run all benchmarks; return median seconds and extra information of each by `module.test`."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "benchmark.json"
        command = [sys.executable, "-m", "pytest", str(HERE), "--benchmark-enable", f"--benchmark-json={out}", "-q"]
        command += ["--benchmark-timer=time.process_time"]
        subprocess.run(command, check=True, env={**compiled(), "DATELINE_BENCH_DOCS": str(docs)})  # noqa: S603
        rows = json.loads(out.read_bytes())["benchmarks"]
    found = {}
    for row in rows:
        module, _, test = row["fullname"].partition("::")
        name = f"{Path(module).stem.removeprefix('test_bench_')}.{test.removeprefix('test_')}"
        found[name] = {"median": row["stats"]["median"], **row["extra_info"]}
    return found


def process(*command: str, rounds: int = 1) -> tuple[float, float, str]:
    """Run a command in fresh processes; return the least CPU seconds, the peak memory in MiB, and what it printed."""
    watch = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)"
    )
    least, peak, said = float("inf"), 0.0, ""
    for _ in range(rounds):
        line = [sys.executable, "-c", watch, *command]
        done = subprocess.run(line, check=True, capture_output=True, text=True, env=compiled())  # noqa: S603 - ours
        *printed, last = done.stdout.splitlines()
        seconds, memory = map(float, last.split())
        least, peak, said = min(least, seconds), max(peak, memory), "\n".join(printed)
    return least, peak, said


def calibration() -> float:
    """Time a loop of plain Python, the least of five: what a machine's speed is measured by."""

    def loop() -> float:
        begin, found = process_time(), {}
        for number in range(300_000):
            found[number % 1000] = found.get(number % 1000, 0) + number
        return process_time() - begin

    return min(loop() for _ in range(5))


def write_files(folder: Path, docs: int) -> dict[str, str]:
    """Write the generated `ner` corpus, gold and predictions, a record at a time."""
    from workload import ner

    paths = {name: folder / f"{name}-{docs}.jsonl" for name in ("gold", "predicted")}
    encoder = msgspec.json.Encoder()
    pairs = ner(min(docs, MOST_GENERATED))
    lines = [[encoder.encode(record).partition(b",")[2] + b"\n" for record in pair] for pair in pairs]
    with paths["gold"].open("wb") as gold, paths["predicted"].open("wb") as predicted:
        for number, (one, other) in zip(range(docs), cycle(lines), strict=False):
            for file, rest in ((gold, one), (predicted, other)):
                file.write(b'{"id":"doc%07d",' % number + rest)
    return {name: str(path) for name, path in paths.items()}


def other_formats(folder: Path, docs: int) -> dict[str, float]:
    """Score the same documents from JSON lines, CoNLL columns and DocBin; return seconds by format."""
    import spacy
    from spacy.tokens import Doc, DocBin, Span
    from workload import ner, tagged, words

    from dateline.evaluation.score import score

    sides = list(zip(*ner(docs), strict=True))
    paths: dict[str, list[Path]] = {name: [] for name in ("JSON lines", "CoNLL columns", "DocBin")}
    vocabulary = spacy.blank("en").vocab
    for number, records in enumerate(sides):
        path = folder / f"{number}.jsonl"
        path.write_bytes(msgspec.json.Encoder().encode_lines(records))
        paths["JSON lines"].append(path)
        path = folder / f"{number}.conll"
        with path.open("w", encoding="utf-8") as file:
            for record in records:
                file.write(f"#begin document ({record.id})\n")
                rows = zip(written(record.id), tagged(record), strict=True)
                file.writelines(f"{word}\t{tag}\n" for word, tag in rows)
                file.write("\n")
        paths["CoNLL columns"].append(path)
        store = DocBin(store_user_data=True)
        for record in records:
            doc = Doc(vocabulary, words=written(record.id), user_data={"id": record.id})
            doc.ents = [Span(doc, *words(span.start, span.end), label=span.type) for span in record.entities]
            store.add(doc)
        path = folder / f"{number}.spacy"
        store.to_disk(path)
        paths["DocBin"].append(path)
    seconds = {}
    for name, (gold, predicted) in paths.items():
        times = []
        for _ in range(3):
            begin = process_time()
            score("ner", predicted, gold=gold)
            times.append(process_time() - begin)
        seconds[name] = min(times)
    return seconds


def written(name: str) -> list[str]:
    """Give a document words of five letters, a few thousand in all, so that its text is as hard to compress as any."""
    from workload import WORDS

    rng = Random(name)  # noqa: S311 - no secrets
    return [f"{'aeiou'[rank % 5]}{rank:04d}" for rank in (int(5000 * rng.random() ** 2) for _ in range(WORDS))]


def slower(found: dict[str, float]) -> list[str]:
    """Compare ratios to the calibrating loop with the saved ones, and say which grew by a quarter."""
    saved = json.loads(SAVED.read_bytes()) if SAVED.exists() else {}
    lines = [
        f"| {name} | {saved[name]:.2f} | {ratio:.2f} |"
        for name, ratio in found.items()
        if name in saved and ratio > SLOWER * saved[name]
    ]
    if not lines:
        return ["No benchmark is slower than at the last report by a quarter or more (ratios to a calibrating loop)."]
    return ["| slower than at the last report | ratio then | ratio now |", "|---|---:|---:|", *lines]


def pages(docs: int, large: int) -> tuple[list[str], dict[str, float]]:
    """Measure everything; return the lines of the report, and the ratios to the calibrating loop."""
    loop = calibration()
    found = benchmarks(docs)
    dateline = [sys.executable, "-m", "dateline"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files, ten = write_files(folder, docs), write_files(folder, 10)
        scored = [*dateline, "score", "ner", files["predicted"], "--gold", files["gold"]]
        whole, memory, _ = process(*scored, rounds=5)
        parallel, _, _ = process(*scored, "--jobs", "2", rounds=5)
        parse, parse_memory, _ = process(sys.executable, "-c", PARSE.format(**files), rounds=5)
        _, seqeval_memory, said = process(sys.executable, "-c", SEQEVAL.format(here=str(HERE), **files))
        seqeval = float(said)
        cost = {}
        for method in ("logit-t", "percentile"):
            code = COUNT.format(method=method, **files)
            counting, finding = map(float, process(sys.executable, "-c", code)[2].split())
            cost[method] = finding / counting
        many, much, _ = process(*dateline, "score", "ner", *_two(write_files(folder, large)))
        some = min(docs, 2000)
        formats = other_formats(folder, some)
        bare, _, _ = process(sys.executable, "-c", "pass", rounds=15)
        helped, _, _ = process(*dateline, "--help", rounds=5)
        few, _, _ = process(*dateline, "score", "ner", *_two(ten), rounds=5)
    ratios = {name: row["median"] / loop for name, row in found.items() if name in OURS}
    ratios |= {"score ner, whole process": whole / loop, "dateline --help": helped / loop}
    ratios |= {f"score ner, {name}": seconds / loop for name, seconds in formats.items()}
    unit = found["coref.ours_on_a_large_unit"]
    swaps = found["statistics.bench_permutation"]["median"] / found["statistics.bench_bootstrap"]["median"]
    lines = [
        "# Performance",
        "",
        f"Written by `python tests/benchmarks/report.py --docs {docs} --large {large}` on {platform.machine()},",
        f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}; "
        + ", ".join(f"{peer} {version(peer)}" for peer in PEERS)
        + ".",
        "",
        f"The corpus is generated: {docs:,} documents of 400 tokens with 45 spans of 18 types; predictions with 10%",
        "dropped, 10% shifted, 5% retyped and 10% spurious. Times are seconds of CPU, user and system, which other",
        "work on the machine changes little; all are from one run, side by side.",
        "",
        "## From files to the printed table",
        "",
        f"`dateline score ner`, {docs:,} documents, gold and predictions as JSON lines, with intervals: whole",
        "processes, start-up included, the least of five. seqeval starts from tags in memory.",
        "",
        "| what | value | aimed at |",
        "|---|---:|---|",
        f"| `dateline score ner` | {whole:.2f} | |",
        f"| with `--jobs 2` | {parallel:.2f} | |",
        f"| msgspec's parse of the two files | {parse:.2f} | |",
        f"| seqeval's `f1_score` alone | {seqeval:.2f} | |",
        f"| seqeval over ours | {seqeval / whole:.1f} | at least 10 |",
        f"| ours over msgspec's parse | {whole / parse:.1f} | at most 4 |",
        f"| intervals over reading and counting, `logit-t` | {cost['logit-t']:.2f} | below 1 |",
        f"| intervals over reading and counting, `percentile` | {cost['percentile']:.2f} | below 1 |",
        f"| peak memory of ours, MiB | {memory:.0f} | |",
        f"| peak memory of msgspec's parse, MiB | {parse_memory:.0f} | |",
        f"| peak memory of seqeval, MiB | {seqeval_memory:.0f} | |",
        f"| {large:,} documents, seconds | {many:.1f} | |",
        f"| that over {large // docs} times {docs:,} documents | {many / whole / (large / docs):.2f} | at most 1.15 |",
        f"| {large:,} documents, peak memory, MiB | {much:.0f} | below 1,000 |",
        *(
            f"| {name} over JSON lines, {some} documents | {formats[name] / formats['JSON lines']:.1f} | at most 2 |"
            for name in ("CoNLL columns", "DocBin")
        ),
        "",
        "## Scorers beside their peers",
        "",
        "Medians. Peers start from their own format, in memory. Of `ner`, ours starts from two files on disk and",
        "includes the join by id and full validation; elsewhere both start in memory. Where no package scores a task",
        "the peer is a plain implementation with sets and dictionaries (tests/benchmarks/plain_tasks.py). Memory is",
        "what counting takes at most, besides the records.",
        "",
        "| what | ours | peer | ratio | aimed at | memory of ours, MiB | of the peer |",
        "|---|---:|---:|---:|---|---:|---:|",
    ]
    for label, mine, peer, goal in (*ROWS, *TASK_ROWS):
        ours, theirs = found[mine]["median"], found[peer]["median"]
        peaks = " | ".join(str(found[name].get("peak_mib", "")) for name in (mine, peer))
        lines.append(f"| {label} | {ours:.3f} | {theirs:.3f} | {theirs / ours:.1f} | {goal} | {peaks} |")
    return [
        *lines,
        "",
        "| what | value | aimed at |",
        "|---|---:|---|",
        f"| permutation test over bootstrap | {swaps:.2f} | |",
        f"| coref, one unit of 50,000 mentions in 8,000 clusters, seconds | {unit['median']:.3f} | below 1 |",
        f"| coref, that unit, memory taken by counting, MiB | {unit['peak_mib']:.0f} | below 300 |",
        "",
        "## Annotating",
        "",
        "Words a second and core, from plain texts in memory: the articles of `open`, by models that learnt from",
        "`open/test`. The plain way has a dictionary for each token and a call of scikit-learn for each sentence.",
        "",
        "| what | words a second | aimed at |",
        "|---|---:|---|",
        *(
            f"| {what} | {found[f'annotate.bench_annotate_{name}']['words_per_second']:,.0f} | {goal} |"
            for what, name, goal in ANNOTATING
        ),
        "",
        "## Start-up",
        "",
        "The least of several processes. tests/test_startup.py counts the modules that are imported.",
        "",
        "| what | seconds | over a bare Python | aimed at |",
        "|---|---:|---:|---|",
        f"| `python -c pass` | {bare:.3f} | 1 | |",
        f"| `dateline --help` | {helped:.3f} | {helped / bare:.0f} | at most 10 |",
        f"| `dateline score` of ten documents | {few:.3f} | {few / bare:.0f} | at most 25 |",
        "",
        "## Compared with the last report",
        "",
        *slower(ratios),
    ], ratios


def _two(files: dict[str, str]) -> list[str]:
    return [files["predicted"], "--gold", files["gold"]]


def main() -> None:
    """Measure everything and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--compare", action="store_true", help="print what has become slower, and write nothing")
    options = parser.parse_args()
    lines, ratios = pages(options.docs, options.large)
    if options.compare:
        sys.stdout.write("\n".join(slower(ratios)) + "\n")
        return
    write_text(TARGET, "\n".join(lines) + "\n")
    write_text(SAVED, json.dumps({name: round(ratio, 3) for name, ratio in ratios.items()}, indent=1) + "\n")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
