"""Counting on a cluster gives what one process gives."""

import json

import pytest
from typer.testing import CliRunner

from dateline.cli import app

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("ray")]


def scored(*arguments):
    """Run `dateline score`; return what it prints as JSON."""
    done = CliRunner().invoke(app, ["score", *map(str, arguments), "--json"], catch_exceptions=False)
    assert done.exit_code == 0
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("task", "name", "gold"),
    [
        ("ner", "ner.tagger.news", None),  # against the corpus
        ("ner", "ner.tagger.news", "ner.memory.news"),  # against a file, as tables
        ("coref", "coref.pairs.news", "coref.strings.news"),  # against a file, record by record
    ],
)
def test_scores_are_equal_to_the_last_bit(cluster, project, task, name, gold):
    """Every score, interval and figure per document is that of one process, and shards were counted by workers."""
    assert cluster.is_initialized()
    folder = project / "baselines" / "predictions"
    options = ["--gold", folder / f"{gold}.jsonl"] if gold else []
    predictions = folder / f"{name}.jsonl"
    assert scored(task, predictions, *options, "--engine", "ray") == scored(task, predictions, *options)


def test_shards_are_counted_by_workers(cluster, project):
    """The cluster counts ranges of the file; a file with a fault is left to one process, which says what it is."""
    import os

    from dateline.engines.scoring import on_cluster
    from dateline.evaluation.evaluate import count_file
    from dateline.evaluation.score import prepare

    assert cluster.is_initialized()
    path = project / "baselines" / "predictions" / "ner.tagger.news.jsonl"
    _, gold = prepare("ner", data="news")
    found = []

    def watched(work, extents):
        found.extend(on_cluster(work, extents))
        return found

    counts, _ = count_file(gold, path, jobs=3, spread=watched)
    own, _ = count_file(gold, path)
    assert [len(tally.parts) > 0 for tally in found] == [True] * 3
    assert sum(len(part.units) for tally in found for part in tally.parts) == len(gold.records)
    assert (counts.units, counts.columns, counts.matrix.tobytes()) == (own.units, own.columns, own.matrix.tobytes())
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
