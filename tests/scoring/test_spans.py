"""The `ner` scorer by itself: hand-counted examples, degenerate input, and laws that hold on any input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from dateline.errors import InputError
from dateline.formats.bio import decode, encode, malformed
from dateline.records import TypedSpan
from dateline.scoring import spans
from dateline.scoring.counts import concatenate

TYPES = ("LOC", "ORG", "PER")
METRICS = spans.metrics(TYPES)
SCHEMAS = ("strict", "exact", "partial", "type")


def span(start, end, kind="PER"):
    """Make a span."""
    return TypedSpan(start, end, kind)


def score(gold, predicted):
    """Evaluate all metrics on one document."""
    counts = spans.count([("d", gold, predicted)], TYPES)
    return {name: metric.of(counts) for name, metric in METRICS.items()}


@st.composite
def any_spans(draw):
    """Draw up to six spans that may overlap and repeat."""
    drawn = draw(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 5), st.sampled_from(TYPES)), max_size=6))
    return [span(start, start + length, kind) for start, length, kind in drawn]


@st.composite
def flat_spans(draw):
    """Draw up to six spans that do not overlap."""
    drawn = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4), st.sampled_from(TYPES)), max_size=6))
    flat, place = [], 0
    for gap, length, kind in drawn:
        flat.append(span(place + gap, place + gap + length, kind))
        place += gap + length
    return flat


PAIRS = st.lists(st.tuples(any_spans(), any_spans()), min_size=1, max_size=5)


def units(pairs):
    """Name the documents."""
    return [(f"d{index}", gold, predicted) for index, (gold, predicted) in enumerate(pairs)]


def test_each_schema_counts_what_it_should():
    """One document with each kind of error gives the counts made by hand."""
    gold = [span(0, 5), span(10, 15, "ORG"), span(20, 30, "LOC"), span(40, 50), span(60, 65)]
    predicted = [span(0, 5), span(10, 15, "LOC"), span(20, 25, "LOC"), span(45, 55, "ORG"), span(80, 85)]
    counts = spans.count([("d", gold, predicted)], TYPES)
    assert counts.columns[:6] == spans.TOTALS
    assert counts.matrix[0, :6].tolist() == [5, 5, 1, 2, 2, 2]
    result = score(gold, predicted)
    assert [result[f"{schema}_f1"] for schema in SCHEMAS] == pytest.approx([0.2, 0.4, 0.6, 0.4])


def test_types_count_by_themselves():
    """A span of the wrong type is missed in one type and spurious in the other, and halves count within a type."""
    gold = [span(0, 5), span(10, 15, "ORG"), span(20, 30, "LOC")]
    predicted = [span(0, 5), span(10, 15, "LOC"), span(20, 25, "LOC")]
    result = score(gold, predicted)
    assert result["strict_recall:ORG"] == 0
    assert result["strict_precision:ORG"] is None
    assert result["strict_precision:LOC"] == 0
    assert result["partial_precision:LOC"] == 0.25
    assert result["type_recall:LOC"] == 1
    assert result["macro_f1"] == pytest.approx(1 / 3)
    assert result["weighted_f1"] == pytest.approx(1 / 3)


def test_means_leave_out_types_that_do_not_occur():
    """The macro mean is over types in gold or prediction, and the weighted one weights by gold spans."""
    result = score([span(0, 1), span(2, 3), span(4, 5), span(6, 7, "ORG")], [span(0, 1), span(2, 3), span(4, 5)])
    assert result["macro_f1"] == 0.5
    assert result["weighted_f1"] == 0.75
    assert result["strict_f1:LOC"] is None


def test_nothing_at_all_is_undefined():
    """Without gold and prediction every metric is None, not 0 and not 1."""
    assert set(score([], []).values()) == {None}


def test_no_unit_at_all_is_undefined():
    """Counts of no units have no rows, and their metrics are None."""
    counts = spans.count([], TYPES)
    assert counts.matrix.shape == (0, 6 + 5 * len(TYPES))
    assert METRICS["strict_f1"].of(counts) is None


@pytest.mark.parametrize("schema", SCHEMAS)
def test_one_empty_side_leaves_one_ratio_undefined(schema):
    """Nothing predicted: precision is undefined; no gold: recall is; the others are 0."""
    missed, spurious = score([span(0, 5)], []), score([], [span(0, 5)])
    assert [missed[f"{schema}_{name}"] for name in ("precision", "recall", "f1")] == [None, 0, 0]
    assert [spurious[f"{schema}_{name}"] for name in ("precision", "recall", "f1")] == [0, None, 0]


def test_a_document_without_spans_changes_nothing():
    """A document with nothing in it has a row of zeros, wherever it stands."""
    full = ("full", [span(0, 5)], [span(0, 4)])
    counts = spans.count([("first", [], []), full, ("last", [], [])], TYPES)
    assert counts.matrix[[0, 2]].sum() == 0
    assert counts.matrix[1].tolist() == spans.count([full], TYPES).matrix[0].tolist()


def test_a_repeated_prediction_is_spurious():
    """One gold span cannot be found twice."""
    result = score([span(0, 5)], [span(0, 5), span(0, 5)])
    assert (result["strict_precision"], result["strict_recall"]) == (0.5, 1)


def test_exact_matches_are_made_before_overlaps():
    """An earlier prediction that merely overlaps does not take the gold span of an exact one."""
    result = score([span(2, 6)], [span(0, 3), span(2, 6)])
    assert [result[f"{schema}_recall"] for schema in SCHEMAS] == [1, 1, 1, 1]


def test_the_type_schema_prefers_the_same_type_then_the_nearest():
    """A prediction over three gold spans takes the one of its type, and of two such the one with nearer boundaries."""
    gold = [span(0, 2, "ORG"), span(2, 3), span(4, 9)]
    table = score(gold, [span(0, 9)])
    assert (table["type_precision"], table["type_recall"]) == (1, pytest.approx(1 / 3))
    two = score([*gold, span(30, 31)], [span(0, 9), span(2, 4)])  # the long one leaves [2, 3) to the short one
    assert two["type_recall"] == 0.5


def test_partial_matches_from_left_to_right():
    """Both predictions find a partner, though the second overlaps the gold span of the first by more."""
    result = score([span(0, 4), span(5, 6)], [span(0, 1), span(1, 6)])
    assert result["partial_f1"] == 0.5


@given(flat_spans(), flat_spans())
def test_partial_matches_as_many_flat_spans_as_can_be(gold, predicted):
    """No one-to-one matching of overlapping flat spans has more pairs than that of the partial schema."""
    overlaps = [[one.start < other.end and other.start < one.end for other in predicted] for one in gold]
    best = (maximum_bipartite_matching(csr_matrix(overlaps)) >= 0).sum() if gold and predicted else 0
    assert spans.count([("d", gold, predicted)], TYPES).pick(["exact", "partial"]).sum() == best


def test_spans_of_different_documents_never_meet():
    """Equal offsets in neighbouring documents are no match."""
    counts = spans.count([("a", [span(0, 9)], []), ("b", [], [span(0, 9)])], TYPES)
    assert counts.total()[:6].tolist() == [1, 1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("wrong", "test"),
    [
        (TypedSpan(0, 5, "MISC"), "unknown-type"),
        (TypedSpan(5, 5, "PER"), "bad-span"),
        (TypedSpan(-1, 5, "PER"), "bad-span"),
        (TypedSpan(0, 2**62, "PER"), "bad-span"),
        (TypedSpan(0, 2**70, "PER"), "bad-span"),
    ],
)
def test_spans_that_cannot_be_counted_are_refused(wrong, test):
    """A span with an unknown type or impossible offsets is refused, not dropped."""
    with pytest.raises(InputError) as caught:
        spans.count([("d", [], [wrong])], TYPES)
    assert [problem.id for problem in caught.value.problems] == [test]


def test_a_repeated_unit_is_refused():
    """Two documents with one name cannot be told apart later."""
    with pytest.raises(ValueError, match="one name"):
        spans.count([("d", [], []), ("d", [], [])], TYPES)


@given(any_spans().filter(bool))
def test_a_perfect_prediction_scores_one(gold):
    """Gold scored against itself is 1 in every metric that is defined, overlaps and repeats included."""
    assert {value for value in score(gold, gold).values() if value is not None} == {1.0}


@given(PAIRS, st.randoms())
def test_order_changes_nothing(pairs, rng):
    """Documents and annotations may come in any order."""
    mixed = [(name, rng.sample(gold, len(gold)), rng.sample(said, len(said))) for name, gold, said in units(pairs)]
    rng.shuffle(mixed)
    counts, shuffled = spans.count(units(pairs), TYPES), spans.count(mixed, TYPES)
    rows = dict(zip(shuffled.units, shuffled.matrix.tolist(), strict=True))
    assert [rows[name] for name in counts.units] == counts.matrix.tolist()


@given(PAIRS, st.integers(0, 5), st.integers(1, 3))
def test_shards_and_batches_change_nothing(pairs, cut, batch):
    """Counts of two shards join to those of the whole, and the size of a batch does not matter."""
    whole = spans.count(units(pairs), TYPES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spans, "BATCH", batch)
        joined = concatenate([spans.count(units(pairs)[:cut], TYPES), spans.count(units(pairs)[cut:], TYPES)])
    assert joined.units == whole.units
    assert joined.matrix.tolist() == whole.matrix.tolist()


@given(any_spans(), any_spans(), st.data())
def test_removing_a_correct_prediction_never_raises_recall(gold, predicted, data):
    """Strict, exact and partial recall do not rise when a correct prediction goes."""
    both = [*predicted, *gold]
    correct = data.draw(st.sampled_from(gold)) if gold else None
    fewer = list(both)
    if correct:
        fewer.remove(correct)
    before, after = score(gold, both), score(gold, fewer)
    for schema in ("strict", "exact", "partial"):
        assert (after[f"{schema}_recall"] or 0) <= (before[f"{schema}_recall"] or 0)


@given(flat_spans(), flat_spans())
def test_removing_a_correct_prediction_never_raises_type_recall_on_flat_spans(gold, predicted):
    """The same law holds for the type schema where spans do not overlap."""
    before = score(gold, predicted)["type_recall"]
    for correct in set(gold) & set(predicted):
        assert score(gold, [said for said in predicted if said != correct])["type_recall"] < before


NESTED = st.lists(
    st.builds(
        lambda start, length, kind: span(start, start + length, kind),
        st.integers(0, 8),
        st.integers(1, 5),
        st.sampled_from(TYPES),
    ),
    max_size=8,
    unique=True,
)


@given(st.lists(st.tuples(NESTED, NESTED), min_size=1, max_size=5))
def test_nested_spans_are_counted_as_sets(pairs):
    """Where spans nest and cross, strict F1 is that of sets of spans with their types, over all and for each type."""
    counts = spans.count(units(pairs), TYPES)
    for kinds, suffix in ((TYPES, ""), *(((kind,), f":{kind}") for kind in TYPES)):
        sides = [
            {
                (name, one.start, one.end, one.type)
                for name, *both in units(pairs)
                for one in both[side]
                if one.type in kinds
            }
            for side in (0, 1)
        ]
        size = len(sides[0]) + len(sides[1])
        wanted = 2 * len(sides[0] & sides[1]) / size if size else None
        assert METRICS[f"strict_f1{suffix}"].of(counts) == wanted


@given(PAIRS)
def test_looser_schemas_score_no_less(pairs):
    """Strict F1 <= exact F1 <= partial F1, and strict F1 <= type F1, on any input."""
    counts = spans.count(units(pairs), TYPES)
    strict, exact, half, kind = (spans.METRICS[f"{schema}_f1"].of(counts) or 0 for schema in SCHEMAS)
    assert strict <= exact <= half
    assert strict <= kind


@given(PAIRS)
def test_types_sum_to_the_whole(pairs):
    """Gold, predicted and strict matches of all types add up to the totals."""
    counts = spans.count(units(pairs), TYPES)
    for name in ("gold", "predicted", "strict"):
        assert counts.pick([f"{name}:{kind}" for kind in TYPES]).sum() == counts.pick([name]).sum()


@given(any_spans(), any_spans(), st.sampled_from(TYPES))
def test_a_type_scores_as_if_it_were_alone(gold, predicted, kind):
    """The columns of a type equal the totals of the same spans without all others."""
    counts = spans.count([("d", gold, predicted)], TYPES)
    alone = spans.count([("d", [s for s in gold if s.type == kind], [s for s in predicted if s.type == kind])], TYPES)
    assert counts.pick([f"{name}:{kind}" for name in spans.PER_TYPE]).tolist() == alone.pick(spans.PER_TYPE).tolist()


@given(PAIRS)
def test_metrics_take_any_leading_axes(pairs):
    """Many column sums at once give the numbers that each gives by itself, NaN for None."""
    counts = spans.count(units(pairs), TYPES)
    for metric in METRICS.values():
        sums = counts.pick(metric.columns)
        many = metric.value(np.stack([sums, sums * 2]))
        assert many.shape == (2, len(pairs))
        one = [metric.of(counts, [name]) for name in counts.units]
        assert np.nan_to_num(many[0], nan=-1).tolist() == [-1 if value is None else value for value in one]


NOISY = ["I-PER", "I-PER", "O", "B-ORG", "I-LOC", "I-LOC", "O"]


def test_the_two_policies_read_noise_differently():
    """Strict keeps the one well-formed chunk, conlleval makes a chunk of every run of tags."""
    assert decode(NOISY) == [span(3, 4, "ORG")]
    assert decode(NOISY, policy="conlleval") == [span(0, 2), span(3, 4, "ORG"), span(4, 6, "LOC")]
    assert malformed(NOISY) == [0, 1, 4, 5]


@pytest.mark.parametrize(
    ("scheme", "tags"),
    [("BIOES", ["B-PER", "I-PER", "O", "E-PER", "S-PER"]), ("BILOU", ["B-PER", "I-PER", "O", "L-PER", "U-PER"])],
)
def test_chunks_without_begin_or_end_are_malformed(scheme, tags):
    """A chunk that is never closed or never opened is a span for conlleval only."""
    assert decode(tags, scheme) == [span(4, 5)]
    assert decode(tags, scheme, "conlleval") == [span(0, 2), span(3, 4), span(4, 5)]
    assert malformed(tags, scheme) == [0, 1, 3]


@pytest.mark.parametrize("tag", ["S-PER", "B", "B-", "PER", "", "o", "BI-PER"])
def test_tags_of_no_scheme_are_refused(tag):
    """A tag that the scheme does not know is an error that names its place."""
    with pytest.raises(InputError) as caught:
        decode(["O", tag], "IOB2", "conlleval")
    assert caught.value.problems[0].field == "tags[1]"


@pytest.mark.parametrize("wrong", [[span(0, 2), span(1, 3)], [span(2, 2)], [span(3, 9)]])
def test_spans_that_tags_cannot_tell_are_refused(wrong):
    """Overlaps, empty spans and spans beyond the tokens have no tags."""
    with pytest.raises(InputError, match="bad-tagging"):
        encode(wrong, 5)


@given(flat_spans(), st.sampled_from(["IOB2", "BIOES", "BILOU"]), st.sampled_from(["strict", "conlleval"]))
def test_tags_tell_flat_spans_in_full(flat, scheme, policy):
    """Spans turned to tags and back are the same, under either policy."""
    tags = encode(flat, 50, scheme)
    assert decode(tags, scheme, policy) == flat
    assert malformed(tags, scheme) == []
