"""The scorers of events: hand-counted examples, degenerate input, and laws that hold on any input."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.records import EventRecord, RoleSpan
from dateline.scoring import events
from dateline.scoring.counts import concatenate

GROUPS = {"Life": ["Die", "Injure"], "Contact": ["Meet"]}
TYPES = [kind for types in GROUPS.values() for kind in types]
TRIGGERS = events.trigger_metrics(GROUPS)
ARGUMENTS = events.argument_metrics(GROUPS)


def event(start, kind="Die", *arguments, **more):
    """Make an event with a trigger of three characters, and arguments given as (start, role)."""
    spans = [RoleSpan(place, place + 4, role) for place, role in arguments]
    return EventRecord(start, start + 3, kind, arguments=spans, **more)


def triggers(gold, predicted):
    """Evaluate all trigger metrics on one document."""
    counts = events.count_triggers([("d", gold, predicted)], TYPES)
    return {name: metric.of(counts) for name, metric in TRIGGERS.items()}


def arguments(gold, predicted, entities=None):
    """Evaluate all argument metrics on one document."""
    counts = events.count_arguments([("d", gold, predicted)], TYPES, entities and {"d": entities})
    return {name: metric.of(counts) for name, metric in ARGUMENTS.items()}


PLACES = st.integers(0, 4)
ANY_ARGUMENT = st.builds(lambda start, role: RoleSpan(start, start + 4, role), PLACES, st.sampled_from(["a", "b"]))
ANY_EVENT = st.builds(
    lambda start, **more: EventRecord(start, start + 3, **more),
    PLACES,
    type=st.sampled_from(TYPES),
    polarity=st.sampled_from([None, "positive", "negative"]),
    realis=st.sampled_from([None, "actual", "other"]),
    cluster=st.sampled_from([None, "x", "y"]),
    arguments=st.lists(ANY_ARGUMENT, max_size=3),
)
SIDE = st.lists(ANY_EVENT, max_size=5)
PAIRS = st.lists(st.tuples(SIDE, SIDE), min_size=1, max_size=4)
ENTITIES = st.dictionaries(PLACES.map(lambda start: (start, start + 4)), st.sampled_from(["e1", "e2"]), max_size=4)
COUNTERS = [events.count_triggers, events.count_arguments]


def units(pairs):
    """Name the documents."""
    return [(f"d{index}", gold, predicted) for index, (gold, predicted) in enumerate(pairs)]


def test_triggers_by_hand():
    """Of 4 gold and 4 predicted triggers, two agree in span and type and one more in span."""
    gold = [event(0), event(10), event(20, "Meet"), event(30, "Injure")]
    predicted = [event(0), event(10, "Injure"), event(20, "Meet"), event(40)]
    scores = triggers(gold, predicted)
    assert (scores["classification_precision"], scores["classification_recall"]) == (0.5, 0.5)
    assert (scores["identification_f1"], scores["classification_f1"]) == (0.75, 0.5)
    assert scores["classification_f1:Die"] == 0.5  # 2 x 1 / (2 gold + 2 predicted)
    assert scores["classification_f1:Injure"] == 0.0  # one gold, one predicted, at other places
    assert scores["classification_f1:Life/*"] == pytest.approx(2 / 6)  # 1 of 3 gold and of 3 predicted
    assert scores["classification_f1:Contact/*"] == 1.0


def test_attributes_are_scored_on_correct_triggers_that_have_them():
    """Polarity: right, absent, on a mistyped trigger (not counted). Realis: wrong, and no gold (not counted)."""
    gold = [
        event(0, polarity="positive", realis="actual"),
        event(10, polarity="negative"),
        event(20, polarity="positive"),
    ]
    predicted = [event(0, polarity="positive", realis="other"), event(10), event(20, "Meet", polarity="positive")]
    scores = triggers(gold, predicted)
    assert scores["polarity_accuracy"] == 0.5
    assert scores["realis_accuracy"] == 0.0


def test_a_trigger_with_two_types_is_one_span_and_two_classes():
    """A second type at the same place costs precision of classification and none of identification."""
    scores = triggers([event(0)], [event(0), event(0, "Injure"), event(0)])
    assert (scores["classification_precision"], scores["classification_recall"]) == (0.5, 1.0)
    assert scores["identification_f1"] == 1.0


def test_contradictory_attributes_of_a_repeated_trigger_are_wrong():
    """Saying both values is not a way to be right."""
    both = [event(0, polarity="positive"), event(0, polarity="negative")]
    assert triggers([event(0, polarity="positive")], both)["polarity_accuracy"] == 0.0


def test_arguments_by_hand():
    """Four arguments of two events against four: right; wrong role; right but of a shifted trigger; spurious."""
    gold = [event(0, "Die", (50, "victim"), (60, "killer")), event(10, "Meet", (70, "participant"), (80, "place"))]
    predicted = [
        event(0, "Die", (50, "victim"), (60, "instrument")),
        event(11, "Meet", (70, "participant"), (90, "place")),
    ]
    scores = arguments(gold, predicted)
    assert scores["ai_f1"] == 0.75  # 50, 60 and 70
    assert scores["ac_f1"] == 0.5  # 60 has another role
    assert scores["ai_plus_f1"] == 0.5  # 70 hangs on another trigger
    assert scores["ac_plus_f1"] == 0.25
    assert (scores["ac_plus_f1:Die"], scores["ac_plus_f1:Meet"], scores["ac_plus_f1:Injure"]) == (0.5, 0.0, None)
    assert scores["ac_plus_f1:Life/*"] == 0.5


def test_arguments_of_a_mistyped_trigger_are_wrong_at_every_level():
    """The event type is part of what is compared."""
    scores = arguments([event(0, "Die", (50, "place"))], [event(0, "Injure", (50, "place"))])
    assert [scores[f"{level}_f1"] for level in events.LEVELS] == [0.0] * 4


def test_without_attachment_two_events_of_a_type_share_an_argument():
    """Sets as in TextEE: what two triggers of one type have in common is one argument in AC, two in AC+."""
    gold = [event(0, "Die", (50, "place")), event(10, "Die", (50, "place"))]
    scores = arguments(gold, gold[:1])
    assert (scores["ac_recall"], scores["ac_plus_recall"]) == (1.0, 0.5)


def test_another_mention_of_the_entity_counts_once():
    """With coreference another mention is right, and a second one says nothing more."""
    entities = {(50, 54): "e1", (60, 64): "e1", (70, 74): "e2"}
    gold = [event(0, "Die", (50, "victim"))]
    assert arguments(gold, [event(0, "Die", (60, "victim"))])["ac_plus_f1"] == 0.0
    assert arguments(gold, [event(0, "Die", (60, "victim"))], entities)["ac_plus_f1"] == 1.0
    assert arguments(gold, [event(0, "Die", (70, "victim"))], entities)["ac_plus_f1"] == 0.0
    assert arguments(gold, [event(0, "Die", (60, "killer"))], entities)["ac_plus_f1"] == 0.0
    both = arguments(gold, [event(0, "Die", (50, "victim"), (60, "victim"))], entities)
    assert (both["ac_plus_precision"], both["ac_plus_recall"]) == (1.0, 1.0)


def test_mentions_of_one_entity_are_one_filler_at_every_level():
    """Two events of a type have one agent, mentioned twice in the gold: one mention for both is all right."""
    entities = {(5, 9): "e", (20, 24): "e"}
    gold = [event(0, "Die", (5, "agent")), event(10, "Die", (20, "agent"))]
    scores = arguments(gold, [event(0, "Die", (5, "agent")), event(10, "Die", (5, "agent"))], entities)
    assert {scores[f"{level}_{name}"] for level in events.LEVELS for name in ("precision", "recall", "f1")} == {1.0}


def test_a_filler_that_is_no_mention_must_match_exactly():
    """With coreference a span outside the map still counts by its offsets."""
    gold = [event(0, "Die", (90, "instrument"))]
    scores = arguments(gold, [event(0, "Die", (90, "instrument"), (91, "instrument"))], {(50, 54): "e1"})
    assert (scores["ac_plus_precision"], scores["ac_plus_recall"]) == (0.5, 1.0)


@pytest.mark.parametrize("score", [triggers, arguments])
def test_nothing_is_undefined_and_missing_everything_is_0(score):
    """Without gold and prediction there is no score; with one of them only it is 0, and its share undefined."""
    some = [event(0, "Die", (50, "place"))]
    assert set(score([], []).values()) == {None}
    name = "classification" if score is triggers else "ac_plus"
    missed, spurious = score(some, []), score([], some)
    assert (missed[f"{name}_f1"], missed[f"{name}_recall"], missed[f"{name}_precision"]) == (0.0, 0.0, None)
    assert (spurious[f"{name}_f1"], spurious[f"{name}_recall"], spurious[f"{name}_precision"]) == (0.0, None, 0.0)


@pytest.mark.parametrize("count", COUNTERS)
def test_no_units_and_bad_units(count):
    """No documents give no rows; an unknown type and a repeated document are refused."""
    assert count([], TYPES).matrix.shape[0] == 0
    with pytest.raises(InputError, match="'Dance' is no event type"):
        count([("d", [], [event(0, "Dance")])], TYPES)
    with pytest.raises(ValueError, match="two units"):
        count([("d", [], []), ("d", [], [])], TYPES)


@given(SIDE)
def test_a_perfect_prediction_is_perfect(side):
    """Predicting the gold gives 1 for all that is defined."""
    assert {*triggers(side, side).values(), *arguments(side, side).values()} <= {1.0, None}


@given(PAIRS, st.randoms())
def test_order_and_sharding_do_not_matter(pairs, random):
    """Any order of events and arguments, and any cut into shards, gives the same counts."""
    shuffled = []
    for pair in pairs:
        sides = [
            [msgspec.structs.replace(e, arguments=random.sample(e.arguments, len(e.arguments))) for e in side]
            for side in pair
        ]
        for side in sides:
            random.shuffle(side)
        shuffled.append(tuple(sides))
    for count in COUNTERS:
        whole = count(units(pairs), TYPES)
        parts = concatenate([count([unit], TYPES) for unit in units(shuffled)])
        assert (parts.units, parts.columns) == (whole.units, whole.columns)
        assert np.array_equal(parts.matrix, whole.matrix)


@given(PAIRS)
def test_exchanging_gold_and_prediction_exchanges_precision_and_recall(pairs):
    """F1 is symmetric."""
    turned = [(predicted, gold) for gold, predicted in pairs]
    for count, metrics, name in ((COUNTERS[0], TRIGGERS, "identification"), (COUNTERS[1], ARGUMENTS, "ai_plus")):
        one, two = count(units(pairs), TYPES), count(units(turned), TYPES)
        assert metrics[f"{name}_f1"].of(one) == metrics[f"{name}_f1"].of(two)
        assert metrics[f"{name}_precision"].of(one) == metrics[f"{name}_recall"].of(two)


@given(PAIRS)
def test_types_and_groups_add_up(pairs):
    """The counts of all types sum to the totals."""
    for count, name in zip(COUNTERS, ("classification", "ac_plus"), strict=True):
        counts = count(units(pairs), TYPES)
        for side in events.SIDES:
            per_type = counts.pick([f"{name}_{side}:{kind}" for kind in TYPES])
            assert np.array_equal(per_type.sum(axis=1), counts.pick([f"{name}_{side}"])[:, 0])


@given(SIDE, SIDE, ENTITIES)
def test_stricter_levels_find_no_more(gold, predicted, entities):
    """None exceeds either side; what is right at AC+ is right at each weaker level."""
    for known in (None, {"d": entities}):
        counts = events.count_arguments([("d", gold, predicted)], TYPES, known)
        found = {level: counts.pick([f"{level}_{side}" for side in events.SIDES])[0] for level in events.LEVELS}
        assert all(correct <= min(one, other) for one, other, correct in found.values())
        # Sets merge roles and triggers at the weaker levels, so that not the numbers but their being 0 is monotone.
        assert all(found[level][2] > 0 for level in events.LEVELS) or found["ac_plus"][2] == 0


PROJECTIONS = [("ac_plus", "ac"), ("ac_plus", "ai_plus"), ("ac", "ai"), ("ai_plus", "ai")]


@given(SIDE, st.lists(st.booleans(), min_size=20), ENTITIES, st.randoms())
def test_all_right_at_a_level_is_all_right_at_weaker_ones(gold, kept, entities, random):
    """Full recall, or precision, at a level is full at each level that asks for less, with and without coreference.

    The prediction is drawn from the gold, with other mentions of its entities.
    """
    same = {span: [other for other in entities if entities[other] == entities[span]] for span in entities}

    def other(argument):
        start, end = random.choice(same.get((argument.start, argument.end), [(argument.start, argument.end)]))
        return RoleSpan(start, end, argument.role)

    predicted = [
        msgspec.structs.replace(one, arguments=[other(argument) for argument in one.arguments])
        for one, keep in zip(gold, kept, strict=False)
        if keep
    ]
    for sides in ((gold, predicted), (predicted, gold)):
        for known in (None, entities):
            scores = arguments(*sides, known)
            for strict, weak in PROJECTIONS:
                for name in ("precision", "recall", "f1"):
                    assert scores[f"{strict}_{name}"] != 1 or scores[f"{weak}_{name}"] == 1
    assert arguments(gold, predicted, entities)["ac_plus_precision"] in {1, None}
    if len(predicted) == len(gold):
        assert all(arguments(gold, predicted, entities)[f"{level}_f1"] in {1, None} for level in events.LEVELS)


@given(SIDE, SIDE, ENTITIES)
def test_coreference_agrees_with_what_is_right_without_it(gold, predicted, entities):
    """What is all right by its spans is all right by its entities."""
    plain, coreferent = arguments(gold, predicted), arguments(gold, predicted, entities)
    for level in events.LEVELS:
        for name in ("precision", "recall"):
            assert plain[f"{level}_{name}"] != 1 or coreferent[f"{level}_{name}"] == 1


@st.composite
def _event_units(draw):
    """Documents of few events, so that triggers, types and fillers repeat and coincide."""
    small = st.integers(0, 4)

    def one():
        start, size = draw(small), draw(st.integers(1, 2))
        arguments = [
            RoleSpan(place, place + 1, draw(st.sampled_from(("r", "s")))) for place in draw(st.lists(small, max_size=2))
        ]
        return EventRecord(
            start,
            start + size,
            draw(st.sampled_from(TYPES_OF_BATCHES)),
            polarity=draw(st.sampled_from((None, "positive", "negative"))),
            realis=draw(st.sampled_from((None, "actual", "other"))),
            arguments=arguments,
        )

    sides = (tuple([one() for _ in range(draw(st.integers(0, 3)))] for _ in range(2)) for _ in range(draw(small)))
    return [(f"d{number}", gold, predicted) for number, (gold, predicted) in enumerate(sides)]


TYPES_OF_BATCHES = ("Attack", "Meet")


@pytest.mark.parametrize(
    ("rows", "scorer"), [("trigger_rows", events.count_triggers), ("argument_rows", events.count_arguments)]
)
@given(units=_event_units())
def test_batches_count_as_documents_do(rows, scorer, units):
    """Counts taken as arrays are those taken document by document, repeated triggers and all."""
    fast = scorer(units, TYPES_OF_BATCHES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"dateline.scoring.events.{rows}", lambda *_: None)
        slow = scorer(units, TYPES_OF_BATCHES)
    assert (fast.units, fast.columns) == (slow.units, slow.columns)
    assert (fast.matrix == slow.matrix).all()
