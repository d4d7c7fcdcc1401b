"""Two writers at once, an output that may not be written, and a file that changes while it is read."""

import ctypes
import json
import os
import random
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from dateline.errors import InputError
from dateline.evaluation.evaluate import count_file, metrics_of
from dateline.evaluation.reference import gold_in
from dateline.tasks.declarations import load as load_task

SHORT, LONG = 10, 1_000
_DOCUMENTS = 4_000  # enough for several reads of the file


def _lines(end: int) -> bytes:
    rows = ({"id": f"d{n}", "entities": [{"start": 0, "end": end, "type": "ORG"}]} for n in range(_DOCUMENTS))
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def run(number: int) -> dict[str, Any]:
    """Score a file again and again while it is rewritten in pieces; every score is that of a whole version."""
    start = time.monotonic()
    task = load_task("ner")
    versions = (_lines(4), _lines(5), _lines(4)[:-30])  # all right, all wrong, cut off
    counts: Counter[str] = Counter()
    faults = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "gold.jsonl").write_bytes(versions[0])
        gold = gold_in(task, folder / "gold.jsonl")
        (metric,) = [one for one in metrics_of(task, gold) if one.name == "strict_f1"]
        path, stop = folder / "p.jsonl", threading.Event()
        path.write_bytes(versions[0])

        def rewrite() -> None:
            rng = random.Random(3)  # noqa: S311
            while not stop.is_set():
                data = rng.choice(versions)
                with path.open("wb") as file:
                    for place in range(0, len(data), len(data) // 5):
                        file.write(data[place : place + len(data) // 5])
                        file.flush()
                        time.sleep(rng.uniform(0, 0.02))
                time.sleep(rng.uniform(0, 0.3))

        writer = threading.Thread(target=rewrite)
        writer.start()
        try:
            for _ in range(number):
                try:
                    value = metric.of(count_file(gold, path)[0])
                except InputError:
                    counts["refused"] += 1
                    continue
                except Exception as error:  # noqa: BLE001 - what is looked for
                    faults.append(f"traceback: {type(error).__name__}: {error}"[:200])
                    continue
                counts["scored"] += 1
                if value not in {0.0, 1.0}:
                    faults.append(f"lost: the score {value} is that of no version")
        finally:
            stop.set()
            writer.join()
    return {"runs": number, **dict(counts), "faults": faults, "seconds": round(time.monotonic() - start)}


def without_privileges() -> None:
    """Give up the capabilities of root, for which no folder is protected (Linux, capset(2))."""
    if os.geteuid() == 0:
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)
        ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)())
