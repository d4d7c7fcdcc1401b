"""What the report of performance measures: benchmarks, whole processes, and the files that they read."""

import json
import os
import subprocess
import sys
import tempfile
import zlib
from itertools import cycle
from pathlib import Path
from random import Random
from time import process_time

import msgspec

HERE = Path(__file__).parent
MOST_GENERATED = 10_000  # documents; a larger file repeats these under other names
LONGEST = 3600  # seconds of any one process
METHODS = ("logit-t", "percentile")
INFLATING = "inflating DocBins alone"
DATELINE = (sys.executable, "-m", "dateline")
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


def benchmarks(module: str, docs: int) -> tuple[dict[str, dict[str, float]], list[str]]:
    """Run the benchmarks of a module.

    Returns:
        Median seconds and extra information of each by `module.test`; and what failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "benchmark.json"
        command = [sys.executable, "-m", "pytest", "-n", "0", "-q", str(HERE / f"test_bench_{module}.py")]
        command += ["--benchmark-enable", f"--benchmark-json={out}", "--benchmark-timer=time.process_time"]
        environment = {**compiled(), "DATELINE_BENCH_DOCS": str(docs)}
        done = subprocess.run(  # noqa: S603 - ours
            command, check=False, env=environment, capture_output=True, text=True, timeout=LONGEST
        )
        rows = json.loads(out.read_bytes())["benchmarks"] if out.exists() and out.stat().st_size else []
    found = {}
    for row in rows:
        name = f"{module}.{row['name'].removeprefix('test_')}"
        found[name] = {"median": row["stats"]["median"], **row["extra_info"]}
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return found, failed or (
        [(done.stderr.strip().splitlines() or ["no benchmark ran"])[-1]] if done.returncode else []
    )


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
        done = subprocess.run(  # noqa: S603 - ours
            line, check=True, capture_output=True, text=True, env=compiled(), timeout=LONGEST
        )
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
    begin = process_time()
    for path in paths["DocBin"]:
        zlib.decompress(path.read_bytes())
    return {**seconds, INFLATING: process_time() - begin}


def written(name: str) -> list[str]:
    """Give a document words of five letters, a few thousand in all, so that its text is as hard to compress as any."""
    from workload import WORDS

    rng = Random(name)  # noqa: S311 - no secrets
    return [f"{'aeiou'[rank % 5]}{rank:04d}" for rank in (int(5000 * rng.random() ** 2) for _ in range(WORDS))]


def scored(files: dict[str, str], *options: str) -> tuple[str, ...]:
    """Return the command that scores two files."""
    return (*DATELINE, "score", "ner", files["predicted"], "--gold", files["gold"], *options)


def whole(files: dict[str, str]) -> dict[str, float]:
    """Time `dateline score ner`."""
    seconds, memory, _ = process(*scored(files), rounds=5)
    return {"whole": seconds, "whole MiB": memory, "jobs": process(*scored(files, "--jobs", "2"), rounds=5)[0]}


def parsed(files: dict[str, str]) -> dict[str, float]:
    """Time msgspec's parse of the files."""
    seconds, memory, _ = process(sys.executable, "-c", PARSE.format(**files), rounds=5)
    return {"parse": seconds, "parse MiB": memory}


def seqeval(files: dict[str, str]) -> dict[str, float]:
    """Time seqeval, without reading."""
    _, memory, said = process(sys.executable, "-c", SEQEVAL.format(here=str(HERE), **files))
    return {"seqeval": float(said), "seqeval MiB": memory}


def interval_costs(files: dict[str, str]) -> dict[str, float]:
    """Relate the time of intervals to that of reading and counting, by method."""
    found = {}
    for method in METHODS:
        code = COUNT.format(method=method, **files)
        counting, finding = map(float, process(sys.executable, "-c", code)[2].split())
        found[method] = finding / counting
    return found


def large(folder: Path, docs: int) -> dict[str, float]:
    """Time the scoring of many documents."""
    seconds, memory, _ = process(*scored(write_files(folder, docs)))
    return {"large": seconds, "large MiB": memory}


def start_up(folder: Path) -> dict[str, float]:
    """Time processes that do next to nothing."""
    commands = {
        "bare": (sys.executable, "-c", "pass"),
        "barest": (sys.executable, "-S", "-c", "pass"),
        "help": (*DATELINE, "--help"),
        "ten": scored(write_files(folder, 10)),
    }
    return {name: process(*command, rounds=15)[0] for name, command in commands.items()}
