"""Run the reliability test: hostile files, kills and full disks, misbehaving servers, races.

Without --long it takes about a minute or two; with --long some hours. `--write` records the results in
tests/reliability/results.json and writes docs/reports/reliability.md from them.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from typing import Any

from . import guided, hostile, kills, races, report, servers

PARTS: dict[str, tuple[int, int]] = {
    "hostile": (hostile.SHORT, hostile.LONG),
    "kills": (kills.SHORT, kills.LONG),
    "guided": (guided.SHORT, guided.LONG),
    "servers": (servers.SHORT, servers.LONG),
    "races": (races.SHORT, races.LONG),
}


def main() -> int:
    """Run the parts asked for; exit code 1 if anything was lost, hung, or ended in a traceback."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="parts to run (default: all)")
    parser.add_argument("--long", action="store_true", help="the long form")
    parser.add_argument("--total", type=int, help="how many inputs, kills, behaviours or runs")
    parser.add_argument(
        "--only", default="", help="one reader, readers whose names begin so, or one command that writes"
    )
    parser.add_argument("--offset", type=int, default=0, help="the number of the first hostile input of each reader")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one a core)")
    parser.add_argument("--keep", action="store_true", help="keep what crashed in tests/reliability/corpus")
    parser.add_argument("--write", action="store_true", help="record the results and write the report")
    parser.add_argument("--worker", choices=("hostile", "kills"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        hostile.work() if options.worker == "hostile" else kills.work(options.total, options.only)
        return 0
    run: dict[str, Callable[[int], dict[str, Any]]] = {
        "hostile": lambda total: hostile.run(
            total, only=options.only, workers=options.workers, keep=options.keep, offset=options.offset
        ),
        "kills": lambda total: kills.run(total, only=options.only, workers=options.workers),
        "guided": lambda total: guided.run(total, only=options.only),
        "servers": servers.run,
        "races": races.run,
    }
    parts = options.parts or [part for part in PARTS if part != "guided" or guided.installed()]
    results = {part: run[part](options.total or PARTS[part][options.long]) for part in parts}
    if options.write:
        report.record(results, only=bool(options.only))
    print(json.dumps(results, indent=1))  # noqa: T201
    return int(any(report.faults(part, found) for part, found in results.items()))


if __name__ == "__main__":
    sys.exit(main())
