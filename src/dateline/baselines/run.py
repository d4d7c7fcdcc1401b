"""Train, predict and score baselines."""

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from dateline.baselines.declarations import Baseline, chosen
from dateline.baselines.models import make
from dateline.baselines.recorded import (
    begin,
    keep,
    predictions_path,
    record_path,
    rescore,
    spent,
    write_predictions,
)
from dateline.corpus.load import POOLS, load, names
from dateline.document import Document
from dateline.errors import InputError, refuse, text_needed
from dateline.evaluation.evaluate import count, result
from dateline.evaluation.leaks import SIGNED, check_leaks, leaks
from dateline.evaluation.outside import training_documents
from dateline.evaluation.reference import Gold, gold_of
from dateline.evaluation.results import Result
from dateline.evaluation.score import prepare, score_file
from dateline.paths import BASELINES, project, root
from dateline.tasks.declarations import Task
from dateline.tasks.declarations import load as load_task
from dateline.tasks.declarations import names as task_ids

TRAIN = "open/train"
TESTS = ("open/test", "news", "wikinews/test")
"""The parts that systems are ranked on."""


Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and of how much."""

LEFT_OUT = "all other articles"
"""What a model learnt from where each article is predicted by one that has not seen it."""


def ignore(*_: object) -> None:
    """Report to nobody."""


def training_part(task: str) -> str | None:
    """Return the part that models of a task learn from; None where it has no gold yet, and articles are left out."""
    layer = load_task(task).layer
    there = any(layer in document.annotated_layers for document in load(TRAIN))
    return TRAIN if there else None


def ranked_parts(task: str) -> list[str]:
    """Return the parts that have the task's gold and that no model of it learns from."""
    layer = load_task(task).layer
    return [part for part in TESTS if any(layer in document.annotated_layers for document in load(part))]


def run_all(
    names: Sequence[str] | None,
    *,
    task: str,
    data: str | Sequence[str],
    train: str | None = None,
    seeds: Path | None = None,
    out: Path | None = None,
    record: bool = False,
    seed: int | None = None,
    allow_leak: bool = False,
    progress: Progress = ignore,
    warn: Callable[[str], None] = ignore,
) -> list[Result]:
    """Run baselines of a task and score what they predict.

    Args:
        names: which baselines; all of the task by default.
        task: a task id.
        data: a part or split, or several.
        train: the part or split to learn from, a gold file that carries its text, or a folder of documents; None trains
            on all other articles of a part for each of its articles.
        seeds: where the source texts are.
        out: a folder for the predictions.
        record: store predictions and scores under baselines/ of the project; with all seeds that are declared.
        seed: train with this seed alone; what is recorded already stays, so that seeds can be recorded one by one.
        allow_leak: evaluate also on stories that were learnt from; the signatures of such scores say so.
        progress: is told the baseline, how many documents it has predicted, and of how many.
        warn: is told which baselines can't run here, so that their recorded predictions are scored instead.

    Returns:
        A result for each baseline and part, part by part.

    Raises:
        TextNeededError: the documents are masked, and no model can read them.
        InputError: there is no such baseline, or it would be evaluated on stories that it has learnt from.
    """
    declared = load_task(task)
    listed = chosen(names, task)
    tests = {part: annotated_documents(declared, part, seeds) for part in ([data] if isinstance(data, str) else data)}
    golds = {part: gold_of(declared, documents, part) for part, documents in tests.items()}
    learning = annotated_documents(declared, train, seeds) if train else None
    leaked = _leaked(learning or (), tests, train or LEFT_OUT, warn, allowed=allow_leak)
    results: dict[str, list[Result]] = {part: [] for part in tests}
    for baseline in listed:
        lacking = not_installed(baseline)
        if lacking:
            for part, gold in golds.items():
                results[part].append(_recorded(baseline, lacking, declared, gold, asked=bool(names), warn=warn))
            continue
        for chosen_seed in _seeds(baseline, seed, all_of_them=record):
            start = begin()
            predictions = _predictions(baseline, chosen_seed, learning, tests, progress)
            cost = spent(start)
            for part, records in predictions.items():
                scored = result(declared, golds[part], count(golds[part], records), baseline.id)
                if leaked.get(part):
                    signature = f"{scored.signature}|{SIGNED}:{','.join(leaked[part])}"
                    scored = msgspec.structs.replace(scored, signature=signature)
                if seed is not None or chosen_seed in (None, *baseline.seeds[:1]):
                    results[part].append(scored)
                    if out:
                        write_predictions(predictions_path(out, baseline, part, kept=False), records)
                if record:
                    trained = train or LEFT_OUT
                    keep(baseline, part, records, scored, trained=trained, cost=cost, seed=chosen_seed)
    return [one for of_part in results.values() for one in of_part]


def _seeds(baseline: Baseline, seed: int | None, *, all_of_them: bool) -> Sequence[int | None]:
    """Return the seeds to train with; None where a baseline declares none.

    Raises:
        InputError: the seed that was asked for is not declared.
    """
    if seed is not None and seed not in baseline.seeds:
        hint = f"one of {', '.join(map(str, baseline.seeds))}" if baseline.seeds else "leave out --seed"
        raise refuse("unknown-seed", f"{baseline.id} declares no seed {seed}", hint=hint)
    if seed is not None:
        return [seed]
    return (baseline.seeds if all_of_them else baseline.seeds[:1]) or [None]


def _leaked(
    learning: Sequence[Document],
    tests: Mapping[str, Sequence[Document]],
    trained: str,
    warn: Callable[[str], None],
    *,
    allowed: bool,
) -> dict[str, list[str]]:
    """Return the stories of each part that are learnt from; refuse them unless they are allowed, with a warning."""
    found = {part: leaks(learning, documents) for part, documents in tests.items()}
    for part, stories in found.items():
        if stories and not allowed:
            check_leaks(learning, tests[part], trained, part)
        if stories:
            warn(f"the models have learnt from stories of {part} ({', '.join(stories)}): its scores are too high")
    return found


def _predictions(
    baseline: Baseline,
    seed: int | None,
    learning: Sequence[Document] | None,
    tests: Mapping[str, Sequence[Document]],
    progress: Progress,
) -> dict[str, list[Any]]:
    """Train a baseline and predict every part."""
    total, done = sum(map(len, tests.values())), 0
    progress(baseline.id, 0, total)
    model = make(baseline.model, **baseline.settings_with(seed)).fit(learning) if learning else None
    predictions: dict[str, list[Any]] = {}
    for part, documents in tests.items():
        predictions[part] = []
        for prediction in model.predict(documents) if model else leave_one_out(baseline, documents, seed):
            predictions[part].append(prediction)
            done += 1
            progress(baseline.id, done, total)
    return predictions


def annotated_documents(task: Task, data: str, seeds: Path | None = None) -> tuple[Document, ...]:
    """Load the documents of a part that have a task's layer, with text.

    Raises:
        TextNeededError: their text is masked.
        InputError: none has the layer.
    """
    if data not in (*names(), *POOLS) and Path(data).exists():
        return training_documents(task, Path(data))
    documents = tuple(d for d in documents_with_text(data, seeds) if task.layer in d.annotated_layers)
    if not documents:
        raise refuse("missing-layer", f"no document of {data} has the layer {task.layer!r}")
    return documents


def masked_parts(parts: Sequence[str], seeds: Path | None = None) -> list[str]:
    """Return those of the parts whose text is not available."""
    return [part for part in parts if any(document.masked for document in load(part, seeds=seeds))]


def documents_with_text(data: str, seeds: Path | None = None) -> tuple[Document, ...]:
    """Load documents that a model can read.

    Raises:
        TextNeededError: their text is masked.
    """
    if masked_parts([data], seeds):
        raise text_needed(f"predicting on {data}")
    return load(data, seeds=seeds)


def score_recorded(names: Sequence[str] | None, *, task: str, data: str) -> list[Result]:
    """Score the predictions that are kept under baselines/, which needs no text.

    Raises:
        InputError: there is no such baseline, or a file was refused.
    """
    declared, gold = prepare(task, data=data)
    files = [(baseline, predictions_path(root() / BASELINES, baseline, data)) for baseline in chosen(names, task)]
    scored = (score_file(declared, gold, path) for _, path in files)
    return [msgspec.structs.replace(one, system=baseline.id) for one, (baseline, _) in zip(scored, files, strict=True)]


def rescore_all() -> int:
    """Score all kept predictions anew and store their scores, as a change of gold, scorers or intervals needs.

    Returns:
        The number of records.
    """
    home, number = project() / BASELINES, 0
    for task in task_ids():
        for part in ranked_parts(task):
            listed = [one for one in chosen(None, task) if record_path(home, one, part).exists()]
            scored = score_recorded([one.id for one in listed], task=task, data=part) if listed else []
            for baseline, found in zip(listed, scored, strict=True):
                rescore(baseline, part, found)
                number += 1
    return number


def not_installed(baseline: Baseline) -> InputError | None:
    """Return what keeps a baseline from running here: packages that it needs are not installed."""
    missing = [module for module in baseline.needs if find_spec(module) is None]
    if not missing:
        return None
    message = f"{baseline.id} needs {', '.join(missing)}, not installed"
    return refuse("missing-package", message, hint="pip install 'dateline-corpus[transformer]'")


def _recorded(
    baseline: Baseline, lacking: InputError, task: Task, gold: Gold, *, asked: bool, warn: Callable[[str], None]
) -> Result:
    """Score a baseline's recorded predictions where it can't run, unless it was asked for by name."""
    path = predictions_path(root() / BASELINES, baseline, gold.data)
    if asked or not path.exists():
        raise lacking
    warn(f"{lacking.problems[0].message}: scoring its recorded predictions instead")
    return msgspec.structs.replace(score_file(task, gold, path), system=baseline.id)


def leave_one_out(baseline: Baseline, documents: Sequence[Document], seed: int | None = None) -> Any:  # noqa: ANN401 - records of the task
    """Predict each document with a model that learnt from all the others."""
    for held_out in documents:
        model = make(baseline.model, **baseline.settings_with(seed))
        model.fit([document for document in documents if document.id != held_out.id])
        yield from model.predict([held_out])
