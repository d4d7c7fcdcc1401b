"""Kill the commands that write, at random moments and inside their writes, and let the disk be full: nothing is lost.

A process imports everything once and forks for every run. Where a C compiler is there, faults.c is preloaded into it:
it kills the run at a chosen change of its folder, half of a write done, or fails every write from there on.
"""

import ctypes
import importlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn

from dateline.errors import InputError

from . import HERE, ROOT
from .races import without_privileges
from .report import LONG_KILLS
from .scenarios import Scenario, contents, scenarios

SHORT, LONG = 40, LONG_KILLS
LIMIT = 120.0  # seconds of a run
_REFUSED = 2
_HEAVY = ("datasets", "httpx", "pyarrow.parquet", "scipy.sparse", "sklearn.linear_model", "yaml")
_HEAVY += tuple(
    f"dateline.{name}" for name in ("baselines.run", "publishing.build", "viewer", "publishing.problem_table")
)


def compiled(folder: Path) -> Path | None:
    """Compile the fault injector; None where there is no C compiler, or no Linux."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        return None
    library = folder / "faults.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(HERE / "faults.c"), "-ldl"]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - a compiler
    return library if done.returncode == 0 else None


def run(kills: int, *, only: str = "", workers: int = 1) -> dict[str, Any]:
    """Kill the commands this many times in all, each command in a process of its own; return what came of it."""
    start = time.monotonic()
    names = [only] if only else list(scenarios())
    shares = {name: kills // len(names) + (number < kills % len(names)) for number, name in enumerate(names)}
    with tempfile.TemporaryDirectory(prefix="dateline-kills-") as scratch, ThreadPoolExecutor(workers) as pool:
        library = compiled(Path(scratch))
        done = {name: pool.submit(_in_process, name, share, library) for name, share in shares.items()}
        found = {name: one.result() for name, one in done.items()}
    return {"commands": found, "injector": library is not None, "seconds": round(time.monotonic() - start)}


def _in_process(name: str, kills: int, library: Path | None) -> Any:
    """Have one command killed by a process into which the injector is preloaded."""
    path = os.pathsep.join((str(ROOT), str(ROOT / "src")))
    environment = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    if library:
        environment["LD_PRELOAD"] = str(library)
    command = [sys.executable, "-m", "tests.reliability", "--worker", "kills", "--total", str(kills), "--only", name]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603
    return json.loads(done.stdout.splitlines()[-1])


def work(kills: int, name: str) -> None:
    """Kill a command, with the injector if it is preloaded, and print the counts as JSON."""
    with tempfile.TemporaryDirectory(prefix="dateline-kills-") as scratch:
        found = _Runs(scenarios()[name], Path(scratch).resolve(), random.Random(name)).all(kills)  # noqa: S311
    print(json.dumps(found))  # noqa: T201 - the protocol


class _Runs:
    """The runs of one command."""

    def __init__(self, scenario: Scenario, folder: Path, rng: random.Random) -> None:
        """Prepare it, run it once to the end, and learn its states, its changes and its time."""
        for module in _HEAVY:  # once, not in every run
            importlib.import_module(module)
        self.scenario, self.rng = scenario, rng
        self.folder = folder / "here"
        self.folder.mkdir()
        self.faults = getattr(ctypes.CDLL(None), "faults_arm", None)
        scenario.prepare(self.folder)
        scenario.old(self.folder)
        self.old = self._states()
        start = time.monotonic()
        self.changes = self._whole()
        self.typical = time.monotonic() - start
        self.new = self._states()
        self.counts: Counter[str] = Counter()
        self.told: list[str] = []

    def all(self, kills: int) -> dict[str, Any]:
        """Kill it so many times; then fill the disk and limit the size of files some times."""
        for number in range(kills):
            inside = self.faults is not None and number % 4 > 0
            at = self.rng.randint(1, max(self.changes, 1)) if inside else 0
            delay = None if inside else self.rng.uniform(0, self.typical)
            status = self._run(at=at, delay=delay)
            self.counts["killed inside writes" if inside else "killed at random"] += os.WIFSIGNALED(status)
            self.counts["finished first"] += not os.WIFSIGNALED(status)
            self._check(f"kill {number} at {at or delay}")
        for number in range(kills // 5):
            at = self.rng.randint(1, max(self.changes, 1)) if self.faults is not None and number % 2 else 0
            status = self._run(at=at, full=True) if at else self._run(size=self.rng.randint(0, 4000))
            code = os.waitstatus_to_exitcode(status)
            self.counts["disk full" if at else "file size limit"] += 1
            if code not in {0, _REFUSED}:
                self._fault("traceback", f"exit code {code} when writing failed")
            self._check(f"full {number} at {at}")
        for _ in range(max(kills // 10, 1)):
            self._pair()
        self._protected()
        self._whole()
        if self._states() != self.new:
            self._fault("lost", "a run after the kills does not give what a whole run gives")
        left = [str(path.relative_to(self.folder)) for path in self.folder.rglob(".dateline-*")]
        if left:
            self._fault("leftover", f"{len(left)} files are left, such as {left[0]}")
        return {**dict(self.counts), "faults": self.told}

    def _pair(self) -> None:
        """Let two runs write at once: each finishes, or says that the other is at work."""
        children = [os.fork() or self._child() for _ in range(2)]
        codes = sorted(os.waitstatus_to_exitcode(self._await(child, None)) for child in children)
        self.counts["two at once"] += 1
        if codes[0] != 0 or codes[1] not in {0, _REFUSED}:
            self._fault("traceback", f"of two runs at once, the exit codes are {codes}")
        self._check("two at once")

    def _protected(self) -> None:
        """Let a run write where it may not: it says so, and nothing changes."""
        self._again()
        folders = [path for path in (self.folder, *self.folder.rglob("*")) if path.is_dir()]
        for path in folders:
            path.chmod(0o555)
        before = self._states()
        code = os.waitstatus_to_exitcode(self._run(unprivileged=True))
        for path in folders:
            path.chmod(0o755)
        self.counts["read-only"] += 1
        if code != _REFUSED or self._states() != before:
            self._fault("traceback", f"exit code {code} where nothing can be written")

    def _check(self, when: str) -> None:
        for unit, state in self._states().items():
            if state not in {self.old[unit], self.new[unit]}:
                self._fault("lost", f"{unit} is neither old nor new after {when}: {str(state)[:80]}")
        try:
            self.scenario.sound(self.folder)
        except Exception as error:  # noqa: BLE001 - whatever can't be read is lost
            self._fault("lost", f"{type(error).__name__}: {error} after {when}")
        if self.rng.random() < 0.5 or self.told:  # half of the runs begin with the old state
            self._again()

    def _again(self) -> None:
        """Put the old state back."""
        for unit in self.scenario.units:
            path = self.folder / unit
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        if (self.folder / "project").exists():
            shutil.rmtree(self.folder / "project")
            self.scenario.prepare(self.folder)
        self.scenario.old(self.folder)

    def _fault(self, kind: str, what: str) -> None:
        self.counts[kind] += 1
        self.told.append(f"{kind}: {what}")

    def _states(self) -> dict[str, object]:
        found = {}
        for unit in self.scenario.units:
            try:
                found[unit] = self.scenario.state(self.folder / unit)
            except (OSError, ValueError) as error:
                found[unit] = f"{type(error).__name__}: {error}"
        return found

    def _whole(self) -> int:
        """Run to the end; return the number of changes of the folder."""
        reading, writing = os.pipe()
        status = self._run(told=writing)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            changes = pipe.read()
        if status != 0:
            message = f"a run that nobody disturbs ends with {os.waitstatus_to_exitcode(status)}"
            raise RuntimeError(message)
        return int(changes or 0)

    def _run(
        self,
        *,
        at: int = 0,
        full: bool = False,
        delay: float | None = None,
        size: int | None = None,
        told: int | None = None,
        unprivileged: bool = False,
    ) -> int:
        """Fork, do the writing, and return the status of the process."""
        child = os.fork() or self._child(at=at, full=full, size=size, told=told, unprivileged=unprivileged)
        return self._await(child, delay)

    def _await(self, child: int, delay: float | None) -> int:
        """Wait for a run, or kill it after a delay; return its status."""
        end = time.monotonic() + (LIMIT if delay is None else delay)
        while True:
            found, status = os.waitpid(child, os.WNOHANG)
            if found:
                return status
            if time.monotonic() > end:
                if delay is None:
                    self._fault("hang", f"a run took more than {LIMIT} s")
                os.kill(child, signal.SIGKILL)
                return os.waitpid(child, 0)[1]
            time.sleep(0.001)

    def _child(
        self,
        *,
        at: int = 0,
        full: bool = False,
        size: int | None = None,
        told: int | None = None,
        unprivileged: bool = False,
    ) -> NoReturn:
        code = 0
        try:
            if unprivileged:
                without_privileges()
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            os.chdir(self.folder)
            if size is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            if self.faults is not None:
                self.faults(os.fsencode(self.folder) + b"/", at, int(full))
            self.scenario.write(self.folder)
        except InputError:
            code = _REFUSED
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 1
        except BaseException:  # noqa: BLE001 - counted as a traceback
            code = 3
        if told is not None:
            os.write(told, str(ctypes.CDLL(None).faults_seen() if self.faults is not None else 0).encode())
        os._exit(code)


__all__ = ["contents", "run", "work"]
