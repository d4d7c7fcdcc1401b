"""Baselines: recorded scores come out again, and predictions never look at gold."""

from functools import partial
from math import isclose

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.baselines.declarations import baselines, declared_tasks
from dateline.baselines.models import make
from dateline.baselines.recorded import Record, predictions_path, read_record, record_path, seeds_of
from dateline.baselines.run import LEFT_OUT, ranked_parts, run_all, score_recorded, training_part
from dateline.corpus.load import load
from dateline.document import Quote, Span
from dateline.errors import InputError, TextNeededError
from dateline.evaluation.rows import part_rows
from dateline.formats.bio import best_sequence, spans_of, tags_of
from dateline.tasks.declarations import load as load_task

ALL = [(task, name) for task in declared_tasks() for name in sorted(baselines(task))]
QUICK = [(task, name) for task, name in ALL if baselines(task)[name].quick]
NER = sorted(baselines("ner"))


def _record(project, name, task="ner", data="news") -> Record:
    path = record_path(project / "baselines", baselines(task)[name], data)
    return read_record(path)


def equal(one, other):
    """Tell whether two results are the same, numbers to nine digits."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(equal(value, other[key]) for key, value in one.items())
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, float):
        return isinstance(other, float) and isclose(one, other, rel_tol=1e-9)
    return bool(one == other)


@pytest.mark.parametrize(("task", "name"), ALL)
def test_kept_predictions_score_as_recorded(project, task, name):
    """The committed predictions give the committed scores on every ranked part.

    Bounds of intervals come from products of matrices, whose last digits depend on the processor.
    """
    for data in ranked_parts(task):
        (scored,) = score_recorded([name], task=task, data=data)
        recorded = _record(project, name, task, data).result
        assert scored.signature == recorded.signature
        assert equal(msgspec.to_builtins(scored), msgspec.to_builtins(recorded))


@pytest.mark.slow
@pytest.mark.parametrize(("task", "name"), QUICK)
def test_training_again_gives_the_recorded_score(project, seeds, monkeypatch, task, name):
    """The documented command gives the recorded scores, within the tolerance that the baseline declares.

    The model that it trained never looks at gold: a document stripped of its gold gets the same prediction (attribution
    is given the contents).
    """
    made = []
    monkeypatch.setattr("dateline.baselines.run.make", lambda *a, **k: made.append(make(*a, **k)) or made[-1])
    train = training_part(task)
    for result in run_all([name], task=task, data=ranked_parts(task), train=train, seeds=seeds):
        record = _record(project, name, task, result.data)
        recorded = record.result.scores[result.primary].value
        assert result.scores[result.primary].value == pytest.approx(recorded, abs=baselines(task)[name].tolerance)
        assert record.trained == (train or LEFT_OUT)
    first = next(d for d in load("news", seeds=seeds) if load_task(task).layer in d.annotated_layers)
    given = tuple(Quote(id=q.id, content=q.content, type="direct") for q in first.quotes)
    bare = msgspec.structs.replace(first, mentions=(), entities=(), events=(), quotes=given)
    assert made[0].predict([first]) == made[0].predict([bare])


@pytest.mark.parametrize(("task", "name"), ALL)
def test_a_record_tells_how_to_get_it_again(project, task, name):
    """Command, settings with their seed, versions, time and memory stand beside the score."""
    for data in ranked_parts(task):
        record = _record(project, name, task, data)
        assert record.command == f"dateline run {name} --task {task} --record"
        assert record.settings == baselines(task)[name].settings_with()
        assert {"numpy", "scikit-learn"} <= set(record.versions)
        assert record.cost.seconds > 0
        assert record.cost.peak_mib > 0


@pytest.mark.parametrize(("task", "name"), ALL)
def test_recorded_seeds_are_declared_and_summed_up(project, task, name):
    """The first seed is the recorded score; mean and deviation are those of the scores beside them."""
    declared = baselines(task)[name].seeds
    for data in ranked_parts(task):
        record = _record(project, name, task, data)
        assert (record.seeds is None) == (not declared)
        if record.seeds:
            assert set(record.seeds.scores) <= set(declared)
            assert record.seeds.scores[declared[0]] == record.result.scores[record.result.primary].value
            assert record.seeds == seeds_of(record.result.primary, record.seeds.scores)


@pytest.mark.parametrize(("task", "name"), ALL)
def test_a_tolerance_is_no_smaller_than_the_chance_of_seeds(project, task, name):
    """Training again elsewhere is as another seed, for the last bits of numbers differ: a deviation is allowed."""
    baseline = baselines(task)[name]
    for data in ranked_parts(task):
        seeds = _record(project, name, task, data).seeds
        assert seeds is None or seeds.deviation is None or seeds.deviation <= baseline.tolerance


@pytest.fixture
def trial(tmp_path, monkeypatch, project):
    """A copy of the project with a baseline of three seeds, whose predictions differ by seed."""
    for part in ("annotations", "corpus", "tasks", "seeds"):
        (tmp_path / part).symlink_to(project / part)
    (tmp_path / "baselines").mkdir()
    declaration = 'task = "ner"\nmodel = "gazetteer"\ndescription = "x"\ntolerance = 0.0\nseeds = [3, 4, 5]\n'
    (tmp_path / "baselines" / "trial.toml").write_text(declaration)

    def made(_model, *, seed):
        return make("gazetteer", longest=seed - 2)

    monkeypatch.setattr("dateline.baselines.run.make", made)
    monkeypatch.setattr("dateline.baselines.declarations.setting_problems", lambda *_: [])
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_seeds_are_recorded_one_by_one(trial, seeds):
    """Each adds its score; predictions and the scores that are ranked are those of the first."""
    run = partial(run_all, ["trial"], task="ner", data="news", train="open/validation", seeds=seeds, record=True)
    path = record_path(trial / "baselines", baselines("ner")["trial"], "news")
    with pytest.raises(InputError, match="--seed 3"):
        run(seed=4)
    (first,) = run(seed=3)
    assert read_record(path).seeds.deviation is None
    (second,) = run(seed=4)
    record = read_record(path)
    values = [one.scores["strict_f1"].value for one in (first, second)]
    assert record.result == first
    assert record.settings == {"seed": 3}
    assert record.seeds.scores == {3: values[0], 4: values[1]}
    assert record.seeds.mean == pytest.approx(sum(values) / 2)
    assert record.seeds.deviation == pytest.approx(abs(values[0] - values[1]) / 2**0.5)
    (ranked,) = run()
    assert ranked == first
    assert set(read_record(path).seeds.scores) == {3, 4, 5}
    with pytest.raises(InputError, match="one of 3, 4, 5"):
        run(seed=6)


def test_scores_of_seeds_that_learnt_from_other_text_are_dropped(trial, seeds):
    """When the first seed scores otherwise than before, those of the others are no longer its peers."""
    run = partial(run_all, ["trial"], task="ner", data="news", seeds=seeds, record=True)
    path = record_path(trial / "baselines", baselines("ner")["trial"], "news")
    for seed in (3, 4):
        run(train="open/validation", seed=seed)
    assert set(read_record(path).seeds.scores) == {3, 4}
    run(train="open/validation", seed=3)
    assert set(read_record(path).seeds.scores) == {3, 4}
    run(train="open/train", seed=3)
    assert set(read_record(path).seeds.scores) == {3}


def test_rules_add_to_memory(project):
    """The gazetteer, which is memory with rules, is above memory alone."""
    values = {name: _record(project, name).result.scores["strict_f1"].value for name in NER}
    assert values["memory"] < values["gazetteer"]


def test_predicting_masked_text_says_that_text_is_needed(monkeypatch, tmp_path):
    """Without the texts no model runs, and the error tells how to supply them."""
    monkeypatch.delenv("DATELINE_SEEDS", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TextNeededError, match="--seeds"):
        run_all(["gazetteer"], task="ner", data="news")


def test_one_model_is_scored_on_several_parts(seeds):
    """A model that learnt from a part is scored on all parts asked for; on what it has seen it is nearly right."""
    results = run_all(["memory"], task="ner", data=["news", "news/test"], train="news", seeds=seeds, allow_leak=True)
    assert [result.data for result in results] == ["news", "news/test"]
    assert results[0].scores == results[1].scores
    (unseen,) = run_all(["memory"], task="ner", data="news", seeds=seeds)
    assert results[0].scores["strict_f1"].value > unseen.scores["strict_f1"].value + 20
    assert "leak:afghanistan-2021" in results[0].signature
    header, _ = part_rows(results, [])
    assert header == ["system", "news", "95% interval", "news/test", "95% interval"]


def test_parts_are_those_with_gold():
    """Tests are the parts with a task's gold; the part to learn from is open/train as soon as that has it."""
    assert "news" in ranked_parts("ner")
    has = any("mentions" in document.annotated_layers for document in load("open/train"))
    assert training_part("ner") == ("open/train" if has else None)


@pytest.mark.slow
def test_a_baseline_without_its_packages_keeps_its_place(seeds, monkeypatch):
    """Where a package is missing, kept predictions stand in, and that is said; asked for by name it is an error."""
    monkeypatch.setattr("dateline.baselines.run.find_spec", lambda _: None)
    warnings: list[str] = []
    few = "open/validation"  # little to learn from, for speed
    results = {
        result.system: result
        for result in run_all(None, task="ner", data="news", train=few, seeds=seeds, warn=warnings.append)
    }
    assert "minilm" in results
    assert any("minilm needs torch" in warning for warning in warnings)
    with pytest.raises(InputError, match="transformer"):
        run_all(["minilm"], task="ner", data="news", seeds=seeds)


def test_an_unknown_baseline_is_refused_with_the_nearest():
    """A typing error gets a suggestion."""
    with pytest.raises(InputError, match="gazetteer"):
        run_all(["gazeteer"], task="ner", data="news")


def test_predictions_are_in_the_public_format(project):
    """One record for each document of the part that has the layer."""
    for task, name in ALL:
        annotated = [document.id for document in load("news") if load_task(task).layer in document.annotated_layers]
        path = predictions_path(project / "baselines", baselines(task)[name], "news")
        records = [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]
        assert [record["id"] for record in records] == annotated


@given(st.lists(st.sampled_from(["O", "B-A", "I-A", "B-B", "I-B"]), min_size=1, max_size=12))
def test_tags_and_spans_agree(tags):
    """Spans read from tags give valid tags that read as the same spans."""
    tokens = [Span(2 * i, 2 * i + 1) for i in range(len(tags))]
    spans = spans_of(tokens, tags)
    assert spans_of(tokens, tags_of(tokens, spans)) == spans


@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_the_best_sequence_is_the_best_valid_one(length, seed):
    """Viterbi finds the maximum over all valid IOB2 sequences."""
    from itertools import product

    tags = ["B-A", "I-A", "B-B", "I-B", "O"]
    scores = np.random.default_rng(seed).normal(size=(length, len(tags)))

    def valid(path):
        pairs = zip(("O", *path), path, strict=False)
        return all(b[0] != "I" or (a != "O" and a[2:] == b[2:]) for a, b in pairs)

    def total(path):
        return sum(scores[i, tags.index(tag)] for i, tag in enumerate(path))

    best = max((path for path in product(tags, repeat=length) if valid(path)), key=total)
    assert total(best_sequence(scores, tags)) == pytest.approx(total(best))
