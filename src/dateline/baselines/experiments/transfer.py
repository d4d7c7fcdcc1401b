"""Transfer: what invented training text is worth on real news, beside as much real text."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

import msgspec

from dateline.baselines.declarations import Baseline, load, names
from dateline.baselines.experiments.kept import keep, read_kept
from dateline.baselines.features.batch import Batch
from dateline.baselines.models import make
from dateline.baselines.run import Progress, annotated_documents, ignore, not_installed
from dateline.document import Document
from dateline.errors import refuse
from dateline.evaluation.evaluate import count, metrics_of
from dateline.evaluation.leaks import check_leaks
from dateline.evaluation.reference import Gold, gold_of
from dateline.tasks.declarations import Task
from dateline.tasks.declarations import load as load_task

SCHEMA = 1
INVENTED = "open/train"
REAL = ("news", "wikinews")
"""The parts that real text to learn from is taken from."""
TESTED = ("news", "wikinews/test")
DRAWS, FOLDS = 3, 5
FOLDER = "transfer"


class Learnt(msgspec.Struct, frozen=True):
    """What a baseline scores that learnt from one kind of text.

    Attributes:
        text: the part or parts that it learnt from.
        words: how many words a model learnt from, the mean of all models.
        scores: for each part the primary metric of each draw of documents, in points.
    """

    text: str
    words: int
    scores: Mapping[str, tuple[float | None, ...]]

    def mean(self, part: str) -> float | None:
        """Return the mean score of all draws on a part; None where a draw has none."""
        found = [score for score in self.scores[part] if score is not None]
        return fmean(found) if found and len(found) == len(self.scores[part]) else None


class Transfer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A comparison that is kept under baselines/transfer/, with the command that gave it."""

    task: str
    baseline: str
    command: str
    folds: int
    invented: Learnt
    real: Learnt
    schema: int = SCHEMA


class Text(NamedTuple):
    """The documents of a comparison: invented ones, real ones to learn from, and the tested parts."""

    invented: Sequence[Document]
    real: Sequence[Document]
    tested: Mapping[str, Sequence[Document]]


def default_baselines() -> list[Baseline]:
    """Return what is cheap to train: every linear baseline, and the memory of names."""
    return [one for name in names() if (one := load(name)).kind == "linear" or name == "memory"]


def read_transfers(home: Path) -> list[Transfer]:
    """Read the kept comparisons by task and baseline; `home` is baselines/.

    Raises:
        InputError: a file can't be read, or is of a newer release.
    """
    return read_kept(home / FOLDER, Transfer, SCHEMA)


def keep_transfer(home: Path, one: Transfer) -> Path:
    """Write a comparison below baselines/ and return its path."""
    return keep(home / FOLDER, one)


def transfers(
    chosen: Sequence[Baseline] | None = None,
    *,
    draws: int = DRAWS,
    folds: int = FOLDS,
    seeds: Path | None = None,
    progress: Progress = ignore,
) -> list[Transfer]:
    """Compare baselines on the corpus, by default those that are cheap to train; see `compare`.

    Raises:
        TextNeededError: real documents are masked.
        InputError: a baseline needs a package that is not installed, or no document has all layers of the tasks.
    """
    chosen = default_baselines() if chosen is None else chosen
    for baseline in chosen:
        if lacking := not_installed(baseline):
            raise lacking
    tasks = [load_task(name) for name in dict.fromkeys(one.task for one in chosen)]
    texts = {part: _with_layers(tasks, part, seeds) for part in {INVENTED, *REAL, *TESTED}}
    real = [document for part in REAL for document in texts[part]]
    text = Text(texts[INVENTED], real, {part: texts[part] for part in TESTED})
    return compare(chosen, text, draws=draws, folds=folds, progress=progress)


def compare(
    chosen: Sequence[Baseline],
    text: Text,
    *,
    draws: int = DRAWS,
    folds: int = FOLDS,
    progress: Progress = ignore,
) -> list[Transfer]:
    """Train baselines on invented text and on as much real text, and score both on the same documents.

    Real documents are put into folds by their stories, and a fold is predicted by a model that learnt from all others.
    All models learn from random documents of the same number of words, as many as the smallest training set has.

    Args:
        chosen: what is trained.
        text: the documents, all with the layers of all tasks.
        draws: how often invented documents are drawn; the number of the draw is the seed.
        folds: how many folds of real documents there are at most.
        progress: is told how many models were trained, and of how many.

    Raises:
        InputError: there are too few real stories, or invented documents tell one of them.
    """
    check_leaks(text.invented, text.real, INVENTED, " and ".join(REAL))
    held_out = _folds(text.real, folds)
    others = [[one for one in text.real if one.id not in {held.id for held in fold}] for fold in held_out]
    words = min(_words(text.invented), *map(_words, others))
    every = [document for documents in text.tested.values() for document in documents]
    drawn = [(cut(text.invented, words, seed), every) for seed in range(draws)]
    apart = [(cut(learning, words, 0), fold) for learning, fold in zip(others, held_out, strict=True)]
    predicted: list[dict[str, list[Any]]] = []
    for number, (learning, asked) in enumerate((*drawn, *apart)):
        progress("training sets", number, draws + len(apart))
        batch = Batch(learning)  # baselines share what they learn from the same text
        models = {one.id: make(one.model, **one.settings_with()) for one in chosen}
        predicted.append({name: model.fit(batch).predict(asked) for name, model in models.items()})
    progress("training sets", draws + len(apart), draws + len(apart))
    found = []
    for baseline in chosen:
        task = load_task(baseline.task)
        golds = {part: gold_of(task, documents, part) for part, documents in text.tested.items()}
        of_draws = [_scores(task, golds, made[baseline.id]) for made in predicted[:draws]]
        of_folds = [_scores(task, golds, [record for made in predicted[draws:] for record in made[baseline.id]])]
        invented = Learnt(INVENTED, _mean_words(drawn), _by_part(of_draws))
        real = Learnt(" and ".join(REAL), _mean_words(apart), _by_part(of_folds))
        command = f"dateline transfer {baseline.id} --draws {draws} --folds {folds} --record"
        found.append(
            Transfer(
                task=task.id,
                baseline=baseline.id,
                command=command,
                folds=len(held_out),
                invented=invented,
                real=real,
            )
        )
    return found


def cut(documents: Sequence[Document], words: int, seed: int) -> list[Document]:
    """Return random documents of so many words at most: in random order, each that there is still room for."""
    order = list(documents)
    random.Random(seed).shuffle(order)  # noqa: S311 - a choice of documents, no secret
    chosen: list[Document] = []
    room = words
    for document in order:
        if len(document.tokens) <= room:
            chosen.append(document)
            room -= len(document.tokens)
    return chosen


def _folds(documents: Sequence[Document], most: int) -> list[list[Document]]:
    """Put whole stories into folds of about as many words: the longest first, each into the smallest fold."""
    stories: dict[str, list[Document]] = {}
    for document in documents:
        stories.setdefault(document.story or document.id, []).append(document)
    number = min(most, len(stories))
    if number < 2:  # noqa: PLR2004 - one to predict, one to learn from
        raise refuse("bad-options", "two folds of whole stories are needed", hint="more real stories, or more --folds")
    folds: list[list[Document]] = [[] for _ in range(number)]
    for story in sorted(stories.values(), key=lambda some: (-_words(some), some[0].id)):
        min(folds, key=_words).extend(story)
    return folds


def _words(documents: Sequence[Document]) -> int:
    return sum(len(document.tokens) for document in documents)


def _mean_words(sets: Sequence[tuple[Sequence[Document], Any]]) -> int:
    return round(fmean(_words(learning) for learning, _ in sets))


def _with_layers(tasks: Sequence[Task], part: str, seeds: Path | None) -> list[Document]:
    """Load the documents of a part that have the layers of all tasks."""
    having = [annotated_documents(task, part, seeds) for task in tasks]
    shared = set.intersection(*({document.id for document in documents} for documents in having))
    return [document for document in having[0] if document.id in shared]


def _scores(task: Task, golds: Mapping[str, Gold], records: Sequence[Any]) -> dict[str, float | None]:
    """Score the records of each part; those of other documents don't count."""
    found = {}
    for part, gold in golds.items():
        counts = count(gold, [record for record in records if record.id in gold.records])
        value = {metric.name: metric.of(counts) for metric in metrics_of(task, gold)}[task.primary]
        found[part] = None if value is None else 100 * value
    return found


def _by_part(scores: Sequence[Mapping[str, float | None]]) -> dict[str, tuple[float | None, ...]]:
    return {part: tuple(one[part] for one in scores) for part in TESTED}
