"""The table of README: the best baseline of every task on every test set, from the recorded scores."""

from pathlib import Path

from dateline.baselines.recorded import read_record
from dateline.baselines.run import TESTS
from dateline.errors import refuse
from dateline.evaluation.results import Result
from dateline.evaluation.rows import interval
from dateline.paths import BASELINES, root
from dateline.tables import markdown_table, points
from dateline.tasks.declarations import names as task_ids

BEGIN, END = "<!-- scores: begin -->", "<!-- scores: end -->"


def best_scores(folder: Path | None = None) -> str:
    """Write the best recorded score of every task and test set, with its 95% interval and system, as Markdown.

    Raises:
        InputError: a recorded score can't be read.
    """
    found = sorted(((folder or root() / BASELINES) / "scores").glob("*.json"))
    results = [read_record(path).result for path in found]
    rows = []
    for task in task_ids():
        own = [result for result in results if result.task == task]
        if own:
            rows.append([f"{task} ({own[0].primary})", *(_best(own, data) for data in TESTS)])
    return markdown_table(["task (metric)", *TESTS], rows)


def with_scores(text: str, table: str, file: str) -> str:
    """Put the table between the two markers of a text.

    Raises:
        InputError: the text doesn't have each marker once, in order.
    """
    if (text.count(BEGIN), text.count(END)) != (1, 1) or text.index(BEGIN) > text.index(END):
        raise refuse("missing-marker", f"expected a line {BEGIN!r} and, below it, a line {END!r}, once each", file=file)
    head, rest = text.split(BEGIN)
    return f"{head}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}"


def _best(results: list[Result], data: str) -> str:
    """Give the highest score on a part; of equal ones, that of the first name."""
    scored = [(result.scores[result.primary], result.system) for result in results if result.data == data]
    if not scored:
        return "-"
    score, system = min(scored, key=lambda pair: (-(pair[0].value or 0.0), pair[1]))
    return f"{points(score.value)} {interval(score)}, {system}"
