"""Whole processes from two files of JSON lines to the printed table, task by task, beside the plain implementation."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
from measuring import DATELINE, HERE, process

TASKS = {
    "event-triggers": "events",
    "event-arguments": "events",
    "event-coref": "events",
    "quotes": "quotes",
    "coref": "coref",
}
STORY = 3  # documents of a story
PARSE = """
import gc, sys
import msgspec
from dateline import records
gc.disable()
decoder = msgspec.json.Decoder(getattr(records, {record!r}))
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        while lines := file.readlines(1 << 16):
            decoder.decode_lines(b"".join(lines))
"""


def write_layers(folder: Path, docs: int) -> dict[str, tuple[str, str, str]]:
    """Write gold and predictions of the generated corpus; return the record class and both files of each layer."""
    import workload

    found = {}
    encoder = msgspec.json.Encoder()
    for layer in dict.fromkeys(TASKS.values()):
        paths = [folder / f"{layer}-{side}.jsonl" for side in ("gold", "predicted")]
        name = ""
        with paths[0].open("wb") as gold, paths[1].open("wb") as predicted:
            for number, pair in enumerate(getattr(workload, layer)(docs)):
                name = type(pair[0]).__name__
                for file, record in zip((gold, predicted), pair, strict=True):
                    placed = msgspec.structs.replace(record, id=f"s{number // STORY}/{record.id}")
                    file.write(encoder.encode(placed) + b"\n")
        found[layer] = name, *map(str, paths)
    return found


def measured(folder: Path, docs: int) -> dict[str, float]:
    """Time every task: ours, the plain implementation, and msgspec's bare parse of the two files.

    Returns:
        CPU seconds by `TASK`, `TASK plain` and `TASK parse`, and peak memory by `TASK MiB` and `TASK plain MiB`.
    """
    files = write_layers(folder, docs)
    found: dict[str, float] = {}
    for task, layer in TASKS.items():
        record, gold, predicted = files[layer]
        ours = (*DATELINE, "score", task, predicted, "--gold", gold)
        plain = (sys.executable, str(HERE / "plain_tasks.py"), task, gold, predicted)
        found[task], found[f"{task} MiB"], _ = process(*ours, rounds=5)
        found[f"{task} plain"], found[f"{task} plain MiB"], _ = process(*plain, rounds=2)
        found[f"{task} parse"], _, _ = process(
            sys.executable, "-c", PARSE.format(record=record), gold, predicted, rounds=3
        )
    return found


def rows(found: dict[str, float]) -> Iterator[tuple[str, ...]]:
    """Give the cells of a row for each task."""
    for task in TASKS:
        get = partial(cell, found)
        one, other = found.get(task), found.get(f"{task} plain")
        ratio = f"{other / one:.1f}" if one and other else "-"
        times = get(task, ".2f"), get(f"{task} plain", ".2f"), ratio, "at least 10"
        yield task, *times, get(f"{task} parse", ".2f"), get(f"{task} MiB", ".0f"), get(f"{task} plain MiB", ".0f")


def cell(found: dict[str, float], name: str, form: str) -> str:
    """Format a figure; a dash where there is none."""
    return format(found[name], form) if name in found else "-"
