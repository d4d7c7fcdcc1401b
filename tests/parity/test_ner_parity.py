"""The `ner` scorer against seqeval, nervaluate and spaCy: equal where they agree, each difference shown by running it.

`docs/scoring/ner.md` tells the differences; the tests under "Where the peers differ" hold it to what the peers do.
"""

import random
import warnings

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from nervaluate import Evaluator
from seqeval.metrics import classification_report, f1_score
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.scheme import BILOU, IOB2, IOBES, Tokens
from spacy.scorer import Scorer, get_ner_prf
from spacy.tokens import Doc, Span
from spacy.training import Example, biluo_tags_to_spans, iob_to_biluo

from dateline.errors import InputError
from dateline.formats.bio import PREFIXES, decode, encode
from dateline.records import TypedSpan
from dateline.scoring import spans

TYPES = ("LOC", "ORG", "PER")
METRICS = spans.metrics(TYPES)
LENGTH = 30
SCHEMES = {"IOB2": IOB2, "BIOES": IOBES, "BILOU": BILOU}
NERVALUATE = {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}
NAMES = ("precision", "recall", "f1")
NLP = spacy.blank("en")
CLOSE = 1e-12  # far beyond the digits that any peer prints

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning")


def span(start, end, kind="PER"):
    """Make a span."""
    return TypedSpan(start, end, kind)


def flat(rng):
    """Draw flat spans, in order, within `LENGTH` tokens: crowded, so that overlaps of all kinds occur."""
    found, place = [], 0
    while True:
        start = place + rng.randrange(3)
        place = start + 1 + rng.randrange(5)
        if place > LENGTH:
            return found
        if rng.random() < 0.8:
            found.append(span(start, place, rng.choice(TYPES)))


def corpus(seed):
    """Draw up to six documents of gold and predicted spans; some predictions are gold."""
    rng = random.Random(seed)  # noqa: S311 - no secrets
    units = []
    for number in range(1 + rng.randrange(6)):
        gold = flat(rng)
        units.append((f"d{number}", gold, gold if rng.random() < 0.3 else flat(rng)))
    return units


def ours(units, name):
    """Evaluate one of our metrics, with 0 for undefined as the peers have it."""
    return METRICS[name].of(spans.count(units, TYPES)) or 0.0


def tags(units):
    """Render gold and predictions as IOB2."""
    return [[encode(unit[side], LENGTH) for unit in units] for side in (1, 2)]


def report(units):
    """Run seqeval's strict report."""
    return classification_report(*tags(units), mode="strict", scheme=IOB2, output_dict=True)


def nervaluate(units, allowed=TYPES):
    """Run nervaluate on the spans in the order given, with the inclusive ends that it expects."""
    sides = [
        [[{"label": s.type, "start": s.start, "end": s.end - 1} for s in unit[side]] for unit in units]
        for side in (1, 2)
    ]
    return Evaluator(*sides, tags=list(allowed), loader="dict").evaluate()


def document(words, entities, spaces=None):
    """Make a spaCy document; `entities` None leaves it without annotation."""
    made = Doc(NLP.vocab, words=words, spaces=spaces)
    if entities is not None:
        made.set_ents([Span(made, start, end, label=kind) for start, end, kind in entities])
    return made


def example(gold, predicted):
    """Pair the spans of one document for spaCy."""
    sides = [document(["word"] * LENGTH, [(s.start, s.end, s.type) for s in side]) for side in (predicted, gold)]
    return Example(*sides)


@pytest.mark.parametrize("seed", range(60))
def test_strict_scores_equal_seqeval(seed):
    """Micro and per-type precision, recall and F1, macro F1 and weighted F1 equal seqeval's strict IOB2 report."""
    units = corpus(seed)
    theirs = report(units)
    for peer, name in (("precision", "precision"), ("recall", "recall"), ("f1-score", "f1")):
        assert ours(units, f"strict_{name}") == pytest.approx(theirs["micro avg"][peer], abs=CLOSE)
        for kind in TYPES:
            expected = theirs[kind][peer] if kind in theirs else 0
            assert ours(units, f"strict_{name}:{kind}") == pytest.approx(expected, abs=CLOSE)
    assert ours(units, "macro_f1") == pytest.approx(theirs["macro avg"]["f1-score"], abs=CLOSE)
    assert ours(units, "weighted_f1") == pytest.approx(theirs["weighted avg"]["f1-score"], abs=CLOSE)


@pytest.mark.parametrize("seed", range(60))
def test_four_schemas_equal_nervaluate(seed):
    """Precision, recall and F1 of all four schemas equal nervaluate's, overall and for each type."""
    units = corpus(seed)
    theirs = nervaluate(units)
    for schema, peer in NERVALUATE.items():
        own = "strict" if schema == "exact" else schema  # for a type alone, exact is strict
        for name in NAMES:
            assert ours(units, f"{schema}_{name}") == pytest.approx(getattr(theirs["overall"][peer], name), abs=CLOSE)
            for kind, result in theirs["entities"].items():
                assert ours(units, f"{own}_{name}:{kind}") == pytest.approx(getattr(result[peer], name), abs=CLOSE)


@pytest.mark.parametrize("seed", range(20))
def test_strict_scores_equal_spacy_on_equal_tokens(seed):
    """Where both sides have one tokenization, spaCy's score_spans gives the same micro and per-type scores."""
    units = corpus(seed)
    theirs = Scorer.score_spans([example(gold, predicted) for _, gold, predicted in units], "ents")
    for name, key in zip(NAMES, "prf", strict=True):
        assert ours(units, f"strict_{name}") == pytest.approx(theirs[f"ents_{key}"] or 0, abs=CLOSE)
        for kind, result in (theirs["ents_per_type"] or {}).items():
            assert ours(units, f"strict_{name}:{kind}") == pytest.approx(result[key], abs=CLOSE)


def any_tags(scheme):
    """Draw any sequence of a scheme's tags, mostly malformed."""
    choices = ["O", *(f"{prefix}-{kind}" for prefix in PREFIXES[scheme] for kind in TYPES[:2])]
    return st.lists(st.sampled_from(choices), max_size=8)


@pytest.mark.parametrize("scheme", SCHEMES)
@given(data=st.data())
def test_strict_reading_equals_seqeval(scheme, data):
    """The strict policy reads any sequence as seqeval's strict mode does."""
    sequence = data.draw(any_tags(scheme))
    theirs = [span(found.start, found.end, found.tag) for found in Tokens(sequence, SCHEMES[scheme]).entities]
    assert decode(sequence, scheme, "strict") == theirs


@pytest.mark.parametrize("scheme", ["IOB2", "BIOES"])
@given(data=st.data())
def test_conlleval_reading_equals_seqeval_default(scheme, data):
    """The conlleval policy reads any sequence as seqeval's default mode does, which follows conlleval."""
    sequence = data.draw(any_tags(scheme))
    assert decode(sequence, scheme, "conlleval") == [span(a, b + 1, kind) for kind, a, b in get_entities(sequence)]


# Where the peers differ, from each other or from this scorer.


def test_seqeval_default_forgives_what_strict_does_not():
    """A noisy prediction is perfect for seqeval's default, half right for its strict mode; both policies are ours."""
    gold = ["B-PER", "I-PER", "O", "B-ORG", "B-LOC", "I-LOC", "O"]
    noisy = ["I-PER", "I-PER", "O", "B-ORG", "I-LOC", "I-LOC", "O"]
    assert f1_score([gold], [noisy]) == 1
    assert f1_score([gold], [noisy], mode="strict", scheme=IOB2) == 0.5
    assert ours([("d", decode(gold), decode(noisy, policy="conlleval"))], "strict_f1") == 1
    assert ours([("d", decode(gold), decode(noisy, policy="strict"))], "strict_f1") == 0.5


def test_nervaluate_depends_on_the_order_of_overlapping_spans():
    """An overlap that stands first takes the gold span from the exact match; ours makes exact matches first."""
    gold, predicted = [span(0, 6)], [span(0, 4), span(0, 6)]
    assert nervaluate([("d", gold, predicted)])["overall"]["strict"].f1 == 0
    assert nervaluate([("d", gold, predicted[::-1])])["overall"]["strict"].f1 == pytest.approx(2 / 3)
    assert ours([("d", gold, predicted)], "strict_f1") == pytest.approx(2 / 3)
    assert ours([("d", gold, predicted[::-1])], "strict_f1") == pytest.approx(2 / 3)


def test_nervaluate_depends_on_the_order_of_flat_spans():
    """Flat predictions in another order find other partners; ours goes from left to right whatever the order."""
    gold, predicted = [span(0, 3), span(4, 9)], [span(0, 1), span(2, 6)]
    assert nervaluate([("d", gold, predicted)])["overall"]["partial"].partial == 2
    assert nervaluate([("d", gold, predicted[::-1])])["overall"]["partial"].partial == 1
    assert ours([("d", gold, predicted)], "partial_f1") == ours([("d", gold, predicted[::-1])], "partial_f1") == 0.5


def test_nervaluate_takes_ends_as_inclusive():
    """Half-open neighbours that share no character overlap for nervaluate, if they are passed as they are."""
    gold, predicted = span(0, 5), span(5, 9)
    raw = [[[{"label": s.type, "start": s.start, "end": s.end}]] for s in (gold, predicted)]
    assert Evaluator(*raw, tags=["PER"], loader="dict").evaluate()["overall"]["ent_type"].f1 == 1
    assert ours([("d", [gold], [predicted])], "type_f1") == 0


def test_repeated_spans_count_once_or_twice():
    """A span predicted twice is one for spaCy, and one right and one spurious for nervaluate and for us."""
    gold, twice = [span(0, 5)], [span(0, 5), span(0, 5)]
    pair = Example(document(["word"] * LENGTH, []), document(["word"] * LENGTH, []))
    for made, found in ((pair.reference, gold), (pair.predicted, twice)):
        made.spans["key"] = [Span(made, s.start, s.end, label=s.type) for s in found]
    theirs = Scorer.score_spans([pair], "key", getter=lambda made, key: made.spans[key], allow_overlap=True)
    assert theirs["key_p"] == 1
    assert nervaluate([("d", gold, twice)])["overall"]["strict"].precision == 0.5
    assert ours([("d", gold, twice)], "strict_precision") == 0.5


def test_nervaluate_drops_labels_outside_its_list():
    """A spurious span with an unlisted label costs nothing there and is refused here."""
    unit = ("d", [span(0, 5)], [span(0, 5), span(8, 9, "MISC")])
    assert nervaluate([unit])["overall"]["strict"].precision == 1
    with pytest.raises(InputError, match="unknown-type"):
        spans.count([unit], TYPES)


def test_nervaluate_fails_on_an_empty_first_document():
    """Its default loader looks into the first document to guess the format; order does not matter to ours."""
    full = [{"label": "PER", "start": 0, "end": 4}]
    with pytest.raises(IndexError):
        Evaluator([[], full], [[], full], tags=["PER"])
    assert ours([("empty", [], []), ("full", [span(0, 5)], [span(0, 5)])], "strict_f1") == 1


def test_installed_nervaluate_keeps_partial_f1_when_documents_repeat():
    """Releases 1.0.0 to 1.2.0 lose the halves as soon as there are two documents; 1.2.1, tested here, does not."""
    units = [(f"d{number}", [span(0, 6)], [span(0, 4)]) for number in range(3)]
    assert nervaluate(units)["overall"]["partial"].f1 == 0.5
    assert ours(units, "partial_f1") == 0.5


def test_nervaluate_ignores_an_overlap_below_one_percent():
    """Of a gold span of 200 characters one must be matched for us and two for nervaluate."""
    unit = ("d", [span(0, 200)], [span(199, 230)])
    assert nervaluate([unit])["overall"]["partial"].spurious == 1
    assert ours([unit], "partial_f1") == 0.5
    two = ("d", [span(0, 200)], [span(198, 230)])
    assert nervaluate([two])["overall"]["partial"].f1 == ours([two], "partial_f1") == 0.5


def test_peers_give_zero_where_nothing_is_defined():
    """Nothing in gold and prediction is 0 for seqeval and nervaluate, and None for spaCy and for us."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert f1_score([["O"]], [["O"]], mode="strict", scheme=IOB2) == 0
    assert nervaluate([("d", [], [])])["overall"]["strict"].f1 == 0
    assert Scorer.score_spans([example([], [])], "ents")["ents_f"] is None
    assert METRICS["strict_f1"].of(spans.count([("d", [], [])], TYPES)) is None


def test_spacy_loses_predictions_that_do_not_align():
    """A wrong span that ends within a gold token vanishes from score_spans: precision stays 1; for us it is wrong."""
    gold = document(["Alt-Neudorf", "thanked", "Brenk"], [(2, 3, "PER")])
    predicted = document(
        ["Alt", "-", "Neudorf", "thanked", "Brenk"], [(0, 1, "PER"), (4, 5, "PER")], [False, False, *[True] * 3]
    )
    assert Scorer.score_spans([Example(predicted, gold)], "ents")["ents_p"] == 1
    sides = [[span(found.start_char, found.end_char) for found in made.ents] for made in (gold, predicted)]
    assert ours([("d", *sides)], "strict_precision") == 0.5


def test_spacy_widens_predictions_that_do_not_align():
    """get_ner_prf, which pipelines use, counts a part of a token as the whole token; for us the span is wrong."""
    gold = document(["Alt-Neudorf", "waits"], [(0, 1, "LOC")])
    predicted = document(["Alt", "-", "Neudorf", "waits"], [(0, 1, "LOC")], [False, False, True, True])
    assert get_ner_prf([Example(predicted, gold)])["ents_f"] == 1
    sides = [[span(found.start_char, found.end_char, "LOC") for found in made.ents] for made in (gold, predicted)]
    assert ours([("d", *sides)], "strict_f1") == 0


def test_spacy_skips_documents_without_gold():
    """Predictions in a document without annotation cost nothing in get_ner_prf, and all in score_spans and here."""
    pairs = [
        Example(document(["Brenk", "left"], [(0, 1, "PER")]), document(["Brenk", "left"], gold))
        for gold in ([(0, 1, "PER")], None)
    ]
    assert get_ner_prf(pairs)["ents_p"] == 1
    assert Scorer.score_spans(pairs, "ents")["ents_p"] == 0.5
    assert ours([("a", [span(0, 5)], [span(0, 5)]), ("b", [], [span(0, 5)])], "strict_precision") == 0.5


def test_two_thirds_are_rounded():
    """Two of three is printed by seqeval as 0.6667, rounded; ours is the number itself, and rounds to the same."""
    unit = ("d", [span(0, 1), span(1, 2), span(2, 3)], [span(0, 1), span(1, 2), span(2, 3, "ORG")])
    printed = classification_report(*tags([unit]), mode="strict", scheme=IOB2, digits=4)
    assert "0.6667" in next(line for line in printed.splitlines() if "micro" in line)
    assert ours([unit], "strict_f1") == 2 / 3
    assert f"{100 * ours([unit], 'strict_f1'):.2f}" == "66.67"


def test_bioes_is_refused_by_peers_that_read_iob2():
    """The strict IOB2 of seqeval, nervaluate and the BILUO reader of spaCy refuse S-; here BIOES is a scheme."""
    sequence = ["S-PER", "O", "B-LOC", "E-LOC"]
    with pytest.raises(ValueError, match="Invalid token"):
        f1_score([sequence], [sequence], mode="strict", scheme=IOB2)
    with pytest.raises(ValueError, match="Invalid tag"):
        Evaluator([sequence], [sequence], tags=["PER", "LOC"], loader="list")
    with pytest.raises(ValueError, match="E068"):
        biluo_tags_to_spans(document(["word"] * 4, None), sequence)
    assert decode(sequence, "BIOES") == [span(0, 1), span(2, 4, "LOC")]


def test_spacy_takes_a_single_for_a_begin():
    """Its iob_to_biluo reads S-PER as if it were B-PER, silently; here it is no tag of IOB2."""
    assert iob_to_biluo(["S-PER", "O"]) == ["U-PER", "O"]
    with pytest.raises(InputError, match="bad-tag"):
        decode(["S-PER", "O"], "IOB2", "conlleval")
