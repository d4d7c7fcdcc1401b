"""What a score report shows: results, and the errors of all systems side by side."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dateline.document import Document
from dateline.errors import InputError
from dateline.evaluation.error_analysis import Analysis, analysis_of, gold_documents, not_followed
from dateline.evaluation.inputs import System
from dateline.evaluation.reference import Gold
from dateline.evaluation.results import Report
from dateline.tasks.declarations import Task
from dateline.tasks.task_type import Case

NOT_PREDICTED = "not predicted"
"""What a system did right where another predicted something that the gold has not."""


class Item(NamedTuple):
    """A gold annotation, or a spurious prediction, and what each system made of it.

    Attributes:
        cases: one for each system; None where a system does not share a spurious prediction of another.
    """

    cases: tuple[Case | None, ...]

    @property
    def case(self) -> Case:
        """The case of the first system that has one: place and row are the same for all."""
        return next(case for case in self.cases if case is not None)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What became of it, by system."""
        return tuple(NOT_PREDICTED if case is None else case.outcome for case in self.cases)

    @property
    def right(self) -> tuple[bool, ...]:
        """Which systems are right."""
        return tuple(case is None or case.outcome == "correct" for case in self.cases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a report shows.

    Attributes:
        task: the task.
        report: the scores.
        command: the command that scores the same again.
        documents: the gold documents, by id; none where errors are not analysed.
        analyses: the errors of each system, in the order of the results.
        items: what became of every gold annotation and spurious prediction, in order of documents and places.
        unanalysed: why there are no errors to show; None where there are.
        by_story: whether the task is scored by story, so that a document has no score of its own.
        stories: the story of each document.
    """

    task: Task
    report: Report
    command: str
    documents: Mapping[str, Document]
    analyses: tuple[Analysis, ...]
    items: tuple[Item, ...]
    unanalysed: str | None
    by_story: bool
    stories: Mapping[str, str]

    @property
    def systems(self) -> list[str]:
        """The names of the systems."""
        return [result.system for result in self.report.results]


def findings(
    task: Task,
    side: Gold,
    given: Sequence[System],
    report: Report,
    *,
    command: str,
    gold: str | Path | None = None,
    seeds: str | Path | None = None,
    allow_missing: bool = False,
    schemes: Mapping[str, str | None] | None = None,
) -> Findings:
    """Find what a report shows of systems that are scored already.

    Args:
        task: the task.
        side: its gold.
        given: the systems, in the order of the report's results.
        report: their scores.
        command: the command that scores the same again.
        gold: the file or folder that the gold was read from; None for a part of the corpus.
        seeds: where the source texts are.
        allow_missing: whether documents may have no record.
        schemes: the label scheme of each system's predictions.

    Raises:
        InputError: predictions or gold were refused.
    """
    fault = not_followed(task)
    documents: list[Document] = []
    if fault is None:
        try:
            documents = gold_documents(task, side, gold=gold, seeds=seeds)
        except InputError as error:  # records that can't be turned into annotation; their scores are there all the same
            fault = error
    own = "ontonotes" if side.crosswalk else None
    analyses = [
        analysis_of(
            task, side, one, documents, allow_missing=allow_missing, scheme=(schemes or {}).get(one.name) or own
        )
        for one in (given if fault is None else ())
    ]
    return Findings(
        task=task,
        report=report,
        command=command,
        documents={document.id: document for document in documents},
        analyses=tuple(analyses),
        items=tuple(joined(analyses)),
        unanalysed=fault.problems[0].message if fault else None,
        by_story=side.kind.unit == "stories",
        stories=side.context.stories,
    )


def joined(analyses: Sequence[Analysis]) -> list[Item]:
    """Join the cases of several systems on the same documents: a gold annotation is one item, whatever they made of it.

    Spurious predictions are one item where their places and labels are equal.
    """
    found: dict[tuple[int, tuple[int, int], str, bool, int], list[Case | None]] = {}
    for number, analysis in enumerate(analyses):
        order = {name: place for place, name in enumerate(analysis.documents)}
        seen = Counter[tuple[int, tuple[int, int], str, bool]]()
        for case in analysis.cases:
            key = (order[case.document], case.gold or case.predicted or (0, 0), case.row, case.gold is None)
            found.setdefault((*key, seen[key]), [None] * len(analyses))[number] = case
            seen[key] += 1
    return [Item(tuple(found[key])) for key in sorted(found)]


def outcome_counts(items: Iterable[Item], system: int) -> Counter[tuple[str, str]]:
    """Count rows and outcomes of a system, as `outcome_rows` takes them."""
    return Counter((item.case.row, case.outcome) for item in items if (case := item.cases[system]) is not None)
