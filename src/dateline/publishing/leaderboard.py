"""The leaderboard: every system's kept predictions, scored anew, with intervals, the annotators' row and groups.

Systems are the baselines and the submissions: folders below baselines/submissions/ with `about.toml` and a prediction
file for each task and part.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from dateline.baselines.declarations import baselines
from dateline.baselines.recorded import predictions_path
from dateline.baselines.run import TESTS
from dateline.corpus.load import load, names
from dateline.declarations import read_toml
from dateline.errors import refuse
from dateline.evaluation.annotators import annotators
from dateline.evaluation.compare import compare
from dateline.evaluation.evaluate import count_file, result
from dateline.evaluation.reference import gold_of
from dateline.evaluation.results import Result
from dateline.evaluation.rows import interval
from dateline.paths import BASELINES, root
from dateline.tables import markdown_table, points
from dateline.tasks.declarations import load as load_task
from dateline.tasks.declarations import names as task_ids

LEVEL = 0.05


class Submission(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a submission says of itself.

    Attributes:
        name: as shown in the table.
        authors: who made it.
        description: what it is, in a sentence.
        trained: what it learnt from.
        url: where more is to be read; may be empty.
    """

    name: str
    authors: tuple[str, ...]
    description: str
    trained: str
    url: str = ""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A system's place: `group` is a letter that it shares with systems from which it can't be told apart."""

    system: str
    description: str
    result: Result
    group: str


def submissions(folder: Path) -> dict[Path, Submission]:
    """Read the submissions by folder.

    Raises:
        InputError: an `about.toml` can't be read, or two have one name.
    """
    found: dict[Path, Submission] = {}
    for path in sorted(folder.glob("*/about.toml")):
        about = read_toml(path, Submission)
        if about.name in {other.name for other in found.values()}:
            raise refuse("repeated-submission", f"the name {about.name!r} is taken", file=str(path), field="name")
        found[path.parent] = about
    return found


def entries(task: str, data: str, folder: Path | None = None) -> dict[str, tuple[str, Path]]:
    """Return the description and the prediction file of every system that has predictions for a task and part."""
    home = folder or root() / BASELINES
    listed = {
        name: (baseline.description, predictions_path(home, baseline, data))
        for name, baseline in baselines(task).items()
    }
    file = f"{task}.{data.replace('/', '-')}.jsonl"
    listed |= {
        about.name: (about.description, path / file) for path, about in submissions(home / "submissions").items()
    }
    return {name: (description, path) for name, (description, path) in listed.items() if path.exists()}


def standings(task: str, data: str, folder: Path | None = None) -> tuple[list[Standing], Result | None]:
    """Rank the systems of a task on a part, and score the annotators; nothing without predictions or gold.

    A system begins a new group if a paired permutation test, with Holm's correction over all that rank below, tells it
    from the first of the group above.

    Raises:
        InputError: a prediction file was refused.
    """
    systems = entries(task, data, folder)
    declared = load_task(task)
    documents = load(data)
    if not systems or not any(declared.layer in document.annotated_layers for document in documents):
        return [], None
    gold = gold_of(declared, documents, data)
    counted = {name: count_file(gold, path)[0] for name, (_, path) in systems.items()}
    results = {name: result(declared, gold, counts, name) for name, counts in counted.items()}
    ranked = sorted(results, key=lambda name: (-(results[name].scores[declared.primary].value or 0.0), name))
    groups: dict[str, str] = {}
    letter, rest = ord("a"), ranked
    while rest:
        differences = compare(declared, gold, {name: counted[name] for name in rest})
        worse = [d.system for d in differences if d.adjusted is not None and d.adjusted < LEVEL]
        cut = rest.index(worse[0]) if worse else len(rest)
        groups |= dict.fromkeys(rest[:cut], chr(letter))
        letter, rest = letter + 1, rest[cut:]
    places = [Standing(system=n, description=systems[n][0], result=results[n], group=groups[n]) for n in ranked]
    return places, annotators(declared, documents, data)


def tables(folder: Path | None = None) -> Iterator[tuple[str, str, list[Standing], Result | None]]:
    """Yield every table that there is: task, part, standings, annotators."""
    parts = [data for data in TESTS if data in names()]
    for task in task_ids():
        for data in parts:
            places, top = standings(task, data, folder)
            if places:
                yield task, data, places, top


def rows(places: Sequence[Standing], top: Result | None) -> tuple[list[str], list[list[str]]]:
    """Give the header and rows of a table."""
    primary = places[0].result.primary
    listed = [["annotators", points(top.scores[primary].value), interval(top.scores[primary]), ""]] if top else []
    for place in places:
        score = place.result.scores[primary]
        listed.append([place.system, points(score.value), interval(score), place.group])
    return ["system", primary, "95% interval", "group"], listed


def page(folder: Path | None = None) -> str:
    """Write the leaderboard as Markdown."""
    parts = [_HEAD]
    described: dict[str, str] = {}
    for task, data, places, top in tables(folder):
        units = f"{places[0].result.units} units"
        parts.append(f"## {task} on {data}\n\n{markdown_table(*rows(places, top))}\n\n{units}; `{_signed(places)}`\n")
        described |= {place.system: place.description for place in places}
    listed = markdown_table(["system", "what it is"], [[name, text] for name, text in sorted(described.items())])
    return "\n".join([*parts, f"## Systems\n\n{listed}\n"])


def _signed(places: Sequence[Standing]) -> str:
    return places[0].result.signature


_HEAD = """# Leaderboard

Written by `dateline leaderboard --write docs/reports` from the recorded predictions under baselines/, scored anew.
Systems of one group are not significantly different from the first of it (paired permutation test, 5%, Holm's
correction). The row `annotators` is the agreement of two AI annotators (large language models), not of people.
baselines/submissions/README.md says how to add a system.
"""
