"""Hostile files: millions of changed inputs through every reader; nothing but a refusal may come of a bad one."""

import base64
import json
import math
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from dateline.errors import InputError

from . import HERE, ROOT

CORPUS = HERE / "corpus"
SECONDS = 10.0  # for one input; it is small, so that anything beyond a moment is a hang
MEMORY = 6 << 30  # bytes of address space of a worker
LONGEST = 4000  # characters of a message
SHORT, LONG = 6_000, 1_000_000
_BLOCK = 500  # inputs that a worker is given at a time


class HangError(Exception):
    """An input took too long."""


def try_input(name: str, files: Mapping[str, bytes], folder: Path) -> str | None:
    """Read an input in an empty folder; return `read` or `refused`.

    Raises:
        Exception: whatever escapes the reader: that is a fault.
    """
    from .targets import targets

    for place, data in files.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        targets()[name].read(folder)
    except InputError as error:
        longest = max(len(str(problem)) for problem in error.problems)
        if longest > LONGEST:
            message = f"a message has {longest} characters"
            raise AssertionError(message) from error
        return "refused"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return "read"


def make_input(name: str, number: int) -> dict[str, bytes]:
    """Make the input of a target with this number, always the same."""
    from .targets import changed, targets

    return changed(targets()[name], random.Random(f"{name} {number}"))  # noqa: S311 - not for secrets


def kept(name: str, files: Mapping[str, bytes], fault: str) -> str:
    """Encode an input as the text of a file of the corpus."""
    encoded = {place: base64.b85encode(data).decode() for place, data in files.items()}
    return json.dumps({"target": name, "fault": fault, "files": encoded}, indent=1) + "\n"


def corpus() -> Iterator[tuple[str, str, dict[str, bytes]]]:
    """Yield the inputs that once crashed something: the file's name, the target, the files."""
    for path in sorted(CORPUS.glob("*.json")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        yield path.stem, entry["target"], {place: base64.b85decode(data) for place, data in entry["files"].items()}


def plan(total: int, only: str = "") -> dict[str, int]:
    """Share a number of inputs among the targets, or among those whose names begin like `only`."""
    from .targets import targets

    shares = {name: target.share for name, target in targets().items() if name.startswith(only)}
    return {name: math.ceil(total * share / sum(shares.values())) for name, share in shares.items()}


def work() -> None:
    """Read jobs `[target, first, last]` from stdin, one a line, and write what came of each to stdout."""

    def hang(*_: object) -> None:
        message = f"more than {SECONDS} s"
        raise HangError(message)

    signal.signal(signal.SIGALRM, hang)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - files that live for a moment
    with tempfile.TemporaryDirectory(prefix="dateline-hostile-", dir=fast) as scratch:
        for line in sys.stdin:
            name, first, last = json.loads(line)
            counted: Counter[str] = Counter()
            faults = []
            for number in range(first, last):
                print(json.dumps({"at": number}), flush=True)  # noqa: T201 - if the process dies, this is the input
                folder = Path(scratch) / "x"
                folder.mkdir()
                files = make_input(name, number)
                try:
                    counted[try_input(name, files, folder) or ""] += 1
                except Exception as error:  # noqa: BLE001 - what is looked for
                    faults.append({"number": number, **_told(error)})
                    counted[str(faults[-1]["kind"])] += 1
                shutil.rmtree(folder, ignore_errors=True)
            print(json.dumps({"counted": counted, "faults": faults}), flush=True)  # noqa: T201 - the protocol


def _told(error: Exception) -> dict[str, object]:
    """Say what escaped, and in which function of ours it began."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = next((frame for frame in reversed(frames) if "/dateline/" in frame.filename), frames[-1])
    kind = "hang" if isinstance(error, HangError) else "traceback"
    what = f"{type(error).__name__} in {Path(ours.filename).name}, {ours.name}"
    return {"kind": kind, "what": what, "message": str(error)[:200]}


class Worker:
    """A process that reads inputs; when it dies, the input is known and another one takes over."""

    def __init__(self) -> None:
        """Start it."""
        self._start()
        self.job: tuple[str, int, int] | None = None
        self.at = 0

    def _start(self) -> None:
        command = [sys.executable, "-m", "tests.reliability", "--worker", "hostile"]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src"))),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        self.process = subprocess.Popen(  # noqa: S603 - our own code
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def run(self, name: str, first: int, last: int) -> Iterator[tuple[Counter[str], list[dict[str, object]]]]:
        """Have inputs read; yield the counts and the faults."""
        while first < last:
            assert self.process.stdin is not None
            assert self.process.stdout is not None
            self.process.stdin.write(json.dumps([name, first, last]).encode() + b"\n")
            self.process.stdin.flush()
            at = first
            for line in self.process.stdout:
                told = json.loads(line)
                if "at" in told:
                    at = told["at"]
                    continue
                yield Counter(told["counted"]), told["faults"]
                return
            status = self.process.wait()
            fault: dict[str, object] = {
                "number": at,
                "kind": "death",
                "what": f"the process died with status {status}",
                "message": "",
            }
            yield Counter({"death": 1, "not counted": at - first}), [fault]
            first = at + 1
            self._start()

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()


def run(total: int, *, only: str = "", workers: int = 1, keep: bool = False, offset: int = 0) -> dict[str, object]:
    """Read a number of hostile inputs; return what came of them by target.

    Args:
        total: how many, over all targets.
        only: how the names of the targets begin.
        workers: processes.
        keep: keep the first input of each fault in the corpus.
        offset: the number of each target's first input.
    """
    from concurrent.futures import ThreadPoolExecutor

    start = time.monotonic()
    jobs = [
        (name, first, min(first + _BLOCK, offset + number))
        for name, number in plan(total, only).items()
        for first in range(offset, offset + number, _BLOCK)
    ]
    random.Random(1).shuffle(jobs)  # noqa: S311
    counts: dict[str, Counter[str]] = {}
    faults: dict[str, dict[str, object]] = {}
    pool = [Worker() for _ in range(workers)]

    def drain(worker: Worker) -> None:
        while jobs:
            name, first, last = jobs.pop()
            for counted, found in worker.run(name, first, last):
                counts.setdefault(name, Counter()).update(counted)
                for fault in found:
                    faults.setdefault(f"{name}: {fault['what']}", {"target": name, **fault})

    try:
        with ThreadPoolExecutor(workers) as threads:
            for done in [threads.submit(drain, worker) for worker in pool]:
                done.result()
    finally:
        for worker in pool:
            worker.close()
    if keep:
        for fault in faults.values():
            _keep(fault)
    return {
        "targets": {name: dict(sorted(found.items())) for name, found in sorted(counts.items())},
        "faults": [
            {key: fault[key] for key in ("target", "number", "kind", "what", "message")} for fault in faults.values()
        ],
        "seconds": round(time.monotonic() - start),
        "workers": workers,
    }


def corpus_file(fault: Mapping[str, object]) -> Path:
    """Return where the input of a fault is kept."""
    place = "".join(c if c.isalnum() else "-" for c in str(fault["target"]).lower())
    return CORPUS / f"{place}-{fault['number']}.json"


def _keep(fault: Mapping[str, object]) -> None:
    name, number = str(fault["target"]), int(str(fault["number"]))
    CORPUS.mkdir(exist_ok=True)
    corpus_file(fault).write_text(kept(name, make_input(name, number), str(fault["what"])), encoding="utf-8")
