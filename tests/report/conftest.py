"""Findings of recorded predictions, and the data that a page holds."""

import base64
import gzip
import json
import re

import pytest

from dateline.evaluation.inputs import systems
from dateline.evaluation.results import Report
from dateline.evaluation.score import compare_systems, prepare
from dateline.report.findings import findings
from dateline.tasks.declarations import load as load_task


def found_in(task, given, *, command="dateline score", gold=None, seeds=None, schemes=None, **options):
    """Score systems on little resampling, and find what their report shows."""
    allow_missing = options.pop("allow_missing", False)
    taken = systems(load_task(task), given)
    declared, side = prepare(task, predictions=taken, gold=gold, seeds=seeds, **options)
    results, differences = compare_systems(
        declared, side, taken, resamples=100, allow_missing=allow_missing, schemes=schemes
    )
    report = Report(results=tuple(results), differences=tuple(differences))
    return findings(
        declared,
        side,
        taken,
        report,
        command=command,
        gold=gold,
        seeds=seeds,
        allow_missing=allow_missing,
        schemes=schemes,
    )


@pytest.fixture(scope="session")
def find():
    """Find what a report of predictions shows."""
    return found_in


@pytest.fixture(scope="session")
def recorded(project):
    """Find what a report of two recorded baselines shows, by task."""
    pairs = {
        "ner": ("tagger", "memory"),
        "coref": ("pairs", "strings"),
        "event-triggers": ("linear-triggers", "lexicon"),
        "event-arguments": ("linear-arguments", "nearest"),
        "event-coref": ("chains", "lemmas"),
        "quotes": ("linear-quotes", "marks"),
        "attribution": ("ranker", "nearest-name"),
    }
    folder = project / "baselines" / "predictions"
    kept = {}

    def of(task, data="open-test", **options):
        given = {name: folder / f"{task}.{name}.{data}.jsonl" for name in pairs[task]}
        if options or data != "open-test":
            return found_in(task, given, **options)
        if task not in kept:
            kept[task] = found_in(task, given)
        return kept[task]

    return of


@pytest.fixture(scope="session")
def unpacked():
    """Unpack what a page holds, by name."""

    def of(text):
        found = re.findall(r'<script type="text/plain" id="data-(\w+)">([^<]*)</script>', text)
        return {name: json.loads(gzip.decompress(base64.b64decode(data))) for name, data in found}

    return of
