"""The tasks ner, quotes and attribution for inspect_ai.

    pip install inspect-ai
    inspect eval docs/examples/inspect_dateline.py --model openai/MODEL
    inspect eval docs/examples/inspect_dateline.py@dateline_quotes --model openai/MODEL -T data=open/validation

The metrics are those of `dateline score` over all answers; the value of a sample is the main metric on its document.
"""

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Metric, SampleScore, Score, Scorer, Target, metric, scorer
from inspect_ai.solver import TaskState, generate

from dateline.baselines.llm.harness import PART, samples, scores
from dateline.tasks import load


@metric
def over_all(name: str, data: str) -> Metric:
    """Score all answers together."""

    def compute(answers: list[SampleScore]) -> dict[str, float]:
        told = {str(one.sample_id): one.score.answer or "" for one in answers}
        return scores(name, told, data)

    return compute


def _scorer(name: str, data: str) -> Scorer:
    @scorer(metrics=[over_all(name, data)], name=f"dateline_{name}")
    def build() -> Scorer:
        primary = load(name).primary

        async def score(state: TaskState, target: Target) -> Score:
            del target  # the gold is that of the corpus
            answer = state.output.completion
            return Score(value=scores(name, {str(state.sample_id): answer}, data).get(primary, 0.0), answer=answer)

        return score

    return build()


def _task(name: str, data: str) -> Task:
    listed = [Sample(id=one.id, input=one.prompt, target=one.target) for one in samples(name, data)]
    return Task(dataset=MemoryDataset(listed, name=data), solver=generate(), scorer=_scorer(name, data), name=name)


@task
def dateline_ner(data: str = PART) -> Task:
    """Entities and values with their types."""
    return _task("ner", data)


@task
def dateline_quotes(data: str = PART) -> Task:
    """Quotes with content, cue and sources."""
    return _task("quotes", data)


@task
def dateline_attribution(data: str = PART) -> Task:
    """The speaker of each quote."""
    return _task("attribution", data)
