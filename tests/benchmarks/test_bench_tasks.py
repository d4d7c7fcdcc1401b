"""The tasks on events and quotes beside plain implementations, on one generated corpus; all start in memory.

Run with `pytest tests/benchmarks/test_bench_tasks.py --benchmark-enable`; DATELINE_BENCH_DOCS sets the number of
documents. Ours computes every metric, by type and by document; what a peer computes is said in plain_tasks.py.
"""

import os
import sys
import tracemalloc
from pathlib import Path
from random import Random

import msgspec
import plain_tasks
import pytest
from workload import EVENT_TYPES, events, quotes

from dateline.records import GoldSpeaker, SpeakerRecord
from dateline.scoring import attribution, clusters, stories
from dateline.scoring import events as event_scorer
from dateline.scoring import quotes as quote_scorer

sys.path.append(str(Path(__file__).parents[1] / "parity"))
import plain_coref

DOCS = int(os.environ.get("DATELINE_BENCH_DOCS", "200"))
STORY = 3.33  # documents of a story: 3,000 stories of 10,000 documents
GROUPS = {"All": EVENT_TYPES}


def spoken(number):
    """Make the speakers of a document's quotes: gold mentions and names, predictions right in three cases of four."""
    rng = Random(f"attribution/{number}")  # noqa: S311 - no secrets
    gold, predicted = [], []
    for place in range(6):
        content, name = ((place * 100, place * 100 + 60),), f"Ada Halt {rng.randrange(9)}"
        mentions = frozenset((place * 100 + 70 + k, place * 100 + 72 + k) for k in range(4))
        gold.append(GoldSpeaker(content, mentions, frozenset({name}), "direct", "name"))
        luck = rng.random()
        wrong = (0, 1) if luck < 0.25 else None
        predicted.append(SpeakerRecord(list(content), wrong or (name if luck < 0.5 else min(mentions))))
    return f"doc{number:05d}", gold, predicted


@pytest.fixture(scope="module")
def event_units():
    """Generate events."""
    return [(gold.id, gold.events, predicted.events) for gold, predicted in events(DOCS)]


@pytest.fixture(scope="module")
def quote_units():
    """Generate quotes."""
    return [(gold.id, gold.quotes, predicted.quotes) for gold, predicted in quotes(DOCS)]


@pytest.fixture(scope="module")
def plain_events(event_units):
    """Give the same as dictionaries, as the module json reads them."""
    return msgspec.to_builtins(event_units)


@pytest.fixture(scope="module")
def plain_quotes(quote_units):
    """Give the same as dictionaries."""
    return msgspec.to_builtins(quote_units)


@pytest.fixture(scope="module")
def spoken_units():
    """Generate speakers."""
    return [spoken(number) for number in range(DOCS)]


@pytest.fixture(scope="module")
def story_of(event_units):
    """Put documents into stories."""
    return {name: f"s{int(place / STORY)}" for place, (name, _, _) in enumerate(event_units)}


def measure(benchmark, function, *arguments, rounds=3):
    """Run a benchmark, and note how much memory one more run takes at most."""
    found = benchmark.pedantic(function, arguments, rounds=rounds)
    if benchmark.stats:
        tracemalloc.start()
        function(*arguments)
        benchmark.extra_info["peak_mib"] = round(tracemalloc.get_traced_memory()[1] / 2**20, 1)
        tracemalloc.stop()
    return found


def fields_of_triggers(units):
    """Take the fields that triggers are counted by, and count nothing: no scorer of records can do without that."""
    for _, *sides in units:
        for side in sides:
            [(e.start, e.end, e.type, e.polarity, e.realis) for e in side]


def fields_of_arguments(units):
    """Take the fields that arguments are counted by."""
    for _, *sides in units:
        for side in sides:
            [(e.start, e.end, e.type, [(a.start, a.end, a.role) for a in e.arguments]) for e in side]


def fields_of_quotes(units):
    """Take the fields that quotes are counted by, and the spans in them."""
    for _, *sides in units:
        for side in sides:
            [([(s, e) for s, e in q.content], q.cue, [(s, e) for s, e in q.sources], q.type) for q in side]


def fields_of_speakers(units):
    """Take the fields that speakers are counted by."""
    for _, gold, predicted in units:
        [(one.content, one.mentions, one.names, one.type, one.wording) for one in gold]
        [(one.content, one.speaker) for one in predicted]


def evaluated(counts, metrics):
    """Evaluate all metrics."""
    return {name: metric.of(counts) for name, metric in metrics.items()}


def family(found, name):
    """Precision, recall and F1 of a family."""
    return tuple(pytest.approx(found[f"{name}_{kind}"], abs=1e-12) for kind in ("precision", "recall", "f1"))


def all_triggers(units):
    """Ours: triggers to all metrics."""
    return evaluated(event_scorer.count_triggers(units, EVENT_TYPES), event_scorer.trigger_metrics(GROUPS))


def all_arguments(units):
    """Ours: arguments to all metrics."""
    return evaluated(event_scorer.count_arguments(units, EVENT_TYPES), event_scorer.argument_metrics(GROUPS))


def all_quotes(units):
    """Ours: quotes to all metrics."""
    return evaluated(quote_scorer.count(units), quote_scorer.metrics())


def all_speakers(units):
    """Ours: speakers to all metrics."""
    return evaluated(attribution.count(units), attribution.metrics())


def all_stories(units, story_of):
    """Ours: clusters across documents to all metrics."""
    return evaluated(stories.count_stories(units, story_of), clusters.METRICS)


@pytest.mark.benchmark(group="fields")
def test_fields_of_triggers(benchmark, event_units):
    """The floor for triggers in memory."""
    measure(benchmark, fields_of_triggers, event_units)


@pytest.mark.benchmark(group="fields")
def test_fields_of_arguments(benchmark, event_units):
    """The floor for arguments."""
    measure(benchmark, fields_of_arguments, event_units)


@pytest.mark.benchmark(group="fields")
def test_fields_of_quotes(benchmark, quote_units):
    """The floor for quotes."""
    measure(benchmark, fields_of_quotes, quote_units)


@pytest.mark.benchmark(group="fields")
def test_fields_of_attribution(benchmark, spoken_units):
    """The floor for attribution."""
    measure(benchmark, fields_of_speakers, spoken_units)


@pytest.mark.benchmark(group=f"event-triggers, {DOCS} documents")
def test_triggers(benchmark, event_units):
    """Ours."""
    assert measure(benchmark, all_triggers, event_units)["classification_f1"] > 0.5


@pytest.mark.benchmark(group=f"event-triggers, {DOCS} documents")
def test_plain_triggers(benchmark, event_units, plain_events):
    """The peer, with the same scores."""
    found = measure(benchmark, plain_tasks.triggers, plain_events)
    assert found == family(all_triggers(event_units), "classification")


@pytest.mark.benchmark(group=f"event-arguments, {DOCS} documents")
def test_arguments(benchmark, event_units):
    """Ours."""
    assert measure(benchmark, all_arguments, event_units)["ac_plus_f1"] > 0.4


@pytest.mark.benchmark(group=f"event-arguments, {DOCS} documents")
def test_plain_arguments(benchmark, event_units, plain_events):
    """The peer, with the same scores."""
    found = measure(benchmark, plain_tasks.arguments, plain_events)
    assert found == family(all_arguments(event_units), "ac_plus")


@pytest.mark.benchmark(group=f"quotes, {DOCS} documents")
def test_quotes(benchmark, quote_units):
    """Ours."""
    assert measure(benchmark, all_quotes, quote_units)["overlap_f1"] > 0.5


@pytest.mark.benchmark(group=f"quotes, {DOCS} documents")
def test_plain_quotes(benchmark, quote_units, plain_quotes):
    """The peer, with the same scores."""
    found = measure(benchmark, plain_tasks.quotes, plain_quotes, rounds=2)
    assert found == family(all_quotes(quote_units), "overlap")


@pytest.mark.benchmark(group=f"attribution, {DOCS} documents")
def test_attribution(benchmark, spoken_units):
    """Ours."""
    assert measure(benchmark, all_speakers, spoken_units)["accuracy"] > 0.5


@pytest.mark.benchmark(group=f"attribution, {DOCS} documents")
def test_plain_attribution(benchmark, spoken_units):
    """The peer, with the same score."""
    found = measure(benchmark, plain_tasks.attribution, spoken_units)
    assert found == all_speakers(spoken_units)["accuracy"]


@pytest.mark.benchmark(group=f"event-coref, {DOCS} documents")
def test_stories(benchmark, event_units, story_of):
    """Ours."""
    assert measure(benchmark, all_stories, event_units, story_of)["conll_f1"] > 0.3


@pytest.mark.benchmark(group=f"event-coref, {DOCS} documents")
def test_plain_stories(benchmark, event_units, plain_events, story_of):
    """The peer: all metrics of clusters gathered by story but BLANC, with the same scores."""
    names = tuple(plain_coref.COUNTERS)
    found = measure(benchmark, lambda: plain_coref.scores(plain_tasks.stories(plain_events, story_of)), rounds=1)
    ours = all_stories(event_units, story_of)
    kinds = ("recall", "precision", "f1")
    assert found == {name: pytest.approx(tuple(ours[f"{name}_{kind}"] for kind in kinds), abs=1e-9) for name in names}
