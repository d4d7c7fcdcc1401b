"""What scoring gives: scores with intervals, figures per label and per document, and how they are to be quoted.

All scores are on one scale, 0 to 100, here as in tables, JSON, CSV and data frames.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

import msgspec

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1
"""The version of the JSON; docs/reports/results.schema.json describes it."""


class Score(msgspec.Struct, frozen=True, omit_defaults=True):
    """A metric's value and its 95% interval, each from 0 to 100; None where undefined, and then `note` says why."""

    value: float | None
    low: float | None
    high: float | None
    note: str | None = None


class LabelScore(msgspec.Struct, frozen=True, kw_only=True):
    """How a label fares: rates from 0 to 100, and the numbers they come from.

    Attributes:
        precision: share of the predictions of this label that are right.
        recall: share of the gold annotations of this label that were found.
        f1: their harmonic mean, with its 95% interval.
        support: gold annotations, `tp + fn`.
        tp: right predictions.
        fp: wrong predictions.
        fn: gold annotations that were missed.
    """

    precision: float | None
    recall: float | None
    f1: Score
    support: int
    tp: int
    fp: int
    fn: int


class Reading(msgspec.Struct, frozen=True):
    """What there is to say about predictions besides their score.

    Attributes:
        missing: documents without a prediction.
        anchored: for quoted text, how many spans were found in which way.
        warnings: what was read all the same.
        left_out: with a crosswalk, the annotations of either side (`gold`, `predicted`) whose label has no counterpart,
            by label.
        extra_labels: predicted labels that the gold file has not, all of them wrong, with their numbers.
    """

    missing: tuple[str, ...] = ()
    anchored: Mapping[str, int] = {}
    warnings: tuple[str, ...] = ()
    left_out: Mapping[str, Mapping[str, int]] = {}
    extra_labels: Mapping[str, int] = {}


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The scores of a system on a task.

    Attributes:
        task: the task.
        system: the name of the system.
        data: the part, split or gold file.
        units: how many independent units the intervals rest on.
        unit: what they are: `document` or `story`.
        documents: how many documents they hold.
        primary: the metric that ranks systems.
        scores: every metric.
        labels: every label that occurs.
        per_document: the primary metric of each document alone (of each story, in tasks across documents), where it is
            defined.
        without: the primary metric without a story that retells articles of `news`, by the story.
        detectable: the least difference in the primary metric between two systems that these units would reveal, at 5%
            significance and 80% power; None where they are too few to say.
        caveats: what the units do not allow to say, in plain sentences.
        signature: what the scores can be compared with.
        reading: what there is to say about the predictions.
    """

    task: str
    system: str
    data: str
    units: int
    unit: Literal["story", "document"]
    documents: int
    primary: str
    scores: Mapping[str, Score]
    labels: Mapping[str, LabelScore]
    detectable: float | None
    signature: str
    caveats: tuple[str, ...] = ()
    per_document: Mapping[str, float] = {}
    without: Mapping[str, float | None] = {}
    reading: Reading = Reading()

    def to_dict(self, *, per_document: bool = True) -> dict[str, Any]:
        """Return plain dictionaries and lists, as `--json` prints them; without scores per document if so wished."""
        whole: dict[str, Any] = msgspec.to_builtins(self)
        if not per_document:
            del whole["per_document"]
        return whole

    def to_pandas(self) -> "pd.DataFrame":
        """Return the metrics as a data frame: index `metric`, columns `value`, `low`, `high`."""
        import pandas as pd

        rows = [(name, score.value, score.low, score.high) for name, score in self.scores.items()]
        frame = pd.DataFrame(rows, columns=["metric", "value", "low", "high"]).set_index("metric")
        frame.attrs.update(task=self.task, system=self.system, data=self.data, signature=self.signature)
        return frame

    def labels_to_pandas(self) -> "pd.DataFrame":
        """Return the figures per label as a data frame: index `label`."""
        import pandas as pd

        rows = [
            (
                name,
                one.precision,
                one.recall,
                one.f1.value,
                one.f1.low,
                one.f1.high,
                one.support,
                one.tp,
                one.fp,
                one.fn,
            )
            for name, one in self.labels.items()
        ]
        columns = ["label", "precision", "recall", "f1", "f1_low", "f1_high", "support", "tp", "fp", "fn"]
        return pd.DataFrame(rows, columns=columns).set_index("label")

    @property
    def size(self) -> str:
        """What the result rests on, such as `15 documents in 3 stories`."""
        counted = f"{self.documents} document{'' if self.documents == 1 else 's'}"
        plural = "story" if self.units == 1 else "stories"
        return counted if self.unit == "document" else f"{counted} in {self.units} {plural}"

    def __repr__(self) -> str:
        """Return one line: what was scored, and the primary metric."""
        from dateline.tables import points

        main = self.scores[self.primary]
        bounds = "" if main.low is None else f" [{points(main.low)}, {points(main.high)}]"
        value = f"{self.primary} {points(main.value)}{bounds}"
        return f"Result({self.task!r}, {self.system!r}, {self.data!r}: {value}, {self.size})"

    def _repr_html_(self) -> str:
        # By name, because the viewer knows results, and results don't know the viewer.
        return str(import_module("dateline.viewer.notebook").result_html(self))


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """How a system differs from the baseline in the primary metric, in points: system minus baseline.

    `p` is that of a paired permutation test, two-sided; `adjusted` is it after Holm's correction over all systems
    compared; `detectable` is the least true difference that the test would find on these units. Where there are too few
    units all three are None, and `note` says so.
    """

    system: str
    baseline: str
    value: float | None
    low: float | None
    high: float | None
    p: float | None
    adjusted: float | None
    detectable: float | None
    note: str | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What `dateline score --json` prints, for one system or several.

    Attributes:
        schema: the version of this form.
        scale: the highest score; all scores and differences are on this scale.
        results: one for each system, in the order given.
        differences: of every system from the first, with `--compare`.
        annotators: the agreement of the two AI annotators by the same scorer; None where there is none.
    """

    schema: int = SCHEMA
    scale: int = 100
    results: tuple[Result, ...]
    differences: tuple[Difference, ...] = ()
    annotators: Result | None = None


def json_schema() -> str:
    """Return the JSON schema (draft 2020-12) of a report."""
    found = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Report)}
    return msgspec.json.format(msgspec.json.encode(found, order="sorted"), indent=2).decode() + "\n"
