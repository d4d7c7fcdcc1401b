"""The check of a signature: it passes what can be compared with a score, and refuses the rest with the difference."""

import pytest

import dateline
from dateline.errors import InputError
from dateline.evaluation.compare import check_signature, comparable
from dateline.evaluation.evaluate import signature
from dateline.evaluation.reference import gold_of
from dateline.scoring.resampling import ROUNDS, SEED
from dateline.tasks.declarations import load as load_task
from invented_articles import article


@pytest.fixture(scope="module")
def task():
    """The task that is scored."""
    return load_task("ner")


@pytest.fixture(scope="module")
def gold(task):
    """Gold of two invented articles."""
    return gold_of(task, (article(0), article(1)), "test")


@pytest.fixture(scope="module")
def own(task, gold):
    """The signature of scores on that gold."""
    return signature(task, gold, seed=SEED, resamples=ROUNDS)


@pytest.fixture(scope="module")
def predictions(project):
    """A prediction file in several stories."""
    return project / "baselines" / "predictions" / "ner.gazetteer.open-test.jsonl"


def refused(wanted, task, gold):
    """Return the message with which a signature is refused."""
    with pytest.raises(InputError) as caught:
        check_signature(wanted, task, gold)
    (problem,) = caught.value.problems
    assert problem.id == "bad-signature"
    return problem.message


def test_the_own_signature_passes(own, task, gold):
    """It is that of the very same scores."""
    check_signature(own, task, gold)


def test_each_part_is_compared(own, task, gold):
    """Whichever part differs, it is named with both of its values, and it alone."""
    parts = own.split("|")
    assert len(parts) == 10
    for place, part in enumerate(parts):
        name, _, value = part.partition(":")
        other = "|".join((*parts[:place], f"{name}:{value}x", *parts[place + 1 :]))
        assert refused(other, task, gold) == f"the scores can't be compared: {name}: {value}x / {value}"


def test_a_part_too_many_or_too_few_differs(own, task, gold):
    """A score that a leak touches has a part more; one of an older release may have fewer."""
    assert refused(f"{own}|leaked:ash-river", task, gold).endswith("compared: leaked: ash-river / -")
    shorter, _, last = own.rpartition("|")
    name, _, value = last.partition(":")
    assert refused(shorter, task, gold).endswith(f"compared: {name}: - / {value}")


def test_all_differences_are_named(own, task, gold):
    """They stand in the order of the signature."""
    other = own.replace("task:ner.v1", "task:coref.v1").replace("documents:2", "documents:9")
    message = refused(other, task, gold)
    assert message == "the scores can't be compared: task: coref.v1 / ner.v1; documents: 9 / 2"


def test_agreement_is_not_a_score(own, task, gold):
    """The signature of annotators' agreement is one, but of something else."""
    assert refused(f"agreement:AI annotator B against A|{own}", task, gold).startswith("the scores can't be compared")


@pytest.mark.parametrize("text", ["", "  ", "nonsense", "signature: task:ner.v1", "|", "x" * 100_000])
def test_what_is_no_signature_is_told(text, task, gold):
    """It is not compared part by part, and a long one is shortened."""
    message = refused(text, task, gold)
    assert message.endswith("is no signature")
    assert len(message) < 1_000


def test_seed_and_rounds_count_where_resamples_are_drawn(predictions):
    """Intervals that are computed depend on neither; drawn ones do."""
    scores = {
        (interval, seed): dateline.score("ner", predictions, interval=interval, seed=seed, resamples=200).signature
        for interval in ("logit-t", "percentile")
        for seed in (1, 2)
    }
    assert comparable([scores["logit-t", 1], scores["logit-t", 2]]) == []
    assert comparable([scores["percentile", 1], scores["percentile", 2]]) == [
        "interval: percentile-200@1 / percentile-200@2"
    ]
