"""A task in tables: its metrics with their meaning, its settings with their choices."""

from dateline.ontology import ontology
from dateline.tasks.declarations import Task
from dateline.tasks.registry import task_type

Rows = tuple[list[str], list[list[str]]]


def metric_rows(task: Task) -> Rows:
    """Give a row for each metric that the task reports; the primary one is marked."""
    kind = task_type(task.type)
    known = kind.metrics(kind.types(ontology()))
    rows = [[f"{name} (primary)" if name == task.primary else name, known[name].description] for name in task.metrics]
    return ["metric", "what it is"], rows


def setting_rows(task: Task) -> Rows:
    """Give a row for each setting that a user may change: its value, the choices, what it means."""
    kind = task_type(task.type)
    return ["setting", "default", "choices", "meaning"], [
        [name, str(task.settings[name]), ", ".join(choices), kind.settings[name].meaning]
        for name, choices in task.choices.items()
    ]
