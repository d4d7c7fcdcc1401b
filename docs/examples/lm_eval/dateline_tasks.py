"""What the task files of this folder call: the samples of a task, and its metrics over all answers."""

from functools import partial

import datasets

from dateline.baselines.llm.harness import PART, samples, scores

Item = tuple[str, str, str]
"""A part, a document of it, and the answer."""


def _dataset(task: str, data: str = PART, **_: object) -> dict[str, datasets.Dataset]:
    listed = samples(task, data)
    rows = [{"data": data, "id": one.id, "prompt": one.prompt, "target": one.target} for one in listed]
    return {"test": datasets.Dataset.from_list(rows)}


def _aggregated(items: list[Item], *, task: str, metric: str) -> float:
    answers = {name: answer for _, name, answer in items}
    return scores(task, answers, items[0][0]).get(metric, float("nan"))


def ner_primary(items: list[Item]) -> float:
    """Give strict F1 of all answers."""
    return _aggregated(items, task="ner", metric="strict_f1")


def quotes_primary(items: list[Item]) -> float:
    """Give the overlap F1 of all answers."""
    return _aggregated(items, task="quotes", metric="overlap_f1")


def attribution_primary(items: list[Item]) -> float:
    """Give the accuracy of speakers of all answers."""
    return _aggregated(items, task="attribution", metric="accuracy")


def ner_process(doc: dict[str, str], results: list[str]) -> dict[str, Item]:
    """Keep the answer with its document; the metric is computed over all of them."""
    return {"strict_f1": (doc["data"], doc["id"], results[0])}


def quotes_process(doc: dict[str, str], results: list[str]) -> dict[str, Item]:
    """Do the same for quotes."""
    return {"overlap_f1": (doc["data"], doc["id"], results[0])}


def attribution_process(doc: dict[str, str], results: list[str]) -> dict[str, Item]:
    """Do the same for speakers."""
    return {"accuracy": (doc["data"], doc["id"], results[0])}


ner = partial(_dataset, "ner")
quotes = partial(_dataset, "quotes")
attribution = partial(_dataset, "attribution")
