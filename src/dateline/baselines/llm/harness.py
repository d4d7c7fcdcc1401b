"""Our tasks for evaluation harnesses: prompts of a part, and the scores of raw answers, which are those of `score`.

docs/examples/lm_eval holds task files for lm-evaluation-harness, docs/examples/inspect_dateline.py those of inspect_ai.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

from dateline.baselines.llm.plan import Plan
from dateline.baselines.llm.prompts import empty, parse
from dateline.baselines.llm.schema import gold_answer
from dateline.baselines.run import annotated_documents
from dateline.document import Document
from dateline.evaluation.evaluate import count, metrics_of
from dateline.evaluation.reference import gold_of
from dateline.formats.checks import facts_of
from dateline.formats.quoted import anchored
from dateline.tasks.answers import AnswerError
from dateline.tasks.declarations import load as load_task
from dateline.tasks.registry import task_type

PART = "open/test"


class Sample(msgspec.Struct, frozen=True):
    """A document as a question.

    Attributes:
        id: the document.
        prompt: what the model is asked.
        target: the gold as the answer that the prompt asks for, as JSON.
    """

    id: str
    prompt: str
    target: str


def samples(task: str, data: str = PART, *, version: int = 1) -> list[Sample]:
    """Return a sample for each document of a part that has the task's layer.

    Raises:
        TextNeededError: the documents are masked.
        InputError: there is no such task, prompt or part.
    """
    plan = Plan(load_task(task), version)
    found = []
    for document in _documents(task, data):
        (request,) = plan.requests(document, "")
        target = msgspec.json.encode(gold_answer(plan.task, version, document)).decode()
        found.append(Sample(document.id, request.messages[-1]["content"], target))
    return found


def scores(task: str, answers: Mapping[str, str] | Iterable[tuple[str, str]], data: str = PART) -> dict[str, float]:
    """Score raw answers together: every metric of the task that is defined, from 0 to 100.

    Args:
        task: the task.
        answers: the text of each answer by document; one that can't be used is no prediction. Documents of the part
            that are not among them are left out.
        data: the part or split.
    """
    declared, told = load_task(task), dict(answers)
    documents = [document for document in _documents(task, data) if document.id in told]
    gold = gold_of(declared, documents, data)
    flat = task_type(declared.type).flat(declared.settings)
    records = []
    for document in documents:
        try:
            record, _ = parse(declared, document, told[document.id])
        except AnswerError:
            record = empty(declared, document)
        records.append(anchored(record, facts_of(document), document.text, Counter(), flat=flat))
    counts = count(gold, records)
    found = {metric.name: metric.of(counts) for metric in metrics_of(declared, gold)}
    return {name: 100 * value for name, value in found.items() if value is not None}


@lru_cache(maxsize=8)
def _documents(task: str, data: str) -> tuple[Document, ...]:
    return annotated_documents(load_task(task), data)
