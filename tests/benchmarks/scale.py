"""Measure how fast the pipeline annotates, and plan jobs by it: `python tests/benchmarks/scale.py`.

It trains the linear pipeline, annotates the invented articles, and writes docs/reports/scale.json and the tables of
docs/guides/scale.md. Times are seconds of CPU of one process, which other work on the machine changes little.
"""

import os
import platform
import sys
import tempfile
from pathlib import Path
from time import process_time

import msgspec

from dateline.files import write_text

ROOT = Path(__file__).parents[2]
SAVED = ROOT / "docs" / "reports" / "scale.json"
GUIDE = ROOT / "docs" / "guides" / "scale.md"
BEGIN, END = "<!-- written by `python tests/benchmarks/scale.py` -->", "<!-- end -->"
JOBS = (1_000_000, 1_000_000_000)  # words
CORES = (1, 2, 16, 64, 256)
CHUNK = 15  # documents of a shard


class Speed(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured.

    Attributes:
        words_per_second: words that one core annotates in a second of CPU, from plain texts, each once, to Parquet.
        load_seconds: what loading the models costs each worker.
        words: of the texts, between white space.
        documents: their number.
        trained: what the models learnt from.
        machine: the architecture, Python and scikit-learn.
    """

    words_per_second: float
    load_seconds: float
    words: int
    documents: int
    trained: str
    machine: str


def measured() -> Speed:
    """Train, load and annotate."""
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")  # before any library starts its threads
    from importlib.metadata import version

    from dateline.baselines.pipeline.pipeline import load_pipeline, train
    from dateline.baselines.pipeline.stream import write_shard
    from dateline.corpus.load import load

    learnt = "open/test"
    texts = [(document.id, document.text) for document in load("open")]
    words = sum(len(text.split()) for _, text in texts)
    with tempfile.TemporaryDirectory() as folder:
        model = train(load(learnt), learnt, Path(folder) / "model")
        begin = process_time()
        models = load_pipeline(model)
        loaded = process_time() - begin
        write_shard(models, Path(folder) / "first.parquet", (("first", "One sentence loads what is loaded late."),))
        begin = process_time()
        for at in range(0, len(texts), CHUNK):
            shard = write_shard(models, Path(folder) / f"{at}.parquet", tuple(texts[at : at + CHUNK]))
            if shard.failed:
                sys.exit(f"not measured: {shard.failed[0].message}")
        seconds = process_time() - begin
    machine = f"{platform.machine()}, Python {platform.python_version()}, scikit-learn {version('scikit-learn')}"
    return Speed(
        words_per_second=round(words / seconds, 1),
        load_seconds=round(loaded, 1),
        words=words,
        documents=len(texts),
        trained=learnt,
        machine=machine,
    )


def hours(speed: Speed, words: int, cores: int) -> float:
    """Return the hours that a job takes: annotating, and loading the models once on every core, at once."""
    return (words / cores / speed.words_per_second + speed.load_seconds) / 3600


def tables(speed: Speed) -> str:
    """Render what was measured, and the hours that follow."""
    rows = [
        f"| {words:,} | {words / speed.words_per_second / 3600:,.2g} | "
        + " | ".join(f"{hours(speed, words, cores):,.2g}" for cores in CORES)
        + " |"
        for words in JOBS
    ]
    return "\n".join(
        [
            "| measured | value |",
            "|---|---:|",
            f"| words a second and core | {speed.words_per_second:,.0f} |",
            f"| seconds to load the models, for each worker | {speed.load_seconds:,.1f} |",
            "",
            f"All layers, by models that learnt from `{speed.trained}`, on the {speed.documents} articles of `open`,",
            f"{speed.words:,} words, written as shards; seconds of CPU, one thread; {speed.machine}.",
            "",
            "| words | core hours | " + " | ".join(f"hours on {n} core{'s' * (n > 1)}" for n in CORES) + " |",
            "|---:|---:|" + "---:|" * len(CORES),
            *rows,
        ]
    )


def filled(text: str, speed: Speed) -> str:
    """Put the tables between the markers of the guide."""
    head, rest = text.split(BEGIN)
    return f"{head}{BEGIN}\n{tables(speed)}\n{END}{rest.split(END)[1]}"


def saved() -> Speed:
    """Read what was measured last."""
    return msgspec.json.decode(SAVED.read_bytes(), type=Speed)


def main() -> None:
    """Measure, and write both files."""
    speed = measured()
    write_text(SAVED, msgspec.json.format(msgspec.json.encode(speed), indent=1).decode() + "\n")
    write_text(GUIDE, filled(GUIDE.read_text(encoding="utf-8"), speed))
    sys.stdout.write(f"{tables(speed)}\n")


if __name__ == "__main__":
    main()
