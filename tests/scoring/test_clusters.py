"""The scorer of clusters: the literature's examples counted by hand, degenerate input, and laws that hold on any input.

The examples are those of Vilain et al. (1995), Bagga and Baldwin (1998), Luo (2005), Pradhan et al. (2014), Luo et al.
(2014) and Moosavi and Strube (2016), and those that the CoNLL reference scorer v8.01 is tested with (`TC-...`). A
cluster is written as a word, a mention as a letter. The counts were derived from the definitions; where the sources
print a number, `PUBLISHED` and `LUO` hold it.
"""

from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.scoring import clusters
from dateline.scoring.clusters import BATCH, COLUMNS, METRICS, count, drop_singletons, match_heads
from dateline.scoring.counts import concatenate

F = Fraction
FAMILIES = ("mention", "muc", "b3", "ceafe", "ceafm", "blanc", "lea")
NAMES = ("precision", "recall", "f1")


class Case(NamedTuple):
    """Key and response, and by hand: what is common, then recall and precision sums, then links and non-links.

    `muc`, `links` and `nonlinks` are (common, gold, predicted); `b3` and `lea` (recall, precision) numerators.
    """

    key: str
    response: str
    muc: tuple[int, int, int]
    b3: tuple[F | int, F | int]
    ceafm: int
    ceafe: F | int
    lea: tuple[F | int, F | int]
    links: tuple[int, int, int]
    nonlinks: tuple[int, int, int]


CASES = {
    # A response that is perfect, misses mentions, invents some, or both; all singletons; all in one.
    "TC-A-1": Case("a bc def", "a bc def", (3, 3, 3), (6, 6), 6, 3, (6, 6), (4, 4, 4), (11, 11, 11)),
    "TC-A-2": Case("a bc def", "a de", (1, 3, 1), (F(7, 3), 3), 3, F(9, 5), (2, 3), (1, 4, 1), (2, 11, 2)),
    "TC-A-3": Case(
        # B3: 6/6 and (1 + 4/3 + 9/4)/9; LEA precision: 1 + 3 * 1/3 + 4 * 3/6
        *("a bc def", "a bcx defy z", (3, 3, 5), (6, F(55, 12)), 6, 1 + F(4, 5) + F(6, 7)),
        *((6, 4), (4, 4, 9), (11, 11, 27)),
    ),
    "TC-A-4": Case(
        # B3: recall adds 1 for a, 2 for bc and a third for d; precision adds 1, four thirds and a half.
        *("a bc def", "a bcx dy z", (1, 3, 3), (F(10, 3), F(17, 6)), 4, 1 + F(4, 5) + F(2, 5)),
        *((3, 2), (1, 4, 4), (5, 11, 17)),
    ),
    "TC-A-5": Case(
        *("a bc def", "a bcxB dy z", (1, 3, 4), (F(10, 3), F(5, 2)), 4, 1 + F(4, 6) + F(2, 5)),
        *((3, 1 + F(4, 6)), (1, 4, 7), (5, 11, 21)),
    ),
    "TC-A-6": Case(
        *("a bc def", "a bcx dy Bz", (1, 3, 4), (F(10, 3), F(17, 6)), 4, 1 + F(4, 5) + F(2, 5)),
        *((3, 2), (1, 4, 5), (5, 11, 23)),
    ),
    "TC-A-10": Case("a bc def", "a b c d e f", (0, 3, 0), (3, 6), 3, F(13, 6), (1, 1), (0, 4, 0), (11, 11, 15)),
    "TC-A-11": Case("a bc def", "abcdef", (3, 3, 5), (6, F(7, 3)), 3, F(2, 3), (5, F(8, 5)), (4, 4, 15), (0, 11, 0)),
    "TC-A-12": Case("a bc def", "a x y c d e z", (0, 3, 0), (F(13, 6), 4), 3, F(13, 6), (1, 1), (0, 4, 0), (5, 11, 21)),
    "TC-A-13": Case(
        # CEAFe: of 2/8 (a), 2/9 (bc) and 4/10 (def) one can be had
        *("a bc def", "axycdez", (1, 3, 6), (F(17, 6), F(6, 7)), 2, F(2, 5), (1, F(1, 3)), (1, 4, 21), (0, 11, 0)),
    ),
    # Luo et al. (2014): the link bc is none in the key; x is spurious, a is missing.
    "TC-B-1": Case("ab cde", "bcx de", (1, 3, 3), (F(13, 6), F(8, 3)), 3, F(6, 5), (1, 2), (1, 4, 4), (2, 6, 6)),
    "TC-C-1": Case(
        *("ab cde fg", "bcx de fg", (2, 4, 4), (F(25, 6), F(14, 3)), 5, F(11, 5)),
        *((3, 4), (2, 5, 5), (10, 16, 16)),
    ),
    # Bagga and Baldwin (1998), which Luo (2005) calls (a) and (b), and his (c) and (d).
    "TC-D-1": Case(
        # B3 precision: (5 + (2 * 2 + 5 * 5)/7)/12 = 16/21; LEA precision: 5 + 7 * 11/21
        *("12345 67 89ABC", "12345 6789ABC", (9, 9, 10), (12, F(64, 7)), 10, 1 + F(10, 12)),
        *((12, F(26, 3)), (21, 21, 31), (35, 45, 35)),
    ),
    "TC-E-1": Case(
        # B3 precision: ((25 + 25)/10 + 2)/12 = 7/12; LEA precision: 10 * 20/45 + 2
        *("12345 67 89ABC", "1234589ABC 67", (9, 9, 10), (12, 7), 7, F(10, 15) + 1),
        *((12, F(58, 9)), (21, 21, 46), (20, 45, 20)),
    ),
    "Luo (c)": Case(
        *("12345 67 89ABC", "123456789ABC", (9, 9, 11), (12, F(9, 2)), 5, F(10, 17)),
        *((12, F(42, 11)), (21, 21, 66), (0, 45, 0)),
    ),
    "Luo (d)": Case(
        *("12345 67 89ABC", "1 2 3 4 5 6 7 8 9 A B C", (0, 9, 0), (3, 12), 3, F(4, 3)),
        *((0, 0), (0, 21, 0), (45, 45, 66)),
    ),
    # Vilain et al. (1995).
    "TC-F-1": Case("ABCD", "AB CD", (2, 3, 2), (2, 4), 2, F(2, 3), (F(4, 3), 4), (2, 6, 2), (0, 0, 4)),
    "TC-G-1": Case("AB CD", "ABCD", (2, 2, 3), (4, 2), 2, F(2, 3), (4, F(4, 3)), (2, 2, 6), (0, 4, 0)),
    "TC-J-1": Case("ABC", "AC", (1, 2, 1), (F(4, 3), 2), 2, F(4, 5), (1, 2), (1, 3, 1), (0, 0, 0)),
    "TC-K-1": Case("BCDEGHJ", "ABC DEF GHI", (3, 6, 6), (F(12, 7), 4), 2, F(2, 5), (1, 3), (3, 21, 9), (0, 0, 27)),
    "TC-L-1": Case(
        # LEA: ABC resolves one of three links, DEFG one of six; of the response AB does all, FGH one of three.
        *("ABC DEFG", "AB CD FGH", (2, 5, 4), (F(35, 12), F(13, 3)), 4, F(4, 5) + F(4, 7)),
        *((F(5, 3), 3), (2, 9, 5), (8, 12, 16)),
    ),
    # Pradhan et al. (2014) and Moosavi and Strube (2016): BLANC has 2/9, 2/8, 8/12 and 8/20.
    "Pradhan": Case(
        *("abc defg", "ab cd fghi", (2, 5, 5), (F(35, 12), 4), 4, F(4, 5) + F(4, 8)),
        *((F(5, 3), F(8, 3)), (2, 9, 8), (8, 12, 20)),
    ),
    # Gold has no non-links.
    "TC-M-2": Case("abcdef", "a b c d e f", (0, 5, 0), (1, 6), 1, F(2, 7), (0, 0), (0, 15, 0), (0, 0, 15)),
    "TC-M-3": Case("abcdef", "ab cde f", (3, 5, 3), (F(7, 3), 6), 3, F(2, 3), (F(8, 5), 5), (4, 15, 4), (0, 0, 11)),
    "TC-M-4": Case(
        *("abcdef", "abcxyz", (2, 5, 5), (F(3, 2), F(3, 2)), 3, F(1, 2), (F(6, 5), F(6, 5)), (3, 15, 15), (0, 0, 0)),
    ),
    "TC-M-5": Case("abcdef", "a b c x y z", (0, 5, 0), (F(1, 2), 3), 1, F(2, 7), (0, 0), (0, 15, 0), (0, 0, 15)),
    "TC-M-6": Case(
        *("abcdef", "ab cxy z", (1, 5, 3), (F(5, 6), F(7, 3)), 2, F(1, 2), (F(2, 5), 2), (1, 15, 4), (0, 0, 11)),
    ),
    # Gold has no links.
    "TC-N-1": Case("a b c d e f", "a b c d e f", (0, 0, 0), (6, 6), 6, 6, (6, 6), (0, 0, 0), (15, 15, 15)),
    "TC-N-2": Case("a b c d e f", "abcdef", (0, 0, 5), (6, 1), 1, F(2, 7), (0, 0), (0, 0, 15), (0, 15, 0)),
    "TC-N-3": Case("a b c d e f", "ab cde f", (0, 0, 3), (6, 3), 3, F(13, 6), (1, 1), (0, 0, 4), (11, 15, 11)),
    "TC-N-4": Case("a b c d e f", "a b c x y z", (0, 0, 0), (3, 3), 3, 3, (3, 3), (0, 0, 0), (3, 15, 15)),
    "TC-N-5": Case("a b c d e f", "abcxyz", (0, 0, 5), (3, F(1, 2)), 1, F(2, 7), (0, 0), (0, 0, 15), (0, 15, 0)),
    "TC-N-6": Case("a b c d e f", "ab cxy z", (0, 0, 3), (3, F(4, 3)), 2, F(7, 6), (0, 0), (0, 0, 4), (2, 15, 11)),
}

PUBLISHED = {  # recall, precision and F1 as the reference scorer's own tests expect them, at their five digits
    ("TC-A-2", "blanc"): (0.21591, 1, 0.35385),
    ("TC-A-3", "blanc"): (1, 0.42593, 0.59717),
    ("TC-A-3", "ceafe"): (0.88571, 0.66429, 0.75918),
    ("TC-A-4", "blanc"): (0.35227, 0.27206, 0.30357),
    ("TC-A-4", "ceafe"): (0.73333, 0.55, 0.62857),
    ("TC-A-5", "blanc"): (0.35227, 0.19048, 0.24716),
    ("TC-A-5", "ceafe"): (0.68889, 0.51667, 0.59048),
    ("TC-A-6", "blanc"): (0.35227, 0.20870, 0.25817),
    ("TC-A-10", "blanc"): (0.5, 0.36667, 0.42308),
    ("TC-A-11", "blanc"): (0.5, 0.13333, 0.21053),
    ("TC-A-12", "blanc"): (0.22727, 0.11905, 0.15625),
    ("TC-A-13", "blanc"): (0.125, 0.02381, 0.04),
}
LUO = {"TC-D-1": (0.833, 0.733), "TC-E-1": (0.583, 0.667), "Luo (c)": (0.417, 0.294), "Luo (d)": (0.25, 0.178)}


def parse(text):
    """Read clusters: words of letters."""
    return [[(ord(letter), ord(letter) + 1) for letter in word] for word in text.split()]


def score(*pairs):
    """Evaluate all metrics on documents written as key and response."""
    counts = count((f"d{index}", parse(key), parse(response)) for index, (key, response) in enumerate(pairs))
    return {name: metric.of(counts) for name, metric in METRICS.items()}


def over(numerator, denominator):
    """Divide; None for 0/0."""
    return F(numerator) / denominator if denominator else None


def f1_of(recall, precision):
    """Harmonic mean, where a side that is undefined counts for 0; None if both are."""
    if recall is None and precision is None:
        return None
    total = (recall or 0) + (precision or 0)
    return 2 * (recall or 0) * (precision or 0) / total if total else F(0)


def sums(case):
    """Recall's and precision's numerators and denominators of all families but BLANC."""
    gold, predicted = (len(text.replace(" ", "")) for text in (case.key, case.response))
    common = len(set(case.key) & set(case.response) - {" "})
    entities = len(case.key.split()), len(case.response.split())
    return {
        "mention": (common, gold, common, predicted),
        "muc": (case.muc[0], case.muc[1], case.muc[0], case.muc[2]),
        "b3": (case.b3[0], gold, case.b3[1], predicted),
        "ceafm": (case.ceafm, gold, case.ceafm, predicted),
        "ceafe": (case.ceafe, entities[0], case.ceafe, entities[1]),
        "lea": (case.lea[0], gold, case.lea[1], predicted),
    }


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_counts_are_those_made_by_hand(case):
    """Every column of every example is the number derived from its definition."""
    counts = count([("d", parse(case.key), parse(case.response))])
    found = dict(zip(COLUMNS, counts.matrix[0], strict=True))
    shares = sums(case)
    expected = {
        "common_mentions": shares["mention"][0],
        "gold_mentions": shares["mention"][1],
        "predicted_mentions": shares["mention"][3],
        "gold_clusters": shares["ceafe"][1],
        "predicted_clusters": shares["ceafe"][3],
        "b3_recall": case.b3[0],
        "b3_precision": case.b3[1],
        "ceafe_common": case.ceafe,
        "ceafm_common": case.ceafm,
        "lea_recall": case.lea[0],
        "lea_precision": case.lea[1],
    }
    for side, *numbers in zip(("common", "gold", "predicted"), case.muc, case.links, case.nonlinks, strict=True):
        expected |= dict(zip((f"muc_{side}", f"{side}_links", f"{side}_nonlinks"), numbers, strict=True))
    assert found == pytest.approx({name: float(number) for name, number in expected.items()}, abs=1e-12)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_scores_are_the_fractions_of_the_counts(case):
    """Recall, precision and F1 of each metric are what the counts made by hand give, and None for 0/0."""
    found = score((case.key, case.response))
    f1s = {}
    for name, (number, gold, other, predicted) in sums(case).items():
        recall, precision = over(number, gold), over(other, predicted)
        f1s[name] = f1_of(recall, precision)
        expected = [None if value is None else pytest.approx(float(value)) for value in (precision, recall, f1s[name])]
        assert [found[f"{name}_{kind}"] for kind in NAMES] == expected, name
    conll = [f1s[name] for name in ("muc", "b3", "ceafe")]
    assert found["conll_f1"] == (None if None in conll else pytest.approx(float(sum(conll) / 3)))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_blanc_is_the_mean_over_the_kinds_of_links_that_gold_has(case):
    """Links and non-links are averaged; what gold has none of is left out; a kind never predicted has precision 0."""
    found = score((case.key, case.response))
    kinds = [
        (over(common, predicted) or 0, over(common, gold), f1_of(over(common, gold), over(common, predicted)))
        for common, gold, predicted in (case.links, case.nonlinks)
        if gold
    ]
    expected = [pytest.approx(float(sum(column)) / len(kinds)) for column in zip(*kinds, strict=True)]
    assert [found[f"blanc_{kind}"] for kind in NAMES] == expected


@pytest.mark.parametrize(("case", "family"), PUBLISHED, ids=lambda value: value)
def test_published_numbers_of_the_reference_scorer(case, family):
    """The expectations that the CoNLL scorer v8.01 is tested with, at the digits they are printed with."""
    found = score((CASES[case].key, CASES[case].response))
    recall_precision_f1 = [round(found[f"{family}_{kind}"], 5) for kind in ("recall", "precision", "f1")]
    assert recall_precision_f1 == pytest.approx(PUBLISHED[case, family], abs=1.01e-5)


@pytest.mark.parametrize("case", LUO)
def test_published_numbers_of_ceaf(case):
    """Luo (2005) prints CEAF by mentions and by entities for four responses."""
    found = score((CASES[case].key, CASES[case].response))
    assert (round(found["ceafm_f1"], 3), round(found["ceafe_f1"], 3)) == LUO[case]


def test_the_corpus_is_scored_on_summed_counts():
    """BLANC of two documents is that of their links taken together, and no mean of two scores."""
    found = score(("ab", "ab"), ("a b", "ab"))
    # links: 1 common of 1 and 2, F1 2/3; non-links: 0 of 1 and 0
    assert found["blanc_f1"] == pytest.approx((2 / 3 + 0) / 2)
    # MUC: 1 common of 1 and 2; CEAFe: 1 + 2/3 of 3 and 2 clusters
    assert found["muc_f1"] == pytest.approx(2 / 3)
    assert found["ceafe_f1"] == pytest.approx(2 * (5 / 3) / 5)


@pytest.mark.parametrize(
    ("key", "response", "expected"),
    [
        ("", "", (None, None, None)),
        ("ab c", "", (None, 0, 0)),
        ("", "ab c", (0, None, 0)),
        ("ab c", "xy z", (0, 0, 0)),
    ],
)
def test_empty_and_disjoint_sides(key, response, expected):
    """A side that is empty leaves its own ratio undefined; both leave all undefined; 0 is what was got wrong."""
    found = score((key, response))
    for name in FAMILIES:
        assert tuple(found[f"{name}_{kind}"] for kind in NAMES) == expected, name
    assert found["conll_f1"] == expected[2]


def test_muc_is_undefined_for_singletons_alone():
    """Singletons need no links: MUC has nothing to say, and neither has its mean with others."""
    found = score(("a b c", "a b c"))
    assert (found["muc_f1"], found["conll_f1"], found["b3_f1"], found["ceafe_f1"]) == (None, None, 1, 1)


def test_a_single_mention_has_no_pairs():
    """BLANC is undefined for a document of one mention; LEA links it to itself."""
    found = score(("a", "a"))
    assert (found["blanc_f1"], found["lea_f1"], found["mention_f1"]) == (None, 1, 1)
    assert (score(("a", "b"))["blanc_f1"], score(("a", "ab"))["blanc_f1"]) == (None, 0)


def test_an_empty_cluster_counts_for_nothing():
    """It holds no mention, so no metric sees it."""
    mentions = parse("ab c")
    counts = count([("d", [*mentions, []], [[], *mentions])])
    assert counts.matrix.tolist() == count([("d", mentions, mentions)]).matrix.tolist()


def test_no_units_give_no_rows():
    """The columns are there all the same."""
    counts = count([])
    assert counts.matrix.shape == (0, len(COLUMNS))
    assert METRICS["conll_f1"].of(counts) is None


@pytest.mark.parametrize(
    ("key", "response", "side"),
    [
        ("ab ca", "ab", "gold"),
        ("aab", "ab", "gold"),
        ("ab", "ab ca", "predicted"),
        ("ab", "aab", "predicted"),
        ("ab", "xy xz", "predicted"),
    ],
)
def test_a_repeated_mention_is_refused(key, response, side):
    """In one cluster or in two, known or spurious: the unit, the mention and the side are named."""
    units = [("good", parse("ab"), parse("ab")), ("bad", parse(key), parse(response))]
    letter = "x" if "x" in response else "a"
    with pytest.raises(InputError) as caught:
        count(units)
    assert isinstance(caught.value, ValueError)
    message = f"bad: the mention ({ord(letter)}, {ord(letter) + 1}) occurs 2 times in the {side} clusters"
    assert [problem.message for problem in caught.value.problems] == [message]
    assert caught.value.problems[0].id == "repeated-mention"


def test_two_units_of_one_name_are_refused():
    """Rows are found by their unit's name."""
    with pytest.raises(ValueError, match="two units have one name"):
        count([("d", [], []), ("d", [], [])])


def test_ceafm_divides_by_mentions():
    """Divided by the clusters, as CEAFe is, the two mentions of one right cluster would score 200%."""
    found = score(("ab", "ab"))
    assert (found["ceafm_precision"], found["ceafm_recall"], found["ceafm_f1"]) == (1, 1, 1)


def test_mentions_of_a_story_carry_their_document():
    """The same offsets in two documents are two mentions, as event coreference needs."""
    gold = [[("one", 0, 4), ("two", 0, 4)]]
    apart = count([("story", gold, [[("one", 0, 4)], [("two", 0, 4)]])])
    together = count([("story", gold, gold)])
    assert METRICS["lea_f1"].of(apart) == 0
    assert METRICS["lea_f1"].of(together) == 1


def test_singletons_can_be_left_out_of_one_side_or_of_both():
    """Out of gold alone, a predicted singleton is spurious; out of both, it is no matter."""
    gold, predicted = parse("ab c"), parse("ab c")
    one = count([("d", drop_singletons(gold), predicted)])
    both = count([("d", drop_singletons(gold), drop_singletons(predicted))])
    assert [METRICS["b3_precision"].of(counts) for counts in (one, both)] == [pytest.approx(2 / 3), 1]
    assert METRICS["muc_f1"].of(one) == 1


def last(mention):
    """Take the last word for the head."""
    return mention[1]


def test_heads_match_one_to_one():
    """A shorter span with the right head is right; a second one with that head is not."""
    gold = [[(0, 3), (5, 6)]]
    assert match_heads(gold, [[(1, 3), (5, 6)]], last) == gold
    assert match_heads(gold, [[(1, 3), (2, 3)], [(5, 6)]], last) == [[(0, 3), (2, 3)], [(5, 6)]]


def test_equal_heads_are_matched_in_sorted_order():
    """Two on each side: the first goes to the first, whatever the order of the clusters."""
    gold = [[(1, 3)], [(0, 3)]]
    assert match_heads(gold, [[(2, 3)], [(-1, 3)]], last) == [[(1, 3)], [(0, 3)]]


def test_equal_spans_go_before_equal_heads():
    """Nested gold mentions with one head, in two clusters, stay apart, whichever is predicted."""
    gold = [[(0, 3)], [(2, 3), (7, 8)]]
    assert match_heads(gold, [[(2, 3), (7, 8)]], last) == [[(2, 3), (7, 8)]]
    assert match_heads(gold, [[(1, 3)], [(2, 3), (7, 8)]], last) == [[(0, 3)], [(2, 3), (7, 8)]]


@st.composite
def partitions(draw, letters="abcdefgh"):
    """Draw clusters of some letters."""
    owners = draw(st.lists(st.integers(-1, 4), min_size=len(letters), max_size=len(letters)))
    words = ("".join(letter for letter, o in zip(letters, owners, strict=True) if o == owner) for owner in range(5))
    return " ".join(word for word in words if word)


PAIRS = st.lists(st.tuples(partitions(), partitions()), min_size=1, max_size=4)


@given(PAIRS)
def test_scores_are_shares(pairs):
    """Every defined score lies between 0 and 1."""
    assert all(value is None or 0 <= value <= 1 + 1e-12 for value in score(*pairs).values())


@given(st.lists(partitions(), min_size=1, max_size=4))
def test_a_perfect_prediction_scores_one(texts):
    """Whatever is defined is 1."""
    found = score(*((text, text) for text in texts))
    assert all(value is None or value == pytest.approx(1) for value in found.values())
    assert (found["mention_f1"] is None) == (not any(texts))


@given(PAIRS)
def test_a_perfect_score_means_a_perfect_prediction(pairs):
    """LEA and the mentions are all right only where the clusters are the same."""
    found = score(*pairs)
    same = all(set(map(frozenset, parse(key))) == set(map(frozenset, parse(response))) for key, response in pairs)
    assert found["lea_f1"] is None or (found["lea_f1"] == pytest.approx(1, abs=1e-9)) == same


@given(PAIRS, st.randoms(use_true_random=False))
def test_names_and_order_do_not_matter(pairs, rng):
    """Shuffled clusters, shuffled and renamed mentions: every column stays."""
    units = [(f"d{index}", parse(key), parse(response)) for index, (key, response) in enumerate(pairs)]
    names = {mention: ("text", *mention) for _, *sides in units for side in sides for c in side for mention in c}

    def shuffled(side):
        return rng.sample([rng.sample([names[mention] for mention in c], len(c)) for c in side], len(side))

    changed = [(name, shuffled(gold), shuffled(predicted)) for name, gold, predicted in units]
    np.testing.assert_allclose(count(changed).matrix, count(units).matrix, atol=1e-12)


@given(PAIRS)
def test_units_are_counted_apart_and_added(pairs):
    """Counting in shards and joining is counting at once; the metric of all is that of the summed rows."""
    units = [(f"d{index}", parse(key), parse(response)) for index, (key, response) in enumerate(pairs)]
    whole, parts = count(units), concatenate([count([unit]) for unit in units])
    assert parts.units == whole.units
    np.testing.assert_allclose(parts.matrix, whole.matrix, atol=1e-12)


@given(PAIRS)
def test_exchanging_the_sides_exchanges_recall_and_precision(pairs):
    """All metrics but BLANC, which asks what kinds of links gold has, treat the sides alike."""
    found, turned = score(*pairs), score(*((response, key) for key, response in pairs))
    for name in set(FAMILIES) - {"blanc"}:
        for kind, other in (("precision", "recall"), ("recall", "precision"), ("f1", "f1")):
            value = found[f"{name}_{kind}"]
            assert turned[f"{name}_{other}"] == (None if value is None else pytest.approx(value, abs=1e-12))


@given(PAIRS, st.integers(1, 3))
def test_metrics_take_any_leading_axes(pairs, resamples):
    """A stack of sums gives the scores of each of them."""
    counts = count((f"d{index}", parse(key), parse(response)) for index, (key, response) in enumerate(pairs))
    weights = np.arange(resamples * 2 * len(pairs)).reshape(2, resamples, len(pairs)) % 3
    for metric in METRICS.values():
        stacked = metric.value(weights @ counts.pick(metric.columns))
        single = [[metric.value(w @ counts.pick(metric.columns)) for w in layer] for layer in weights]
        np.testing.assert_allclose(stacked, np.array(single), atol=1e-12)


@given(partitions(), partitions(), st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3)))
def test_matching_heads_loses_no_mention_and_finds_no_fewer(key, response, heads):
    """Renaming is one-to-one, and what was equal stays equal."""
    gold, predicted = parse(key), parse(response)
    renamed = match_heads(gold, predicted, lambda mention: heads.get(chr(mention[0]), mention))
    assert list(map(len, renamed)) == list(map(len, predicted))
    before, after = count([("d", gold, predicted)]), count([("d", gold, renamed)])  # raises if a mention repeats
    column = COLUMNS.index("common_mentions")
    assert after.matrix[0, column] >= before.matrix[0, column]


def test_batches_join_without_a_seam():
    """More units than a batch holds give the rows that each has alone."""
    cases = list(CASES.values())
    units = [
        (str(i), parse(cases[i % len(cases)].key), parse(cases[i % len(cases)].response)) for i in range(BATCH + 99)
    ]
    alone = count((f"{i}", parse(case.key), parse(case.response)) for i, case in enumerate(cases)).matrix
    expected = np.resize(alone, (len(units), len(COLUMNS)))
    np.testing.assert_allclose(count(iter(units)).matrix, expected, atol=1e-12)


def test_the_primary_metric_comes_first():
    """The name that tasks quote stands at the head of the metrics."""
    assert clusters.PRIMARY == next(iter(METRICS)) == "conll_f1"
