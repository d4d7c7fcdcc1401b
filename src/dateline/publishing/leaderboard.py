"""The leaderboard: every system's kept predictions, scored anew, with intervals, the annotators' row and groups.

Systems are the baselines and the submissions: folders below baselines/submissions/ with `about.toml` and a prediction
file for each task and part.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from dateline.baselines.declarations import Baseline, Kind, baselines
from dateline.baselines.recorded import Seeds, predictions_path, read_record, record_path
from dateline.baselines.run import TESTS
from dateline.corpus.load import load, names
from dateline.declarations import read_toml
from dateline.errors import refuse
from dateline.evaluation.annotators import SYSTEM, annotators
from dateline.evaluation.compare import compare
from dateline.evaluation.evaluate import count_file, metrics_of, result, sampled
from dateline.evaluation.reference import Gold, gold_of
from dateline.evaluation.results import Result
from dateline.evaluation.rows import interval
from dateline.paths import BASELINES, root
from dateline.publishing.reports.detectable_report import detectable_row, test_sets
from dateline.scoring.counts import Counts
from dateline.scoring.significance import LEAST_UNITS, rank_intervals
from dateline.tables import markdown_table, points
from dateline.tasks.declarations import Task
from dateline.tasks.declarations import load as load_task
from dateline.tasks.declarations import names as task_ids

LEVEL = 0.05
SEEDS = "mean ± SD (seeds)"
"""The column of the scores of several seeds."""


class Submission(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a submission says of itself.

    Attributes:
        name: as shown in the table.
        authors: who made it.
        description: what it is, in a sentence.
        trained: what it learnt from.
        url: where more is to be read; may be empty.
        kind: what kind of system it is.
        command: what makes the prediction files again.
        versions: the release of each package that it was made with.
    """

    name: str
    authors: tuple[str, ...]
    description: str
    trained: str
    url: str = ""
    kind: Kind = "other"
    command: str = ""
    versions: Mapping[str, str] = {}


class Entry(msgspec.Struct, frozen=True):
    """What there is of a system.

    Attributes:
        description: what it is.
        kind: what kind of system it is.
        path: its prediction file.
        remake: what makes the file again: a command, or else the address that a submission names.
        seeds: what several seeds scored, where that is recorded.
    """

    description: str
    kind: Kind
    path: Path
    remake: str
    seeds: Seeds | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A system's place.

    Attributes:
        system: its name.
        entry: what there is of it.
        result: its scores.
        ranks: the best and the worst rank that it may have, with 95% confidence.
        group: a letter that it shares with systems from which a test can't tell it apart; empty where there are too few
            units for a test.
    """

    system: str
    entry: Entry
    result: Result
    ranks: tuple[int, int]
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


def entries(task: str, data: str, folder: Path | None = None) -> dict[str, Entry]:
    """Return every system that has predictions for a task and part, by name."""
    home = folder or root() / BASELINES
    listed = {
        name: Entry(
            one.description,
            one.kind,
            predictions_path(home, one, data),
            f"dateline run {name} --task {task} --data {data}",
            _seeds(home, one, data),
        )
        for name, one in baselines(task).items()
    }
    file = f"{task}.{data.replace('/', '-')}.jsonl"
    listed |= {
        about.name: Entry(about.description, about.kind, path / file, about.command or about.url)
        for path, about in submissions(home / "submissions").items()
    }
    return {name: entry for name, entry in listed.items() if entry.path.exists()}


def _seeds(home: Path, baseline: Baseline, data: str) -> Seeds | None:
    path = record_path(home, baseline, data)
    return read_record(path).seeds if baseline.seeds and path.exists() else None


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
    counted = {name: count_file(gold, entry.path)[0] for name, entry in systems.items()}
    results = {name: result(declared, gold, counts, name) for name, counts in counted.items()}
    ranked = sorted(results, key=lambda name: (-(results[name].scores[declared.primary].value or 0.0), name))
    primary = metrics_of(declared, gold)[declared.metrics.index(declared.primary)]
    ranks = rank_intervals([sampled(gold, counted[name]).counts for name in ranked], primary)
    groups = _groups(declared, gold, {name: counted[name] for name in ranked})
    places = [
        Standing(system=name, entry=systems[name], result=results[name], ranks=rank, group=groups[name])
        for name, rank in zip(ranked, ranks, strict=True)
    ]
    return places, annotators(declared, documents, data)


def _groups(task: Task, gold: Gold, ranked: Mapping[str, Counts]) -> dict[str, str]:
    """Begin a new group with each system that a test tells from the first of the group before, best first."""
    if len(sampled(gold, next(iter(ranked.values()))).counts.units) < LEAST_UNITS:
        return dict.fromkeys(ranked, "")
    groups: dict[str, str] = {}
    letter, rest = ord("a"), list(ranked)
    while rest:
        differences = compare(task, gold, {name: ranked[name] for name in rest})
        worse = [d.system for d in differences if d.adjusted is not None and d.adjusted < LEVEL]
        cut = rest.index(worse[0]) if worse else len(rest)
        groups |= dict.fromkeys(rest[:cut], chr(letter))
        letter, rest = letter + 1, rest[cut:]
    return groups


def tables(folder: Path | None = None) -> Iterator[tuple[str, str, list[Standing], Result | None]]:
    """Yield every table that there is: task, part, standings, annotators."""
    parts = [data for data in TESTS if data in names()]
    for task in task_ids():
        for data in parts:
            places, top = standings(task, data, folder)
            if places:
                yield task, data, places, top


def rows(places: Sequence[Standing], top: Result | None) -> tuple[list[str], list[list[str]]]:
    """Give the header and rows of a table; the annotators have no rank and no group, and no group is no column."""
    first = places[0].result
    primary, grouped = first.primary, bool(places[0].group)
    header = ["system", primary, "95% interval", "rank", *(["group"] if grouped else [])]
    seeded = any(place.entry.seeds and place.entry.seeds.deviation is not None for place in places)
    header += [SEEDS] if seeded else []
    header += [f"without {story}" for story in first.without]
    listed = []
    for place in places:
        score, (best, worst) = place.result.scores[primary], place.ranks
        rank = str(best) if best == worst else f"{best} to {worst}"
        listed.append([place.system, points(score.value), interval(score), rank, *([place.group] if grouped else [])])
        listed[-1] += [_spread(place.entry.seeds)] if seeded else []
        listed[-1] += [points(value) for value in place.result.without.values()]
    if top:
        own = [SYSTEM, points(top.scores[primary].value), interval(top.scores[primary])]
        blank = [""] * (1 + grouped + seeded)
        listed.insert(0, [*own, *blank, *(points(top.without.get(story)) for story in first.without)])
    return header, listed


def _spread(seeds: Seeds | None) -> str:
    """Write the mean over seeds and the standard deviation; nothing for one seed."""
    if seeds is None or seeds.deviation is None:
        return ""
    return f"{points(seeds.mean)} ± {points(seeds.deviation)} ({len(seeds.scores)})"


def page(folder: Path | None = None) -> str:
    """Write the leaderboard as Markdown."""
    parts = [_HEAD]
    described: dict[str, str] = {}
    for task, data, places, top in tables(folder):
        said = [f"{places[0].result.size}; `{places[0].result.signature}`", *places[0].result.caveats]
        said += [f"{SYSTEM}: `{top.signature}`"] if top else []
        listed = "\n".join(f"- {line}" for line in said)
        parts.append(f"## {task} on {data}\n\n{markdown_table(*rows(places, top))}\n\n{listed}\n")
        described |= {place.system: place.entry.description for place in places}
    parts.append(f"{_DETECTABLE}\n{markdown_table(*_detectable(folder))}\n")
    listed = markdown_table(["system", "what it is"], [[name, text] for name, text in sorted(described.items())])
    return "\n".join([*parts, f"## Systems\n\n{listed}\n"])


def _detectable(folder: Path | None) -> tuple[list[str], list[list[str]]]:
    """Give the table of the least differences that each test set can show."""
    parts = [data for data in TESTS if data in names()]
    systems = {
        task: {data: {name: entry.path for name, entry in entries(task, data, folder).items()} for data in parts}
        for task in task_ids()
    }
    rows = [detectable_row(load_task(task), files) for task, files in systems.items() if any(files.values())]
    return ["task", *test_sets(next(iter(systems.values())))], rows


_DETECTABLE = """## Detectable differences

How many points the two best systems on a test set would have to differ by for a paired test to find it (5%
significance, 80% power; docs/scoring/statistics.md); in brackets the units, stories or documents. `real` is `news` and
`wikinews/test` together.
"""
_HEAD = f"""# Leaderboard

Written by `dateline leaderboard --write docs/reports` from the recorded predictions under baselines/, scored anew.
`rank` holds the true rank of a system with 95% confidence: differences whose interval holds 0 leave the order open.
Systems of one group are not significantly different from the first of it (paired permutation test, 5%, Holm's
correction); where there are too few units for a test there are no groups. docs/scoring/statistics.md defines all
three. `{SEEDS}` tells how far chance in training moves a score: mean and standard deviation over so many seeds, the
first of which made the predictions that are ranked. The last column, where there is one, is the score without the
story that retells articles of `news`: a system selected on it knows some of their facts. The row `{SYSTEM}` is
the agreement of two AI annotators (large language models), B scored against A: not of people, no ceiling for systems,
and in no rank or group.
baselines/submissions/README.md says how to add a system.
"""
