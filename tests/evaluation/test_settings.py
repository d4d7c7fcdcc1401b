"""Every setting of every task changes what is scored, or is refused: none is only noted in the signature."""

import json

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline import paths
from dateline.document import Mention
from dateline.errors import InputError
from dateline.evaluation.error_analysis import analysed
from dateline.evaluation.evaluate import count, metrics_of, signature
from dateline.evaluation.reference import cross, gold_in, gold_of
from dateline.formats.checks import Expected
from dateline.formats.read import read
from dateline.records import NerRecord, TypedSpan
from dateline.tasks import views
from dateline.tasks.declarations import load, names, with_settings
from dateline.tasks.registry import task_type


def scores(task, documents, records, source=None):
    """Read and count records as `score` does; return all metrics of the task, or the id of what is refused."""
    gold = gold_of(task, documents, "own") if source is None else gold_in(task, source)
    kind = gold.kind
    expected = Expected(kind.record, gold.facts, gold.labels, flat=kind.flat(task.settings))
    try:
        reading = read(records, expected)
    except InputError as error:
        return {problem.id for problem in error.problems}
    counts = count(gold, reading.records)
    return {metric.name: metric.of(counts) for metric in metrics_of(task, gold)}


def values(view):
    """Return a function that makes the gold records of documents as values that can be changed."""
    return lambda documents: [msgspec.to_builtins(view(document)) for document in documents]


NER, CLUSTERS, EVENTS, QUOTES = map(values, (views.typed_spans, views.clusters, views.events, views.quotes))


def nested(documents):
    """Put a place inside the first name of a person, and predict outermost names."""
    changed = []
    for document in documents:
        person = next(m for m in document.mentions if m.type == "PERSON" and m.level == "name")
        inner = Mention(person.start, person.start + 4, id="inner", type="GPE", level="name", entity="town")
        changed.append(msgspec.structs.replace(document, mentions=(*document.mentions, inner)))
    return changed, NER(changed)


def shortened(documents):
    """Predict persons by their last name."""
    records = CLUSTERS(documents)
    for document, record in zip(documents, records, strict=True):
        person = next(m for m in document.mentions if m.type == "PERSON" and m.level == "name")
        last = (person.start + document.text[person.start : person.end].index(" ") + 1, person.end)
        record["clusters"] = [
            [last if tuple(mention) == person.key else mention for mention in cluster] for cluster in record["clusters"]
        ]
    return documents, records


def singletons(documents):
    """Predict a mention of nothing else."""
    records = CLUSTERS(documents)
    for record in records:
        record["clusters"].append([(0, 1)])
    return documents, records


def other_mentions(documents):
    """Predict another mention of the attacked town as filler."""
    records = EVENTS(documents)
    for document, record in zip(documents, records, strict=True):
        other = next(m for m in document.mentions if m.entity == "town")
        record["events"][0]["arguments"][1].update(start=other.start, end=other.end)
    return documents, records


def other_triggers(documents):
    """Predict a trigger that is none."""
    records = EVENTS(documents)
    records[0]["events"].append({"start": 0, "end": 6, "type": "Attack"})
    return documents, records


def fewer_triggers(documents):
    """Leave a trigger out."""
    records = EVENTS(documents)
    del records[0]["events"][1]
    return documents, records


def other_sources(documents):
    """Predict the first name of one source, and of another a span that ends with it."""
    records = QUOTES(documents)
    for document, record in zip(documents, records, strict=True):
        first, second = record["quotes"]
        ((start, end),) = first["sources"]
        first["sources"] = [(start, start + document.text[start:end].index(" "))]
        ((start, end),) = second["sources"]
        second["sources"] = [(start - 2, end)]
    return documents, records


def every_mention(documents):
    """Predict all mentions of all levels that are outermost."""
    return documents, values(lambda document: views.typed_spans(document, ("name", "value", "nominal", "pronoun")))(
        documents
    )


INPUTS = {
    ("ner", "levels"): every_mention,
    ("ner", "nested"): nested,
    ("coref", "singletons"): singletons,
    ("coref", "match"): shortened,
    ("event-arguments", "fillers"): other_mentions,
    ("event-arguments", "given"): other_triggers,
    ("event-coref", "given"): fewer_triggers,
    ("quotes", "sources"): other_sources,
}


def test_every_setting_has_an_input():
    """A new setting needs an input on which it has an effect."""
    assert {(name, setting) for name in names() for setting in task_type(load(name).type).settings} == INPUTS.keys()


@pytest.mark.parametrize(("task", "setting"), INPUTS, ids=map("-".join, INPUTS))
def test_every_choice_has_an_effect(articles, task, setting):
    """No two choices of a setting give the same scores on the input that is made for it."""
    declared = load(task)
    described = task_type(declared.type).settings[setting]
    documents, records = INPUTS[task, setting](articles)
    found, signatures = [], set()
    for choice in described.choices:
        changed = {**declared.settings, setting: [choice] if described.several else choice}
        one = msgspec.structs.replace(declared, settings=changed)
        found.append(scores(one, documents, records))
        signatures.add(signature(one, gold_of(one, documents, "own"), seed=1, resamples=1))
    assert all(one != other for place, one in enumerate(found) for other in found[:place])
    assert len(signatures) == len(described.choices)
    if not described.several:
        assert declared.choices[setting] == described.choices


def test_nested_gold_and_predictions(articles):
    """With nested=allow all mentions are gold, predictions may nest, and each span counts once."""
    documents, outermost = nested(articles)
    both = values(lambda document: views.typed_spans(document, nested=True))(documents)
    assert sum(len(one["entities"]) for one in both) == sum(len(one["entities"]) for one in outermost) + len(articles)
    assert scores(with_settings(load("ner"), ["nested=allow"]), documents, both)["strict_f1"] == 1
    assert scores(load("ner"), documents, outermost)["strict_f1"] == 1
    assert scores(load("ner"), documents, both) == {"bad-span-overlap"}
    twice = [{**one, "entities": [*one["entities"], one["entities"][0]]} for one in both]
    assert scores(with_settings(load("ner"), ["nested=allow"]), documents, twice) == {"repeated-span"}


SPAN = st.builds(
    lambda start, size, kind: TypedSpan(start, start + size, kind), *[st.integers(1, 6)] * 2, st.sampled_from("AB")
)
SPANS = st.lists(SPAN, min_size=1, max_size=6, unique=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(SPANS, SPANS)
def test_nested_spans_score_as_sets(tmp_path, gold, predicted):
    """From file to score, strict F1 of nested spans is that of sets."""
    path = tmp_path / "gold.jsonl"
    kinds = [TypedSpan(90, 91, kind) for kind in "AB"]  # so that every label is one of the gold's
    path.write_bytes(msgspec.json.encode(NerRecord("d", [*gold, *kinds])))
    found = scores(with_settings(load("ner"), ["nested=allow"]), (), [NerRecord("d", [*predicted, *kinds])], path)
    common = len({str(one) for one in gold} & {str(one) for one in predicted})
    assert found["strict_f1"] == pytest.approx(2 * (common + 2) / (len(gold) + len(predicted) + 4))


def test_triggers_that_are_given(tmp_path, articles):
    """Predicted triggers must be the gold's, by span and type; the rest of an event is scored, and what is missing."""
    task = with_settings(load("event-arguments"), ["given=triggers"])
    records = EVENTS(articles)
    assert scores(task, articles, records)["ac_plus_f1"] == 1
    missing = EVENTS(articles)
    del missing[0]["events"][1]
    found = scores(task, articles, missing)
    assert (found["ac_plus_precision"], found["ac_plus_recall"]) == (1, 23 / 24)
    records[0]["events"][0]["type"] = "Seize"
    gold = gold_of(task, articles, "own")
    path = tmp_path / "p.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    with pytest.raises(InputError) as caught:
        read(path, Expected(gold.kind.record, gold.facts, gold.labels))
    (problem,) = caught.value.problems
    assert (problem.id, problem.file, problem.line, problem.field) == ("unknown-trigger", str(path), 1, "events[0]")
    assert problem.hint == "the gold trigger there is Attack"
    own = tmp_path / "gold.jsonl"
    own.write_text("".join(json.dumps(record) + "\n" for record in EVENTS(articles)))
    assert scores(task, (), EVENTS(articles), own)["ac_plus_f1"] == 1
    assert scores(task, (), records, own) == {"unknown-trigger"}
    with pytest.raises(InputError, match="bad-setting"):
        cross(gold, "ace2005")


def test_clusters_of_given_triggers(articles):
    """A given trigger that is left out is a cluster of its own: only the links are scored."""
    task = with_settings(load("event-coref"), ["given=triggers"])
    found = scores(task, *fewer_triggers(articles))
    assert found["mention_f1"] == 1
    assert found["b3_f1"] == 1  # it was alone
    alone = [{**record, "events": []} for record in EVENTS(articles)]
    found = scores(task, articles, alone)
    assert (found["mention_f1"], found["muc_f1"]) == (1, 0)


def test_quoted_triggers_that_are_not_given_are_left_out(articles):
    """What was quoted and is no gold trigger is told, and not counted."""
    task = with_settings(load("event-arguments"), ["given=triggers"])
    records = [{"id": document.id, "events": [{"text": "Rebels", "type": "Attack"}]} for document in articles]
    gold = gold_of(task, articles, "own")
    reading = read(records, Expected(gold.kind.record, gold.facts, gold.labels))
    assert {problem.id for problem in reading.warnings} == {"unknown-trigger"}
    assert count(gold, reading.records).pick(["ac_plus_predicted"]).sum() == 0


@pytest.mark.parametrize(
    ("task", "setting", "record"),
    [
        ("coref", "match=head", {"id": "d", "clusters": [[[0, 3], [4, 8]]]}),
        ("event-arguments", "fillers=coreferent", {"id": "d", "events": [{"start": 0, "end": 3, "type": "Die"}]}),
        ("quotes", "sources=head", {"id": "d", "quotes": [{"content": [[0, 3]]}]}),
    ],
)
def test_a_setting_without_effect_is_refused(tmp_path, task, setting, record):
    """Gold without tokens or entities can't be scored with a setting that needs them; tokens may be in the file."""
    declared = with_settings(load(task), [setting])
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(record) + "\n")
    with pytest.raises(InputError) as caught:
        gold_in(declared, path)
    (problem,) = caught.value.problems
    assert (problem.id, problem.field) == ("bad-setting", f"settings.{setting.partition('=')[0]}")
    assert gold_in(load(task), path).records["d"]
    if "head" in setting:
        path.write_text(json.dumps({**record, "text": "Ana left", "tokens": [[0, 3], [4, 8]]}) + "\n")
        assert scores(declared, (), [record], path)[declared.primary] == 1


def test_gold_carries_its_text(tmp_path):
    """A gold file with a text for each document anchors quoted text and checks the text of predictions."""
    path = tmp_path / "gold.jsonl"
    gold = {"id": "d", "text": "Ana left.", "entities": [{"start": 0, "end": 3, "label": "PERSON", "text": "Ana"}]}
    path.write_text(json.dumps(gold) + "\n")
    task = load("ner")
    assert scores(task, (), [gold], path)["strict_f1"] == 1
    assert scores(task, (), [{"id": "d", "entities": [{"text": "Ana", "type": "PERSON"}]}], path)["strict_f1"] == 1
    assert scores(task, (), [{**gold, "text": "Ana left"}], path) == {"bad-text"}
    assert scores(task, (), [{**gold, "entities": [{"start": 0, "end": 99, "type": "PERSON"}]}], path) == {
        "bad-offset-range"
    }


@pytest.mark.parametrize(
    ("task", "change", "system"),
    [
        ("coref", "match=head", "pairs"),
        ("coref", "singletons=drop", "pairs"),
        ("event-arguments", "fillers=coreferent", "nearest"),
        ("event-arguments", "given=triggers", "nearest"),
    ],
)
def test_error_analysis_refuses_settings_that_it_does_not_follow(task, change, system):
    """What error analysis can't judge by, it refuses: it is not noted and left out."""
    file = paths.root() / "baselines" / "predictions" / f"{task}.{system}.news.jsonl"
    with pytest.raises(InputError) as refused:
        analysed(task, file, settings=[change])
    assert [(one.id, one.field) for one in refused.value.problems] == [("bad-setting", change.partition("=")[0])]
