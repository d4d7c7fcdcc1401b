"""The scorer of quotes: hand-counted examples, degenerate input, and laws that hold on any input."""

from collections import Counter
from itertools import permutations
from operator import eq

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.records import QuoteRecord
from dateline.scoring import quotes
from dateline.scoring.counts import concatenate

METRICS = quotes.metrics()


def quote(*content, cue=None, sources=(), kind=None):
    """Make a quote."""
    return QuoteRecord(content=list(content), cue=cue, sources=list(sources), type=kind)


def score(gold, predicted):
    """Evaluate all metrics on one document."""
    counts = quotes.count([("d", gold, predicted)])
    return {name: metric.of(counts) for name, metric in METRICS.items()}


SPAN = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda t: (t[0], t[0] + t[1]))
ANY_QUOTE = st.builds(
    QuoteRecord,
    content=st.lists(SPAN, min_size=1, max_size=2),
    cue=st.none() | st.just((20, 21)) | st.just((22, 23)),
    sources=st.lists(st.sampled_from([(30, 31), (32, 33)]), max_size=2),
    type=st.sampled_from([None, *quotes.TYPES]),
)
SIDE = st.lists(ANY_QUOTE, max_size=4)
PAIRS = st.lists(st.tuples(SIDE, SIDE), min_size=1, max_size=4)


def units(pairs):
    """Name the documents."""
    return [(f"d{index}", gold, predicted) for index, (gold, predicted) in enumerate(pairs)]


def offsets(record):
    """Return the offsets of a content."""
    return {offset for start, end in record.content for offset in range(start, end)}


def test_a_document_by_hand():
    """Three gold quotes: one found whole, one with half its content and another source, one missed; one is invented.

    Gold characters: 20 + 10 + 10 = 40; predicted: 20 + 5 + 15 = 40; common: 20 + 5 = 25.
    """
    gold = [
        quote((0, 10), (20, 30), cue=(12, 16), sources=[(10, 12)], kind="direct"),
        quote((40, 50), cue=(50, 54), sources=[(55, 58)], kind="indirect"),
        quote((60, 70), kind="mixed"),
    ]
    predicted = [
        quote((0, 10), (20, 30), cue=(12, 16), sources=[(10, 12)], kind="direct"),
        quote((40, 45), cue=(50, 54), sources=[(56, 58)], kind="mixed"),
        quote((80, 95), kind="indirect"),
    ]
    scores = score(gold, predicted)
    assert scores["overlap_f1"] == 25 / 40
    assert scores["content_f1"] == pytest.approx(1 / 3)
    assert scores["cue_f1"] == 1.0
    assert scores["source_f1"] == 0.5
    assert scores["quote_f1"] == pytest.approx(1 / 3)
    assert scores["type_accuracy"] == 0.5
    assert (scores["overlap_f1:direct"], scores["overlap_recall:mixed"]) == (1.0, 0.0)
    # The shortened quote counts as indirect, as its gold is; the invented one as what it claims to be.
    assert scores["overlap_precision:indirect"] == 5 / 20
    assert scores["overlap_precision:mixed"] is None


def test_the_characters_between_the_parts_of_a_content_do_not_count():
    """A content that fills the gap of a broken quotation has ten characters too many."""
    scores = score([quote((0, 10), (20, 30))], [quote((0, 30))])
    assert (scores["overlap_precision"], scores["overlap_recall"]) == (pytest.approx(2 / 3), 1.0)


def test_touching_and_overlapping_parts_are_one_content():
    """Contents are sets of characters, however they are cut."""
    assert score([quote((0, 10))], [quote((4, 10), (0, 5))])["content_f1"] == 1.0
    assert score([quote((0, 10))], [quote((0, 5), (5, 10))])["content_f1"] == 1.0


def test_nested_quotes_count_in_each():
    """An inner quote that is missed costs its characters though the outer one covers them: 180 gold, 100 found."""
    outer, inner = quote((0, 100)), quote((20, 100))
    scores = score([outer, inner], [outer])
    assert (scores["overlap_precision"], scores["overlap_recall"]) == (1.0, 100 / 180)


def test_a_single_prediction_goes_to_the_quote_of_equal_content():
    """The inner content overlaps both quotes by 80 characters; it is aligned with its equal."""
    scores = score([quote((0, 100)), quote((20, 100))], [quote((20, 100))])
    assert (scores["content_f1"], scores["overlap_precision"]) == (pytest.approx(2 / 3), 1.0)


def test_the_alignment_is_no_greedy_one():
    """Greedily, (0, 9) could go to the first gold quote, and (20, 28) would go without: the optimum takes both."""
    gold = [quote((0, 10), (20, 28)), quote((0, 8))]
    predicted = [quote((0, 9)), quote((20, 28))]
    counts = quotes.count([("d", gold, predicted)])
    assert counts.pick(["overlap_correct"]).item() == 16  # 8 + 8; the longest overlap first, 9, leaves nothing


def test_a_cue_counts_only_in_its_own_quote():
    """Cues exchanged between two quotes are both wrong."""
    one, two = {"cue": (20, 24)}, {"cue": (50, 54)}
    scores = score([quote((0, 20), **one), quote((30, 50), **two)], [quote((0, 20), **two), quote((30, 50), **one)])
    assert (scores["content_f1"], scores["cue_f1"], scores["quote_f1"]) == (1.0, 0.0, 0.0)


def test_absent_cues_and_sources_agree_in_a_whole_quote():
    """A quote without cue and source is whole with its content, while cue and source F1 stay undefined."""
    scores = score([quote((0, 9))], [quote((0, 9))])
    assert (scores["quote_f1"], scores["cue_f1"], scores["source_f1"]) == (1.0, None, None)


def test_sources_are_counted_one_by_one():
    """One of two sources found is precision 1 and recall 1/2, and no whole quote."""
    scores = score([quote((0, 9), sources=[(10, 12), (15, 18)])], [quote((0, 9), sources=[(15, 18)])])
    assert (scores["source_precision"], scores["source_recall"], scores["quote_f1"]) == (1.0, 0.5, 0.0)


def test_equal_contents_are_told_apart_by_their_cues():
    """Two quotes of one content are aligned so that cues agree, in whichever order they come."""
    gold = [quote((0, 9), cue=(10, 12)), quote((0, 9), cue=(20, 22))]
    for predicted in permutations(gold):
        assert score(gold, predicted)["quote_f1"] == 1.0


def test_a_type_that_is_not_predicted_is_wrong():
    """Leaving out the type is no way to a better accuracy; a gold quote without type is not counted."""
    assert score([quote((0, 9), kind="direct")], [quote((0, 9))])["type_accuracy"] == 0.0
    assert score([quote((0, 9))], [quote((0, 9), kind="direct")])["type_accuracy"] is None


def test_nothing_is_undefined_and_missing_everything_is_0():
    """Without gold and prediction there is no score; with one of them it is 0, and its share undefined."""
    assert set(score([], []).values()) == {None}
    some = [quote((0, 9))]
    assert (score(some, [])["overlap_f1"], score(some, [])["overlap_precision"]) == (0.0, None)
    assert (score([], some)["overlap_f1"], score([], some)["overlap_recall"]) == (0.0, None)


def test_an_empty_content_is_a_quote_that_matches_nothing():
    """It has no characters and is aligned with none, not even with its like."""
    scores = score([quote((0, 9)), quote()], [quote((0, 9)), quote()])
    assert (scores["overlap_f1"], scores["content_f1"]) == (1.0, 0.5)


def test_bad_units_are_refused():
    """An unknown type and a repeated document are errors."""
    with pytest.raises(InputError, match="'spoken' is no type"):
        quotes.count([("d", [], [quote((0, 9), kind="spoken")])])
    with pytest.raises(ValueError, match="two units"):
        quotes.count([("d", [], []), ("d", [], [])])


@given(SIDE)
def test_a_perfect_prediction_is_perfect(side):
    """Predicting the gold gives 1 for all that is defined."""
    assert set(score(side, side).values()) <= {1.0, None}


@given(PAIRS, st.randoms())
@settings(max_examples=200)
def test_order_and_sharding_do_not_matter(pairs, random):
    """Any order of quotes and of their parts, and any cut into shards, gives the same counts."""
    shuffled = []
    for pair in pairs:
        sides = [
            [
                quote(
                    *random.sample(q.content, len(q.content)),
                    cue=q.cue,
                    sources=random.sample(q.sources, len(q.sources)),
                    kind=q.type,
                )
                for q in side
            ]
            for side in pair
        ]
        for side in sides:
            random.shuffle(side)
        shuffled.append(tuple(sides))
    whole = quotes.count(units(pairs))
    parts = concatenate([quotes.count([unit]) for unit in units(shuffled)])
    assert parts.units == whole.units
    assert np.array_equal(parts.matrix, whole.matrix)


@given(SIDE, SIDE)
@settings(max_examples=200)
def test_no_alignment_has_more_overlap_and_equal_contents_always_meet(gold, predicted):
    """Trying every alignment finds no more common characters; equal contents are all found, as multisets."""
    shorter, longer = sorted((gold, predicted), key=len)
    best = max(
        sum(len(offsets(one) & offsets(other)) for one, other in zip(shorter, chosen, strict=False))
        for chosen in permutations(longer)
    )
    counts = quotes.count([("d", gold, predicted)])
    assert counts.pick(["overlap_correct"]).item() == best
    contents = [Counter(frozenset(offsets(record)) for record in side) for side in (gold, predicted)]
    assert counts.pick(["content_correct"]).item() == (contents[0] & contents[1]).total()
    pairs = quotes.align(gold, predicted)
    assert sum(len(offsets(gold[i]) & offsets(predicted[j])) for i, j in pairs) == best
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)


@given(PAIRS)
def test_exchanging_gold_and_prediction_exchanges_precision_and_recall(pairs):
    """Overlap, content, cue, source and whole-quote F1 are symmetric."""
    one = quotes.count(units(pairs))
    two = quotes.count(units([(predicted, gold) for gold, predicted in pairs]))
    for name in ("overlap", "content"):
        assert METRICS[f"{name}_f1"].of(one) == METRICS[f"{name}_f1"].of(two)
        assert METRICS[f"{name}_precision"].of(one) == METRICS[f"{name}_recall"].of(two)


@given(PAIRS)
def test_types_add_up(pairs):
    """Where every quote has a type, the counts of the types sum to the totals."""
    typed = [[[q for q in side if q.type] for side in pair] for pair in pairs]
    counts = quotes.count(units(typed))
    for column in quotes.TOTALS:
        per_type = counts.pick([f"{column}:{kind}" for kind in quotes.TYPES])
        assert np.array_equal(per_type.sum(axis=1), counts.pick([column])[:, 0])


def plain_match(gold, predicted, match):
    """Find by trying how many sources can be matched one to one."""
    gold, predicted = sorted(set(gold)), sorted(set(predicted))
    if len(gold) > len(predicted):
        gold, predicted = predicted, gold
    return max(
        (
            sum(match(one, other) for one, other in zip(gold, chosen, strict=True))
            for chosen in permutations(predicted, len(gold))
        ),
        default=0,
    )


MATCHES = [lambda one, other: one == other, quotes.contains, lambda one, other: one[1] == other[1]]
SOURCES = st.lists(SPAN, max_size=4)


@pytest.mark.parametrize("match", MATCHES, ids=["exact", "contains", "head"])
@given(gold=SOURCES, predicted=SOURCES)
def test_sources_are_matched_one_to_one(match, gold, predicted):
    """In an aligned pair as many sources are right as can be matched one to one, and a quote is if all are."""
    sides = [[quote((0, 9), sources=sources)] for sources in (gold, predicted)]
    counts = quotes.count([("d", *sides)], lambda _: match)
    wanted = plain_match(gold, predicted, match)
    assert counts.pick(["source_correct"])[0, 0] == wanted
    assert counts.pick(["quote_correct"])[0, 0] == (len(set(gold)) == len(set(predicted)) == wanted)


@given(PAIRS)
def test_looser_matches_of_sources_find_no_less(pairs):
    """Containment finds every equal source; contents and cues are what they were."""
    exact, loose = (quotes.count(units(pairs), lambda _, match=match: match) for match in MATCHES[:2])
    assert METRICS["source_f1"].of(exact) is None or METRICS["content_f1"].of(exact) == METRICS["content_f1"].of(loose)
    assert (
        loose.pick(["overlap_correct", "content_correct"]) == exact.pick(["overlap_correct", "content_correct"])
    ).all()


def test_quotes_of_one_content_are_told_apart_by_their_sources():
    """Two quotes of one content go to those whose sources match, by the rule that is asked for."""
    gold = [quote((0, 9), sources=[(10, 14)]), quote((0, 9), sources=[(20, 28)])]
    predicted = [quote((0, 9), sources=[(24, 28)]), quote((0, 9), sources=[(10, 16)])]
    assert score(gold, predicted[::-1])["source_f1"] == 0
    assert score(gold, gold[::-1])["quote_f1"] == 1
    counts = quotes.count([("d", gold, predicted)], lambda _: quotes.contains)
    assert METRICS["quote_f1"].of(counts) == 1


@given(PAIRS)
@settings(max_examples=300)
def test_arrays_count_what_is_counted_document_by_document(pairs):
    """Documents counted as arrays, where sources must be equal, give what they give one by one."""
    whole = quotes.count(units(pairs))
    assert np.array_equal(whole.matrix, quotes.count(units(pairs), lambda _: eq).matrix)
