"""A page for each task: definition, example, metrics with formulas, settings, baselines with recorded scores."""

import json
import posixpath
import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

from docs.site.examples import example
from docs.site.markup import filled, math, table
from docs.site.plan import HERE

from dateline.evaluation.annotators import SYSTEM
from dateline.evaluation.results import Result
from dateline.publishing.leaderboard import Standing, rows
from dateline.tasks.declarations import Task, load, names
from dateline.tasks.describe import metric_rows, setting_rows

Board = tuple[str, str, list[Standing], Result | None]
_SIDES = re.compile(r"_(f1|precision|recall)$")
_LAYERS = {
    "mentions": ("mentions", "corpus/mentions.md"),
    "events": ("events", "corpus/events.md"),
    "quotes": ("quotes", "corpus/quotes.md"),
}
_SCORING = {
    "spans": "scoring-ner",
    "clusters": "scoring-coref",
    "story-clusters": "scoring-coref",
    "triggers": "scoring-events",
    "arguments": "scoring-events",
    "quotes": "scoring-quotes",
    "attribution": "scoring-quotes",
}


def family(metric: str) -> str:
    """Give the name under which a metric's formula is declared."""
    return _SIDES.sub("", metric.partition(":")[0])


def formulas(task: Task) -> dict[str, dict[str, Any]]:
    """Read the formulas of a task's type, by family.

    Raises:
        KeyError: a metric of the task has none.
    """
    declared = tomllib.loads((HERE / "metrics.toml").read_text(encoding="utf-8"))
    found = declared[task.type]
    found = declared[found["like"]] if "like" in found else found
    return {family(name): found[family(name)] for name in task.metrics}


def pages(boards: Sequence[Board]) -> Iterator[tuple[str, str, str]]:
    """Yield the title, address and text of every task's page."""
    for name in names():
        yield name, f"tasks/{name}.md", _page(load(name), [board for board in boards if board[0] == name])


def overview(boards: Sequence[Board]) -> str:
    """Write the page that lists all tasks."""
    listed, scores = [], []
    for task in map(load, names()):
        listed.append([f"[{task.id}]({task.id}.md)", task.description, f"`{task.primary}`"])
        scores.append([task.id, *(_best(places) for name, _, places, _ in boards if name == task.id)])
    parts = dict.fromkeys(data for _, data, _, _ in boards)
    return filled(
        "tasks",
        tasks=table(["task", "what a system does", "primary metric"], listed),
        best=table(["task", *parts], scores),
    )


def _best(places: Sequence[Standing]) -> str:
    top = places[0]
    return f"{rows(places, None)[1][0][1]} ({top.system})"


def _page(task: Task, boards: Sequence[Board]) -> str:
    shown = example(task)
    layer, guide = _LAYERS[task.layer]
    return filled(
        "task",
        task=task.id,
        description=task.description,
        layer=layer,
        guide=posixpath.relpath(guide, "tasks"),
        version=task.version,
        primary=task.primary,
        scoring=_SCORING[task.type],
        marked=shown.marked,
        document=shown.document,
        quoted=_broken(shown.record),
        record=task.example,
        metrics=_metrics(task),
        settings=_settings(task),
        annotators=SYSTEM,
        baselines=_baselines(boards),
        references="".join(f"- {text}\n" for text in task.references),
    )


def _settings(task: Task) -> str:
    header, listed = setting_rows(task)
    if not listed:
        return ""
    change = f"`dateline score {task.id} FILE --set NAME=VALUE` changes one; the signature names it."
    return f"## Settings\n\n{change}\n\n{table(header, listed)}\n"


def _broken(record: str) -> str:
    """Write a record with a line for each of its items."""
    decoded = json.loads(record)
    (field, items), *_ = [(k, v) for k, v in decoded.items() if k != "id"]
    lines = ",\n".join(f"  {json.dumps(item, ensure_ascii=False)}" for item in items)
    return f'{{"id": {json.dumps(decoded["id"])}, "{field}": [\n{lines}\n]}}'


def _metrics(task: Task) -> str:
    described = dict(zip(task.metrics, (row[1] for row in metric_rows(task)[1]), strict=True))
    parts = []
    for name, declared in formulas(task).items():
        own = [metric for metric in task.metrics if family(metric) == name]
        primary = " (primary)" if task.primary in own else ""
        codes = ", ".join(f"`{metric}`" for metric in own)
        what = described[own[0]].removeprefix("f1, ")
        parts += [
            f"### {_title(own[0])}{primary}\n\n{what[:1].upper()}{what[1:]}: {codes}.\n",
            math(declared["formulas"]),
            f"{declared['means']}\n\nSource: {declared['source']}.\n",
        ]
    return "\n".join(parts)


def _title(metric: str) -> str:
    return metric.partition(":")[0]


def _baselines(boards: Sequence[Board]) -> str:
    parts = []
    described: dict[str, tuple[str, str]] = {}
    for _, data, places, top in boards:
        header, listed = rows(places, top)
        parts.append(f"### On {data}\n\n{places[0].result.size}.\n\n{table(header, listed, right=True)}\n")
        described |= {place.system: (place.entry.kind, place.entry.description) for place in places}
    said = [[name, kind, text] for name, (kind, text) in described.items()]
    tables = "\n".join(parts)
    return f"{table(['system', 'kind', 'what it is'], said)}\n\n{tables}"
