"""Learning curves: how much more text would help."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from dateline.baselines.declarations import Baseline
from dateline.baselines.experiments.kept import keep, read_kept
from dateline.baselines.models import make
from dateline.document import Document
from dateline.evaluation.evaluate import count, result
from dateline.evaluation.reference import gold_of
from dateline.tasks.declarations import Task

SCHEMA = 1
FOLDER = "curves"
SHARES = (0.125, 0.25, 0.5, 1.0)


class Point(msgspec.Struct, frozen=True):
    """A point of a learning curve: the share of the training documents, their words, and the score on each part."""

    share: float
    words: int
    scores: Mapping[str, float | None]


class Curve(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A learning curve that is kept under baselines/curves/, with the command that gave it.

    A file without `schema` has schema 1.
    """

    task: str
    baseline: str
    trained: str
    command: str
    points: tuple[Point, ...]
    schema: int = SCHEMA


def read_curves(home: Path, task: str) -> list[Curve]:
    """Read the kept learning curves of a task, by baseline; `home` is baselines/.

    Raises:
        InputError: a file can't be read, or is of a newer release.
    """
    return read_kept(home / FOLDER, Curve, SCHEMA, task)


def keep_curve(home: Path, curve: Curve) -> Path:
    """Write a learning curve below baselines/ and return its path."""
    return keep(home / FOLDER, curve)


def learning_curve(
    baseline: Baseline,
    task: Task,
    learning: Sequence[Document],
    tests: Mapping[str, Sequence[Document]],
    shares: Sequence[float] = SHARES,
) -> list[Point]:
    """Train a baseline on growing shares of the documents, and score each on every part.

    Documents are taken turn by turn from the stories, so that a small share is as varied as a large one.
    """
    order = _varied(learning)
    golds = {part: gold_of(task, documents, part) for part, documents in tests.items()}
    points = []
    for share in shares:
        chosen = order[: max(1, round(share * len(order)))]
        model = make(baseline.model, **baseline.settings_with()).fit(chosen)
        scores = {}
        for part, documents in tests.items():
            counts = count(golds[part], model.predict(documents))
            scores[part] = result(task, golds[part], counts, baseline.id, resamples=1).scores[task.primary].value
        points.append(Point(share, sum(len(document.tokens) for document in chosen), scores))
    return points


def _varied(documents: Sequence[Document]) -> list[Document]:
    stories: dict[str, list[Document]] = {}
    for document in documents:
        stories.setdefault(document.story, []).append(document)
    depth = max(map(len, stories.values()), default=0)
    return [listed[turn] for turn in range(depth) for listed in stories.values() if turn < len(listed)]
