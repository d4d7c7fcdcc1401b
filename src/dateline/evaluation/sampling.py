"""Which units a score is sampled over, and what their number allows to say."""

from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from dateline.errors import refuse
from dateline.scoring.counts import Counts, grouped
from dateline.scoring.intervals import DEFAULT, METHODS, RANDOM, Interval, Method
from dateline.scoring.significance import LEAST_UNITS, Test

Unit = Literal["story", "document"]
UNITS: tuple[Unit, ...] = get_args(Unit)


class Sampling(msgspec.Struct, frozen=True):
    """How uncertainty is estimated.

    Attributes:
        unit: what is independent: `story` or `document`; by default stories where the corpus has more than one, since
            articles of a story share names and events, else documents.
        interval: the method of intervals, one of `dateline.scoring.intervals.METHODS`.
    """

    unit: Unit | None = None
    interval: Method = DEFAULT


class Sample(msgspec.Struct, frozen=True):
    """Counts with a row per unit, what the unit is, and how many documents the units hold."""

    counts: Counts
    unit: Unit
    documents: int


def sampling(unit: str | None, interval: str, *, task_unit: str) -> Sampling:
    """Check the names of a unit and of a method, for a task whose counts have a row per `task_unit`.

    Raises:
        InputError: there is no such unit or method, or the task is counted by story, and documents were asked for.
    """
    if unit is not None and unit not in UNITS:
        raise refuse("unknown-option", f"the unit can't be {unit!r}", hint=" or ".join(UNITS))
    if interval not in METHODS:
        raise refuse("unknown-option", f"there is no interval {interval!r}", hint=f"one of {', '.join(METHODS)}")
    if task_unit == "stories" and unit == "document":
        hint = "leave the unit out, or give story"
        raise refuse("bad-setting", "the task is counted by story: documents can't be resampled", hint=hint)
    return msgspec.convert({"unit": unit, "interval": interval}, Sampling)


def unit_of(chosen: Sampling, stories: Mapping[str, str], *, task_unit: str, told: bool) -> Unit:
    """Return the unit of a score.

    Args:
        chosen: what the user asked for.
        stories: the story of each document.
        task_unit: what a row of the task's counts is: `documents` or `stories`.
        told: whether the stories are those of the corpus, rather than guessed from the ids of a gold file.
    """
    if task_unit == "stories":
        return "story"
    if chosen.unit is not None:
        return chosen.unit
    return "story" if told and len(set(stories.values())) > 1 else "document"


def sample(counts: Counts, unit: Unit, stories: Mapping[str, str], *, task_unit: str) -> Sample:
    """Sum the counts of documents by unit."""
    if task_unit == "stories":
        return Sample(counts, unit, len(stories))
    by_unit = grouped(counts, stories) if unit == "story" else counts
    return Sample(by_unit, unit, len(counts.units))


def size(units: int, unit: Unit, documents: int) -> str:
    """Say how many units there are: `15 documents in 3 stories`, `9 documents`."""
    plural = "story" if units == 1 else "stories"
    counted = f"{documents} document{'' if documents == 1 else 's'}"
    return counted if unit == "document" else f"{counted} in {units} {plural}"


def method_and_draws(chosen: Sampling, *, seed: int, resamples: int) -> str:
    """Return the method as the signature gives it: with number and seed where it draws resamples."""
    return f"{chosen.interval}-{resamples}@{seed}" if chosen.interval in RANDOM else chosen.interval


_NOTES = {
    "undefined": "{metric} is undefined on this data",
    "one unit": "no interval: one {unit} does not show how {metric} varies between {units}",
    "one unit decides": "no interval: {metric} is undefined without one of the {units}, so that it rests on that one",
    "no variation": "no interval: {metric} is the same whichever {unit} is left out, so that these {units} do not show "
    "how it varies",
}


def caveats(
    interval: Interval, metric: str, units: int, unit: Unit, *, stories: Mapping[str, str], told: bool
) -> tuple[str, ...]:
    """Say in plain sentences what the units do not allow to say.

    Args:
        interval: that of the primary metric.
        metric: its name.
        units: how many units there are.
        unit: what they are.
        stories: the story of each document.
        told: whether the stories are those of the corpus.
    """
    plural = "stories" if unit == "story" else "documents"
    found = [_NOTES[interval.note].format(metric=metric, unit=unit, units=plural)] if interval.note else []
    if told and unit == "document" and len(set(stories.values())) == 1 < units:
        found.append("all documents are of one story: the interval is for other articles on it, not for other stories")
    if 1 < units < LEAST_UNITS:
        found.append(f"{units} {plural} are too few to tell two systems apart by a test ({LEAST_UNITS} are needed)")
    return tuple(found)


def untested(test: Test, unit: Unit) -> str | None:
    """Say why a comparison has no p-value; None where it has one."""
    if test.p is None:
        return "no p-value: a score is undefined"
    plural = "stories" if unit == "story" else "documents"
    if test.units < LEAST_UNITS:
        counted = f"1 {unit} is" if test.units == 1 else f"{test.units} {plural} are"
        return f"no p-value: {counted} too few for a test ({LEAST_UNITS} are needed)"
    if test.differing == 0:
        return f"no p-value: the systems have the same counts on all {test.units} {plural}"
    if test.too_few:
        counted = f"1 {unit}" if test.differing == 1 else f"{test.differing} {plural}"
        return f"no p-value: the systems differ on {counted} only, too few to reach 5%, however large the difference"
    return None
