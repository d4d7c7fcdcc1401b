"""Train, predict and score baselines."""

import sys
import tomllib
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from dateline.api import prepare, score_file
from dateline.baselines import make
from dateline.baselines.llm import LanguageModel, Usage
from dateline.checks import nearest
from dateline.corpus import load
from dateline.errors import Problem, TextNeededError, refuse
from dateline.evaluate import Result, count, result
from dateline.gold_side import Gold, gold_of
from dateline.model import Document
from dateline.paths import SEEDS_VARIABLE, root
from dateline.tasks import Task, load_task

TRAIN = "open/train"
TESTS = ("open/test", "news")
"""The parts that systems are ranked on."""


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """A file under baselines/: which model, with which settings.

    `tolerance` is how far a score may move; `needs` names the modules without which the model can't run.
    """

    id: str
    task: str
    model: str
    description: str
    tolerance: float
    needs: tuple[str, ...] = ()
    settings: Mapping[str, Any] = {}


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded score, with what is needed to get it again."""

    baseline: str
    trained: str
    command: str
    versions: Mapping[str, str]
    result: Result


def declared_tasks() -> list[str]:
    """Return the tasks that have a baseline."""
    files = sorted((root() / "baselines").glob("*.toml"))
    return sorted({str(tomllib.loads(path.read_text(encoding="utf-8"))["task"]) for path in files})


def baselines(task: str) -> dict[str, Baseline]:
    """Return the declared baselines of a task by id."""
    files = sorted((root() / "baselines").glob("*.toml"))
    found = (msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Baseline) for path in files)
    return {baseline.id: baseline for baseline in found if baseline.task == task}


LEFT_OUT = "all other articles"
"""What a model learnt from where each article is predicted by one that has not seen it."""


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
) -> list[Result]:
    """Run baselines of a task, with progress, and score what they predict.

    Args:
        names: which baselines; all of the task by default.
        task: a task id.
        data: a part or split, or several.
        train: the part or split to learn from; None trains on all other articles of a part for each of its articles.
        seeds: where the source texts are.
        out: a folder for the predictions.
        record: store predictions and scores under baselines/ of the project.

    Returns:
        A result for each baseline and part, part by part.

    Raises:
        TextNeededError: the documents are masked, and no model can read them.
        InputError: there is no such baseline.
    """
    from rich.console import Console
    from rich.progress import Progress

    declared = load_task(task)
    declared_baselines = chosen(names, task)
    tests = {part: annotated_documents(declared, part, seeds) for part in ([data] if isinstance(data, str) else data)}
    golds = {part: gold_of(declared, documents, part) for part, documents in tests.items()}
    learning = annotated_documents(declared, train, seeds) if train else None
    results: dict[str, list[Result]] = {part: [] for part in tests}
    with Progress(transient=True, console=Console(stderr=True)) as progress:
        for baseline in declared_baselines:
            missing = [module for module in baseline.needs if find_spec(module) is None]
            if missing:
                for part, gold in golds.items():
                    results[part].append(_kept(baseline, missing, declared, gold, asked=bool(names)))
                continue
            step = progress.add_task(baseline.id, total=sum(map(len, tests.values())))
            model = make(baseline.model, **baseline.settings).fit(learning) if learning else None
            for part, documents in tests.items():
                predictions = []
                for prediction in model.predict(documents) if model else leave_one_out(baseline, documents):
                    predictions.append(prediction)
                    progress.advance(step)
                scored = result(declared, golds[part], count(declared, golds[part], predictions), baseline.id)
                results[part].append(scored)
                if out:
                    write_predictions(predictions_path(out, baseline, part, kept=False), predictions)
                if record:
                    folder = root() / "baselines"
                    write_predictions(predictions_path(folder, baseline, part), predictions)
                    write_record(folder, baseline, part, scored, train)
    return [one for listed in results.values() for one in listed]


def annotated_documents(task: Task, data: str, seeds: Path | None = None) -> tuple[Document, ...]:
    """Load the documents of a part that have a task's layer, with text.

    Raises:
        TextNeededError: their text is masked.
        InputError: none has the layer.
    """
    documents = tuple(d for d in documents_with_text(data, seeds) if task.layer in d.annotated_layers)
    if not documents:
        raise refuse("layer-missing", f"no document of {data} has the layer {task.layer!r}")
    return documents


def documents_with_text(data: str, seeds: Path | None = None) -> tuple[Document, ...]:
    """Load documents that a model can read.

    Raises:
        TextNeededError: their text is masked.
    """
    documents = load(data, seeds=seeds)
    if any(document.masked for document in documents):
        raise _text_needed(data)
    return documents


def ask_model(model: LanguageModel, data: str, out: Path, *, seeds: Path | None = None) -> Usage:
    """Write what a language model answers about the documents that have the task's layer, with progress.

    Raises:
        TextNeededError: the documents are masked.
    """
    from rich.console import Console
    from rich.progress import track

    declared = load_task(model.task)
    documents = annotated_documents(declared, data, seeds)
    stream = track(model.stream(documents), model.task, len(documents), transient=True, console=Console(stderr=True))
    write_predictions(out, list(stream))
    return model.usage


def score_recorded(names: Sequence[str] | None, *, task: str, data: str) -> list[Result]:
    """Score the predictions that are kept under baselines/, which needs no text.

    Raises:
        InputError: there is no such baseline, or a file was refused.
    """
    declared, gold = prepare(task, data=data)
    files = [(baseline, predictions_path(root() / "baselines", baseline, data)) for baseline in chosen(names, task)]
    scored = (score_file(declared, gold, path) for _, path in files)
    return [msgspec.structs.replace(one, system=baseline.id) for one, (baseline, _) in zip(scored, files, strict=True)]


def _kept(baseline: Baseline, missing: Sequence[str], task: Task, gold: Gold, *, asked: bool) -> Result:
    """Score a baseline's kept predictions where it can't run, unless it was asked for by name."""
    message = f"{baseline.id} needs {', '.join(missing)}"
    path = predictions_path(root() / "baselines", baseline, gold.data)
    if asked or not path.exists():
        raise refuse("package-missing", message, hint="pip install 'dateline-corpus[transformer]'")
    sys.stderr.write(f"{message}, not installed: scoring the predictions kept under baselines/ instead\n")
    return msgspec.structs.replace(score_file(task, gold, path), system=baseline.id)


def chosen(names: Sequence[str] | None, task: str) -> list[Baseline]:
    """Return baselines of a task by name, all of them by default.

    Raises:
        InputError: there is no such baseline.
    """
    known = baselines(task)
    for name in names or ():
        if name not in known:
            hint = nearest(name, frozenset(known))
            raise refuse("baseline-unknown", f"there is no baseline {name!r} for {task}", hint=hint)
    if not known:
        raise refuse("baseline-unknown", f"no baseline is declared for {task}", hint="add a file under baselines/")
    return [known[name] for name in names or known]


def leave_one_out(baseline: Baseline, documents: Sequence[Document]) -> Any:  # noqa: ANN401 - records of the task
    """Predict each document with a model that learnt from all the others."""
    for held_out in documents:
        model = make(baseline.model, **baseline.settings)
        model.fit([document for document in documents if document.id != held_out.id])
        yield from model.predict([held_out])


def write_predictions(path: Path, records: Sequence[Any]) -> None:
    """Write records in the public prediction format."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.Encoder().encode_lines(records))


def predictions_path(folder: Path, baseline: Baseline, data: str, *, kept: bool = True) -> Path:
    """Return where the predictions of a baseline on a part or split are: below baselines/, or in a folder of a user."""
    name = f"{baseline.task}.{baseline.id}.{data.replace('/', '-')}.jsonl"
    return folder / "predictions" / name if kept else folder / name


def record_path(folder: Path, baseline: Baseline, data: str) -> Path:
    """Return where the scores of a baseline on a part or split are recorded."""
    return folder / "scores" / f"{baseline.task}.{baseline.id}.{data.replace('/', '-')}.json"


def write_record(folder: Path, baseline: Baseline, data: str, scored: Result, train: str | None) -> None:
    """Record a score with its command and the versions behind it."""
    entry = Record(
        baseline=baseline.id,
        trained=train or LEFT_OUT,
        command=f"dateline run {baseline.id} --task {baseline.task} --data {data} --record",
        versions={name: version(name) for name in ("numpy", "scikit-learn")},
        result=scored,
    )
    path = record_path(folder, baseline, data)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(entry), indent=2) + b"\n")


def _text_needed(data: str) -> TextNeededError:
    message = f"predicting on {data!r} needs the articles' real text, which is masked here"
    hint = f"name the folder with the source files by --seeds or {SEEDS_VARIABLE} (seeds/README.md says which)"
    return TextNeededError([Problem(test="text-needed", message=message, hint=hint)])
