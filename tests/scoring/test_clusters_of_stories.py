"""Clusters of triggers across documents: hand-counted examples, names of events, and arrays that count the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.records import EventRecord
from dateline.scoring import clusters, stories

SIDE = st.lists(
    st.builds(
        lambda start, size, **more: EventRecord(start, start + size, **more),
        st.integers(0, 12),
        st.integers(1, 2),
        type=st.sampled_from(["Die", "Injure", "Meet"]),
        cluster=st.sampled_from([None, "x", "y"]),
    ),
    max_size=5,
)


def event(start, kind="Die", **more):
    """Make an event with a trigger of three characters."""
    return EventRecord(start, start + 3, kind, **more)


def test_story_clusters_by_hand():
    """Clusters join across the documents of a story, not across stories; a trigger without one stands alone."""
    first = [event(0, cluster="x"), event(10, cluster="y"), event(20)]
    second = [event(5, cluster="x")]
    predicted = [event(0, cluster="p"), event(20, cluster="p")]
    made = stories.story_clusters(
        [("b", second, []), ("a", first, predicted), ("c", second, second)], {"a": "s1", "b": "s1", "c": "s2"}
    )
    assert list(made) == [
        (
            "s1",
            [[("a", 0, 3, 0), ("b", 5, 8, 0)], [("a", 10, 13, 0)], [("a", 20, 23, 0)]],
            [[("a", 0, 3, 0), ("a", 20, 23, 0)]],
        ),
        ("s2", [[("c", 5, 8, 0)]], [[("c", 5, 8, 0)]]),
    ]


def test_events_of_one_span_stay_apart():
    """One span with two types is two events, in two clusters or in none; each goes with the gold event of its type."""
    gold = [event(0, "Meet", cluster="x"), event(5, cluster="x")]
    two = [event(0, cluster="p"), event(0, "Meet", cluster="q"), event(5, cluster="q")]
    ((_, ours, theirs),) = stories.story_clusters([("a", gold, two)], {"a": "s"})
    assert ours == [[("a", 0, 3, 0), ("a", 5, 8, 0)]]
    assert theirs == [[("a", 0, 3, 0), ("a", 5, 8, 0)], [("a", 0, 3, 1)]]
    nameless = [event(0), event(0, "Meet")]
    ((_, _, theirs),) = stories.story_clusters([("a", gold, nameless)], {"a": "s"})
    assert theirs == [[("a", 0, 3, 0)], [("a", 0, 3, 1)]]
    ((_, _, theirs),) = stories.story_clusters([("a", gold, [event(0, "Injure")])], {"a": "s"})
    assert theirs == [[("a", 0, 3, 0)]]  # a wrong type of a single event is no other mention


@given(SIDE, SIDE, st.randoms())
def test_names_of_events_are_one_to_one(gold, predicted, random):
    """No two events of a side have one name, and the order of the other events does not matter."""
    ours, theirs = stories.keys("d", gold, predicted)
    assert (len(set(ours)), len(set(theirs))) == (len(gold), len(predicted))
    shuffled = random.sample(predicted, len(predicted))
    by_type = sorted((key, one.type) for key, one in zip(theirs, predicted, strict=True))
    assert (
        sorted((key, one.type) for key, one in zip(stories.keys("d", gold, shuffled)[1], shuffled, strict=True))
        == by_type
    )
    for span in {(one.start, one.end) for one in gold}:
        sizes = [sum((key[1], key[2]) == span for key in side) for side in (ours, theirs)]
        assert len({key for key in ours if key[1:3] == span} & set(theirs)) == min(sizes)


def test_a_document_without_a_story_is_refused():
    """It could not be scored."""
    with pytest.raises(InputError, match="belongs to no story"):
        list(stories.story_clusters([("a", [], [])], {}))


@given(st.lists(st.tuples(st.integers(0, 3), SIDE, SIDE), max_size=6), st.randoms())
def test_arrays_count_as_clusters_do(given_units, random):
    """Counts are the same to the last bit, whichever way they are taken, and whatever the order of documents."""
    units = [(f"d{number % 7}-{number}", gold, predicted) for number, (_, gold, predicted) in enumerate(given_units)]
    random.shuffle(units)
    story_of = {name: f"s{given_units[int(name[3:])][0]}" for name, _, _ in units}
    found = stories.count_stories(units, story_of)
    wanted = clusters.count(stories.story_clusters(units, story_of))
    assert (found.units, found.columns) == (wanted.units, wanted.columns)
    assert found.matrix.tobytes() == wanted.matrix.tobytes()
