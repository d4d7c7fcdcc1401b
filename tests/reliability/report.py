"""The recorded results of the reliability test, and the page that is written from them."""

import json
import platform
from collections.abc import Iterable, Mapping
from typing import Any

from dateline.tables import markdown_table
from dateline.version import __version__

from . import HERE, ROOT

LONG_KILLS = 1_000
RESULTS = HERE / "results.json"
PAGE = ROOT / "docs" / "reports" / "reliability.md"
_HEAD = """# Reliability

Written by `python -m tests.reliability --long --write` from tests/reliability/results.json. The aims are: nothing
lost, no traceback, no hang, and no score from refused input. A short form runs with the other tests.
"""
_HOSTILE = """## Hostile files

Good files of every format that the program reads are changed at random, in their bytes or in their structure (values,
keys, fields, what is compressed), and read. A file is read, or refused with its problems. What crashed once is kept
in tests/reliability/corpus and read again by the tests. An input may take 10 s and a process 6 GiB of address space.
An input is made of its number: the command repeats the same ones.
"""
_GUIDED = """## Hostile files found by coverage

atheris (libFuzzer) changes good files so that new branches of a reader are reached; their number is in the table.
"""
_CORRECTED = """The run found what follows. It was corrected afterwards; the inputs are in tests/reliability/corpus:
"""
_KILLS = """## Kills, full disks, two writers

Each command that writes is killed (SIGKILL): inside a write, half of it done, or before or after a sync, rename or
removal (by a library that is preloaded), and at random moments. After every kill each output is whole, the old one or
the new one, and what can be resumed is consistent: for `ask`, every answer that the server gave but the one on its
way is in the log. Then the disk is full from some write on, files may not grow beyond a limit, two runs write the
same output at once, and the folder is read-only: the command ends with exit code 0 or 2. A last run gives what an
undisturbed run gives, and no scratch file is left.
"""
_SERVERS = """## Servers

`dateline ask` asks a local server that combines a status, a body, a timing, a Retry-After and a content coding. Every
request ends in time, the run goes on, a failed answer is no prediction, all costs are kept, and `dateline score`
accepts what is written.
"""
_RACES = """## Files that change

A prediction file is rewritten in pieces while it is scored. It is refused, or the score is that of one whole version.
"""


def faults(part: str, found: Mapping[str, Any]) -> list[str]:
    """List what went wrong in a part."""
    if part == "kills":
        return [f"{name}: {fault}" for name, counts in found["commands"].items() for fault in counts["faults"]]
    return [str(fault) for fault in found["faults"]]


def record(results: Mapping[str, Any], *, only: bool = False) -> None:
    """Record the results of some parts, those of the others stay, and write the page.

    Args:
        results: by part.
        only: they are of some readers or commands: those of the others of the part stay too.
    """
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    machine = {"dateline": __version__, "python": platform.python_version(), "system": platform.system()}
    kept |= {
        part: {**(_joined(kept.get(part, {}), found) if only else found), **machine} for part, found in results.items()
    }
    RESULTS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(page(json.loads(RESULTS.read_text(encoding="utf-8"))), encoding="utf-8")


def _joined(before: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """Put results of some readers or commands beside those of the others."""
    rows = next((key for key in ("targets", "commands", "readers") if key in found), "")
    if rows not in before:
        return dict(found)
    joined = {**before, **found, rows: {**before[rows], **found[rows]}, "seconds": before["seconds"] + found["seconds"]}
    if "faults" in found:
        kept = [fault for fault in before["faults"] if fault.get("target") not in found[rows]]
        joined["faults"] = kept + list(found["faults"])
    return joined


def page(results: Mapping[str, Any]) -> str:
    """Write the page."""
    parts = [_HEAD]
    if "hostile" in results:
        parts += [_HOSTILE, _hostile(results["hostile"])]
    if "guided" in results:
        found = results["guided"]
        rows = [
            [name, f"{one['inputs']:,}", f"{one['branches']:,}", f'`guided --total {one["inputs"]} --only "{name}"`']
            for name, one in found["readers"].items()
        ]
        inputs = sum(one["inputs"] for one in found["readers"].values())
        header = ["reader", "inputs", "branches", "python -m tests.reliability ..."]
        told = _told(found, f"{inputs:,} inputs", f"guided --total {inputs // len(rows)}")
        parts += [_GUIDED, markdown_table(header, rows) + "\n", told]
    if "kills" in results:
        parts += [_KILLS, _kills(results["kills"])]
    if "servers" in results:
        found = results["servers"]
        rows = [[outcome, f"{number:,}"] for outcome, number in found["outcomes"].items()]
        told = _told(found, f"{found['behaviours']:,} behaviours", f"servers --total {found['behaviours']}")
        parts += [_SERVERS, markdown_table(["outcome", "behaviours"], rows) + "\n", told]
    if "races" in results:
        found = results["races"]
        counts = f"{found['runs']:,} runs: {found.get('refused', 0):,} refused, {found.get('scored', 0):,} scored"
        parts += [_RACES, _told(found, counts, f"races --total {found['runs']}")]
    return "\n".join(parts)


def _told(found: Mapping[str, Any], what: str, command: str) -> str:
    faulty = (
        len(found["faults"]) if "faults" in found else sum(len(one["faults"]) for one in found["commands"].values())
    )
    versions = f"dateline {found['dateline']}, Python {found['python']} on {found['system']}"
    return (
        f"{what}; {faulty} faults; {found['seconds']:,} s ({versions}).\n\n    python -m tests.reliability {command}\n"
    )


def _cells(counts: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    return [f"{counts.get(name, 0):,}" for name in names]


def _hostile(found: Mapping[str, Any]) -> str:
    kinds = ("read", "refused", "traceback", "hang", "death")
    total: dict[str, int] = {}
    rows = []
    for name, counts in found["targets"].items():
        inputs = sum(counts.values())
        for kind, number in counts.items():
            total[kind] = total.get(kind, 0) + number
        rows.append([name, f"{inputs:,}", *_cells(counts, kinds), f'`hostile --total {inputs} --only "{name}"`'])
    inputs = sum(total.values())
    rows.append(["all", f"{inputs:,}", *_cells(total, kinds), f"`hostile --total {inputs}`"])
    header = ["reader", "inputs", "read", "refused", "tracebacks", "hangs", "deaths", "python -m tests.reliability ..."]
    table = markdown_table(header, rows)
    corrected = "".join(f"- {one['target']}: {one['what']} ({one['kind']})\n" for one in found.get("corrected", ()))
    if corrected:
        corrected = f"\n{_CORRECTED}\n{corrected}"
    return f"{table}\n\n" + _told(found, f"{inputs:,} inputs", f"hostile --total {inputs}") + corrected


def _kills(found: Mapping[str, Any]) -> str:
    kinds = ("killed inside writes", "killed at random", "finished first", "disk full", "file size limit")
    kinds += ("two at once", "read-only", "lost", "leftover", "traceback", "hang")
    rows = []
    for name, counts in found["commands"].items():
        kills = sum(counts.get(kind, 0) for kind in kinds[:3])
        rows.append([name, *_cells(counts, kinds), f'`kills --total {kills} --only "{name}"`'])
    total = {kind: sum(counts.get(kind, 0) for counts in found["commands"].values()) for kind in kinds}
    kills = sum(total[kind] for kind in kinds[:3])
    rows.append(["all", *_cells(total, kinds), f"`kills --total {kills}`"])
    table = markdown_table(["command", *kinds, "python -m tests.reliability ..."], rows)
    told = _told(found, f"{kills:,} runs to be killed", f"kills --total {kills}")
    short = f"\nThe long form has {LONG_KILLS:,}; the record is of a shorter run.\n" if kills < LONG_KILLS else ""
    return f"{table}\n\n{told}{short}"
