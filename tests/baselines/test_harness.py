"""Tasks for lm-evaluation-harness and inspect_ai: a model that knows the gold, and one that doesn't, through both."""

import importlib.util
import sys
from pathlib import Path

import pytest
import yaml

from dateline.baselines.llm.harness import samples, scores
from dateline.tasks.declarations import load as load_task

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
PART = "open/validation"
TASKS = ("ner", "quotes", "attribution")


def module(path):
    """Import a file of the examples."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    found = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = found
    spec.loader.exec_module(found)
    return found


@pytest.mark.parametrize("task", TASKS)
def test_answers_are_scored_as_score_does(task):
    """The gold is perfect, half of it is not, and what can't be read is no prediction."""
    primary = load_task(task).primary
    listed = samples(task, PART)
    gold = {one.id: one.target for one in listed}
    assert scores(task, gold, PART)[primary] > 97
    half = {name: text if number % 2 else "I can't." for number, (name, text) in enumerate(gold.items())}
    assert 20 < scores(task, half, PART)[primary] < 80
    one = listed[0]
    assert scores(task, [(one.id, one.target)], PART)[primary] > 80  # a speaker may be ambiguous in words


@pytest.mark.parametrize("task", TASKS)
def test_the_task_files_of_lm_eval_are_whole(task):
    """What a file names is a function beside it, and its metric is the main one of the task."""

    class Loader(yaml.SafeLoader):
        """Reads `!function` as the harness does."""

    functions = module(EXAMPLES / "lm_eval" / "dateline_tasks.py")
    Loader.add_constructor("!function", lambda _, node: getattr(functions, node.value.partition(".")[2]))
    text = (EXAMPLES / "lm_eval" / f"dateline_{task}.yaml").read_text(encoding="utf-8")
    told = yaml.load(text, Loader)  # noqa: S506 - our own file, a safe loader
    rows = told["custom_dataset"](data=PART, version=1.0)[told["test_split"]]
    (metric,) = told["metric_list"]
    assert metric["metric"] == load_task(task).primary
    kept = [told["process_results"](row, [row["target"]])[metric["metric"]] for row in rows]
    assert metric["aggregation"](kept) > 97


def test_lm_eval_runs_the_tasks_on_a_stub_model():
    """A model that copies the gold scores as the gold does."""
    lm_eval = pytest.importorskip("lm_eval")
    from lm_eval.api.model import LM
    from lm_eval.tasks import TaskManager

    class Stub(LM):
        """Answers prompts that it knows."""

        def generate_until(self, requests, **_):
            """Answer."""
            return [known[one.args[0]] for one in requests]

        def loglikelihood(self, requests):
            """Refuse: nothing here asks for it."""
            raise NotImplementedError

        loglikelihood_rolling = loglikelihood

    known = {one.prompt: one.target for task in TASKS for one in samples(task, PART)}
    names = [f"dateline_{task}" for task in TASKS]
    manager = TaskManager(include_path=str(EXAMPLES / "lm_eval"), include_defaults=False, metadata={"data": PART})
    found = lm_eval.simple_evaluate(Stub(), tasks=names, task_manager=manager, bootstrap_iters=0)["results"]
    assert all(found[f"dateline_{task}"][f"{load_task(task).primary},none"] > 97 for task in TASKS)


def test_inspect_runs_the_tasks_on_a_stub_model(tmp_path):
    """A model that copies the gold scores as the gold does, over all and for each sample."""
    inspect_ai = pytest.importorskip("inspect_ai")
    from inspect_ai.model import ModelOutput, ModelUsage, get_model

    functions = module(EXAMPLES / "inspect_dateline.py")
    for task in TASKS:
        known = {one.prompt: one.target for one in samples(task, PART)}

        def answer(messages, *_, known=known):
            output = ModelOutput.from_content("stub", known[messages[-1].text])
            output.usage = ModelUsage(input_tokens=1, output_tokens=1)  # counting them would download a tokenizer
            return output

        stub = get_model("mockllm/model", custom_outputs=answer)
        made = getattr(functions, f"dateline_{task}")(data=PART)
        (log,) = inspect_ai.eval(made, model=stub, display="none", log_dir=str(tmp_path))
        assert log.status == "success", log.error
        metrics = {name: one.value for scored in log.results.scores for name, one in scored.metrics.items()}
        assert metrics[load_task(task).primary] > 97
        assert len(log.samples) == len(known)
