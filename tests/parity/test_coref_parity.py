"""The scorer of clusters against a plain implementation of the papers, and against scorch, another scorer of the field.

`docs/scoring/coref.md` tells where they differ; the tests under "Where the peers differ" hold it to what they do. Both
peers give 0 for 0/0, as the CoNLL reference scorer prints it.
"""

import random
from itertools import chain
from statistics import StatisticsError

import plain_coref
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.scoring.clusters import METRICS, count, drop_singletons

scorch = pytest.importorskip("scorch.scores", reason="scorch comes with the extra `bench`")

KINDS = ("recall", "precision", "f1")
SCORCH = {
    "muc": scorch.muc,
    "b3": scorch.b_cubed,
    "ceafm": scorch.ceaf_m,
    "ceafe": scorch.ceaf_e,
    "blanc": scorch.blanc,
}
CLOSE = 1e-12  # far beyond the digits that any peer prints


def side(rng, size, entities):
    """Draw a partition of most of the mentions, with singletons."""
    clusters = {}
    for place in range(size):
        if rng.random() < 0.85:
            clusters.setdefault(rng.randrange(entities), []).append((place, place + 1))
    return list(clusters.values())


def corpus(seed):
    """Draw up to five documents: some predictions are near the gold, some unrelated, some empty."""
    rng = random.Random(seed)  # noqa: S311 - no secrets
    units = []
    for number in range(1 + rng.randrange(5)):
        size, entities = rng.randrange(30), 1 + rng.randrange(9)
        gold = side(rng, size, entities)
        predicted = side(rng, size + 3, entities)
        if rng.random() < 0.5:
            predicted = [[mention for mention in cluster if rng.random() < 0.9] for cluster in gold]
            for cluster in rng.choices(predicted, k=3) if predicted else ():
                rng.choice(predicted).extend(cluster[:2])
                del cluster[:2]
        units.append((f"d{number}", gold, [cluster for cluster in predicted if cluster]))
    return units


def ours(units, family):
    """Recall, precision and F1, with 0 for undefined as the peers have it."""
    counts = count(units)
    return [METRICS[f"{family}_{kind}"].of(counts) or 0.0 for kind in KINDS]


@given(st.integers(0, 10**9))
def test_equal_to_the_plain_implementation(seed):
    """All metrics of whole corpora, documents with empty sides included."""
    units = corpus(seed)
    for family, expected in plain_coref.scores(units).items():
        assert ours(units, family) == pytest.approx(expected, abs=CLOSE), family
    assert ours(units, "blanc") == pytest.approx(plain_coref.blanc(units), abs=CLOSE)


@given(st.integers(0, 10**9))
def test_equal_to_scorch(seed):
    """All five of its metrics, on every document where gold has pairs of mentions and some mention is found."""
    for unit in corpus(seed):
        _, gold, predicted = unit
        if set(chain(*gold)) & set(chain(*predicted)) and sum(map(len, gold)) > 1:
            for family, metric in SCORCH.items():
                expected = metric(list(map(set, gold)), list(map(set, predicted)))
                assert ours([unit], family) == pytest.approx(expected, abs=CLOSE), family


@given(st.integers(0, 10**9))
def test_equal_to_scorch_in_the_mean_of_three(seed):
    """The CoNLL score of documents that have coreference on both sides."""
    for unit in corpus(seed):
        _, gold, predicted = unit
        found = set(chain(*gold)) & set(chain(*predicted))
        if found and drop_singletons(gold) and drop_singletons(predicted):
            expected = scorch.conll2012(list(map(set, gold)), list(map(set, predicted)))
            assert METRICS["conll_f1"].of(count([unit])) == pytest.approx(expected, abs=CLOSE)


# Where the peers differ.


def test_scorch_scores_links_of_singletons_as_wrong():
    """MUC of singletons alone is 0 for scorch and the reference scorer; here it is undefined, and so is the mean."""
    unit = ("d", [[1], [2]], [[1], [2]])
    assert scorch.muc([{1}, {2}], [{1}, {2}]) == (0, 0, 0)
    assert scorch.conll2012([{1}, {2}], [{1}, {2}]) == pytest.approx(2 / 3)
    assert METRICS["conll_f1"].of(count([unit])) is None


def test_scorch_scores_a_single_mention_by_its_identity():
    """With one mention there is no pair: BLANC is 1 or 0 for scorch, 0 for the reference scorer, and undefined here."""
    assert scorch.blanc([{1}], [{1}]) == (1, 1, 1)
    assert METRICS["blanc_f1"].of(count([("d", [[1]], [[1]])])) is None


@pytest.mark.filterwarnings("ignore:divide by zero")
def test_scorch_has_no_ceaf_where_nothing_was_found():
    """Clusters without a common mention: an error of scorch under numpy, and 0 here."""
    with pytest.raises(StatisticsError):
        scorch.ceaf_e([{1, 2}], [{3, 4}])
    assert ours([("d", [[1, 2]], [[3, 4]])], "ceafe") == [0, 0, 0]


def test_muc_of_a_document_without_predicted_links_has_a_recall():
    """Gold links and predicted singletons: recall is 0 and precision undefined; F1 is 0 everywhere."""
    unit = ("d", [[1, 2]], [[1], [2]])
    assert [METRICS[f"muc_{kind}"].of(count([unit])) for kind in KINDS] == [0, None, 0]
    assert scorch.muc([{1, 2}], [{1}, {2}]) == (0, 0, 0)


def test_leaving_singletons_out_of_one_side_breaks_ceafe():
    """Some scorers drop predicted singletons but keep gold ones: then a perfect prediction does not score 1."""
    gold = [[1, 2, 3], [4]]
    assert ours([("d", gold, drop_singletons(gold))], "ceafe") == pytest.approx([1 / 2, 1, 2 / 3])
    assert ours([("d", gold, gold)], "ceafe") == [1, 1, 1]
