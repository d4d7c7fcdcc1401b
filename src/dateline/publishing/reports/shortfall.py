"""What stands between the best systems and the aims: how little there is to learn from, and how the parts differ."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from dateline.baselines.declarations import baselines, declared_tasks
from dateline.baselines.recorded import read_record, record_path
from dateline.baselines.run import TESTS, TRAIN
from dateline.corpus.load import load, names
from dateline.document import Document
from dateline.paths import BASELINES, root
from dateline.tables import markdown_table, points
from dateline.tasks.declarations import load as load_task
from dateline.tasks.views import speakers, typed_spans

AIMS = {
    "ner": 75,
    "event-triggers": 60,
    "event-arguments": 35,
    "coref": 60,
    "quotes": 70,
    "attribution": 70,
    "event-coref": 50,
}
"""What a small encoder on a CPU is meant to reach on each test set, in points of the primary metric."""
FEW = 10
"""Annotations in training below which a label counts as rare."""
VALIDATION = "open/validation"

_LABELS: dict[str, Callable[[Document], list[str]]] = {
    "ner": lambda document: [span.type for span in typed_spans(document).entities],
    "coref": lambda document: [f"{m.type}/{m.level}" for m in document.mentions if m.entity],
    "event-triggers": lambda document: [event.type for event in document.events],
    "event-arguments": lambda document: [f"{e.type}/{a.role}" for e in document.events for a in e.arguments],
    "event-coref": lambda document: [event.type for event in document.events],
    "quotes": lambda document: [quote.type for quote in document.quotes],
    "attribution": lambda document: [quote.wording for quote in speakers(document).quotes],
}


def shortfall() -> str:
    """Write the section: scores and aims, then what there is to learn from and how far each part is from it."""
    parts = [part for part in TESTS if part in names()]
    tasks = [task for task in declared_tasks() if task in AIMS]
    scores = markdown_table(["task", "aim", *parts], [row for task in tasks for row in _scores(task, parts)])
    header = ["task", "labels", TRAIN, VALIDATION, *parts]
    counted = markdown_table(header, [row for task in tasks for row in _counts(task, parts)])
    return f"{_SCORES}\n{scores}\n\n{_COUNTS}\n{counted}\n"


def _scores(task: str, parts: Sequence[str]) -> Iterator[list[str]]:
    best = [_best(task, part) for part in parts]
    yield [task, str(AIMS[task]), *best]


def _best(task: str, part: str) -> str:
    """Return the best recorded score with the name of the system, and how many points it is off the aim."""
    home, metric = root() / BASELINES, load_task(task).primary
    found = []
    for name, baseline in baselines(task).items():
        path = record_path(home, baseline, part)
        if path.exists():
            found.append((read_record(path).result.scores[metric].value or 0.0, name))
    if not found:
        return "-"
    value, name = max(found)
    return f"{points(value)} ({name}; {value - AIMS[task]:+.1f})"


def _counts(task: str, parts: Sequence[str]) -> Iterator[list[str]]:
    """Give a row for a task: annotations of each part; the share of rare labels and the distance from training."""
    learnt = _labels(task, TRAIN)
    row = [task, str(len(learnt)), str(learnt.total()), _part(learnt, _labels(task, VALIDATION))]
    yield [*row, *(_part(learnt, _labels(task, part)) for part in parts)]


def _part(learnt: Counter[str], part: Counter[str]) -> str:
    total = part.total()
    if not total or not learnt:
        return "-"
    rare = sum(number for label, number in part.items() if learnt[label] < FEW)
    apart = sum(abs(part[label] / total - learnt[label] / learnt.total()) for label in {*part, *learnt}) / 2
    return f"{total}; {rare / total:.0%}; {apart:.0%}"


def _labels(task: str, data: str) -> Counter[str]:
    layer = load_task(task).layer
    return Counter(
        label for document in load(data) if layer in document.annotated_layers for label in _LABELS[task](document)
    )


_SCORES = """## What stands in the way of the aims

The aim is what a small encoder on a CPU is meant to reach. Each cell has the best recorded score, its system, and how
many points it is above or below the aim.
"""
_COUNTS = f"""The training part is small, and the others differ from it. `labels` are those of training: types of names,
triggers and contents, roles of a type of event, types and levels of mentions, wordings of a source. A cell of another
part has its annotations, the share whose label has fewer than {FEW} annotations in {TRAIN}, and how far its labels are
distributed otherwise than there (half the sum of the differences of their shares: 0% is equal, 100% has nothing in
common). A score selected on few annotations is selected partly by chance.
"""
