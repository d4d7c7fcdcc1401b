"""Measure the scorers beside their peers and write docs/reports/performance.md: `python tests/benchmarks/report.py`.

It takes a quarter of an hour and 5 GB of disk, and says on stderr what it does. What fails is named there and on the
page, and the rest is measured. Times of benchmarks are medians on one generated corpus; memory is the peak of a fresh
process, or of one count. `--docs` sets the number of documents, `--large` that of the largest file. performance.json
keeps the times as ratios to a calibrating loop; a later report flags what has become slower by a quarter. `--compare`
only prints what has, and writes nothing.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import TypeVar

import from_files
import measuring

from dateline.files import write_text

T = TypeVar("T")
HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "docs" / "reports" / "performance.md"
SAVED = TARGET.with_suffix(".json")
MODULES = ("ner", "coref", "tasks", "statistics", "annotate")
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
FIELD_ROWS = tuple(
    (f"{task}: taking the fields alone", f"tasks.fields_of_{name}", f"tasks.plain_{name}", "")
    for task, name in (
        ("event-triggers", "triggers"),
        ("event-arguments", "arguments"),
        ("quotes", "quotes"),
        ("attribution", "attribution"),
    )
)
OURS = {mine for _, mine, _, _ in (*ROWS, *TASK_ROWS)} | {"ner.ours_in_memory", "coref.ours_on_a_large_unit"}
ANNOTATING = (
    ("all layers of the linear pipeline", "ours", "at least 10,000"),
    ("spaCy's recogniser of names alone (baselines/spacy/ner.cfg)", "spacy", ""),
    ("one layer of ours, the plain way", "plain", ""),
)
SLOWER = 1.25  # a ratio to the calibrating loop that is flagged, against the saved one


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


class Run:
    """What is measured, step by step; a step that fails is noted, and the next one begins.

    Attributes:
        benchmarks: median seconds and extra information of each benchmark, by `module.test`.
        values: single figures by name.
        failed: what could not be measured.
    """

    def __init__(self) -> None:
        """Begin."""
        self.benchmarks: dict[str, dict[str, float]] = {}
        self.values: dict[str, float] = {}
        self.failed: list[str] = []
        self._begin = monotonic()

    def step(self, what: str, function: Callable[[], T]) -> T | None:
        """Do something, and say on stderr how long it took; None if it failed."""
        sys.stderr.write(f"[{monotonic() - self._begin:5.0f} s] {what}\n")
        sys.stderr.flush()
        try:
            return function()
        except Exception as error:  # noqa: BLE001 - a report with a gap is better than none
            said = getattr(error, "stderr", None) or str(error) or type(error).__name__
            self.fail(what, str(said).strip().splitlines()[-1])
            return None

    def fail(self, what: str, why: str) -> None:
        """Note what failed; why is said on stderr alone, for it can name files of this machine."""
        sys.stderr.write(f"not measured: {what}: {why}\n")
        self.failed.append(what)

    def values_of(self, what: str, function: Callable[[], dict[str, float]]) -> None:
        """Measure some figures in one step."""
        self.values |= self.step(what, function) or {}

    def ratio(self, one: str, other: str) -> float | None:
        """Return the ratio of two figures, if both are there."""
        return self.values[one] / self.values[other] if {one, other} <= self.values.keys() else None


def measured(docs: int, large: int) -> Run:
    """Measure everything."""
    run = Run()
    run.values["loop"] = measuring.calibration()
    for module in MODULES:
        found, failed = run.step(f"benchmarks of {module}", partial(measuring.benchmarks, module, docs)) or ({}, [])
        run.benchmarks |= found
        for line in failed:
            run.fail(f"some benchmarks of {module}", line)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = run.step("files", partial(measuring.write_files, folder, docs))
        if files:
            for what, function in (
                ("score ner", measuring.whole),
                ("msgspec alone", measuring.parsed),
                ("seqeval", measuring.seqeval),
                ("intervals", measuring.interval_costs),
            ):
                run.values_of(what, partial(function, files))
        run.values_of("formats", partial(measuring.other_formats, folder, min(docs, 2000)))
        run.values_of("all tasks from files", partial(from_files.measured, folder, docs))
        run.values_of("start-up", partial(measuring.start_up, folder))
    with tempfile.TemporaryDirectory() as name:
        run.values_of(f"score ner, {large:,} documents", partial(measuring.large, Path(name), large))
    return run


def number(value: float | None, form: str = ".2f") -> str:
    """Format a figure; a dash where there is none."""
    return "-" if value is None else format(value, form)


def whole_rows(run: Run, docs: int, large: int) -> Iterator[str]:
    """Give the rows from files to the printed table."""
    get, times = run.values.get, large / docs
    growth = run.ratio("large", "whole")
    rows = (
        ("`dateline score ner`", number(get("whole")), ""),
        ("with `--jobs 2`", number(get("jobs")), ""),
        ("msgspec's parse of the two files", number(get("parse")), ""),
        ("seqeval's `f1_score` alone", number(get("seqeval")), ""),
        ("seqeval over ours", number(run.ratio("seqeval", "whole"), ".1f"), "at least 10"),
        ("ours over msgspec's parse", number(run.ratio("whole", "parse"), ".1f"), "at most 4"),
        *(
            (f"intervals over reading and counting, `{method}`", number(get(method)), "below 1")
            for method in measuring.METHODS
        ),
        ("peak memory of ours, MiB", number(get("whole MiB"), ".0f"), ""),
        ("peak memory of msgspec's parse, MiB", number(get("parse MiB"), ".0f"), ""),
        ("peak memory of seqeval, MiB", number(get("seqeval MiB"), ".0f"), ""),
        (f"{large:,} documents, seconds", number(get("large"), ".1f"), ""),
        (f"that over {times:g} times {docs:,} documents", number(growth and growth / times), "at most 1.15"),
        (f"{large:,} documents, peak memory, MiB", number(get("large MiB"), ".0f"), "below 1,000"),
        *(
            (
                f"{name} over JSON lines, {min(docs, 2000):,} documents",
                number(run.ratio(name, "JSON lines"), ".1f"),
                goal,
            )
            for name, goal in (("CoNLL columns", "at most 2"), ("DocBin", "at most 2"), (measuring.INFLATING, ""))
        ),
    )
    return (f"| {' | '.join(row)} |" for row in rows)


def peer_rows(run: Run) -> Iterator[str]:
    """Give a row for each benchmark with a peer."""
    for label, mine, peer, goal in (*ROWS, *TASK_ROWS, *FIELD_ROWS):
        ours, theirs = (run.benchmarks.get(name, {}) for name in (mine, peer))
        one, other = ours.get("median"), theirs.get("median")
        peaks = " | ".join(str(found.get("peak_mib", "")) for found in (ours, theirs))
        times = (
            f"{number(one, '.3f')} | {number(other, '.3f')} | {number(other / one if one and other else None, '.1f')}"
        )
        yield f"| {label} | {times} | {goal} | {peaks} |"


def other_rows(run: Run) -> Iterator[str]:
    """Give rows on benchmarks that have no peer."""
    bootstrap, permutation = (
        run.benchmarks.get(f"statistics.bench_{name}", {}).get("median") for name in ("bootstrap", "permutation")
    )
    unit = run.benchmarks.get("coref.ours_on_a_large_unit", {})
    swaps = permutation / bootstrap if bootstrap and permutation else None
    yield f"| permutation test over bootstrap | {number(swaps)} | |"
    seconds = number(unit.get("median"), ".3f")
    yield f"| coref, one unit of 50,000 mentions in 8,000 clusters, seconds | {seconds} | below 1 |"
    yield f"| coref, that unit, memory taken by counting, MiB | {number(unit.get('peak_mib'), '.0f')} | below 300 |"


def annotating_rows(run: Run) -> Iterator[str]:
    """Give rows on the pipeline."""
    for what, name, goal in ANNOTATING:
        speed = run.benchmarks.get(f"annotate.bench_annotate_{name}", {}).get("words_per_second")
        yield f"| words a second: {what} | {number(speed, ',.0f')} | {goal} |"
    loading = run.benchmarks.get("annotate.bench_load", {}).get("median")
    yield f"| seconds to load the linear pipeline | {number(loading, '.1f')} | at most 2 |"


def start_rows(run: Run) -> Iterator[str]:
    """Give rows on start-up."""
    for label, name, goal in (
        ("`python -c pass`", "bare", ""),
        ("`python -S -c pass`, without what site-packages run at the start", "barest", ""),
        ("`dateline --help`", "help", "at most 10"),
        ("`dateline score` of ten documents", "ten", "at most 25"),
    ):
        yield f"| {label} | {number(run.values.get(name), '.3f')} | {number(run.ratio(name, 'bare'), '.1f')} | {goal} |"


def ratios(run: Run) -> dict[str, float]:
    """Relate times of ours to the calibrating loop."""
    loop = run.values["loop"]
    found = {name: row["median"] / loop for name, row in run.benchmarks.items() if name in OURS}
    kept = {"whole": "score ner, whole process", "help": "dateline --help", "ten": "score ner, ten documents"}
    kept |= {name: f"score ner, {name}" for name in ("JSON lines", "CoNLL columns", "DocBin")}
    return found | {label: run.values[name] / loop for name, label in kept.items() if name in run.values}


def pages(run: Run, docs: int, large: int) -> list[str]:
    """Return the lines of the report."""
    return [
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
        "processes, start-up included, the least of five. seqeval starts from tags in memory. CoNLL columns and",
        "DocBins hold all words of the texts, JSON lines none; inflating alone is zlib's work on the two DocBins.",
        "",
        *table("what | value | aimed at", whole_rows(run, docs, large)),
        "The other tasks, from two files of JSON lines too, beside the plain implementation that reads them by the",
        "module json (tests/benchmarks/plain_tasks.py): whole processes. msgspec's parse is a process as well, which",
        "decodes both files to records and keeps none. `attribution` has no row: its gold needs the mentions and",
        "names of entities, which a file of records does not hold.",
        "",
        *table(
            "what | ours | plain | ratio | aimed at | msgspec's parse | memory of ours, MiB | of plain",
            (f"| {' | '.join(row)} |" for row in from_files.rows(run.values)),
        ),
        "## Scorers beside their peers",
        "",
        "Medians. Peers start from their own format, in memory. Of `ner`, ours starts from two files on disk and",
        "includes the join by id and full validation; elsewhere both start in memory. Where no package scores a task",
        "the peer is a plain implementation with sets (tests/benchmarks/plain_tasks.py) that starts from dictionaries.",
        "`Taking the fields alone` takes the fields that are counted out of our records, and counts nothing:",
        "no scorer that starts from records in memory is quicker, so its ratio is the most that can be had.",
        "Memory is what counting takes at most, besides the records.",
        "",
        *table("what | ours | peer | ratio | aimed at | memory of ours, MiB | of the peer", peer_rows(run)),
        *table("what | value | aimed at", other_rows(run)),
        "## Annotating",
        "",
        "Words a second and core, from plain texts in memory: the articles of `open`, by models that learnt from",
        "`open/test`. The plain way has a dictionary for each token and a call of scikit-learn for each sentence.",
        "",
        *table("what | value | aimed at", annotating_rows(run)),
        "## Start-up",
        "",
        "The least of several processes. tests/test_startup.py counts the modules that are imported.",
        "",
        *table("what | seconds | over a bare Python | aimed at", start_rows(run)),
        *(["## Not measured", "", *(f"- {what}" for what in dict.fromkeys(run.failed)), ""] if run.failed else []),
        "## Compared with the last report",
        "",
        *slower(ratios(run)),
    ]


def table(header: str, rows: Iterator[str]) -> Sequence[str]:
    """Put rows below a header; columns after the first are aligned to the right, but for aims."""
    names = header.split(" | ")
    rule = "|".join("---" if name in {"what", "aimed at"} else "---:" for name in names)
    return [f"| {header} |", f"|{rule}|", *rows, ""]


def main() -> None:
    """Measure everything and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--compare", action="store_true", help="print what has become slower, and write nothing")
    options = parser.parse_args()
    run = measured(options.docs, options.large)
    found = ratios(run)
    if options.compare:
        sys.stdout.write("\n".join(slower(found)) + "\n")
    else:
        lines = pages(run, options.docs, options.large)
        saved = json.loads(SAVED.read_bytes()) if SAVED.exists() and run.failed else {}
        kept = saved | {name: round(ratio, 3) for name, ratio in found.items()}
        write_text(TARGET, "\n".join(lines) + "\n")
        write_text(SAVED, json.dumps(kept, indent=1) + "\n")
        sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(1 if run.failed else 0)


if __name__ == "__main__":
    main()
