"""Hostile files found by coverage: atheris (libFuzzer) looks for inputs that reach new branches of a reader."""

import importlib.util
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from . import ROOT

SHORT, LONG = 500, 2_000  # inputs of each reader
READERS = {  # whose input is one file, and whose decoding is our own code
    "CoNLL: ner": "p.conll",
    "CoNLL: coref": "p.conll",
    "JSON lines: event-arguments": "p.jsonl",
    "JSON lines: quotes": "p.jsonl",
    "brat: event-arguments": "d0.ann",
    "article": "a.md",
    "GUM: CoNLL-U": "x.conllu",
    "working file: events": "w.jsonl",
    "answer of a model": "answer.txt",
    "reply of a server": "body",
}
_DONE = re.compile(r"Done (\d+) runs in (\d+) second")
_COVERED = re.compile(r"cov: (\d+)")


def installed() -> bool:
    """Say whether atheris is there (the extra `fuzz`)."""
    return importlib.util.find_spec("atheris") is not None


def run(number: int, *, only: str = "") -> dict[str, Any]:
    """Give each reader so many inputs; return what was covered, and the faults."""
    start = time.monotonic()
    readers, faults = {}, []
    for name in [only] if only else READERS:
        with tempfile.TemporaryDirectory() as scratch:
            command = [sys.executable, "-m", "tests.reliability.guided", str(number), name]
            done = subprocess.run(  # noqa: S603 - our own code
                command, cwd=ROOT, capture_output=True, text=True, check=False, env=_settings(scratch)
            )
        ended, covered = _DONE.search(done.stderr), _COVERED.findall(done.stderr)
        readers[name] = {"inputs": int(ended[1]) if ended else 0, "branches": int(covered[-1]) if covered else 0}
        if not ended:
            faults.append({"reader": name, "what": done.stderr[-400:]})
    return {"readers": readers, "faults": faults, "seconds": round(time.monotonic() - start)}


def _settings(scratch: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src"))), "TMPDIR": scratch}


def work(number: int, name: str) -> None:
    """Be the process that atheris drives; it ends the process."""
    import atheris

    with atheris.instrument_imports(include=["dateline"]):
        from .hostile import try_input
        from .targets import targets

    file = READERS[name]
    seeds = targets()[name].seeds
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as scratch:
        corpus = Path(scratch) / "corpus"
        corpus.mkdir()
        for index, files in enumerate(seeds):
            (corpus / str(index)).write_bytes(files[file])

        def once(data: bytes) -> None:
            with tempfile.TemporaryDirectory(dir=scratch) as folder:
                try_input(name, {**seeds[0], file: data}, Path(folder))

        options = [f"-runs={number}", "-max_len=4096", "-seed=1", "-rss_limit_mb=6000", f"-artifact_prefix={scratch}/"]
        atheris.Setup([sys.argv[0], *options, str(corpus)], once)
        atheris.Fuzz()


if __name__ == "__main__":
    work(int(sys.argv[1]), sys.argv[2])
